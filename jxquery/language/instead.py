"""那…呢, 换成…, 购买服务的: the question before, about something else or asking something else."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.belonging import related
from jxquery.language.between import other_sides
from jxquery.language.build import ONE, is_dimension, totals_apart
from jxquery.language.comparing import turned
from jxquery.language.cues import APART, COUNT, COUNT_SHARE, LIST, LISTED, SHARE, TURNED, TWO_SIDED
from jxquery.language.fitting import fits_target
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Bound, Cond, Group, Pick
from jxquery.language.outcomes import Choices, NotUnderstood, Resolution
from jxquery.language.predicates import as_all, table_of
from jxquery.language.regrouping import regrouped
from jxquery.language.replacing import names_row, replaced
from jxquery.language.shown import by_columns, rows_shown, terms_in
from jxquery.language.side import Counting, Side
from jxquery.language.single import single
from jxquery.language.terms import role, targets_of
from jxquery.types import Agg, All, Cmp, Col, Fill, Groups, Has, In, Query, Rows, Term


def instead(side: Side, previous: Query) -> Resolution:
    """那…呢, 换成…: what is named takes the place of what was named of the same kind.

    What is asked stays, unless something else is asked.
    """
    lexicon = side.lexicon
    query = previous
    listed: list[tuple[Pick | Cond, ...]] = [p.items for p in side.picks.values() if p.items]
    listed += [c.items for c in side.filters if c.items]
    if previous.template in TWO_SIDED and side.counted:
        return _numbers_apart(side, previous)
    if previous.template in TWO_SIDED and (side.picks or listed):
        return other_sides(listed, previous, lexicon)
    children = [t for t in side.picks if table_of(rows_shown(previous)) in lexicon.schema.table(t).parents]
    counted = [t for _, terms in previous.slots[0][1].show for t in terms if isinstance(t, Agg) and t.own]
    spoken = counted or (
        children
        and _speaks_of(rows_shown(previous), children[0])
        and _fits(rows_shown(previous), side.picks[children[0]], lexicon)
    )
    if children and previous.template == LIST and not spoken:
        return asked_anew(side, previous, kept=(children[0],))
    parts: list[Cond] = [Cond(p.table, p.pred, p.columns[0] if p.columns else None) for p in side.picks.values()]
    picked = {p.pred for p in side.picks.values()}
    parts += [Cond(t, p) for t, preds in side.preds.items() for p in preds if p not in picked]
    names = {p.table for p in side.picks.values()}
    if not all(related(p.table, table_of(rows_shown(previous)), lexicon) for p in parts):
        return NotUnderstood((), "和前面问的没有关系")
    for part in parts:
        query = replaced(query, part, new_row=part.table in names and names_row(part, lexicon), lexicon=lexicon)
    if _in_other_units(query, previous, lexicon):
        return NotUnderstood((), "单位不同，不能这样统计")
    if side.fields or side.nouns or side.cues or side.counted or side.group or side.top or side.order or side.unit:
        return asked_anew(side, query)
    return query if parts else NotUnderstood((), "没有说要换成什么")


def _numbers_apart(side: Side, previous: Query) -> Resolution:
    """指标数呢, after a difference: how many each of the two sides has."""
    sides = [fill.rows for _, fill in previous.slots]
    tally = side.tally
    plain = tally is not None and all(table_of(r) in side.lexicon.schema.table(tally.table).parents for r in sides)
    if tally is None or not plain or previous.template not in APART or side.fields or side.cues or side.filters:
        return NotUnderstood((), "没有说要数哪一边的")
    own = () if tally.pick is None else as_all(tally.pick.pred).of
    first, second = (Rows(tally.table, All((Has(rows, "some"), *own))) for rows in sides)
    counts = totals_apart((first, ONE), (second, ONE))
    return turned(counts) if previous.template in TURNED.values() else counts


def of_all(side: Side, previous: Query) -> Resolution:
    """所有项目的呢: the same, of all rows of the table that the rows belong to; 全部的呢, of all rows."""
    (slot, fill), *others = previous.slots
    where = fill.rows.where.of
    kept = tuple(p for p in where if side.nouns and not (isinstance(p, Has) and table_of(p.rows) in side.nouns))
    if others or side.preds or side.fields or side.cues or side.counted or side.top or len(kept) == len(where):
        return NotUnderstood((), "没有说要换成什么")
    return replace(previous, slots=((slot, replace(fill, rows=replace(fill.rows, where=All(kept)))),))


def _speaks_of(rows: Rows, table: str) -> bool:
    """Whether the rows have a condition on rows of the table."""
    inner = rows.source if isinstance(rows.source, Rows) else None
    found = any(isinstance(p, Has) and table_of(p.rows) == table for p in rows.where.of)
    return found or (inner is not None and _speaks_of(inner, table))


def _fits(rows: Rows, pick: Pick, lexicon: Lexicon) -> bool:
    """Whether targets of what is picked can meet what the rows' own must: 满意度 is no cost."""
    inside = (p.rows for p in rows.where.of if isinstance(p, Has) and table_of(p.rows) == pick.table)
    tests = (q for r in inside for q in r.where.of if isinstance(q, Cmp) and isinstance(q.left, Col))
    return all(
        role(q.left, lexicon) != "target" or fits_target(pick.pred, Bound(((q.op, q.right),)), lexicon)
        for q in tests
        if isinstance(q.left, Col)
    )


