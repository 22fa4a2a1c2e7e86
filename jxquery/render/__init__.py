"""Answers as text: tables for people, JSON and CSV for machines. Streams are touched in `console.py` alone."""
