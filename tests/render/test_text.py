"""How wide text is, how it is cut, and what of it may reach a terminal."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcwidth

from jxquery.render.text import display_width, pad, safe, wrap


def test_widths_are_those_of_wcwidth() -> None:
    """Every character of the blocks that the forms use is as wide as wcwidth, the authority, says."""
    latin, signs, forms = range(0x20, 0x250), range(0x2000, 0x2600), range(0xFF01, 0xFF61)
    chinese = (range(0x3000, 0x302A), range(0x3030, 0x3130), range(0x4E00, 0xA000))
    for code in (code for block in (latin, signs, *chinese, forms) for code in block):
        char = chr(code)
        if unicodedata.category(char) != "Cn" and safe(char) == char:
            assert display_width(char) == wcwidth(char), f"U+{code:04X}"


@given(st.text())
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    """After `safe` there is no control, format or surrogate character, and the length is the same."""
    shown = safe(text)
    assert len(shown) == len(text)
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    "char", ["\x1b", "\x07", "\n", "\x9b", "\u202e", "\u2066", "\u200b", "\u2028", "\ufeff", "\ud800"]
)
def test_known_harm_is_replaced(char: str) -> None:
    """Escapes, overrides and separators are shown as the replacement character."""
    assert safe(f"甲{char}乙") == "甲\ufffd乙"


@given(st.text(), st.integers(2, 40))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    """Wrapped text joined again is the text, and no line is wider than asked."""
    lines = wrap(safe(text), width)
    assert "".join(lines) == safe(text)
    assert all(display_width(line) <= width for line in lines)


@given(st.text())
def test_padding_reaches_the_width(text: str) -> None:
    """Padding fills to the width at either side."""
    shown = safe(text)
    width = display_width(shown) + 3
    assert pad(shown, width) == f"{shown}   "
    assert pad(shown, width, right=True) == f"   {shown}"


def test_every_code_point_has_a_width() -> None:
    """No character makes the width fail."""
    assert all(display_width(safe(chr(code))) in (0, 1, 2) for code in range(sys.maxunicode + 1))
