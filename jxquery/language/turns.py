"""Questions that refer to the answer before: 其中… looks among its rows, 那…呢 asks the same of something else."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.between import alike, apart, better_of, other_second, other_sides
from jxquery.language.build import is_dimension
from jxquery.language.cues import COUNT, COUNT_SHARE, DIFFERENCE, LIST, MEAN, SHARE, SUM, TOTALS, TWO_SIDED
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Group, Phrase, Pick, Sense
from jxquery.language.outcomes import Choices, NotUnderstood, Resolution
from jxquery.language.placing import place
from jxquery.language.predicates import columns_of, role, table_of, targets_of
from jxquery.language.referring import CONTENT, rows_shown
from jxquery.language.regrouping import among_groups, of_groups, ranked_groups, regrouped, reordered
from jxquery.language.replacing import in_other_unit, names_row, replaced
from jxquery.language.shares import share
from jxquery.language.side import Side
from jxquery.language.sides import read_side
from jxquery.language.single import single
from jxquery.types import (
    Agg,
    Col,
    Fill,
    Groups,
    Has,
    In,
    Place,
    Query,
    Rows,
)

_BESIDE_UNITS = tuple(kind for kind in CONTENT if kind != "unit")


def follow(phrases: tuple[Phrase, ...], previous: Query, lexicon: Lexicon, before: Query | None = None) -> Resolution:
    """The question as one on the rows of the answer before, or on their like; `before` is the one before that."""
    rest = tuple(p for p in phrases if not p.sense("they", "both", "switch", "this"))
    pointing = tuple(p for p in phrases if p.sense("they", "both", "this"))
    two_sided = any((s := p.sense("cue")) is not None and s.value in {SHARE, DIFFERENCE, TOTALS} for p in rest)
    if two_sided and len(pointing) > 1:
        return NotUnderstood(tuple(p.text for p in pointing), "没有说清哪一个指前面的什么")  # 它占这些的多少
    if any((s := p.sense("cue")) is not None and s.value == SHARE for p in rest):
        return _share_of(rest, previous, lexicon)
    if any((s := p.sense("cue")) is not None and s.value in {DIFFERENCE, TOTALS} for p in rest):
        return apart(rest, previous, before, lexicon)
    if any(p.sense("placed") for p in rest):
        return place(rest, lexicon, of=rows_shown(previous))
    if previous.template in TWO_SIDED and rest[:1] and rest[0].sense("than"):
        return other_second(rest[1:], previous, lexicon)
    if previous.template not in TWO_SIDED:
        rest = _as_class(rest, phrases, previous, lexicon)
    side = read_side(rest, lexicon)
    if side.unused:
        return NotUnderstood(tuple(p.text for p in side.unused))
    versus = side.top is not None and side.top.versus
    if side.top is not None and versus:
        side.top = replace(side.top, versus=False)
    if side.unit is not None and not any(p.sense(*_BESIDE_UNITS) for p in rest):
        other = in_other_unit(previous, side.unit, lexicon)
        if other is not None:
            return other
    switched = any(p.sense("switch") for p in phrases)
    nouns = side.nouns and not side.preds
    alone = (
        any(p.sense("they", "both", "this") for p in phrases)
        or nouns
        or not any(p.sense("pick", "filter", "field") for p in rest)
    )
    if side.top is not None and not (side.preds or side.nouns or side.cues):
        ranked = ranked_groups(previous, side.top, asked=side.fields)
        if ranked is not None:
            return ranked
    if switched and side.top is not None and not side.preds:
        return _other_top(side, previous)
    if not alone or switched:
        return _instead(side, previous)
    if versus and previous.template in {SUM, COUNT}:
        same = before is not None and alike(before, previous)
        return apart((), previous, before, lexicon) if same else NotUnderstood((), "没有说和谁比")
    among = _among(side, previous)
    if versus and before is not None and isinstance(among, Query) and alike(before, previous):
        return better_of(before, previous, among)
    return among


def _as_class(
    rest: tuple[Phrase, ...], phrases: tuple[Phrase, ...], previous: Query, lexicon: Lexicon
) -> tuple[Phrase, ...]:
    """数量呢, after 质量指标: the class, where a number of rows would be asked else."""
    only = [p for p in rest if not p.sense("of")]
    sense = only[0].sense("stem") if len(only) == 1 and any(p.sense("switch") for p in phrases) else None
    pick = sense.value if sense is not None else None
    if not isinstance(pick, Pick) or not _speaks_of_class(rows_shown(previous), pick.table, lexicon):
        return rest
    return (replace(only[0], senses=(Sense("pick", pick),)),)


def _speaks_of_class(rows: Rows, table: str, lexicon: Lexicon) -> bool:
    """Whether rows of the table were chosen by a class."""
    if isinstance(rows.source, Rows) and _speaks_of_class(rows.source, table, lexicon):
        return True
    columns = (c for p in rows.where.of for c in columns_of(p))
    return table_of(rows) == table and any(role(c, lexicon) == "class" for c in columns)


def _share_of(phrases: tuple[Phrase, ...], previous: Query, lexicon: Lexicon) -> Resolution:
    """占…多少, of the rows before; after another share the part stays."""
    return share(phrases, lexicon, among=rows_shown(previous))


def _other_top(side: Side, previous: Query) -> Resolution:
    """最低的呢, 前五名呢: another superlative in the place of the one before."""
    (slot, fill), *others = previous.slots
    best, top = fill.rows.best, side.top
    if others or best is None or top is None:
        return _among(side, previous)
    new = top.best(top.by or best.by, best.per)
    order = ((new.by, new.desc),) if previous.order else ()
    # The place in the order helps to read the second, not the first.
    show = tuple((n, tuple(t for t in terms if new.start > 1 or not isinstance(t, Place))) for n, terms in fill.show)
    rows = replace(fill.rows, best=new)
    return replace(previous, slots=((slot, replace(fill, rows=rows, show=show)),), order=order)


def _among(side: Side, previous: Query) -> Resolution:
    """其中, 它们, 按…排, 前三: on the rows before, in their order where nothing else is said."""
    before = rows_shown(previous)
    if isinstance(before.source, Groups):
        return among_groups(side, previous)
    chosen = of_groups(side, previous)
    if chosen is not None:
        return chosen
    figured = any(name == "组*" and terms for name, terms in previous.slots[0][1].show)
    if figured and side.preds and not (side.fields or side.cues or side.counted or side.top or side.order):
        return _instead(side, previous)
    if figured and side.cues == [MEAN] and side.group is None:
        each, whole = _asked_anew(side, previous), _over_all(side, before)
        return each if isinstance(each, NotUnderstood) or not isinstance(whole, Query) else Choices((each, whole))
    if previous.template != LIST and not (side.preds or side.fields or side.cues or side.counted or side.top):
        return reordered(side, previous)
    heads = side.heads if side.nouns or side.fields or side.counted else []
    below = [h for h in heads or side.heads if table_of(before) in side.lexicon.schema.table(h).parents]
    side = replace(side, closed=before, heads=heads or below or [table_of(before)])
    figures = [t for name, terms in previous.slots[0][1].show if name == "列*" for t in terms if isinstance(t, Agg)]
    if side.top is not None and side.top.by is None and len(figures) == 1:
        side.top = replace(side.top, by=figures[0])
    elif side.top is not None and side.top.shown and side.top.by is None and previous.order:
        term, desc = previous.order[0]
        side.top = replace(side.top, by=term, desc=desc == side.top.desc)
    elif side.top is not None and side.top.by is None and table_of(before) != side.lexicon.subject():
        ranked = None if previous.template != LIST or side.nouns or side.fields else targets_of(before, side.lexicon)
        if ranked is None:
            return NotUnderstood((), "没有可以排序的数")
        side.top = replace(side.top, by=ranked)
    if side.order is not None and side.order.by is None:
        shown = previous.order[0][0] if previous.order else figures[0] if len(figures) == 1 else None
        side.order = replace(side.order, by=shown)
    query = single(side, side.lexicon)
    if isinstance(query, str):
        return NotUnderstood((), query)
    if isinstance(query, Choices):
        return query
    kept = _kept_answers(query, previous)
    if (
        not query.order
        and side.top is None
        and query.template == LIST
        and table_of(rows_shown(query)) == table_of(before)
    ):
        kept = replace(kept, order=previous.order)
    return kept


def _over_all(side: Side, rows: Rows) -> Query | Choices | str:
    """The figure over all of the rows that were grouped."""
    return single(replace(side, closed=rows, heads=[table_of(rows)]), side.lexicon)


def _kept_answers(query: Query, previous: Query) -> Query:
    """Rows that are only narrowed or ordered keep the columns that were asked for before."""
    if query.template != LIST or previous.template != LIST:
        return query
    (slot, fill), (_, before) = query.slots[0], previous.slots[0]
    grouped = any(isinstance(f.rows.source, Groups) for f in (fill, before))
    if grouped or table_of(fill.rows) != table_of(before.rows):
        return query
    shown, kept = dict(fill.show), dict(before.show)
    answers = (*kept["列*"], *(t for t in shown["列*"] if t not in kept["列*"]))
    converted = {t.of for t in answers if isinstance(t, In)}
    answers = tuple(t for t in answers if t not in converted)  # 用元表示: in the place of the amount
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
    if previous.template in TWO_SIDED and (side.picks or listed):
        return other_sides(listed, previous, lexicon)
    children = [t for t in side.picks if table_of(rows_shown(previous)) in lexicon.schema.table(t).parents]
    counted = [t for _, terms in previous.slots[0][1].show for t in terms if isinstance(t, Agg) and t.own]
    spoken = counted or (children and _speaks_of(rows_shown(previous), children[0]))
    if children and previous.template == LIST and not spoken:
        return _asked_anew(side, previous, kept=(children[0],))
    parts: list[Cond] = [Cond(p.table, p.pred, p.columns[0] if p.columns else None) for p in side.picks.values()]
    picked = {p.pred for p in side.picks.values()}
    parts += [Cond(t, p) for t, preds in side.preds.items() for p in preds if p not in picked]
    names = {p.table for p in side.picks.values()}
    for part in parts:
        query = replaced(query, part, new_row=part.table in names and names_row(part, lexicon), lexicon=lexicon)
    if side.fields or side.nouns or side.cues or side.counted or side.group or side.top or side.order or side.unit:
        return _asked_anew(side, query)
    return query if parts else NotUnderstood((), "没有说要换成什么")


def _speaks_of(rows: Rows, table: str) -> bool:
    """Whether the rows have a condition on rows of the table."""
    inner = rows.source if isinstance(rows.source, Rows) else None
    found = any(isinstance(p, Has) and table_of(p.rows) == table for p in rows.where.of)
    return found or (inner is not None and _speaks_of(inner, table))


def _asked_anew(side: Side, query: Query, kept: tuple[str, ...] = ()) -> Resolution:
    """Other fields or figures of the same rows; conditions on the tables `kept` say what is asked."""
    lexicon = side.lexicon
    rows = rows_shown(query)
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
    if columns and query.template not in {LIST, SHARE, COUNT_SHARE, *TWO_SIDED}:
        return regrouped(query, columns)
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


def _unwrapped(rows: Rows, inner: Rows) -> Rows:
    """Rows of rows with nothing added are those rows."""
    return inner if rows == Rows(inner) else rows
