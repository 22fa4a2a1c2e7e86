"""Questions that refer to the answer before: 其中… looks among its rows, 那…呢 asks the same of something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from jxquery.language.build import is_dimension, pair
from jxquery.language.cues import COUNT, DIFFERENCE, LIST, SHARE, TOTALS
from jxquery.language.grouping import counted_in_order
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Group, Phrase, Pick
from jxquery.language.outcomes import Choices, NotUnderstood, Resolution
from jxquery.language.predicates import as_all, columns_of, conjunction, disjunction, role, table_of
from jxquery.language.replacing import in_rows, replaced
from jxquery.language.shares import share
from jxquery.language.side import Side
from jxquery.language.sides import read_side
from jxquery.language.single import single
from jxquery.types import (
    Agg,
    All,
    Best,
    Col,
    Fill,
    Groups,
    Has,
    Named,
    Pred,
    Query,
    Rows,
    Some,
)

_CONTENT = ("pick", "filter", "cond", "field", "table", "order", "best", "cue", "tally", "group", "count", "unit")
_SUBJECTS = ("pick", "table", "tally", "group")
_FRAGMENTS = (("order", "best"), ("filter",), ("count",), ("cue",), ("field",), ("unit",))


def meant(phrases: tuple[Phrase, ...], previous: Query | None, before: Query | None) -> Query | None:
    """The answer that the phrases can refer to: 这两个 are the rows of the last two answers together."""
    if previous is None or before is None or not any(p.sense("both") for p in phrases):
        return previous
    first, second = _rows(before), _rows(previous)
    if first.source != second.source or previous.template != LIST or not (first.where.of and second.where.of):
        return previous
    either = disjunction((conjunction(first.where.of), conjunction(second.where.of)))
    (slot, fill), *_ = previous.slots
    return Query(LIST, ((slot, replace(fill, rows=Rows(first.source, All((either,))))),))


def refers(phrases: tuple[Phrase, ...], previous: Query | None, lexicon: Lexicon) -> Literal["yes", "perhaps", "no"]:
    """Whether the phrases speak of the answer before: by a pronoun, by 那…呢, or because they name no subject.

    A fragment of one kind (中央的, 用途, 前三) cannot stand alone; 预算合计 could, so both readings are offered.
    """
    if previous is None:
        return "no"
    if any(p.sense("they", "both") for p in phrases) or (phrases[:1] and phrases[0].sense("than")):
        return "yes"
    content = [p for p in phrases if p.sense(*_CONTENT)]
    subjects = [p for p in content if p.sense(*_SUBJECTS)]
    asked = [p for p in subjects if _below(p, lexicon)]
    tables = {s.value for p in content if (s := p.sense("table")) is not None}
    around = table_of(_rows(previous))
    if len(content) == 1 and any(around == _parent(t, lexicon) or t == _parent(around, lexicon) for t in tables):
        return "yes"  # 是哪些项目, after rows that belong to them; 指标, after rows that they belong to
    if any(p.sense("this") for p in phrases) and not any(p.sense("pick") for p in phrases):
        return "yes"
    if any(p.sense("switch") for p in phrases):
        fits = not any(p.sense("table", "tally", "group", "cue", "count", "best") for p in content)
        return "yes" if fits or not subjects or len(content) == 1 else "no"
    if not content or len(asked) != len(subjects):
        return "no"
    if asked:
        return "perhaps"
    return "yes" if any(all(p.sense(*kinds) for p in content) for kinds in _FRAGMENTS) else "perhaps"


def _parent(table: object, lexicon: Lexicon) -> str | None:
    return lexicon.schema.table(str(table)).parent


def _below(phrase: Phrase, lexicon: Lexicon) -> bool:
    """Whether the phrase speaks of a class, or of rows that belong to others: 成本指标, 指标."""
    sense = phrase.sense("pick", "table")
    match sense.value if sense is not None else None:
        case Pick(table, _, columns):
            return all(role(c, lexicon) == "class" for c in columns)
        case str(table):
            return lexicon.schema.table(table).parent is not None
        case _:
            return False


def follow(phrases: tuple[Phrase, ...], previous: Query, lexicon: Lexicon) -> Resolution:
    """The question as one on the rows of the answer before, or on their like."""
    rest = tuple(p for p in phrases if not p.sense("they", "both", "switch", "this"))
    if any((s := p.sense("cue")) is not None and s.value == SHARE for p in rest):
        return _share_of(rest, previous, lexicon)
    if any((s := p.sense("cue")) is not None and s.value in {DIFFERENCE, TOTALS} for p in rest):
        return _apart(rest, previous, lexicon)
    side = read_side(rest, lexicon)
    if side.unused:
        return NotUnderstood(tuple(p.text for p in side.unused))
    if side.top is not None and side.top.versus:
        side.top = replace(side.top, versus=False)
    switched = any(p.sense("switch") for p in phrases)
    nouns = side.nouns and not side.preds
    alone = (
        any(p.sense("they", "both", "this") for p in phrases)
        or nouns
        or not any(p.sense("pick", "filter", "field") for p in rest)
    )
    if switched and side.top is not None and not side.preds:
        return _other_top(side, previous)
    return _among(side, previous) if alone and not switched else _instead(side, previous)


def _share_of(phrases: tuple[Phrase, ...], previous: Query, lexicon: Lexicon) -> Resolution:
    """占…多少, of the rows before; after another share the part stays."""
    return share(phrases, lexicon, among=_rows(previous))


def _apart(phrases: tuple[Phrase, ...], previous: Query, lexicon: Lexicon) -> Resolution:
    """差多少, of the two rows before; 比装备购置多多少, of the row before and another."""
    rows, (_, fill) = _rows(previous), previous.slots[0]
    measures = [t for name, terms in fill.show if name in {"列*", "值*", "值"} for t in terms]
    picks = [s.value for p in phrases if (s := p.sense("pick")) is not None and isinstance(s.value, Pick)]
    sides = _two(rows)
    if len(picks) == 1 and not picks[0].items:
        part = Cond(picks[0].table, picks[0].pred)
        other = in_rows(rows, part, new_row=_is_name(part, lexicon), lexicon=lexicon)
        pair_of_rows = None if other == rows else (rows, other)
    else:
        one, two = sides or (All(), All())
        apart = (Rows(rows.source, as_all(one)), Rows(rows.source, as_all(two)))
        pair_of_rows = None if sides is None or picks else apart
    if pair_of_rows is None or len(measures) != 1 or any(p.sense("filter", "field", "cond") for p in phrases):
        return NotUnderstood((), "没有说和谁比")
    first, second = pair_of_rows
    single_rows = pair(DIFFERENCE, ("甲", "乙"), ((first, measures[0]), (second, measures[0])))
    return Choices((replace(single_rows, template=TOTALS),), strict=True, single=single_rows, sides=(first, second))


def _two(rows: Rows) -> tuple[Pred, Pred] | None:
    """The two conditions of which the rows meet either."""
    match rows.where.of:
        case (Some((first, second)),):
            return first, second
        case (Named(col, (first, second)),):
            return Named(col, (first,)), Named(col, (second,))
        case _:
            return None


def _other_top(side: Side, previous: Query) -> Resolution:
    """最低的呢, 前五名呢: another superlative in the place of the one before."""
    (slot, fill), *others = previous.slots
    best, top = fill.rows.best, side.top
    if others or best is None or top is None:
        return _among(side, previous)
    new = Best(top.by or best.by, top.n, top.desc, best.per)
    order = ((new.by, new.desc),) if previous.order else ()
    return replace(previous, slots=((slot, replace(fill, rows=replace(fill.rows, best=new))),), order=order)


def _rows(query: Query) -> Rows:
    """The rows that the answer showed, or was taken over; of a difference, those of both sides."""
    first = query.slots[0][1].rows
    if query.template not in {DIFFERENCE, TOTALS}:
        return first
    either = Some(tuple(conjunction(fill.rows.where.of) for _, fill in query.slots))
    return Rows(first.source, All((either,)))


def _among(side: Side, previous: Query) -> Resolution:
    """其中, 它们, 按…排, 前三: on the rows before, in their order where nothing else is said."""
    before = _rows(previous)
    if isinstance(before.source, Groups):
        return _among_groups(side, previous)
    figured = any(name == "组*" and terms for name, terms in previous.slots[0][1].show)
    if figured and side.preds and not (side.fields or side.cues or side.counted or side.top or side.order):
        return _instead(side, previous)
    if previous.template != LIST and not (side.preds or side.fields or side.cues or side.counted or side.top):
        return _reordered(side, previous)
    heads = side.heads if side.nouns or side.fields or side.counted else []
    below = [h for h in heads or side.heads if side.lexicon.schema.table(h).parent == table_of(before)]
    side = replace(side, closed=before, heads=heads or below or [table_of(before)])
    figures = [t for name, terms in previous.slots[0][1].show if name == "列*" for t in terms if isinstance(t, Agg)]
    if side.top is not None and side.top.by is None and len(figures) == 1:
        side.top = replace(side.top, by=figures[0])
    elif side.top is not None and side.top.shown and side.top.by is None and previous.order:
        term, desc = previous.order[0]
        side.top = replace(side.top, by=term, desc=desc == side.top.desc)
    elif side.top is not None and side.top.shown and side.top.by is None and table_of(before) != side.lexicon.subject():
        return NotUnderstood((), "没有可以排序的数")
    if side.order is not None and side.order.by is None:
        shown = previous.order[0][0] if previous.order else figures[0] if len(figures) == 1 else None
        side.order = replace(side.order, by=shown)
    query = single(side, side.lexicon)
    if isinstance(query, str):
        return NotUnderstood((), query)
    if isinstance(query, Choices):
        return query
    kept = _kept_answers(query, previous)
    if not query.order and side.top is None and query.template == LIST and table_of(_rows(query)) == table_of(before):
        kept = replace(kept, order=previous.order)
    return kept


def _among_groups(side: Side, previous: Query) -> Resolution:
    return (
        _reordered(side, previous)
        if side.order is not None or side.top is not None
        else NotUnderstood((), "分组的结果只能再排序")
    )


def _reordered(side: Side, previous: Query) -> Resolution:
    """The same figures in another order."""
    (slot, fill), *others = previous.slots
    figures = [t for name, terms in fill.show if name in {"值*", "列*"} for t in terms]
    by_columns = tuple(t for name, terms in fill.show if name == "组*" for t in terms if isinstance(t, Col))
    if previous.template == COUNT and by_columns and side.order is not None:
        return counted_in_order(fill.rows, by_columns, desc=side.order.desc)
    if others or not figures or side.order is None or not (by_columns or previous.template == LIST):
        return NotUnderstood((), "没有可以排序的数")
    by = side.order.by if side.order.by in figures else figures[0]
    return replace(previous, slots=((slot, fill),), order=((by, side.order.desc),))


def _kept_answers(query: Query, previous: Query) -> Query:
    """Rows that are only narrowed or ordered keep the columns that were asked for before."""
    if query.template != LIST or previous.template != LIST:
        return query
    (slot, fill), (_, before) = query.slots[0], previous.slots[0]
    if table_of(fill.rows) != table_of(before.rows):
        return query
    shown, kept = dict(fill.show), dict(before.show)
    answers = (*kept["列*"], *(t for t in shown["列*"] if t not in kept["列*"]))
    beside = tuple(t for t in shown["旁*"] if t not in answers)
    show = (("键*", shown["键*"]), ("旁*", beside), ("列*", answers))
    return replace(query, slots=((slot, Fill(fill.rows, show)), *query.slots[1:]))


def _instead(side: Side, previous: Query) -> Resolution:
    """那…呢, 换成…: what is named takes the place of what was named of the same kind.

    What is asked stays, unless something else is asked.
    """
    lexicon = side.lexicon
    query = previous
    listed: list[tuple[Pick | Cond, ...]] = [p.items for p in side.picks.values() if p.items]
    listed += [c.items for c in side.filters if c.items]
    if previous.template in {DIFFERENCE, TOTALS} and (side.picks or listed):
        return _other_sides(listed, previous, lexicon)
    children = [t for t in side.picks if lexicon.schema.table(t).parent == table_of(_rows(previous))]
    counted = [t for _, terms in previous.slots[0][1].show for t in terms if isinstance(t, Agg) and t.own]
    spoken = counted or (children and _speaks_of(_rows(previous), children[0]))
    if children and previous.template == LIST and not spoken:
        return _asked_anew(side, previous, kept=(children[0],))
    parts: list[Cond] = [Cond(p.table, p.pred, p.columns[0] if p.columns else None) for p in side.picks.values()]
    picked = {p.pred for p in side.picks.values()}
    parts += [Cond(t, p) for t, preds in side.preds.items() for p in preds if p not in picked]
    names = {p.table for p in side.picks.values()}
    for part in parts:
        query = replaced(query, part, new_row=part.table in names and _is_name(part, lexicon), lexicon=lexicon)
    if side.fields or side.nouns or side.cues or side.counted or side.group or side.top or side.order or side.unit:
        return _asked_anew(side, query)
    return query if parts else NotUnderstood((), "没有说要换成什么")


def _speaks_of(rows: Rows, table: str) -> bool:
    """Whether the rows have a condition on rows of the table."""
    inner = rows.source if isinstance(rows.source, Rows) else None
    found = any(isinstance(p, Has) and table_of(p.rows) == table for p in rows.where.of)
    return found or (inner is not None and _speaks_of(inner, table))


def _other_sides(listed: Sequence[tuple[Pick | Cond, ...]], previous: Query, lexicon: Lexicon) -> Resolution:
    """那甲和乙呢, of a difference: one name for each side."""
    if len(listed) != 1 or len(listed[0]) != len(previous.slots):
        return NotUnderstood((), "没有说换哪一边，请把两边都写上")
    slots = []
    for (slot, fill), item in zip(previous.slots, listed[0], strict=True):
        part = Cond(item.table, item.pred, None)
        rows = in_rows(fill.rows, part, new_row=_is_name(part, lexicon), lexicon=lexicon)
        slots.append((slot, replace(fill, rows=rows)))
    return replace(previous, slots=tuple(slots))


def _is_name(part: Cond, lexicon: Lexicon) -> bool:
    return any(role(c, lexicon) == "name" for c in columns_of(part.pred))


def _asked_anew(side: Side, query: Query, kept: tuple[str, ...] = ()) -> Resolution:
    """Other fields or figures of the same rows; conditions on the tables `kept` say what is asked."""
    lexicon = side.lexicon
    rows = _rows(query)
    if isinstance(rows.source, Groups):
        return NotUnderstood((), "没有说是哪些的")
    by = tuple(t for name, terms in query.slots[0][1].show if name == "组*" for t in terms if isinstance(t, Col))
    if query.template == COUNT and side.nouns and not (side.cues or side.fields):
        side = replace(side, counted=True)  # 换成指标, of a number of rows
    asks = side.cues or side.counted or any(role(f, lexicon) == "measure" for f in side.fields)
    group = side.group or (Group(by) if by and asks else None)
    columns = () if side.group is None or asks else side.group.columns
    if by and side.fields and all(is_dimension(f, lexicon) for f in side.fields):
        columns = tuple(side.fields)
    if columns and query.template not in {LIST, SHARE, DIFFERENCE, TOTALS}:
        return _regrouped(query, columns)
    preds = {t: side.preds[t] for t in kept}
    picks = {t: side.picks[t] for t in kept}
    bare = replace(side, preds=preds, picks=picks, closed=rows, heads=[*side.heads] or [table_of(rows)], group=group)
    asked = single(bare, lexicon)
    if isinstance(asked, str):
        return NotUnderstood((), asked)
    if isinstance(asked, Choices):
        return asked
    (slot, fill), *others = asked.slots
    return replace(asked, slots=((slot, replace(fill, rows=_unwrapped(fill.rows, rows))), *others))


def _regrouped(query: Query, by: tuple[Col, ...]) -> Query:
    """按年度呢, 换成资金级别: the same figures by other columns, of all of their values."""
    (slot, fill), *others = query.slots
    show = tuple((name, by if name == "组*" else terms) for name, terms in fill.show)
    kept = tuple(p for p in fill.rows.where.of if not columns_of(p) or not columns_of(p) <= {*by})
    rows = replace(fill.rows, where=All(kept))
    return replace(query, slots=((slot, replace(fill, rows=rows, show=show)), *others))


def _unwrapped(rows: Rows, inner: Rows) -> Rows:
    """Rows of rows with nothing added are those rows."""
    return inner if rows == Rows(inner) else rows
