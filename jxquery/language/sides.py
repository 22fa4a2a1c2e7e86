"""One side of a question: the phrases of a selection, taken from left to right, and the rows that they choose.

A noun of a table closes what stands before it: 满意度≥99%的项目的成本指标 are the cost indicators of the projects that have
such a satisfaction indicator. 里 behind a superlative closes it: what follows looks among the best.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from jxquery.language.grammar import lifted
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Group, Order, Phrase, Pick, Tally, Top
from jxquery.types import All, Best, Col, Has, Pred, Rows

QUIET = frozenset(
    {"filler", "pause", "of", "is", "and", "also", "which", "howmuch", "has", "approx", "statistic", "every"}
)
"""Kinds that may stand beside anything: what they add has been taken by a rule, or they add nothing."""


@dataclass
class Side:
    """What a side has said so far. `preds` are conditions by table; `heads` the tables that it spoke of, in order."""

    lexicon: Lexicon
    preds: dict[str, list[Pred]] = field(default_factory=dict)
    picks: dict[str, Pick] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)
    nouns: list[str] = field(default_factory=list)
    fields: list[Col] = field(default_factory=list)
    filtered: list[Col] = field(default_factory=list)
    unit: str | None = None
    cues: list[str] = field(default_factory=list)
    counted: bool = False
    group: Group | None = None
    order: Order | None = None
    top: Top | None = None
    closed: Rows | None = None
    also_after_top: bool = False
    everything: bool = False
    contrasted: bool = False
    belonging: bool = False
    unused: list[Phrase] = field(default_factory=list)

    @property
    def head(self) -> str | None:
        """The table that the side is about: the last noun, else what was picked deepest, else of what it spoke."""
        if not self.heads:
            return None
        return self.heads[-1]

    def says_anything(self) -> bool:
        return bool(
            self.preds
            or self.heads
            or self.fields
            or self.cues
            or self.everything
            or self.closed
            or self.top
            or self.order
            or self.group
            or self.counted
        )


def read_side(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> Side:
    """All phrases of the side; what no handler takes is in `unused`."""
    side = Side(lexicon)
    linked = False
    for phrase in phrases:
        if side.top is not None and linked and phrase.sense("cond"):
            side.also_after_top = True
        linked = phrase.sense("also") is not None
        handled = next(((h, s) for kind, h in _HANDLERS.items() if (s := phrase.sense(kind)) is not None), None)
        if handled is not None:
            handler, sense = handled
            handler(side, sense.value)
        elif not any(s.kind in QUIET for s in phrase.senses):
            side.unused.append(phrase)
    return side


def rows_of(side: Side, target: str) -> Rows:
    """The rows of `target` that the side chooses."""
    lexicon = side.lexicon
    parent = lexicon.schema.table(target).parent
    own = list(side.preds.get(target, ()))
    best_here = side.top is not None and _top_table(side, target) == target
    for table, preds in side.preds.items():
        if table != target and lexicon.schema.table(table).parent == target:
            own += [lifted(Cond(table, p), target, lexicon).pred for p in preds]
    if parent is not None:
        above = _above(side, target, parent)
        if above.where.of or above.best or not isinstance(above.source, str):
            own.insert(0, Has(above, "some"))
    source: str | Rows = target
    if side.closed is not None and _table_of(side.closed) == target:
        source = side.closed
    best = None
    if best_here and side.top is not None:
        by = side.top.by or lexicon.default_measure(target)
        best = Best(by, side.top.n, side.top.desc) if by is not None else None
    return Rows(source, All(tuple(_flat(own))), best)


def _above(side: Side, target: str, parent: str) -> Rows:
    """The rows that the target's rows must belong to."""
    lexicon = side.lexicon
    preds = list(side.preds.get(parent, ()))
    for table, others in side.preds.items():
        if table not in {target, parent} and lexicon.schema.table(table).parent == parent:
            preds += [lifted(Cond(table, p), parent, lexicon).pred for p in others]
    source: str | Rows = parent
    if side.closed is not None and _table_of(side.closed) == parent:
        source = side.closed
    best = None
    if side.top is not None and _top_table(side, target) == parent:
        by = side.top.by or lexicon.default_measure(parent)
        best = Best(by, side.top.n, side.top.desc) if by is not None else None
    return Rows(source, All(tuple(_flat(preds))), best)


