"""占: a part in percent of its base, by amount, by target or by number."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from msgspec.structs import replace

from jxquery.language.belonging import of_parts
from jxquery.language.build import ONE, group_listing, is_measure, listing, no_sum, pair
from jxquery.language.cues import COUNT_SHARE, SHARE, SUM
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Phrase, Pick
from jxquery.language.outcomes import Choices, NotUnderstood, Resolution
from jxquery.language.predicates import columns_of, table_of
from jxquery.language.side import Counting, Side, rows_of
from jxquery.language.sides import QUIET, read_side
from jxquery.language.single import classes_only
from jxquery.language.terms import role, target_term
from jxquery.types import Agg, All, Calc, Col, Groups, Has, In, Query, Rows, Term

Phrases = tuple[Phrase, ...]
_WHOSE = "没有说清是谁占谁的比例"


def share(phrases: Phrases, lexicon: Lexicon, among: Rows | None = None, *, counted: bool = False) -> Resolution:
    """A part in percent of its base; without a base it is everything loaded.

    `among`: the rows that the part is of where it names none; `counted` where they were counted.
    """
    if any(p.sense("than") for p in phrases):
        return NotUnderstood(tuple(p.text for p in phrases if p.sense("than", "cue")), "只能问一部分占整体的比例")
    asked = [
        a for a, b in pairwise(phrases) if (s := a.sense("cue")) is not None and s.value == SHARE and b.sense("howmuch")
    ]
    if len(asked) > 1:
        return NotUnderstood(tuple(p.text for p in asked), "一次只能算一种比例")  # 甲占多少，乙占多少
    before, behind = (opened(p) for p in _split(_without_percent(phrases, lexicon), SHARE))
    if all(any(s.kind in QUIET for s in p.senses) for p in behind):
        before, behind = _split_inside(before)
    left, right = read_side(before, lexicon), read_side(behind, lexicon, may_belong=True)
    if not (no_base := replace(right, everything=False)).says_anything():
        right = no_base  # 占全部的几成
    if among is not None and not left.preds and left.closed is None:
        counting = Counting() if counted else None
        left = replace(left, closed=among, heads=left.heads or [table_of(among)], counting=left.counting or counting)
    if not left.says_anything():
        left, right = right, read_side((), lexicon)
        if left.group is None and not (left.preds or left.heads[1:] or left.nouns or left.closed or left.top):
            return NotUnderstood((), _WHOSE)
    if left.unused or right.unused:
        return NotUnderstood(tuple(p.text for p in (*left.unused, *right.unused)))
    measures = [f for f in (*left.fields, *right.fields) if is_measure(f, lexicon)]
    why = _unanswerable(left, right, before, lexicon) or (no_sum(SUM, measures, lexicon) if measures else None)
    if why is not None:
        return NotUnderstood((), why)
    amount = measures[0] if measures else lexicon.default_measure(lexicon.subject())
    bare = left.top is None and not left.preds and left.closed is None
    if left.group is not None or (bare and not right.says_anything()):
        return _shares(left, right, amount, lexicon)
    targets = _target_share(left, right, lexicon) if not measures else None
    found = targets or _share_of_rows(left, right, amount, lexicon, measured=bool(measures))
    fills = [fill for _, fill in found.slots] if isinstance(found, Query) else []
    if fills[1:] == fills[:1] and fills and not left.preds:
        return NotUnderstood((), _WHOSE)  # 一共占总预算多少: everything of itself
    both = all(any(p.sense("side") for p in side) for side in _split(phrases, SHARE))
    # What stands in brackets on both sides is as it is meant: the last choice is the part as it was said.
    return found.readings[-1] if both and isinstance(found, Choices) else found


def _unanswerable(left: Side, right: Side, before: Phrases, lexicon: Lexicon) -> str | None:
    """Why there is no such share."""
    if right.group is not None or right.order is not None:
        return "请把分组写在前面：各…的占比"
    if not left.says_anything() or left.also_after_top or left.unit or right.unit:
        return _WHOSE
    if set(left.cues + right.cues) - {SUM}:
        return _WHOSE
    if not all(is_measure(f, lexicon) or role(f, lexicon) == "target" for f in (*left.fields, *right.fields)):
        return "只有金额和个数可以算比例"
    one = left.group is None or not (_chosen_behind(before) or right.top or (left.counted and not left.nouns))
    return None if one else "一次只能算一种比例"


def _share_of_rows(left: Side, right: Side, amount: Col | None, lexicon: Lexicon, *, measured: bool) -> Resolution:
    """By amount or by number, as far as that was said; both, where it was not."""
    said = left.counted or right.counted
    counted = said or bool(right.nouns) or _in_child(right, lexicon)
    counted = counted or (not right.says_anything() and not left.nouns and classes_only(left, lexicon))
    if said and not (left.nouns or right.nouns or left.picks or left.closed) and lexicon.subject() not in left.preds:
        return NotUnderstood((), _WHOSE)  # 达到100%的有几个，占比多少: of the indicators, or of their projects
    if not measured and counted and (said or amount is None or amount.table not in left.picks or not right.nouns):
        return _count_share(left, right, lexicon)
    if amount is None:
        return NotUnderstood((), "没有可以算比例的金额")
    if left.closed is not None and lexicon.schema.table(table_of(left.closed)).target is not None:
        return NotUnderstood((), _WHOSE)
    by_amount = _amount_share(left, right, amount, lexicon)
    if isinstance(by_amount, NotUnderstood):
        return by_amount
    bare = not (measured or right.says_anything() or left.nouns or left.closed)
    if bare and amount.table not in left.preds and left.top is None:
        return NotUnderstood((), _WHOSE)  # 质量指标达到100%的占比: of those indicators, or of their projects
    added = left.top is not None and SUM in left.cues  # 最贵的三个项目加起来占多大比例
    if measured or added or not (left.nouns or right.nouns) or (right.says_anything() and not right.nouns):
        return by_amount
    by_count = _count_share(left, right, lexicon)
    if _in_child(left, lexicon) or _chosen_by_parts(left):
        return by_count
    return by_amount if isinstance(by_count, NotUnderstood) else Choices((by_amount, by_count))


def _chosen_by_parts(side: Side) -> bool:
    """Whether rows are chosen by what belongs to them alone: 没有成本指标的项目占几成 asks how many are so."""
    preds = side.preds.get(side.head or "", ())
    return bool(preds) and side.top is None and side.closed is None and all(of_parts(p) is not None for p in preds)


def _without_percent(phrases: Phrases, lexicon: Lexicon) -> Phrases:
    """占多少百分比: a share is in percent as it is."""
    units = lexicon.schema.units
    unit = [(p, s.value if (s := p.sense("unit")) is not None else None) for p in phrases]
    return tuple(p for p, u in unit if u is None or units.convert(Decimal(1), str(u), "%") is None)


def _split_inside(phrases: Phrases) -> tuple[Phrases, Phrases]:
    """甲是乙的百分之几: what stands behind 是 is the base; 甲里乙的占比: what stands before 里."""
    at = next((n for n, p in enumerate(phrases) if p.sense("at")), None)
    if at is not None:  # 甲在乙中占
        end = next(n for n in range(len(phrases) - 1, at, -1) if phrases[n].sense("within"))
        return phrases[:at], phrases[at + 1 : end]
    at = next((n for n, p in enumerate(phrases) if p.sense("within")), None)
    if at is not None and any(p.sense("pick", "cond", "filter") for p in phrases[at:]) and not _ranked(phrases):
        return (*phrases[:at], *phrases[at + 1 :]), phrases[:at]
    at = next((n for n, p in enumerate(phrases) if p.sense("is")), None)
    said = ("pick", "field", "table", "filter")
    if at is None or not all(any(p.sense(*said) for p in s) for s in (phrases[:at], phrases[at:])):
        return phrases, ()
    return phrases[:at], phrases[at + 1 :]


def _chosen_behind(phrases: Phrases) -> bool:
    """Whether rows are chosen behind the group: 各年度中央占比 asks for a share in each group, not in all of them."""
    at = next((n for n, p in enumerate(phrases) if p.sense("group")), len(phrases))
    return any(p.sense("pick", "cond", "filter", "best") for p in phrases[at:])


def _ranked(phrases: Phrases) -> bool:
    return any(p.sense("best") for p in phrases)


def _target_share(left: Side, right: Side, lexicon: Lexicon) -> Query | None:
    """One indicator's target in percent of another's, where they are in one unit."""
    table = next((t for t in left.picks if t in right.picks and lexicon.schema.table(t).target is not None), None)
    if table is None or classes_only(left, lexicon):
        return None
    terms = [target_term(s.picks[table], lexicon) for s in (left, right)]
    if terms[0] is None or terms[0] != terms[1]:
        return None
    return pair(SHARE, ("部分", "整体"), ((rows_of(left, table), terms[0]), (rows_of(right, table), terms[0])))


def _amount_share(left: Side, right: Side, amount: Col, lexicon: Lexicon) -> Query | Choices | NotUnderstood:
    part = _part(left, amount, lexicon)
    if isinstance(part[1], In) and not _fits(left.picks[table_of(part[0])], part[1].unit, lexicon):
        return NotUnderstood((), "单位不合")
    base_measure = next((f for f in right.fields if is_measure(f, lexicon)), amount)
    base = rows_of(right, base_measure.table)
    others = {*right.nouns} - {base_measure.table}
    only_field = not (right.preds or others or right.cues or right.everything or right.closed or right.top)
    if (
        only_field
        and base_measure != part[1]
        and base_measure in right.fields
        and base_measure.table == table_of(part[0])
    ):
        return pair(SHARE, ("部分", "整体"), (part, (part[0], base_measure)))
    below = base_measure.table in lexicon.schema.table(table_of(part[0])).parents
    if right.belonging or (only_field and below and base_measure in right.fields):
        base = Rows(base.source, All((*base.where.of, Has(part[0], "some"))), base.best)
    return _pair(part, (base, base_measure), lexicon)


def _in_child(side: Side, lexicon: Lexicon) -> bool:
    return side.head is not None and bool(lexicon.schema.table(side.head).parents)


def _part(side: Side, amount: Col, lexicon: Lexicon) -> tuple[Rows, Term]:
    """The rows and the term of a share's part: a measure, or a target in the measure's unit."""
    target = side.head or amount.table
    definition = lexicon.schema.table(target)
    unit = lexicon.schema.table(amount.table).column(amount.name).unit
    if definition.target is not None and target in side.picks and unit is not None:
        return rows_of(side, target), In(Col(target, definition.target.written), unit)
    return rows_of(side, amount.table), amount


def _fits(pick: Pick, unit: str, lexicon: Lexicon) -> bool:
    """Whether targets that are picked can be in the unit."""
    units = lexicon.schema.units
    own = {known.base for u in lexicon.units_of(pick.pred) if (known := units.get(u)) is not None}
    return not own or bool(own & set(units.comparable(unit)))


def _shares(side: Side, base: Side, amount: Col | None, lexicon: Lexicon) -> Resolution:
    """各年度预算占比: a row for each group, or for each row, with its share in the base, or in all that is shown.

    Where rows are named and no amount is, they are counted, or it is not said which.
    """
    named = side.nouns[-1] if side.nouns and side.group is not None and not side.fields else None
    by_amount = None
    if amount is not None:
        by_amount = _shares_of(side, base, Agg("sum", amount, Rows(amount.table), own=True), lexicon)
    if named is None or side.group is None or named == side.group.table:
        return by_amount or NotUnderstood((), "没有可以算比例的金额")
    by_count = _shares_of(side, base, Agg("count", None, Rows(named), own=True), lexicon)
    if by_amount is None or by_count is None or side.counted or amount is None or amount.table != named:
        return by_count or NotUnderstood((), "没有可以算比例的数")
    return Choices((by_amount, by_count))


def _shares_of(side: Side, base: Side, total: Agg, lexicon: Lexicon) -> Query | None:
    """The shares of a sum or a number."""
    table, group = table_of(total.over), side.group
    ancestors = lexicon.schema.ancestors(table)
    shown = replace(side, top=None)
    whole = rows_of(base if base.says_anything() else _unlisted(shown), table)
    everything = replace(total, over=whole, own=False)
    if group is not None and group.table in ancestors:
        rows, over = rows_of(shown, group.table or table), replace(total, over=Rows(table))
        return listing(rows, (over, Calc("percent", over, everything)), lexicon)
    if group is None or group.table is not None:
        if (group is not None and group.table != table) or total.of is None:
            return None
        ratio: Term = Calc("percent", total.of, everything)
        order: tuple[tuple[Term, bool], ...] = ((total.of, side.order.desc),) if side.order is not None else ()
        return listing(_inside(rows_of(side, table), whole, lexicon), (total.of, ratio), lexicon, order)
    if any(c.table not in {table, *ancestors} for c in group.columns):
        return None
    rows = Rows(Groups(_inside(rows_of(shown, table), whole, lexicon), group.columns, (total,)))
    order = tuple((c, False) for c in group.columns)
    return group_listing(rows, group.columns, (total, Calc("percent", total, everything)), order)


def _unlisted(side: Side) -> Side:
    """甲和乙各占多少: what they are a share of is not chosen by the list that they stand in."""
    listed = side.group.listed if side.group is not None else None
    if listed is None:
        return side
    return replace(side, preds={t: [p for p in preds if p != listed] for t, preds in side.preds.items()})


def _dimension(col: Col, lexicon: Lexicon) -> object:
    """A row's names are one dimension."""
    return ("name", col.table) if role(col, lexicon) == "name" else col


