"""Groups: 各年度, 按资金级别统计, 每个项目, 有哪几种资金级别."""

from __future__ import annotations

from jxquery.language.cues import SHARE
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Group, Phrase, Pick, Sense, Tally
from jxquery.language.rules import Match, RuleBook, joined, there
from jxquery.language.terms import by_class, few_valued, role
from jxquery.types import Col

RULES = RuleBook()
OF_EACH = "each_of_list"
"""The rule of what is asked of each of a list: one that was said, or else what was shown."""


@RULES.rule("each filter table")
def each_such(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """每个中央项目: each of those rows."""
    return (m.phrase(1), m.phrase(0), m.phrase(2))


@RULES.rule(
    "each field and|each field of? statistic?",
    "each field of? statistic?",
    "each table of? statistic?",
    "field statistic",
)
def group_by(lexicon: Lexicon, m: Match) -> Sense | None:
    """各年度, 按资金级别统计, 每个项目, 年度分布."""
    tables = m.all(str, "table")
    if tables:
        return Sense("group", Group((), tables[0]))
    columns = m.all(Col)
    if any(role(c, lexicon) in {"measure", "text", "target"} for c in columns):
        return None
    owner = lexicon.schema.table(columns[0].table)
    if len(columns) == 1 and columns[0].name == owner.label:
        return Sense("group", Group((), owner.name))
    return Sense("group", Group(columns))


@RULES.rule("group statistic")
def grouped_and_counted(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """按二级指标分组统计: said twice."""
    return (m.phrase(0),)


@RULES.rule("table of? group of? has? count", "table of? group each|severally has? count")
def parts_of_each(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """2024年项目各二级指标的条数: of the rows that have the column, and not of those that they belong to."""
    whole, group, count = m.take(str, 0), m.take(Group, 2), m.phrase(len(m.senses) - 1)
    below = {c.table for c in group.columns}
    each = m.phrase(2).text.startswith(lexicon.kinds.get("each", ())) and not group.listed
    if len(below) != 1 or not each or whole not in lexicon.schema.ancestors(*below):
        return None
    tally = Sense("tally", Tally(below.pop(), asked=m.value(len(m.senses) - 1) == "几个"))
    return (m.phrase(0), m.phrase(2), joined((count,), tally, "parts_of_each"))


@RULES.rule("group of? each|severally has? count|howmuch", "group of? each|severally has? tally|field")
def said_of_each(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """各年度各有几个, 按级别分别有多少: said twice."""
    return (m.phrase(0), m.phrase(4))


@RULES.rule("group and? group")
def groups_together(_: Lexicon, m: Match) -> Sense | None:
    """各年度各级别: every combination."""
    first, second = m.take(Group, 0), m.take(Group, 2)
    if first.table is not None or second.table is not None:
        return None
    return Sense("group", Group(first.columns + second.columns))


@RULES.rule("field each has? count")
def counted_of_each(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """二级指标各有多少条: the rows that have each of its values."""
    col = m.take(Col, 0)
    if not few_valued(col, lexicon) or m.phrase(1).text not in lexicon.kinds.get("each", ()):
        return None
    group = joined(m.phrases[:2], Sense("group", Group((col,))), "counted_of_each")
    return (group, Phrase(group.end, group.end, "", (Sense("tally", Tally(col.table)),), "counted_of_each"))


@RULES.rule("field of? severally? has? which table?")
def values_of(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """资金级别有哪些: the values, each with its number of rows; 单位有哪些项目 asks for the rows of the noun behind."""
    if m.phrases[5] is not None:
        return there(m.phrases)
    (col,) = m.all(Col)
    asked = m.before is None or m.before.sense("has", "of", "all", "filter")
    if not few_valued(col, lexicon) or not asked:
        return None
    group = joined(m.phrases, Sense("group", Group((col,))), "values_of")
    return (group, Phrase(group.end, group.end, "", (Sense("count", ""),), "values_of"))


@RULES.rule("which field")
def which_values(lexicon: Lexicon, m: Match) -> Sense | tuple[Phrase, ...] | None:
    """有哪些资金级别, where nothing more is asked of them; 哪个资金级别 is that of something."""
    if m.before is None and m.value(0) == "哪个":
        return None
    asked = m.before is None or m.before.sense("has", "within", "filter", "cond", "also", "every")
    dimension = few_valued(m.take(Col, 1), lexicon)
    return kinds_of(lexicon, m) if m.after is None and asked and dimension else None


@RULES.rule("which_kinds of? field", "field of? is? has? which_kinds", "distinct field")
def kinds_of(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """有哪几种资金级别: the values, each with its number of rows."""
    (col,) = m.all(Col)
    if role(col, lexicon) in {"measure", "text"}:
        return None
    group = joined(m.phrases, Sense("group", Group((col,))), "kinds_of")
    return (group, Phrase(group.end, group.end, "", (Sense("count", ""),), "kinds_of"))


@RULES.rule("filter|pick of? table of? each|severally has? count")
def each_counted(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """中央和市级的项目各有几个."""
    listed = m.value(0)
    if not isinstance(listed, (Cond, Pick)) or not listed.items or _of_several_levels(listed, lexicon):
        return None
    group = joined((m.phrase(4),), Sense("group", _each_of(listed, lexicon)), OF_EACH)
    return (m.phrase(0), group, joined((m.phrase(2),), Sense("tally", Tally(m.take(str, 2))), "each_counted"))


@RULES.rule(
    "filter|pick of? table? tally each|severally is? howmuch", "filter|pick of? table? field each|severally is? cue"
)
def each_of_listed(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """中央和市级的预算各占多少: as 中央和市级各占预算多少."""
    listed = m.value(0)
    if not isinstance(listed, (Pick, Cond)) or not listed.items or (m.kind(6) == "cue" and m.value(6) != SHARE):
        return None
    group = joined((m.phrase(4),), Sense("group", _each_of(listed, lexicon)), "each_of_listed")
    rest = (p for p in there(m.phrases[1:4]) if not p.sense("of"))
    return (m.phrase(0), group, *rest, m.phrase(6))


@RULES.rule(
    "filter severally of? field|tally? sort? most|best_n",
    "filter severally of? field|tally? of? cue of? field?",
    "filter of? field|tally? of? cue of? field|tally? severally|each",
    "filter each field|tally sort? most|best_n",
    "filter of? field|tally each|severally sort? most|best_n",
)
def asked_of_each(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """中央和市级各自预算最高的, 中央和市级的预算合计各多少: of each of the values of the list."""
    apart = next(n for n, p in enumerate(m.phrases) if p is not None and p.sense("severally", "each") and n)
    group = _of_listed(m, apart)
    behind = tuple(p for n, p in enumerate(m.phrases) if p is not None and n not in {0, apart})
    return None if group is None else (m.phrase(0), group, *(p for p in behind if not p.sense("of", "sort")))


@RULES.rule("filter of? field|tally of? most of? table? severally")
def best_of_each_asked(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """中央和市级预算最高的分别是哪个: rows, where nothing says what."""
    group = _of_listed(m, 7)
    if group is None:
        return None
    noun = m.phrases[6] or Phrase(group.end, group.end, "", (Sense("table", lexicon.subject()),), "best_of_each_asked")
    return (m.phrase(0), group, m.phrase(2), m.phrase(4), noun)


def _of_listed(m: Match, place: int) -> Phrase | None:
    """The group that the word at the place makes of the values of a list before it."""
    cond = m.take(Cond, 0)
    if cond.column is None or not cond.items:
        return None
    return joined((m.phrase(place),), Sense("group", Group((cond.column,), listed=cond.pred)), "of_listed")


@RULES.rule(
    "of? each|severally has? tally",
    "of? each|severally has? count",
    "of? each|severally is? howmuch",
    "each has? field",
    "each has? which",
    "each|severally is? cue|unit",
)
def each_of_list(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """甲、乙各有几个, 各占多少: each row of the subject; 中央和市级各有: each value of the column.

    各有几个, 质量指标各几个: of each of what was shown.
    """
    asked = m.senses[-1]
    if asked is not None and asked.kind == "cue" and asked.value != SHARE:
        return None
    each, *rest = (p for p in there(m.phrases) if not p.sense("of"))
    counted = any(s is not None and s.kind in {"tally", "count"} for s in m.senses)
    if m.before is None or (counted and _one_class(m.before, lexicon)):
        shown = joined((each,), Sense("they", ""), OF_EACH)
        group = Phrase(shown.end, shown.end, "", (Sense("group", Group((), lexicon.subject())),), OF_EACH)
        return (shown, group, *rest)
    if not m.before.sense("pick", "filter", "cond", "they", "table", "field", "group"):
        return None
    sense = m.before.sense("filter", "pick")
    if counted and sense is not None and _of_several_levels(sense.value, lexicon):
        return None
    of = _each_of(sense.value if sense is not None else None, lexicon)
    return (joined((each,), Sense("group", of), OF_EACH), *rest)


def _of_several_levels(listed: object, lexicon: Lexicon) -> bool:
    """Whether it is a list of classes of different levels: 质量指标和满意度指标, which no column holds."""
    columns = {c for item in listed.items for c in item.columns} if isinstance(listed, Pick) else set()
    return len(columns) > 1 and by_class(columns, lexicon)


def _one_class(before: Phrase, lexicon: Lexicon) -> bool:
    """Whether it is a single class, which is no list."""
    sense = before.sense("pick")
    pick = sense.value if sense is not None else None
    if not isinstance(pick, Pick) or pick.items:
        return False
    return bool(pick.columns) and by_class(pick.columns, lexicon)


def _each_of(chosen: object, lexicon: Lexicon) -> Group:
    """One row for each value of the column that a list is of, for each class of a level, else for each row."""
    listed = chosen.pred if isinstance(chosen, (Cond, Pick)) and chosen.items else None
    column = chosen.column if isinstance(chosen, Cond) else _level_of(chosen, lexicon)
    if column is not None:
        return Group((column,), listed=listed)
    return Group((), chosen.table if isinstance(chosen, Pick) else lexicon.subject(), listed)


def _level_of(pick: object, lexicon: Lexicon) -> Col | None:
    """The level that all of a list of classes are of: 产出指标和满意度指标各几个."""
    columns = {c for item in pick.items for c in item.columns} if isinstance(pick, Pick) else set()
    column = columns.pop() if len(columns) == 1 else None
    return column if column is not None and role(column, lexicon) == "class" else None


@RULES.rule("group of? group")
def group_said_twice(_: Lexicon, m: Match) -> Sense | None:
    """每个项目各有: one group said twice."""
    return Sense("group", m.take(Group, 0)) if m.value(0) == m.value(2) else None


@RULES.rule("each pick|cond|filter")
def each_is_all(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """各质量指标: all of them."""
    return (m.phrase(1),)
