"""Candidate mentions of a question, from small recognisers that know nothing of each other.

Scores: a mention is worth the characters that it covers, less a cost for the kind of find. The costs, not the order of
the recognisers, decide between finds for the same characters: what is said in full costs less than what is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import TypeAlias

from msgspec.structs import replace

from jxquery.language.lexicon import NO_SEARCH, Lexicon, name_senses
from jxquery.language.mentions import EMPTY, UNIT_WORDS, Mention, Pick, Search, Sense
from jxquery.language.names import MIN_PART, Held, NamesAbout
from jxquery.language.nearest import counted_senses, year_senses
from jxquery.language.ranks import ranks
from jxquery.text.normalise import Text
from jxquery.text.quantities import find_quantities
from jxquery.types import Col, Lit, Name, Named, Says

COSTS = {
    "year": 0.4,
    "quoted": 0.0,
    "name": 0.6,
    "word": 0.7,
    "number": 0.7,
    "part": 0.9,
    "searched": 0.7,
    "gapped": 1.6,
    "near": 2.2,
}
_YEAR = re.compile(r"(?<!\d)(?<!\d\.)((?:19|20)\d\d)(?:年度|年|(?!\d|\.\d))")
_YEAR_SAID = re.compile(r"([一二][〇零九][〇零一二三四五六七八九]{2})年度?")
_DIGITS = "零一二三四五六七八九〇"
_QUOTE = re.compile(r"「([^「」]+)」")
_LONGEST_UNIT = 4
_LONGEST_SAID = 20
_WHERE = re.compile(
    r"(?:是|都)?(?:[花投]?在|归|属于|由|从|(?<![计预决运核结概])算在|写在|放在|列在)(?=哪|什么)|[和与跟同](?=哪[^,]{1,5}[有相]关)|(?:相关|有关)(?=的|$)"
)
_DOES = re.compile(
    r"(?P<by>都?是)?哪[个些一][^,]{0,6}?(?P<does>负责管|管|负责|出|走|承担|列支|开支|提到过?|提过|出现过?|涉及到?)(?=[的呀啊呢]?$)"
)
_A_NOT_A = re.compile(r"([有是能要会够])[不没]\1")
_QUOTES = re.compile(r"(?:「[^「」]+」、?)+")
_EITHER = ("或", "或者", "或是", "还是")
_LINKS = re.compile(r"以及|或者|还是|或是|[和与及、或]")
_CONCERNING, _WITH = ("有关", "相关"), "和与跟同"
_AFTER_VERB = ("了", "过", "到", "着")
_NOISE = EMPTY | {"switch"}
_JOINTS = frozenset({"count", "howmuch", "each", "of", "also", "pause", "which", "open", "close", "is", "table"})
_BEFORE_SOUGHT = EMPTY | {"of", "within"}
_INSIDE = UNIT_WORDS | {"search", "as_word", "classed"}
"""Kinds that only say something together with what stands beside them, and have recognisers of their own."""
_COUNTED = frozenset({"table", "count", "field"})
Spoken: TypeAlias = Mapping[tuple[int, int], tuple[Sense, ...]]
"""The closed words of a text by where they stand, from left to right, the shorter first."""
_NAME_KINDS = ("pick", "filter", "wording")
PART = "name"
"""The kind of what a part of names means before the names are looked up."""
_PART = Sense(PART, "")


class Candidates:
    """Every candidate, from all recognisers; what is found for one span and is as good is one candidate.

    A part of names stands there for all names that may contain it (the sense `PART`): they are looked up by `meant`,
    only for the candidates that are chosen.
    """

    def __init__(self, text: Text, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._names = lexicon.names.about(text.norm)
        norm, spoken = text.norm, _spoken(text.norm, lexicon)
        finds = (
            _blanks(norm),
            _searches(norm, spoken, lexicon),
            _quoted(norm, lexicon),
            _words(norm, spoken, lexicon),
            _years(norm, lexicon),
            _ranks(norm, lexicon),
            _numbers(norm, lexicon),
            _units(norm, lexicon),
            _topics(norm, lexicon),
            _whole_names(norm, lexicon, self._names),
            _parts(norm, spoken, self._names),
            _gapped(norm, lexicon, self._names),
        )
        found: dict[tuple[int, int, float], Mention] = {}
        for mention in chain.from_iterable(finds):
            key = (mention.start, mention.end, mention.score)
            old = found.get(key)
            found[key] = (
                mention if old is None else replace(old, senses=tuple(dict.fromkeys((*old.senses, *mention.senses))))
            )
        self.mentions = tuple(found.values())

    def meant(self, mention: Mention) -> Mention:
        """The candidate with all that it may mean; without senses, where it means nothing after all."""
        if _PART not in mention.senses:
            return mention
        senses = [(sense,) if sense is not _PART else self._of_part(mention) for sense in mention.senses]
        return replace(mention, senses=tuple(dict.fromkeys(s for found in senses for s in found)))

    def _of_part(self, mention: Mention) -> tuple[Sense, ...]:
        start, end = mention.start, mention.end
        held = self._names.held(start, end)
        senses = _part_senses(held, mention.text, self._lexicon, lambda col: self._names.says(col, start, end))
        return (*_part_of_class(mention.text, senses, self._lexicon), *senses) if senses else ()


def _mention(norm: str, start: int, end: int, senses: tuple[Sense, ...], rule: str) -> Mention:
    return Mention(start, end, norm[start:end], senses, rule, end - start - COSTS[rule])


def _blanks(norm: str) -> Iterator[Mention]:
    """White space that the normal form kept, between Latin words."""
    for match in re.finditer(" ", norm):
        yield _mention(norm, match.start(), match.end(), (Sense("pause", " "),), "word")


def _quoted(norm: str, lexicon: Lexicon) -> Iterator[Mention]:
    """「…」 holds a name or value to the letter."""
    for match in _QUOTE.finditer(norm):
        form = match[1]
        senses = tuple(s for s in lexicon.words.get(form, ()) if s.kind in _NAME_KINDS)
        senses += name_senses(lexicon.names.exact(form), lexicon.schema)
        if senses:
            yield _mention(norm, match.start(), match.end(), senses, "quoted")
        elif senses := containing_senses(form, lexicon):
            yield _mention(norm, match.start(), match.end(), senses, "part")


def _searches(norm: str, spoken: Spoken, lexicon: Lexicon) -> Iterator[Mention]:
    """提到舆情监测, 密码服务系统在哪个项目里: what texts must say, up to where the sentence goes on."""
    for (start, end), senses in spoken.items():
        if any(s.kind == "search" for s in senses) and not _begins_longer(start, end, spoken):
            yield from _said_behind(norm, start, end, lexicon)
    for match in re.finditer("|".join(map(re.escape, lexicon.vocabulary.deeds)) or "$^", norm):
        if _can_begin(norm, match.start(), lexicon):
            yield from _said_behind(norm, match.start(), match.end(), lexicon, deed=True)
    for match in _DOES.finditer(norm):  # 培训是哪个项目管的
        yield _mention(norm, match.start("does"), match.end("does"), (Sense("does", match["does"]),), "word")
        for start in _beginnings(norm, match.start(), lexicon) if match["by"] else ():
            yield _said(norm, start, match.end("by"), norm[start : match.start()], lexicon)
    for match in _WHERE.finditer(norm):
        concerning = match[0] in _CONCERNING
        for start in _beginnings(norm, match.start(), lexicon, linked=concerning):
            said = norm[start : match.start()]
            if concerning and said[0] in _WITH:
                said = said[1:]
            yield _said(norm, start, match.end(), said, lexicon)


def _begins_longer(start: int, end: int, spoken: Spoken) -> bool:
    """Whether the word begins a longer one that the data has: 管 of 管理, a class."""
    longer = (senses for (at, stop), senses in spoken.items() if at == start and stop > end)
    return any(s.kind in _NAME_KINDS for senses in longer for s in senses)


def _said_behind(norm: str, start: int, end: int, lexicon: Lexicon, *, deed: bool = False) -> Iterator[Mention]:
    """What stands behind a search word: in quotes, or up to a word that only holds a sentence together.

    A word of one character may be the head of a longer word (管理费), and a `deed` is sought itself: 寄机要件.
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
    begin = end + 1 if norm[end : end + 1] in _AFTER_VERB else end
    if _goes_on(norm, begin, lexicon) or _goes_on(norm, begin + 1, lexicon):
        return
    for stop in range(begin + MIN_PART, min(len(norm), begin + _LONGEST_SAID) + 1):
        if norm[stop - 1] in "「」":
            return
        if _goes_on(norm, stop, lexicon) or _only_noise(norm[stop:], lexicon):
            stop = _before_next(norm, begin, stop, lexicon)  # noqa: PLW2901 — what is said next is another condition
            guessed = deed or end - start < MIN_PART
            said = norm[start if deed else begin : stop]
            yield _said(norm, start, stop, said, lexicon, deed=deed, guessed=guessed)
            return