def _inside(part: Rows, whole: Rows, lexicon: Lexicon) -> Rows:
    """The rows of the part that are of the whole, where they are not told apart by the same columns.

    各项目占2024年预算的比例 is asked of the projects of 2024; 2023年占2024年的比例 compares the two.
    """
    of, others = ({_dimension(c, lexicon) for p in r.where.of for c in columns_of(p)} for r in (part, whole))
    if not others or of & others or part.source != whole.source or whole.best is not None:
        return part
    return replace(part, where=All((*part.where.of, *(p for p in whole.where.of if p not in part.where.of))))


def _pair(part: tuple[Rows, Term], base: tuple[Rows, Term], lexicon: Lexicon) -> Query | Choices:
    """A share; where the part need not be inside its base, of all of the part or of what is inside."""
    shape = COUNT_SHARE if part[1] == ONE else SHARE
    whole = pair(shape, ("部分", "整体"), (part, base))
    inside = _inside(part[0], base[0], lexicon)
    if inside == part[0]:
        return whole
    return Choices((pair(shape, ("部分", "整体"), ((inside, part[1]), base)), whole))


def _count_share(left: Side, right: Side, lexicon: Lexicon) -> Resolution:
    table = right.head or left.head or lexicon.subject()
    part, base = rows_of(left, left.head or table), rows_of(right, table)
    if table_of(part) != table:
        return NotUnderstood((), "两边数的不是一样东西")
    return _pair((part, ONE), (base, ONE), lexicon)


def _split(phrases: Phrases, template: str) -> tuple[Phrases, Phrases]:
    """What stands before the first cue of the template, and behind it, without further cues of it."""
    cued = [n for n, p in enumerate(phrases) if (s := p.sense("cue")) is not None and s.value == template]
    rest = tuple(p for n, p in enumerate(phrases) if n > cued[0] and n not in cued)
    return phrases[: cued[0]], rest


def opened(phrases: Phrases) -> Phrases:
    """The phrases inside brackets that hold a whole side."""
    opened: list[Phrase] = []
    for phrase in phrases:
        side = phrase.sense("side")
        opened += side.value if side is not None and isinstance(side.value, tuple) else (phrase,)
    return tuple(opened)
