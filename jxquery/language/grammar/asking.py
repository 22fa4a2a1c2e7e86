"""Turns of speech that ask what could be asked more plainly: 中央多还是市级多, 算不算前三, 哪些项目有.

They make the plain phrases, which the other rules read, and which are accounted for as if they had been said.
"""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.belonging import home
from jxquery.language.cues import DIFFERENCE, SUM
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import EMPTY, Cond, Phrase, Pick, Sense, Top
from jxquery.language.rules import Match, RuleBook, joined
from jxquery.language.terms import adds_up, by_class, role
from jxquery.types import Col, Lit

RULES = RuleBook()
_AT_EACH = 3
_SUMS = ((), (SUM,))
_ASKED = ("field", "count", "howmuch", "table")
_ONE = "filter|pick of? has? field? of? is? count|howmuch|field table?"
_DIMENSIONS = frozenset({"class", "identity", "context", "period"})


@RULES.rule(
    "is? filter|pick of? field? of? higher or_else is? filter|pick of? field? of? higher",
    "is? filter|pick of? or_else is? filter|pick of? field? of? higher",
)
def which_is_more(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """中央多还是市级多, 中央还是市级的钱多: as 中央和市级哪个多."""
    there = [p for p in m.phrases if p is not None]
    if any(len({*m.all(kind, name)}) > 1 for kind, name in ((str, "higher"), (Col, "field"))):
        return None
    fields = [p for p in there if p.sense("field")]
    first, second = (p for p in there if p.sense("filter", "pick"))
    link = next(p for p in there if p.sense("or_else"))
    return (first, _as(link, "and", "和"), second, _added(second, "which", "哪个"), *fields[:1], there[-1])


@RULES.rule("before_now amount")
def more_than(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """预算过百万的: as 超过; 借过3次 says what happened."""
    said = m.before.sense("table", "pick") if m.before is not None and m.before.end == m.phrase(0).start else None
    table = getattr(said.value, "table", said.value) if said is not None else None
    happened = isinstance(table, str) and lexicon.schema.table(table).target is None
    return None if happened else (_as(m.phrase(0), "bound_before", ">"), m.phrase(1))


@RULES.rule("pick table? whether? has amount table?")
def whether_so_many(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """业务经费是不是有两个: how many they are, which says it."""
    pick, lit = m.take(Pick, 0), m.take(Lit, 4)
    units = lexicon.schema.units
    rows = by_class(pick.columns, lexicon) or lexicon.schema.table(pick.table).target is not None
    counts = lit.unit is not None and units.any_counts in units.comparable(lit.unit)
    if rows or not counts or m.before is not None or m.after is not None or {*m.all(str, "table")} - {pick.table}:
        return None
    noun = _added(m.phrase(0), "table", pick.table)
    return (m.phrase(0), noun, _as(m.phrase(4), "count", "几个"))


@RULES.rule("which field most")
def value_with_most(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """哪个二级指标最多: the class that has most rows."""
    col = m.take(Col, 1)
    many = any(word in m.phrase(2).text for word in lexicon.kinds.get("of_number", ()))
    if m.after is not None or not many or role(col, lexicon) != "class":
        return None
    return (m.phrase(0), m.phrase(1), _added(m.phrase(1), "table", col.table), m.phrase(2))


@RULES.rule("stem bound_before amount of? table?", "stem amount bound_after of? table?")
def targets_of_class(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """数量大于1的指标: what the word means beside a number, where it stands before no noun that it could count."""
    pick, noun = m.take(Pick, 0), m.value(4)
    free = m.before is None or m.before.sense("filter")
    if not free or noun not in {None, pick.table} or (noun is None and m.after is not None):
        return None
    return (replace(m.phrase(0), senses=(Sense("pick", pick),)), *_there(m)[1:])


@RULES.rule("which is", "is which")
def who_wrote(_: Lexicon, m: Match) -> Sense | None:
    """谁写的, 属于谁: the data tells of what is written, and of nobody."""
    return Sense("unknown", "") if {m.value(0), m.value(1)} == {"谁", "写"} else None


@RULES.rule("pick of? which")
def which_of_named(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """购买服务找的哪家: which of what, where a row is named already, is not said."""
    if m.after is not None or m.value(2) != "哪个":
        return None
    return (m.phrase(0), replace(m.phrase(2), senses=(Sense("unknown", ""),)))


@RULES.rule("is? filter of? or_else is? filter of? table?")
def which_it_is(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """司法救助是中央的还是市级的: which value its column has."""
    first, second = m.all(Cond)
    if first.column is None or first.column != second.column or first.items or m.after is not None:
        return None
    if m.before is None and m.phrases[0] is None:
        return None
    return (joined(m.phrases, Sense("field", first.column), "which_it_is"),)


@RULES.rule("which? field of? field|table? of? higher")
def best_value(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """哪个级别的钱多, 哪一年的项目多: as 哪个级别的钱最多."""
    asked, *of = m.all(Col)
    measure = lexicon.default_measure(asked.table)
    asks = m.phrases[0] is not None or m.phrase(1).text.startswith(lexicon.kinds.get("which", ()))
    if not asks or measure is None or role(asked, lexicon) not in _DIMENSIONS or m.after is not None:
        return None
    if not (m.phrases[3] or m.phrases[2]) or (of and role(of[0], lexicon) != "measure"):
        return None
    by = m.phrases[3] or _added(m.phrase(1), "field", measure)
    most = _as(m.phrase(5), "most", str(m.value(5)))
    return (*(p for p in m.phrases[:2] if p is not None), by, most)


@RULES.rule("best_n place? of? each|severally is? field|howmuch|which")
def each_of_the_best(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """前五名各多少钱: rows have one each."""
    return tuple(p for n, p in enumerate(m.phrases) if p is not None and n != _AT_EACH)


@RULES.rule("which of higher")
def which_gives_more(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """哪个给得多."""
    return (m.phrase(0), m.phrase(2))


@RULES.rule("whether filter of?")
def whether_such(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """司法救助是不是中央的: as 司法救助是中央的吗."""
    named = m.before is not None and m.before.sense("pick") is not None
    ended = m.after is None or (m.after.sense("field", "table") is not None)
    behind = (p for p in m.phrases[1:] if p is not None)
    return (_as(m.phrase(0), "is", "是"), *behind) if named and ended else None


@RULES.rule("whether has")
def whether_any(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """是不是有项目预算低于两万: as 有没有."""
    return (m.phrase(1),) if m.before is None else None


@RULES.rule("pick of? table? has? which table has", "pick of? table? within? which table within? has")
def which_have(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """社会效益指标哪些项目有: as 哪些项目有社会效益指标."""
    pick, tables = m.take(Pick, 0), m.all(str, "table")
    owner = home(pick.table, lexicon)
    own = tables[:-1] in {(), (pick.table,)}
    if m.after is not None or owner is None or tables[-1] != owner or not own:
        return None
    there = [p for p in m.phrases if p is not None]
    which = next(p for p in there if p.sense("which"))
    noun = next(p for p in reversed(there) if p.sense("table"))
    return (which, noun, there[-1], m.phrase(0))


@RULES.rule("pick of? table? lacks of table|is|tally|which")
def lacking(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """社会效益指标没写的是哪个项目: as 没写社会效益指标的是哪个项目."""
    behind = (p for p in (m.phrase(0), m.phrases[2], m.phrase(4), m.phrase(5)) if p is not None)
    return None if m.before is not None else (m.phrase(3), *behind)


@RULES.rule("in_top best_n place? within", "in_top|whether|is best_n place? of?")
def among_first(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """司法救助算不算前三: its place, which says it; 在前三名里… goes on."""
    top = m.take(Top, 1)
    named = m.kind(0) == "in_top" if m.before is None else m.before.sense("pick", "field", "this") is not None
    if not (named and m.after is None and top.shown and top.start == 1):
        return None
    return (joined(m.phrases, Sense("placed", "降" if top.desc else "升"), "among_first"),)


@RULES.rule("in_top best_n")
def only_joining(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """预算排在前三的: 在 that says no more than the number behind it."""
    return (m.phrase(1),) if m.phrase(0).sense(*EMPTY) else None


@RULES.rule(
    "each field|table of? statistic? of? field? of? each|severally", "each field|table of? statistic? each|severally"
)
def each_said_twice(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """每个年度各多少钱, 按级别分一下各多少钱; 各年度各级别 are two groups."""
    of = m.after.sense("field", "table") if m.after is not None else None
    if of is not None and not (isinstance(of.value, Col) and role(of.value, lexicon) == "measure"):
        return None
    return tuple(p for p in m.phrases[:-1] if p is not None)


@RULES.rule("field of? field|table? of? each|severally has? is? howmuch|count|field")
def each_value(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """两个年度的预算各是多少, 两个级别各有几个项目: for each value of the column."""
    if role(m.take(Col, 0), lexicon) not in _DIMENSIONS or m.before is not None:
        return None
    return (_added(m.phrase(0), "each", "各"), m.phrase(0), *(p for p in (m.phrases[2], *m.phrases[5:]) if p))


@RULES.rule("each field statistic of?")
def in_figures(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """按级别汇总一下, with nothing said of what: the default measure and the number of rows."""
    col, table = m.take(Col, 1), lexicon.subject()
    measure = lexicon.default_measure(table)
    if m.before is not None or m.after is not None or role(col, lexicon) not in _DIMENSIONS or col.table != table:
        return None
    rows = (_added(m.phrase(2), "table", table), _added(m.phrase(2), "count", "个数"))
    if measure is None or not adds_up(measure, lexicon):
        return (*_there(m)[:3], *rows)
    of = (Sense("field", measure), Sense("cue", SUM), Sense("and", "和"))
    return (*_there(m)[:3], *(replace(rows[0], senses=(sense,)) for sense in of), *rows)


@RULES.rule("and filter severally field")
def severally_each(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """中央和市级分别有多少钱: as 各有多少钱."""
    asks = m.phrase(3).text.startswith(lexicon.kinds.get("howmuch", ()))
    return (m.phrase(0), m.phrase(1), _as(m.phrase(2), "each", "各"), m.phrase(3)) if asks else None


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
    rest = tuple(p for p in m.phrases[1:half] if p is not None and not p.sense("of"))
    each = () if first.kind == "pick" else (_added(m.phrase(half), "each", "各"),)
    return (m.phrase(0), _added(m.phrase(0), "and", "和"), replace(m.phrase(half), spaced=False), *each, *rest)


@RULES.rule("which higher cue")
def more_and_by_how_much(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """哪个多，多多少: the difference says both."""
    return (m.phrase(2),) if m.value(2) == DIFFERENCE else None


@RULES.rule("severally|each is? howmuch|field cue")
def apart_and_by_how_much(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """分别多少，差多少: the difference shows both sides."""
    return (m.phrase(3),) if m.value(3) == DIFFERENCE else None


@RULES.rule("field is? bound_before? amount or lacks")
def or_blank(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """预算为零或者没写: the same column."""
    return (*_there(m), replace(m.phrase(0), spaced=False)) if m.after is None or not m.after.sense("field") else None


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
    (col,), (count,) = m.all(Col), [p for p in _there(m) if p.sense("count")]
    table = lexicon.schema.table(col.table)
    counters = lexicon.vocabulary.counters.get(col.table, (lexicon.schema.units.any_counts,))
    if table.label != col.name or not table.parents or not count.text.endswith(counters):
        return None
    if m.all(str, "cue") not in _SUMS:
        return None
    return tuple(_as(p, "table", col.table) if p.sense("field") else p for p in _there(m))


@RULES.rule("field of? cue? has? count")
def values_of_column(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """二级指标有几个: as 几个二级指标."""
    asked = role(m.take(Col, 0), lexicon) in _DIMENSIONS and m.value(4) == "几个" and m.all(str, "cue") in _SUMS
    return (m.phrase(4), m.phrase(0)) if asked and m.before is None and m.after is None else None


@RULES.rule("table of? is? wordy|numeric", "wordy|numeric of? table")
def targets_in_words(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """用文字描述的目标: a word for targets as well as for another table means the rows that have targets."""
    noun = next(p for p in _there(m) if p.sense("table"))
    column = noun.sense("field")
    if column is None or not isinstance(column.value, Col) or role(column.value, lexicon) != "target":
        return None
    table = column.value.table
    return tuple(_as(p, "table", table) if p is noun else p for p in _there(m))


@RULES.rule("has same of? field")
def any_alike(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """有重复的三级指标吗: which they are."""
    return tuple(p for p in m.phrases[1:] if p is not None) if m.before is None else None


@RULES.rule("within")
def inside_shown(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """里面有几个是中央的: said first, 里面 means what was shown."""
    first = m.before is None and m.after is not None and len(m.phrase(0).text) > 1
    return (_as(m.phrase(0), "they", "其中"),) if first else None


@RULES.rule("every has? which|count|howmuch|tally")
def every_stressed(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """资金级别都有什么, 每个项目都有几条指标: what is asked is asked of all anyway."""
    said = m.before is not None and m.before.sense("field", "table") is not None
    return tuple(p for p in m.phrases[1:] if p is not None) if said else None


@RULES.rule("every")
def all_of_them(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """把满意度指标都列出来: said last, 都 stresses what stands before it."""
    ended = m.after is None and m.before is not None and m.before.sense("table", "pick", "field", "filter")
    return () if ended else None


def _as(phrase: Phrase, kind: str, value: str) -> Phrase:
    return replace(phrase, senses=(Sense(kind, value),))


def _there(m: Match) -> tuple[Phrase, ...]:
    return tuple(p for p in m.phrases if p is not None)


def _added(behind: Phrase, kind: str, value: str | Col) -> Phrase:
    """A phrase that was not said, behind another."""
    return Phrase(behind.end, behind.end, "", (Sense(kind, value),), "asking")
