"""The way of a question, one stage after the other; each is one function from one type to the next."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from decimal import Decimal

from msgspec import Struct, field
from msgspec.structs import replace

from jxquery import refusals
from jxquery.answering import Desk, answer_query, at_most_one, count_of, has_rows, literals, same_rows
from jxquery.derivation import Derivation
from jxquery.errors import UsageError
from jxquery.language.build import figure
from jxquery.language.by_name import again, by_name, call, restate_call
from jxquery.language.cues import APART, DISTINCT
from jxquery.language.lexicon import Lexicon
from jxquery.language.outcomes import Choices, NotUnderstood, Resolution, Supposed, Supposing
from jxquery.language.predicates import table_of
from jxquery.language.reading import Reading
from jxquery.language.resolve import resolve
from jxquery.language.restate import restate
from jxquery.language.understand import understand
from jxquery.named.files import Catalogue
from jxquery.params import bound
from jxquery.text.normalise import Text, normalise
from jxquery.types import Answer, Col, Groups, Has, Lit, Query, Rows

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
    question: str, ground: Ground, previous: Query | None = None, before: Query | None = None, choose: int | None = None
) -> tuple[Answer, Query | None]:
    """The answer, and the query that it answers, which the next question of a conversation may refer to.

    `previous` is the query of the answer that was shown last, `before` the one to go back to; `choose` takes one of
    the readings offered, from 1.
    """
    started = time.perf_counter()
    text = normalise(question)
    reading = understand(text, ground.lexicon)
    composed = previous if previous is None or previous.slots else None
    resolution, phrases = resolve(reading, text, ground.lexicon, composed, before)
    resolution = _called(resolution, reading, text, ground, previous)
    resolution = _settled(resolution, ground.desk, choose)
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
    guessed = (*_allowed_for(text, reading), *_assumed(reading, resolution)) if composed_now else ()
    warnings = (*guessed, *answer.warnings, *_below_zero(resolution, answer), *sample)
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
    resolution: Resolution | Supposing, reading: Reading, text: Text, ground: Ground, previous: Query | None
) -> Resolution | Supposing:
    """A named query where the text calls one by its name, or where only a cue of one accounts for it to the letter.

    What is understood as it stands is never taken away by a cue; what was taken for something slightly different is.
    """
    named = ground.catalogue.definitions
    called = call(text, ground.lexicon, named)
    if called is not None or not (isinstance(resolution, NotUnderstood) or _allowed_for(text, reading)):
        return called or resolution
    if isinstance(resolution, NotUnderstood) and previous is not None and not previous.slots:
        called = again(text, ground.lexicon, named, previous)
    return called or by_name(text, ground.lexicon, named) or resolution


def _settled(resolution: Resolution | Supposing, desk: Desk, choose: int | None) -> Resolution:
    """What the data leaves: one of readings that give the same rows, and only what it bears out."""
    if isinstance(resolution, Supposing):
        resolution = _borne_out(resolution, desk)
    settled = _by_rows(resolution, desk) if isinstance(resolution, Choices) else resolution
    if choose is None or not isinstance(settled, Choices):
        return settled
    if not 1 <= choose <= len(settled.queries):
        said = f"没有第 {choose} 种读法，共有 {len(settled.queries)} 种。"
        raise UsageError(said, hint="不带 --choose 再问一次，看有哪几种。")
    return settled.queries[choose - 1]


def _by_rows(choices: Choices, desk: Desk) -> Query | Choices:
    """The one reading that is left, or those that differ, each settled in itself first."""
    if choices.single is not None and all(at_most_one(side, desk) for side in choices.sides):
        return choices.single
    if choices.given and all(count_of(rows, desk) for rows in choices.given):
        first, *_ = choices.readings
        return _by_rows(first, desk) if isinstance(first, Choices) else first
    inner = [_by_rows(r, desk) if isinstance(r, Choices) else r for r in choices.readings]
    strict = choices.strict or any(isinstance(r, Choices) and r.strict for r in inner)
    settled = Choices(tuple(inner), strict)
    if not strict and same_rows(settled.queries, desk):
        return settled.queries[0]
    return settled


def _borne_out(supposing: Supposing, desk: Desk) -> Resolution:
    """The readings that have as many rows as the question says that there are."""
    meant = supposing.meant
    for each in supposing.supposed:
        readings = meant.readings if isinstance(meant, Choices) else (meant,)
        counts = [tuple(_counts(r, each, desk)) if isinstance(r, Query) else (each.count,) for r in readings]
        fits = tuple(
            r
            for r, found in zip(readings, counts, strict=True)
            if each.count in found or (each.asked and not any(found))
        )
        if not fits:
            there = next((n for found in counts for n in found), 0)
            name = each.of if isinstance(each.of, str) else each.of.name
            return NotUnderstood((each.said,), f"符合条件的{name}有 {there} 个，不是 {each.count} 个")
        if isinstance(meant, Choices):
            given = meant.given if fits[0] is readings[0] else ()
            meant = replace(meant, readings=fits, given=given) if fits[1:] else fits[0]
    return meant


def _counts(query: Query, supposed: Supposed, desk: Desk) -> Iterator[int]:
    """How many there are among the rows that each slot was chosen from."""
    of = supposed.of
    for rows in (r for _, fill in query.slots for r in _grounds(fill.rows)):
        table = table_of(rows)
        if table == of:
            yield count_of(rows, desk)
        elif isinstance(of, Col) and of.table in {table, *desk.schema.ancestors(table)}:
            values = desk.rows(desk.compile(figure(DISTINCT, rows, (), (of,))).main)
            yield int(str(values[0][0]))


def _grounds(rows: Rows) -> Iterator[Rows]:
    """The rows, before the best of them was taken, and those that they were chosen from, grouped from or belong to."""
    chosen = replace(rows, best=None)
    match rows.source:
        case Groups(of):
            yield from _grounds(of)
        case Rows() as inner:
            yield from _grounds(inner)
            yield chosen
        case _:
            yield chosen
    for pred in rows.where.of:
        if isinstance(pred, Has):
            yield from _grounds(pred.rows)


def _works(question: str, ground: Ground) -> bool:
    """Whether the question is answered with rows: what is offered must work."""
    if question not in ground.offered:
        text = normalise(question)
        resolution, _ = resolve(understand(text, ground.lexicon), text, ground.lexicon)
        settled = _settled(resolution, ground.desk, None)
        ground.offered[question] = isinstance(settled, Query) and has_rows(settled, ground.desk)
    return ground.offered[question]


def _allowed_for(text: Text, reading: Reading) -> tuple[str, ...]:
    """What was typed otherwise than it was understood."""
    slips = (m for m in reading.mentions if m.text != text.norm[m.start : m.end])
    return tuple(f"「{text.original(m.start, m.end)}」理解为「{m.text}」" for m in slips)


def _below_zero(resolution: Resolution, answer: Answer) -> tuple[str, ...]:
    """甲比乙多多少, where it is less: nobody must read the figure without its sign."""
    apart = isinstance(resolution, Query) and resolution.template in APART
    figures = [value for row in answer.rows if apart for value in row[-1:] if isinstance(value, (int, Decimal))]
    return ("差额是负数：前面的比后面的少",) if any(value < 0 for value in figures) else ()


def _assumed(reading: Reading, resolution: Resolution) -> tuple[str, ...]:
    """Numbers without a unit, and the unit that they were taken in."""
    if not isinstance(resolution, Query):
        return ()
    senses = ((m.text, s.value) for m in reading.mentions for s in m.senses)
    bare = {value.value: said for said, value in senses if isinstance(value, Lit) and not value.unit}
    used = {lit.value: lit.unit for lit in literals(resolution) if lit.unit} if bare else {}
    return tuple(f"「{said}」没有写单位，按{said}{used[value]}理解" for value, said in bare.items() if value in used)
