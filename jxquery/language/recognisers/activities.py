"""What people do, in words that no text has, where the thing itself may stand there: 修电梯, 买安全网关, 电梯维修费.

A verb with its object is sought as the object beside any word for the verb. The verbs, and the words that such an
object never reaches past, are the language's (`[doing]`, and `doing_end` and `fee` of `[beside]`, in chinese.toml).
"""

from __future__ import annotations

from collections.abc import Iterator

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import EMPTY, Search
from jxquery.language.names_about import MIN_PART
from jxquery.language.recognisers import places

_LONGEST = 12
_BEFORE = EMPTY | {"of", "within", "table", "which", "is", "field", "howmuch", "search", "year", "also", "and"}
_NO_OBJECT = frozenset({"which", "howmuch", "count", "table", "field"})


def activities(norm: str, lexicon: Lexicon) -> Iterator[tuple[int, int, Search]]:
    """Where something that people do is spoken of, from where to where, and what is sought for it."""
    stops = _stops(norm, lexicon)
    for verb in (w for w in lexicon.kinds.get("doing", ()) if w in norm):
        for start in places(norm, verb):
            end = next(stop for stop in stops if stop >= min(start + len(verb) + MIN_PART, len(norm)))
            if end - start <= len(verb) + _LONGEST and _begins(norm, start, lexicon):
                search = done_to(norm[start:end], lexicon)
                if search is not None:
                    yield start, end, search
    for fee in lexicon.kinds.get("fee", ()):
        for end in (at + len(fee) for at in places(norm, fee) if at + len(fee) in stops):
            first = max((stop for stop in stops if stop < end - len(fee)), default=0)
            for start in range(max(first, end - len(fee) - _LONGEST), end - len(fee) - MIN_PART + 1):
                search = paid_for(norm[start:end], lexicon) if _thing(norm, start, lexicon) else None
                if search is not None:
                    yield start, end, search


def sought(said: str, lexicon: Lexicon) -> Search:
    """What is sought of words that a text may hold as they are, as far as they are no activity."""
    verbs = (w for w in lexicon.kinds.get("doing", ()) if said.endswith(w) and len(w) >= MIN_PART)
    thing = said.removesuffix(next(verbs, said))
    otherwise = spellings(thing, lexicon) if len(thing) >= MIN_PART else ()  # 手提袋制作
    return done_to(said, lexicon) or paid_for(said, lexicon) or Search((spellings(said, lexicon),), otherwise=otherwise)


def done_to(said: str, lexicon: Lexicon) -> Search | None:
    """What is sought of 修电梯: the object, and any of the verb's words; None where it is no such thing."""
    if said in lexicon.vocabulary.topics:
        return Search((spellings(said, lexicon),))
    for verb in sorted((w for w in lexicon.kinds.get("doing", ()) if said.startswith(w)), key=len, reverse=True):
        thing = _object(said[len(verb) :], lexicon)
        if thing is not None:
            return _both(thing, verb, lexicon)
    return None


def paid_for(said: str, lexicon: Lexicon) -> Search | None:
    """What is sought of 电梯维修费, 印刷费: what the fee is for, which may end in a verb. None where it is no fee."""
    fee = next((w for w in lexicon.kinds.get("fee", ()) if said.endswith(w)), said)
    thing = said.removesuffix(fee)
    if len(thing) < MIN_PART:
        return None
    if said in lexicon.vocabulary.topics:
        return Search((spellings(said, lexicon),))
    for verb in sorted((w for w in lexicon.kinds.get("doing", ()) if thing.endswith(w)), key=len, reverse=True):
        if len(thing) - len(verb) >= MIN_PART and len(verb) >= MIN_PART:
            return _both(thing.removesuffix(verb), verb, lexicon)
    return Search((spellings(said, lexicon),), otherwise=spellings(thing, lexicon))


def spellings(said: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The word as said, and as the texts write it."""
    found = [said]
    for everyday, official in lexicon.vocabulary.topics.items():
        if everyday in said:
            found += [said.replace(everyday, word) for word in official]
    return tuple(dict.fromkeys(found))


def _both(thing: str, verb: str, lexicon: Lexicon) -> Search:
    """The object, and the verb in any of its words; a verb that says nothing by itself is not sought."""
    meaning = next(str(s.value) for s in lexicon.words[verb] if s.kind == "doing")
    said = (w for w in lexicon.kinds["doing"] if len(w) >= MIN_PART)
    same = tuple(w for w in said if any(s.kind == "doing" and s.value == meaning for s in lexicon.words[w]))
    words = spellings(thing, lexicon)
    return Search((words, same), otherwise=words) if meaning and same else Search((words,))


def _object(said: str, lexicon: Lexicon) -> str | None:
    """The object behind a verb, without 了 or 点; None where it is a question word, or no noun at all."""
    for light in sorted(lexicon.kinds.get("doing_light", ()), key=len, reverse=True):
        if said.startswith(light) and len(said) - len(light) >= MIN_PART:
            said = said.removeprefix(light)
            break
    heads = (said[:n] for n in range(1, len(said) + 1))
    asks = any(s.kind in {"which", "howmuch", "count"} for head in heads for s in lexicon.words.get(head, ()))
    known = any(s.kind in _NO_OBJECT for s in lexicon.words.get(said, ()))
    return None if asks or known or len(said) < MIN_PART else said


def _thing(norm: str, start: int, lexicon: Lexicon) -> bool:
    """Whether a thing can be named there."""
    return _begins(norm, start, lexicon) and not _leads_up(norm, start, lexicon)


def _begins(norm: str, start: int, lexicon: Lexicon) -> bool:
    """Whether something new can begin there: at the start, or behind a word that only leads up to it."""
    if start == 0:
        return True
    before = (norm[start - n : start] for n in range(1, min(start, lexicon.longest) + 1))
    return any(s.kind in _BEFORE for word in before for s in lexicon.words.get(word, ()))


def _leads_up(norm: str, start: int, lexicon: Lexicon) -> bool:
    """Whether a word stands there that carries nothing: no thing is called so."""
    heads = (norm[start : start + n] for n in range(1, lexicon.longest + 1))
    return any(s.kind in EMPTY | {"of", "which"} for word in heads for s in lexicon.words.get(word, ()))


def _stops(norm: str, lexicon: Lexicon) -> list[int]:
    """Where an object ends at the latest: before the words that go on after one, at a pause, at the end."""
    words = (*lexicon.kinds.get("doing_end", ()), *lexicon.kinds.get("pause", ()))
    found = {len(norm)}
    found.update(at for word in words for at in places(norm, word))
    return sorted(found)
