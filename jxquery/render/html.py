"""Answers as a page of HTML that needs nothing else, and as the piece of one that a notebook shows."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from jxquery.render.page import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jxquery.types import Answer

_STYLE = """\
body { font-family: sans-serif; line-height: 1.6; margin: 2em; }
table { border-collapse: collapse; }
th, td { border: 1px solid #bbb; padding: 0.2em 0.6em; text-align: left; vertical-align: top; white-space: pre-line; }
th { background: #f2f2f2; }
td.figure, th.figure { text-align: right; font-variant-numeric: tabular-nums; }
"""


def html(answer: Answer) -> str:
    """A whole page with one answer."""
    return html_document([answer])


def html_document(answers: Sequence[Answer]) -> str:
    """A whole page; several answers stand under their questions."""
    body = "".join(
        (f"<h2>{_text(page(answer).title)}</h2>\n" if len(answers) > 1 else "") + fragment(answer) for answer in answers
    )
    title = _text(page(answers[0]).title) if len(answers) == 1 else "jxquery"
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>\n{_STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )


def fragment(answer: Answer) -> str:
    """The reading, the table, the sources and warnings, as one `div`."""
    shown = page(answer)
    parts = [f"<p>{_text(shown.reading)}</p>\n"] if shown.reading else []
    if shown.rows:
        heads = "".join(_cell("th", *each) for each in zip(shown.headings, shown.figures, strict=True))
        rows = "".join(
            f"<tr>{''.join(_cell('td', *each) for each in zip(row, shown.figures, strict=True))}</tr>\n"
            for row in shown.rows
        )
        parts.append(f"<table>\n<thead>\n<tr>{heads}</tr>\n</thead>\n<tbody>\n{rows}</tbody>\n</table>\n")
    parts += [f"<p>{_text(note)}</p>\n" for note in shown.notes]
    return f'<div class="jxquery">\n{"".join(parts)}</div>\n'


def _cell(tag: str, text: str, figure: bool) -> str:  # noqa: FBT001 - a pair of a text and whether it is a figure
    kind = ' class="figure"' if figure else ""
    return f"<{tag}{kind}>{escape(text)}</{tag}>"


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")
