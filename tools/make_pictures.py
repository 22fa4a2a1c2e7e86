"""Draws the pictures of the README: types into a real prompt in a real terminal and writes what is to be seen as SVG.

    python tools/make_pictures.py

Needs tmux. Each scene is the keys that are typed; what stands on the screen afterwards is the picture.
"""

from __future__ import annotations

import html
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 84, 24
SETTLED_SECONDS = 0.8

# What is typed, a line a list item; F2 and Tab are keys. The last one of the second scene is not entered.
SCENES: dict[str, tuple[str, ...]] = {
    "answer": ("预算最高的三个项目", "Enter", "其中中央的合计多少", "Enter"),
    "typing": ("2024年中央项目里预算超过30万且满意度≥99%的阿斯顿",),
    "completion": ("司法救助 预算多少", "Enter", "sfj"),
}  # fmt: skip
_LENGTH = re.compile(r'(<text [^>]*?)x="([\d.]+)"([^>]*?)textLength="([\d.]+)"([^>]*)>([^<]*)</text>')
_RUN = re.compile("[\u00a0 ]+|[\u2580-\u259f]+|[\\x21-\\x7e]+|[^\u00a0\\x20-\\x7e\u2580-\u259f]+")
KEYS = frozenset({"Enter", "Tab", "F2", "F3"})

# Rich's own frame loads a font from the network; a picture of this project stands alone.
FRAME = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: Menlo, Consolas, "Noto Sans Mono CJK SC", monospace; font-size: {char_height}px;
  line-height: {line_height}px; font-variant-east-asian: full-width; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}</defs>
<rect fill="#ffffff" stroke="#cccccc" width="{width}" height="{height}" rx="8"/>
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""


def screen(typed: tuple[str, ...]) -> str:
    """What is on the screen, colours and all, when the keys were typed into a fresh prompt."""
    socket = f"pictures-{uuid.uuid4().hex[:8]}"

    def tmux(*arguments: str) -> str:
        command = ["tmux", "-u", "-L", socket, *arguments]
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout  # noqa: S603

    with tempfile.TemporaryDirectory() as home:
        shell = f"XDG_STATE_HOME={home} JXQUERY_DB={home}/none {shlex.quote(sys.executable)} -m jxquery"
        size = ("-x", str(WIDTH), "-y", str(HEIGHT))
        tmux("-f", os.devnull, "new-session", "-d", *size, "-c", str(ROOT), shell)
        time.sleep(SETTLED_SECONDS * 3)
        for keys in typed:
            tmux("send-keys", *(() if keys in KEYS else ("-l",)), keys)
            time.sleep(SETTLED_SECONDS)
        shown = tmux("capture-pane", "-p", "-e")
        tmux("kill-server")
    return shown


def drawn(shown: str, name: str) -> str:
    """The screen as SVG."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(shown.rstrip()), soft_wrap=True)
    picture = console.export_svg(title="", theme=DEFAULT_TERMINAL_THEME, code_format=FRAME, unique_id=name)
    return _LENGTH.sub(_as_wide_as_shown, picture)


def _as_wide_as_shown(found: re.Match[str]) -> str:
    """The text in runs of a kind, each where it stands on the terminal, however wide the font has that kind.

    Rich counts characters where it means columns: Chinese would be squeezed to half of its width.
    """
    before, x, middle, length, after, text = found.groups()
    characters = html.unescape(text)
    if not characters.strip("\n"):
        return found[0]
    column = float(length) / len(characters)
    drawn, at = [], float(x)
    for run in _RUN.findall(characters):
        wide = column * cell_len(run)
        if run.strip():
            place = f'{before}x="{at:.1f}"{middle}textLength="{wide:.1f}" lengthAdjust="spacingAndGlyphs"{after}'
            drawn.append(f"{place}>{html.escape(run)}</text>")
        at += wide
    return "".join(drawn)


def main() -> None:
    """Every scene to its file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, typed in SCENES.items():
        (FOLDER / f"{name}.svg").write_text(drawn(screen(typed), name), encoding="utf-8")


if __name__ == "__main__":
    main()
