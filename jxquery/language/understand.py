"""Text to its best reading: as it stands; where that leaves something open, allowing for slips, then for activities."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Mention
from jxquery.language.reading import LONGEST, Reading, read
from jxquery.language.recognise import Candidates
from jxquery.language.recognisers.names import PART
from jxquery.text.normalise import Text


def understand(text: Text, lexicon: Lexicon) -> Reading:
    """The best cover of the text by mentions."""
    if len(text.norm) > LONGEST:
        return Reading((), (), 0.0)
    candidates = Candidates(text, lexicon)
    reading = _read(text, candidates, candidates.mentions)
    if not reading.uncovered:
        return reading
    from jxquery.language.slips import near_mentions

    near = near_mentions(text.norm, reading, lexicon)
    if near:
        reading = _read(text, candidates, (*candidates.mentions, *near))
    doing = candidates.doing() if reading.uncovered else ()
    if doing:
        done = _read(text, candidates, (*candidates.mentions, *near, *doing))
        return reading if done.uncovered else done
    return reading


def _read(text: Text, candidates: Candidates, mentions: Sequence[Mention]) -> Reading:
    """The best cover by mentions that mean something, with all that they may mean."""
    known: dict[Mention, Mention] = {}
    while True:
        reading = read(len(text.norm), mentions)
        covers = (reading, *reading.rivals)
        open_ones = {m for cover in covers for m in cover.mentions if PART in m.senses}
        if not open_ones:
            return reading
        known |= {m: candidates.meant(m) for m in open_ones if m not in known}
        if all(known[m].senses for m in open_ones):
            told = [tuple(known[m] if m in open_ones else m for m in cover.mentions) for cover in covers]
            rivals = tuple(replace(r, mentions=of) for r, of in zip(reading.rivals, told[1:], strict=True))
            return replace(reading, mentions=told[0], rivals=rivals)
        mentions = [m for m in mentions if m not in known or known[m].senses]
