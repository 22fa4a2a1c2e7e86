"""Answers as pictures: SVG whose text stays text, or PNG with a font of this machine. By matplotlib, an extra."""

from __future__ import annotations

import io
import logging
import os
import re
import warnings
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from jxquery.errors import FillError
from jxquery.filling.pieces import Drawing
from jxquery.render.values import heading, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

    from jxquery.filling.placeholders import Shape
    from jxquery.types import Answer

Picture: TypeAlias = Literal["svg", "png"]
FONT = "JXQUERY_FONT"
_FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei", "sans-serif")
_LIKELY = re.compile(
    r"cjk|sourcehan|wqy|msyh|simhei|simsun|deng|pingfang|heiti|songti|fallback|uming|ukai", re.IGNORECASE
)
_INSTALL = (
    "请装一种中文字体（Debian 和 Ubuntu：apt install fonts-noto-cjk；"
    "Fedora：dnf install google-noto-sans-cjk-fonts），"
    f"或让环境变量 {FONT} 指向一个字体文件（.ttf、.otf、.ttc）。"
)
_MOST = 60


def drawable(answer: Answer) -> str | None:
    """Why the answer cannot be drawn."""
    numbers = _numbers(answer)
    if numbers is None:
        return "答案里没有数，画不成图"
    if len(answer.rows) > _MOST:
        return f"有 {len(answer.rows)} 行，图里最多画 {_MOST} 行"
    return None


def chart(answer: Answer, shape: Shape, picture: Picture, *, title: str) -> Drawing:
    """The first numbers that were asked for, one for each row. Raises `FillError` without matplotlib or a font."""
    try:
        import matplotlib as mpl
    except ModuleNotFoundError:
        raise FillError("画图要用 matplotlib，还没有装。", hint="请运行：pip install 'jxquery[chart]'") from None
    number = _numbers(answer)
    assert number is not None  # noqa: S101 — `drawable` has been asked
    labels = _labels(answer)
    name = heading(answer.columns[number])
    settings: Any = {"svg.fonttype": "none", "svg.hashsalt": "jxquery", "axes.unicode_minus": False}
    settings["font.family"] = [_font("".join((*labels, name)))] if picture == "png" else list(_FAMILIES)
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # the families that this machine lacks
    with mpl.rc_context(settings), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # an SVG is read where the font is, not where it is drawn
        figure = _drawn(labels, [_float(row[number]) for row in answer.rows], name, shape)
        stream = io.BytesIO()
        metadata = {"Date": None} if picture == "svg" else {"Software": None}
        figure.savefig(stream, format=picture, dpi=200, metadata=metadata)
    return Drawing(stream.getvalue(), f".{picture}", title)


def _drawn(labels: list[str], values: list[float], name: str, shape: Shape) -> Figure:
    from matplotlib.figure import Figure

    places = list(range(len(labels)))
    if shape == "line":
        figure = Figure(figsize=(7, 3.6), layout="constrained")
        axes = figure.add_subplot()
        axes.plot(places, values, marker="o", color="#3465a4")
        axes.set_xticks(places, labels)
        axes.set_ylabel(name)
    else:
        figure = Figure(figsize=(7, 1 + 0.4 * len(labels)), layout="constrained")
        axes = figure.add_subplot()
        axes.bar_label(axes.barh(places, values, color="#3465a4"), fmt="{:,.2f}", padding=3)
        axes.set_yticks(places, labels)
        axes.invert_yaxis()
        axes.margins(x=0.12)
        axes.set_xlabel(name)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _numbers(answer: Answer) -> int | None:
    """The first column of numbers that was asked for."""
    return next((n for n, c in enumerate(answer.columns) if c.role == "answer" and c.type == "number"), None)


def _labels(answer: Answer) -> list[str]:
    """What the rows are called by: their keys, else what stands beside them."""
    keys = [n for n, c in enumerate(answer.columns) if c.role == "key"]
    keys = keys or [n for n, c in enumerate(answer.columns) if c.role == "context"]
    return [" ".join(plain(row[n]) for n in keys) for row in answer.rows]


def _float(value: object) -> float:
    return float(value) if isinstance(value, (int, Decimal)) else float("nan")


def _font(text: str) -> str:
    """The family of a font on this machine that has every character. Raises `FillError`."""
    from matplotlib import font_manager

    for file in _font_files():
        try:
            font = font_manager.get_font(file)
            if all(font.get_char_index(ord(char)) for char in text if not char.isspace()):
                font_manager.fontManager.addfont(file)
                return str(font.family_name)
        except (OSError, RuntimeError):  # no font after all
            continue
    raise FillError("没有找到能写汉字的字体，画不出图。", hint=_INSTALL)


def _font_files() -> Iterator[str]:
    """The file that was named, then those of the system, the likely ones first."""
    from matplotlib import font_manager

    if os.environ.get(FONT):
        yield str(Path(os.environ[FONT]).expanduser())
    yield from sorted(font_manager.findSystemFonts(), key=lambda file: (_LIKELY.search(Path(file).name) is None, file))
