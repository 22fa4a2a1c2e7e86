"""Names of the data: whole ones, parts of them, and what has the characters of one in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from jxquery.language.lexicon import NO_SEARCH, Lexicon, name_senses
from jxquery.language.mentions import Mention, Pick, Sense
from jxquery.language.names_about import Held, NamesAbout
from jxquery.language.recognisers import Spoken, find, places, spans
from jxquery.types import Col, Name, Named, Says

PART = Sense("name", "")
"""What a part of names means before the names are looked up."""


def whole_names(norm: str, lexicon: Lexicon, names: NamesAbout) -> Iterator[Mention]:
    """A whole name."""
    wholes = names.wholes()
    for start, end in sorted((at, at + len(form)) for form in wholes for at in places(norm, form)):
        yield find(norm, start, end, name_senses(wholes[norm[start:end]], lexicon.schema), "name")


def parts(norm: str, spoken: Spoken, names: NamesAbout) -> Iterator[Mention]:
    """A part of names: all names that contain it, those of the first table that has any."""
    in_words = _said_in_words(spoken)
    for start, end in names.parts():
        if (start, end) not in in_words:
            yield find(norm, start, end, (PART,), "part")


def part_of_class(span: str, named: Sequence[Sense], lexicon: Lexicon) -> Iterator[Sense]:
    """The classes that the part of a name is a part of as well: 服务对象 of 服务对象满意度, a class and a name."""
    tables = {s.value.table for s in named if isinstance(s.value, Pick)}
    for col, classes in lexicon.classes.items():
        values = tuple(value for value, form in classes if span in form) if col.table in tables else ()
        if values:
            yield Sense("pick", Pick(col.table, Named(col, values), (col,)))


def _said_in_words(spoken: Spoken) -> frozenset[tuple[int, int]]:
    """项目数 counts projects and 年度预算 is a budget, whatever names they may be a part of."""
    tables, counts, fields = (spans(spoken, kind) for kind in ("table", "count", "field"))
    return frozenset(
        (start, end)
        for first, last in ((tables, counts), (fields, fields))
        for start, cut in first
        for second, end in last
        if second == cut
    )


def gapped(norm: str, lexicon: Lexicon, names: NamesAbout) -> Iterator[Mention]:
    """All characters in order with at most two gaps, in pieces of two or more: 运维合格率 in 系统运维服务验收合格率."""
    for (start, end), fitting in names.pieces().items():
        yield find(norm, start, end, _first_table(fitting, lexicon), "gapped")


def containing_senses(part: str, lexicon: Lexicon) -> tuple[Sense, ...]:
    """What a part of names means that stands by itself: all names that contain it."""
    about = lexicon.names.about(part)
    return part_senses(about.held(0, len(part)), part, lexicon, lambda col: about.says(col, 0, len(part)))


def part_senses(held: Held, part: str, lexicon: Lexicon, says: Callable[[Col], bool]) -> tuple[Sense, ...]:
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