def _before_next(norm: str, begin: int, stop: int, lexicon: Lexicon) -> int:
    """Where what is sought ends: before a link that stands last (提到运维或目标…) or before a column."""
    for link in _LINKS.finditer(norm, begin, stop):
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


def _said(  # noqa: PLR0913 - where it stands, what it is, and how it was told
    norm: str, start: int, end: int, said: str, lexicon: Lexicon, *, deed: bool = True, guessed: bool = False
) -> Mention:
    """Searching is worth less than understanding: any other full cover of the same words is better.

    What holds a 和 or 或 may be all of several, or any of them.
    """
    said = _bare(said, lexicon)
    score = (end - start - len(said)) + 0.5 * len(said) - COSTS["searched"]
    parts = _LINKS.split(said)
    if len(parts) > 1 and (any(len(part) < MIN_PART for part in parts) or lexicon.names.containing(said)):
        parts = [said]  # 及 of 及时率 links nothing
    done = _done(said, lexicon) if deed else ()
    words = done or tuple(_spellings(p, lexicon) for p in parts)
    either = all(link in _EITHER for link in _LINKS.findall(said))
    ways = (True,) if len(words) == 1 or done else (False,) if either else (True, False)
    senses = tuple(Sense("searched", Search(words, every, guessed)) for every in ways)
    return Mention(start, end, norm[start:end], senses, "searched", score)


