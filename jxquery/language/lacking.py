"""没有满意度指标的单位: values of a column none of whose rows has it, or the column of each row that lacks it."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from jxquery.language.belonging import belongs
from jxquery.language.cues import COUNT
from jxquery.language.having import chosen_groups
from jxquery.language.mentions import Bound, Figure, Having, Pick, Tally
from jxquery.language.predicates import columns_of, conjunction
from jxquery.language.side import Side, owned
from jxquery.types import Blank, Cmp, Col, Has, Lit, Not, Pred, Query, Rows, Some

_NO_VALUES = "没有说是这样的{0}，还是这样的{1}的{0}，请写「……的{1}的{0}」"


def lacks_of_rows(side: Side, by: tuple[Col, ...]) -> Pred | None:
    """The condition by which rows lack something, where values of a column are asked for and no rows were named."""
    table = by[0].table
    if len(by) > 1 or by != tuple(side.fields) or side.nouns or side.picks or side.closed is not None or side.top:
        return None
    said = owned(side, table).preds
    parts = (p for t, preds in said.items() if belongs(t, table, side.lexicon) for p in preds)
    return next((p for p in (*said.get(table, ()), *parts) if _denies(p)), None)


def values_lacking(side: Side, col: Col, lacking: Pred) -> Query | str:
    """The values of the column with no row that has it: the number of what their rows lack is nought."""
    unclear = _NO_VALUES.format(col.name, col.table)
    match lacking:
        case Has(Rows(str() as part, where, None), "none") if belongs(part, col.table, side.lexicon):
            such = conjunction(where.of)
            pick = Pick(part, such, tuple(sorted(columns_of(such), key=lambda c: c.name))) if where.of else None
        case _:
            return unclear
    side = owned(side, col.table)
    kept = {t: [p for p in preds if p != lacking] for t, preds in side.preds.items()}
    none = Having(Figure(COUNT, Tally(part, pick)), Bound((("<", Lit(Decimal(1))),)))
    return chosen_groups(replace(side, preds={t: p for t, p in kept.items() if p}, having=[none]))


def _denies(pred: Pred) -> bool:
    """Whether the condition says what a row is not, or has not."""
    match pred:
        case Not() | Blank() | Cmp(_, "!="):
            return True
        case Has(_, how):
            return how == "none"
        case Some(of):
            return any(isinstance(p, Blank) for p in of)
        case _:
            return False
