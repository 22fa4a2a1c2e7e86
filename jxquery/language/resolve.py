"""A reading to a `Query`, to choices, or to what was not understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import cast

from jxquery.language import shapes
from jxquery.language.grammar import reduce_phrases
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Phrase, Pick, Sense
from jxquery.language.reading import Reading
from jxquery.language.sides import Side, read_side, rows_of, term_table
from jxquery.types import Agg, All, Calc, Col, Groups, Has, In, Query, Rows, Term

_ENTITIES = ("pick", "filter", "wording")
_MAX_VARIANTS = 16


@dataclass(frozen=True, slots=True)
class Choices:
    """Readings that differ; the reader chooses, unless all give the same rows."""

    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The words that were not understood, and why, where there is more to say than that."""

    unused: tuple[str, ...]
    reason: str = ""


Resolution = Query | Choices | NotUnderstood


def resolve(reading: Reading, norm: str, lexicon: Lexicon) -> tuple[Resolution, tuple[Phrase, ...]]:
    """The meaning of a reading, and the phrases that the rules made of it (for the derivation)."""
    phrases = tuple(Phrase(m.start, m.end, m.text, m.senses, m.rule) for m in reading.mentions)
    unknown = tuple(norm[a:b] for a, b in reading.uncovered)
    absent = tuple(p.text for p in phrases if p.sense("absent"))
    if unknown or absent:
        return NotUnderstood((*absent, *unknown)), phrases
    reduced = [reduce_phrases(_clean(variant), lexicon) for variant in _variants(phrases)]
    found = [_interpret(r, lexicon) for r in reduced]
    queries = tuple(dict.fromkeys(q for f in found for q in _queries(f)))
    if len(queries) == 1:
        return queries[0], reduced[0]
    if queries:
        return Choices(queries), reduced[0]
    return found[0], reduced[0]


def _queries(found: Resolution) -> tuple[Query, ...]:
    match found:
        case Query():
            return (found,)
        case Choices(queries):
            return queries
        case _:
            return ()


