"""What a span of a question is recognised as, and by which recogniser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jxquery.language.mentions import Pick
from jxquery.language.names_about import in_pieces
from jxquery.language.reading import read
from jxquery.language.recognise import Candidates
from jxquery.text.normalise import normalise
from jxquery.types import Col, Named

if TYPE_CHECKING:
    from jxquery.language.lexicon import Lexicon
    from jxquery.language.mentions import Mention


def _best(question: str, lexicon: Lexicon) -> tuple[Mention, ...]:
    text = normalise(question)
    found = Candidates(text, lexicon)
    return tuple(map(found.meant, read(len(text.norm), found.mentions).mentions))


@pytest.mark.parametrize(
    ("span", "rule", "kinds"),
    [
        ("2024年司法救助项目-2024中央", "name", {"pick"}),
        ("办案业务费-2023中央", "name", {"pick"}),
        ("信息化系统运维服务验收合格率", "name", {"pick"}),
        ("司法救助", "part", {"pick"}),
        ("业务经费", "part", {"pick"}),
        ("运维合格率", "gapped", {"pick"}),
        ("「中央」", "quoted", {"filter"}),
        ("满意度", "name", {"pick"}),
        ("数量指标", "name", {"pick"}),
        ("数量", "word", {"count", "stem"}),
        ("2024年度", "year", {"filter"}),
        ("24年", "year", {"filter"}),
        ("今年", "word", {"filter"}),
        ("不低于", "word", {"bound_before"}),
        ("两万五", "number", {"amount"}),
        ("99.5%", "number", {"amount"}),
    ],
)
def test_one_span(lexicon: Lexicon, span: str, rule: str, kinds: set[str]) -> None:
    """The whole span is one mention, found in this way and meant in this way."""
    found = _best(span, lexicon)
    assert [(m.text, m.rule) for m in found] == [(span, rule)]
    assert {s.kind for s in found[0].senses} == kinds


@pytest.mark.parametrize("part", ["业务经费", "及时率", "验收"])
def test_a_part_means_all_that_contain_it(lexicon: Lexicon, part: str) -> None:
    """业务经费 is two projects, 及时率 and 验收 are several indicators: what is picked is every row that holds it."""
    (mention,) = _best(part, lexicon)
    (sense,) = mention.senses
    assert isinstance(sense.value, Pick)
    assert isinstance(sense.value.pred, Named)
    col = lexicon.schema.table(sense.value.table).label
    names = [n for n in lexicon.names.listed if n.col.table == sense.value.table]
    expected = {n.value for n in names if part in n.form and n.core in part}
    assert len({n.value for n in names if n.col.name == col and part in n.form}) > 1
    chosen = {n.value: n for n in names if n.col == sense.value.pred.col}
    assert {n.value for n in names if (n.label or (n.col, n.value))[1] in sense.value.pred.values} >= expected
    assert all(part in chosen[value].form for value in sense.value.pred.values)


def test_a_class_that_is_a_name_is_both(lexicon: Lexicon) -> None:
    """服务对象满意度: the class, and the indicator."""
    (mention,) = _best("服务对象满意度", lexicon)
    columns = {c for s in mention.senses if isinstance(s.value, Pick) for c in s.value.columns}
    assert columns == {Col("指标", "二级指标"), Col("指标", "三级指标")}


def test_what_is_no_word_is_not_recognised(lexicon: Lexicon) -> None:
    """It stays uncovered, and what stands beside it does not."""
    text = normalise("司法救助的风水")
    reading = read(len(text.norm), Candidates(text, lexicon).mentions)
    assert [text.norm[a:b] for a, b in reading.uncovered] == ["风水"]


@pytest.mark.parametrize(
    ("span", "name", "found"),
    [
        ("运维合格率", "信息化系统运维服务验收合格率", True),
        ("运维服务合格率", "信息化系统运维服务验收合格率", True),
        ("合格率运维", "信息化系统运维服务验收合格率", False),
        ("运合格率", "信息化系统运维服务验收合格率", False),
        ("信息运维验收合格", "信息化系统运维服务验收合格率", True),
        ("信息运维验收率", "信息化系统运维服务验收合格率", False),
        ("甲乙丙丁戊己庚辛", "甲乙一丙丁二戊己三庚辛", False),
    ],
)
def test_pieces(span: str, name: str, found: bool) -> None:  # noqa: FBT001 - what is expected
    """In order, at most two gaps, pieces of two characters or more."""
    assert in_pieces(span, name) is found
