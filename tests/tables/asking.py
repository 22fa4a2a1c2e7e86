"""Data sets that have nothing to do with budgets: their files loaded, and their questions with answers from SQL."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from tests.language.asking import ask, score

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jxquery.types import Query
    from jxquery.workspace import Workspace

HERE = Path(__file__).parent
Row = tuple[Any, ...]


def files(folder: str) -> list[Path]:
    """The CSV files of a data set."""
    return sorted((HERE / folder).glob("*.csv"))


def truth(folder: str) -> duckdb.DuckDBPyConnection:
    """The files' rows in tables that are written by hand, read without the program under test."""
    db = duckdb.connect()
    db.execute((HERE / folder / "truth.sql").read_text("utf-8"))
    for path in files(folder):
        content = path.read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("gb18030")
        separator = ";" if ";" in text.split("\n")[0] else ","
        _, *rows = csv.reader(text.splitlines(), delimiter=separator)
        types = [row[1] for row in db.execute(f'DESCRIBE "{path.stem}"').fetchall()]
        for row in rows:
            cells = [_cell(cell, kind) for cell, kind in zip(row, types, strict=True)]
            db.execute(f'INSERT INTO "{path.stem}" VALUES ({", ".join("?" * len(cells))})', cells)
    return db


def _cell(text: str, kind: str) -> str | None:
    if kind != "VARCHAR":
        text = text.replace(",", "").replace("%", "").replace("/", "-")
    return text or None


def expected(entry: Mapping[str, Any], db: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What score.py compares with: as it is written, or as the SQL beside the question gives it.

    `number` is one figure, `groups` figures by key, `names` exactly these rows.
    """
    if "expect" in entry:
        found: dict[str, Any] = entry["expect"]
        return found
    rows = db.execute(entry["sql"]).fetchall()
    assert rows, entry["id"]
    shapes = {"number": _number, "groups": _groups, "names": _names}
    return shapes[entry["as"]](rows)


def _number(rows: Sequence[Row]) -> dict[str, Any]:
    ((value,),) = rows
    return {"number": float(value)}


def _groups(rows: Sequence[Row]) -> dict[str, Any]:
    return {"groups": {str(key): float(value) for key, value in rows}}


def _names(rows: Sequence[Row]) -> dict[str, Any]:
    return {"texts": [str(name) for (name,) in rows], "rows": len(rows)}


def outcomes(workspace: Workspace, folder: str) -> Iterable[tuple[str, str, str]]:
    """For each question: right, refused or wrong; the question; and why, with how it was read.

    The turns of a conversation count each by themselves, after those before them.
    """
    from jxquery.render.contract import json_line

    db = truth(folder)
    for entry in questions(folder):
        previous: Query | None = None
        for turn in entry.get("turns", [entry]):
            answer, query = ask(workspace, turn["question"], previous)
            previous = query or previous
            outcome, why = score().outcome(expected(turn, db), json.loads(json_line(answer)))
            yield outcome, turn["question"], f"{why} | {answer.interpretation or answer.error}"


def questions(folder: str) -> list[dict[str, Any]]:
    """The questions of a data set, and its conversations with their `turns`."""
    lines = (HERE / folder / "questions.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]