def _done(said: str, lexicon: Lexicon) -> tuple[tuple[str, ...], ...]:
    """寄机要件: 机要件, and what the texts call it when something is sent."""
    for deed, official in () if said in lexicon.vocabulary.topics else lexicon.vocabulary.deeds.items():
        thing = said.removeprefix(deed)
        if thing != said and len(thing) >= MIN_PART:
            return (_spellings(thing, lexicon), tuple(dict.fromkeys((said, *official))))
    return ()


def _bare(said: str, lexicon: Lexicon) -> str:
    """What is sought of 印材料的费用, 运维两个字: without the field behind it, without what calls it a word."""
    said = next(
        (said.removesuffix(w) for w in lexicon.kinds.get("as_word", ()) if said.endswith(w) and said != w), said
    )
    for word in (w for kind in (*EMPTY, "approx") for w in lexicon.kinds.get(kind, ())):
        if len(word) >= MIN_PART and said.startswith(word) and len(said) - len(word) >= MIN_PART:
            said = said.removeprefix(word)
        if len(word) >= MIN_PART and said.endswith(word) and len(said) - len(word) >= MIN_PART:
            said = said.removesuffix(word)
    topic, of, field = said.rpartition("的")
    named = any(s.kind == "field" for s in lexicon.words.get(field, ()))
    return topic if of and named and len(topic) >= MIN_PART else said


def _topics(norm: str, lexicon: Lexicon) -> Iterator[Mention]:
    """修电梯: an everyday word for what the texts write, where nothing says that it is sought."""
    for word in lexicon.vocabulary.topics:
        start = norm.find(word)
        while start >= 0:
            search = Search((_spellings(word, lexicon),))
            yield _mention(norm, start, start + len(word), (Sense("topic", search),), "gapped")
            start = norm.find(word, start + len(word))


