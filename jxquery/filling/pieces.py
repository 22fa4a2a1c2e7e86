"""What passes between a report and those who answer for its placeholders."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from jxquery.filling.figures import Grid


class Found(Struct, frozen=True):
    """A placeholder in a report: what it says, where it stands, and whether it is alone there."""

    said: str
    place: str
    alone: bool


class Drawing(Struct, frozen=True):
    """A picture: its bytes, the suffix of its format, and what it shows, in words."""

    data: bytes
    suffix: str
    title: str


Piece: TypeAlias = str | Grid | Drawing
