"""What stands between {{ and }}: a question, a named query, or either of them drawn."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

from jxquery.errors import UsageError
from jxquery.params import options

if TYPE_CHECKING:
    from jxquery.types import Answer
    from jxquery.workspace import Workspace

Shape: TypeAlias = Literal["bar", "line"]
PATTERN = re.compile(r"(?<!\\)\{\{(.+?)\}\}")
KEPT = re.compile(r"\\(?=\{\{)")
"""A backslash before the braces keeps them; it is what is left out."""
_DRAWN: dict[str, Shape] = {"图": "bar", "柱形图": "bar", "折线图": "line"}


class Placeholder(Struct, frozen=True):
    """What was written, without the braces; what is to be answered; and the picture that is wanted, if any."""

    said: str
    wanted: str
    drawn: Shape | None

    @property
    def shown(self) -> str:
        """As it stands in the report."""
        return f"{{{{{self.said}}}}}"

    def answer(self, workspace: Workspace) -> Answer:
        """The answer of the question or the named query. Raises `JxqueryError`."""
        first, _, rest = self.wanted.partition(" ")
        if first != "run":
            return workspace.ask(self.wanted)
        try:
            name, *words = shlex.split(rest)
        except ValueError:
            raise UsageError("run 后面要写命名查询的名字和参数。", hint="例如：run 预算排名 --前 5") from None
        return workspace.call(name, options(words))


def placeholder(said: str) -> Placeholder:
    """What the words between the braces want.

    >>> placeholder(" 图 run 预算排名 --前 5 ")
    Placeholder(said='图 run 预算排名 --前 5', wanted='run 预算排名 --前 5', drawn='bar')
    """
    words = " ".join(said.split())
    first, _, rest = words.partition(" ")
    drawn = _DRAWN.get(first) if rest else None
    return Placeholder(words, rest if drawn else words, drawn)
