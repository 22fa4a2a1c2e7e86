"""What the texts must say: 提到舆情监测, 密码服务系统在哪个项目里, 修电梯."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec.structs import replace

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import EMPTY, Mention, Search, Sense
from jxquery.language.names_about import MIN_PART
from jxquery.language.recognisers import COSTS, Spoken, any_of, find, places, spans
from jxquery.language.recognisers.activities import activities, done_to, sought, spellings
from jxquery.language.recognisers.numbers import years
from jxquery.patterns import regex

_LONGEST_SAID = 20
_QUOTE = regex(r"「([^「」]+)」")
_QUOTES = regex(r"(?:「[^「」]+」、?)+")
_NOISE = EMPTY | {"switch"}
_LIGHT = (*sorted(EMPTY), "approx")  # what is left out first must not depend on the process
_JOINTS = frozenset({"count", "howmuch", "each", "of", "also", "pause", "which", "open", "close", "is", "table"})
_APART = frozenset({"pause", "quote_open", "quote_close", "which"})
_NAME_KINDS = frozenset({"pick", "filter", "wording"})
_BEFORE_VERB = frozenset({"table", "which", "field", "within", "lacks", "not", "also", "has", "count"})
_BEFORE_SOUGHT = EMPTY | {"of", "within"}


def searches(norm: str, spoken: Spoken, lexicon: Lexicon) -> Iterator[Mention]:
    """提到舆情监测, 密码服务系统在哪个项目里: what texts must say, up to where the sentence goes on."""
    for start, end in spans(spoken, "search"):
        if not _begins_longer(norm, start, end, spoken, lexicon):
            yield from _said_behind(norm, start, end, spoken, lexicon)
    kinds = lexicon.kinds
    for match in _does(kinds.get("out_of", ()), kinds.get("does", ())).finditer(norm):  # 培训是哪个项目管的
        yield find(norm, match.start("does"), match.end("does"), (Sense("does", match["does"]),), "word")
        for start in _beginnings(norm, match.start(), lexicon) if match["by"] else ():
            yield _said(norm, start, match.end("by"), norm[start : match.start()], lexicon)
    beside = kinds.get("concerned_with", ())
    for match in _where(kinds.get("sought_in", ()), beside, kinds.get("concerning", ())).finditer(norm):
        if any(a < match.start() < b and any(s.kind == "field" for s in of) for (a, b), of in spoken.items()):
            continue  # 用在哪
        concerning = match["concerning"] is not None
        for start in _beginnings(norm, match.start(), lexicon, linked=concerning):
            said = norm[start : match.start()]
            if concerning:
                said = re.sub(rf"^(?:{any_of(beside)})", "", said)
            yield _said(norm, start, match.end(), said, lexicon)

    for match in _pointed(kinds.get("pointed_at", ()), kinds.get("table", ())).finditer(norm):  # 赡养的那个项目
        for start in _beginnings(norm, match.start(), lexicon):
            said = norm[start : match.start()]
            if _unknown(said, spoken, start):
                yield _said(norm, start, match.start(), said, lexicon)

    yield from _instead(norm, spoken, lexicon)


def _instead(norm: str, spoken: Spoken, lexicon: Lexicon) -> Iterator[Mention]:
    """电梯呢: something that nothing knows, which may be sought as what came before it was."""
    switch = lexicon.kinds.get("switch", ())
    end = min((len(norm) - len(word) for word in switch if norm.endswith(word)), default=0)
    for start in (0, *(len(word) for word in switch if norm.startswith(word))):
        said = norm[start:end]
        if MIN_PART <= len(said) <= _LONGEST_SAID and _unknown(said, spoken, start):
            mention = _said(norm, start, end, said, lexicon)
            yield replace(mention, senses=tuple(Sense("sought", s.value) for s in mention.senses))


def _unknown(said: str, spoken: Spoken, start: int) -> bool:
    """Whether no word of the language is in it: 没花完 speaks of what the texts do not tell."""
    inside = (senses for (first, end), senses in spoken.items() if start <= first and end <= start + len(said))
    return all(s.kind in {"topic", "search"} for senses in inside for s in senses)


@lru_cache
def _does(out_of: tuple[str, ...], does: tuple[str, ...]) -> re.Pattern[str]:
    """是哪个项目管的, behind what is done."""
    verb = any_of(does)
    return re.compile(rf"(?P<by>都?是|{any_of(out_of)})?哪[个些一][^,]{{0,6}}?(?P<does>{verb})(?=[的呀啊呢]?$)")


@lru_cache
def _where(sought_in: tuple[str, ...], beside: tuple[str, ...], concerning: tuple[str, ...]) -> re.Pattern[str]:
    """在哪, 和哪个项目有关, 有关的: behind what is sought."""
    related = any_of(concerning)
    place = rf"(?:是|都)?(?:{any_of(sought_in)})(?=哪|什么)|(?:{any_of(beside)})(?=哪[^,]{{1,5}}(?:{related}))"
    return re.compile(rf"{place}|(?P<concerning>{related})(?=的|$)")


@lru_cache
def _pointed(pointed_at: tuple[str, ...], nouns: tuple[str, ...]) -> re.Pattern[str]:
    """那个, before a noun."""
    return re.compile(rf"的?(?:{any_of(pointed_at)})(?={any_of(nouns)})")


def _links(lexicon: Lexicon) -> re.Pattern[str]:
    """What stands between two words that texts must say: all of them, or any."""
    return re.compile(any_of((*lexicon.kinds.get("all_of", ()), *lexicon.kinds.get("any_of", ()))))


def _begins_longer(norm: str, start: int, end: int, spoken: Spoken, lexicon: Lexicon) -> bool:
    """Whether the word begins a longer one: 管 of 管理, an ordinary word or a class that the data has."""
    longer = (senses for (at, stop), senses in spoken.items() if at == start and stop > end)
    classes = any(s.kind in _NAME_KINDS for senses in longer for s in senses)
    return classes or norm.startswith(lexicon.kinds.get("compound", ()), start)


def _said_behind(norm: str, start: int, end: int, spoken: Spoken, lexicon: Lexicon) -> Iterator[Mention]:
    """What stands behind a search word: in quotes, or up to a word that only holds a sentence together.

    A single character may be the beginning of what is sought instead (管 of 管片): then both are sought.
    """
    quoted = _QUOTES.match(norm, end)
    if quoted is not None:
        words = (tuple(_QUOTE.findall(quoted[0])),)
        yield Mention(
            start,
            quoted.end(),
            norm[start : quoted.end()],
            (Sense("searched", Search(words)),),
            "searched",
            float(quoted.end() - start),
        )
        return
    begin = end + 1 if norm.startswith(lexicon.kinds.get("after_verb", ()), end) else end
    if _goes_on(norm, begin, lexicon) or _goes_on(norm, begin + 1, lexicon):
        return
    for stop in range(begin + MIN_PART, min(len(norm), begin + _LONGEST_SAID) + 1):
        if norm[stop - 1] in "「」":
            return
        if _goes_on(norm, stop, lexicon) or _only_noise(norm[stop:], lexicon):
            stop = _before_next(norm, begin, stop, lexicon)  # noqa: PLW2901 — what is said next is another condition
            if _ends_in_superlative(begin, stop, spoken):
                return
            told = begin > start + 1 or _is_verb(start, norm[begin:stop], spoken, lexicon)
            if told:
                yield _said(norm, start, stop, norm[begin:stop], lexicon, activity=False)
            else:
                found = _said(norm, start, stop, norm[begin:stop], lexicon, activity=False)
                longer = _said(norm, start, stop, norm[start:stop], lexicon, activity=False)
                yield replace(found, senses=(*longer.senses, *found.senses))
            return


def _is_verb(start: int, sought: str, spoken: Spoken, lexicon: Lexicon) -> bool:
    """Whether a single character is the verb of what stands before it, or what stands behind it is known by itself."""
    subject = any(end == start and any(s.kind in _BEFORE_VERB for s in of) for (_, end), of in spoken.items())
    known = any(word in sought for word in lexicon.vocabulary.topics) or any(
        sought.endswith(word) for word in lexicon.kinds.get("as_word", ())
    )
    return subject or known or bool(lexicon.names.containing(sought))


def _ends_in_superlative(begin: int, stop: int, spoken: Spoken) -> bool:
    """Whether the last that is said is how rows are ranked: 管理费最高."""
    ending = (of for (start, end), of in spoken.items() if begin < start and end == stop)
    return any(s.kind in {"most", "sort"} for of in ending for s in of)


def _before_next(norm: str, begin: int, stop: int, lexicon: Lexicon) -> int:
    """Where what is sought ends: before a link that stands last (提到运维或目标…) or before a column."""
    for link in _links(lexicon).finditer(norm, begin, stop):
        words = (norm[link.end() : link.end() + n] for n in range(MIN_PART, lexicon.longest + 1))
        if link.end() == stop or any(s.kind == "field" for word in words for s in lexicon.words.get(word, ())):
            return link.start()
    return stop


def _goes_on(norm: str, at: int, lexicon: Lexicon) -> bool:
    words = (norm[at : at + n] for n in range(1, lexicon.longest + 1))
    return any(s.kind in _JOINTS for word in words for s in lexicon.words.get(word, ()))


def _only_noise(rest: str, lexicon: Lexicon) -> bool:
    """Whether nothing is left but words that carry nothing."""
    while rest:
        heads = (rest[:n] for n in range(min(len(rest), lexicon.longest), 0, -1))
        head = next((h for h in heads if any(s.kind in _NOISE for s in lexicon.words.get(h, ()))), None)
        if head is None:
            return False
        rest = rest[len(head) :]
    return True


def _said(norm: str, start: int, end: int, said: str, lexicon: Lexicon, *, activity: bool = True) -> Mention:
    """Searching is worth less than understanding: any other full cover of the same words is better.

    What holds a 和 or 或 may be all of several, or any of them.
    """
    said = _bare(said, lexicon)
    score = (end - start - len(said)) + 0.5 * len(said) - COSTS["searched"]
    parts = _links(lexicon).split(said)
    if len(parts) > 1 and (any(len(part) < MIN_PART for part in parts) or lexicon.names.containing(said)):
        parts = [said]  # 及 of 及时率 links nothing
    if activity and len(parts) == 1:
        search = sought(said, lexicon)
        return Mention(start, end, norm[start:end], (Sense("searched", search),), "searched", score)
    words = tuple(spellings(p, lexicon) for p in parts)
    either = all(link in lexicon.kinds.get("any_of", ()) for link in _links(lexicon).findall(said))
    ways = (True,) if len(words) == 1 else (False,) if either else (True, False)
    senses = tuple(Sense("searched", Search(words, every)) for every in ways)
    return Mention(start, end, norm[start:end], senses, "searched", score)


def _bare(said: str, lexicon: Lexicon) -> str:
    """What is sought of 印材料的费用, 运维两个字: without the field behind it, without what calls it a word."""
    said = next(
        (said.removesuffix(w) for w in lexicon.kinds.get("as_word", ()) if said.endswith(w) and said != w), said
    )
    for light in (lexicon.kinds.get(kind, ()) for kind in _LIGHT):
        for word in light if said.startswith(light) or said.endswith(light) else ():
            if len(word) >= MIN_PART and said.startswith(word) and len(said) - len(word) >= MIN_PART:
                said = said.removeprefix(word)
            if len(word) >= MIN_PART and said.endswith(word) and len(said) - len(word) >= MIN_PART:
                said = said.removesuffix(word)
    topic, of, field = said.rpartition("的")
    named = any(s.kind == "field" for s in lexicon.words.get(field, ()))
    return topic if of and named and len(topic) >= MIN_PART else said


def topics(norm: str, spoken: Spoken, lexicon: Lexicon) -> Iterator[Mention]:
    """修电梯: an everyday word for what the texts write, where nothing says that it is sought."""
    for word in [w for w in lexicon.vocabulary.topics if w in norm]:
        start = norm.find(word)
        while start >= 0:
            end = start + len(word)
            search = Search((spellings(word, lexicon),))
            yield find(norm, start, end, (Sense("topic", search),), "gapped")
            for first in _beginnings(norm, end, lexicon):  # 空调维修
                said = norm[first:end]
                if first < start and _unknown(norm[first:start], spoken, first):
                    longer = done_to(said, lexicon) or Search((spellings(said, lexicon),))
                    score = 0.5 * len(said) - COSTS["searched"]
                    yield Mention(first, end, said, (Sense("topic", longer),), "gapped", score)
            start = norm.find(word, end)


def doing(norm: str, lexicon: Lexicon) -> Iterator[Mention]:
    """买安全网关, 电梯维修费: worth less than any full cover by words and names, as everything that is sought."""
    for start, end, search in (*activities(norm, lexicon), *_of_which_row(norm, lexicon)):
        score = 0.5 * (end - start) - COSTS["searched"]
        yield Mention(start, end, norm[start:end], (Sense("topic", replace(search, guessed=True)),), "searched", score)


def _of_which_row(norm: str, lexicon: Lexicon) -> Iterator[tuple[int, int, Search]]:
    """机要件是哪个项目, 哪个项目有密码服务: what nothing says is sought, and may stand in some text.

    Two characters may stand there by chance, the end of one word and the beginning of another.
    """
    noun, has = any_of(lexicon.kinds.get("table", ())), any_of(lexicon.kinds.get("has", ()))
    for match in re.finditer(rf"(?=都?是哪[个些](?:{noun}))", norm):
        for start in _beginnings(norm, match.start() - 1, lexicon):
            said = norm[start : match.start()]
            if not any(word in said for word in lexicon.kinds.get("of", ())):  # 做网站的钱
                yield start, match.start(), sought(said, lexicon)
    for match in re.finditer(rf"(?<=哪[个些])(?:{noun})(?P<has>{has})", norm):
        begin = match.end()
        stops = (stop for stop in range(begin + MIN_PART + 1, len(norm) + 1) if _only_noise(norm[stop:], lexicon))
        end = next(stops, None)
        if end is not None and not _crossed(norm[begin:end], lexicon):
            yield match.start("has"), end, sought(norm[begin:end], lexicon)


def _beginnings(norm: str, end: int, lexicon: Lexicon, *, linked: bool = False) -> Iterator[int]:
    """Where what is sought can begin: at the start, or behind a pause, a word that carries nothing, or 的 and 里.

    `linked`: or with 跟 of 项目跟脱贫有关.
    """
    dated = {mention.start: mention.end for mention in _dates(norm, lexicon)}
    for start in range(max(0, end - _LONGEST_SAID), end - MIN_PART + 1):
        if _crossed(norm[start:end], lexicon) or start in dated or norm.startswith(lexicon.kinds.get("of", ()), start):
            continue
        if (
            start in dated.values()
            or _can_begin(norm, start, lexicon)
            or (linked and norm.startswith(lexicon.kinds.get("concerned_with", ()), start) and end - start > MIN_PART)
        ):
            yield start


def _can_begin(norm: str, start: int, lexicon: Lexicon) -> bool:
    before = (norm[start - n : start] for n in range(1, min(start, lexicon.longest) + 1))
    return start == 0 or any(s.kind in _BEFORE_SOUGHT for word in before for s in lexicon.words.get(word, ()))


def _dates(norm: str, lexicon: Lexicon) -> Iterator[Mention]:
    """今年, 2024年: no text is sought that begins so."""
    yield from years(norm, lexicon)
    for word in lexicon.kinds.get("year", ()):
        for at in places(norm, word):
            yield find(norm, at, at + len(word), (), "year")


def _crossed(text: str, lexicon: Lexicon) -> bool:
    """Whether a pause, a quote or a question stands inside."""
    return any(s.kind in _APART for c in text for s in lexicon.words.get(c, ()))
