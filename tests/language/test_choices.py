"""Readings that are close, and what the data makes of them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from jxquery.language.outcomes import Choices
from jxquery.language.resolve import resolve
from jxquery.language.restate import restate
from jxquery.language.understand import understand
from jxquery.settling import settled
from jxquery.text.normalise import normalise
from jxquery.types import Query

if TYPE_CHECKING:
    from jxquery.language.lexicon import Lexicon
    from jxquery.language.outcomes import Resolution
    from jxquery.workspace import Workspace


def _resolved(question: str, lexicon: Lexicon) -> Resolution:
    text = normalise(question)
    return resolve(understand(text, lexicon), text, lexicon)[0]


def test_a_reading_that_is_open_in_itself_keeps_what_settles_it(workspace: Workspace) -> None:
    """A difference of two single rows needs no asking back, beside another reading of the same sentence either."""
    ground = workspace._taken.current().ground
    apart = _resolved("司法救助和装备购置差多少", ground.lexicon)
    assert isinstance(apart, Choices)
    assert apart.single is not None
    listed = _resolved("司法救助的预算", ground.lexicon)
    assert isinstance(listed, Query)
    left = settled(Choices((apart, listed)), ground.desk, None)
    assert isinstance(left, Choices)
    assert left.queries == (apart.single, listed)
    assert settled(Choices((apart, apart.single)), ground.desk, None) == apart.single


def test_two_cuts_of_one_text_are_asked_back(workspace: Workspace) -> None:
    """Where both are understood, score nearly the same and give other rows; each choice is a full reading."""
    ground = workspace._taken.current().ground
    question = "预算最高的项目资金用途是什么"
    assert isinstance(_resolved(question, ground.lexicon), Query)
    words = ground.lexicon.words
    found = _resolved(question, replace(ground.lexicon, words={**words, "项目资金": words["预算数"]}))
    left = settled(found, ground.desk, None)
    assert isinstance(left, Choices)
    assert [restate(q, ground.lexicon.schema) for q in left.queries] == [
        "全部项目中预算数最高的1个的资金用途",
        "全部项目中预算数最高的1个的预算数、资金用途",
    ]


def test_a_cut_that_makes_no_sense_gives_way(workspace: Workspace) -> None:
    """前三 名，哦不，前五名 can be cut before 三 as well; only one of the cuts is understood."""
    assert workspace.ask("前三名，哦不，前五名的项目").interpretation == "全部项目中预算数最高的5个"


def test_a_reading_that_leaves_out_what_was_named_is_asked_back(workspace: Workspace) -> None:
    """2024年 is said of both sides, and meant so where both have rows of 2024; one choice then keeps the other's."""
    both = workspace.ask("2024年司法救助的预算比装备购置高多少")
    assert (both.status, both.rows[0][-1]) == ("answered", Decimal("3.2"))
    open_ended = workspace.ask("2024年司法救助的预算比办案业务费高多少")
    assert open_ended.status == "ambiguous"
    answers = [workspace.ask(choice) for choice in open_ended.choices]
    assert [a.rows and a.rows[0][-1] for a in answers] == [(), Decimal("29.8")]
