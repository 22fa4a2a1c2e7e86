"""Keys that stand in the files: kept, followed across files and loads, and never lost without a word."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from jxquery.documents import table_files
from jxquery.errors import DataError, DocumentError, SchemaError
from jxquery.workspace import Workspace, infer_schema

if TYPE_CHECKING:
    from pathlib import Path

    from jxquery.loading import LoadedFile

NOW = datetime(2026, 11, 23, 18, 0, 0, tzinfo=UTC)
SCHEMA = """
[[table]]
name = "班级"
key = "班号"
column = [
  { name = "班号", type = "integer", role = "key" },
  { name = "班名", type = "text", role = "name" },
]
[[table]]
name = "学生"
key = "学号"
parent = "班级"
column = [
  { name = "学号", type = "text", role = "code" },
  { name = "姓名", type = "text", role = "name" },
  { name = "班号", type = "integer", role = "key" },
  { name = "身高", type = "amount", role = "measure", unit = "厘米", default = true },
]
[[table]]
name = "考试"
file = "成绩*.csv"
parent = "学生"
column = [
  { name = "学号", type = "text", role = "key" },
  { name = "科目", type = "text", role = "class" },
  { name = "分数", type = "integer", role = "measure", adds_up = false },
]
[[kind]]
name = "长度"
base = "厘米"
units = [{ unit = "厘米", factor = "1" }, { unit = "米", factor = "100" }]
[words.table]
"考试" = ["考试", "成绩"]
"""
FILES = {
    "班级.csv": "班号,班名\n10,一班\n2,二班\n",
    "学生.csv": "学号,姓名,班号,身高\nS1,张三,10,170\nS2,李四,10,1.82米\nS3,王五,2,165\n",
    "成绩一.csv": "学号,科目,分数\nS1,数学,90\nS2,数学,80\nS3,数学,70\nS1,语文,60\n",
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The files, their schema, and a folder for the data."""
    (tmp_path / "学校.toml").write_text(SCHEMA, encoding="utf-8")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def _load(place: Path, *names: str, environ: dict[str, str], schema: str | None = None) -> tuple[LoadedFile, ...]:
    with Workspace.open(place / "数据", environ=environ) as workspace:
        chosen = place / schema if schema else None
        return workspace.load([place / name for name in names], schema=chosen, now=NOW).files


def _rows(place: Path, sql: str, environ: dict[str, str]) -> tuple[tuple[object, ...], ...]:
    with Workspace.open(place / "数据", environ=environ) as workspace:
        return workspace.sql(sql).rows


def test_the_order_of_the_files_does_not_matter(place: Path, environ: dict[str, str]) -> None:
    """Children first on the command line belong to the same rows; lists are in the order of the file, not of keys."""
    loaded = _load(place, "成绩一.csv", "学生.csv", "班级.csv", environ=environ, schema="学校.toml")
    assert [(f.file, dict(f.counts), f.problems) for f in loaded] == [
        ("成绩一.csv", {"考试": 4}, ()),
        ("学生.csv", {"学生": 3}, ()),
        ("班级.csv", {"班级": 2}, ()),
    ]
    with Workspace.open(place / "数据", environ=environ) as workspace:
        assert workspace.ask("有哪些班级").rows == (("一班",), ("二班",))
        assert workspace.ask("一班有几个考试").rows == ((3,),)
        assert workspace.ask("李四的身高").rows[0][-1] == 182


def test_files_can_be_loaded_one_after_the_other(place: Path, environ: dict[str, str]) -> None:
    """A later load needs no --schema, and its rows find those that were loaded before."""
    _load(place, "班级.csv", "学生.csv", environ=environ, schema="学校.toml")
    (loaded,) = _load(place, "成绩一.csv", environ=environ)
    assert (loaded.counts, loaded.problems) == ({"考试": 4}, ())
    joined = 'SELECT count(*) FROM "考试" JOIN "学生" ON "考试"."学号" = "学生"."学号"'
    assert _rows(place, joined, environ) == ((4,),)


