"""The way of a question, one stage after the other; each is one function from one type to the next."""

from __future__ import annotations

import time
from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from jxquery import refusals
from jxquery.answering import answer_query, has_rows
from jxquery.derivation import Derivation
from jxquery.desk import Desk
from jxquery.language.by_name import again, by_name, call, restate_call
from jxquery.language.lexicon import Lexicon
from jxquery.language.outcomes import Choices, NotUnderstood, Resolution, Supposing
from jxquery.language.reading import Reading
from jxquery.language.referring import leans
from jxquery.language.resolve import NOTHING_BEFORE, resolve
from jxquery.language.restate import restate
from jxquery.language.understand import understand
from jxquery.named.files import Catalogue
from jxquery.params import bound
from jxquery.remarks import below_zero, not_listed, typed_otherwise, units_taken
from jxquery.settling import settled
from jxquery.text.normalise import Text, normalise
from jxquery.types import Answer, Query

SAMPLE_WARNING = "示例数据"


class Ground(Struct, frozen=True):
    """What questions are asked of: data that runs SQL, what the language knows of it, and the named queries.

    `offered` remembers which suggestions were found to work: the same data answers them again.
    """

    desk: Desk
    lexicon: Lexicon
    sample: bool
    catalogue: Catalogue
    offered: dict[str, bool] = field(default_factory=dict)


def ask(
    question: str,
    ground: Ground,
    previous: Query | None = None,
    before: Query | None = None,
    choose: int | None = None,
    *,
    missed: bool = False,
) -> tuple[Answer, Query | None]:
    """The answer, and the query that it answers, which the next question of a conversation may refer to.

    `previous` is the query of the answer that was shown last, `before` the one to go back to; `choose` takes one of
    the readings offered, from 1. `missed`: the question before this one was not answered.
    """
    started = time.perf_counter()
    text = normalise(question)
    reading = understand(text, ground.lexicon)
    composed = previous if previous is None or previous.slots else None
    resolution, phrases = resolve(reading, text, ground.lexicon, composed, before)
    if missed and previous is None and isinstance(resolution, Query) and leans(phrases):
        resolution = NotUnderstood((text.norm,), NOTHING_BEFORE)
    allowed = typed_otherwise(text, reading)
    resolution = _called(resolution, text, ground, previous, guessed=bool(allowed))
    resolution = settled(resolution, ground.desk, choose)
    match resolution:
        case Query(slots=()):
            from jxquery.named.answer import answer_named, said_of

            named, desk = ground.catalogue.find(resolution.template), ground.desk
            answer = answer_named(named, resolution, desk, ground.lexicon, seconds=desk.left())
            answer = replace(answer, interpretation=said_of(named, resolution))
        case Query():
            answer = answer_query(resolution, ground.desk)
            answer = replace(answer, interpretation=restate(resolution, ground.desk.schema))
        case Choices():
            answer = refusals.ambiguous(resolution.queries, ground.desk.schema)
        case NotUnderstood():
            answer = refusals.not_understood(resolution, reading, text, ground.lexicon, lambda q: _works(q, ground))
    stages = Derivation(text, reading, phrases, resolution, answer)
    sample = (SAMPLE_WARNING,) if ground.sample else ()
    composed_now = not isinstance(resolution, Query) or resolution.slots
    guessed = (*allowed, *units_taken(reading, resolution)) if composed_now else ()
    gap = _over_a_gap(resolution, reading, text, ground, previous) if missed else ()
    warnings = (
        *guessed,
        *answer.warnings,
        *below_zero(resolution, answer),
        *not_listed(reading, resolution),
        *gap,
        *sample,
    )
    seconds = time.perf_counter() - started
    answer = replace(answer, question=question, warnings=warnings, stages=stages, seconds=seconds)
    return answer, resolution if isinstance(resolution, Query) else None


def run_named(
    ground: Ground, name: str, given: Mapping[str, object], *, limit: int | None = None, seconds: float | None = None
) -> Answer:
    """The answer of a named query with these values. The question is the call in words.

    Raises `UsageError` for a query or value that there is not; see `answer_named`.
    """
    from jxquery.named.answer import answer_named, said_of

    started = time.perf_counter()
    query = ground.catalogue.find(name)
    values = bound(query.name, query.params, given)
    called = Query(query.name, (), params=tuple((n, v) for n, v in values.items() if v is not None))
    answer = answer_named(query, called, ground.desk, ground.lexicon, limit=limit, seconds=seconds)
    return replace(
        answer,
        question=restate_call(called),
        interpretation=said_of(query, called),
        warnings=(*answer.warnings, *((SAMPLE_WARNING,) if ground.sample else ())),
        seconds=time.perf_counter() - started,
    )


def _called(
    resolution: Resolution | Supposing, text: Text, ground: Ground, previous: Query | None, *, guessed: bool
) -> Resolution | Supposing:
    """A named query where the text calls one by its name, or where only a cue of one accounts for it to the letter.

    What is understood as it stands is never taken away by a cue; what was taken for something slightly different
    (`guessed`) is.
    """
    named = ground.catalogue.definitions
    called = call(text, ground.lexicon, named)
    if called is not None or not (isinstance(resolution, NotUnderstood) or guessed):
        return called or resolution
    if isinstance(resolution, NotUnderstood) and previous is not None and not previous.slots:
        called = again(text, ground.lexicon, named, previous)
    return called or by_name(text, ground.lexicon, named) or resolution


def _works(question: str, ground: Ground) -> bool:
    """Whether the question is answered with rows: what is offered must work."""
    if question not in ground.offered:
        text = normalise(question)
        resolution, _ = resolve(understand(text, ground.lexicon), text, ground.lexicon)
        query = settled(resolution, ground.desk, None)
        ground.offered[question] = isinstance(query, Query) and has_rows(query, ground.desk)
    return ground.offered[question]


def _over_a_gap(
    resolution: Resolution, reading: Reading, text: Text, ground: Ground, previous: Query | None
) -> tuple[str, ...]:
    """那2023年呢, after a question that was not answered: it is said of the answer before that."""
    if previous is None or not isinstance(resolution, Query) or not previous.slots:
        return ()
    alone, _ = resolve(reading, text, ground.lexicon)
    if settled(alone, ground.desk, None) == resolution:
        return ()
    return (f"前一句没有回答，这一句接的是再前面的：{restate(previous, ground.desk.schema)}",)
