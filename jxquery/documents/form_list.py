"""A list of many projects: a table whose first columns are those of the projects, which stand on their first rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from jxquery.documents.form_records import Form
from jxquery.documents.form_rows import Indicator, Table, UnreadableError, read_table
from jxquery.documents.front import Front, Given
from jxquery.documents.headers import Header, Row
from jxquery.documents.words import Words
from jxquery.text.normalise import squeeze

_NAME = "项目名称"


def read_list(
    front: Front, header: Header, rows: Sequence[Row], first: str, words: Words
) -> list[Form | UnreadableError]:
    """The projects of a list; a row with the cells of a project begins one, and rows of totals are none.

    Of a row that cannot be read it is not known which project it is of: the one above it is left out, and what stands
    below it up to the next one.
    """
    table = read_table(header, rows, words)
    forms: list[Form | UnreadableError] = []
    broken: UnreadableError | None = None
    carried: dict[str, Given] = {}
    current: list[Indicator] = []
    project: dict[str, Given] = {}

    def close() -> None:
        nonlocal broken
        if broken is not None and project:
            forms.append(broken)
            broken = None
            current.clear()
        elif current:
            own = Front([*front.given, *project.values()], [], dict(front.groups), front.years, [], front.unit)
            place = current[0].place
            forms.append(Form(place, own, Table(list(current)), header, listed=True))
            current.clear()

    of_units = {n: cells for n, cells, _ in table.project_rows}
    for n, row in enumerate(table.indicators):
        above = of_units.get(n, {})  # the total of a unit, whose projects stand below
        if above:
            close()
            project = {}
            carried = {c: g for c, g in above.items() if g.field.kind == "unit"}
        given = row.project
        name = given.get(_NAME)
        if row.broken is not None:
            broken = broken or row.broken
            if name is None and given:
                raise row.broken
        if name is not None and _differs(given, project):
            close()
            carried.update({c: g for c, g in given.items() if g.field.kind == "unit"})
            project = {**{c: g for c, g in carried.items() if c not in given}, **given}
        elif name is None and given and any(_differs({c: g}, project) for c, g in given.items()):
            raise UnreadableError(row.place, f"「{'、'.join(given)}」有内容，{_NAME}却是空的")
        if row.broken is not None:
            broken = broken or row.broken
            continue
        if _NAME not in project:
            raise UnreadableError(row.place, f"第一个指标以前没有{_NAME}")
        current.append(row)
    close()
    if not forms:
        raise UnreadableError(first, "表头下面没有指标")
    for n, form in reversed(list(enumerate(forms))):
        if isinstance(form, Form):
            left = [*front.untaken, *table.untaken]
            forms[n] = replace(form, table=replace(table, indicators=form.table.indicators, totals={}, untaken=left))
            break
    return forms


def _differs(given: Mapping[str, Given], project: Mapping[str, Given]) -> bool:
    """Whether cells begin another project; some forms repeat the project on each row."""
    return any(
        column not in project or squeeze(g.cell.text) != squeeze(project[column].cell.text)
        for column, g in given.items()
    )