def _clean(phrases: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """Without the words that carry nothing in any of their senses."""
    return tuple(p for p in phrases if any(s.kind not in {"filler", "pause"} for s in p.senses))


def _variants(phrases: tuple[Phrase, ...]) -> Iterator[tuple[Phrase, ...]]:
    """Each way of taking the spans that name more than one thing (服务对象满意度: a class, and an indicator)."""
    options: list[tuple[Phrase, ...]] = []
    for phrase in phrases:
        entities = [s for s in phrase.senses if s.kind in _ENTITIES]
        others = tuple(s for s in phrase.senses if s.kind not in _ENTITIES)
        options.append(
            tuple(replace(phrase, senses=(e, *others)) for e in entities) if len(entities) > 1 else (phrase,)
        )
    for number, variant in enumerate(product(*options)):
        if number == _MAX_VARIANTS:
            return
        yield variant


def _interpret(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> Resolution:
    refused = tuple(p.text for p in phrases if p.sense("vague", "alone"))
    if refused:
        vague = any(p.sense("vague") for p in phrases)
        reason = "「左右」没有确定的范围，请写成两个数之间，例如 25万到35万" if vague else "用途没有分项金额"
        return NotUnderstood(refused, reason)
    cues = [str(s.value) for p in phrases if (s := p.sense("cue")) is not None]
    if shapes.DIFFERENCE in cues or shapes.TOTALS in cues:
        return _difference(phrases, lexicon)
    if shapes.SHARE in cues:
        return _share(phrases, lexicon)
    side = read_side(phrases, lexicon)
    return _finish(side)


def _finish(side: Side) -> Resolution:
    if side.unused:
        return NotUnderstood(shapes.texts(side.unused))
    if not side.says_anything():
        return NotUnderstood((), "没有说要查什么")
    if side.top is not None and side.top.versus:
        return _winner(side)
    query = shapes.single(side, side.lexicon)
    if isinstance(query, str):
        return NotUnderstood((), query)
    if side.also_after_top:
        return _both_orders(side, query)
    return query


def _both_orders(side: Side, filtered_first: Query) -> Resolution:
    """前三且…: the best of those that meet it, or those of the best that meet it."""
    slot, fill = filtered_first.slots[0]
    rows = fill.rows
    if rows.best is None or not rows.where.of:
        return filtered_first
    *before, last = rows.where.of
    best_first = Rows(Rows(rows.source, All(tuple(before)), rows.best), All((last,)))
    other = replace(filtered_first, slots=((slot, replace(fill, rows=best_first)), *filtered_first.slots[1:]))
    return Choices((filtered_first, other))


def _winner(side: Side) -> Resolution:
    """哪个高: a side of several rows could mean their sum, or each."""
    lexicon = side.lexicon
    top = side.top
    assert top is not None  # noqa: S101 — the caller looked
    table = lexicon.subject() if top.by is None else term_table(top.by, lexicon)
    each = shapes.single(side, lexicon)
    if isinstance(each, str):
        return NotUnderstood((), each)
    pick = side.picks.get(table)
    if pick is not None and any(i.several for i in (pick.items or (pick,))):
        compared = shapes.single(replace(side, top=None, contrasted=True), lexicon)
        return Choices((each, compared)) if isinstance(compared, Query) else each
    if pick is None and side.filtered:
        measure = top.by if isinstance(top.by, Col) else lexicon.default_measure(table)
        if measure is not None:
            total = Agg("sum", measure, Rows(measure.table))
            rows = Rows(Groups(rows_of(replace(side, top=None), table), (side.filtered[-1],), (total,)))
            rows = replace(rows, best=shapes.Best(total, 1, top.desc))
            return Choices((shapes.group_listing(rows, (side.filtered[-1],), (total,), ((total, top.desc),)), each))
    return each


# --- two sides ---------------------------------------------------------------------------------------------------


def _split(phrases: tuple[Phrase, ...], template: str) -> tuple[tuple[Phrase, ...], tuple[Phrase, ...]]:
    """What stands before the first cue of the template, and behind it, without further cues of it."""
    at = next(n for n, p in enumerate(phrases) if (s := p.sense("cue")) is not None and s.value == template)
    rest = tuple(p for p in phrases[at + 1 :] if not ((s := p.sense("cue")) is not None and s.value == template))
    return phrases[:at], rest


def _opened(phrases: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """The phrases inside brackets that hold a whole side."""
    opened: list[Phrase] = []
    for phrase in phrases:
        side = phrase.sense("side")
        opened += cast("tuple[Phrase, ...]", side.value) if side is not None else (phrase,)
    return tuple(opened)


def _share(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> Resolution:
    """占: a part and its base; without a base it is everything loaded."""
    before, behind = (_opened(p) for p in _split(phrases, shapes.SHARE))
    left, right = read_side(before, lexicon), read_side(behind, lexicon)
    if left.unused or right.unused:
        return NotUnderstood(shapes.texts([*left.unused, *right.unused]))
    if not left.says_anything():
        left, right = right, read_side((), lexicon)
    if not left.says_anything() or left.also_after_top:
        return NotUnderstood((), "没有说是谁占谁的比例")
    measures = [f for f in (*left.fields, *right.fields) if shapes.is_measure(f, lexicon)]
    others = [
        f for f in (*left.fields, *right.fields) if not shapes.is_measure(f, lexicon) and not _is_target(f, lexicon)
    ]
    if others:
        return NotUnderstood((), "只有金额和个数可以算比例")
    if len(set(measures)) > 2 or (left.group is not None and right.says_anything()):  # noqa: PLR2004 — a measure a side
        return NotUnderstood((), "一次只能算一种比例")
    amount = next(iter(measures), None) or lexicon.default_measure(lexicon.subject())
    by_count = not measures and (left.counted or right.counted or bool(right.nouns) or _below(right, lexicon))
    if left.group is not None or (
        left.top is None and not left.preds and not left.closed and not right.says_anything()
    ):
        return _shares(left, amount, lexicon)
    if by_count:
        return _count_share(left, right, lexicon)
    if amount is None:
        return NotUnderstood((), "没有可以算比例的金额")
    part = _part(left, amount, lexicon)
    if part is None:
        return NotUnderstood((), "没有可以算比例的金额")
    base_measure = next((f for f in right.fields if shapes.is_measure(f, lexicon)), amount)
    base = rows_of(right, base_measure.table)
    if right.belonging:
        base = Rows(base_measure.table, All((*base.where.of, Has(part[0], "some"))))
    by_amount = shapes.pair(shapes.SHARE, ("部分", "整体"), (part, (base, base_measure)))
    if not measures and not right.says_anything() and left.nouns:
        counted = _count_share(left, right, lexicon)
        return Choices((by_amount, counted)) if isinstance(counted, Query) else by_amount
    return by_amount


def _below(side: Side, lexicon: Lexicon) -> bool:
    return side.head is not None and lexicon.schema.table(side.head).parent is not None


def _is_target(col: Col, lexicon: Lexicon) -> bool:
    return lexicon.schema.table(col.table).column(col.name).role == "target"


def _part(side: Side, amount: Col, lexicon: Lexicon) -> tuple[Rows, Term] | None:
    """The rows and the term of a share's part: a measure, or a target in the measure's unit."""
    target = side.head or amount.table
    definition = lexicon.schema.table(target)
    unit = lexicon.schema.table(amount.table).column(amount.name).unit
    if definition.target is not None and target in side.picks and unit is not None:
        return rows_of(side, target), In(Col(target, definition.target.written), unit)
    return rows_of(side, amount.table), amount


def _shares(side: Side, amount: Col | None, lexicon: Lexicon) -> Resolution:
    """各年度预算占比: a row for each group, or for each row, with its share in the whole."""
    if amount is None:
        return NotUnderstood((), "没有可以算比例的金额")
    whole = rows_of(replace(side, top=None), amount.table)
    if side.group is None or side.group.table is not None:
        share: Term = Calc("percent", amount, Agg("sum", amount, whole))
        order = ((cast("Term", amount), side.order.desc),) if side.order is not None else ()
        return shapes.listing(rows_of(side, amount.table), (amount, share), lexicon, order)
    total = Agg("sum", amount, Rows(amount.table))
    share = Calc("percent", total, Agg("sum", amount, whole))
    rows = Rows(Groups(whole, side.group.columns, (total,)))
    return shapes.group_listing(rows, side.group.columns, (total, share), tuple((c, False) for c in side.group.columns))


def _count_share(left: Side, right: Side, lexicon: Lexicon) -> Resolution:
    table = right.head or left.head or lexicon.subject()
    part, base = rows_of(left, left.head or table), rows_of(right, table)
    if shapes.table_of(part) != table:
        return NotUnderstood((), "两边数的不是一样东西")
    return shapes.pair(shapes.SHARE, ("部分", "整体"), ((part, shapes.ONE), (base, shapes.ONE)))


def _difference(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> Resolution:
    """甲比乙多多少, 甲和乙差多少: both sides and the difference."""
    whole = tuple(
        p for p in phrases if not ((s := p.sense("cue")) is not None and s.value in {shapes.DIFFERENCE, shapes.TOTALS})
    )
    at = next((n for n, p in enumerate(whole) if p.sense("than")), None)
    if at is not None:
        before, behind = _opened(whole[:at]), _opened(whole[at + 1 :])
        pairs = (_inherit(before, behind), _inherit_back(behind, before))
        first, second = pairs[1], pairs[0]
    else:
        listed = next((p for p in whole if len(_items(p)) == 2), None)  # noqa: PLR2004 — two sides
        if listed is None:
            return NotUnderstood((), "没有说和谁比")
        first, second = (tuple(_only_item(q, listed, n) for q in whole) for n in (0, 1))
    left, right = read_side(first, lexicon), read_side(second, lexicon)
    if left.unused or right.unused:
        return NotUnderstood(shapes.texts([*left.unused, *right.unused]))
    return _subtract(left, right, phrases, lexicon)


def _subtract(left: Side, right: Side, phrases: tuple[Phrase, ...], lexicon: Lexicon) -> Resolution:
    cues = {c for c in (*left.cues, *right.cues)}
    if cues - {shapes.SUM} or left.group or right.group:
        return NotUnderstood((), "只能比较两边的金额或个数")
    explicit = any((s := p.sense("cue")) is not None and s.value == shapes.TOTALS for p in phrases)
    measures = [f for f in dict.fromkeys((*left.fields, *right.fields)) if shapes.is_measure(f, lexicon)]
    if left.counted or right.counted:
        table = left.head or lexicon.subject()
        sides = tuple((rows_of(s, table), shapes.ONE) for s in (left, right))
        return shapes.pair(shapes.TOTALS, ("甲", "乙"), (sides[0], sides[1]))
    amount = measures[0] if measures else lexicon.default_measure(lexicon.subject())
    if amount is None or len(measures) > 1 or len(left.fields) + len(right.fields) > 2 * len(measures):
        return NotUnderstood((), "只能比较两边的金额或个数")
    unit = left.unit or right.unit
    term = shapes.measure_in(amount, unit, lexicon)
    if term is None:
        return NotUnderstood((), "这个单位用不上")
    template = shapes.TOTALS if cues or explicit else shapes.DIFFERENCE
    a, b = rows_of(left, amount.table), rows_of(right, amount.table)
    if a == b:
        return NotUnderstood((), "两边是一样的")
    return shapes.pair(template, ("甲", "乙"), ((a, term), (b, term)))


def _items(phrase: Phrase) -> tuple[Pick | Cond, ...]:
    sense = phrase.sense("pick", "filter")
    return cast("Pick | Cond", sense.value).items if sense is not None else ()


def _only_item(phrase: Phrase, listed: Phrase, number: int) -> Phrase:
    if phrase is not listed:
        return phrase
    sense = cast("Sense", phrase.sense("pick", "filter"))
    return replace(phrase, senses=(Sense(sense.kind, _items(phrase)[number]),))


def _dimensions(phrase: Phrase) -> frozenset[object]:
    """What a phrase fixes: the columns of a name or filter, or that it is a field."""
    sense = phrase.sense("pick", "filter", "cond", "field")
    if sense is None:
        return frozenset()
    if sense.kind == "field":
        return frozenset({"field"})
    if sense.kind == "pick":
        return frozenset({("pick", cast("Pick", sense.value).table)})
    cond = cast("Cond", sense.value)
    return frozenset({cond.column if cond.column is not None else cond.pred})


def _inherit(before: tuple[Phrase, ...], behind: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """The side behind takes from the one before what it does not name itself; where it has a name of its own, only
    what stands before the other's name: a modifier belongs to the name that it touches.
    """
    named = {d for p in behind for d in _dimensions(p)}
    own_name = any(p.sense("pick") for p in behind)
    taken = []
    for phrase in before:
        if own_name and phrase.sense("pick"):
            own_name = False
            taken_more = [
                p
                for p in before[before.index(phrase) + 1 :]
                if p.sense("field", "cue", "tally", "table", "count", "unit")
            ]
            taken += [p for p in taken_more if not _dimensions(p) & named or not _dimensions(p)]
            break
        if not _dimensions(phrase) & named:
            taken.append(phrase)
    return (*taken, *behind)


def _inherit_back(behind: tuple[Phrase, ...], before: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """The side before takes from the one behind the field, count or figure that is said only there."""
    named = {d for p in before for d in _dimensions(p)}
    kinds = {k for p in before for k in ("tally", "table", "cue", "count", "unit") if p.sense(k)}
    taken = [
        p
        for p in behind
        if p.sense("field", "tally", "table", "cue", "count", "unit")
        and not _dimensions(p) & named
        and not any(p.sense(k) for k in kinds)
    ]
    return (*before, *taken)
