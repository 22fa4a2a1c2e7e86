"""Presence, absence, exception and alternatives: 没有社会效益指标, 除了司法救助, 甲或乙."""

from __future__ import annotations

from itertools import pairwise

from msgspec.structs import replace

from jxquery.language.belonging import carried, every, home, lifted, of_parts, related
from jxquery.language.cues import SHARE
from jxquery.language.fitting import bound_said, fits_target, nothing, something
from jxquery.language.grammar.counts import counts_things
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Bound, Cond, Group, Phrase, Pick, Sense, Tally
from jxquery.language.names_about import MIN_PART
from jxquery.language.predicates import as_all, columns_of, conjunction, disjunction, meets, table_of
from jxquery.language.rules import Match, RuleBook, joined, there
from jxquery.language.terms import role
from jxquery.types import Agg, All, Col, Has, Not, Pred, Rows, parts

RULES = RuleBook()
FIRST = RuleBook()
"""What must come before conditions by size."""
_BEFORE_NOT = ("field", "of", "also", "and", "or", "within", "table", "which", "cond", "filter", "is", "all")


@RULES.rule("has table cond", "lacks table cond")
def having_such(lexicon: Lexicon, m: Match) -> Sense | None:
    """有指标（…）: at least one that meets the condition in brackets."""
    cond, table = m.take(Cond, 2), m.take(str, 1)
    owner = home(table, lexicon)
    inside = cond.table in {table, *lexicon.schema.ancestors(table)}
    if m.phrase(2).rule != "brackets" or owner is None or not inside:
        return None
    such = as_all(conjunction(carried({cond.table: (cond.pred,)}, table, lexicon)))
    return Sense("cond", Cond(owner, _has(m, table, such)))


@RULES.rule("has table side", "lacks table side")
def having_such_of(lexicon: Lexicon, m: Match) -> Sense | None:
    """有借阅（姓名为「甲」且分类为「小说」）: the conditions in brackets are on what such rows belong to, too."""
    table, inner = m.take(str, 1), m.take(tuple, 2)
    preds: dict[str, list[Pred]] = {}
    for phrase in inner:
        sense = phrase.sense("cond", "filter", "pick")
        if sense is not None and isinstance(sense.value, (Pick, Cond)):
            preds.setdefault(sense.value.table, []).append(sense.value.pred)
        elif not phrase.sense("also"):
            return None
    owner = home(table, lexicon)
    if owner is None or not preds.keys() <= {table, *lexicon.schema.ancestors(table)}:
        return None
    return Sense("cond", Cond(owner, _has(m, table, as_all(conjunction(carried(preds, table, lexicon))))))


@RULES.rule("table cond? every cond")
def every_such(lexicon: Lexicon, m: Match) -> Sense | None:
    """指标（…）都（…）: every one that meets the first condition meets the second."""
    *of, meet = m.all(Cond)
    table = m.take(str, 0)
    if any(c.table != table for c in (*of, meet)) or m.phrase(3).rule != "brackets":
        return None
    cond = every(Pick(table, of[0].pred if of else All(), ()), meet.pred, lexicon)
    return None if cond is None else Sense("cond", cond)


@FIRST.rule("pick table? lacks bound")
def none_of_class(lexicon: Lexicon, m: Match) -> Sense | None:
    """质量指标没有低于99%的: none of them."""
    pick, bound = m.take(Pick, 0), m.take(Bound, 3)
    target, parent = lexicon.schema.table(pick.table).target, home(pick.table, lexicon)
    if target is None or parent is None or not fits_target(pick.pred, bound, lexicon):
        return None
    such = as_all(conjunction((pick.pred, meets(Col(pick.table, target.written), bound))))
    return None if counts_things(bound, lexicon) else Sense("cond", Cond(parent, Has(Rows(pick.table, such), "none")))


@FIRST.rule("lacks table of? is? bound|amount")
def none_such(lexicon: Lexicon, m: Match) -> Sense | None:
    """没有一个指标低于99%: none that meets it, which is no lack of them all."""
    table, bound = m.take(str, 1), bound_said(m.value(4))
    target, parent = lexicon.schema.table(table).target, home(table, lexicon)
    if target is None or parent is None or counts_things(bound, lexicon):
        return None
    such = as_all(meets(Col(table, target.written), bound))
    return Sense("cond", Cond(parent, Has(Rows(table, such), "none")))


