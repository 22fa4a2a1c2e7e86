"""A workspace with prepared answers, so that the faces are tested apart from what they show.

Run as a program it is the command `jxquery` on top of that workspace.
"""

# ruff: noqa: D101, D102 - the real workspace says what these are

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Self

from msgspec.structs import replace

from jxquery.errors import DataError, DocumentError, SqlError, TimeLimitError, UsageError
from jxquery.language.completing import Completion
from jxquery.language.marks import Mark
from jxquery.showing import ColumnInfo, Holding, TableInfo
from jxquery.types import Answer, Column, Problem, Query, Scalar, SourceRef

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from jxquery.loading import LoadReport

FILE = "天津市津南区人民检察院-绩效目标表.txt"
NAME = Column("项目名称", "text", "key")
YEAR = Column("年度", "number", "context")
BUDGET = Column("预算数", "number", "answer", "万元")

ONE = Answer(
    "司法救助 预算多少",
    "answered",
    "项目「2024年司法救助项目-2024中央」的 预算数",
    (NAME, YEAR, BUDGET),
    (("2024年司法救助项目-2024中央", 2024, Decimal("31.000000")),),
    'SELECT "预算数" FROM "项目" WHERE "项目名称" = $p1',
    {"p1": "2024年司法救助项目-2024中央"},
    (SourceRef(0, FILE, "表8 第676行"),),
    1,
    stages=(("认出", ("司法救助 → 项目", "预算 → 预算数")), ("查询", ("列表",))),
    seconds=0.0061,
)
ZERO = replace(
    ONE, question="2025年预算", interpretation="年度为 2025 的项目的 预算数", rows=(), sources=(), sources_total=0
)
REFUSED = Answer(
    "司法救助 执行率",
    "not_understood",
    unused=("执行率",),
    suggestions=("司法救助 预算多少", "司法救助有哪些指标", "司法救助 资助金额合规率"),
    error="已载入的数据里没有「执行率」。\n有的是：预算数、财政资金、资金用途、绩效目标、各级指标及指标值。",
)
UNCLEAR = Answer(
    "服务对象满意度",
    "ambiguous",
    choices=("二级指标「服务对象满意度指标」里的所有指标", "三级指标「服务对象满意度」"),
)
HARD = Answer(
    "难",
    "answered",
    "一个难显示的结果",
    (
        NAME,
        YEAR,
        Column("资金用途", "text", "answer"),
        Column("预算数", "number", "answer", "元"),
        Column("目标值", "number", "answer"),
    ),
    (
        ("项目甲,“乙”", 2023, '他说"好"', Decimal("1234567.125000"), Decimal("99.000000")),
        ("A\u202eB\x1b[31m", 2024, "=SUM(A1:A9)", Decimal("0E-6"), None),
        ("行\u2028一\n行二", 2024, "", Decimal(-310000), Decimal("0.5")),
        (
            "<b>&\"丙'</b> | `x` *y* [z](http://a) \\",
            2024,
            "@cmd|' /C calc'!A0",
            Decimal("12345678901234567890.123456"),
            None,
        ),
        ("名" * 70, None, None, Decimal("-0.000001"), Decimal("1E+20")),
        ("\u2067右\u2069\x00\ufffe\ud800 _x0041_", 1949, "👨‍👩‍👧 🏛\t二", Decimal("1E-12"), Decimal("-2.50")),
    ),
    "SELECT 1",
    {"n": Decimal("2.50"), "年": 2024, "无": None},
    (SourceRef(0, FILE, "表1 第9行"), SourceRef(1, FILE, "表8 第676行"), SourceRef(2, "乙.xlsx", "Sheet1!B3")),
    3,
    warnings=("覆盖了 2023、2024 两个年度。",),
    seconds=1.24,
)
LONG = Answer(
    "长",
    "answered",
    "两个项目的 资金用途",
    (NAME, Column("单位名称", "text", "context"), Column("资金用途", "text", "answer"), BUDGET),
    (
        (
            "2024年司法救助项目-2024中央",
            "天津市津南区人民检察院",
            "用于向无法获得有效赔偿且生活面临急迫困难的当事人发放一次性救助资金。",
            Decimal(31),
        ),
        (
            "办案业务费-2023中央",
            "天津市津南区人民检察院",
            "保障检察业务所需邮寄挂号信、机要件等相关支出。",
            Decimal("1.2"),
        ),
    ),
)
ANSWERS = {a.question: a for a in (ONE, ZERO, REFUSED, UNCLEAR, HARD, LONG)}


@dataclass(frozen=True)
class Info:
    folder: Path
    generation: str
    sample: bool
    counts: Mapping[str, int]
    sources: tuple[str, ...]
    queries: Path
    own_queries: int