def _spellings(said: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The word as said, and as the texts write it."""
    found = [said]
    for everyday, official in lexicon.vocabulary.topics.items():
        if everyday in said:
            found += [said.replace(everyday, word) for word in official]
    return tuple(dict.fromkeys(found))


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
            or (linked and norm[start] in _WITH and end - start > MIN_PART)
        ):
            yield start


def _can_begin(norm: str, start: int, lexicon: Lexicon) -> bool:
    before = (norm[start - n : start] for n in range(1, min(start, lexicon.longest) + 1))
    return start == 0 or any(s.kind in _BEFORE_SOUGHT for word in before for s in lexicon.words.get(word, ()))


def _dates(norm: str, lexicon: Lexicon) -> Iterator[Mention]:
    """今年, 2024年: no text is sought that begins so."""
    yield from _years(norm, lexicon)
    for word in lexicon.kinds.get("year", ()):
        for match in re.finditer(re.escape(word), norm):
            yield _mention(norm, match.start(), match.end(), (), "year")


def _crossed(text: str, lexicon: Lexicon) -> bool:
    """Whether a pause, a quote or a question stands inside."""
    return any(
        s.kind in {"pause", "quote_open", "quote_close", "which"} for c in text for s in lexicon.words.get(c, ())
    )


def _spoken(norm: str, lexicon: Lexicon) -> Spoken:
    """Every closed word that stands in the text: vocabulary, classes, identities."""
    return {
        (start, end): senses
        for start in range(len(norm))
        for end in range(start + 1, min(len(norm), start + lexicon.longest) + 1)
        if (senses := lexicon.words.get(norm[start:end]))
    }


def _words(norm: str, spoken: Spoken, lexicon: Lexicon) -> Iterator[Mention]:
    """The closed words that say something by themselves. 有没有 asks, it denies nothing."""
    asking = {match.start() + 1 for match in _A_NOT_A.finditer(norm)}
    for (start, end), all_senses in spoken.items():
        senses = tuple(s for s in all_senses if s.kind not in _INSIDE)
        if senses and start not in asking:
            rule = "name" if any(s.kind in _NAME_KINDS for s in senses) else "word"
            yield _mention(norm, start, end, _years_counted(senses, lexicon), rule)


def _years_counted(senses: tuple[Sense, ...], lexicon: Lexicon) -> tuple[Sense, ...]:
    """今年 and its like as a filter on the year that they come to."""
    counted = [counted_senses(lexicon, int(str(s.value))) if s.kind == "year" else (s,) for s in senses]
    return tuple(s for found in counted for s in found) or senses


def _years(norm: str, lexicon: Lexicon) -> Iterator[Mention]:
    """2024年, 2024年度, and a bare 2024."""
    if not lexicon.periods:
        return
    for match in _YEAR.finditer(norm):
        yield _mention(norm, match.start(), match.end(), year_senses(lexicon, int(match[1])), "year")
    for match in _YEAR_SAID.finditer(norm):
        year = int("".join(str(_DIGITS.index(d) % 10) for d in match[1]))
        yield _mention(norm, match.start(), match.end(), year_senses(lexicon, year), "year")
    for match in re.finditer(r"(?<!\d)(\d\d)年度?(?!\d)", norm):
        year = 2000 + int(match[1])
        if any(year in lexicon.facts.years.get(col, ()) for col in lexicon.periods):
            yield _mention(norm, match.start(), match.end(), year_senses(lexicon, year), "year")


def _ranks(norm: str, lexicon: Lexicon) -> Iterator[Mention]:
    for start, end, senses in ranks(norm, lexicon):
        yield _mention(norm, start, end, senses, "word")


def _numbers(norm: str, lexicon: Lexicon) -> Iterator[Mention]:
    for found in find_quantities(norm, lexicon.schema.units, nouns=lexicon.kinds.get("table", ())):
        lit = Lit(found.value, found.unit, norm[found.start : found.end])
        yield _mention(norm, found.start, found.end, (Sense("amount", lit),), "number")
    for match in re.finditer(r"多少|几", norm):
        for end in range(match.end() + 1, min(len(norm), match.end() + 4) + 1):
            unit = lexicon.schema.units.get(norm[match.end() : end])
            if unit is not None and norm[match.start() : end] not in lexicon.words:
                counts = unit.base in lexicon.schema.units.comparable(lexicon.schema.units.any_counts)
                sense = Sense("count", "几个") if counts else Sense("unit", unit.name)
                yield _mention(norm, match.start(), end, (sense,), "word")


def _units(norm: str, lexicon: Lexicon) -> Iterator[Mention]:
    """用元表示, （元）, 换成元, 单位：元, 按元, 折合多少亿: the unit that an amount is wanted in."""
    shown = lexicon.kinds.get("unit_shown", ())
    pauses = ("", *(p for p in lexicon.kinds.get("pause", ()) if len(p) == 1))
    ways = (
        ("in_unit", pauses, shown, False),
        ("unit_asked", (*pauses, *lexicon.kinds.get("howmuch", ())), ("", *shown), False),
        ("unit_of_amount", ("",), ("",), True),
    )
    for kind, between, behind, of_amount in ways:
        for word in (w for w in lexicon.kinds.get(kind, ()) if w in norm):
            for mention in _units_behind(norm, word, between, behind, lexicon):
                if not of_amount or _is_of_amount(str(mention.senses[0].value), lexicon):
                    yield mention


def _is_of_amount(unit: str, lexicon: Lexicon) -> bool:
    """Whether the default measure can be in the unit: 按元, and not 按年."""
    measure = lexicon.default_measure(lexicon.subject())
    own = None if measure is None else lexicon.schema.table(measure.table).column(measure.name).unit
    return own is not None and lexicon.schema.units.convert(Decimal(1), unit, own) is not None


def _units_behind(
    norm: str, word: str, between: Sequence[str], behind: Sequence[str], lexicon: Lexicon
) -> Iterator[Mention]:
    """The units that stand behind the word, with one of these between them and one of these behind."""
    for match in re.finditer(re.escape(word), norm):
        for at in {match.end() + len(asked) for asked in between if norm.startswith(asked, match.end())}:
            for stop in range(at + 1, min(len(norm), at + _LONGEST_UNIT) + 1):
                unit = lexicon.schema.units.get(norm[at:stop])
                for shown in behind if unit is not None else ():
                    if unit is not None and norm.startswith(shown, stop):
                        yield _mention(norm, match.start(), stop + len(shown), (Sense("unit", unit.name),), "word")


def _whole_names(norm: str, lexicon: Lexicon, names: NamesAbout) -> Iterator[Mention]:
    """A whole name."""
    wholes = names.wholes()
    spans = ((m.start(), m.start() + len(form)) for form in wholes for m in re.finditer(f"(?={re.escape(form)})", norm))
    for start, end in sorted(spans):
        yield _mention(norm, start, end, name_senses(wholes[norm[start:end]], lexicon.schema), "name")


def _parts(norm: str, spoken: Spoken, names: NamesAbout) -> Iterator[Mention]:
    """A part of names: all names that contain it, those of the first table that has any."""
    in_words = _said_in_words(spoken)
    for start, end in names.parts():
        if (start, end) not in in_words:
            yield _mention(norm, start, end, (_PART,), "part")


def _part_of_class(span: str, named: Sequence[Sense], lexicon: Lexicon) -> Iterator[Sense]:
    """The classes that the part of a name is a part of as well: 服务对象 of 服务对象满意度, a class and a name."""
    tables = {s.value.table for s in named if isinstance(s.value, Pick)}
    for col, classes in lexicon.classes.items():
        values = tuple(value for value, form in classes if span in form) if col.table in tables else ()
        if values:
            yield Sense("pick", Pick(col.table, Named(col, values), (col,)))


def _said_in_words(spoken: Spoken) -> frozenset[tuple[int, int]]:
    """项目数 counts projects and 年度预算 is a budget, whatever names they may be a part of."""
    said = {span: found for span, senses in spoken.items() if (found := {s.kind for s in senses} & _COUNTED)}
    return frozenset(
        (start, end)
        for (start, cut), first in said.items()
        for (second, end), last in said.items()
        if second == cut and (("table" in first and "count" in last) or ("field" in first and "field" in last))
    )


def _gapped(norm: str, lexicon: Lexicon, names: NamesAbout) -> Iterator[Mention]:
    """All characters in order with at most two gaps, in pieces of two or more: 运维合格率 in 系统运维服务验收合格率."""
    for (start, end), fitting in names.pieces().items():
        yield _mention(norm, start, end, _first_table(fitting, lexicon), "gapped")


def containing_senses(part: str, lexicon: Lexicon) -> tuple[Sense, ...]:
    """What a part of names means that stands by itself: all names that contain it."""
    about = lexicon.names.about(part)
    return _part_senses(about.held(0, len(part)), part, lexicon, lambda col: about.says(col, 0, len(part)))


def _part_senses(held: Held, part: str, lexicon: Lexicon, says: Callable[[Col], bool]) -> tuple[Sense, ...]:
    """What a part means that these names contain; `says` tells whether a column can be searched for it instead."""
    many = {col: Says((col,), (part,)) if says(col) else None for col in held.many}
    return _first_table(held.names, lexicon, many)


def _first_table(
    names: Sequence[Name], lexicon: Lexicon, many: Mapping[Col, Says | None] = NO_SEARCH
) -> tuple[Sense, ...]:
    """A table that others belong to comes before them: a project beats a part of an indicator's name."""
    tables = {n.col.table for n in names}
    first = next((t.name for t in lexicon.schema.tables if t.name in tables), None)
    return name_senses((n for n in names if n.col.table == first), lexicon.schema, many)