@RULES.rule("lacks table pick table?", "table pick table?")
def happened_with(lexicon: Lexicon, m: Match) -> Sense | None:
    """没借过小说, 没报销过培训, and 借过小说 beside another such: what happened, and with what or of which class."""
    (pick,), (what, *noun) = m.all(Pick), m.all(str, "table")
    owner, lacks = home(what, lexicon), m.kind(0) == "lacks"
    beside = pairwise(there(m.phrases))
    together = all(a.end == b.start and not b.spaced for a, b in beside)
    linked = any(p is not None and p.sense("also") for p in (m.before, m.after))
    whose = pick.table in (what, *lexicon.schema.ancestors(what)) and noun in ([], [pick.table])
    if owner is None or not (together and whose) or not (lacks or linked):
        return None
    such = as_all(conjunction(carried({pick.table: (pick.pred,)}, what, lexicon)))
    return Sense("cond", Cond(owner, Has(Rows(what, such), "none" if lacks else "some")))


@RULES.rule("has|lacks pick of table")
def being_such(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """带满意度的指标, 不带满意度的指标: those themselves, and not those that belong to the same row."""
    pick, phrase = m.take(Pick, 1), m.phrase(1)
    whose = m.before is not None and m.before.sense("table", "which", "pick", "tally", "group")
    such = pick.table == m.value(3) and not (m.after is not None and m.after.sense("of"))
    if whose or not such:
        return None
    if m.kind(0) == "lacks":
        if not m.phrase(0).text.endswith(lexicon.kinds.get("holding", ())) or m.after is not None:
            return None  # 没有满意度的指标: what has none
        phrase = joined(m.phrases[:2], Sense("cond", Cond(pick.table, Not(pick.pred))), "being_such")
    return (phrase, m.phrase(2), m.phrase(3))


@RULES.rule("has cond of pick")
def such_of_class(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """有没有要求达到100%的效益指标: those themselves, and not those that belong to a row that has such."""
    alone = m.before is None and m.after is None
    return there(m.phrases[1:]) if alone and m.take(Cond, 1).table == m.take(Pick, 3).table else None


@RULES.rule(
    "lacks pick of? table?", "lacks cond of? table?", "lacks table", "has pick", "has cond of? table?", "has cond"
)
def presence(lexicon: Lexicon, m: Match) -> Sense | tuple[Phrase, ...] | None:
    """没有社会效益指标, 有社会效益指标."""
    value = m.value(1)
    short = m.phrase(1).rule == "part" and len(m.phrase(1).text) == MIN_PART
    if short and m.kind(0) == "lacks" and len(m.phrase(0).text) == 1:
        return Sense("unknown", "")  # 没执行: 没 before a piece of some name says that something was not done
    table = value.table if isinstance(value, (Pick, Cond)) else m.take(str, 1)
    parent = home(table, lexicon)
    if parent is None:
        return None
    own = len(m.phrases) > len(("has", "cond", "of")) and m.value(3) == table
    if own and m.kind(0) == "has" and m.before is None and m.after is None:
        return there(m.phrases[1:])  # 有没有低于99%的指标: those themselves
    field = m.before.sense("field") if m.before is not None else None
    if field is not None and isinstance(value, Cond) and field.value in columns_of(value.pred):
        return there(m.phrases[1:])  # 指标值带健全的: said of the column
    both = (
        m.before is not None and m.before.sense("also") is not None and isinstance(value, Pick) and len(value.items) > 1
    )
    if both and isinstance(value, Pick):
        each = tuple(_has(m, table, as_all(item.pred)) for item in value.items)
        return Sense("cond", Cond(parent, All(each)))
    if m.kind(0) == "has" and isinstance(value, Pick) and value.link == "和":
        return Sense("all_or_any", "")  # 有甲和乙: both of them, or one
    where = as_all(value.pred) if isinstance(value, (Pick, Cond)) else All()
    sense = Sense("cond", Cond(parent, _has(m, table, where)))
    noun = m.phrases[3] if len(m.phrases) > 3 else None  # noqa: PLR2004 — the table behind
    if noun is not None and m.value(3) != table:
        return (joined(m.phrases[:3], sense, "presence"), noun)
    return sense


def _has(m: Match, table: str, where: All) -> Pred:
    return Has(Rows(table, where), "none" if m.kind(0) == "lacks" else "some")


@RULES.rule("pick table? every has of?")
def all_of_them(lexicon: Lexicon, m: Match) -> Sense | None:
    """甲指标和乙指标都有的: each of them."""
    pick = m.take(Pick, 0)
    parent = home(pick.table, lexicon)
    ended = m.phrases[4] is not None or m.after is None
    if parent is None or not pick.items or not ended or m.all(str, "table") not in {(), (pick.table,)}:
        return None
    each = tuple(Has(Rows(pick.table, as_all(item.pred)), "some") for item in pick.items)
    return Sense("cond", Cond(parent, All(each)))


@RULES.rule("pick table? every lacks of?")
def none_of_them(lexicon: Lexicon, m: Match) -> Sense | None:
    """甲指标和乙指标都没有的: none of any of them."""
    pick = m.take(Pick, 0)
    parent = home(pick.table, lexicon)
    ended = m.phrases[4] is not None or m.after is None
    if parent is None or not pick.items or not ended or m.all(str, "table") not in {(), (pick.table,)}:
        return None
    return Sense("cond", Cond(parent, Has(Rows(pick.table, as_all(pick.pred)), "none")))


@RULES.rule("also has? filter")
def at_once(_: Lexicon, m: Match) -> Sense | None:
    """同时有2023年和2024年的: no row has two values in one column."""
    return Sense("unknown", "") if m.before is None and m.take(Cond, 2).items else None


@RULES.rule("table|tally has")
def nothing_held(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """几个项目有, with nothing behind: what they have is not said."""
    if m.after is not None or len(m.phrase(1).text) > 1:
        return None
    return (m.phrase(0), joined((m.phrase(1),), Sense("unknown", ""), "nothing_held"))


@RULES.rule("has of")
def those_or_some(_: Lexicon, m: Match) -> Sense | None:
    """有的有几个: those that have what was lacking before, or some of them."""
    return Sense("unknown", "") if m.before is None else None


@RULES.rule("every has")
def shared_by_all(_: Lexicon, m: Match) -> Sense | None:
    """每个项目都有的指标: not something that is answered."""
    return Sense("unknown", "") if m.after is None or m.after.sense("of") else None


@RULES.rule("lacks field", "field of? lacks")
def blank(lexicon: Lexicon, m: Match) -> Sense | None:
    """没有用途: the column holds nothing."""
    (col,) = m.all(Col)
    if m.phrase(1 if m.kind(0) == "lacks" else 0).text in lexicon.vocabulary.verbs:
        return Sense("unknown", "")  # 没有完成, 安排了没有: said of what was done, and not of what is written
    word = m.phrase(0 if m.kind(0) == "lacks" else 2).text
    if m.kind(0) == "field" and m.after is not None and m.after.sense("filter", "pick", "table", "field", "tally"):
        return None  # 哪些单位没有市级项目: what is lacking stands behind
    if word.endswith(lexicon.kinds.get("holding", ())) or (
        m.kind(0) == "field" and m.after is not None and m.after.sense("cond")
    ):
        return None  # 用途不包含…, 预算没有不到… go on
    if role(col, lexicon) not in {"text", "measure", "period", "identity", "target", "part", "code", "context"}:
        return None
    return Sense("cond", Cond(col.table, nothing(col, lexicon)))


@RULES.rule("has table of table|tally")
def having_any(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """有指标的项目: at least one that belongs to it."""
    part, whole = m.take(str, 1), _noun(m)
    parent = home(part, lexicon)
    if parent is None or whole not in lexicon.schema.ancestors(part):
        return None
    some = Sense("cond", Cond(parent, Has(Rows(part), "some")))
    return (joined(m.phrases[:2], some, "having_any"), m.phrase(2), m.phrase(3))


@RULES.rule("has field of table|tally")
def filled(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """有其他资金的项目: the column holds something."""
    col = m.take(Col, 1)
    if not related(col.table, _noun(m), lexicon):
        return None
    some = Sense("cond", Cond(col.table, something(col, lexicon)))
    return (joined(m.phrases[:2], some, "filled"), m.phrase(2), m.phrase(3))


def _noun(m: Match) -> str:
    """The table that the last phrase names, or counts."""
    value = m.value(3)
    return value.table if isinstance(value, Tally) else m.take(str, 3)


@RULES.rule("except pick|filter|cond of table except_end")
def all_but_such(lexicon: Lexicon, m: Match) -> Sense | None:
    """除预算超过50万的项目外: the noun stands inside."""
    value, table = m.value(1), m.take(str, 3)
    if not isinstance(value, (Pick, Cond)) or table not in {value.table, *lexicon.schema.ancestors(value.table)}:
        return None
    whole = lifted(Cond(value.table, value.pred), table, lexicon)
    return Sense("cond", Cond(whole.table, Not(whole.pred)))


@RULES.rule("except pick|filter|cond of? except_end|and?", "not pick|cond", "bound_before pick")
def excepted(lexicon: Lexicon, m: Match) -> Sense | None:
    """除了司法救助还有, 不是司法救助: all but."""
    value = m.value(1)
    if m.kind(0) == "bound_before" and m.value(0) != "≠":
        return None
    if m.kind(0) == "not" and m.before is not None and not m.before.sense(*_BEFORE_NOT):
        return None  # 非 inside an unknown word is no negation
    less = m.kind(0) == "except" and m.before is not None and m.before.sense("field") is not None
    if less and isinstance(value, Pick) and lexicon.schema.table(value.table).target is not None:
        return Sense("unknown", "")  # 预算减去成本指标: one amount less another
    if isinstance(value, Pick) and m.kind(0) == "not" and lexicon.schema.table(value.table).parents:
        return None  # 不满意 is no class or name with 不 before it
    return Sense("cond", Cond(value.table, Not(value.pred))) if isinstance(value, (Pick, Cond)) else None


@RULES.rule("pick|filter|cond except_end")
def all_but(_: Lexicon, m: Match) -> Sense | None:
    """2024年以外, 25万到35万之外."""
    value = m.value(0)
    if m.value(1) != "外" or not isinstance(value, (Pick, Cond)):
        return None
    return Sense("cond", Cond(value.table, Not(value.pred)))


@RULES.rule("cond|filter|pick or cond|filter|pick")
def either(lexicon: Lexicon, m: Match) -> Sense | None:
    """甲或乙, of one table or of a table and what belongs to it."""
    conds = [Cond(v.table, v.pred) for v in (m.value(0), m.value(2)) if isinstance(v, (Pick, Cond))]
    beside = any(p is not None and p.sense("also") for p in (m.before, m.after))
    if beside and len({columns_of(c.pred) for c in conds}) > 1:
        return Sense("unknown", "")  # 甲且乙或丙: which of them go together is not said
    tables = {c.table for c in conds}
    if len(tables) > 1:
        whole = next((t for t in tables if all(t in (c, *lexicon.schema.table(c).parents) for c in tables)), None)
        if whole is None:
            return None
        conds = [lifted(c, whole, lexicon) for c in conds]
        if len({c.table for c in conds}) > 1:
            return None
    return Sense("cond", Cond(conds[0].table, disjunction(tuple(c.pred for c in conds))))


@RULES.rule("whether? filter? of? group every cond", "whether? filter? of? all? table of? every cond")
def whether_all(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """每个项目都有满意度指标吗: how many of all of them do, which answers more than yes or no would."""
    (cond,) = m.all(Cond, "cond")
    tables = {g.table for g in m.all(Group)} | {*m.all(str, "table")}
    if m.before is not None or m.after is not None or tables != {cond.table} or of_parts(cond.pred) is None:
        return None
    taken = {s.kind: p for p, s in zip(m.phrases, m.senses, strict=True) if p is not None and s is not None}
    share = replace(taken["every"], senses=(Sense("cue", SHARE),))
    many = replace(taken["every"], senses=(Sense("tally", Tally(cond.table)),))
    among = (taken["filter"],) if "filter" in taken else ()
    return (*among, taken["cond"], many, share, *among, many)


@RULES.rule("cond of? table")
def parts_of_figure(lexicon: Lexicon, m: Match) -> Sense | None:
    """成本超过预算一半的指标: a figure over all of a row's is no condition on each of them."""
    cond, table = m.take(Cond, 0), m.take(str, 2)
    figures = (p for p in parts(cond.pred) if isinstance(p, Agg) and p.own and p.fn != "count")
    torn = cond.table in lexicon.schema.table(table).parents and any(table_of(f.over) == table for f in figures)
    return Sense("unknown", "") if torn else None
