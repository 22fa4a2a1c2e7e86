"""Reads one side of a question: its phrases from left to right, each by the handler of its kind.

A noun of a table closes what stands before it: 满意度≥99%的项目的成本指标 are the cost indicators of the projects that
have such a satisfaction indicator. 里 behind a superlative closes it: what follows looks among the best.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from jxquery.language.belonging import belongs, below, gathered, narrowed, of_parts, related, such
from jxquery.language.cues import DISTINCT, SUM
from jxquery.language.grammar.lists import compound
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Figures, Having, Phrase, Pick, Sense, Tally, Top
from jxquery.language.names import MIN_PART
from jxquery.language.predicates import conjunction, role, table_of, targets_of, term_table
from jxquery.language.side import Side, rows_of
from jxquery.types import Agg, Cmp, Col, Has, Pred, Rows

QUIET = frozenset({"filler", "pause", "of", "is", "and", "also", "which", "howmuch", "has", "approx", "severally"})
"""Kinds that may stand beside anything: what they add was taken by a rule, or they add nothing."""
_ASKING = ("which", "howmuch", "count")


def read_side(phrases: tuple[Phrase, ...], lexicon: Lexicon, *, may_belong: bool = False) -> Side:
    """All phrases of the side; those that add something that nothing can take are in `unused`.

    `may_belong`: 该 can mean what another side speaks of.
    """
    side = Side(lexicon, may_belong=may_belong)
    linked = False
    asking = any(p.sense(*_ASKING) for p in phrases)
    for number, phrase in enumerate(phrases):
        before = phrases[number - 1] if number else None
        if before is not None and _torn(before, phrase, lexicon):
            side.unused.append(replace(before, text=before.text + (phrase.text if _short_part(phrase) else "")))
        if _two_measures(phrases[max(0, number - 2) : number], phrase, lexicon):
            side.unused.append(phrase)  # 库存金额 is neither of the two
        said = side.cues or side.top
        if said and before is not None and before.sense("and") and phrase.sense("cue", "best"):
            side.unused.append(phrase)  # 平均值和合计: one figure at a time
        if before is not None and before.sense("and") and _of_two_kinds(side, phrase):
            side.unused.append(phrase)  # 司法救助和2023年: not both at once, and not said which
        if linked and (
            phrase.sense("cond", "filter", "pick") if side.top is not None else phrase.sense("best") and side.preds
        ):
            side.also_after_top = True
        linked = phrase.sense("also") is not None or (linked and phrase.sense("is") is not None)
        sense = min((s for s in phrase.senses if s.kind in _RANKS), key=_rank, default=None)
        if sense is not None and isinstance(sense.value, Pick):
            side.said[sense.value.table] = phrase.text
        asked = phrase.sense("howmuch")
        side.howmuch = side.howmuch or (asked is not None and asked.value != "多大")
        if sense is not None and sense.kind == "count":
            side.classifier, side.asked = phrase.text[-1:], sense.value == "几个"
        quiet = any(s.kind in QUIET for s in phrase.senses) or (
            asking and phrase.sense("every", "statistic") is not None
        )
        taken = quiet if sense is None else _joins(side, sense) and _HANDLERS[sense.kind](side, sense)
        if taken and sense is not None:
            _possessed(side, phrases[max(0, number - 2) : number], sense)
        if not taken:
            side.unused.append(phrase)
    return side


def _two_measures(before: tuple[Phrase, ...], phrase: Phrase, lexicon: Lexicon) -> bool:
    """Whether two measures touch, with nothing between them but 总."""
    first = before[0] if len(before) > 1 and before[-1].sense("cue") else before[-1] if before else None
    columns = [s.value for p in (first, phrase) if p is not None and (s := p.sense("field")) is not None]
    measures = {c for c in columns if isinstance(c, Col) and role(c, lexicon) == "measure"}
    if any(phrase.text.startswith(w) for w in lexicon.kinds.get("howmuch", ())):
        return False  # 花了多少钱
    return len(measures) == 2 and before[-1].end == phrase.start and not phrase.spaced  # noqa: PLR2004 — two


def _of_two_kinds(side: Side, phrase: Phrase) -> bool:
    """Whether what stands behind 和 chooses rows that were chosen before by another name or column: that is no list.

    Nor are a name and a condition: 司法救助和超过50万的, 装备购置加10万, 除了2023年的和司法救助.
    """
    sense = phrase.sense("pick", "filter", "cond")
    if sense is not None and sense.kind == "cond":
        return isinstance(sense.value, Cond) and sense.value.table in side.picks
    if sense is not None and isinstance(sense.value, Pick) and sense.value.table in side.preds:
        return True
    table = sense.value.table if sense is not None and isinstance(sense.value, (Pick, Cond)) else None
    return table is not None and (table in side.picks or any(c.table == table for c in side.filters))


def _possessed(side: Side, before: tuple[Phrase, ...], sense: Sense) -> None:
    """借阅的书, 借阅的小说: rows that have such rows, where those were named right before."""
    noun = before[0].sense("table") if len(before) > 1 and before[1].sense("of") else None
    value = sense.value
    pick = value.pick if isinstance(value, Tally) else value if isinstance(value, Pick) else None
    whole = value.table if isinstance(value, (Pick, Tally)) else value if sense.kind == "table" else None
    part = None if noun is None else str(noun.value)
    if part is None or not isinstance(whole, str) or not belongs(part, whole, side.lexicon):
        return
    if pick is not None and not _by_class(pick, side.lexicon):
        return
    if pick is not None:
        _table(side, Sense("table", whole))
    said = any(of_parts(p) == part for p in side.preds.get(whole, ()))
    if not said and part != side.ranked:
        side.preds.setdefault(whole, []).append(Has(Rows(part), "some"))


def _by_class(pick: Pick, lexicon: Lexicon) -> bool:
    return all(role(c, lexicon) == "class" for c in pick.columns)


def _short_part(phrase: Phrase) -> bool:
    return phrase.rule == "part" and len(phrase.text) == MIN_PART


def _torn(before: Phrase, noun: Phrase, lexicon: Lexicon) -> bool:
    """A part of the names of what belongs to rows, right before their noun, is a piece of an unknown name: 培训项目."""
    pick, table = before.sense("pick"), noun.sense("table")
    if _short_part(noun) and before.rule == "part" and before.end == noun.start and not noun.spaced:
        return True
    if compound(before, noun) or _part_before_owner(before, noun, lexicon):
        return True
    if pick is None or table is None or not isinstance(pick.value, Pick):
        return False
    return before.rule in {"part", "gapped"} and belongs(pick.value.table, str(table.value), lexicon)


def _joins(side: Side, sense: Sense) -> bool:
    """Whether the keys lead from the tables that were spoken of to that of the phrase."""
    value = sense.value
    table = value if sense.kind == "table" else getattr(value, "table", None)
    spoken = (*side.heads, *side.preds)
    return not isinstance(table, str) or not spoken or related(table, spoken[0], side.lexicon)


def _part_before_owner(first: Phrase, second: Phrase, lexicon: Lexicon) -> bool:
    """采购救助: a short part of the names of rows right before what they belong to is a piece of an unknown name."""
    if not (_short_part(first) and second.rule in {"part", "gapped"}) or first.end != second.start or second.spaced:
        return False
    picks = [s.value for p in (first, second) if (s := p.sense("pick")) is not None and isinstance(s.value, Pick)]
    return len(picks) == 2 and belongs(picks[0].table, picks[1].table, lexicon)  # noqa: PLR2004 — two


# --- handlers: what a phrase does to a side; False where it does not fit ---------------------------------------------


def _pick(side: Side, sense: Sense) -> bool:
    pick = sense.value
    if not isinstance(pick, Pick):
        return False
    other = side.picks.get(pick.table)
    if other is not None and not _go_together(other, pick, side.lexicon):
        return False
    side.preds.setdefault(pick.table, []).append(pick.pred)
    both = (
        None if other is None else Pick(pick.table, conjunction((other.pred, pick.pred)), other.columns + pick.columns)
    )
    side.picks[pick.table] = both or pick
    if side.head is None or not belongs(side.head, pick.table, side.lexicon):
        side.heads.append(pick.table)
    return True


def _go_together(first: Pick, second: Pick, lexicon: Lexicon) -> bool:
    """Whether rows can be both: by other columns, and where a row is one target, by a class."""
    if first.items or second.items or set(first.columns) & set(second.columns):
        return False
    classes = (all(role(c, lexicon) == "class" for c in pick.columns) for pick in (first, second))
    return lexicon.schema.table(first.table).target is None or any(classes)


def _cond(side: Side, sense: Sense) -> bool:
    cond = sense.value
    if not isinstance(cond, Cond):
        return False
    pred, parts = cond.pred, of_parts(cond.pred)
    if parts is not None and _said_of(side, parts):
        pred = narrowed(pred, side.preds.pop(parts))
    side.preds.setdefault(cond.table, []).append(pred)
    side.loose = side.loose or cond.loose
    if cond.column is not None or cond.items:
        side.filters.append(cond)
    return True


def _only_dated(preds: list[Pred], lexicon: Lexicon) -> bool:
    """Whether the rows are only of a year: 2024年作者甲的罚款 are the fines of 2024, not of authors with one then."""
    return all(isinstance(p, Cmp) and isinstance(p.left, Col) and role(p.left, lexicon) == "period" for p in preds)


def _said_of(side: Side, table: str) -> bool:
    """Whether what was said of the table's rows is about the same rows: not where each is a target of its own."""
    return table in side.preds and side.lexicon.schema.table(table).target is None


