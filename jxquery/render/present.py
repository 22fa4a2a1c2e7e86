"""The one function that turns an answer into what is printed, for the prompt and the commands alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from jxquery.render.explain import explain
from jxquery.render.extras import total, with_bars
from jxquery.render.formats import csv_table, json_line, json_object
from jxquery.render.refusal import refusal
from jxquery.render.scalar import scalar
from jxquery.render.table import Table, table
from jxquery.render.text import display_width, safe, safe_lines

if TYPE_CHECKING:
    from jxquery.types import Answer, Column, Scalar

Format: TypeAlias = Literal["table", "csv", "json", "jsonl", "scalar"]
_FULL_WIDTH = 88
_PLACES = 3
_GAP = 3


@dataclass(frozen=True, slots=True)
class Look:
    """How answers are shown. `width` and `height` are the terminal's (None: no bound).

    `prompt`: somebody can press F2 and type 1, and sees sums and bars; `bars`: also of figures in no order.
    """

    format: Format = "table"
    width: int | None = None
    height: int | None = None
    timing: bool = False
    prompt: bool = False
    explain: bool = False
    bars: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    """`data` is for standard output, `notes` for standard error; each ends with a line break or is empty."""

    data: str = ""
    notes: str = ""


def present(answer: Answer, look: Look) -> Output:
    """The answer as text. Refusals and warnings are notes, but members of the object in JSON."""
    derivation = explain(answer) if look.explain else ""
    if look.format in ("json", "jsonl"):
        return Output(json_object(answer) if look.format == "json" else json_line(answer), derivation)
    warnings = _text([line for warning in answer.warnings for line in safe_lines(f"注意：{warning}")])
    if answer.status != "answered":
        return Output("", derivation + _text(refusal(answer, width=look.width, prompt=look.prompt)) + warnings)
    if look.format == "table":
        return Output(_text(_for_people(answer, look)) + derivation, warnings)
    return Output(csv_table(answer) if look.format == "csv" else scalar(answer), derivation + warnings)


def _for_people(answer: Answer, look: Look) -> list[str]:
    """The reading, the table, and where its figures come from."""
    lines = safe_lines(f"读作：{answer.interpretation}") if answer.interpretation else []
    columns, rows = with_bars(answer.columns, answer.rows, asked=look.bars) if look.prompt else _as_is(answer)
    if look.prompt and (sums := total(answer.columns, answer.rows)) is not None:
        rows = (*rows, (*sums, *[""] * (len(columns) - len(sums))))
    body = table(columns, rows, look.width) if rows else Table(("没有符合条件的行（0 行）。",))
    lines += body.lines
    if body.left_out:
        lines.append(f"（窗口太窄，没有显示：{'、'.join(body.left_out)}）")
    return [*lines, *_footer(answer, look)]


def _as_is(answer: Answer) -> tuple[tuple[Column, ...], tuple[tuple[Scalar, ...], ...]]:
    return answer.columns, answer.rows


def _footer(answer: Answer, look: Look) -> list[str]:
    """The sources at the left; the number of rows, the time and the key at the right."""
    left = _sources(answer)
    facts = (
        f"{len(answer.rows)} 行" if len(answer.rows) > 1 else "",
        duration(answer.seconds) if look.timing else "",
        "F2 看 SQL" if look.prompt and answer.sql else "",
    )
    right = " · ".join(fact for fact in facts if fact)
    if not left or not right:
        return [left or right] if left or right else []
    full = _FULL_WIDTH if look.width is None else min(look.width, _FULL_WIDTH)
    space = full - display_width(left) - display_width(right)
    return [left + " " * max(space, _GAP) + right] if space >= _GAP or look.width is None else [left, right]


def _sources(answer: Answer) -> str:
    """Files with the parts of them that the rows stand in (表8), without the line numbers that JSON has."""
    files: dict[str, list[str]] = {}
    for source in answer.sources:
        part = source.place.rpartition(" ")[0] or source.place
        parts = files.setdefault(source.file, [])
        if part not in parts:
            parts.append(part)
    texts = [
        f"{safe(file)} {safe('、'.join(parts[:_PLACES]))}{' 等' if len(parts) > _PLACES else ''}"
        for file, parts in files.items()
    ]
    more = f"（共 {answer.sources_total} 处）" if answer.sources_total > max(len(answer.rows), 1) else ""
    return f"来源：{'；'.join(texts)}{more}" if texts else ""


def duration(seconds: float) -> str:
    """6 毫秒, 1.2 秒."""
    return f"{max(round(seconds * 1000), 1)} 毫秒" if seconds < 1 else f"{seconds:.1f} 秒"


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
