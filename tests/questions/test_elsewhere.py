"""Questions that the language was developed on, asked of other documents: other units, words, numbers and order."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from jxquery.documents.read import read_document
from tests.documents.reading import schema
from tests.questions.elsewhere.document import Truth, other, sample
from tests.questions.elsewhere.mapping import elsewhere
from tests.questions.elsewhere.questions import reworded, statements
from tests.questions.elsewhere.run import SOURCES, made, opened, scored
from tests.questions.make_questions import SAMPLE, expectation, load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from jxquery.workspace import Workspace
    from tests.questions.elsewhere.questions import Entry
    from tests.questions.elsewhere.run import Result

SEEDS = (1, 3)


def _entries(names: Iterable[Path]) -> dict[str, Entry]:
    """The entries of these files by their ids."""
    lines = (line for name in names for line in name.read_text(encoding="utf-8").split("\n") if line)
    return {entry["id"]: entry for entry in map(json.loads, lines)}


def _answered() -> dict[str, Entry]:
    """The sources with their expectations in values, over the sample."""
    return _entries(source.with_name(source.name.replace(".src", "")) for source in SOURCES)


@pytest.fixture(scope="module")
def of_the_sample(workspace: Workspace) -> dict[str, list[Result]]:
    """What became of the questions on the sample, by the ids of their entries."""
    return {name: list(scored(workspace, [entry])) for name, entry in _answered().items()}


def _turns(entries: dict[str, Entry]) -> Iterator[tuple[str, Entry]]:
    """Every question and turn by the name that statements use."""
    for name, entry in entries.items():
        if "turns" in entry:
            yield from ((f"{name}.{n}", turn) for n, turn in enumerate(entry["turns"], 1))
        else:
            yield name, entry


def test_statements_give_what_is_expected_of_the_sample() -> None:
    """A statement that stands in for a typed expectation is that expectation."""
    database, expected = load(SAMPLE), dict(_turns(_answered()))
    for name, statement in statements().items():
        want, shape = expected[name]["expect"], statement["as"]
        found = expectation(database, statement)[shape]
        if isinstance(found, float):
            assert found == pytest.approx(want[shape], abs=0.005), name
        elif shape in ("projects", "targets"):
            assert sorted(found) == sorted(want[shape]), name
        else:
            assert found == want[shape], name


@pytest.mark.parametrize("seed", range(1, 11))
def test_the_document_says_its_truth(seed: int, tmp_path: Path) -> None:
    """Each row of the other truth is read from the text of its forms, and nothing is reported as unread."""
    there = other(elsewhere(seed))
    path = tmp_path / "表.txt"
    path.write_text(there.text, encoding="utf-8")
    document = read_document(path, schema())
    assert document.problems == ()
    place = {project["项目"]: n for n, project in enumerate(there.truth["项目"], 1)}
    for table, rows in there.truth.items():
        read = [dict(r.values) for r in document.records if r.table == table]
        want = [{"项目编号": place[row.pop("项目")], **row} for row in rows]
        assert [{key: row[key] for key in said} for row, said in zip(read, want, strict=True)] == want


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_relations_stay(seed: int) -> None:
    """The order of budgets, costs that agree with them, which names are equal, and whose parts a question names."""
    words = elsewhere(seed)
    here, there = sample(), other(words).truth
    assert _ranks(here) == _ranks(there)
    assert here["指标"] != there["指标"]
    assert _equals(here) == _equals(there)
    for _, entry in _turns(_entries(SOURCES)):
        said, rewritten = reworded(entry["question"], words)
        for part in _parts(said, rewritten.spans):
            if part in "".join(str(row) for row in here["项目"] + here["指标"]):
                assert _naming(here, part) == _naming(there, words.rewrite(part)), part


@pytest.mark.parametrize("seed", SEEDS)
def test_scores_are_those_of_the_sample(seed: int, tmp_path: Path, of_the_sample: dict[str, list[Result]]) -> None:
    """The share of right answers is within two points of the sample's, that of wrong ones at most one higher."""
    there, asked = made(seed, tmp_path)
    with opened(there, tmp_path) as other_workspace:
        elsewhere_results = list(scored(other_workspace, asked.entries))
    here_results = [result for entry in asked.entries for result in of_the_sample[entry["id"]]]
    found, base = _shares(elsewhere_results), _shares(here_results)
    print(f"seed {seed}: {len(elsewhere_results)} questions, left out {sum(asked.dropped.values())}")  # noqa: T201
    print(f"  elsewhere {found}\n  sample    {base}")  # noqa: T201
    failures = "\n".join(f"{r.result} {r.id} {r.question} -> {r.why}" for r in elsewhere_results if r.result != "right")
    assert abs(found["right"] - base["right"]) <= 2, failures
    assert found["wrong"] <= base["wrong"] + 1, failures
    assert sum(asked.dropped.values()) <= 0.02 * len(of_the_sample)


def _shares(results: list[Result]) -> dict[str, float]:
    counts = Counter(r.result for r in results)
    return {key: round(100 * counts[key] / len(results), 1) for key in ("right", "refused", "wrong")}


def _ranks(truth: Truth) -> tuple[list[int], list[int]]:
    """The projects by their budgets, and those whose costs add up to theirs."""
    by_budget = sorted(truth["项目"], key=lambda project: project["预算数"])
    agreeing = [
        row["项目"]
        for row in truth["项目"]
        if row["预算数"] == sum(_amount(t["指标值"]) for t in _of(truth, row) if t["二级指标"] == "成本指标")
    ]
    return [project["项目"] for project in by_budget], sorted(agreeing)


def _of(truth: Truth, project: Entry) -> list[Entry]:
    return [target for target in truth["指标"] if target["项目"] == project["项目"]]


def _amount(written: str) -> Decimal:
    return Decimal(written.strip("≤≥万元"))


def _equals(truth: Truth) -> list[list[tuple[int, str, str]]]:
    """Projects and classes of the targets that bear one name, of each name."""
    by_name: dict[str, list[tuple[int, str, str]]] = {}
    for target in truth["指标"]:
        by_name.setdefault(target["三级指标"], []).append((target["项目"], target["一级指标"], target["二级指标"]))
    return sorted(sorted(rows) for rows in by_name.values())


def _parts(said: str, spans: tuple[tuple[int, int], ...]) -> Iterator[str]:
    """The words of names in a question, those that touch as one."""
    start = end = 0
    for left, right in (*spans, (len(said) + 1, 0)):
        if left == end and end:
            end = right
            continue
        part = said[start:end]
        if part and not any(c.isdigit() or c in "百分之万元项年" for c in part):
            yield part
        start, end = left, right


def _naming(truth: Truth, part: str) -> Counter[tuple[str, int, str]]:
    """The rows whose names contain the part."""
    columns = {"项目": ("项目名称", "单位名称", "资金级别"), "指标": ("三级指标", "绩效指标描述")}
    return Counter(
        (table, row["项目"], column)
        for table, named in columns.items()
        for row in truth[table]
        for column in named
        if part in row[column]
    )
