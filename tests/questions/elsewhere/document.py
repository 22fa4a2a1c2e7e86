"""The document of a seed: the sample's projects with other words, years, levels and numbers, in another order."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.documents.make import Form, Row, random_style, render
from tests.questions.make_questions import SAMPLE

if TYPE_CHECKING:
    from tests.questions.elsewhere.mapping import Elsewhere

Truth: TypeAlias = dict[str, list[dict[str, Any]]]

_CODES = {"262101": "418207"}
_WORDS = {"保障": "有效"}
"""A target in one word that is a part of many names: it changes only where it is the whole target."""


@dataclass(frozen=True)
class Other:
    """A truth, and the document that says it."""

    truth: Truth
    text: str


def sample() -> Truth:
    """What the sample says, transcribed by hand."""
    truth: Truth = json.loads(SAMPLE.read_text(encoding="utf-8"), parse_float=Decimal)
    return truth


def other(words: Elsewhere) -> Other:
    """The truth of the sample in other words, projects and targets in another order, and the text of its forms."""
    rng = random.Random(words.seed)  # noqa: S311 — tests must repeat
    truth = {table: [_row(row, words) for row in rows] for table, rows in sample().items()}
    rng.shuffle(truth["项目"])
    place = {project["项目"]: n for n, project in enumerate(truth["项目"])}
    truth["绩效目标"].sort(key=lambda goal: (place[goal["项目"]], goal["序号"]))
    truth["指标"] = _shuffled(truth["指标"], place, rng)
    forms = tuple(_form(project, truth) for project in truth["项目"])
    return Other(truth, render(forms, random_style(words.seed)))


def _row(row: dict[str, Any], words: Elsewhere) -> dict[str, Any]:
    """One row; the number of its project stays, so that statements still speak of the same one."""
    out: dict[str, Any] = {}
    for column, value in row.items():
        if isinstance(value, Decimal):
            out[column] = words.scales.amount(value)
        elif column == "年度":
            out[column] = value + words.shift
        elif isinstance(value, str):
            out[column] = _CODES.get(value) or _WORDS.get(value) or words.rewrite(value)
        else:
            out[column] = value
    return out


def _shuffled(targets: list[dict[str, Any]], place: dict[int, int], rng: random.Random) -> list[dict[str, Any]]:
    """The targets of each project in the order of their classes, but in any order within a class, numbered anew."""
    drawn = [(place[t["项目"]], t["一级指标"], t["二级指标"], rng.random(), n) for n, t in enumerate(targets)]
    classes = {key: n for n, key in enumerate(dict.fromkeys((t["一级指标"], t["二级指标"]) for t in targets))}
    ordered = sorted(drawn, key=lambda d: (d[0], _level(d[1]), classes[d[1], d[2]], d[3]))
    out, numbers = [], dict.fromkeys(place, 0)
    for *_, n in ordered:
        project = targets[n]["项目"]
        numbers[project] += 1
        out.append({**targets[n], "序号": numbers[project]})
    return out


def _level(one: str) -> int:
    return ("产出指标", "效益指标", "满意度指标").index(one)


def _form(project: dict[str, Any], truth: Truth) -> Form:
    own = {table: [row for row in truth[table] if row["项目"] == project["项目"]] for table in ("绩效目标", "指标")}
    levels = ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值")
    return Form(
        project["项目名称"], project["单位编码"], project["单位名称"], "万元",
        f"{project['预算数']:.2f}", f"{project['财政资金']:.2f}", "", project["资金用途"],
        tuple(goal["目标内容"] for goal in own["绩效目标"]),
        tuple(Row(*(target[level] for level in levels)) for target in own["指标"]),
        f"{project['项目名称']}绩效目标表",
    )  # fmt: skip