def test_what_does_not_fit_is_loaded_and_said(place: Path, environ: dict[str, str]) -> None:
    """A row that belongs to nothing, one without a key, a cell that is no number: told with their places, and loaded.

    Only a key that is there twice keeps a row out: the first one stays.
    """
    (place / "学生.csv").write_text(
        "学号,姓名,班号,身高\nS1,张三,10,高\nS1,张三二,10,171\n,无号,7,160\n", encoding="utf-8"
    )
    *_, loaded = _load(place, "班级.csv", "学生.csv", environ=environ, schema="学校.toml")
    assert loaded.counts == {"学生": 2}
    assert [f"{p.place}：{p.message}{p.action}" for p in loaded.problems] == [
        "第2行：列「身高」的「高」不是一个金额，按空着处理。",
        "第4行：有 1 行没有「学号」，照样载入，但别的表的行找不到它们。",
        "第3行：有 1 行的「学号」已经有了：S1，保留先载入的。",
        "第4行：有 1 行的「班号」在「班级」里找不到：7，照样载入，但不属于任何班级。",
    ]
    assert _rows(place, 'SELECT "姓名", "身高" FROM "学生" ORDER BY "行号"', environ) == (("张三", None), ("无号", 160))


def test_a_row_of_two_tables_may_lack_either(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which of them is not there is told of each, the row is loaded, and it belongs to the other; in place too."""
    loans = "读者号,书号,天数\nR1,B1,3\nR9,B2,4\nR2,B9,5\nR2,,6\n"
    files = {"读者": "读者号,姓名\nR1,张三\nR2,李四\n", "书": "书号,书名\nB1,春\nB2,秋\n", "借阅": loans}
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    paths = [tmp_path / f"{name}.csv" for name in files]
    (tmp_path / "库.toml").write_text(infer_schema([*paths[:2], _whole(tmp_path)]), encoding="utf-8")
    for number, big in enumerate((1 << 30, 0)):
        monkeypatch.setattr(table_files, "BIG", big)
        with Workspace.open(tmp_path / f"数据{number}", environ=environ) as workspace:
            report = workspace.load(paths, schema=tmp_path / "库.toml", now=NOW)
            readers, books = [p.message for f in report.files for p in f.problems]
            assert readers == "有 1 行的「读者号」在「读者」里找不到：R9，"
            assert books.startswith("有 2 行的「书号」在「书」里找不到：")
            assert workspace.ask("借阅的天数合计").rows == ((18,),)
            assert workspace.ask("李四的天数合计").rows == ((11,),)
            assert workspace.ask("秋的天数合计").rows == ((4,),)
            assert workspace.ask("有哪些借阅").rows[1][:2] == (None, "秋")


def _whole(folder: Path) -> Path:
    """Loans that lack nothing, from which the schema is inferred."""
    place = folder / "全"
    place.mkdir()
    (place / "借阅.csv").write_text("读者号,书号,天数\nR1,B1,3\nR1,B2,4\nR2,B2,5\n", encoding="utf-8")
    return place / "借阅.csv"


def test_loading_again_adds_only_what_is_new(place: Path, environ: dict[str, str]) -> None:
    """A file with a key may grow. One without cannot tell its old rows from new ones, so the same name is refused."""
    _load(place, *FILES, environ=environ, schema="学校.toml")
    (place / "学生.csv").write_text(FILES["学生.csv"] + "S4,赵六,2,150\n", encoding="utf-8")
    (place / "成绩一.csv").write_text(FILES["成绩一.csv"] + "S2,语文,75\n", encoding="utf-8")
    students, exams = _load(place, "学生.csv", "成绩一.csv", environ=environ)
    assert students.counts == {"学生": 1}
    assert "同名的文件已经载入过" in exams.skipped
    assert _rows(place, 'SELECT count(*) FROM "考试"', environ) == ((4,),)


def test_words_can_change_and_tables_cannot(place: Path, environ: dict[str, str]) -> None:
    """The schema's words are those of the last load, in the same generation as the rows; other columns are refused."""
    _load(place, *FILES, environ=environ, schema="学校.toml")
    (place / "学校.toml").write_text(SCHEMA + '[words.column]\n"学生.身高" = ["个头"]\n', encoding="utf-8")
    with Workspace.open(place / "数据", environ=environ) as workspace:
        assert workspace.ask("张三的个头").status == "not_understood"
        _load(place, "班级.csv", environ=environ, schema="学校.toml")
        assert workspace.ask("张三的个头").rows[0][-1] == 170
        (place / "学校.toml").write_text(SCHEMA.replace("班名", "名称"), encoding="utf-8")
        with pytest.raises(DataError, match="另一份 schema 的表（班级、学生、考试）"):
            _load(place, "班级.csv", environ=environ, schema="学校.toml")
        assert workspace.ask("张三的个头").rows[0][-1] == 170


def test_data_of_forms_and_own_tables_do_not_mix(place: Path, environ: dict[str, str]) -> None:
    """A folder of one kind refuses the other, in either direction, and says which tables it holds."""
    from tests.workspace.making import form

    _load(place, "班级.csv", environ=environ, schema="学校.toml")
    form(place)
    with pytest.raises(DocumentError, match="不知道它是哪一个表"):
        _load(place, "本院.txt", environ=environ)
    with Workspace.open(place / "表单", environ=environ) as workspace:
        workspace.load([form(place)], now=NOW)
        with pytest.raises(DataError, match="另一份 schema 的表（项目"):
            workspace.load([place / "班级.csv"], schema=place / "学校.toml", now=NOW)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('role = "class"', 'role = "measure"'), "列「科目」的 role 是 measure，type 应是 integer 或 amount"),
        (('name = "科目"', 'name = "姓名"'), "列「姓名」在「学生」和「考试」里都有"),
        (('unit = "厘米", default', 'unit = "英尺", default'), "单位「英尺」不在 units.toml 里"),
        (('"考试" = ["考试", "成绩"]', '"测验" = ["考试"]'), "没有「测验」这个表"),
        (("[words.table]", "[word.table]"), "「word」不认识，可用的是"),
        (("[words.table]", "[words.tables]"), "[tables] 不认识，可用的是"),
        (
            ('{ name = "学号", type = "text", role = "key" }', '{ name = "学号", type = "integer", role = "key" }'),
            "「学号」的 type 和上级表「学生」里的不一样",
        ),
    ],
)
def test_a_broken_schema_is_refused(place: Path, environ: dict[str, str], change: tuple[str, str], says: str) -> None:
    """With what is wrong with it, before anything is loaded."""
    assert change[0] in SCHEMA
    (place / "学校.toml").write_text(SCHEMA.replace(*change), encoding="utf-8")
    with pytest.raises(SchemaError) as caught:
        _load(place, *FILES, environ=environ, schema="学校.toml")
    assert says in str(caught.value)
    assert caught.value.hint
    assert not (place / "数据").exists()


