"""What may be typed next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from tests.language.test_properties import MIXED, PROPERTY

if TYPE_CHECKING:
    from jxquery.workspace import Workspace


@pytest.mark.parametrize(
    ("before", "start", "first"),
    [
        ("司法", 0, "司法救助项目"),
        ("查一下司法", 3, "司法救助项目"),
        ("sifaj", 0, "司法救助项目"),
        ("sfj", 0, "司法救助项目"),
        ("司法救助 预", 5, "预算数"),
        ("司法救助 ys", 5, "预算数"),
        ("满意度≥9", 4, "98%"),
        ("装备购", 0, "检察业务装备购置项目"),
        ("查一下中", 3, "中央"),
        ("质", 0, "质量指标"),
    ],
)
def test_what_is_begun_is_finished(workspace: Workspace, before: str, start: int, first: str) -> None:
    """By characters, pinyin and initials, from the beginning of a name or further inside."""
    found = workspace.complete(before)
    assert (found[0].start, found[0].text) == (start, first)


@pytest.mark.parametrize(
    ("before", "expected"),
    [("", "项目"), ("司法救助 ", "字段"), ("满意度 ", "比较"), ("满意度≥", "目标值"), ("2024年 ", "项目")],
)
def test_what_is_offered_fits_the_place(workspace: Workspace, before: str, expected: str) -> None:
    """Behind a project its fields, behind a class a comparator, behind that the values that the data has."""
    assert workspace.complete(before)[0].about == expected


def test_nothing_is_offered_unasked(workspace: Workspace) -> None:
    """While typing only what is begun is completed."""
    assert workspace.complete("司法救助 ", asked=False) == ()
    assert workspace.complete("", asked=False) == ()
    assert workspace.complete("司法", asked=False)


@pytest.mark.parametrize("before", ["司法救助 ", "满意度≥", "2024年"])
def test_what_is_offered_is_understood(workspace: Workspace, before: str) -> None:
    """A line with what was offered in its place has no unknown word."""
    for offered in workspace.complete(before):
        line = before[: offered.start] + offered.text
        assert all(mark.kind != "unknown" for mark in workspace.marks(line)), line


@PROPERTY
@given(MIXED)
def test_completions_stand_in_the_line(workspace: Workspace, before: str) -> None:
    """Whatever was typed: none raises, none begins outside of the line, none is offered twice."""
    found = workspace.complete(before)
    assert all(0 <= c.start <= len(before) for c in found)
    assert len({c.text for c in found}) == len(found)