def _flat(preds: list[Pred]) -> list[Pred]:
    return [q for p in preds for q in (p.of if isinstance(p, All) else (p,))]


def _table_of(rows: Rows) -> str:
    return rows.source if isinstance(rows.source, str) else _table_of(cast("Rows", rows.source))


def _top_table(side: Side, target: str) -> str:
    """The table whose rows a superlative ranks: that of its measure."""
    by = side.top.by if side.top is not None else None
    if by is None:
        measure = side.lexicon.default_measure(target)
        return measure.table if measure is not None else target
    return term_table(by, side.lexicon)


def term_table(term: object, lexicon: Lexicon) -> str:
    """The table whose rows have the term."""
    if isinstance(term, Col):
        return term.table
    over = getattr(term, "over", None)
    if over is not None:
        return cast("str", lexicon.schema.table(_table_of(over)).parent)
    return term_table(getattr(term, "left", None) or getattr(term, "of", None), lexicon)


# --- handlers: what a phrase does to a side ----------------------------------------------------------------------


def _pick(side: Side, value: object) -> None:
    pick = cast("Pick", value)
    side.preds.setdefault(pick.table, []).append(pick.pred)
    side.picks[pick.table] = pick
    parent_of_head = side.head is not None and side.lexicon.schema.table(side.head).parent == pick.table
    if not parent_of_head:
        side.heads.append(pick.table)


def _cond(side: Side, value: object) -> None:
    cond = cast("Cond", value)
    side.preds.setdefault(cond.table, []).append(cond.pred)
    if cond.column is not None:
        side.filtered.append(cond.column)


def _table(side: Side, value: object) -> None:
    """A noun: what was said of the tables that belong to it becomes a condition on its rows."""
    table = str(value)
    for child in [t for t in side.preds if side.lexicon.schema.table(t).parent == table]:
        lifts = [lifted(Cond(child, p), table, side.lexicon).pred for p in side.preds.pop(child)]
        side.preds.setdefault(table, []).extend(lifts)
        side.picks.pop(child, None)
    side.heads.append(table)
    side.nouns.append(table)


def _field(side: Side, value: object) -> None:
    col = cast("Col", value)
    if col not in side.fields:
        side.fields.append(col)
    if side.head is None or (side.head != col.table and side.lexicon.schema.table(side.head).parent != col.table):
        side.heads.append(col.table)


def _tally(side: Side, value: object) -> None:
    tally = cast("Tally", value)
    side.counted = True
    if tally.pick is not None:
        _pick(side, tally.pick)
    else:
        _table(side, tally.table)


def _top(side: Side, value: object) -> None:
    side.top = cast("Top", value)


def _within(side: Side, _: object) -> None:
    """里 behind a superlative: what follows is among the best."""
    if side.top is None or side.closed is not None:
        return
    table = _top_table(side, side.head or side.lexicon.subject())
    side.closed = rows_of(side, table)
    side.preds.pop(table, None)
    for child in [t for t in side.preds if side.lexicon.schema.table(t).parent == table]:
        side.preds.pop(child)
    side.top = None


def _search(side: Side, value: object) -> None:
    side.preds.setdefault(side.lexicon.subject(), []).append(cast("Pred", value))


def _set(name: str) -> Callable[[Side, object], None]:
    return lambda side, value: setattr(side, name, value)


def _flag(name: str) -> Callable[[Side, object], None]:
    return lambda side, _: setattr(side, name, True)


def _cue(side: Side, value: object) -> None:
    side.cues.append(str(value))


def _side(side: Side, value: object) -> None:
    """（…）里: the rows that the brackets choose."""
    inner = read_side(cast("tuple[Phrase, ...]", value), side.lexicon)
    side.unused += inner.unused
    table = inner.head or side.lexicon.subject()
    side.closed = rows_of(inner, table)
    side.heads.append(table)


_HANDLERS: dict[str, Callable[[Side, object], None]] = {
    "cond": _cond,
    "filter": _cond,
    "pick": _pick,
    "table": _table,
    "field": _field,
    "tally": _tally,
    "count": _flag("counted"),
    "cue": _cue,
    "group": _set("group"),
    "order": _set("order"),
    "top": _top,
    "unit": _set("unit"),
    "search": _search,
    "all": _flag("everything"),
    "contrast": _flag("contrasted"),
    "this": _flag("belonging"),
    "within": _within,
    "side": _side,
}
