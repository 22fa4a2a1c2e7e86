"""What checking found, as a table for people and programs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from jxquery.render.present import Output
from jxquery.render.text import safe, safe_lines
from jxquery.types import Answer, Column

if TYPE_CHECKING:
    from jxquery.named.checks import CheckReport

_SHOWN = 20


def finding_list(report: CheckReport, *, sample: bool = False) -> Answer:
    """A row for each finding: the rule with its kind, whose it is, what it is, and file and place."""
    columns = (
        Column("类别", "text", "context"),
        Column("规则", "text", "context"),
        Column("项目名称", "text", "key"),
        Column("发现", "text", "answer"),
        Column("文件", "text", "context"),
        Column("位置", "text", "context"),
    )
    rows = tuple((f.kind, f.rule, f.subject, f.text, f.file, f.place) for f in report.findings)
    return Answer("检查", "answered", columns=columns, rows=rows, warnings=("示例数据",) if sample else ())


def rule_list(report: CheckReport) -> Answer:
    """A row for each rule: its kind, name, what it is about, and how many findings it has."""
    columns = (
        Column("类别", "text", "context"),
        Column("规则", "text", "key"),
        Column("查什么", "text", "context"),
        Column("发现", "number", "answer"),
    )
    return Answer(
        "规则", "answered", columns=columns, rows=tuple((r.kind, r.name, r.about, r.findings) for r in report.rules)
    )


def check_summary(report: CheckReport) -> Output:
    """As notes: how many rules found how much, and what is wrong with the user's own."""
    kinds = Counter(finding.kind for finding in report.findings)
    parts = "、".join(f"{kind} {count}" for kind, count in kinds.items())
    said = f"按 {len(report.rules)} 条规则检查，发现 {len(report.findings)} 处{f'：{parts}' if parts else ''}。"
    broken = [line for error in report.broken.values() for line in safe_lines(f"失败：{error}")]
    return Output(notes="".join(f"{line}\n" for line in (safe(said), *broken)))
