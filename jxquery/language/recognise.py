"""Every candidate mention of a question, from all recognisers.

Scores: a mention is worth the characters that it covers, less a cost for the kind of find. What is said in full costs
less than what is guessed.
"""

from __future__ import annotations

from itertools import chain

from msgspec.structs import replace

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Mention, Sense
from jxquery.language.recognisers.names import PART, gapped, part_of_class, part_senses, parts, whole_names
from jxquery.language.recognisers.numbers import numbers, units, years
from jxquery.language.recognisers.ranks import ranks
from jxquery.language.recognisers.texts import doing, searches, topics
from jxquery.language.recognisers.words import blanks, quoted, spoken_words, words
from jxquery.text.normalise import Text


class Candidates:
    """Every candidate, from all recognisers; what is found for one span and is as good is one candidate.

    A part of names stands there for all names that may contain it (the sense `PART`): they are looked up by `meant`,
    only for the candidates that are chosen.
    """

    def __init__(self, text: Text, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._names = lexicon.names.about(text.norm)
        norm, spoken = text.norm, spoken_words(text.norm, lexicon)
        finds = (
            blanks(norm),
            searches(norm, spoken, lexicon),
            quoted(norm, lexicon),
            words(norm, spoken, lexicon),
            years(norm, lexicon),
            ranks(norm, lexicon),
            numbers(norm, lexicon),
            units(norm, lexicon),
            topics(norm, spoken, lexicon),
            whole_names(norm, lexicon, self._names),
            parts(norm, spoken, self._names),
            gapped(norm, lexicon, self._names),
        )
        found: dict[tuple[int, int, float], Mention] = {}
        for mention in chain.from_iterable(finds):
            key = (mention.start, mention.end, mention.score)
            old = found.get(key)
            found[key] = (
                mention if old is None else replace(old, senses=tuple(dict.fromkeys((*old.senses, *mention.senses))))
            )
        self.mentions = tuple(found.values())
        self._norm = norm

    def doing(self) -> tuple[Mention, ...]:
        """What people do, in words that mean nothing else: 修电梯. Looked for only where words were left over."""
        return tuple(doing(self._norm, self._lexicon))

    def meant(self, mention: Mention) -> Mention:
        """The part of names with all that it may mean; without senses, where it means nothing after all."""
        senses = [(sense,) if sense is not PART else self._of_part(mention) for sense in mention.senses]
        return replace(mention, senses=tuple(dict.fromkeys(s for found in senses for s in found)))

    def _of_part(self, mention: Mention) -> tuple[Sense, ...]:
        start, end = mention.start, mention.end
        held = self._names.held(start, end)
        senses = part_senses(held, mention.text, self._lexicon, lambda col: self._names.says(col, start, end))
        return (*part_of_class(mention.text, senses, self._lexicon), *senses) if senses else ()
