"""The prompt in real terminals."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.golden_files import assert_golden
from tests.repl.terminals import TERMINALS, Terminal, enter, wait

_ROOT = Path(__file__).parents[2]
_FAKE = str(_ROOT / "tests" / "fake_workspace.py")
# How long things took, and the facts beside it, of which a line has as many as there is room for.
_TIMES = re.compile(r"(?: · | +)(?:\d+ 行 · )?(?:\d+ 毫秒|[\d.]+ 秒)(?: · F2 看 SQL)?")
_DAYS = re.compile(r"20\d\d-\d\d-\d\d")

Opening: TypeAlias = Callable[..., Terminal]


@pytest.fixture(
    params=["pyte", pytest.param("tmux", marks=pytest.mark.skipif("tmux" not in TERMINALS, reason="no tmux"))]
)
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opening]:
    """Opens the prompt in a terminal of some size: on the sample, or on prepared answers."""
    with ExitStack() as stack:

        def opened(*program: str, columns: int = 80, rows: int = 24, **environ: str) -> Terminal:
            places = {"XDG_STATE_HOME": tmp_path / "state", "JXQUERY_DB": "db", "PYTHONPATH": _ROOT}
            command = [
                "sh",
                "-c",
                f'trap : INT; cd {tmp_path}; {sys.executable} "$@"; echo "exit $?"; exec cat',
                "sh",
                *program,
            ]
            terminal = TERMINALS[request.param](
                command, {name: str(value) for name, value in places.items()} | environ, columns, rows
            )
            stack.enter_context(terminal)
            wait(terminal, "jxquery>")
            return terminal

        yield opened


def _settled(text: str) -> str:
    """Without what differs from run to run, empty lines, and spaces at the ends."""
    text = _DAYS.sub("某日", _TIMES.sub(" 〔时间〕", text))
    return "".join(f"{line.rstrip()}\n" for line in text.split("\n") if line.strip())


def test_a_whole_session(opening: Opening, tmp_path: Path) -> None:
    """Questions, numbers, keys, SQL, commands: what is seen while typing, and the whole of it at the end."""
    t = opening("-m", "jxquery", rows=40)  # tmux keeps what is erased of a text taller than the screen
    seen: list[str] = []

    def look(what: str) -> None:
        seen.append(f"==== {what} ====\n{_settled(t.screen())}")

    enter(t, "司法救助 预算多少", "来源：")
    enter(t, "那装备购置呢", "27.80")
    enter(t, "", "278,000.00", key="F3")
    enter(t, ".unit", "27.80")
    enter(t, "", "第 1 行", key="F4")
    enter(t, ".save 会上用", "已存：")
    enter(t, "会上用", "（命名查询「会上用」")
    t.type("sfj")
    wait(t, "司法救助案件数")
    look("按首字母补全")
    t.press("Tab", "Enter")  # what is chosen stands
    enter(t, " 执行率", "可以问：")
    enter(t, "1", "31.00")
    enter(t, "业务经费和司法救助预算差多少", "输入编号选定")
    enter(t, "1", "85.80")
    enter(t, "预算最高的三个项目", "图")
    t.press("F2")
    wait(t, "DESC")
    look("F2")
    t.press("C-c")
    t.type("select 年度, sum(预算数) 合计 from 项目")
    t.press("Enter")
    wait(t, "     ...")
    enter(t, "group by 1 order by 1;", "269.00")
    enter(t, ".hlep", "最接近的是：.help")
    enter(t, "司法救助怎么样了呀天气", "没有回答")
    enter(t, ".help", "按回车接着看")
    enter(t, "", "Ctrl-D    ")
    enter(t, ".export 会议.md", "已把")
    enter(t, ".history", "  9  ")
    t.press("C-d")
    shown = wait(t, "exit 0")
    shown = shown[: shown.index("exit 0")].replace(str(tmp_path), "某处")
    assert_golden("repl/session.txt", "".join(seen) + f"==== 从头到尾 ====\n{_settled(shown)}")
    minutes = (tmp_path / "会议.md").read_text(encoding="utf-8")
    assert len(re.findall(r"^## ", minutes, re.MULTILINE)) == 10
    assert "读作：" in minutes


def test_a_conversation_with_the_keyboard(opening: Opening, tmp_path: Path) -> None:
    """A question as designed, its SQL by F2, a refusal, a suggestion by its number, a completion, and Ctrl-D."""
    t = opening(_FAKE, columns=100, rows=40)
    enter(t, "司法救助 预算多少", "6 毫秒 · F2 看 SQL")
    assert " 项目名称                      年度   预算数（万元）\n" in t.screen()
    enter(t, "", 'jxquery> SELECT "预算数" FROM', key="F2")
    t.press("C-c")
    enter(t, "司法救助 执行率", "可以问：1 司法救助 预算多少")
    enter(t, "1", "31.00")
    t.type("满")
    t.press("Tab")
    wait(t, "满意度")
    t.press("C-u", "C-d")
    wait(t, "exit 0")
    history = (tmp_path / "state" / "jxquery" / "history").read_text(encoding="utf-8")
    assert "司法救助 预算多少" in history


def test_ctrl_c_gives_up_the_line_and_stops_a_query(opening: Opening) -> None:
    """The prompt comes back both times, without a traceback."""
    t = opening(_FAKE)
    t.type("写了一半")
    wait(t, "写了一半")
    t.press("C-c")
    wait(t, "jxquery>", 2)
    enter(t, "久", "正在想")
    t.press("C-c")
    wait(t, "已停止。")
    enter(t, "司法救助 预算多少", "31.00")
    enter(t, ".quit", "exit 0")
    assert "Traceback" not in t.all()


def test_what_is_typed_ahead_waits_its_turn(opening: Opening) -> None:
    """Lines that are typed while others are being answered do not stand in the answers, and none is lost."""
    t = opening(_FAKE, rows=60)
    for _ in range(8):
        t.type("司法救助 预算多少")
        t.press("Enter")
    shown = wait(t, "31.00", 8)
    _, *answers = shown.split("jxquery> 司")
    assert len({text.split("jxquery>")[0].strip() for text in answers}) == 1


def test_a_pasted_list_is_asked_line_by_line(opening: Opening) -> None:
    """As a terminal pastes: between two marks, without an Enter."""
    t = opening(_FAKE)
    t.type("\x1b[200~司法救助 预算多少\r司法救助 执行率\x1b[201~")
    enter(t, "", "没有回答")
    assert "31.00" in t.all()


@pytest.mark.parametrize("columns", [40, 80])
def test_a_terminal_that_can_only_print(opening: Opening, columns: int) -> None:
    """TERM=dumb: no escape sequence, Ctrl-C keeps the prompt and stops a query, Ctrl-D leaves, SQL may take lines."""
    t = opening(_FAKE, columns=columns, TERM="dumb")
    enter(t, "司法救助 预算多少", "31.00")
    assert ".sql 看 SQL" in t.all()
    enter(t, "久", "正在想")
    t.press("C-c")
    wait(t, "已停止。")
    enter(t, "select", "     ...")
    prompts = t.all().count("jxquery>")
    t.press("C-c")
    wait(t, "jxquery>", prompts + 1)
    enter(t, "服务对象满意度", "输入编号选定")
    enter(t, "2", "第 2 种读法")
    t.press("C-d")
    wait(t, "exit 0")
    assert "Traceback" not in t.all()


def test_no_colours_where_none_are_wanted(opening: Opening) -> None:
    """NO_COLOR: unknown words are still underlined, and nothing else breaks."""
    t = opening("-m", "jxquery", columns=40, NO_COLOR="1")
    enter(t, "司法救助 预算多少", "31.00")
    t.press("C-d")
    wait(t, "exit 0")