def _table(side: Side, sense: Sense) -> bool:
    """A noun: what was said of the tables that belong to it becomes a condition on its rows."""
    table = str(sense.value)
    dated = [t for t, p in side.preds.items() if t not in side.nouns and _only_dated(p, side.lexicon)]
    preds = gathered(side.preds, table, side.lexicon, nouns=side.nouns, without=dated)
    for child in below(table, side.lexicon) - {*dated}:
        side.preds.pop(child, None)
        side.picks.pop(child, None)
    if preds:
        side.preds[table] = list(preds)
    if side.top is not None and _could_rank(side.top, table, side.lexicon) and side.nouns[side.named :] == []:
        side.ranked = table
    side.heads.append(table)
    side.nouns.append(table)
    return True


def _field(side: Side, sense: Sense) -> bool:
    col = sense.value
    if not isinstance(col, Col):
        return False
    if col not in side.fields:
        side.fields.append(col)
    if side.head is None or (side.head != col.table and not belongs(side.head, col.table, side.lexicon)):
        side.heads.append(col.table)
    return True


def _tally(side: Side, sense: Sense) -> bool:
    tally = sense.value
    if not isinstance(tally, Tally) or side.counted:
        return False
    side.counted, side.asked, side.tally = True, tally.asked, tally
    return (
        _pick(side, Sense("pick", tally.pick)) if tally.pick is not None else _table(side, Sense("table", tally.table))
    )


