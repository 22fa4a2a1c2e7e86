"""The colours of a line agree with what its answer is read as."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from tests.language.asking import asked, none_of
from tests.language.test_properties import MIXED, PROPERTY

if TYPE_CHECKING:
    from jxquery.language.marks import Mark
    from jxquery.workspace import Workspace


def _said(line: str, marks: tuple[Mark, ...]) -> list[tuple[str, str]]:
    return [(line[m.start : m.end], m.kind) for m in marks]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("司法救助 预算", [("司法救助", "subject"), ("预算", "field")]),
        ("满意度 ≥ 99%", [("满意度", "class"), ("≥", "comparator"), ("99%", "number")]),
        ("２０２４年中央", [("２０２４年", "filter"), ("中央", "filter")]),
        ("司法 救助", [("司法", "subject"), ("救助", "subject")]),
        ("阿斯顿预算", [("阿斯顿", "unknown"), ("预算", "field")]),
        ("司法救助 执行率", [("司法救助", "subject"), ("执行率", "unknown")]),
        ("", []),
    ],
)
def test_each_stretch_has_its_kind(workspace: Workspace, line: str, expected: list[tuple[str, str]]) -> None:
    """In the places where it was typed, full width and spaces kept."""
    assert _said(line, workspace.marks(line)) == expected


@pytest.mark.parametrize("name", ["dev.jsonl", "developed.jsonl"])
def test_what_is_underlined_is_not_answered(workspace: Workspace, name: str) -> None:
    """A line with an unknown stretch is refused, so an answer never comes from a line that was underlined."""
    found = [e for e in asked(workspace, name) if e.previous is None]
    none_of(
        (
            f"{e.id} {e.question}"
            for e in found
            if e.answer.status in ("answered", "ambiguous")
            and any(m.kind == "unknown" for m in workspace.marks(e.question))
        ),
        len(found),
    )


_COLOURS = {
    "amount": {"number"},
    "filter": {"filter"},
    "pick": {"subject", "name", "class"},
    "bound_before": {"comparator"},
}


@pytest.mark.parametrize("name", ["dev.jsonl", "developed.jsonl"])
def test_colours_are_those_of_the_reading(workspace: Workspace, name: str) -> None:
    """What an answer was read as (its derivation) and how its line is coloured say the same kinds of things."""
    found = [e for e in asked(workspace, name) if e.previous is None and e.answer.status == "answered"]
    wrong = []
    for entry in found:
        read = {line.split(" ")[-3] for title, lines in entry.answer.stages if title == "认词" for line in lines}
        seen = {mark.kind for mark in workspace.marks(entry.question)}
        wrong += [f"{entry.id} {kind}" for kind, colours in _COLOURS.items() if kind in read and not seen & colours]
    none_of(wrong, len(found))


@PROPERTY
@given(MIXED)
def test_marks_are_apart_and_inside(workspace: Workspace, line: str) -> None:
    """From left to right, none over another, none empty, all in the line."""
    at = 0
    for mark in workspace.marks(line):
        assert at <= mark.start < mark.end <= len(line)
        at = mark.end
