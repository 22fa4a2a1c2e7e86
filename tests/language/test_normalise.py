"""The normal form of what is typed, and the way back from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxquery.text.normalise import normalise, plain, squeeze


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("預算最高的項目", "预算最高的项目"),
        ("滿意度　＞＝　９９％", "满意度≥99%"),
        ("满意度 => 99 %", "满意度≥99%"),
        ("预算<>30", "预算≠30"),
        ("A  B 中 央", "a b中央"),
        ("2024—2025 年", "2024-2025年"),
        ("《司法救助》“中央”", "「司法救助」「中央」"),
        ("司\u200b法\u202e救\ufeff助", "司法救助"),
        ("司法\x00救助\ud800", "司法救助"),
        ("①号 ㎡", "1号m2"),
        ("", ""),
    ],
)
def test_normal_form(typed: str, normal: str) -> None:
    """Width, case, script, signs, quotes and spaces are one; what cannot be seen is gone."""
    assert plain(typed) == normal


@pytest.mark.parametrize(
    ("typed", "part", "original"),
    [
        ("請問 司法 救助", "司法救助", "司法 救助"),
        ("满意度 >= 99％ 的", "≥99%", ">= 99％"),
        ("预算 ＞＝３０ 万", "≥30万", "＞＝３０ 万"),
        ("①②", "12", "①②"),
    ],
)
def test_the_way_back(typed: str, part: str, original: str) -> None:
    """A span of the normal form is shown as it was typed, signs of two characters and spaces between included."""
    text = normalise(typed)
    start = text.norm.index(part)
    assert text.original(start, start + len(part)) == original


def test_gaps_are_where_spaces_were() -> None:
    """A space separates thoughts, but is no part of the normal form."""
    assert normalise(" 司法救助  预算 ").gaps == frozenset({4})


@given(st.text())
def test_each_character_came_from_somewhere(typed: str) -> None:
    """Positions do not go back, and lie in what was typed; the normal form of a normal form is itself."""
    text = normalise(typed)
    assert len(text.at) == len(text.norm)
    assert list(text.at) == sorted(text.at)
    assert all(0 <= position < len(typed) for position in text.at)
    assert all(0 < gap < len(text.norm) for gap in text.gaps)
    assert text.original(0, len(text.norm)) in typed


@given(st.text(st.characters(codec="gb18030", categories=("L", "N", "P", "S", "Z"))))
def test_a_normal_form_stays(typed: str) -> None:
    """Normalising twice changes nothing more."""
    assert plain(plain(typed)) == plain(typed)


@given(st.text(st.sampled_from("中央A1 \n\u3000")))
def test_squeezing_leaves_the_characters(text: str) -> None:
    """Only white space goes, and between Latin letters one space stays."""
    squeezed = squeeze(text)
    assert "".join(squeezed.split()) == "".join(text.split())
    assert squeeze(squeezed) == squeezed
