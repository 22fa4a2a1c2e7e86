"""Reads one side of a question: its phrases from left to right, each by the handler of its kind.

A noun of a table closes what stands before it: 满意度≥99%的项目的成本指标 are the cost indicators of the projects that
have such a satisfaction indicator. 里 behind a superlative closes it: what follows looks among the best.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from msgspec.structs import replace

from jxquery.language.belonging import Tree, belongs, narrowed, of_parts, over_parts, related, such, tree, ways
from jxquery.language.cues import DISTINCT, SUM
from jxquery.language.grammar.lists import compound
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Figures, Having, Phrase, Pick, Sense, Tally, Top
from jxquery.language.names import MIN_PART
from jxquery.language.predicates import conjunction, role, table_of, targets_of, term_table
from jxquery.language.side import Absorbed, Side, claim, conditions, could_rank, rank, rank_named, rows_of
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
        sense = next((s for kind in _HANDLERS if (s := phrase.sense(kind)) is not None), None)
        if sense is not None and isinstance(sense.value, Pick):
            side.said[sense.value.table] = phrase.text
        asked = phrase.sense("howmuch")
        side.howmuch = side.howmuch or (asked is not None and asked.value != "多大")
        if sense is not None and sense.kind == "count":
            side.classifier, side.asked = phrase.text[-1:], sense.value == "几个"
        quiet = any(s.kind in QUIET for s in phrase.senses) or (
            asking and phrase.sense("every", "statistic") is not None
        )
        if sense is not None and sense.kind == "table" and (whose := _done_by(phrases[:number], sense, lexicon)):
            _happened(side, whose, str(sense.value))
            continue
        if sense is not None and isinstance(sense.value, (Pick, Cond)) and _object(before, phrase, side):
            side.object = sense.value.table
        elif sense is not None and isinstance(sense.value, Pick) and side.object is None:
            claim(side, sense.value.table)
            if before is not None and before.sense("best", "of"):
                rank_named(side, sense.value.table)
        taken = quiet if sense is None else _joins(side, sense) and _HANDLERS[sense.kind](side, sense)
        if taken and sense is not None:
            _possessed(side, phrases[max(0, number - 2) : number], sense)
        if not taken:
            side.unused.append(phrase)
    side.unused += _between_several(side, phrases)
    return side


def _between_several(side: Side, phrases: tuple[Phrase, ...]) -> list[Phrase]:
    """What is said of rows that hang together with the others in several ways: by 借阅, or by 预约, is not said."""
    spoken = side.spoken()
    pairs = ((t, other) for t in side.preds for other in spoken if other != t)
    unclear = {t for t, other in pairs if len(ways(t, other, side.lexicon, spoken)) > 1}
    return [p for p in phrases if unclear and any(getattr(s.value, "table", s.value) in unclear for s in p.senses)]


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
    if noun is None and before and before[-1].sense("of") and side.object is not None:
        noun = Sense("table", side.nouns[-1])  # 借过围城的学生
    value = sense.value
    pick = value.pick if isinstance(value, Tally) else value if isinstance(value, Pick) else None
    whole = value.table if isinstance(value, (Pick, Tally)) else value if sense.kind == "table" else None
    part = None if noun is None else str(noun.value)
    if part is None or not isinstance(whole, str) or not belongs(part, whole, side.lexicon):
        return
    if pick is not None and not _by_class(pick, side.lexicon):
        return
    if whole == side.object:
        return
    if pick is not None:
        _table(side, Sense("table", whole))
    said = any(of_parts(p) == part for p in side.preds.get(whole, ()))
    if not said and part != side.ranked:
        side.preds.setdefault(whole, []).append(Has(Rows(part), "some"))


def _done_by(before: tuple[Phrase, ...], sense: Sense, lexicon: Lexicon) -> str | None:
    """哪些读者2024年借过, 几个读者借过: whose rows are asked for, where what follows is what happened to them."""
    since = next((n for n in range(len(before) - 1, -1, -1) if before[n].sense("of", "within")), -1) + 1
    for number in range(len(before) - 1, since - 1, -1):
        noun, tally = before[number].sense("table"), before[number].sense("tally")
        asked = tally is not None or (number > since and before[number - 1].sense("which") is not None)
        value = tally.value if tally is not None else noun.value if noun is not None else None
        table = value.table if isinstance(value, Tally) else value
        if asked and isinstance(table, str):
            return table if belongs(str(sense.value), table, lexicon) else None
    return None


def _happened(side: Side, whose: str, what: str) -> None:
    """The rows that are asked for have such rows; those were spoken of, but not asked for."""
    side.preds.setdefault(whose, []).append(Has(Rows(what), "some"))
    side.nouns.append(what)
    if side.head != whose:
        side.heads.append(whose)


def _object(before: Phrase | None, name: Phrase, side: Side) -> bool:
    """借了三次以上小说, 没借过30元以上的书: with what it happened, and not whose it is."""
    what = name.sense("pick", "cond", "filter")
    value = what.value if what is not None else None
    if before is None or before.end != name.start or name.spaced or not isinstance(value, (Pick, Cond)):
        return False
    noun, said = before.sense("table"), before.sense("cond")
    happened = str(noun.value) if noun is not None else None
    if said is not None and isinstance(said.value, Cond) and side.open:
        last = side.open[-1]
        happened = of_parts(last) if last in side.preds.get(said.value.table, []) else None
    return happened is not None and belongs(happened, value.table, side.lexicon)


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
    # 读者借了三体: what happened is of both, and the name says with what.
    about = {side.head, *side.nouns[-1:]}
    if not any(table is not None and belongs(table, pick.table, side.lexicon) for table in about):
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
    if parts is not None and len(side.lexicon.schema.table(parts).parents) > 1:
        side.open.append(pred)
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
    """A noun: what was said of the tables that hang on it, by rows that were spoken of, becomes a condition on it.

    借了三体的读者 are readers with such a 借阅; of 甲的三体 what follows says whether 借阅 or books are meant.
    """
    table = str(sense.value)
    if side.top is not None and side.nouns[side.named :] == []:
        rank_named(side, table)
        if could_rank(side.top, table, side.lexicon):
            rank(side, table)
    if side.object == table:
        side.object = None
        return True
    claim(side, table)
    said = _hanging(side, table)
    before = {t: tuple(p) for t, p in side.preds.items() if t == table or t in said}
    if side.top is not None and side.ranked in said:
        said = {}  # 借阅最多的学生借了哪些书: of the students that were ranked
    preds = conditions(replace(side, preds={t: p for t, p in side.preds.items() if t in {table, *said}}), table, said)
    for done in said:
        side.preds.pop(done, None)
        side.picks.pop(done, None)
    if preds:
        side.preds[table] = list(preds)
    by = frozenset(t for t in said if belongs(t, table, side.lexicon))
    if by != said.keys():
        side.absorbed.append(Absorbed(by, before, {table: preds}))
    side.heads.append(table)
    side.nouns.append(table)
    return True


def _hanging(side: Side, table: str) -> Tree:
    """The tables that hang on the noun's by rows that were spoken of, and what is said of those with them."""
    lexicon = side.lexicon
    dated = {t for t, p in side.preds.items() if t not in side.nouns and _only_dated(p, lexicon)}
    spoken = {*side.preds, *side.nouns} - dated
    others = [t for t in side.preds if t != table and t not in dated]
    branches = tree(table, others, lexicon, side.spoken())
    hanging = over_parts(table, branches, lexicon)
    known = [
        t for t in hanging if t in spoken and (belongs(t, table, lexicon) or _by_spoken(t, table, branches, spoken))
    ]
    near = {t: branches[t] for t in hanging}
    return {t: near[t] for end in known for t in _way(end, near)}