def test_two_tables_may_tie_the_same(tmp_path: Path, environ: dict[str, str]) -> None:
    """读者 and 书 hang together by 借阅 and by 预约: which of them is meant is said, or it is asked for no answer."""
    files = {
        "读者": "读者号,姓名\nR1,张三\nR2,李四\n",
        "书": "书号,书名\nB1,春潮\nB2,秋山\n",
        "借阅": "读者号,书号,天数\nR1,B1,3\nR1,B2,4\n",
        "预约": "读者号,书号,次序\nR2,B1,1\nR2,B2,2\n",
    }
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    paths = [tmp_path / f"{name}.csv" for name in files]
    (tmp_path / "库.toml").write_text(infer_schema(paths), encoding="utf-8")
    with Workspace.open(tmp_path / "数据", environ=environ) as workspace:
        workspace.load(paths, schema=tmp_path / "库.toml", now=NOW)
        assert workspace.ask("春潮的读者").status == "not_understood"
        assert [row[0] for row in workspace.ask("借阅春潮的读者").rows] == ["张三"]
        assert [row[0] for row in workspace.ask("预约春潮的读者").rows] == ["李四"]
        assert [row[0] for row in workspace.ask("没有借阅的读者").rows] == ["李四"]
        assert workspace.ask("春潮的预约有几个").rows == ((1,),)
        assert workspace.ask("每个读者有几本书").status == "not_understood"
