"""Text to its best reading: as it stands, and where that leaves something open, allowing for slips."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.lexicon import Lexicon
from jxquery.language.reading import LONGEST, Reading, read
from jxquery.language.recognise import recognise
from jxquery.language.slips import near_mentions
from jxquery.text.normalise import Text


def understand(text: Text, lexicon: Lexicon) -> Reading:
    """The best cover of the text by mentions."""
    if len(text.norm) > LONGEST:
        return Reading((), (), 0.0)
    lexicon = replace(lexicon, names=lexicon.names.about(text.norm))
    mentions = recognise(text, lexicon)
    reading = read(len(text.norm), mentions)
    if not reading.uncovered:
        return reading
    near = near_mentions(text.norm, reading, lexicon)
    return read(len(text.norm), (*mentions, *near)) if near else reading
