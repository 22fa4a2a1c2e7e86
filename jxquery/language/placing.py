"""排第几: the place of rows in the order of a measure, among all rows or those that are named."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.build import is_measure, listing
from jxquery.language.grounds import grounds
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Phrase, Tally
from jxquery.language.outcomes import Choices, NotUnderstood, Resolution
from jxquery.language.shares import opened
from jxquery.language.side import Side, rows_of
from jxquery.language.sides import read_side
from jxquery.language.terms import term_of, term_table
from jxquery.types import All, Place, Query, Rows, Term

Phrases = tuple[Phrase, ...]
_WHOSE = "没有说是哪一个排第几"


def place(phrases: Phrases, lexicon: Lexicon, of: Rows | None = None) -> Resolution:
    """司法救助的预算在2024年项目里排第几. `of`: the rows that are meant where none are named."""
    placed = next(p for p in phrases if p.sense("placed"))
    row_phrases, among_phrases = _parted(tuple(p for p in phrases if p is not placed))
    tallies = [s.value for p in row_phrases if (s := p.sense("tally")) is not None and isinstance(s.value, Tally)]
    row_phrases = tuple(p for p in row_phrases if not p.sense("tally"))
    side, among = read_side(row_phrases, lexicon), read_side(opened(among_phrases), lexicon)
    if side.unused or among.unused:
        return NotUnderstood(tuple(p.text for p in (*side.unused, *among.unused)))
    if of is not None and not (side.preds or side.top):
        side = replace(side, closed=of)
    by = _ranked_by(side, tallies, lexicon)
    sense = placed.sense("placed")
    if by is None or sense is None or not _plain(side) or not _plain(among) or among.fields:
        return NotUnderstood((placed.text,), _WHOSE)
    table = term_table(by, lexicon)
    rows = rows_of(side, table)
    if not (table in side.picks or side.top is not None or side.closed is not None):
        return NotUnderstood((placed.text,), _WHOSE)
    whole = rows_of(among, table)
    found = [
        _query(rows, Place(by, over, desc=sense.value == "降"), lexicon)
        for over in grounds(side, whole, lexicon, said=bool(among_phrases))
    ]
    return found[0] if len(found) == 1 else Choices(tuple(found))


def _parted(phrases: Phrases) -> tuple[Phrases, Phrases]:
    """What is ranked, and among what: 在 … 里, or what stands before 里."""
    end = next((n for n, p in enumerate(phrases) if p.sense("within")), None)
    if end is None:
        return phrases, ()
    at = next((n for n, p in enumerate(phrases[:end]) if p.sense("at", "side", "all")), None)
    if at is None:
        return phrases[end + 1 :], phrases[:end]
    start = at + 1 if phrases[at].sense("at") else at
    return (*phrases[:at], *phrases[end + 1 :]), phrases[start:end]


def _plain(side: Side) -> bool:
    return not (side.cues or side.counted or side.figures or side.group or side.order or side.unit)


def _ranked_by(side: Side, tallies: list[Tally], lexicon: Lexicon) -> Term | None:
    """The measure or number of rows that the order goes by."""
    if len(tallies) + len(side.fields) > 1:
        return None
    if tallies:
        return term_of(tallies[0], lexicon)
    if side.fields:
        return side.fields[0] if is_measure(side.fields[0], lexicon) else None
    return lexicon.default_measure(lexicon.subject())


def _query(rows: Rows, of: Place, lexicon: Lexicon) -> Query:
    """The rows with their place; those that are not among the others have none."""
    missing = tuple(p for p in of.over.where.of if p not in rows.where.of)
    return listing(replace(rows, where=All((*rows.where.of, *missing))), (of,), lexicon)
