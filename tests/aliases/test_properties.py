"""What holds for every alias, and for several processes at once."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jxquery.errors import JxqueryError
from jxquery.text.normalise import plain
from jxquery.workspace import Workspace

if TYPE_CHECKING:
    from jxquery.types import Answer

_ROOT = Path(__file__).parents[2]
QUESTIONS = (
    "司法救助 预算多少",
    "预算最高的三个项目",
    "2024年中央的项目里预算超过30万的有哪些",
    "满意度指标不低于99%的项目有哪些",
    "业务经费中央比市级多多少",
    "各年度预算合计",
)
TARGETS = ("司法救助项目", "中央", "预算", "成本指标", "指标", "资金支付及时率")
WHOLE = st.lists(st.sampled_from(["老", "邮票", "绿皮", "本", "助", "预", "算", "三", "a"]), min_size=2, max_size=4)
PIECES = st.lists(
    st.sampled_from(["救助", "预算", "的", "项目", "2024", "30万", "前三", "老", ".", "、", '"', " "]), max_size=5
)
ALIASES = st.text(max_size=50) | WHOLE.map("".join) | PIECES.map("".join)
MEANT = st.sampled_from([*TARGETS, *TARGETS, "老", "预", "2024年", ""])


@cache
def _before(workspace: Workspace) -> dict[str, Answer]:
    return {question: workspace.ask(question) for question in QUESTIONS}


def _added(workspace: Workspace, alias: str, target: str) -> bool:
    """Whether it was added; a refusal has a reason and says what to do."""
    try:
        return workspace.alias_add(alias, target).new
    except JxqueryError as error:
        reason = error.message and error.hint
    assert reason
    return False


@settings(derandomize=True, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ALIASES, MEANT | st.sampled_from(TARGETS) | st.text(max_size=5))
@example("\ufdfa\ufdfa", "预算")
@example("a=[", "预算")
@example("\\u0022", "预算")
@example("#注释", "预算")
def test_any_text(own: Workspace, alias: str, target: str) -> None:
    """Added or refused with a reason; questions without it are answered as before, with it without an error."""
    before = _before(own)
    added = _added(own, alias, target)
    form = plain(alias)
    for question, answer in before.items():
        now = own.ask(question)
        if not added or form not in plain(question):
            assert (now.status, now.interpretation, now.rows) == (answer.status, answer.interpretation, answer.rows)
    if added:
        assert own.ask(f"{alias} 预算多少").status in {"answered", "ambiguous", "not_understood"}
        assert [a.remark for a in own.aliases()] == [""]
        own.alias_remove(alias)
    assert own.aliases() == ()


def test_processes_that_add_at_once_lose_nothing(environ: dict[str, str], data: Path) -> None:
    """Six start together; every alias is there afterwards."""
    words = ["老邮票", "绿皮本", "红头单", "蓝夹子", "黄袋子", "白盒子"]
    command = [sys.executable, "-m", "jxquery", "alias", "add"]
    environment = {**os.environ, **environ, "PYTHONPATH": str(_ROOT), "JXQUERY_DB": str(data)}
    started = [
        subprocess.Popen([*command, word, "司法救助项目"], stdout=subprocess.PIPE, env=environment, cwd=_ROOT)
        for word in words
    ]
    said = [process.communicate(timeout=60)[0].decode() for process in started]
    assert said == [f"已添加别名：{word} = 司法救助项目\n" for word in words]
    with Workspace.open(data, environ=environ) as opened:
        assert [a.word for a in opened.aliases()] == sorted(words)
