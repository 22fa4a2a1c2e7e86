"""Words that several tables have in common, a year or the name of a column: of which of them they are said."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from jxquery.language.lexicon import Lexicon, year_sense
from jxquery.language.mentions import Phrase, Sense


def year_senses(lexicon: Lexicon, year: int) -> tuple[Sense, ...]:
    """A filter on the year, for each of the columns that hold it; for each at all, where none does."""
    holding = [col for col in lexicon.periods if year in lexicon.facts.years.get(col, ())]
    return tuple(year_sense(col, year) for col in holding or lexicon.periods)


def counted_senses(lexicon: Lexicon, offset: int) -> tuple[Sense, ...]:
    """今年 and its like, counted from the newest year of each column."""
    return tuple(
        year_sense(col, newest + offset) for col in lexicon.periods if (newest := lexicon.newest(col)) is not None
    )


def nearest(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> tuple[Phrase, ...]:
    """The phrases where such words mean a column of the rows that they stand beside, or that the question is about.

    Where those are not the same, both stay, for the reader to choose from.
    """
    return tuple(_chosen(number, phrases, lexicon) for number in range(len(phrases)))


def _chosen(number: int, phrases: Sequence[Phrase], lexicon: Lexicon) -> Phrase:
    phrase = phrases[number]
    if len(phrase.senses) == 1:
        return phrase
    years = [s for s in phrase.senses if _of_year(s, lexicon)]
    fields = [s for s in phrase.senses if s.kind == "field"]
    open_ones = max(years, fields, key=len)
    if len(open_ones) < 2:  # noqa: PLR2004 — with one there is nothing to choose
        return phrase
    before = [t for p in phrases[:number] if (t := _table(p)) is not None]
    behind = [t for p in phrases[number + 1 :] if (t := _table(p)) is not None]
    # A year stands before what it is said of, as does what rows are grouped by; the name of a column behind.
    first = bool(years) or (number > 0 and phrases[number - 1].sense("each") is not None)
    said = behind[:1] or before[-1:] if first else before[-1:] or behind[:1]
    about = (behind or before)[-1:] if first else ()
    kept = {s for table in (*said, *about) for s in _of(table, open_ones, lexicon)}
    own = {t: s for s in reversed(years) if (t := getattr(s.value, "table", None)) in behind}
    kept |= {*own.values()} if open_ones is years else set()
    if not kept:
        return phrase
    return replace(phrase, senses=tuple(s for s in phrase.senses if s in kept or s not in open_ones))


def year_again(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> tuple[Phrase, ...]:
    """2024年市级预算占当年预算多少: the one year that was said before."""
    if not any(p.sense("that_year") for p in phrases):
        return phrases
    years = {p.senses: p for p in phrases if any(_of_year(s, lexicon) for s in p.senses)}
    if len(years) != 1:
        return phrases
    (senses,) = years
    return tuple(replace(p, senses=senses) if p.sense("that_year") else p for p in phrases)


def _of_year(sense: Sense, lexicon: Lexicon) -> bool:
    return sense.kind == "filter" and getattr(sense.value, "column", None) in lexicon.periods


def _table(phrase: Phrase) -> str | None:
    """The table that a phrase speaks of, where all that it can mean is of one."""
    tables = {s.value if s.kind == "table" else getattr(s.value, "table", None) for s in phrase.senses}
    found = tables.pop() if len(tables) == 1 else None
    return found if isinstance(found, str) else None


def _of(table: str, senses: Sequence[Sense], lexicon: Lexicon) -> tuple[Sense, ...]:
    """The senses of the rows of the table, else of the nearest that they belong to, of each of them."""
    for level in lexicon.schema.levels(table):
        found = {t: s for s in reversed(senses) if (t := getattr(s.value, "table", None)) in level}
        if found:
            return tuple(found.values())
    return ()
