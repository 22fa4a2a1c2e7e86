"""A reading to a `Query`, to choices, or to what was not understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import product

from msgspec.structs import replace

from jxquery.language.accounts import accounted
from jxquery.language.asked_units import as_asked
from jxquery.language.content import ENTITIES, content
from jxquery.language.cues import SHARE, TWO_SIDED
from jxquery.language.ellipsis import coordinated
from jxquery.language.grammar import asked_plainly, reduce_phrases, settled
from jxquery.language.grammar.bindings import bindings
from jxquery.language.grammar.lists import ADDED
from jxquery.language.grammar.texts import sought
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import EMPTY, Cond, Mention, Phrase, Pick, Search, Sense, kinds_of
from jxquery.language.names_about import MIN_PART
from jxquery.language.nearest import nearest, year_again
from jxquery.language.one_sided import one_side
from jxquery.language.outcomes import Choices, Meaning, NotUnderstood, Resolution, Sought, Supposed, Supposing
from jxquery.language.reading import LONGEST, Reading
from jxquery.language.referring import CONTENT, meant, refers
from jxquery.language.said_before import as_before
from jxquery.language.sides import read_side
from jxquery.language.supposing import supposed
from jxquery.text.normalise import Text
from jxquery.types import Lit, Query

_NEVER_TORN = frozenset({"of", "and", "also", "pause", "to", "switch", "each"})
_MAX_VARIANTS = 16
_APPROXIMATELY = "「左右」没有确定的范围，请写成两个数之间，例如 25万到35万"
_ADD_ALL = "不能接着上一个回答加，请把要加的都说出来，例如 甲加乙是多少"
_NO_PARTS = "没有分项的金额，只有整个的"
NOTHING_BEFORE = "前面没有可以接着问的回答"
_ALL_OR_ANY = "没有说要都有，还是有其中一个就行，请写「同时有……和……」或「有……或……」"
_REFUSED = {"vague": _APPROXIMATELY, "alone": _NO_PARTS, "part_amount": _NO_PARTS, "all_or_any": _ALL_OR_ANY}
"""Kinds of words that no answer comes of, in the order in which they are told, and why."""


def resolve(
    reading: Reading, text: Text, lexicon: Lexicon, previous: Query | None = None, before: Query | None = None
) -> tuple[Resolution | Supposing, tuple[Phrase, ...]]:
    """The meaning of a reading after the answer to `previous`, and what the rules made of it (for the derivation)."""
    norm = text.norm
    if len(norm) > LONGEST:
        return NotUnderstood((), f"问题太长（{len(norm)} 个字），请在 {LONGEST} 个字以内说清楚"), ()
    phrases = _phrases(reading, text)
    if (reply := _reply(phrases, reading)) is not None:
        return NotUnderstood((), reply=reply), phrases
    phrases = _without_talk(phrases)
    refused = tuple(dict.fromkeys((*_said_as(phrases, "absent", "beyond"), *_unknown(reading, norm))))
    if refused:
        return NotUnderstood(refused, _NO_PARTS if _said_as(phrases, "alone") else ""), phrases
    if _said_as(phrases, "back") and len(content(phrases, lexicon)) == 1:
        return before or NotUnderstood((norm,), "前面没有别的回答"), phrases
    coverings = (phrases, *(_without_talk(_phrases(r, text)) for r in reading.rivals))
    settling = (nearest(settled(year_again(_corrected(c), lexicon), lexicon), lexicon) for c in coverings)
    said = [
        (*_supposed(coordinated(as_asked(content(v, lexicon), lexicon), lexicon), lexicon), guessed)
        for covering in settling
        for v, guessed in _variants(as_before(covering, previous, lexicon))
    ]
    bound = [
        (v, so_many, guessed, reduce_phrases(b, lexicon)) for v, so_many, guessed in said for b in bindings(v, lexicon)
    ]
    found = []
    for v, so_many, guessed, r in bound:
        made = _interpret(r, lexicon, meant(r, previous, before), before)
        more = made.supposed if isinstance(made, Supposing) else ()
        resolution = made.meant if isinstance(made, Supposing) else made
        found.append((accounted(resolution, v, lexicon), (*so_many, *more), guessed))
    understood = [(f, so_many, guessed) for f, so_many, guessed in found if not isinstance(f, NotUnderstood)]
    if not understood:
        return found[0][0], bound[0][3]
    one = _one_of((f for f, _, _ in understood), strict=any(guessed for *_, guessed in understood))
    many = (s for _, found, _ in understood for s in found)
    all_supposed: tuple[Supposed | Sought, ...] = (*dict.fromkeys(many), *dict.fromkeys(sought(phrases, lexicon)))
    return Supposing(one, all_supposed) if all_supposed else one, bound[0][3]


def _supposed(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> tuple[tuple[Phrase, ...], tuple[Supposed, ...]]:
    """The phrases without numbers that only suppose something, put plainly; and what is supposed."""
    kept, found = supposed(phrases, lexicon)
    return asked_plainly(kept, lexicon), found


def _phrases(reading: Reading, text: Text) -> tuple[Phrase, ...]:
    return tuple(Phrase(m.start, m.end, m.text, m.senses, m.rule, m.start in text.gaps) for m in reading.mentions)


def _said_as(phrases: tuple[Phrase, ...], *kinds: str) -> tuple[str, ...]:
    """The texts of the phrases that may be of one of the kinds."""
    return tuple(p.text for p in phrases if p.sense(*kinds))


def _reply(phrases: tuple[Phrase, ...], reading: Reading) -> str | None:
    """What is said back to 你好 and its like, where nothing else is said."""
    replies = [str(s.value) for p in phrases if (s := p.sense("talk")) is not None]
    if not replies or reading.uncovered or not all(p.sense("talk", *EMPTY) for p in phrases):
        return None
    return replies[-1]


def _without_talk(phrases: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """Beside a question 谢谢 is no more than a filler."""
    if "talk" not in kinds_of(phrases):
        return phrases
    fillers = (p.sense("talk") is not None and p.sense("filler") is not None for p in phrases)
    return tuple(
        replace(p, senses=tuple(s for s in p.senses if s.kind != "talk")) if filler else p
        for p, filler in zip(phrases, fillers, strict=True)
    )


def _one_of(understood: Iterable[Query | Choices], *, strict: bool = False) -> Query | Choices:
    """What was understood in several ways, where they are not all the same."""
    readings = tuple(dict.fromkeys(understood))
    return readings[0] if len(readings) == 1 else Choices(readings, strict=strict)


def _unknown(reading: Reading, norm: str) -> tuple[str, ...]:
    """The spans that no mention covers, with the short pieces that touch them: those are torn from the same word."""
    if not reading.uncovered:
        return ()
    torn = {m.start: m.end for m in reading.mentions if _may_be_torn(m)}
    ending = {end: start for start, end in torn.items()}
    spans: list[tuple[int, int]] = []
    for start, end in reading.uncovered:
        while end in torn:
            end = torn[end]  # noqa: PLW2901 — the span grows
        while start in ending:
            start = ending[start]  # noqa: PLW2901 — the same
        if spans and spans[-1][1] >= start:
            start = min(start, spans.pop()[0])  # noqa: PLW2901 — the same
        spans.append((start, end))
    return tuple(norm[a:b] for a, b in spans)


def _may_be_torn(mention: Mention) -> bool:
    """A single character, or two that are only a part of some name."""
    size = mention.end - mention.start
    if any(s.kind in _NEVER_TORN for s in mention.senses):
        return False
    return size == 1 or (size == MIN_PART and mention.rule == "part")


def _corrected(phrases: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """甲，哦不对，乙: what was taken back is the nearest thing before that is of the kind of what comes instead."""
    at = next((n for n, p in enumerate(phrases) if p.sense("correction")), None)
    if at is None:
        return phrases
    instead = next((p for p in phrases[at + 1 :] if _kind(p) is not None), None)
    taken = None
    if instead is not None:
        taken = next((n for n in range(at - 1, -1, -1) if _kind(phrases[n]) == _kind(instead)), None)
    if taken is None:
        return phrases if at else _corrected(phrases[1:])
    return _corrected((*phrases[:taken], *phrases[at + 1 :]))


def _kind(phrase: Phrase) -> object:
    """What a phrase is, as far as one thing can be said instead of another."""
    sense = phrase.sense(
        "pick", "filter", "wording", "amount", "field", "table", "cue", "best_n", "best", "most", "bound_before"
    )
    if sense is None:
        return None
    match sense.value:
        case Pick(table):
            return ("pick", table)
        case Cond(_, _, column):
            return ("filter", column)
        case _:
            return sense.kind


def _variants(phrases: tuple[Phrase, ...]) -> Iterator[tuple[tuple[Phrase, ...], bool]]:
    """Each way of taking the spans that name more than one thing (服务对象满意度: a class, and an indicator).

    With each, whether a bare number below 1 was taken as a share (0.9 for 90%).
    """
    options: list[tuple[tuple[Phrase, bool], ...]] = []
    for phrase in phrases:
        if len(phrase.senses) == 1 and phrase.senses[0].kind != "amount":
            options.append(((phrase, False),))
            continue
        entities = [s for s in phrase.senses if s.kind in ENTITIES]
        others = tuple(s for s in phrase.senses if s.kind not in ENTITIES)
        guesses = tuple((replace(phrase, senses=(g,)), True) for s in others if (g := _as_share(s)) is not None)
        fields = [s for s in phrase.senses if s.kind == "field"]
        if len(entities) <= 1 < len(fields):
            entities, others = fields, tuple(s for s in phrase.senses if s not in fields)
        tops = [s for s in phrase.senses if s.kind == "best_n"]
        if len(tops) > 1:
            entities, others = tops, tuple(s for s in phrase.senses if s not in tops)
        if len(entities) > 1:
            options.append(tuple((replace(phrase, senses=(e, *others)), False) for e in entities))
        else:
            options.append(((phrase, False), *guesses))
    for number, variant in enumerate(product(*options)):
        if number == _MAX_VARIANTS:
            return
        yield tuple(p for p, _ in variant), any(guessed for _, guessed in variant)


def _as_share(sense: Sense) -> Sense | None:
    lit = sense.value
    if sense.kind != "amount" or not isinstance(lit, Lit) or not isinstance(lit.value, Decimal):
        return None
    return Sense("amount", Lit(lit.value * 100, "%")) if lit.unit is None and 0 < lit.value < 1 else None


def _interpret(
    phrases: tuple[Phrase, ...], lexicon: Lexicon, previous: Query | None, before: Query | None = None
) -> Meaning:
    """The meaning of the phrases that the rules left."""
    kinds = kinds_of(phrases)
    refused = next((kind for kind in _REFUSED if kind in kinds), None)
    if refused is not None:
        offers = tuple(_where_said(phrases, lexicon))
        return NotUnderstood(_said_as(phrases, refused), _REFUSED[refused], offers=offers)
    plus = phrases[0].sense("and") if phrases and previous is not None else None
    if plus is not None and plus.value == ADDED:
        return NotUnderstood((phrases[0].text,), _ADD_ALL)  # 再加上购买服务呢
    reference = refers(phrases, previous, lexicon)
    if previous is not None and reference != "no":
        from jxquery.language.turns import follow

        followed = follow(phrases, previous, lexicon, before)
        return followed if reference == "yes" else _either(followed, _interpret(phrases, lexicon, None))
    back = [p for n, p in enumerate(phrases) if _points_back(p, first=n == 0)] if previous is None else []
    if back or (phrases and (phrases[0].sense("and") or _severally_alone(phrases))):
        return NotUnderstood(tuple(p.text for p in back or phrases[:1]), NOTHING_BEFORE)
    if "switch" in kinds:
        phrases = tuple(p for p in phrases if not p.sense("switch"))
    cues = {s.value for p in phrases if (s := p.sense("cue")) is not None}
    if cues & TWO_SIDED:
        from jxquery.language.comparing import difference

        return difference(phrases, lexicon)
    if SHARE in cues:
        from jxquery.language.shares import share

        return share(phrases, lexicon)
    if "placed" in kinds:
        from jxquery.language.placing import place

        return place(phrases, lexicon)
    return one_side(read_side(phrases, lexicon), lexicon)


def _where_said(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> Iterator[str]:
    """The question of which rows speak of that of which no amount is known."""
    said = (s.value for p in phrases if (s := p.sense("part_amount")) is not None)
    for search in (v for v in said if isinstance(v, Search)):
        yield from (
            f"提到{'、'.join(f'「{w}」' for w in words)}的{lexicon.subject()}"
            for words in (search.words[0], search.otherwise)
            if words
        )


def _severally_alone(phrases: tuple[Phrase, ...]) -> bool:
    """分别是哪个项目的: of several things that are not said."""
    return phrases[0].sense("severally") is not None and not any(
        p.sense(*(kind for kind in CONTENT if kind != "table")) for p in phrases
    )


def _points_back(phrase: Phrase, *, first: bool) -> bool:
    """那…, 换成…, with no answer before that it could mean; 呢 alone is only a tone."""
    sense = phrase.sense("switch")
    return sense is not None and (sense.value == "换" or (first and sense.value != "呢"))


def _either(first: Meaning, second: Meaning) -> Meaning:
    """Both readings, where both are understood; what supposes something of the data gives way."""
    if isinstance(first, NotUnderstood) or isinstance(second, NotUnderstood):
        return second if isinstance(first, NotUnderstood) else first
    if isinstance(first, Supposing) or isinstance(second, Supposing):
        return second if isinstance(first, Supposing) else first
    return _one_of((first, second))
