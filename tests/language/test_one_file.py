"""What the architecture promises under 要加什么，改哪一个文件: a new word or shape of answer is a line in one file."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from msgspec.structs import replace

from jxquery import meaning, resources
from jxquery.asking import ask
from jxquery.language.lexicon import build_lexicon
from jxquery.language.vocabulary import load_vocabulary
from jxquery.schema.load import load_schema
from jxquery.templates import load_templates

if TYPE_CHECKING:
    from jxquery.asking import Ground
    from jxquery.types import Answer
    from jxquery.workspace import Workspace

DOCS = Path(__file__).parents[2] / "docs" / "architecture.md"


class Word(NamedTuple):
    """A new word, the one that it stands beside, and a question with each."""

    file: str
    known: str
    new: str
    question: str
    as_before: str


WORDS = [
    Word("schema/vocabulary.toml", "拨款", "兜底钱", "司法救助兜底钱多少", "司法救助预算多少"),
    Word("schema/vocabulary.toml", "修电梯", "捯饬电梯", "捯饬电梯在哪个项目里", "修电梯在哪个项目里"),
    Word("schema/units.toml", "钟头", "时辰钟", "时效指标超过1时辰钟", "时效指标超过1小时"),
    Word("schema/chinese.toml", "超过", "盖过", "预算盖过50万的项目", "预算超过50万的项目"),
    Word("schema/chinese.toml", "以上", "朝上走", "预算50万朝上走的项目", "预算50万以上的项目"),
    Word("schema/chinese.toml", "最高", "最拔尖", "预算最拔尖的项目", "预算最高的项目"),
    Word("schema/chinese.toml", "从高到低", "由强到弱", "项目按预算由强到弱", "项目按预算从高到低"),
    Word("schema/chinese.toml", "没设", "短缺了", "短缺了社会效益指标的项目", "没设社会效益指标的项目"),
    Word("schema/chinese.toml", "提到", "讲起了", "讲起了运维的项目", "提到运维的项目"),
    Word("schema/chinese.toml", "算在", "划拨给", "密码服务划拨给哪个项目", "密码服务算在哪个项目"),
    Word("schema/chinese.toml", "表示", "来呈现", "司法救助预算用元来呈现", "司法救助预算用元表示"),
    Word("schema/chinese.toml", "请问", "烦劳您", "烦劳您司法救助预算多少", "请问司法救助预算多少"),
    Word("queries/合计.sql", "合计", "归总起来", "预算归总起来", "预算合计"),
]


def _asked(question: str, workspace: Workspace, folder: Path) -> Answer:
    """The answer of a program whose data stands in the folder, over the tables of the workspace."""
    ground: Ground = workspace._taken.current().ground
    shapes = {file.name: file.read_bytes() for file in (folder / "queries").glob("*.sql")}
    same = all(file.read_bytes() == shapes.pop(file.name) for file in resources.path("queries").glob("*.sql"))
    words = folder / "schema"
    schema = load_schema(words / "schema.toml", words / "units.toml")
    templates = ground.desk.templates if same and not shapes else load_templates(folder / "queries", schema)
    vocabulary = load_vocabulary(words / "chinese.toml", words / "vocabulary.toml", schema, meaning._cues(templates))
    old = ground.lexicon
    lexicon = build_lexicon(schema, vocabulary, old.facts, old.names, old.sounds)
    desk = replace(ground.desk, schema=schema, templates=templates, found={})
    return ask(question, replace(ground, desk=desk, lexicon=lexicon, offered={}))[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the data that the program comes with."""
    for kind in ("schema", "queries"):
        shutil.copytree(resources.path(kind), tmp_path / kind)
    return tmp_path


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.new)
def test_a_word_is_added_beside_another(word: Word, workspace: Workspace, folder: Path) -> None:
    """Beside a word that says the same, in the one file, the new word makes the question that with the known one."""
    expected = workspace.ask(word.as_before)
    assert expected.rows
    assert workspace.ask(word.question).rows != expected.rows
    place = folder / word.file
    pattern, more = (
        (f'(?<=[\\[ ])"{word.known}"', f'"{word.new}", ')
        if place.suffix == ".toml"
        else ("(?<=cue: )", f"{word.new}, ")
    )
    text, count = re.subn(pattern, lambda m: more + m[0], place.read_text(encoding="utf-8"), count=1)
    assert count
    place.write_text(text, encoding="utf-8")
    found = _asked(word.question, workspace, folder)
    assert found.rows == expected.rows


def test_a_statistic_is_one_file(workspace: Workspace, folder: Path) -> None:
    """The example of the architecture, word for word: no line of Python knows of it."""
    question = "各资金级别预算极差"
    assert workspace.ask(question).status == "not_understood"
    sql = next(s for s in re.findall(r"```sql\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL) if "极差" in s)
    (folder / "queries" / "极差.sql").write_text(sql, encoding="utf-8")
    found = _asked(question, workspace, folder)
    every = workspace.ask("各资金级别预算最大值").rows, workspace.ask("各资金级别预算最小值").rows
    gaps = {most[0]: most[1] - least[1] for most, least in zip(*every, strict=True)}
    assert {row[0]: row[1] for row in found.rows} == gaps
