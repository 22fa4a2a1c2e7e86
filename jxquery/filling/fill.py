"""Fills a report: every placeholder is answered before anything is written; one that is not writes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from jxquery.errors import DataError, FillError, JxqueryError, UsageError
from jxquery.filling import text, word
from jxquery.filling.charts import Picture, chart, drawable
from jxquery.filling.figures import figure, grid, problem, source_of, values
from jxquery.filling.placeholders import Placeholder, placeholder
from jxquery.whole_files import text_of

if TYPE_CHECKING:
    from jxquery.filling.pieces import Found, Piece
    from jxquery.types import Answer
    from jxquery.workspace import Workspace

_READ = "读作"
_REMEMBERED = ".figures.json"
_HINT = "什么都没有写出。请改正这些占位符，或载入缺的数据，再填一次。"
_EXAMPLE = "占位符写成 {{司法救助 预算}}、{{run 预算排名 --前 5}} 或 {{图 各年度预算}}。"


class Change(Struct, frozen=True):
    """A figure that is not what it was when the report was last filled. `old` or `new` is None where there is none.

    `label` tells the figures of a table apart; under 读作 it is how the question was read that is not the same.
    """

    placeholder: str
    label: str
    old: str | None
    new: str | None
    source: str


class Filling(Struct, frozen=True):
    """What was written: the file, how many placeholders, what changed (None: never filled before), and warnings."""

    file: Path
    count: int
    changes: tuple[Change, ...] | None
    warnings: tuple[str, ...]


def fill(workspace: Workspace, template: Path, output: Path) -> Filling:
    """Fill the placeholders of `template` and write `output`, of the same format, and the figures beside it.

    Raises `FillError` with a line for each placeholder that has no answer, several readings, or an empty one; and
    `UsageError` for files that do not fit. Then nothing is written.
    """
    report = word if template.suffix.lower() == ".docx" else text
    _check(template, output, report.SUFFIXES)
    document = report.read(template)
    found = document.found
    if not found:
        raise UsageError("里面没有占位符。", place=str(template), hint=_EXAMPLE)
    wanted = {each.said: placeholder(each.said) for each in found}
    answers: dict[str, Answer] = {}
    pieces: dict[str, Piece] = {}
    wrong: dict[str, str] = {}
    hints = dict.fromkeys((_HINT,))
    for said, each in wanted.items():
        try:
            answers[said] = _answer(workspace, each)
            pieces[said] = _piece(each, answers[said], report.PICTURES)
        except DataError:
            raise  # of no placeholder: nothing could be asked
        except FillError as error:
            wrong[said] = error.message.rstrip("。")
            hints |= {error.hint: None} if error.hint else {}
        except JxqueryError as error:
            wrong[said] = error.message.rstrip("。")
    problems = [
        f"{each.place} {wanted[each.said].shown}：{why}"
        for each in found
        if (why := wrong.get(each.said) or _out_of_place(each, wanted[each.said], answers[each.said])) is not None
    ]
    if problems:
        message = f"{len(problems)} 处填不上：\n" + "\n".join(problems)
        raise FillError(message, place=str(template), hint="\n".join(hints))
    report.write(document, pieces, output)
    memory = output.parent / f"{template.name}{_REMEMBERED}"
    changes = _changes(_remembered(memory), wanted, answers)
    _remember(memory, output, wanted, answers)
    return Filling(output, len(found), changes, _warnings(wanted, answers))


def _check(template: Path, output: Path, suffixes: Sequence[str]) -> None:
    if template.suffix.lower() not in suffixes:
        raise UsageError("不能填这种文件。", place=str(template), hint="能填的是 .md、.txt 和 .docx。")
    if output.suffix.lower() != template.suffix.lower():
        raise UsageError(f"填好的文件也要是 {template.suffix}。", place=str(output), hint="请改 -o 后面的文件名。")
    if output.resolve() == template.resolve():
        raise UsageError("不能写回模板自己。", place=str(output), hint="请在 -o 后面写另一个文件名。")


def _answer(workspace: Workspace, wanted: Placeholder) -> Answer:
    """The answer of a placeholder. Raises `JxqueryError` where there is none that can stand in a report."""
    answer = wanted.answer(workspace)
    why = problem(answer) or (drawable(answer) if wanted.drawn else None)
    if why is not None:
        raise FillError(why)
    return answer


def _warnings(wanted: Mapping[str, Placeholder], answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """Each warning once, with the placeholders that it is about, or how many they are."""
    about: dict[str, list[str]] = {}
    for said, answer in answers.items():
        for warning in answer.warnings:
            about.setdefault(warning, []).append(wanted[said].shown)
    return tuple(f"{w}（{of[0] if len(of) == 1 else f'{len(of)} 处'}）" for w, of in about.items())


def _out_of_place(found: Found, wanted: Placeholder, answer: Answer) -> str | None:
    """Why what is to be shown does not fit where the placeholder stands."""
    if found.alone or (wanted.drawn is None and figure(answer) is not None):
        return None
    if wanted.drawn:
        return "图要单独占一段"
    return f"答案是 {len(answer.rows)} 行 {len(answer.columns)} 列的表，要单独占一段；要一个数，请问得更具体"


def _piece(wanted: Placeholder, answer: Answer, pictures: Picture) -> Piece:
    if wanted.drawn is not None:
        return chart(answer, wanted.drawn, pictures, title=answer.interpretation)
    one = figure(answer)
    return grid(answer) if one is None else one


# --- what the figures were -------------------------------------------------------------------------------------------


def _remembered(memory: Path) -> dict[str, dict[str, str]] | None:
    """The figures of the last filling by placeholder. None where there was none, or nobody can read it."""
    try:
        entries = json.loads(text_of(memory))["figures"]
        return {
            str(entry["placeholder"]): {
                _READ: str(entry["reading"]),
                **{str(k): str(v) for k, v in entry["values"].items()},
            }
            for entry in entries
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _remember(memory: Path, output: Path, wanted: Mapping[str, Placeholder], answers: Mapping[str, Answer]) -> None:
    figures = [
        {
            "placeholder": wanted[said].said,
            "reading": answer.interpretation,
            "values": dict(values(answer)),
            "sources": [f"{ref.file} {ref.place}" for ref in answer.sources],
        }
        for said, answer in answers.items()
    ]
    text.save_beside(
        memory, (json.dumps({"file": output.name, "figures": figures}, ensure_ascii=False, indent=1) + "\n").encode()
    )


def _changes(
    before: Mapping[str, Mapping[str, str]] | None, wanted: Mapping[str, Placeholder], answers: Mapping[str, Answer]
) -> tuple[Change, ...] | None:
    if before is None:
        return None
    found: list[Change] = []
    for said, answer in answers.items():
        name = wanted[said].said
        old, new = before.get(name), {_READ: answer.interpretation, **values(answer)}
        if old is None:
            continue
        for label in dict.fromkeys((*new, *old)):
            if old.get(label) != new.get(label):
                source = "" if label == _READ else source_of(answer, label)
                found.append(Change(wanted[said].shown, label, old.get(label), new.get(label), source))
    return tuple(found)
