"""What was said is in the query, or the question is refused and the word is named."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from jxquery.language.accounts import accounted
from jxquery.language.mentions import Phrase, Sense
from jxquery.language.outcomes import NotUnderstood
from jxquery.types import Lit
from tests.language.asking import ask

if TYPE_CHECKING:
    from jxquery.language.lexicon import Lexicon
    from jxquery.workspace import Workspace


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("司法救助预算多少人", "多少人"),
        ("司法救助预算多少件", "多少件"),
        ("绩效目标都提到保障的项目", "都"),
        ("市级和中央预算分别合计多少", "分别"),
        ("有两个以上质量指标低于100%的项目", "低于100%"),
    ],
)
def test_a_word_without_a_place_is_named(workspace: Workspace, question: str, named: str) -> None:
    """The refusal says which word it was."""
    answer, _ = ask(workspace, question)
    assert answer.status == "not_understood"
    assert named in answer.unused


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("amount", Lit(Decimal(7))),
        ("not", "不"),
        ("lacks", "没有"),
        ("except", "除"),
        ("sort", "升"),
        ("most", "升"),
        ("severally", "分别"),
        ("each", "各"),
        ("cue", "占比"),
        ("cue", "平均"),
        ("count", "几个"),
        ("unit", "%"),
        ("or", "或"),
        ("same", "一致"),
        ("wordy", "定性"),
        ("than", "比"),
        ("bound_before", "≥"),
        ("bound_after", "<"),
        ("table", "绩效目标"),
    ],
)
def test_what_a_sum_says_nothing_of_is_lost(workspace: Workspace, lexicon: Lexicon, kind: str, value: object) -> None:
    """One word of each kind, beside the query of a plain sum: each is found missing, and nothing else is."""
    _, query = ask(workspace, "预算合计")
    assert query is not None
    kept = Phrase(0, 2, "合计", (Sense("cue", "合计"),))
    lost = Phrase(2, 4, "某词", (Sense(kind, value),))  # type: ignore[arg-type]  # any of the values
    assert accounted(query, (kept,), lexicon) == query
    assert accounted(query, (kept, lost), lexicon) == NotUnderstood(("某词",))


def test_a_word_that_may_carry_nothing_needs_no_place(workspace: Workspace, lexicon: Lexicon) -> None:
    """有 has a sense that only holds a sentence together."""
    _, query = ask(workspace, "预算合计")
    assert query is not None
    either = Phrase(0, 1, "有", (Sense("lacks", "没有"), Sense("has", "有")))
    assert accounted(query, (either,), lexicon) == query