def _figures(side: Side, sense: Sense) -> bool:
    if side.figures or not isinstance(sense.value, Figures):
        return False
    side.figures = sense.value.of
    return True


def _having(side: Side, sense: Sense) -> bool:
    if not isinstance(sense.value, Having):
        return False
    side.having.append(sense.value)
    return True


def _within(side: Side, _: Sense) -> bool:
    """里 behind a superlative: what follows is among the best."""
    if side.top is None or side.closed is not None:
        return True
    table = side.head or side.lexicon.subject()
    if side.top.by is not None:
        table = side.ranked or term_table(side.top.by, side.lexicon)
    side.closed = rows_of(side, table)
    for done in [t for t in side.preds if t == table or belongs(t, table, side.lexicon)]:
        side.preds.pop(done)
    side.top = None
    return True


def _side(side: Side, sense: Sense) -> bool:
    """（…）里: the rows that the brackets choose."""
    if not isinstance(sense.value, tuple) or side.closed is not None:
        return False
    inner = read_side(sense.value, side.lexicon)
    side.unused += inner.unused
    table = inner.head or side.lexicon.subject()
    side.closed = rows_of(inner, table)
    side.heads.append(table)
    return True


def _best(side: Side, sense: Sense) -> bool:
    top = sense.value
    if side.top is not None or not isinstance(top, Top):
        return False
    targets = side.head is not None and side.lexicon.schema.table(side.head).target is not None
    if targets and top.by is None and not top.versus and side.group is None:
        term = None if side.closed is None else targets_of(side.closed, side.lexicon)
        if term is None:
            return False  # 质量指标里最低的: targets in several units
        top = replace(top, by=term)
    if isinstance(top.by, Agg) and top.by.own and _said_of(side, table_of(top.by.over)):
        top = replace(top, by=such(top.by, side.preds.pop(table_of(top.by.over))))
    if side.order is not None and top.shown and top.by is None:
        top = replace(top, by=side.order.by, desc=side.order.desc == top.desc)
    side.top = top
    side.named = len(side.nouns)
    side.chosen_first = not (side.cues or side.counted)
    if side.head is not None and _could_rank(top, side.head, side.lexicon):
        side.ranked = side.head
    return True


def _could_rank(top: Top, table: str, lexicon: Lexicon) -> bool:
    """Whether rows of the table can be ranked by how many rows belong to them: 借阅最多 of books, and of authors."""
    return isinstance(top.by, Agg) and top.by.own and belongs(table_of(top.by.over), table, lexicon)


def _once(name: str) -> Callable[[Side, Sense], bool]:
    """Sets what can be said only once."""

    def handle(side: Side, sense: Sense) -> bool:
        if getattr(side, name) not in {None, sense.value}:
            return False
        setattr(side, name, sense.value)
        return True

    return handle


def _flag(name: str) -> Callable[[Side, Sense], bool]:
    def handle(side: Side, _: Sense) -> bool:
        setattr(side, name, True)
        return True

    return handle


def _this(side: Side, _: Sense) -> bool:
    """该项目: what the sentence speaks of already."""
    side.belonging = True
    return side.says_anything() or side.may_belong


def _cue(side: Side, sense: Sense) -> bool:
    if side.asked and sense.value == SUM:
        return False  # 有几个，合计多少: two figures
    side.cues.append(str(sense.value))
    return True


_HANDLERS: dict[str, Callable[[Side, Sense], bool]] = {
    "cond": _cond,
    "filter": _cond,
    "pick": _pick,
    "table": _table,
    "field": _field,
    "tally": _tally,
    "figures": _figures,
    "having": _having,
    "count": _flag("counted"),
    "cue": _cue,
    "distinct": lambda side, _: _cue(side, Sense("cue", DISTINCT)),
    "group": _once("group"),
    "order": _once("order"),
    "best": _best,
    "unit": _once("unit"),
    "all": _flag("everything"),
    "contrast": _flag("contrasted"),
    "this": _this,
    "within": _within,
    "side": _side,
}
_RANKS = {kind: rank for rank, kind in enumerate(_HANDLERS)}
"""Of the senses of a phrase the one that comes first here is taken."""


def _rank(sense: Sense) -> int:
    return _RANKS[sense.kind]
