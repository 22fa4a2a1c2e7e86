"""The engine of the grammar: rules over neighbouring phrases, each a pattern of kinds and a production.

A pattern is words with blanks between them: a kind, several with `|`, optional with `?`. A rule reads a phrase by the
sense that its pattern names, makes a new phrase of what it matched, and nothing else: order and precedence are the
order of the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Phrase, Sense

Production = Callable[[Lexicon, "Match"], "Sense | tuple[Phrase, ...] | None"]


@dataclass(frozen=True, slots=True)
class Element:
    kinds: tuple[str, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Match:
    """The phrases that a pattern matched, None where an optional one is missing, and the senses it took them in."""

    phrases: tuple[Phrase | None, ...]
    senses: tuple[Sense | None, ...]
    before: Phrase | None = None
    after: Phrase | None = None

    def __getitem__(self, number: int) -> object:
        """The value of the element, None where it is missing."""
        sense = self.senses[number]
        return None if sense is None else sense.value


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    pattern: tuple[Element, ...]
    produce: Production


def compile_pattern(pattern: str) -> tuple[Element, ...]:
    """The elements of a pattern.

    >>> compile_pattern("field of|is? bound")[1]
    Element(kinds=('of', 'is'), optional=True)
    """
    return tuple(Element(tuple(part.rstrip("?").split("|")), part.endswith("?")) for part in pattern.split())


def apply(rule: Rule, phrases: tuple[Phrase, ...], lexicon: Lexicon) -> tuple[Phrase, ...]:
    """The phrases after the rule was applied from left to right wherever it fits, again to what it made."""
    at = 0
    while at < len(phrases):
        made = next(_productions(rule, phrases, at, lexicon), None)
        if made is None:
            at += 1
        else:
            new, end = made
            phrases = phrases[:at] + new + phrases[end:]
            at = max(0, at - 1) if len(new) == 1 else at + len(new)
    return phrases


def _productions(
    rule: Rule, phrases: tuple[Phrase, ...], start: int, lexicon: Lexicon
) -> Iterator[tuple[tuple[Phrase, ...], int]]:
    for matched, senses, end in _matches(rule.pattern, phrases, start):
        before = phrases[start - 1] if start else None
        after = phrases[end] if end < len(phrases) else None
        made = rule.produce(lexicon, Match(matched, senses, before, after))
        if isinstance(made, Sense):
            span = phrases[start:end]
            yield (Phrase(span[0].start, span[-1].end, "".join(p.text for p in span), (made,), rule.name),), end
        elif made is not None:
            yield made, end


def _matches(
    pattern: tuple[Element, ...], phrases: tuple[Phrase, ...], at: int
) -> Iterator[tuple[tuple[Phrase | None, ...], tuple[Sense | None, ...], int]]:
    """Every way in which the pattern fits from `at`: with an optional element first, then without."""
    if not pattern:
        yield (), (), at
        return
    element, rest = pattern[0], pattern[1:]
    if at < len(phrases):
        for kind in element.kinds:
            sense = phrases[at].sense(kind)
            if sense is not None:
                for found, senses, end in _matches(rest, phrases, at + 1):
                    yield (phrases[at], *found), (sense, *senses), end
    if element.optional:
        for found, senses, end in _matches(rest, phrases, at):
            yield (None, *found), (None, *senses), end
