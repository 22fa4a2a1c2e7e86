"""The engine of the grammar: rules over neighbouring phrases, each a pattern of kinds and a production.

A pattern is words with blanks between them: a kind, several with `|`, optional with `?`. A rule reads a phrase by the
sense that its pattern names and makes a new phrase of what it matched, or leaves it. Precedence is the order of the
rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TypeVar

from msgspec import Struct

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Phrase, Sense, kinds_of

T = TypeVar("T")
_KEPT = 5000  # sets of kinds; the same ones come again and again


class Element(Struct, frozen=True):
    """A place in a pattern: the kinds that fit, and whether it may be missing."""

    kinds: tuple[str, ...]
    optional: bool


class Match(Struct, frozen=True):
    """The phrases that a pattern matched, None where an optional one is missing, and the senses it took them in.

    `before` and `after` are what stands beside them.
    """

    phrases: tuple[Phrase | None, ...]
    senses: tuple[Sense | None, ...]
    before: Phrase | None = None
    after: Phrase | None = None

    def kind(self, place: int) -> str | None:
        """The kind that the phrase at the place was taken in."""
        sense = self.senses[place]
        return None if sense is None else sense.kind

    def value(self, place: int) -> object:
        """The value of the phrase at the place; None where it is missing."""
        sense = self.senses[place]
        return None if sense is None else sense.value

    def take(self, kind: type[T], place: int) -> T:
        """The value at the place, which the pattern makes sure is of this type."""
        value = self.value(place)
        if not isinstance(value, kind):
            raise TypeError(f"{value!r} is no {kind.__name__}")
        return value

    def all(self, kind: type[T], *kinds: str) -> tuple[T, ...]:
        """Every value of this type, of phrases taken in one of the kinds (any, if none is named)."""
        found = (s for s in self.senses if s is not None and (not kinds or s.kind in kinds))
        return tuple(s.value for s in found if isinstance(s.value, kind))

    def phrase(self, place: int) -> Phrase:
        """The phrase at a place that is not optional."""
        phrase = self.phrases[place]
        if phrase is None:
            raise LookupError(place)
        return phrase


Production = Callable[[Lexicon, Match], Sense | tuple[Phrase, ...] | None]


class Rule(Struct, frozen=True, dict=True):
    """A named rule."""

    name: str
    pattern: tuple[Element, ...]
    produce: Production
    needed: tuple[frozenset[str], ...]
    """For each place that must be filled, the kinds that can fill it."""

    @cached_property
    def first(self) -> frozenset[str]:
        """The kinds of what it can begin with."""
        return _kinds(_beginning(self.pattern))

    @cached_property
    def second(self) -> frozenset[str] | None:
        """The kinds of what can stand behind that; None where nothing need stand there."""
        behind = [self.pattern[n:] for n, _ in enumerate(_beginning(self.pattern), 1)]
        if any(all(element.optional for element in rest) for rest in behind):
            return None
        return _kinds(element for rest in behind for element in _beginning(rest))


class RuleBook(list[Rule]):
    """Rules in the order of their precedence."""

    def rule(self, *patterns: str) -> Callable[[Production], Production]:
        """Register a production for each of the patterns."""

        def register(produce: Production) -> Production:
            for pattern in map(compile_pattern, patterns):
                needed = tuple(frozenset(e.kinds) for e in pattern if not e.optional)
                self.append(Rule(produce.__name__, pattern, produce, needed))
            return produce

        return register


def compile_pattern(pattern: str) -> tuple[Element, ...]:
    """The elements of a pattern.

    >>> compile_pattern("field of|is? bound")[1]
    Element(kinds=('of', 'is'), optional=True)
    """
    return tuple(Element(tuple(part.rstrip("?").split("|")), part.endswith("?")) for part in pattern.split())


def _beginning(pattern: tuple[Element, ...]) -> tuple[Element, ...]:
    """The first element that must be there, and those before it; all of them, where none must."""
    solid = next((n for n, element in enumerate(pattern, 1) if not element.optional), len(pattern))
    return pattern[:solid]


def _kinds(elements: Iterable[Element]) -> frozenset[str]:
    return frozenset(kind for element in elements for kind in element.kinds)


class Grammar:
    """Rules in the order in which they apply, found by the kinds that they need."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._by_kind: dict[str, list[int]] = {}
        self._known: dict[tuple[frozenset[str], int], Sequence[int]] = {}
        for number, rule in enumerate(self.rules):
            for kind in min(rule.needed, key=len):
                self._by_kind.setdefault(kind, []).append(number)

    def fitting(self, kinds: frozenset[str], start: int) -> Sequence[int]:
        """The numbers, from `start`, of the rules that may fit where phrases of these kinds are: most cannot."""
        found = self._known.get((kinds, start))
        if found is None:
            maybe = {n for kind in kinds for n in self._by_kind.get(kind, ()) if n >= start}
            found = sorted(n for n in maybe if not any(map(kinds.isdisjoint, self.rules[n].needed)))
            if len(self._known) == _KEPT:
                self._known.clear()
            self._known[kinds, start] = found
        return found