def _in_other_units(query: Query, previous: Query, lexicon: Lexicon) -> bool:
    """Whether targets that were numbers of one unit have given way to some that are not: 平均 of 质量, and of 时效."""
    return any(
        any(_in_one(was.rows, term, lexicon) and not _in_one(now.rows, term, lexicon) for term in _numbers(now))
        for (_, now), (_, was) in zip(query.slots, previous.slots, strict=True)
    )


def _numbers(fill: Fill) -> list[Term]:
    """What is shown or ranked by of the targets, as numbers."""
    best = fill.rows.best
    terms = [t for _, found in fill.show for t in found] + ([best.by] if best is not None else [])
    return [t for t in terms if isinstance(t, In)]


def _in_one(rows: Rows, term: Term, lexicon: Lexicon) -> bool:
    targets = isinstance(term, In) and isinstance(term.of, Col) and role(term.of, lexicon) == "target"
    return not targets or targets_of(rows, lexicon) == term


def asked_anew(side: Side, query: Query, kept: tuple[str, ...] = ()) -> Resolution:
    """Other fields or figures of the same rows; conditions on the tables `kept` say what is asked."""
    lexicon = side.lexicon
    rows = rows_shown(query)
    if isinstance(rows.source, Groups):
        return NotUnderstood((), "没有说是哪些的")
    by = by_columns(query.slots[0][1])
    if query.template == COUNT and side.nouns and not (side.cues or side.fields):
        side = replace(side, counting=Counting())  # 换成指标, of a number of rows
    asks = side.cues or side.counted or any(role(f, lexicon) == "measure" for f in side.fields)
    group = side.group or (Group(by) if by and asks else None)
    columns = () if side.group is None or asks else side.group.columns
    if by and side.fields and all(is_dimension(f, lexicon) for f in side.fields):
        columns = tuple(side.fields)
    if columns and query.template not in {LIST, SHARE, COUNT_SHARE, *TWO_SIDED}:
        table = table_of(rows)
        if any(c.table not in (table, *lexicon.schema.ancestors(table)) for c in columns):
            return NotUnderstood((), "不能这样分组")
        return regrouped(query, columns)
    if columns and query.template != LIST:
        return NotUnderstood((), "没有说要统计什么")
    if side.group is not None and columns and not asks:
        side = replace(side, fields=[f for f in side.fields if f not in columns] + _measured(query, lexicon))
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


def _measured(query: Query, lexicon: Lexicon) -> list[Col]:
    """The measures that were asked for."""
    return [t for t in terms_in(query.slots[0][1], LISTED) if isinstance(t, Col) and role(t, lexicon) == "measure"]


def _unwrapped(rows: Rows, inner: Rows) -> Rows:
    """Rows of rows with nothing added are those rows."""
    return inner if rows == Rows(inner) else rows
