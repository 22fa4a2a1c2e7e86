"""Rules that documents are checked by: named queries whose header says `check`, each row of which is a finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct

from jxquery.compile import all_files
from jxquery.errors import JxqueryError, TemplateError, UsageError
from jxquery.named.files import HINT, Catalogue, NamedQuery
from jxquery.named.prove import Proven, proven
from jxquery.types import Scalar

if TYPE_CHECKING:
    from jxquery.desk import Desk


class Finding(Struct, frozen=True):
    """What a rule found: in whom (a project's name), what, and in which file and where in it."""

    rule: str
    kind: str
    subject: str
    text: str
    file: str
    place: str


class Rule(Struct, frozen=True):
    """A rule that was gone by: its name, its kind (完整性), what it is about, and how many findings it has."""

    name: str
    kind: str
    about: str
    findings: int


class CheckReport(Struct, frozen=True):
    """What was found, rule by rule. `broken` are the user's own rules that could not be gone by, and why."""

    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...]
    broken: Mapping[str, JxqueryError]


def check(catalogue: Catalogue, wanted: Sequence[str], desk: Desk) -> CheckReport:
    """Go by the rules of these names or kinds, by all where there are none.

    Raises `UsageError` for a rule that there is not, `TemplateError` for one of the program's that is broken.
    """
    rules: list[Rule] = []
    findings: list[Finding] = []
    broken: dict[str, JxqueryError] = {} if wanted else dict(catalogue.broken)
    for query in _chosen(catalogue, wanted):
        try:
            found = _findings(query, desk)
        except JxqueryError as error:
            if not query.own:
                raise
            broken[query.name] = error
            continue
        rules.append(Rule(query.name, query.check, query.about, len(found)))
        findings += found
    return CheckReport(tuple(rules), tuple(findings), broken)


def _chosen(catalogue: Catalogue, wanted: Sequence[str]) -> tuple[NamedQuery, ...]:
    """The rules by kind, each kind where its first rule stands."""
    rules = [query for query in catalogue.queries.values() if query.check]
    kinds = list(dict.fromkeys(query.check for query in rules))
    for word in wanted:
        if word in catalogue.broken:
            raise catalogue.broken[word]
        if word not in kinds and all(query.name != word for query in rules):
            known = [*kinds, *(query.name for query in rules)]
            near = get_close_matches(word, known, n=3, cutoff=0.3) or kinds
            hint = f"可以写规则的名字或类别，最接近的是：{'、'.join(near)}。看全部：jxquery check --list"
            raise UsageError(f"没有「{word}」这条规则。", hint=hint)
    chosen = [query for query in rules if not wanted or query.name in wanted or query.check in wanted]
    return tuple(sorted(chosen, key=lambda query: kinds.index(query.check)))


def _findings(query: NamedQuery, desk: Desk) -> list[Finding]:
    proof = proven(query, desk.schema, 0)
    subjects = [n for n, column in enumerate(proof.columns) if column.role == "key"]
    said = [n for n, column in enumerate(proof.columns) if column.role == "answer"]
    if not subjects or not said or not proof.traced:
        message = "检查规则的 SELECT 要依次给出：是谁的（项目名称）、发现了什么（answer 列）、来源编号、位置。"
        raise TemplateError(message, place=f"{query.file}:1:1", hint=HINT)
    if needed := [param.name for param in query.params if param.required]:
        message = f"检查规则的参数都要有默认值，「{'」、「'.join(needed)}」没有。"
        raise TemplateError(message, place=f"{query.file}:1:1", hint=HINT)
    values = {param.name: param.default for param in query.params}
    rows = desk.engine.run(proof.sql, values, seconds=desk.seconds).rows
    files: dict[Scalar, Scalar] = {row[0]: row[1] for row in desk.rows(all_files())}
    width = len(proof.columns)
    return [
        Finding(
            query.name,
            query.check,
            "、".join(_plain(row[n]) for n in subjects),
            _text(proof, said, row),
            _plain(files.get(row[width], row[width])),
            _plain(row[width + 1]),
        )
        for row in rows
    ]


def _text(proof: Proven, said: Sequence[int], row: Sequence[Scalar]) -> str:
    """The one column that says it; of several each with its name and unit."""
    if len(said) == 1:
        return _plain(row[said[0]])
    columns = [(proof.columns[n], row[n]) for n in said]
    return "，".join(f"{c.name} {_plain(value)}{c.unit or ''}" for c, value in columns)


def _plain(value: Scalar) -> str:
    if value is None:
        return "空"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
