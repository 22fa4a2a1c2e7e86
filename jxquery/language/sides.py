"""Reads one side of a question: its phrases from left to right, each by the handler of its kind."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from msgspec.structs import replace

from jxquery.language.belonging import belongs, of_parts, related, ways
from jxquery.language.cues import FUNCTIONS, SUM
from jxquery.language.grammar.lists import compound
from jxquery.language.handlers import HANDLERS, take_table
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Phrase, Pick, Sense, Tally, kinds_of
from jxquery.language.names_about import MIN_PART
from jxquery.language.predicates import conjunction, of_either, table_of
from jxquery.language.side import Counting, Manner, Side, claim, rank_named, rows_of
from jxquery.language.terms import by_class, in_such, role
from jxquery.types import Col, Has, Rows

QUIET = frozenset({"filler", "pause", "of", "is", "and", "also", "which", "howmuch", "has", "approx", "severally"})
"""Kinds that may stand beside anything: what they add was taken by a rule, or they add nothing."""
_ASKING = ("which", "howmuch", "count")
_MANNERS = frozenset({"howmuch", "which", "also", "best"})
_COMPARING = ("measure_bound", "bound_alone", "over_part_of_whole", "share_of_whole", "against_average")


def read_side(phrases: tuple[Phrase, ...], lexicon: Lexicon, *, may_belong: bool = False) -> Side:
    """All phrases of the side; those that add something that nothing can take are in `unused`.

    `may_belong`: 该 can mean what another side speaks of.
    """
    kinds = kinds_of(phrases)
    side = Side(lexicon, may_belong=may_belong, manner=_manner(phrases, kinds))
    asking = not kinds.isdisjoint(_ASKING) or any(_asks_itself(p, lexicon) for p in phrases)
    linked = False
    for number, phrase in enumerate(phrases):
        side.unused += _misfits(side, phrases, number)
        if linked and (
            phrase.sense("cond", "filter", "pick") if side.top is not None else phrase.sense("best") and side.preds
        ):
            side.also_after_top = True
        linked = phrase.sense("also") is not None or (linked and phrase.sense("is") is not None)
        sense = _leading(phrase)
        if sense is not None:
            taken = _takes(side, phrases, number, sense)
        else:
            taken = bool(phrase.sense(*QUIET) or (asking and phrase.sense("every", "statistic")))
        if not taken:
            side.unused.append(phrase)
    side.unused += _between_several(side, phrases)
    if _asks_targets(side):
        side.counting, side.manner = None, replace(side.manner, howmuch=True)
    return side


def _takes(side: Side, phrases: tuple[Phrase, ...], number: int, sense: Sense) -> bool:
    """Whether the side takes the phrase in this sense, beside what stands before it."""
    phrase, value = phrases[number], sense.value
    before = phrases[number - 1] if number else None
    if isinstance(value, Pick):
        side.said[value.table] = phrase.text
    if sense.kind == "count":
        side.counting = Counting(side.tally, phrase.text[-1:], asked=value == "几个")
    if sense.kind == "table" and (whose := _done_by(phrases[:number], sense, side.lexicon)):
        _happened(side, whose, str(value))
        return True
    if isinstance(value, (Pick, Cond)) and _object(before, phrase, side):
        side.object = value.table
    elif isinstance(value, Pick) and side.object is None:
        claim(side, value.table)
        if before is not None and before.sense("best", "of"):
            rank_named(side, value.table)
    if not (_joins(side, sense) and _HANDLERS[sense.kind](side, sense)):
        return False
    _possessed(side, phrases[max(0, number - 2) : number], sense)
    return True


def _asks_targets(side: Side) -> bool:
    """Whether 几项 asks for targets that are in such things, and not how many rows are called so."""
    pick = side.picks.get(side.head or "")
    if side.counting is None or side.tally is not None or pick is None or pick.table in side.nouns:
        return False
    targets = side.lexicon.schema.table(pick.table).target is not None
    return targets and not by_class(pick.columns, side.lexicon) and in_such(side.counting.word, pick, side.lexicon)


def _misfits(side: Side, phrases: tuple[Phrase, ...], number: int) -> Iterator[Phrase]:
    """What the phrase makes of what stands before it that cannot be answered, whatever each is by itself."""
    phrase = phrases[number]
    before = phrases[number - 1] if number else None
    if before is not None and _torn(before, phrase, side.lexicon):
        yield replace(before, text=before.text + (phrase.text if _short_part(phrase) else ""))
    if _two_measures(phrases[max(0, number - 2) : number], phrase, side.lexicon):
        yield phrase  # 库存金额 is neither of the two
    linked = before is not None and before.sense("and") is not None
    if linked and (side.cues or side.top) and phrase.sense("cue", "best"):
        yield phrase  # 平均值和合计: one figure at a time
    if _of_figure(side, phrases, number):
        yield phrase  # 前三名的合计超过100万吗: no condition on each
    if linked and _of_two_kinds(side, phrase):
        yield phrase  # 司法救助和2023年: not both at once, and not said which


def _manner(phrases: tuple[Phrase, ...], kinds: frozenset[str]) -> Manner:
    """How the phrases, which are of these kinds, ask."""
    if _MANNERS.isdisjoint(kinds):
        return Manner()
    ends = [n for n, p in enumerate(phrases, 1) if p.sense("best")]
    return Manner(
        howmuch=any(s.value != "多大" for p in phrases if (s := p.sense("howmuch")) is not None),
        which=any(first.sense("which") and second.sense("field") for first, second in pairwise(phrases)),
        also="also" in kinds,
        singled=any(phrases[end:] and all(p.sense("of", "is", "which") for p in phrases[end:]) for end in ends),
    )


def _asks_itself(phrase: Phrase, lexicon: Lexicon) -> bool:
    """Whether a field is a question: 哪年."""
    return phrase.sense("field") is not None and phrase.text.startswith(lexicon.kinds.get("which", ()))


def _between_several(side: Side, phrases: tuple[Phrase, ...]) -> list[Phrase]:
    """What is said of rows that hang together with the others in several ways: by 借阅, or by 预约, is not said."""
    spoken = side.spoken()
    if len(spoken) == 1:
        return []
    pairs = ((t, other) for t in side.preds for other in spoken if other != t)
    unclear = {t for t, other in pairs if len(ways(t, other, side.lexicon, spoken)) > 1}
    return [p for p in phrases if unclear and any(getattr(s.value, "table", s.value) in unclear for s in p.senses)]


def _of_figure(side: Side, phrases: tuple[Phrase, ...], number: int) -> bool:
    """Whether a bound is said of a figure that stands before it: right behind 预算合计, or where the question ends."""
    if phrases[number].rule not in _COMPARING or not number:
        return False
    ahead = [p for p in phrases[:number] if not p.sense("of")]
    cue, first = ahead[-1].sense("cue") if ahead else None, phrases[0].sense("cue")
    of_what = ahead[-2].sense("field", "tally", "pick", "best") if len(ahead) > 1 else None
    if cue is not None and cue.value in FUNCTIONS and of_what is not None:
        return True
    stressed = first is not None and side.cues == [SUM]  # 一共…
    return number == len(phrases) - 1 and not (side.counted or stressed) and any(c in FUNCTIONS for c in side.cues)


def _two_measures(before: tuple[Phrase, ...], phrase: Phrase, lexicon: Lexicon) -> bool:
    """Whether two measures touch, with nothing between them but 总."""
    second = phrase.sense("field")
    if second is None or not before or before[-1].end != phrase.start or phrase.spaced:
        return False
    if phrase.text.startswith(lexicon.kinds.get("howmuch", ())):
        return False  # 花了多少钱
    first = (before[0] if len(before) > 1 and before[-1].sense("cue") else before[-1]).sense("field")
    columns = {s.value for s in (first, second) if s is not None}
    return len(columns) == 2 and all(isinstance(c, Col) and role(c, lexicon) == "measure" for c in columns)  # noqa: PLR2004 — two


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
    if pick is not None and not by_class(pick.columns, side.lexicon):
        return
    if whole == side.object:
        return
    if pick is not None:
        take_table(side, Sense("table", whole))
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
    if isinstance(value, Cond) and of_parts(value.pred) is not None:
        return False  # 就诊 次数超过5次
    noun, said = before.sense("table"), before.sense("cond")
    happened = str(noun.value) if noun is not None else None
    if said is not None and isinstance(said.value, Cond) and side.open:
        last = side.open[-1]
        happened = of_parts(last) if last in side.preds.get(said.value.table, []) else None
    return happened is not None and belongs(happened, value.table, side.lexicon)


def _short_part(phrase: Phrase) -> bool:
    return phrase.rule == "part" and len(phrase.text) == MIN_PART


def _torn(before: Phrase, noun: Phrase, lexicon: Lexicon) -> bool:
    """A part of the names of what belongs to rows, right before their noun, is a piece of an unknown name: 培训项目."""
    if before.rule not in {"part", "gapped"}:
        return False
    if _short_part(noun) and before.rule == "part" and before.end == noun.start and not noun.spaced:
        return True
    if compound(before, noun) or _part_before_owner(before, noun, lexicon):
        return True
    pick, table = before.sense("pick"), noun.sense("table")
    if pick is None or table is None or not isinstance(pick.value, Pick):
        return False
    return belongs(pick.value.table, str(table.value), lexicon)


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


def _side(side: Side, sense: Sense) -> bool:
    """（…）里: the rows that the brackets choose; （（…）或（…））: the condition to be one of either."""
    if not isinstance(sense.value, tuple):
        return False
    ways = [read_side(part, side.lexicon) for part in _parted(sense.value)]
    side.unused += [p for inner in ways for p in inner.unused]
    first, *others = [rows_of(inner, inner.head or side.lexicon.subject()) for inner in ways]
    if not others and side.closed is None:
        side.closed = first
        side.heads.append(table_of(first))
        return True
    if len(others) != 1 or table_of(others[0]) != table_of(first):
        return False
    chosen = of_either(first, others[0])
    return HANDLERS["cond"](side, Sense("cond", Cond(table_of(first), conjunction(chosen.where.of))))


def _parted(phrases: tuple[Phrase, ...]) -> tuple[tuple[Phrase, ...], ...]:
    """The phrases on each side of 或."""
    at = next((n for n, p in enumerate(phrases) if p.sense("or")), None)
    return (phrases,) if at is None else (phrases[:at], *_parted(phrases[at + 1 :]))


_HANDLERS = {**HANDLERS, "side": _side}
_RANKS = {kind: rank for rank, kind in enumerate(_HANDLERS)}
"""Of the senses of a phrase the one that comes first here is taken."""


def _leading(phrase: Phrase) -> Sense | None:
    """The sense that the phrase is taken in."""
    known = [s for s in phrase.senses if s.kind in _RANKS]
    return min(known, key=_rank) if len(known) > 1 else next(iter(known), None)


def _rank(sense: Sense) -> int:
    return _RANKS[sense.kind]
