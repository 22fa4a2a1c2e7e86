"""Whether a question refers to the answer before: by a pronoun, by 那…呢, or because it names no subject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec.structs import replace

from jxquery.language.cues import COUNT, LIST, SUM, TWO_SIDED
from jxquery.language.grammar.groups import OF_EACH
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Phrase, Pick, Tally, Top
from jxquery.language.predicates import columns_of, of_either, several_said, table_of
from jxquery.language.shown import grouped, rows_shown
from jxquery.language.terms import by_class
from jxquery.types import Col, Groups, Query, parts

CONTENT = ("pick", "filter", "cond", "field", "table", "order", "best", "cue", "tally", "group", "count", "unit")
_SUBJECTS = ("pick", "table", "tally", "group")
_EXCEPTING = ("exception", "excepted", "not_filter", "all_but_such")
_FRAGMENTS = (("order", "best"), ("filter",), ("count", "cue"), ("cue",), ("field",), ("unit",))
_LEANING = (("field",), ("count", "cue"), ("unit",), ("order",))


def meant(phrases: tuple[Phrase, ...], previous: Query | None, before: Query | None) -> Query | None:
    """The answer that the phrases can refer to: 这两个 are the rows of the last two answers together."""
    if previous is None or before is None or not any(p.sense("both") for p in phrases):
        return previous
    first, second = rows_shown(before), rows_shown(previous)
    grouped = isinstance(first.source, Groups) or isinstance(second.source, Groups)
    if several_said(second):
        return previous
    if first == second:
        return None
    if grouped or table_of(first) != table_of(second) or previous.template != LIST:
        return previous
    (slot, fill), *_ = previous.slots
    return Query(LIST, ((slot, replace(fill, rows=of_either(first, second))),))


def refers(phrases: tuple[Phrase, ...], previous: Query | None, lexicon: Lexicon) -> Literal["yes", "perhaps", "no"]:
    """Whether the phrases speak of the answer before: by a pronoun, by 那…呢, or because they name no subject.

    A fragment of one kind (中央的, 用途, 前三) cannot stand alone; 预算合计 could, so both readings are offered.
    """
    if previous is None:
        return "no"
    if any(p.sense("they", "both") for p in phrases) or (phrases[:1] and phrases[0].sense("than")):
        return "yes"
    content = [p for p in phrases if p.sense(*CONTENT)]
    subjects = [p for p in content if p.sense(*_SUBJECTS)]
    asked = [p for p in subjects if _below(p, lexicon)]
    tables = {s.value for p in content if (s := p.sense("table")) is not None}
    around = table_of(rows_shown(previous))
    if len(content) == 1 and any(_adjoin(around, str(t), lexicon) for t in tables):
        return "yes"  # 是哪些项目, after rows that belong to them; 指标, after rows that they belong to
    if any(p.sense("this") for p in phrases) and not any(p.sense("pick") for p in phrases):
        return "yes"
    if any(p.rule == OF_EACH for p in content) and all(
        p.sense("field", "group", "tally", "count") or _below(p, lexicon) for p in content
    ):
        return "yes"  # 预算分别多少, 指标各有几个
    if phrases[:1] and phrases[0].sense("put_together") and not subjects:
        return "yes"  # 加起来多少钱
    listed = previous.template == LIST and not isinstance(rows_shown(previous).source, Groups)
    if any(p.sense("placed") for p in phrases) and not subjects and listed:
        return "yes"  # 排第几
    if any(p.sense("switch") for p in phrases):
        fits = not any(p.sense("table", "tally", "group", "cue", "count", "best") for p in content)
        return "yes" if fits or not subjects or len(content) == 1 else "no"
    if len(content) == 1 and content[0].rule in _EXCEPTING:
        return "yes"  # 除了司法救助, with nothing more
    if any(p.sense("which") for p in phrases) and any(p.rule == "searched" for p in content):
        return "no"  # 哪个项目提到电梯 says of what it asks
    if asks_which(phrases, previous, lexicon):
        return "yes"
    if len(content) == 1 and content[0].sense("pick") and len(phrases) > 1 and phrases[-1].sense("of"):
        return "yes"  # 购买服务的, with nothing behind
    if _narrowing(phrases, content, previous):
        return "yes"
    counted = content[0].sense("tally") if len(content) == 1 else None
    if counted is not None and isinstance(counted.value, Tally) and counted.value.table == around:
        return "perhaps"  # 项目数, of those shown or of all
    if not content or len(asked) != len(subjects):
        return "no"
    if previous.template == COUNT and not grouped(previous) and _only_sum(content, around):
        return "yes"  # 总共多少钱, after how many there are of them
    if asked:
        return "perhaps"
    if any((s := p.sense("best")) is not None and _complete(s.value) for p in content) and is_one_row(
        previous, lexicon
    ):
        return "no"  # 预算最高的是哪个, after one row
    return "yes" if any(all(p.sense(*kinds) for p in content) for kinds in _FRAGMENTS) else "perhaps"


def is_one_row(previous: Query, lexicon: Lexicon) -> bool:
    """第二名是谁, after 购买服务的预算: a row that was named in full is the only one."""
    rows = rows_shown(previous)
    label = lexicon.schema.table(table_of(rows)).label if previous.template == LIST else None
    named = label is not None and Col(table_of(rows), label) in columns_of(rows.where)
    plain = rows.source == lexicon.subject() and rows.best is None
    return named and plain and not several_said(rows)


def _complete(best: object) -> bool:
    """Whether a superlative says by what."""
    return isinstance(best, Top) and best.by is not None


def leans(phrases: tuple[Phrase, ...]) -> bool:
    """预算呢, 有几个: whether it says what is asked, and not of what; first of all it is of everything."""
    content = [p for p in phrases if p.sense(*CONTENT)]
    return bool(content) and any(all(p.sense(*kinds) for p in content) for kinds in _LEANING)


def _only_sum(content: Sequence[Phrase], table: str) -> bool:
    """Whether nothing is asked but what a column of the table comes to."""
    cues = [s.value for p in content if (s := p.sense("cue")) is not None]
    columns = [s.value for p in content if (s := p.sense("field")) is not None]
    of_rows = len(columns) == 1 and isinstance(columns[0], Col) and columns[0].table == table
    return cues == [SUM] and of_rows and len(content) == len(cues) + len(columns)


def _narrowing(phrases: tuple[Phrase, ...], content: list[Phrase], previous: Query) -> bool:
    """50万以上的, 没有量化的有哪些, without a noun: some of the rows shown, where nothing was said of such columns."""
    headless = len(content) == 1 and content[0].sense("cond") is not None and len(phrases) > 1
    asks = headless and all(p.sense("of", "has", "which") for p in phrases if p is not content[0])
    cond = content[0].sense("cond") if headless else None
    if cond is None or not asks or not phrases[1].sense("of") or previous.template != LIST:
        return False
    said = {c for c in parts(rows_shown(previous)) if isinstance(c, Col)} if phrases[-1].sense("of") else set()
    return not said.intersection(c for c in parts(cond.value) if isinstance(c, Col))


def _adjoin(table: str, other: str, lexicon: Lexicon) -> bool:
    """Whether rows of one belong to rows of the other directly."""
    return other in lexicon.schema.table(table).parents or table in lexicon.schema.table(other).parents


def asks_which(phrases: tuple[Phrase, ...], previous: Query, lexicon: Lexicon) -> bool:
    """是哪几个, 都有啥, after a number of rows: which of them were counted; 是哪几个项目, after any of those."""
    which = next((p for p in phrases if p.sense("which")), None)
    tables = {s.value for p in phrases if (s := p.sense("table")) is not None}
    only = all(p.sense("which", "is", "has", "every", "of", "severally", "table", "within") for p in phrases)
    if which is None or not only or grouped(previous) or previous.template in TWO_SIDED:
        return False
    pointing = not phrases[0].text.startswith(lexicon.kinds.get("has", ()))  # 有哪些项目 asks anew
    return (
        tables == {table_of(rows_shown(previous))} if tables and pointing else previous.template == COUNT and not tables
    )


def _below(phrase: Phrase, lexicon: Lexicon) -> bool:
    """Whether the phrase speaks of a class, or of rows that belong to others: 成本指标, 指标."""
    sense = phrase.sense("pick", "table", "tally")
    match sense.value if sense is not None else None:
        case Pick(table, _, columns):
            return by_class(columns, lexicon)
        case str(table) | Tally(table):
            return bool(lexicon.schema.table(table).parents)
        case _:
            return False
