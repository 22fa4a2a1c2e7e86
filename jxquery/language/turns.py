"""Questions that refer to the answer before: 其中… looks among its rows, 那…呢 asks the same of something else."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.belonging import home
from jxquery.language.between import alike, apart, better_of, both_added, may_add, other_second
from jxquery.language.build import listing
from jxquery.language.cues import (
    APART,
    BESIDE,
    COUNT,
    FUNCTIONS,
    KEYS,
    LIST,
    LISTED,
    MEAN,
    SHARE,
    SUM,
    TWO_SIDED,
)
from jxquery.language.grammar.groups import OF_EACH
from jxquery.language.instead import asked_anew, instead, of_all
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Phrase, Pick, Sense
from jxquery.language.other_tops import beyond, other_top, top_above
from jxquery.language.outcomes import Choices, Meaning, NotUnderstood, Resolution
from jxquery.language.placing import place
from jxquery.language.predicates import columns_of, of_either, several_said, table_of
from jxquery.language.referring import CONTENT, asks_which, is_one_row
from jxquery.language.regrouping import among_groups, counted_each, of_groups, ranked_groups, reordered
from jxquery.language.replacing import in_other_unit
from jxquery.language.rows_apart import NO_OTHER
from jxquery.language.shares import share
from jxquery.language.shown import by_columns, rows_shown, terms_in
from jxquery.language.side import Side
from jxquery.language.sides import read_side
from jxquery.language.single import single
from jxquery.language.terms import role, targets_of
from jxquery.types import Agg, Cmp, Fill, Groups, In, Not, Query, Rows

_BESIDE_UNITS = tuple(kind for kind in CONTENT if kind != "unit")
_THEY = "它们"
_BESIDE_CUES = tuple(kind for kind in CONTENT if kind != "cue")


def follow(phrases: tuple[Phrase, ...], previous: Query, lexicon: Lexicon, before: Query | None = None) -> Meaning:
    """The question as one on the rows of the answer before, or on their like; `before` is the one before that."""
    rest = tuple(p for p in phrases if not p.sense("they", "both", "switch", "this"))
    pointing = tuple(p for p in phrases if p.sense("they", "both", "this"))
    if before is not None and previous.template == LIST and _plural(phrases) and may_add(before, previous):
        return _of_both(phrases, previous, before, lexicon)
    shown = _shown_again(rest, previous, lexicon)
    if shown is not None:
        return shown
    two_sided = {s.value for p in rest if (s := p.sense("cue")) is not None} & {SHARE, *APART}
    if two_sided and len(pointing) > 1:
        return NotUnderstood(tuple(p.text for p in pointing), "没有说清哪一个指前面的什么")  # 它占这些的多少
    if two_sided:
        shares = SHARE in two_sided
        return _share_of(rest, previous, lexicon) if shares else apart(rest, previous, before, lexicon)
    if any(p.sense("placed") for p in rest):
        return place(rest, lexicon, of=rows_shown(previous))
    if previous.template in TWO_SIDED and rest[:1] and rest[0].sense("than"):
        return other_second(rest[1:], previous, lexicon)
    if previous.template not in TWO_SIDED:
        rest = _as_class(rest, phrases, previous, lexicon)
    side = _read(rest, previous, lexicon)
    if side.unused:
        return NotUnderstood(tuple(p.text for p in side.unused))
    versus = side.top is not None and side.top.versus
    if side.top is not None and versus:
        side.top = replace(side.top, versus=False)
    if side.counted and side.head is None and any(p.rule == OF_EACH for p in rest):
        return counted_each(previous, lexicon)
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
    if side.top is not None and not side.preds:
        ranked = _ranked(side, previous, before, switched=switched, within=versus or bool(pointing))
        if ranked is not None:
            return ranked
    only_sum = side.cues == [SUM] and not any(p.sense("both") or p.sense(*_BESIDE_CUES) for p in phrases)
    if only_sum and before is not None and may_add(before, previous):
        return both_added(before, previous, lambda query: _among(side, query))
    if side.contrasted and not alone:
        return _beside(side, previous)
    if switched and side.everything:
        return of_all(side, previous)
    left_out = not pointing and previous.template not in {LIST, *TWO_SIDED} and _only_leaves_out(side)
    if not alone or switched or left_out:
        return instead(side, previous) if switched or left_out else _within_or_instead(side, previous)
    if versus:
        return _better(side, previous, before)
    return _same_figure(side, rest, _among(side, previous), previous)


def _one_of_several(previous: Query, before: Query, lexicon: Lexicon) -> bool:
    """甲的满意度, 乙的呢, 丙的呢, 哪个最高: one row that was asked about like others before, however many."""
    rows = rows_shown(previous)
    named = any(role(c, lexicon) == "name" for c in columns_of(rows.where))
    return previous.template == LIST and named and not several_said(rows) and alike(before, previous)


def _same_figure(side: Side, rest: tuple[Phrase, ...], among: Resolution, previous: Query) -> Resolution:
    """其中中央, after a sum: the sum of those rows; after a number of rows, 其中中央的 are which."""
    asks = side.nouns or side.fields or side.cues or side.counted or side.order or any(p.sense("which") for p in rest)
    figure = previous.template in FUNCTIONS and previous.template != COUNT
    if asks or not side.preds or not figure or not isinstance(among, Query) or among.template != LIST:
        return among
    if any(name == "组*" and terms for name, terms in previous.slots[0][1].show):
        return among
    (slot, fill), *_ = previous.slots
    return replace(previous, slots=((slot, replace(fill, rows=among.slots[0][1].rows)),))


def _only_leaves_out(side: Side) -> bool:
    """不算司法救助, with nothing more: of a figure, the same without it."""
    said = side.nouns or side.fields or side.cues or side.counted or side.group or side.top or side.order
    preds = [p for of in side.preds.values() for p in of]
    return not said and bool(preds) and all(isinstance(p, Not) for p in preds)


def _beside(side: Side, previous: Query) -> Resolution:
    """和中央的比一下: what was shown, and the same of something else."""
    other = instead(replace(side, contrasted=False), previous)
    if not isinstance(other, Query) or previous.template != LIST or other.template != LIST:
        return other if isinstance(other, NotUnderstood) else NotUnderstood((), "没有说和谁比")
    rows = of_either(rows_shown(previous), rows_shown(other))
    answers, measure = terms_in(other.slots[0][1], LISTED), side.lexicon.default_measure(table_of(rows))
    return listing(rows, answers or ((measure,) if measure is not None else ()), side.lexicon)


def _better(side: Side, previous: Query, before: Query | None) -> Meaning:
    """哪个高: of two answers, or of those that were listed or compared before."""
    same = before is not None and alike(before, previous)
    if previous.template not in {LIST, *TWO_SIDED}:
        counts = same and previous.template in {SUM, COUNT}
        return apart((), previous, before, side.lexicon) if counts else NotUnderstood((), "没有说和谁比")
    (slot, fill), *_ = previous.slots
    items = replace(fill.rows, best=None)
    if fill.rows.best is not None and isinstance(items.source, str) and several_said(items):
        previous = replace(previous, slots=((slot, replace(fill, rows=items)),))  # 哪个指标多, after 哪个预算高
    among = _among(side, previous)
    if same and before is not None and isinstance(among, Query):
        return better_of(before, previous, among, side.lexicon)
    return among


def _read(rest: tuple[Phrase, ...], previous: Query, lexicon: Lexicon) -> Side:
    """What is said; 各有几个 of each of the rows shown, or of what they belong to where they are counted."""
    side, shown = read_side(rest, lexicon), table_of(rows_shown(previous))
    if side.group is not None and side.group.table and any(p.rule == OF_EACH for p in rest):
        counted = side.head if side.tally is None else side.tally.table
        itself = side.counted and counted == shown
        each = (home(shown, lexicon) or side.group.table) if itself else shown
        side.group = replace(side.group, table=each)
    return side


def _plural(phrases: tuple[Phrase, ...]) -> bool:
    """Whether more than one is spoken of: 它们, 合计占…多少."""
    cues = [s.value for p in phrases if (s := p.sense("cue")) is not None]
    return cues[:2] == [SUM, SHARE] or any((s := p.sense("they")) is not None and s.value == _THEY for p in phrases)


def _of_both(phrases: tuple[Phrase, ...], previous: Query, before: Query, lexicon: Lexicon) -> Meaning:
    """它们: the rows of two answers, where each is of one row; else those of the last."""
    first, second = rows_shown(before), rows_shown(previous)
    (slot, fill), *_ = previous.slots
    together = replace(previous, slots=((slot, replace(fill, rows=of_either(first, second))),))
    last, both = follow(phrases, previous, lexicon), follow(phrases, together, lexicon)
    if not isinstance(last, Query) or not isinstance(both, Query):
        return last
    return Choices((last,), single=both, sides=(first, second))


def _ranked(side: Side, previous: Query, before: Query | None, *, switched: bool, within: bool) -> Resolution | None:
    """A superlative of what was shown, or in the place of the one before; None where it chooses among those rows."""
    lexicon, top = side.lexicon, side.top
    if top is None:
        return None
    ranked = None if side.nouns or side.cues else ranked_groups(previous, top, asked=side.fields)
    if ranked is not None:
        return ranked
    if switched:
        return other_top(top, previous, lexicon) or top_above(top, previous, _among(side, previous))
    alone = is_one_row(previous, lexicon) or (
        top.n == 1 and before is not None and _one_of_several(previous, before, lexicon)
    )
    if alone and not within:
        return NotUnderstood((), NO_OTHER)
    if within or not beyond(top, rows_shown(previous)):
        return None
    asks = side.nouns or side.cues or side.counted or {*side.fields} - {top.by}
    return (None if asks else other_top(top, previous, lexicon)) or NotUnderstood((), "前面没有这么多")


def _shown_again(phrases: tuple[Phrase, ...], previous: Query, lexicon: Lexicon) -> Query | None:
    """是哪几个, after a number of rows: the rows; after rows, those."""
    rows = rows_shown(previous)
    ranked = rows.best is not None and isinstance(rows.best.by, Agg) and rows.best.by.fn == "count"
    if ranked and previous.template == LIST and all(p.sense("count", "howmuch", "has", "is", "of") for p in phrases):
        return previous  # 有多少个, after those that have most of something
    if isinstance(rows.source, Groups) or not asks_which(phrases, previous, lexicon):
        return None
    return previous if previous.template == LIST else listing(rows, (), lexicon)


def _as_class(
    rest: tuple[Phrase, ...], phrases: tuple[Phrase, ...], previous: Query, lexicon: Lexicon
) -> tuple[Phrase, ...]:
    """数量呢, 数量的, after 质量指标: the class, where a number of rows would be asked else."""
    only = [p for p in rest if not p.sense("of", "also")]
    named = any(p.sense("switch") for p in phrases) or (len(rest) > 1 and rest[1].sense("of") is not None)
    sense = only[0].sense("stem") if len(only) == 1 and named else None
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
    """占…多少, of the rows before; after another share the part stays, after a difference there is none."""
    if previous.template in APART and not any(p.sense("pick", "filter", "cond", "best") for p in phrases):
        return NotUnderstood((), "没有说清是谁占谁的比例")
    rows, counted = rows_shown(previous), previous.template == COUNT
    if isinstance(rows.source, Groups) or (counted and isinstance(rows.source, Rows)):
        return NotUnderstood((), "没有说占哪些的比例")
    return share(phrases, lexicon, among=rows, counted=counted)


def _among(side: Side, previous: Query) -> Resolution:
    """其中, 它们, 按…排, 前三: on the rows before, in their order where nothing else is said."""
    before = rows_shown(previous)
    if isinstance(before.source, Groups):
        return among_groups(side, previous)
    chosen = of_groups(side, previous)
    if chosen is not None:
        return chosen
    figured = bool(by_columns(previous.slots[0][1]))
    if figured and side.preds and not (side.fields or side.cues or side.counted or side.top or side.order):
        return instead(side, previous)
    if figured and side.cues == [MEAN] and side.group is None:
        each, whole = asked_anew(side, previous), _over_all(side, before)
        return each if isinstance(each, NotUnderstood) or not isinstance(whole, Query) else Choices((each, whole))
    says = side.preds or side.fields or side.cues or side.counted or side.top or side.nouns
    if previous.template != LIST and not says:
        return reordered(side, previous)
    heads = side.heads if side.nouns or side.fields or side.counted else []
    below = [h for h in heads or side.heads if table_of(before) in side.lexicon.schema.table(h).parents]
    side = replace(side, closed=before, heads=heads or below or [table_of(before)])
    figures = [t for t in terms_in(previous.slots[0][1], LISTED) if isinstance(t, Agg)]
    chosen_by = [p.left for p in before.where.of if isinstance(p, Cmp) and isinstance(p.left, Agg)]
    if side.top is not None and side.top.by is None and not figures and chosen_by:
        return NotUnderstood((), "没有说按哪一个数")  # 最多的, of those with more than 8 indicators
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
    answers = (*kept[LISTED], *(t for t in shown[LISTED] if t not in kept[LISTED]))
    converted = {t.of for t in answers if isinstance(t, In)}
    answers = tuple(t for t in answers if t not in converted)  # 用元表示: in the place of the amount
    beside = tuple(t for t in shown[BESIDE] if t not in answers)
    show = ((KEYS, shown[KEYS]), (BESIDE, beside), (LISTED, answers))
    return replace(query, slots=((slot, Fill(fill.rows, show)), *query.slots[1:]))


def _named_below(side: Side, previous: Query) -> bool:
    """Whether part of the names of rows like those shown is said, of which some may be among those: 硬件的."""
    table = table_of(rows_shown(previous))
    pick = side.picks.get(table) if previous.template == LIST and side.lexicon.schema.table(table).parents else None
    return pick is not None and pick.several and _speaks_of_class(rows_shown(previous), table, side.lexicon)


def _within_or_instead(side: Side, previous: Query) -> Resolution:
    """硬件的, after 成本指标: those of them, or what is called so instead."""
    other = instead(side, previous)
    within = _among(side, previous) if _named_below(side, previous) else None
    if isinstance(other, Query) and isinstance(within, Query):
        return Choices((within, other))
    return other
