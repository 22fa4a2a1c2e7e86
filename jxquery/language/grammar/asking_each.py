"""Turns of speech that ask of each of several, or of the values of a column: 两个年度各是多少, 哪个级别的钱多.

As in `asking.py`, they make the plain phrases.
"""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.cues import SUM
from jxquery.language.grammar.plainly import added, meant_as
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Phrase, Pick, Sense
from jxquery.language.rules import Match, RuleBook, there
from jxquery.language.terms import adds_up, few_valued, role
from jxquery.types import Col

RULES = RuleBook()
_AT_EACH = 3
_SUMS = ((), (SUM,))
_ASKED = ("field", "count", "howmuch", "table")
_ONE = "filter|pick of? has? field? of? is? count|howmuch|field table?"


@RULES.rule("which? field of higher")
def best_value(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """哪个级别的多一些, with nothing said of what: as 哪个级别的钱多."""
    asked = m.take(Col, 1)
    measure = lexicon.default_measure(asked.table)
    asks = m.phrases[0] is not None or m.phrase(1).text.startswith(lexicon.kinds.get("which", ()))
    if not asks or measure is None or not few_valued(asked, lexicon) or m.after is not None:
        return None
    most = meant_as(m.phrase(3), "most", str(m.value(3)))
    return (*there(m.phrases[:2]), added(m.phrase(1), "field", measure), most)


@RULES.rule("best_n place? of? each|severally is? field|howmuch|which")
def each_of_the_best(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """前五名各多少钱: rows have one each."""
    return tuple(p for n, p in enumerate(m.phrases) if p is not None and n != _AT_EACH)


@RULES.rule(
    "each field|table of? statistic? of? field? of? each|severally", "each field|table of? statistic? each|severally"
)
def each_said_twice(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """每个年度各多少钱, 按级别分一下各多少钱; 各年度各级别 are two groups."""
    of = m.after.sense("field", "table") if m.after is not None else None
    if of is not None and not (isinstance(of.value, Col) and role(of.value, lexicon) == "measure"):
        return None
    return there(m.phrases[:-1])


@RULES.rule("field of? field|table? of? each|severally has? is? howmuch|count|field")
def each_value(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """两个年度的预算各是多少, 两个级别各有几个项目: for each value of the column."""
    if not few_valued(m.take(Col, 0), lexicon) or m.before is not None:
        return None
    return (added(m.phrase(0), "each", "各"), m.phrase(0), *(p for p in (m.phrases[2], *m.phrases[5:]) if p))


@RULES.rule("each field statistic of?")
def in_figures(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """按级别汇总一下, with nothing said of what: the default measure and the number of rows."""
    col, table = m.take(Col, 1), lexicon.subject()
    measure = lexicon.default_measure(table)
    if m.before is not None or m.after is not None or not few_valued(col, lexicon) or col.table != table:
        return None
    rows = (added(m.phrase(2), "table", table), added(m.phrase(2), "count", "个数"))
    if measure is None or not adds_up(measure, lexicon):
        return (*there(m.phrases)[:3], *rows)
    of = (Sense("field", measure), Sense("cue", SUM), Sense("and", "和"))
    return (*there(m.phrases)[:3], *(replace(rows[0], senses=(sense,)) for sense in of), *rows)


@RULES.rule("and filter severally field")
def severally_each(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """中央和市级分别有多少钱: as 各有多少钱."""
    asks = m.phrase(3).text.startswith(lexicon.kinds.get("howmuch", ()))
    return (m.phrase(0), m.phrase(1), meant_as(m.phrase(2), "each", "各"), m.phrase(3)) if asks else None


@RULES.rule(f"{_ONE} {_ONE}")
def asked_twice(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """中央的有几个项目，市级的有几个: of each of the two."""
    half = len(m.phrases) // 2
    first, second = m.senses[0], m.senses[half]
    if first is None or second is None or first.kind != second.kind or m.before is not None or m.after is not None:
        return None
    if first.kind == "filter" and m.take(Cond, 0).column != m.take(Cond, half).column:
        return None
    if first.kind == "pick" and m.take(Pick, 0).table != m.take(Pick, half).table:
        return None
    asked = [
        [s for s in part if s is not None and s.kind in _ASKED] for part in (m.senses[1:half], m.senses[half + 1 :])
    ]
    if not (asked[0] == asked[1] or asked[0][: len(asked[1])] == asked[1] or asked[0][1:] == asked[1]):
        return None
    rest = tuple(p for p in there(m.phrases[1:half]) if not p.sense("of"))
    each = () if first.kind == "pick" else (added(m.phrase(half), "each", "各"),)
    return (m.phrase(0), added(m.phrase(0), "and", "和"), replace(m.phrase(half), spaced=False), *each, *rest)


@RULES.rule("filter field of table|tally|count")
def given_by(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """中央出钱的项目有几个: a verb for what is given says no more than the filter."""
    column = m.take(Cond, 0).column
    verb = m.phrase(1).text in lexicon.vocabulary.verbs and role(m.take(Col, 1), lexicon) == "measure"
    given = verb and column is not None and role(column, lexicon) == "identity"
    return (m.phrase(0), m.phrase(2), m.phrase(3)) if given else None


@RULES.rule("field of? cue? has? count", "count of? field")
def rows_of_label(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """三级指标一共多少条: what the rows are called by stands for them."""
    (col,), (count,) = m.all(Col), [p for p in there(m.phrases) if p.sense("count")]
    table = lexicon.schema.table(col.table)
    counters = lexicon.vocabulary.counters.get(col.table, (lexicon.schema.units.any_counts,))
    if table.label != col.name or not table.parents or not count.text.endswith(counters):
        return None
    if m.all(str, "cue") not in _SUMS:
        return None
    return tuple(meant_as(p, "table", col.table) if p.sense("field") else p for p in there(m.phrases))


@RULES.rule("field of? cue? has? count")
def values_of_column(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """二级指标有几个: as 几个二级指标."""
    asked = few_valued(m.take(Col, 0), lexicon) and m.value(4) == "几个" and m.all(str, "cue") in _SUMS
    return (m.phrase(4), m.phrase(0)) if asked and m.before is None and m.after is None else None


@RULES.rule("field of? count of? is? most")
def most_rows_of_value(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """哪个二级指标的条数最多: the number of rows of the column's table."""
    col = m.take(Col, 0)
    asked = m.before is not None and m.before.sense("which") is not None
    if not asked or not few_valued(col, lexicon) or m.value(2) != "个数":
        return None
    return (m.phrase(0), meant_as(m.phrase(2), "table", col.table), m.phrase(5))


@RULES.rule("statistic each|field|table|filter|pick")
def to_work_out(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """统计一下各级别的项目数: said first, it only asks for what follows."""
    return (m.phrase(1),) if m.before is None and m.after is not None else None
