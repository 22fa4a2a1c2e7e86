"""Two questions in one, the second of which says only what is different: 中央的钱一共多少，市级的呢.

What is different goes beside its like in the first. A figure over rows is asked of each of the two.
"""

from __future__ import annotations

from itertools import pairwise

from msgspec.structs import replace

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Group, Phrase, Pick, Sense
from jxquery.language.terms import by_class
from jxquery.types import Col

Phrases = tuple[Phrase, ...]
_DIFFERENT = ("pick", "filter", "of", "and")
_QUESTION = ("howmuch", "which", "count")
_WHOLE = (*_QUESTION, "table", "most", "best_n")
_ASKED = (*_QUESTION, "cue", "unit", "switch")
_ENDING = ("howmuch", "count", "cue", "unit", "switch")
_ASKING = (*_QUESTION, "field", "table", "tally", "cue", "best", "most", "unit")
_LIMITING = ("lacks", "not", "except", "than", "bound_before")
_LIMITED = ("lacks", "amount", "bound_before", "every", "wordy", "numeric", "reached")
"""What makes a condition of what stands behind it, and of what stands before."""
_BESIDE_BOTH = ("severally", "every", "is", "also", "cue", "table")
_TAKEN_OVER_ROWS = ("cue", "count", "tally", "most", "best_n")


def coordinated(phrases: Phrases, lexicon: Lexicon) -> Phrases:
    """The phrases as one question about all that is named; as they stand, where there is no second question.

    A second one whose like was not named before is not known: 满意度指标有几个，成本指标呢 counts two levels.
    """
    start = _fragment(phrases)
    if start is None:
        return _listed_and_counted(phrases)
    first = coordinated(phrases[:start], lexicon) if phrases[start - 1].sense("switch") else phrases[:start]
    second = phrases[start:-1]
    if not any(p.sense(*_ASKING) for p in first):
        return phrases
    together = _together(first, second, lexicon) if all(p.sense(*_DIFFERENT) for p in second) else None
    if together is not None:
        return together
    unknown = tuple(replace(p, senses=(Sense("unknown", ""),)) for p in second if not p.sense("of", "and"))
    asked = any(p.sense(*_WHOLE) for p in first) and not all(
        p.sense("field", "of", "and", "this", "they") for p in second
    )
    return (*first, *unknown) if asked else phrases


def _listed_and_counted(phrases: Phrases) -> Phrases:
    """2024年有几个项目，分别是哪些: the rows, whose number is seen; as they stand, where not both are asked."""
    start = max((n for n, p in enumerate(phrases) if p.spaced), default=0)
    first, second = phrases[:start], phrases[start:]
    which = [p for p in (first if any(p.sense("count") for p in second) else second) if _of_several(p)]
    if not which or not all(p.sense("which", "count", "has", *_BESIDE_BOTH) for p in second):
        return phrases
    if any(p.sense("count") for p in second):
        return phrases if any(p.sense("best", "most", "count", "cue", "each") for p in first) else first
    counted = [n for n, p in enumerate(first) if p.sense("count", "howmuch")]
    if len(counted) != 1 or any(p.sense("cue", "each", "field") for p in first):
        return phrases
    kept = (p for n, p in enumerate(first) if n != counted[0] and not (n == counted[0] - 1 and p.sense("has")))
    return tuple(kept)


def _of_several(phrase: Phrase) -> bool:
    """哪些 asks for rows; 哪个 for one of them."""
    sense = phrase.sense("which")
    return sense is not None and sense.value in {"哪", "是哪"}


def _together(first: Phrases, second: Phrases, lexicon: Lexicon) -> Phrases | None:
    """The first question, of what it names and of what the second one names beside it."""
    named = [p for p in second if p.sense("pick", "filter")]
    at = next((n for n in range(len(first) - 1, -1, -1) if named and _alike(first[n], named, lexicon)), None)
    if at is None:
        return None
    listed = [first[at]]
    for phrase in named:
        link = Phrase(phrase.start, phrase.start, "", (Sense("and", "和"),), "coordinated")
        listed += [link, replace(phrase, spaced=False)]
    before, behind = first[:at], first[at + 1 :]
    limiting = any(p.sense("has", *_LIMITING) for p in before[-1:])
    if limiting or any(p.sense(*_LIMITED) for p in behind[:1]):
        return None  # 没有成本指标的项目有几个，质量指标呢: one condition, of which the other may be a part
    if not _over_rows(first):
        return (*before, *listed, *behind)
    end, group = first[at].end, _each(first[at], lexicon)
    if group is None:
        return None
    apart = [Phrase(end, end, "", (Sense("group", group),), "coordinated")]
    if any(p.sense("which") for p in first) and not any(p.sense("table") for p in first):
        apart.append(Phrase(end, end, "", (Sense("table", lexicon.subject()),), "coordinated"))  # 最高的是哪个
    return (*before, *listed, *apart, *behind)


def _over_rows(phrases: Phrases) -> bool:
    """Whether a figure over rows is asked, or one of each group of them."""
    grouped = any(p.sense("each") and after.sense("field") for p, after in pairwise(phrases))
    return grouped or any(p.sense(*_TAKEN_OVER_ROWS) for p in phrases)


def _fragment(phrases: Phrases) -> int | None:
    """Where the second question begins, if there is one: behind a pause or the end of another question."""
    if len(phrases) < 3 or not ((tone := phrases[-1].sense("switch")) and tone.value == "呢"):  # noqa: PLR2004 — the least
        return None
    start = len(phrases) - 1
    while start > 0 and not phrases[start].spaced and not phrases[start - 1].sense(*_ASKED):
        start -= 1
    if not 0 < start < len(phrases) - 1:
        return None
    behind = phrases[start - 1].sense(*_ENDING) and all(p.sense(*_DIFFERENT) for p in phrases[start:-1])
    return start if phrases[start].spaced or behind else None


def _alike(phrase: Phrase, named: list[Phrase], lexicon: Lexicon) -> bool:
    """Whether the phrase names what each of these names: a value of one column, rows of one table by their names."""
    of = _dimension(phrase, lexicon)
    return of is not None and all(_dimension(p, lexicon) == of for p in named)


def _dimension(phrase: Phrase, lexicon: Lexicon) -> object:
    sense = phrase.sense("pick", "filter")
    match sense.value if sense is not None else None:
        case Pick(table, _, columns):
            return columns if by_class(columns, lexicon) else ("name", table)
        case Cond(_, _, column):
            return column
        case _:
            return None


def _each(phrase: Phrase, lexicon: Lexicon) -> Group | None:
    """What makes a figure of each: the column, or rows of the table."""
    sense = phrase.sense("pick", "filter")
    match sense.value if sense is not None else None:
        case Pick(_, _, columns) if by_class(columns, lexicon):
            return Group(columns) if len(columns) == 1 else None
        case Pick(table):
            return Group((), table)
        case Cond(_, _, Col() as column):
            return Group((column,))
        case _:
            return None