def _by_spoken(table: str, noun: str, branches: Tree, spoken: Collection[str]) -> bool:
    """Whether rows between the table's and the noun's were spoken of."""
    between = branches[table]
    return between != noun and (between in spoken or _by_spoken(between, noun, branches, spoken))


def _way(table: str, near: Tree) -> Iterator[str]:
    while table in near:
        yield table
        table = near[table]


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
    if tally.pick is None:
        return _table(side, Sense("table", tally.table))
    fits = _pick(side, Sense("pick", tally.pick))
    side.heads.append(tally.table)
    return fits


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
        side.among = side.nouns[-1] if side.nouns and side.closed is None else None
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
    each = None if side.group is None else side.group.table
    nouns = [*([each] if each else []), *(reversed(side.nouns) if side.among is None else (side.among,))]
    named = next((n for n in nouns if could_rank(top, n, side.lexicon)), None)
    if side.among is not None and isinstance(top.by, Col) and belongs(top.by.table, side.among, side.lexicon):
        named = side.among  # 读者中小说的罚款合计最高的
    if named is not None and side.head is not None and not _in_line(named, side.head, side.lexicon):
        side.heads.append(named)  # 哪个读者小说借阅最多: of the readers, whose 借阅 are of 小说
    if side.head is not None and could_rank(top, side.head, side.lexicon):
        rank(side, side.head)
    return True


def _in_line(table: str, other: str, lexicon: Lexicon) -> bool:
    return table == other or belongs(table, other, lexicon) or belongs(other, table, lexicon)


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