class Workspace:
    """Answers what is in `ANSWERS`; says 「听到：…」 to a follow-up; folders named missing and files named bad fail."""

    @classmethod
    def open(
        cls,
        folder: Path | None = None,
        *,
        environ: Mapping[str, str],
        as_of: int | None = None,
        log: Path | None = None,
    ) -> Self:
        assert environ is not None
        assert log is None
        if folder is not None and folder.name == "missing":
            raise DataError("没有这个数据文件夹。", place=str(folder), hint="请检查 --db。")
        workspace = cls()
        workspace.as_of = as_of
        return workspace

    as_of: int | None = None
    saved: tuple[str, Query | None, str] | None = None
    closed = False

    def ask(
        self, question: str, *, choose: int | None = None, limit: int | None = None, seconds: float | None = None
    ) -> Answer:
        if question == "界":
            return replace(ONE, interpretation=f"最多 {limit} 行 {seconds} 秒")
        if question == "慢":
            raise TimeLimitError("超过了时间限制。")
        if question == "错":
            raise ZeroDivisionError("division by zero")
        if question == "久":
            sys.stderr.write("正在想\n")
            time.sleep(600)
        if choose is not None:
            return replace(ONE, question=question, interpretation=f"第 {choose} 种读法")
        if question == "今年":
            return replace(ONE, interpretation=f"今年是 {self.as_of}")
        return (
            replace(ANSWERS[question])
            if question in ANSWERS
            else Answer(question, "not_understood", unused=(question,))
        )

    def conversation(self) -> Conversation:
        return Conversation(self)

    def sql(
        self,
        statement: str,
        *,
        params: Mapping[str, Scalar] | None = None,
        limit: int | None = None,
        seconds: float | None = 30,
    ) -> Answer:
        if "DROP" in statement:
            raise SqlError("只能运行一条 SELECT。")
        columns = (Column("a", "number", "answer"), Column("a", "text", "answer"))
        return Answer(
            statement, "answered", columns=columns, rows=((limit, f"{seconds:g}"),), sql=statement, params=params
        )

    def load(self, paths: Sequence[Path], **terms: object) -> LoadReport:
        from jxquery.loading import LoadedFile, LoadReport

        assert terms["schema"] is None
        if any(path.name == "bad.txt" for path in paths):
            raise DocumentError("里面没有绩效目标表。", place="bad.txt", hint="请检查这个文件。")
        problem = Problem("表2 第9行", "指标值「≥?」读不懂，", "按文字保留。")
        first = LoadedFile(paths[0].name, {"项目": 13, "指标": 101}, (problem,), forms=13)
        others = (LoadedFile(path.name, {}, skipped="内容和已载入的一样。") for path in paths[1:])
        return LoadReport((first, *others), written=True)

    def info(self) -> Info:
        counts = {"项目": 13, "指标": 101}
        return Info(Path("数据"), "gen-000001", True, counts, (FILE,), Path("数据/queries"), 2)  # noqa: FBT003

    def version(self) -> int:
        return 1

    def marks(self, line: str) -> tuple[Mark, ...]:
        return (Mark(0, len(line), "name" if line in ANSWERS else "unknown"),) if line else ()

    def complete(self, before: str, *, asked: bool) -> tuple[Completion, ...]:
        words = ("司法救助项目", "预算数", "满意度")
        return tuple(Completion(0, w, "字段") for w in words if w.startswith(before) and (asked or before))

    def tables(self) -> tuple[TableInfo, ...]:
        columns = (ColumnInfo("项目名称", "文字", None, False), ColumnInfo("预算数", "小数", "万元", False))  # noqa: FBT003
        return (TableInfo("项目", 13, columns), TableInfo("指标", 101, (ColumnInfo("备注", "文字", None, True),)))  # noqa: FBT003

    def holding(self) -> Holding:
        return Holding("示例数据", "项目", 13)

    def money_units(self) -> tuple[str, ...]:
        return ("元", "万元")

    def in_unit(self, answer: Answer, unit: str) -> Answer:
        return replace(answer, interpretation=f"{answer.interpretation}，用{unit}")

    def written_out(self, answer: Answer) -> str:
        return answer.sql

    def queries(self) -> tuple[object, ...]:
        return ()

    def save(self, answer: Answer, query: Query | None, name: str, *, replace_old: bool, now: datetime) -> Path:
        assert now.tzinfo is not None
        if name == "有了" and not replace_old:
            raise UsageError("已经有命名查询「有了」。", hint="请换一个名字。")
        self.saved = (answer.question, query, name)
        return Path("数据/queries") / f"{name}.sql"

    def close(self) -> None:
        self.closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Conversation:
    """Knows whether something was answered before."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.previous: Answer | None = None

    @property
    def query(self) -> Query | None:
        return Query(self.previous.question, ()) if self.previous else None

    def ask(
        self, question: str, *, choose: int | None = None, limit: int | None = None, seconds: float | None = None
    ) -> Answer:
        if question == "那装备购置呢" and self.previous:
            return replace(ONE, question=question, interpretation=f"接着「{self.previous.question}」")
        answer = self.workspace.ask(question, choose=choose, limit=limit, seconds=seconds)
        if answer.status == "answered":
            self.previous = answer
        return answer


def module() -> ModuleType:
    """A stand-in for `jxquery.workspace`."""
    stand_in = ModuleType("jxquery.workspace")
    vars(stand_in).update(Workspace=Workspace, Info=Info)
    return stand_in


if __name__ == "__main__":
    from jxquery.cli import main

    sys.modules["jxquery.workspace"] = module()
    sys.exit(main())
