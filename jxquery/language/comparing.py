"""差 and 几倍: one side less the other, or how many times it."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.build import ONE, group_listing, is_measure, listing, measure_in, pair, totals_apart
from jxquery.language.cues import (
    DIFFERENCE,
    FUNCTIONS,
    LEAST,
    LESS,
    LESS_TOTALS,
    LISTED,
    MEAN,
    MIDDLE,
    MOST,
    SUM,
    TIMES,
    TOTALS,
    TURNED,
    TWO_SIDED,
)
from jxquery.language.grounds import grounds
from jxquery.language.inheriting import completed, dimensions, inherited
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Figure, Figures, Phrase, Pick, Sense, Tally, Top
from jxquery.language.outcomes import Choices, Meaning, NotUnderstood, Resolution
from jxquery.language.rows_apart import NO_OTHER, one_row_each, ranked_by, two_apart, two_best
from jxquery.language.several import figure_over, several, table_of_figures
from jxquery.language.shares import opened
from jxquery.language.shown import terms_in
from jxquery.language.side import Side, rows_of
from jxquery.language.sides import read_side
from jxquery.language.terms import role, target_term
from jxquery.types import Agg, Calc, Col, Groups, In, Query, Rows, Term

Phrases = tuple[Phrase, ...]
_BOTH = 2
_FIGURES = {MEAN, MIDDLE, MOST, LEAST}


def difference(phrases: Phrases, lexicon: Lexicon) -> Meaning:
    """甲比乙多多少, 甲和乙差多少: both sides and the difference. 甲是乙的几倍: how many times the second."""
    cues = {s.value for p in phrases if (s := p.sense("cue")) is not None}
    whole = tuple(p for p in phrases if (s := p.sense("cue")) is None or s.value not in TWO_SIDED)
    link = "is" if TIMES in cues else "than"
    if TIMES in cues and (cues & {DIFFERENCE, LESS, TOTALS} or any(p.sense("than", "higher") for p in phrases)):
        return NotUnderstood(tuple(p.text for p in phrases if p.sense("than", "higher", "cue")), "请问：甲是乙的几倍")
    at = next((n for n, p in enumerate(whole) if p.sense(link)), None)
    if at is None and not any(len(_items(p)) == _BOTH for p in whole):
        at = _only_and(whole)
    ends = next((p for p in whole if _ends(p) is not None), None)
    if at is None and (any(p.sense("figures") for p in whole) or (ends is not None and _extremes(ends) is not None)):
        return _between_figures(whole, lexicon) if TIMES not in cues else NotUnderstood((), NO_OTHER)
    if (
        at is not None
        and link == "than"
        and _average(whole[at + 1 :])
        and not _two_figures(whole[:at], whole[at + 1 :])
    ):
        return _from_average(whole[:at], whole[at + 1 :], lexicon, swapped=less(phrases))
    if at is not None:
        return _apart_at(whole, at, phrases, lexicon)
    listed = next((p for p in whole if len(_items(p)) == _BOTH), None)
    if ends is not None:
        first, second = (tuple(_one_end(q, ends, n) for q in whole) for n in (0, 1))
    elif listed is not None:
        first, second = (tuple(_only_item(q, listed, n) for q in whole) for n in (0, 1))
    else:
        return NotUnderstood((), NO_OTHER) if TIMES in cues else _of_two_rows(whole, lexicon)
    return _apart(first, second, phrases, lexicon)


def _of_two_rows(phrases: Phrases, lexicon: Lexicon) -> Meaning:
    """业务经费两个项目差多少: of the rows that are chosen, where those are two; 前两名差多少: of the two."""
    side = read_side(phrases, lexicon)
    if side.unused:
        return NotUnderstood(tuple(p.text for p in side.unused))
    ranked = ranked_by(side)
    measure = next(iter((*side.fields, *ranked)), lexicon.default_measure(lexicon.subject()))
    if side.top is not None and measure is not None:
        return _two_ranked(side, measure, lexicon)
    chosen = side.picks or (side.filters and side.nouns)  # 去年差多少: than what
    more = side.top or side.group or side.figures or side.order or side.cues or side.counted or side.fields[1:]
    if not chosen or more or measure is None:
        return NotUnderstood((), NO_OTHER)
    term = measure_in(measure, side.unit, lexicon) if is_measure(measure, lexicon) else None
    if term is None or measure.table not in {*side.picks, *(f.table for f in side.filters)}:
        return NotUnderstood((), NO_OTHER)
    return two_apart(rows_of(side, measure.table), term)


def _two_ranked(side: Side, measure: Col, lexicon: Lexicon) -> Resolution:
    """预算最高的两个差多少: the first less the second, of what they are ranked by."""
    term = measure_in(measure, side.unit, lexicon) if is_measure(measure, lexicon) else None
    more = side.cues or side.counted or side.group or side.figures or side.order or side.fields[1:]
    own = side.top is not None and isinstance(side.top.by, Col | None)  # what the rows have themselves
    plain = own and not more
    ends = two_best(rows_of(side, measure.table)) if plain and term is not None else None
    if ends is None or term is None:
        return NotUnderstood((), NO_OTHER)
    return one_row_each((ends[0], term), (ends[1], term), lexicon)


def _apart_at(whole: Phrases, at: int, phrases: Phrases, lexicon: Lexicon) -> Resolution:
    """What stands before the place, and behind it: each takes from the other what it does not say itself.

    2024年司法救助的预算比办案业务费高多少: where the name behind has no row of the year, it need not be meant of it.
    """
    before, behind = whole[:at], whole[at + 1 :]
    if any(p.sense("side") for p in whole):
        return _apart(opened(before), opened(behind), phrases, lexicon)
    first, second = completed(before, behind), inherited(before, behind, lexicon)
    if second is None:
        return NotUnderstood((), "没有说清两边各是什么")
    found = _apart(first, second, phrases, lexicon)
    bare = tuple(p for p in second if p in behind or not p.sense("filter", "cond"))
    if isinstance(found, NotUnderstood) or bare == second or not any(p.sense("pick") for p in behind):
        return found
    other = _apart(first, bare, phrases, lexicon)
    sides = found.sides if isinstance(found, Choices) else tuple(fill.rows for _, fill in found.slots)
    return found if isinstance(other, NotUnderstood) else Choices((found, other), strict=True, given=(sides[1],))


def _apart(first: Phrases, second: Phrases, phrases: Phrases, lexicon: Lexicon) -> Resolution:
    """One side less the other, or how many times it: the shape is said in `phrases`."""
    cues = {s.value for p in phrases if (s := p.sense("cue")) is not None}
    left, right = read_side(first, lexicon), read_side(second, lexicon)
    if left.unused or right.unused:
        return NotUnderstood(tuple(p.text for p in (*left.unused, *right.unused)))
    shape = TIMES if TIMES in cues else TOTALS
    totals = bool(cues & {TOTALS, LESS_TOTALS, SUM}) or (shape == TIMES and any(p.sense("side") for p in phrases))
    found = _subtract(left, right, shape, totals=totals, lexicon=lexicon)
    return turned(found) if less(phrases) else found


def _average(phrases: Phrases) -> bool:
    """Whether nothing is said but an average, and of which rows."""
    beside = ("cue", "field", "filter", "all", "of", "also", "unit", "table", "howmuch")
    return len(_statistics(phrases)) == 1 and all(p.sense(*beside) for p in phrases)


def _two_figures(before: Phrases, behind: Phrases) -> bool:
    """Whether both sides have the figure: it is said of either, or they differ in what they are chosen by alone."""
    filters = [{d for p in side if p.sense("filter") for d in dimensions(p)} for side in (before, behind)]
    bare = all(p.sense("filter", "of", "also") for p in before) and bool(filters[0] & filters[1])
    return bare or bool(_statistics(before))  # 2024年比2023年平均预算高多少


def _statistics(phrases: Phrases) -> list[str]:
    """The averages and medians that are said."""
    return [str(s.value) for p in phrases if (s := p.sense("cue")) is not None and s.value in {MEAN, MIDDLE}]


def _from_average(before: Phrases, behind: Phrases, lexicon: Lexicon, *, swapped: bool) -> Resolution:
    """司法救助的预算比平均高多少: each row less the average of all, or of those that are named."""
    (middle,) = _statistics(behind)
    side = read_side(before, lexicon)
    base = read_side(tuple(p for p in behind if not p.sense("cue", "table")), lexicon)
    if side.unused or base.unused:
        return NotUnderstood(tuple(p.text for p in (*side.unused, *base.unused)))
    measures = tuple(dict.fromkeys((*side.fields, *base.fields))) or (lexicon.default_measure(lexicon.subject()),)
    col, unit = measures[0], side.unit or base.unit
    if len(measures) > 1 or col is None or not is_measure(col, lexicon) or side.cues or side.counted:
        return NotUnderstood((), "只能比较两边的金额或个数")
    term = measure_in(col, unit, lexicon)
    whole = side.everything and side.head == col.table and side.group is None
    each = whole or (side.group is not None and side.group.table == col.table)
    chosen = col.table in side.picks or side.top is not None or side.closed is not None
    if term is None or not (each or (chosen and side.group is None)):
        return NotUnderstood((), "没有说是哪些和平均比" if term is not None else "单位不合")
    rows, found = rows_of(side, col.table), []
    said = any(p.sense("all", "filter") for p in behind)
    for over in grounds(side, rows_of(base, col.table), lexicon, said=said):
        average = Agg(FUNCTIONS[middle], term, over)
        gap = Calc("minus", average, term) if swapped else Calc("minus", term, average)
        found.append(listing(rows, (gap,), lexicon))
    return found[0] if len(found) == 1 else Choices(tuple(found))


def _only_and(phrases: Phrases) -> int | None:
    """装备购置的预算和司法救助相差多少: the one 和 stands between the sides."""
    links = [n for n, p in enumerate(phrases) if p.sense("and")]
    sides = (phrases[: links[0]], phrases[links[0] + 1 :]) if len(links) == 1 else ()
    named = bool(sides) and all(any(p.sense("pick", "filter", "cond", "best") for p in side) for side in sides)
    return links[0] if named else None


def less(phrases: Phrases) -> bool:
    """甲比乙少多少: how much less is the second less the first."""
    return any(s.value in {LESS, LESS_TOTALS} for p in phrases if (s := p.sense("cue")) is not None)


def turned(found: Resolution) -> Resolution:
    """How much less the first side is, where it was how much more: the sides stay where they were said."""
    match found:
        case Query():
            return replace(found, template=TURNED.get(found.template, found.template))
        case Choices(readings, _, single):
            both = tuple(r for q in readings if not isinstance(r := turned(q), NotUnderstood))
            one = None if single is None else turned(single)
            return replace(found, readings=both, single=one if isinstance(one, Query) else None)
        case NotUnderstood():
            return found


def _subtract(left: Side, right: Side, shape: str, *, totals: bool, lexicon: Lexicon) -> Resolution:
    cues = {*left.cues, *right.cues}
    if len(cues) == 1 and cues <= _FIGURES:
        return _figures_apart(left, right, cues.pop(), shape)
    odd: object = cues - {SUM} or left.group or right.group
    odd = odd or any(s.top is not None and isinstance(s.top.by, Agg) for s in (left, right))
    measures = [f for f in dict.fromkeys((*left.fields, *right.fields)) if is_measure(f, lexicon)]
    others = [f for f in (*left.fields, *right.fields) if f not in measures and role(f, lexicon) != "target"]
    measures = measures or list(ranked_by(left, right))  # 财政资金最高的比最低的多多少
    if odd or others or len(measures) > 1:
        return NotUnderstood((), "只能比较两边的金额或个数")
    if left.counted or right.counted:
        table = left.head or lexicon.subject()
        return _pair_of(shape, (rows_of(left, table), ONE), (rows_of(right, table), ONE))
    target = next((t for t in left.picks if t in right.picks and lexicon.schema.table(t).target is not None), None)
    if not measures and target is not None:
        terms = [target_term(s.picks[target], lexicon) for s in (left, right)]
        if terms[0] is None or terms[0] != terms[1]:
            return NotUnderstood((), "两边的单位不同，不能相减")
        sides = [(rows_of(s, target), t) for s, t in zip((left, right), terms, strict=True) if t is not None]
    else:
        amount = measures[0] if measures else lexicon.default_measure(lexicon.subject())
        term = measure_in(amount, left.unit or right.unit, lexicon) if amount is not None else None
        if amount is None or term is None:
            return NotUnderstood((), "单位不合")
        ranked = [replace(s, top=replace(s.top, by=s.top.by or amount)) if s.top else s for s in (left, right)]
        sides = [(rows_of(s, amount.table), term) for s in ranked]
    total = _pair_of(shape, sides[0], sides[1])
    whole = shape == TIMES and not (left.picks or right.picks)  # 2024年预算是2023年的几倍
    if totals or isinstance(total, NotUnderstood) or whole:
        return total
    return one_row_each(sides[0], sides[1], lexicon, total)


def _figures_apart(left: Side, right: Side, statistic: str, shape: str) -> Resolution:
    """2024年平均预算比2023年高多少: the figure over the rows of each side, which is said with one of them or both."""
    tallies = [s.tally for s in (left, right) if s.tally is not None]
    of: set[Col | Tally] = {*left.fields, *right.fields, *tallies}
    if len(of) > 1 or any(t.pick is not None for t in tallies) or any(s.top or s.group for s in (left, right)):
        return NotUnderstood((), "只能比较两边的金额或个数")
    asked, found = Figure(statistic, next(iter(of), None)), []
    for side in (left, right):
        plain = replace(side, figures=(asked,), fields=[], unit=left.unit or right.unit)
        table = table_of_figures(plain)
        if table is None:
            return NotUnderstood((), "没有可以比较的数")
        figure = figure_over(asked, plain, table)
        if isinstance(figure, str):
            return NotUnderstood((), figure)
        found.append((rows_of(side, table), figure))
    (one, value), (two, other) = found
    if one == two or not (one.where.of and two.where.of):
        return NotUnderstood((), NO_OTHER)
    sides = (Rows(Groups(one, (), (value,))), value), (Rows(Groups(two, (), (other,))), other)
    return pair(TIMES if shape == TIMES else DIFFERENCE, ("甲", "乙"), sides)


def _pair_of(template: str, first: tuple[Rows, Term], second: tuple[Rows, Term]) -> Query | NotUnderstood:
    if first == second or not all(rows.where.of or rows.best for rows, _ in (first, second)):
        return NotUnderstood((), NO_OTHER)
    return totals_apart(first, second) if template == TOTALS else pair(template, ("甲", "乙"), (first, second))


def _items(phrase: Phrase) -> tuple[Pick | Cond, ...]:
    sense = phrase.sense("pick", "filter")
    return sense.value.items if sense is not None and isinstance(sense.value, (Pick, Cond)) else ()


def _only_item(phrase: Phrase, listed: Phrase, number: int) -> Phrase:
    if phrase is not listed:
        return phrase
    kind = "pick" if phrase.sense("pick") else "filter"
    return replace(phrase, senses=(Sense(kind, _items(phrase)[number]),))


def _ends(phrase: Phrase) -> Top | None:
    """最高和最低: a superlative of both ends."""
    sense = phrase.sense("best")
    return sense.value if sense is not None and isinstance(sense.value, Top) and sense.value.other else None


def _extremes(phrase: Phrase) -> Figures | None:
    """The largest and the smallest number, where the superlative is of one row at each end."""
    top = _ends(phrase)
    by = None if top is None else top.by.of if isinstance(top.by, In) else top.by
    if top is None or (top.n, top.other, top.start) != (1, 1, 1) or not isinstance(by, Col | None):
        return None
    ways = (MOST, LEAST) if top.desc else (LEAST, MOST)
    return Figures(tuple(Figure(way, by) for way in ways))


def _between_figures(whole: Phrases, lexicon: Lexicon) -> Resolution:
    """预算最高和最低相差多少, 合计和平均差多少: two figures over the same rows, the second taken from the first."""
    asked = [Sense("figures", f) if (f := _extremes(p)) is not None else None for p in whole]
    phrases = tuple(replace(p, senses=(s,)) if s is not None else p for p, s in zip(whole, asked, strict=True))
    side = read_side(phrases, lexicon)
    if side.unused or len(side.figures) != _BOTH or side.group is not None:
        return NotUnderstood(tuple(p.text for p in side.unused), NO_OTHER)
    query = several(side)
    if isinstance(query, str):
        return NotUnderstood((), query)
    (_, fill), *_ = query.slots
    first, second = terms_in(fill, LISTED)
    if not isinstance(fill.rows.source, Groups) or not isinstance(first, Agg) or not isinstance(second, Agg):
        return NotUnderstood((), NO_OTHER)
    if (first.of is None) != (second.of is None) or isinstance(first.of, Agg) != isinstance(second.of, Agg):
        return NotUnderstood((), "两边的单位不同，不能相减")
    return group_listing(fill.rows, (), (first, second, Calc("minus", first, second)))


def _one_end(phrase: Phrase, ends: Phrase, number: int) -> Phrase:
    top = _ends(phrase)
    if phrase is not ends or top is None:
        return phrase
    ways = (replace(top, other=0), replace(top, n=top.other, desc=not top.desc, other=0))
    return replace(phrase, senses=(Sense("best", ways[number]),))
