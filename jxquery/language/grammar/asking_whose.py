"""Turns of speech about what rows have, and how they stand to each other: 没有甲高, 几个项目有, 是谁的指标, 排名.

As in `asking.py`, they make the plain phrases.
"""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.belonging import home
from jxquery.language.cues import SHARE
from jxquery.language.grammar.plainly import added, meant_as
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Phrase, Pick, Sense
from jxquery.language.rules import Match, RuleBook, there
from jxquery.language.terms import by_class, role
from jxquery.types import Col, Lit

RULES = RuleBook()
_SUCH = frozenset({"bound_before", "amount", "bound_after"})
_OTHER_WAY = {"降": "升", "升": "降"}


@RULES.rule("lacks pick filter? of? field|table? count? higher")
def not_so_high(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """没有司法救助高的: as 比司法救助低的; 没有满意度高的 compares with nothing."""
    row = not lexicon.schema.table(m.take(Pick, 1).table).parents
    if not row or m.phrase(0).text not in lexicon.kinds.get("not_so", ()):
        return None
    *said, higher = there(m.phrases[1:])
    other_way = replace(higher, senses=(Sense("higher", _OTHER_WAY[m.take(str, 6)]),))
    return (meant_as(m.phrase(0), "than", "比"), *said, other_way)


@RULES.rule("each table of? pick of? field? of? severally")
def each_and_severally(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """各项目的满意度分别是多少: said twice."""
    return there(m.phrases[:-1])


@RULES.rule("pick of? table? has? count table has")
def how_many_have(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """社会效益指标有几个项目有: as 有社会效益指标的项目有几个."""
    pick, owner = m.take(Pick, 0), m.take(str, 5)
    own = m.value(2) in {None, pick.table} and home(pick.table, lexicon) == owner
    if not own or m.after is not None or m.value(4) != "几个":
        return None
    of = added(m.phrase(0), "of", "的")
    return (meant_as(m.phrase(6), "has", "有"), m.phrase(0), of, m.phrase(5), m.phrase(4))


@RULES.rule("pick of? is? which of table")
def of_whom(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """集访妥善处置率是谁的指标: as 是哪个项目的; rows belong to rows, and not to people."""
    pick = m.take(Pick, 0)
    owner = home(pick.table, lexicon)
    if owner is None or m.value(3) != "谁" or m.after is not None:
        return None
    if m.value(5) != pick.table:  # 法律监督质效是谁的目标: of other rows
        return (m.phrase(0), replace(m.phrase(3), senses=(Sense("unknown", ""),)))
    which = meant_as(m.phrase(3), "which", "哪个")
    return (m.phrase(0), which, added(m.phrase(3), "table", owner), m.phrase(4))


@RULES.rule(
    "has? count of? pick|table table? is? bound_before amount",
    "has? count of? pick|table table? is? amount bound_after",
)
def how_many_are_such(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """有多少个满意度指标不到100%: as 不到100%的满意度指标有多少个."""
    said, ends = m.value(3), m.after is None and (m.before is None or not m.before.sense("has"))
    table = said.table if isinstance(said, Pick) else m.take(str, 3)
    targets = lexicon.schema.table(table).target is not None
    if not (ends and targets) or m.value(1) != "几个" or m.value(4) not in {None, table}:
        return None
    noun = added(m.phrase(7), "table", table)
    picked = (m.phrase(3),) if isinstance(said, Pick) else ()
    return (*picked, m.phrase(6), m.phrase(7), added(noun, "of", "的"), noun, m.phrase(1))


@RULES.rule("each table has? count field? bound_before? amount bound_after? of table|pick")
def such_of_each(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """每个项目有几个要求100%的指标: as 每个项目100%的指标有几个."""
    each, table, has, count, _field, *such = m.phrases
    return None if m.after is not None else there((each, table, *such, has, count))


@RULES.rule("pick table? within? is? bound_before? amount bound_after? of cue cue|howmuch|which?")
def share_of_class(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """满意度指标低于100%的占几成: of those of the class; 满意度低于100%的 may be the rows that they belong to."""
    pick, asked = m.take(Pick, 0), m.phrases[9]
    classed = lexicon.schema.table(pick.table).target is not None and by_class(pick.columns, lexicon)
    named = m.phrase(0).text.endswith(lexicon.kinds.get("table", ())) or m.value(1) is not None
    whole = named and m.before is None and m.after is None and m.value(8) == SHARE
    if not (classed and whole) or m.value(1) not in {None, pick.table}:
        return None
    noun = added(m.phrase(7), "table", pick.table)
    such = (p for p in (m.phrase(0), m.phrases[4], m.phrase(5), m.phrases[6], m.phrase(7), noun) if p is not None)
    behind = replace(m.phrase(0), start=m.phrase(8).end, end=m.phrase(8).end)
    return (*such, m.phrase(8), behind, *([] if asked is None else [asked]))


@RULES.rule("pick of? field? of? sort")
def place_of_one(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """司法救助排名: a single row has a place, and no order."""
    pick = m.take(Pick, 0)
    one = not (pick.items or pick.several or lexicon.schema.table(pick.table).parents)
    if not one or m.before is not None or m.after is not None or m.value(4) != "排":
        return None
    return (*there(m.phrases[:-1]), meant_as(m.phrase(4), "placed", "降"))


@RULES.rule("pick of? is? which_kinds table?")
def of_which_class(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """结案及时率属于哪一类指标: the classes that it is in."""
    pick = m.take(Pick, 0)
    classes = [Col(pick.table, c.name) for c in lexicon.schema.table(pick.table).having("class")]
    other = m.value(4) not in {None, pick.table} or by_class(pick.columns, lexicon)
    if other or not classes or m.before is not None or m.after is not None:
        return None
    asked = m.phrase(3)
    fields = [added(asked, "field", col) for col in classes]
    return (m.phrase(0), added(asked, "of", "的"), replace(asked, senses=fields[0].senses), *fields[1:])


@RULES.rule("field is field of")
def target_is_column(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """指标值是年的: no target is a column."""
    target = role(m.take(Col, 0), lexicon) in {"target", "actual"}
    return (m.phrase(0), replace(m.phrase(2), senses=(Sense("unknown", ""),))) if target else None


@RULES.rule("than amount higher")
def than_so_much(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """比30万少: as 少于30万."""
    sign = ">" if m.value(2) == "降" else "<"
    return (meant_as(m.phrase(0), "bound_before", sign), m.phrase(1))


@RULES.rule("amount most of? table")
def so_many_best(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """四个最大的项目: as 最大的四个项目."""
    unit, free = m.take(Lit, 0).unit, m.before is None or m.before.sense("filter", "of", "within")
    if not free or unit is None or not lexicon.schema.units.counts(unit):
        return None
    return (m.phrase(1), added(m.phrase(1), "of", "的"), m.phrase(0), m.phrase(3))


@RULES.rule(
    "has? which table is bound_before? amount bound_after? of?",
    "table within has? which? has? is? bound_before? amount bound_after? of?",
)
def which_of_them_are(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """购买服务有哪些指标是99%的, 购买服务的指标里哪些是99%的: as 购买服务99%的指标."""
    which = m.before is None and m.kind(1) == "which"
    named = which or (m.before is not None and m.before.sense("pick", "filter", "of") is not None)
    table = next(p for p in there(m.phrases) if p.sense("table"))
    targets = lexicon.schema.table(m.all(str, "table")[0]).target is not None
    such = [p for p, s in zip(m.phrases, m.senses, strict=True) if p and s and s.kind in _SUCH]
    if not (named and targets) or m.after is not None:
        return None
    return (*such, added(such[-1], "of", "的"), table)


@RULES.rule("stem pick", "pick stem")
def class_beside_class(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """司法救助 数量 质量: a class beside another of its level; 质量指标 数量 is how many."""
    first, second = m.take(Pick, 0), m.take(Pick, 1)
    nouns = lexicon.kinds.get("table", ())
    counts = m.kind(1) == "stem" and (m.phrase(0).text.endswith(nouns) or not m.phrase(1).spaced)
    if first.columns != second.columns or counts:
        return None
    return tuple(
        replace(p, senses=(Sense("pick", pick),)) for p, pick in zip(m.phrases, (first, second), strict=True) if p
    )


@RULES.rule("pick table? has amount of")
def one_that_is(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """质量指标有100%的项目: one of them is; 质量指标有两个的 says how many."""
    unit = m.take(Lit, 3).unit
    target = lexicon.schema.table(m.take(Pick, 0).table).target
    if target is None or unit is None or lexicon.schema.units.counts(unit):
        return None
    return tuple(p for n, p in enumerate(m.phrases) if p is not None and n != 2)  # noqa: PLR2004 — without 有
