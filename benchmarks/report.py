"""Figures as a table, as JSON, as a plot over sizes, and beside a stored run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.measure import Figure, growth

_HEADS = ("项目数", "哪一项", "本程序", "同伴", "倍数", "增长", "目标", "达到")


def rows(figures: Sequence[Figure]) -> Iterator[tuple[str, ...]]:
    """The cells of a table, a row a figure, the sizes of a figure below each other."""
    order = {key: n for n, key in enumerate(dict.fromkeys((f.part, f.name) for f in figures))}
    for figure in sorted(figures, key=lambda f: (order[f.part, f.name], f.size)):
        more = growth(figures, figure)
        yield (
            f"{figure.size:,}",
            f"{figure.part}：{figure.name}",
            f"{_number(figure.ours)} {figure.unit}",
            "" if figure.peer is None else f"{_number(figure.peer)} {figure.unit}（{figure.peer_name}）",
            "" if figure.ratio is None else f"{figure.ratio:.2f}",
            "" if more is None else f"{more:.1f}",
            _goal(figure),
            {None: "", True: "是", False: "否"}[figure.reached],
        )


def markdown(figures: Sequence[Figure]) -> str:
    """The table for docs/performance.md."""
    lines = [_HEADS, tuple("---:" if n in (0, 2, 4, 5) else "---" for n in range(len(_HEADS))), *rows(figures)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def plain_table(figures: Sequence[Figure]) -> str:
    """The table for a terminal."""
    lines = [_HEADS, *rows(figures)]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def as_json(figures: Sequence[Figure], about: Mapping[str, object]) -> str:
    """What a later run is compared with."""
    found = [{**asdict(f), "ratio": f.ratio, "reached": f.reached} for f in figures]
    return json.dumps({"about": dict(about), "figures": found}, ensure_ascii=False, indent=1) + "\n"


def compared(figures: Sequence[Figure], stored: Mapping[str, Any]) -> Iterator[str]:
    """Lines about what has changed by more than a third since the stored run: ratios, for machines differ."""
    old = {f"{f['part']}/{f['name']}/{f['size']}": f for f in stored.get("figures", ())}
    for figure in figures:
        before = old.get(figure.key)
        if before is None:
            continue
        was, now = (before["ratio"], figure.ratio) if figure.ratio else (before["ours"], figure.ours)
        if was and now and not 2 / 3 < now / was < 3 / 2:
            said = f"{figure.size:,} {figure.part}：{figure.name}"
            yield f"{said}：{_number(was)} → {_number(now)}（{now / was:.2f} 倍）"


def plot(figures: Sequence[Figure], path: Path) -> None:
    """The times over the number of projects, both axes logarithmic; the text stays text."""
    import warnings

    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    with plt.rc_context({"svg.fonttype": "none", "svg.hashsalt": "bench", "font.family": "sans-serif"}):
        drawn, axes = plt.subplots(figsize=(9, 6))
        for name in dict.fromkeys(f"{f.part}：{f.name}" for f in figures if f.unit == "ms"):
            same = sorted((f for f in figures if f"{f.part}：{f.name}" == name), key=lambda f: f.size)
            if len(same) > 1:
                axes.plot([f.size for f in same], [max(f.ours, 0.01) for f in same], marker="o", label=name)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("项目数")
        axes.set_ylabel("毫秒")
        axes.grid(visible=True, alpha=0.3)
        if axes.get_legend_handles_labels()[0]:
            axes.legend(fontsize=7, loc="center left", bbox_to_anchor=(1, 0.5))
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph .* missing")  # whoever shows the picture has the letters
            drawn.savefig(path, format="svg", metadata={"Date": None}, bbox_inches="tight")
        plt.close(drawn)


def _goal(figure: Figure) -> str:
    if figure.goal is None:
        return ""
    sign = "≤" if figure.most else "≥"
    unit = " 倍" if figure.of == "ratio" else f" {figure.unit}"
    return f"{sign} {_number(figure.goal)}{unit}"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three digits tell enough


def _width(text: str) -> int:
    return sum(2 if ord(char) > 0x2E80 else 1 for char in text)  # noqa: PLR2004 - where wide characters begin
