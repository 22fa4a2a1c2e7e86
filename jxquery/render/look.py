"""How answers are shown: what was asked for, and what the terminal is like."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

# What standard output can be: the formats that are text, and one bare value.
Format: TypeAlias = Literal["table", "csv", "tsv", "json", "jsonl", "md", "html", "scalar"]


class Look(Struct, frozen=True):
    """How answers are shown. `width` and `height` are the terminal's (None: no bound).

    `prompt`: somebody can type 1, and sees sums and bars; `bars`: also of figures in no order; `keys`: there is an F2.
    """

    format: Format = "table"
    width: int | None = None
    height: int | None = None
    timing: bool = False
    prompt: bool = False
    explain: bool = False
    bars: bool = False
    keys: bool = True
