"""业务经费两个项目, 2023和2024两个年度: a number that only says how many there are of what is chosen anyway."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from jxquery.language.cues import DIFFERENCE, LESS, TOTALS
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Phrase, Pick, Sense
from jxquery.language.outcomes import Supposed
from jxquery.language.terms import by_class, role
from jxquery.types import Col, Lit

Phrases = tuple[Phrase, ...]
_POINTING = ("this", "switch", "of")
_CHOOSING = ("pick", "filter", "all", "amount", "which")
_TWO = 2
_BEHIND_LIST = ("cue", "howmuch", "field", "severally", "each", "higher", "most", "which", "sort")
_COUNTED = frozenset({"identity", "context", "class", "period"})


def supposed(phrases: Phrases, lexicon: Lexicon) -> tuple[Phrases, tuple[Supposed, ...]]:
    """The phrases without such numbers, and what each of them supposes, which the data must bear out."""
    kept: list[Phrase] = []
    found: list[Supposed] = []
    waiting = list(phrases)
    while waiting:
        phrase = _last_two(waiting.pop(0), kept, waiting, lexicon)
        if (of := _listed(phrase, kept, waiting, lexicon)) is not None:
            if not _apart(waiting):  # each side of a difference is of one
                found.append(Supposed(of, len([p for p in kept if not p.sense("and")]), phrase.text))
            continue
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
    if isinstance(of, Col) and role(of, lexicon) not in _COUNTED:
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
    number, after = _whole(phrase, lexicon), behind[0] if behind else None
    if number is None or number < _TWO or (after is not None and after.sense("bound_after", "amount", "to")):
        return None
    solid = [p for p in before if not p.sense("of")]
    if len(solid) == 1 and solid[-1].end == phrase.start and (of := _called(solid, lexicon)) is not None:
        return None if after is not None and not after.sense(*_BEHIND_LIST) else Supposed(of, number, phrase.text)
    if before and not before[-1].sense("contrast", "this", "switch", "filter", "all"):
        return None
    of = _called(behind[:1], lexicon)
    return None if of is None else Supposed(of, number, phrase.text)


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
    counting = lexicon.schema.units.any_counts in lexicon.schema.units.comparable(lit.unit)
    return int(lit.value) if counting and lit.value == lit.value.to_integral_value() and lit.value > 0 else None


def _chosen(before: Sequence[Phrase]) -> bool:
    """Whether rows have just been chosen, or nothing was said at all."""
    solid = [p for p in before if not p.sense(*_POINTING)]
    return not solid or solid[-1].sense(*_CHOOSING) is not None
