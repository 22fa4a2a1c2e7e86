"""What is kept of a meeting."""

from __future__ import annotations
from jxquery.render.present import Output


def save(session, words, look):
    return Output()


def export(session, words, look):
    return Output()
