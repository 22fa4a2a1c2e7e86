"""Questions, names, files, paths and variables that want to be more than words."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jxquery.errors import DataError, JxqueryError, SchemaError, UsageError
from jxquery.filling import fill
from jxquery.render.formats import FORMATS
from jxquery.render.look import Look
from jxquery.render.present import present
from jxquery.store import Store
from jxquery.types import Answer
from jxquery.workspace import Workspace, infer_schema
from tests.store.documents import schema, small

COMMAND = Path(sys.executable).with_name("jxquery")
NOW = datetime(2026, 11, 24, tzinfo=UTC)
PATHS = ("\x1b[31m红\n\u202e左", "$(touch run); touch run", "--help", "x" * 300, "~nobody-at-all/x")
# Quotes of SQL, TOML, JSON and shells; markup of terminals, of Markdown and HTML; formulas; what hides and turns.
HOSTILE = (
    "'; DROP TABLE 图书; --",
    '"; DELETE FROM 图书; --',
    "[red]红[/red]",
    "\x1b[31m红\x1b[0m\x07",
    "\x1b]0;title\x07",
    "右\u202e左\u2066",
    "零\u200b宽\ufeff",
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "+1-1",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "| 竖 | **粗** `码` [链](javascript:x)",
    "$(touch run)`touch run`",
    "{}%s%n{0.__class__}",
    "字" * 3000,
    "../../etc/passwd",
    "C1\x9b31m",
)
_STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Projects whose names are all hostile, as they would stand in documents."""
    folder = tmp_path_factory.mktemp("书")
    documents = [small(name, budget=n + 1) for n, name in enumerate(HOSTILE)]
    Store(folder / "库", schema()).publish(documents, now=NOW)
    with Workspace.open(folder / "库", environ={"HOME": str(folder)}) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def listed(projects: Workspace) -> Answer:
    """All of them in one answer."""
    answer = projects.ask("所有项目的预算数")
    assert len(answer.rows) == len(HOSTILE)
    return answer


def test_names_come_through_as_they_are(projects: Workspace, listed: Answer) -> None:
    """Nothing in a name has been run: every row is there, and every character of its name but what loading tidies."""
    prices = {row[-1] for row in listed.rows}
    assert len(prices) == len(HOSTILE)
    assert projects.sql('SELECT count(*) AS n FROM "项目"').rows == ((len(HOSTILE),),)


@pytest.mark.parametrize("width", [60, 200])
@pytest.mark.parametrize("name", [f.name for f in FORMATS.values() if f.text is not None])
def test_what_is_printed_cannot_steer(name: str, width: int, listed: Answer) -> None:
    """No format lets an escape or a mark that turns the direction through to a terminal. Elsewhere data is exact."""
    output = present(listed, Look(name, width, explain=name == "table"))
    found = _STEERING.findall((output.data + output.notes).replace("\r\n", "\n").replace("\t", " "))
    assert not found
    assert "[red]红[/red]" in output.data or name == "md"


def test_formulas_stay_text(listed: Answer, tmp_path: Path) -> None:
    """Cells that would be formulas are texts, in what programs for tables open."""
    for name in ("csv", "tsv"):
        FORMATS[name].write([listed], tmp_path / name)
        text = (tmp_path / name).read_text("utf-8-sig")
        assert not re.search(r'(^|[,\t\n])"?[=@+]', text)
    FORMATS["xlsx"].write([listed], tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        sheets = "".join(book.read(n).decode() for n in book.namelist() if "worksheets" in n)
    assert "<f>" not in sheets


def test_markup_stays_text(listed: Answer, tmp_path: Path) -> None:
    """A page shows names, and runs none of them."""
    FORMATS["html"].write([listed], tmp_path / "x.html")
    page = (tmp_path / "x.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert "<img" not in page
    FORMATS["md"].write([listed], tmp_path / "x.md")
    assert "<script>alert" not in (tmp_path / "x.md").read_text("utf-8")


@pytest.mark.parametrize("said", HOSTILE)
@pytest.mark.parametrize("pattern", ["{}", "{}预算多少", "项目{}的预算", "资金用途提到「{}」的项目"])
def test_questions_are_words(said: str, pattern: str, workspace: Workspace) -> None:
    """Whatever a question says, it does not come into the SQL, and what it is told does not steer."""
    before = workspace.info().counts
    answer = workspace.ask(pattern.format(said))
    assert answer.status in {"answered", "not_understood", "ambiguous"}
    assert said not in answer.sql
    output = present(answer, Look("table", 80))
    assert not _STEERING.search(output.data + output.notes)
    assert workspace.info().counts == before


@pytest.mark.parametrize("said", HOSTILE)
def test_aliases_are_words(said: str, tmp_path: Path, environ: dict[str, str]) -> None:
    """An alias is refused, or comes back as it was given: it cannot become another line of its file."""
    with Workspace.open(tmp_path / "库", environ=environ) as workspace:
        try:
            workspace.alias_add(said, "司法救助项目")
        except UsageError:
            assert not workspace.aliases()
        else:
            assert [(a.word, a.target) for a in workspace.aliases()] == [(said.strip(), "司法救助项目")]
        assert workspace.ask("司法救助 预算多少").status == "answered"


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1 AS x) TO '{folder}/run'",
        "SELECT content FROM read_text('{folder}/secret')",
        'WITH x AS (DELETE FROM "项目" RETURNING *) SELECT "年度" FROM x',
        'SELECT "年度" FROM "项目"; COPY (SELECT 1) TO \'{folder}/run\'',
        "ATTACH '{folder}/run'",
        "SELECT * FROM duckdb_settings()",
        "SELECT repeat('x', 2000000000) AS x",
    ],
)
def test_query_files_go_through_the_gate(sql: str, tmp_path: Path, environ: dict[str, str]) -> None:
    """A query file that somebody was given does no more than a statement that he types."""
    queries = tmp_path / "queries"
    queries.mkdir()
    (tmp_path / "secret").write_text("秘密", encoding="utf-8")
    header = "-- name: 坏\n-- about: 坏\n"
    (queries / "坏.sql").write_text(header + sql.format(folder=tmp_path), encoding="utf-8")
    with Workspace.open(environ={**environ, "JXQUERY_QUERIES": str(queries)}) as workspace:
        with pytest.raises(JxqueryError) as raised:
            workspace.run("坏")
        assert "秘密" not in str(raised.value)
        assert workspace.ask("司法救助 预算多少").status == "answered"
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    "name", ['图书"; DROP TABLE 来源; --', "图书'", "图\n书", "图\x1b[31m书", "../书", "版本", "来源", ""]
)
def test_schema_files_are_words(name: str, tmp_path: Path) -> None:
    """A table may be called anything that can be quoted; the rest is refused, and nothing is there afterwards."""
    (tmp_path / "图书.csv").write_text("书名,定价\n甲,1\n", encoding="utf-8")
    text = infer_schema([tmp_path / "图书.csv"]).replace('name = "图书"', f"name = '''{name}'''", 1)
    (tmp_path / "图书.toml").write_text(text, encoding="utf-8")
    with Workspace.open(tmp_path / "库", environ={"HOME": str(tmp_path)}) as workspace:
        try:
            workspace.load([tmp_path / "图书.csv"], schema=tmp_path / "图书.toml", now=NOW)
        except JxqueryError:
            assert not list((tmp_path / "库").glob("gen-*"))
        else:
            assert workspace.info().counts == {name: 1}
            assert len(workspace.info().sources) == 1


