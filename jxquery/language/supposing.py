"""What a question takes for granted: 业务经费两个项目, that there are two; 出勤率不低于多少, such a limit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from jxquery.language.cues import DIFFERENCE, LESS, TOTALS
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Phrase, Pick, Sense, kinds_of
from jxquery.language.outcomes import Supposed
from jxquery.language.predicates import as_all
from jxquery.language.terms import by_class, few_valued
from jxquery.types import Col, Lit, Named, Pred, Rows

Phrases = tuple[Phrase, ...]
_NUMBERS = frozenset({"amount", "both", "limit_asked", "bound_before"})
"""What supposes something is one of these."""
_POINTING = ("this", "switch", "of")
_CHOOSING = ("pick", "filter", "all", "amount", "which")
_TWO = 2
_OTHER_LIMIT = {"≥": ("<", "<="), ">": ("<", "<="), "≤": (">", ">="), "<": (">", ">=")}
_INSIDE = {"≤": ("内",), "<": ("≤", "内")}
"""What may stand behind the number that the limit is asked with: 控制在多久以内."""
_BEHIND_LIST = ("cue", "howmuch", "field", "severally", "each", "higher", "most", "which", "sort")


def supposed(phrases: Phrases, lexicon: Lexicon) -> tuple[Phrases, tuple[Supposed, ...]]:
    """The phrases without such numbers, and what each of them supposes, which the data must bear out."""
    if _NUMBERS.isdisjoint(kinds_of(phrases)):
        return phrases, ()
    kept: list[Phrase] = []
    found: list[Supposed] = []
    waiting = list(phrases)
    while waiting:
        phrase = _last_two(waiting.pop(0), kept, waiting, lexicon)
        if not phrase.sense(*_NUMBERS):
            kept.append(phrase)
            continue
        if (of := _listed(phrase, kept, waiting, lexicon)) is not None:
            if not _apart(waiting):  # each side of a difference is of one
                found.append(Supposed(of, len([p for p in kept if not p.sense("and")]), phrase.text))
            continue
        limit = _limit(phrase, kept, waiting, lexicon)
        if limit is not None:
            found.append(limit)
            kept.append(_asked(phrase) if phrase.sense("limit_asked") else waiting[0])
            break
        each = (
            _both(phrase, kept, waiting)
            or _so_many(phrase, kept, waiting, lexicon)
            or _named_so_many(phrase, kept, waiting, lexicon)
        )
        if each is None:
            kept.append(phrase)
            continue
        found.append(each)
        if len(kept) == 1 and kept[0].sense("this", "switch"):
            kept[0] = replace(kept[0], senses=(Sense("they", "它们"),))  # 那两个项目: those that were shown
        while kept and kept[-1].sense("this", "switch"):  # 业务经费那两个项目
            kept.pop()
        if kept and isinstance(each.of, Col) and _noun(waiting) == each.of:
            waiting.pop(0)  # its values themselves have been said
    return tuple(kept), tuple(found)


def _limit(phrase: Phrase, before: Sequence[Phrase], behind: Sequence[Phrase], lexicon: Lexicon) -> Supposed | None:
    """出勤率不低于多少, at the end: the targets, none of which may be a limit of the other kind."""
    asked, bound = phrase.sense("limit_asked"), phrase.sense("bound_before")
    rest = list(behind)
    if asked is None and not (bound is not None and rest and rest.pop(0).sense("howmuch", "unit")):
        return None
    sign = str((asked or bound or Sense("", "")).value)
    ways = {op for p in rest if (after := p.sense("bound_after", "within")) is not None for op in [after.value]}
    tables = [t for p in before if (t := _with_targets(p, lexicon)) is not None]
    if sign not in _OTHER_LIMIT or len(rest) != len(ways) or len(rest) > 1 or not tables:
        return None
    if not ways <= {sign, *_INSIDE.get(sign, ())}:
        return None
    target = lexicon.schema.table(tables[-1]).target
    if target is None:
        return None
    other: Pred = Named(Col(tables[-1], target.comparator), _OTHER_LIMIT[sign])
    return Supposed(tables[-1], 0, phrase.text, reason=f"有的目标不是「{phrase.text}」的", such=other)


def _with_targets(phrase: Phrase, lexicon: Lexicon) -> str | None:
    """The table of the targets that are picked."""
    sense = phrase.sense("pick")
    table = sense.value.table if sense is not None and isinstance(sense.value, Pick) else None
    return table if table is not None and lexicon.schema.table(table).target is not None else None


def _asked(phrase: Phrase) -> Phrase:
    return replace(phrase, senses=(Sense("howmuch", "多少"),))


def _last_two(phrase: Phrase, before: Sequence[Phrase], behind: Sequence[Phrase], lexicon: Lexicon) -> Phrase:
    """两个差多少, where nothing is said before: those of the two answers before."""
    asked = _apart(behind) and not before and _whole(phrase, lexicon) == _TWO
    return replace(phrase, senses=(Sense("both", "两个"),)) if asked else phrase


def _both(phrase: Phrase, before: Sequence[Phrase], behind: Sequence[Phrase]) -> Supposed | None:
    """业务经费这两个项目, 2023年、2024年这两个: what has just been chosen is two."""
    chosen = before[-1].sense("pick", "filter") if before and phrase.sense("both") else None
    match chosen.value if chosen is not None else None:
        case Pick(table):
            return Supposed(table, _TWO, phrase.text)
        case Cond(table, _, column):
            return Supposed(_noun(behind) or column or table, _TWO, phrase.text)
        case _:
            return None


def _so_many(phrase: Phrase, before: Sequence[Phrase], behind: Sequence[Phrase], lexicon: Lexicon) -> Supposed | None:
    """A number that stands between what chooses rows and their noun."""
    number, of = _whole(phrase, lexicon), _noun(behind) or _unsaid(before, behind)
    if number is None or of is None or not _chosen(before) or _goes_on(of, behind[1:], lexicon):
        return None
    if isinstance(of, Col) and not few_valued(of, lexicon):
        return None
    asked = bool(before) and before[-1].sense("which") is not None
    if asked and any(p.sense("most", "higher", "top") for p in (*before, *behind)):
        return None  # 哪两个项目预算最高: the number belongs to the superlative
    return Supposed(of, number, phrase.text + (behind[0].text if _noun(behind) else ""), asked)


def _unsaid(before: Sequence[Phrase], behind: Sequence[Phrase]) -> str | None:
    """业务经费两个加起来: of the rows that were named, where what is asked of them stands right behind."""
    sense = before[-1].sense("pick") if before and behind and behind[0].sense("cue", "each", "severally") else None
    return sense.value.table if sense is not None and isinstance(sense.value, Pick) else None


def _named_so_many(
    phrase: Phrase, before: Sequence[Phrase], behind: Sequence[Phrase], lexicon: Lexicon
) -> Supposed | None:
    """两个业务经费, 业务经费两个合计: a number that touches what is called so, with no noun."""
    number = _TWO if phrase.sense("both") else _whole(phrase, lexicon)
    after = behind[0] if behind else None
    if number is None or number < _TWO or (after is not None and after.sense("bound_after", "amount", "to")):
        return None
    solid = [p for p in before if not p.sense("of")]
    if len(solid) == 1 and solid[-1].end == phrase.start and (of := _called(solid, lexicon)) is not None:
        if after is not None and not after.sense(*_BEHIND_LIST):
            return None
        return Supposed(of, number, phrase.text, rows=_named_rows(solid[-1], ()))
    if before and not before[-1].sense("contrast", "this", "switch", "filter", "all", "except"):
        return None
    of = _called(behind[:1], lexicon)
    return None if of is None else Supposed(of, number, phrase.text, rows=_named_rows(behind[0], before))


def _named_rows(phrase: Phrase, before: Sequence[Phrase]) -> Rows | None:
    """The rows that are called so, where nothing before says which of them are meant."""
    sense = phrase.sense("pick")
    pick = sense.value if sense is not None and not any(p.sense("filter", "cond") for p in before) else None
    return Rows(pick.table, as_all(pick.pred)) if isinstance(pick, Pick) else None


def _listed(phrase: Phrase, before: Sequence[Phrase], behind: Sequence[Phrase], lexicon: Lexicon) -> str | None:
    """甲、乙、丙三项合计: the table of a list that has as many names as the number says."""
    after = behind[0] if behind else None
    if not before or before[-1].end != phrase.start or (after is not None and not after.sense(*_BEHIND_LIST)):
        return None
    links, names = (tuple(p for p in before if bool(p.sense("and")) == link) for link in (True, False))
    tables = {_called([p], lexicon) for p in names}
    as_many = len(links) + 1 == len(names) == _whole(phrase, lexicon) and len(names) > 1
    return tables.pop() if as_many and len(tables) == 1 else None


def _apart(behind: Sequence[Phrase]) -> bool:
    cue = behind[0].sense("cue") if behind else None
    return cue is not None and cue.value in {DIFFERENCE, LESS, TOTALS}


def _called(phrases: Sequence[Phrase], lexicon: Lexicon) -> str | None:
    """The table of rows that are called by a name or the names of a list, and not by class."""
    sense = phrases[-1].sense("pick") if phrases else None
    pick = sense.value if sense is not None else None
    named = isinstance(pick, Pick) and not by_class(pick.columns, lexicon)
    return pick.table if isinstance(pick, Pick) and named else None


def _noun(phrases: Sequence[Phrase]) -> str | Col | None:
    """The table or column that stands first."""
    sense = phrases[0].sense("table", "field") if phrases else None
    return sense.value if sense is not None and isinstance(sense.value, (str, Col)) else None


def _goes_on(of: str | Col, behind: Sequence[Phrase], lexicon: Lexicon) -> bool:
    """三个指标的项目, 两个项目以上: the number is a condition."""
    if not behind:
        return False
    owner = behind[1].sense("table") if behind[0].sense("of") and behind[1:] else None
    owned = isinstance(of, str) and owner is not None and owner.value in lexicon.schema.ancestors(of)
    return owned or behind[0].sense("bound_after", "amount") is not None


def _whole(phrase: Phrase, lexicon: Lexicon) -> int | None:
    """How many things a phrase says."""
    sense = phrase.sense("amount")
    lit = sense.value if sense is not None else None
    if not isinstance(lit, Lit) or not isinstance(lit.value, Decimal) or lit.unit is None:
        return None
    counting = lexicon.schema.units.counts(lit.unit)
    return int(lit.value) if counting and lit.value == lit.value.to_integral_value() and lit.value > 0 else None


def _chosen(before: Sequence[Phrase]) -> bool:
    """Whether rows have just been chosen, or nothing was said at all."""
    solid = [p for p in before if not p.sense(*_POINTING)]
    return not solid or solid[-1].sense(*_CHOOSING) is not None
