"""Which words of a question say something: the others are left out, but for what some of them do beside others."""

from __future__ import annotations

from itertools import pairwise

from msgspec.structs import replace

from jxquery.language.cues import SHARE
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import EMPTY, Phrase, Sense

_LIGHT = EMPTY | {"in_top"}
ENTITIES = ("pick", "filter", "wording", "searched")


def content(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> tuple[Phrase, ...]:
    """Without the words that carry nothing in any of their senses; 一个 is a number only where it is compared."""
    found: list[Phrase] = []
    for number, phrase in enumerate(phrases):
        paused = number > 0 and phrases[number - 1].sense("pause") is not None
        kinds = {s.kind for s in phrase.senses}
        if phrase.rule != "part" and _LIGHT.isdisjoint(kinds):
            found.append(replace(phrase, spaced=True) if paused else phrase)
            continue
        kinds -= EMPTY
        behind = phrases[number + 1 :]
        if phrase.rule == "part" and _names_nothing(phrase, behind, lexicon):
            found.append(replace(phrase, senses=(Sense("unknown", ""),)))
            continue
        if kinds <= {"in_top"} and (sense := _said_after_all(phrase, behind, lexicon)) is not None:
            found.append(replace(phrase, senses=(sense,)))
            continue
        before = next((p for p in reversed(found) if not p.sense("has")), None)
        compared = before is not None and before.sense("bound_before") is not None
        if kinds == {"in_top"} and phrase.sense(*EMPTY) and not (behind and behind[0].sense("best_n")):
            continue
        if kinds == {"amount"} and phrase.sense("filler") and not compared:
            continue
        if kinds:
            found.append(replace(phrase, spaced=True) if paused else phrase)
    return tuple(found)


def _said_after_all(phrase: Phrase, behind: tuple[Phrase, ...], lexicon: Lexicon) -> Sense | None:
    """我 of 我的预算, 这个 of 这个项目, 主要 of 主要指标, 在 of 在总预算中占: what such a word does beside others."""
    after = behind[0] if behind else None
    if after is None:
        return None
    if phrase.sense("person") and (after.sense("of") or _asks_of_person(behind, lexicon)):
        return Sense("unknown", "")
    if phrase.sense("pointing") and any(p.sense("table") for p in behind[: 2 if after.sense("amount") else 1]):
        return Sense("this", "")
    solid = [p for p in behind if not p.sense("of")]  # 在总预算中占, 在总预算中的占比
    if phrase.sense("aside") and solid and solid[0].sense(*ENTITIES, "table", "name"):
        return Sense("unknown", "")
    shares = ((p, q.sense("cue")) for p, q in pairwise(solid))
    if phrase.sense("at") and any(p.sense("within") and cue is not None and cue.value == SHARE for p, cue in shares):
        return Sense("at", "")
    if phrase.sense("at") and any(p.sense("within") for p in behind) and any(p.sense("placed") for p in behind):
        return Sense("at", "")
    return None


def _names_nothing(part: Phrase, behind: tuple[Phrase, ...], lexicon: Lexicon) -> bool:
    """时间 inside of some name: a noun of everyday picks nothing, but 人员的指标 says that names are meant."""
    if part.text not in lexicon.kinds.get("everyday", ()):
        return False
    noun = next((p for p in behind if not p.sense("of")), None)
    return noun is None or noun.sense("table") is None


def _asks_of_person(behind: tuple[Phrase, ...], lexicon: Lexicon) -> bool:
    """您是谁, 您叫什么, 你能做什么: said of the one who is spoken to, and not of the data."""
    first = next((p for p in behind if not {s.kind for s in p.senses} <= EMPTY), None)
    if first is None:
        return False
    asks = first.sense("which")
    asking = (w for w in lexicon.kinds.get("which", ()) if len(w) > 1)
    in_itself = first.sense("field") is not None and any(w in first.text for w in asking)
    return first.sense("is") is not None or in_itself or (asks is not None and asks.value not in {"哪", "哪个"})