def test_a_schema_file_that_is_too_deep(tmp_path: Path) -> None:
    """Brackets without end are an error of ours."""
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "x.toml").write_text("x = " + "[" * 100_000, encoding="utf-8")
    with (
        Workspace.open(tmp_path / "库", environ={"HOME": str(tmp_path)}) as workspace,
        pytest.raises(SchemaError),
    ):
        workspace.load([tmp_path / "x.csv"], schema=tmp_path / "x.toml", now=NOW)


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_a_folder_that_somebody_gave_away(tmp_path: Path, environ: dict[str, str]) -> None:
    """Links that wait where something will be written do not lead out of it, and a pipe is not waited for."""
    folder, victim = tmp_path / "库", tmp_path / "victim"
    victim.write_text("别人的", encoding="utf-8")
    (folder / "queries").mkdir(parents=True)
    report = folder / "报告.md"
    report.write_text("{{预算合计}}", encoding="utf-8")
    Store(folder, schema()).publish([small("司法救助项目")], now=NOW)
    ends = ("", ".building", ".new", ".tmp", ".figures.json", ".figures.json.new")
    for name in ("CURRENT", "WRITER", "aliases.toml", "queries/合计数.sql", "queries/合计数", "报告.md"):
        for end in ends:
            if not (folder / f"{name}{end}").exists():
                (folder / f"{name}{end}").symlink_to(victim)
    (folder / "aliases.toml").unlink()
    (folder / "queries" / "合计数.sql").unlink()
    with Workspace.open(folder, environ=environ) as workspace:
        workspace.alias_add("救助金", "司法救助项目")
        workspace.pin("预算合计", "合计数", now=NOW)
        fill(workspace, report, tmp_path / "出.md")
        (folder / "aliases.toml").unlink()
        os.mkfifo(folder / "aliases.toml")
        with pytest.raises(DataError, match="不是普通文件"):
            workspace.ask("预算合计")
    assert victim.read_text("utf-8") == "别人的"
    assert (tmp_path / "出.md").read_text("utf-8").startswith("10")


@pytest.mark.skipif(os.name == "nt", reason="names that Windows does not take")
@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("how", ["JXQUERY_DB", "JXQUERY_QUERIES", "--db", "load", "--log"])
def test_paths_and_variables_are_words(how: str, name: str, tmp_path: Path, environ: dict[str, str]) -> None:
    """A path runs nothing, writes nowhere else, and what is said about it does not steer; an answer or an error."""
    environment = {**environ, "PATH": os.environ["PATH"]}
    words = ["ask", "司法救助 预算多少"]
    if how in {"JXQUERY_DB", "JXQUERY_QUERIES"}:
        environment[how] = name
    elif how == "load":
        words = ["load", "--db=库", "--", name]
    else:
        words.append(f"{how}={name}")
    done = subprocess.run([COMMAND, *words], env=environment, cwd=tmp_path, capture_output=True, check=False)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode in {0, 2, 3, 5}
    assert "Traceback" not in said
    assert not _STEERING.search(said)
    assert not (tmp_path / "run").exists()
