"""What becomes of the lines that somebody types, without a terminal."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from jxquery.outcome import ExitCode
from jxquery.render.look import Look
from jxquery.render.present import Output
from jxquery.render.text import display_width
from jxquery.repl import run
from jxquery.repl.commands import COMMANDS
from jxquery.repl.session import Reply, Session
from jxquery.types import Answer, Query
from tests.fake_workspace import FILE, ONE, Workspace
from tests.golden_files import assert_golden

_LOOK = Look(prompt=True)
_ROW = " 2024年司法救助项目-2024中央   2024          31.00\n来源：天津市津南区人民检察院-绩效目标表.txt 表8\n"


@pytest.fixture
def session() -> Session:
    """A session on the prepared workspace."""
    return Session(Workspace())


def test_a_question_is_answered_and_the_next_leans_on_it(session: Session) -> None:
    """The conversation is kept from line to line."""
    assert "31.00" in session.handle("司法救助 预算多少", _LOOK).output.data
    assert "接着「司法救助 预算多少」" in session.handle("那装备购置呢", _LOOK).output.data


@pytest.mark.parametrize("line", ["select 1", "  WITH x AS (SELECT 1) FROM x", 'from "项目"', "SELECT*FROM x"])
def test_sql_is_recognised(session: Session, line: str) -> None:
    """A line that begins with select, with or from goes to the engine."""
    assert session.handle(line, _LOOK).code == ExitCode.ANSWERED
    assert session.last is not None
    assert session.last.sql == line.strip()


@pytest.mark.parametrize("line", ["selection", "without", "from1"])
def test_words_that_only_look_like_sql_are_questions(session: Session, line: str) -> None:
    """The keyword must be a word of its own."""
    assert session.handle(line, _LOOK).code == ExitCode.NOT_UNDERSTOOD


@pytest.mark.parametrize("number", ["2", " 2 ", "\uff12"])
def test_a_number_chooses(session: Session, number: str) -> None:
    """After an ambiguous question a number is the choice, full width too."""
    assert session.handle("服务对象满意度", _LOOK).code == ExitCode.AMBIGUOUS
    assert "第 2 种读法" in session.handle(number, _LOOK).output.data


def test_a_number_asks_a_suggestion(session: Session) -> None:
    """After a refusal a number asks the question that was offered."""
    session.handle("司法救助 执行率", _LOOK)
    assert "31.00" in session.handle("1", _LOOK).output.data


def test_a_number_beyond_what_was_offered_is_said(session: Session) -> None:
    """Nothing is asked, and the offer stands."""
    session.handle("服务对象满意度", _LOOK)
    for number in ("0", "3", "99999999999999999999"):
        assert session.handle(number, _LOOK).output == Output(notes="只有 1 到 2 可选。\n")
    assert "第 1 种读法" in session.handle("1", _LOOK).output.data


def test_a_number_without_an_offer_is_a_question(session: Session) -> None:
    """Nothing was offered, so it is asked as it stands."""
    session.handle("司法救助 预算多少", _LOOK)
    assert session.handle("1", _LOOK).code == ExitCode.NOT_UNDERSTOOD


def test_commands_show_the_last_answer(session: Session) -> None:
    """.sql and .explain, before and after there is one."""
    assert "先问一个问题" in session.handle(".sql", _LOOK).output.notes
    assert "先问一个问题" in session.handle(".explain", _LOOK).output.notes
    session.handle("司法救助 预算多少", _LOOK)
    assert session.handle(".sql", _LOOK).output.data.startswith('SELECT "预算数"')
    assert session.handle(".explain", _LOOK).output.data.startswith("认出：\n")
    assert session.handle(".place", _LOOK).output.data == f"第 1 行  {FILE}  表8 第676行\n"
    assert session.handle(".history", _LOOK).output.data == "  1  司法救助 预算多少\n"


def test_tables_and_columns_are_shown(session: Session) -> None:
    """.tables counts, .schema lists columns with their units; an unknown table is named with the known ones."""
    assert " 项目     13" in session.handle(".tables", _LOOK).output.data
    assert " 预算数     小数   万元" in session.handle(".schema 项目", _LOOK).output.data
    assert "文字（都空着）" in session.handle(".schema", _LOOK).output.data
    reply = session.handle(".schema 合同", _LOOK)
    assert reply.code == ExitCode.USAGE
    assert "有的表：项目、指标" in reply.output.notes


def test_the_format_is_kept(session: Session) -> None:
    """.format holds for the answers that follow; an unknown one is refused with those that there are."""
    assert session.handle(".format csv", _LOOK).output.data == "格式：csv\n"
    assert session.handle("司法救助 预算多少", _LOOK).output.data.startswith("项目名称,年度,预算数（万元）")
    assert "可用的是：table" in session.handle(".format pdf", _LOOK).output.notes


def test_the_unit_is_kept(session: Session) -> None:
    """.unit shows the last answer again in it, and those that follow, until it is taken back."""
    session.handle("司法救助 预算多少", _LOOK)
    assert "，用元\n" in session.handle(".unit 元", _LOOK).output.data
    assert "，用元\n" in session.handle("司法救助 预算多少", _LOOK).output.data
    assert "，用元" not in session.handle(".unit", _LOOK).output.data
    assert "可用的是：元、万元" in session.handle(".unit 克", _LOOK).output.notes


def test_a_long_answer_is_shown_a_screen_at_a_time(session: Session) -> None:
    """An empty line shows the rest; a question forgets it."""
    small = Look(prompt=True, height=8)
    reply = session.handle("难", small)
    assert reply.output.data.count("\n") == 2
    assert reply.output.notes.startswith("—— 还有 7 行，按回车接着看 ——\n注意：")
    assert "按回车接着看" in session.handle("", small).output.notes
    session.handle("司法救助 预算多少", _LOOK)
    assert session.handle("", _LOOK).output == Output()


def test_commands_of_jxquery_are_commands_here() -> None:
    """With a dot before the name; quotes keep words together, and one alone is said.

    What they answer is the session's: shown as chosen, and the last answer. They are called as they are here.
    """
    heard: list[list[str]] = []

    class Load:
        about = "读文件"

        def execute(
            self, words: Sequence[str], _workspace: object, give: Callable[[Answer], None]
        ) -> tuple[Output, ExitCode]:
            heard.append(list(words))
            give(replace(ONE, question="给的"))
            return Output("下面的\n", "看全部：jxquery load，不是 jxquery ask\n"), ExitCode.NO_DATA

        def complete(self, words: Sequence[str], _workspace: object) -> Sequence[str] | None:
            return None if words else ("--strict", "甲")

    shared = Session(Workspace(), {"load": Load()})
    reply = shared.handle('.load "甲 乙.txt" --strict', _LOOK)
    assert reply.code == ExitCode.NO_DATA
    assert heard == [["甲 乙.txt", "--strict"]]
    assert "31.00" in reply.output.data
    assert reply.output.data.endswith("下面的\n")
    assert reply.output.notes == "看全部：.load，不是 jxquery ask\n"
    assert shared.last is not None
    assert shared.last.question == "给的"
    assert "引号要成对" in shared.handle('.load "甲', _LOOK).output.notes
    assert "读文件" in shared.handle(".help", _LOOK).output.data


def test_help_names_every_command(session: Session) -> None:
    """The help is the registry, so it cannot miss one."""
    text = session.handle(".help", _LOOK).output.data
    assert all(f"  {command.names[0]} " in text and command.about in text for command in COMMANDS)
    assert session.handle("帮助", _LOOK).output.data == text
    assert session.handle("。help", _LOOK).output.data == text
    assert session.handle(".help limit", _LOOK).output.data.startswith(".limit  一个答案最多看几行")
    narrow = session.handle(".help", Look(width=40)).output.data
    assert all(display_width(line) <= 40 for line in narrow.splitlines())
    assert_golden("repl/help.txt", text)


def test_leaving_and_mistakes(session: Session) -> None:
    """Every way to say goodbye leaves; an unknown command says where the known ones are; nothing is nothing."""
    assert all(session.handle(line, _LOOK).leave for line in (".quit", ".exit", "quit", "exit", "退出", ".QUIT"))
    reply = session.handle(".where\x1b", _LOOK)
    assert reply.output == Output(notes="失败：没有 .where\ufffd 这个命令。\n看全部：.help\n")
    assert "最接近的是：.help。" in session.handle(".hlep", _LOOK).output.notes
    assert ".tables 后面不写别的。" in session.handle(".tables 项目", _LOOK).output.notes
    assert session.handle("help me", _LOOK).code == ExitCode.NOT_UNDERSTOOD
    assert session.handle("  ", _LOOK) == Reply(Output())


def test_the_most_rows_are_kept(session: Session) -> None:
    """.limit shows the last answer again, and says what it left out; the whole answer is still there."""
    session.handle("难", _LOOK)
    assert "只显示前 2 行，共 6 行" in session.handle(".limit 2", _LOOK).output.notes
    assert "只显示前" not in session.handle(".limit", _LOOK).output.notes
    assert session.handle(".limit 零", _LOOK).code == ExitCode.USAGE


def test_an_answer_is_saved_by_a_name(session: Session) -> None:
    """What it was read as goes along, a statement has no reading, and what has no answer is not saved."""
    assert session.handle(".save 甲", _LOOK).code == ExitCode.USAGE
    session.handle("司法救助 预算多少", _LOOK)
    reply = session.handle(".save 甲", _LOOK)
    assert reply.output.notes == "已存：数据/queries/甲.sql\n以后：.run 甲，或者直接问 命名查询「甲」\n"
    fake = session.workspace
    assert isinstance(fake, Workspace)
    assert fake.saved == ("司法救助 预算多少", Query("司法救助 预算多少", ()), "甲")
    session.handle("select 1", _LOOK)
    session.handle(".save 乙", _LOOK)
    assert fake.saved == ("select 1", None, "乙")
    assert "请换一个名字" in session.handle(".save 有了", _LOOK).output.notes
    assert "已存" in session.handle(".save 有了 --replace", _LOOK).output.notes
    assert session.handle(".save", _LOOK).code == ExitCode.USAGE
    session.handle("司法救助 执行率", _LOOK)
    assert "没有可存的" in session.handle(".save 丙", _LOOK).output.notes


def test_a_new_conversation_leans_on_nothing(session: Session) -> None:
    """.new forgets what was asked; the minutes keep it."""
    session.handle("司法救助 预算多少", _LOOK)
    session.handle(".new", _LOOK)
    assert session.handle("那装备购置呢", _LOOK).code == ExitCode.NOT_UNDERSTOOD
    assert "司法救助" in session.handle(".history", _LOOK).output.data


def test_other_data_is_opened(tmp_path: Path) -> None:
    """.open goes on with a folder, says what is in it, and closes what it opened; a folder must be there."""
    opened: list[Workspace] = []

    def opening(_folder: Path) -> Workspace:
        opened.append(Workspace())
        return opened[-1]

    first = Workspace()
    with Session(first, opening=opening) as session:
        assert "没有这个文件夹" in session.handle(f".open {tmp_path}/无", _LOOK).output.notes
        assert session.handle(".open", _LOOK).code == ExitCode.USAGE
        assert session.handle(f".open {tmp_path}", _LOOK).output.notes.endswith("：示例数据 13 个项目\n")
        assert session.workspace is opened[0]
        session.handle(f".open {tmp_path}", _LOOK)
        assert (opened[0].closed, opened[1].closed) == (True, False)
    assert opened[1].closed
    assert not first.closed


def test_the_screen_is_cleared_where_there_is_one(session: Session) -> None:
    """Nothing is written to a file or a terminal that can only print."""
    assert session.handle(".clear", Look(height=24)).output.data.startswith("\x1b[H")
    assert session.handle(".clear", _LOOK).output == Output()


def test_an_error_leaves_the_session_usable(session: Session) -> None:
    """A bug or a time limit is printed, and the next question is answered."""
    assert session.handle("错", _LOOK).code == ExitCode.FAILED
    assert session.handle("慢", _LOOK).code == ExitCode.TIME_LIMIT
    assert session.handle("司法救助 预算多少", _LOOK).code == ExitCode.ANSWERED


def test_without_a_terminal_only_answers_are_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No greeting, no prompt, no time; SQL goes on to its semicolon; the code is that of the worst before `.quit`."""
    lines = "2025年预算\n\n服务对象满意度\n1\nselect\n1\n;\n.quit\n错\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    assert run(Workspace(), environ={}) == ExitCode.AMBIGUOUS
    out, err = capsys.readouterr()
    assert out.startswith("读作：年度为 2025 的项目的 预算数\n没有符合条件的行（0 行）。\n读作：第 1 种读法\n")
    assert err.startswith("这句话有几种读法：")
    assert out.endswith(" 项目名称                      年度   预算数（万元）\n" + _ROW + " a   a\n -   30\n")
    assert "jxquery" not in out + err
    assert "毫秒" not in out + err