def apply_all(grammar: Grammar, phrases: tuple[Phrase, ...], lexicon: Lexicon) -> tuple[Phrase, ...]:
    """The phrases after each of the rules in turn."""
    waiting = iter(grammar.fitting(kinds_of(phrases), 0))
    while (number := next(waiting, None)) is not None:
        made = _apply(grammar.rules[number], phrases, lexicon)
        if made is not phrases:
            phrases = made
            waiting = iter(grammar.fitting(kinds_of(phrases), number + 1))
    return phrases


def _apply(rule: Rule, phrases: tuple[Phrase, ...], lexicon: Lexicon) -> tuple[Phrase, ...]:
    """The phrases after the rule was applied from left to right wherever it fits, again to what it made."""
    at, first = 0, rule.first
    while at < len(phrases):
        made = None
        for sense in phrases[at].senses:  # most rules begin with nothing that stands there
            if sense.kind in first:
                made = _made(rule, phrases, at, lexicon)
                break
        if made is None:
            at += 1
        else:
            new, end = made
            phrases = phrases[:at] + new + phrases[end:]
            at = max(0, at - 1) if len(new) == 1 else at + len(new)
    return phrases


def there(phrases: Iterable[Phrase | None]) -> tuple[Phrase, ...]:
    """Of phrases that were matched, those that are not missing."""
    return tuple(p for p in phrases if p is not None)


def joined(phrases: tuple[Phrase | None, ...], sense: Sense, rule: str) -> Phrase:
    """One phrase over the span of several."""
    found = there(phrases)
    text = "".join(p.text for p in found)
    return Phrase(found[0].start, found[-1].end, text, (sense,), rule, found[0].spaced)


def _made(
    rule: Rule, phrases: tuple[Phrase, ...], start: int, lexicon: Lexicon
) -> tuple[tuple[Phrase, ...], int] | None:
    """What the rule makes of the phrases from `start`, and where those end; None where it makes nothing."""
    second = rule.second
    if second is not None:
        for sense in phrases[start + 1].senses if start + 1 < len(phrases) else ():
            if sense.kind in second:
                break
        else:  # nearly always
            return None
    for matched, senses, end in _matches(rule.pattern, phrases, start):
        before, after = phrases[start - 1] if start else None, phrases[end] if end < len(phrases) else None
        made = rule.produce(lexicon, Match(matched, senses, before, after))
        if isinstance(made, Sense):
            return (joined(matched, made, rule.name),), end
        if made is not None:
            return made, end
    return None


def _matches(
    pattern: tuple[Element, ...], phrases: tuple[Phrase, ...], at: int
) -> list[tuple[tuple[Phrase | None, ...], tuple[Sense | None, ...], int]]:
    """Every way in which the pattern fits from `at`: with an optional element first, then without."""
    ways: list[tuple[tuple[Phrase | None, ...], tuple[Sense | None, ...], int]] = [((), (), at)]
    for element in pattern:
        longer = []
        for found, senses, end in ways:
            own = phrases[end].senses if end < len(phrases) else ()
            if len(own) == 1:  # as most have
                if own[0].kind in element.kinds:
                    longer.append(((*found, phrases[end]), (*senses, own[0]), end + 1))
            elif own:
                taken = _in_order(own, element.kinds)
                longer += [((*found, phrases[end]), (*senses, sense), end + 1) for sense in taken]
            if element.optional:
                longer.append(((*found, None), (*senses, None), end))
        if not longer:
            return longer
        ways = longer
    return ways


def _in_order(senses: tuple[Sense, ...], kinds: tuple[str, ...]) -> list[Sense]:
    """The first sense of each of the kinds, in their order."""
    first = {s.kind: s for s in reversed(senses)}
    return [first[kind] for kind in kinds if kind in first]
