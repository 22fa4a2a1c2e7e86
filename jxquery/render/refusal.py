"""What is said instead of an answer: why there is none, and what to write next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.render.text import display_width, folded, safe, safe_lines

if TYPE_CHECKING:
    from jxquery.types import Answer


def refusal(answer: Answer, *, width: int | None, prompt: bool) -> list[str]:
    """The lines for an answer that is not answered. `prompt`: a number can be typed to choose."""
    return [part for line in _lines(answer, width, prompt=prompt) for part in folded(line, width)]


def _lines(answer: Answer, width: int | None, *, prompt: bool) -> list[str]:
    if answer.status == "failed":
        return safe_lines(f"失败：{answer.error or '原因不明。'}")
    if answer.status == "ambiguous":
        how = "输入编号选定。" if prompt else "在命令后加 --choose 编号 选定，或把问题写得更明确。"
        reason = safe_lines(answer.error or "这句话有几种读法：")
        return [*reason, *(f" {choice}" for choice in numbered(answer.choices)), how]
    unused = "、".join(f"「{word}」" for word in answer.unused)
    reason = safe_lines(f"没有回答：{answer.error or (f'不明白{unused}。' if unused else '没有看懂这个问题。')}")
    return [*reason, *_offered(answer.suggestions, width)]


def numbered(texts: tuple[str, ...]) -> list[str]:
    """`1 司法救助 预算多少`: what is offered, by the number that chooses it."""
    return [f"{n} {safe(text)}" for n, text in enumerate(texts, 1)]


def _offered(suggestions: tuple[str, ...], width: int | None) -> list[str]:
    """On one line where there is room, else one below the other."""
    if not suggestions:
        return []
    line = "可以问：" + "   ".join(numbered(suggestions))
    if width is None or display_width(line) <= width:
        return [line]
    return ["可以问：", *(f" {text}" for text in numbered(suggestions))]
