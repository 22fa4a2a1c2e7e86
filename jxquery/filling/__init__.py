"""Figures in reports: placeholders in a text or a Word file, replaced by figures, tables and pictures."""

from jxquery.filling.fill import Change, Filling, fill

__all__ = ["Change", "Filling", "fill"]
