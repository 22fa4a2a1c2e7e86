"""Questions to offer where one was not understood.

First about what was recognised, then about what is nearest to the words that were not, then what any data can answer.
The caller keeps those that are really answered.
"""

from __future__ import annotations

from collections.abc import Iterator

from jxquery.language.build import label_terms
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Pick
from jxquery.language.reading import Reading
from jxquery.types import Col, Named

_NEAR = 60.0
_SAME = 85.0
"""How alike a name and the whole text are, where a letter or two of the name are wrong."""


def suggestions(reading: Reading, norm: str, lexicon: Lexicon) -> Iterator[str]:
    """Candidate questions, the nearest first; some may fail to be answered."""
    near = (*_misspelled(reading, norm, lexicon), *_recognised(reading, lexicon), *_nearest(reading, norm, lexicon))
    for name in dict.fromkeys(near):
        yield from _about(name, lexicon)
    yield from _about_all(lexicon)


def fields(lexicon: Lexicon) -> tuple[str, ...]:
    """What the data has to ask for: the columns that hold anything, and the tables that belong to others."""
    found = []
    for table in lexicon.schema.tables:
        columns = table.having("measure", "text", "period", "identity", "context", "class", "target")
        found += [c.name for c in columns if Col(table.name, c.name) not in lexicon.facts.empty]
    return tuple(found)


def _misspelled(reading: Reading, norm: str, lexicon: Lexicon) -> Iterator[str]:
    """The name that the text holds but for a slip, where parts of it were recognised as those of many names."""
    from rapidfuzz import fuzz

    if not reading.uncovered:
        return
    said = ((fuzz.partial_ratio(norm, n.form), n) for n in lexicon.names.sharing(norm))
    alike = [(score, n.value) for score, n in said if n.col.table == lexicon.subject() and score >= _SAME]
    if alike:
        yield max(alike, key=lambda found: found[0])[1]


def _recognised(reading: Reading, lexicon: Lexicon) -> Iterator[str]:
    """Names that the question did hold, in full; those of a subject before those of what belongs to it."""
    subject = lexicon.subject()
    picks = [s.value for m in reading.mentions for s in m.senses if isinstance(s.value, Pick)]
    for pick in sorted(picks, key=lambda p: p.table != subject):
        if isinstance(pick.pred, Named) and pick.table == subject:
            yield from pick.pred.values[:2]


def _nearest(reading: Reading, norm: str, lexicon: Lexicon) -> Iterator[str]:
    """Names that look like what was not understood."""
    from rapidfuzz import fuzz

    subject = lexicon.subject()
    for start, end in reading.uncovered:
        unknown = norm[max(0, start - 2) : end + 2]
        names = [n for n in lexicon.names.sharing(unknown) if n.col.table == subject]
        scored = sorted(names, key=lambda n: -fuzz.partial_ratio(norm[start:end], n.form))
        yield from (n.value for n in scored[:2] if fuzz.partial_ratio(norm[start:end], n.form) >= _NEAR)


def _about(name: str, lexicon: Lexicon) -> Iterator[str]:
    subject = lexicon.subject()
    measure = lexicon.default_measure(subject)
    if measure is not None:
        yield f"{name} {measure.name}"
    for child in lexicon.schema.children(subject):
        if child.target is not None:
            yield f"{name}有哪些{child.name}"
    for column in lexicon.schema.table(subject).having("text"):
        yield f"{name}的{column.name}"


def _about_all(lexicon: Lexicon) -> Iterator[str]:
    subject = lexicon.subject()
    measure = lexicon.default_measure(subject)
    if measure is not None:
        yield f"{measure.name}最高的三个{subject}"
        for column in lexicon.schema.table(subject).having("period", "identity"):
            yield f"各{column.name}{measure.name}"
    yield f"有哪些{subject}"
    yield f"一共有几个{subject}"
    for term in label_terms(subject, lexicon):
        yield f"{subject}的{term.name}"
