from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, survives

CASES = sorted((Path(__file__).parent / "cases").glob("*/*"))
# What texts are made of besides any character: the beginnings' own pieces, and what is known to confuse.
_ODD = [
    "\x00",
    "\u202e",
    "\u200b",
    "\ud800",
    "‰",
    "½",
    "²",
    "①",
    "Ⅻ",
    "٣",
    "〇",
    "亿亿",
    "0.",
    "1e999",
    "-",
    "'",
    '"',
    "[red]",
]
_ODD += ["=", "\\", "\x1b[31m", "\r", "\u2028", "\u0345", "𠮷", "9" * 400, "万" * 50, "（" * 60, "不" * 30, "的" * 40]


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_stays_mended(path: Path) -> None:
    """Every input that once made something else than an answer or an error of ours."""
    survives(path.parent.name, path.read_bytes().decode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", TARGETS)
def test_the_beginnings_are_sound(name: str) -> None:
    """What the fuzzing starts from is itself read."""
    for text in TARGETS[name].seeds():
        TARGETS[name].run(text)


def _mutated(text: str) -> st.SearchStrategy[str]:
    """The text with pieces left out, doubled, exchanged and put in, so that it stays nearly what it was."""

    def change(place: tuple[int, int, str]) -> str:
        at, length, new = place
        at %= len(text) + 1
        return text[:at] + new + text[at + length :]

    new = st.one_of(
        st.sampled_from(_ODD), st.text(max_size=6), st.integers(0, len(text)).map(lambda n: text[n : n + 20])
    )
    return st.tuples(st.integers(0, 100_000), st.integers(0, 30), new).map(change)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_no_input_breaks_it(name: str, data: st.DataObject) -> None:
    """Any text, heaps of odd pieces, and nearly right inputs: a value or an error of ours."""
    seeds = TARGETS[name].seeds()
    odd = st.lists(
        st.sampled_from(_ODD) | st.sampled_from([s[:300] for s in seeds]) | st.text(max_size=8), max_size=6
    ).map("".join)
    text = data.draw(st.one_of(st.text(), odd, st.sampled_from(seeds).flatmap(_mutated).flatmap(_mutated)))
    survives(name, text)
