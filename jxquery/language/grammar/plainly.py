"""Phrases that were not said in so many words, for rules that put a question plainly."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.mentions import Phrase, Sense
from jxquery.types import Col


def meant_as(phrase: Phrase, kind: str, value: str) -> Phrase:
    """The phrase in this sense alone."""
    return replace(phrase, senses=(Sense(kind, value),))


def added(behind: Phrase, kind: str, value: str | Col) -> Phrase:
    """A phrase that was not said, behind another."""
    return Phrase(behind.end, behind.end, "", (Sense(kind, value),), "asking")
