"""Web pages: tables with their spans, and the text between them; scripts, styles and what is hidden left out."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from jxquery.documents.grid import Grid
from jxquery.documents.limits import DEEPEST, MOST_COLUMNS
from jxquery.documents.page import Page
from jxquery.errors import DocumentError
from jxquery.types import Problem

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_DECLARED = re.compile(rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_DECLARED_WITHIN = 16_384
# What these names mean in practice: every web browser reads the older sets as the newest.
_SAME = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030"}

_LEFT_OUT = frozenset(
    ("head", "script", "style", "template", "noscript", "iframe", "object", "svg", "math", "select", "canvas", "audio")
) | {"video", "button", "title"}
_BLOCKS = frozenset(
    ("p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header")
) | {"footer", "main", "nav", "aside", "blockquote", "pre", "caption", "form", "fieldset", "center", "hr", "address"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_NUMBER = re.compile(r"\s*\+?(\d+)")

# What always ends with a tag of its own; unclosed paragraphs and cells nest nothing.
_TAG = re.compile(
    r"<(/?)(?:div|table|span|font|b|i|u|em|strong|a|center|form|ul|ol|section|blockquote)\b", re.IGNORECASE
)


def read_html(content: bytes) -> tuple[Grid, ...]:
    """The tables of a page, each with the text before it. Raises DocumentError without a place."""
    from selectolax.lexbor import LexborHTMLParser

    text, problems = _decode(content)
    if not text.strip():
        raise DocumentError("文件是空的，里面没有文字。", hint="请确认网页保存完整，再重新载入。")
    _check_depth(text)
    root = LexborHTMLParser(text).root
    page = Page()
    if root is not None:
        _walk(root, page)
    grids = page.grids()
    if not any(grid.rows for grid in grids):
        hint = "网页的内容可能在另一个文件里，或要运行脚本才有：请用浏览器打开，复制到 Word 或 Excel 里再载入。"
        raise DocumentError("网页里没有文字。", hint=hint)
    first, *rest = grids
    return (Grid(first.rows, first.flowing, first.name, (*problems, *first.problems)), *rest)


def _decode(content: bytes) -> tuple[str, tuple[Problem, ...]]:
    """By the mark, else as declared, else by what fits; what fits nowhere is read with gaps, and that is said."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return _with_gaps(content, encoding)
    found = _DECLARED.search(content[:_DECLARED_WITHIN])
    named = found[1].decode("ascii").lower() if found else ""
    declared = _SAME.get(named, named)
    for encoding in dict.fromkeys((declared, "utf-8", "gb18030")):
        try:
            return content.decode(encoding), ()
        except (UnicodeDecodeError, LookupError):
            continue
    try:
        return _with_gaps(content, declared or "utf-8")
    except LookupError:
        return _with_gaps(content, "utf-8")


def _with_gaps(content: bytes, encoding: str) -> tuple[str, tuple[Problem, ...]]:
    try:
        return content.decode(encoding), ()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem(f"第{line}行", f"有不属于编码 {encoding} 的字节", "认不出的字读作 \ufffd")
        return content.decode(encoding, errors="replace"), (problem,)


def _check_depth(text: str) -> None:
    """Parsing takes the square of the depth, so it is bounded before."""
    depth = 0
    for tag in _TAG.finditer(text):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        if depth > DEEPEST:
            said = f"网页的标签套了 {DEEPEST} 层以上，没有读。"
            raise DocumentError(said, hint="请用浏览器打开，把表复制到 Word 或 Excel 里再载入。")


def _walk(root: LexborNode, page: Page) -> None:
    """Every node in the page's order, without recursion: a page may be deep."""
    node: LexborNode | None = root
    while node is not None:
        if _enter(node, page) and node.first_child is not None:
            node = node.first_child
            continue
        while node is not None:
            _leave(node, page)
            if node.next is not None:
                node = node.next
                break
            node = node.parent


def _enter(node: LexborNode, page: Page) -> bool:
    """Tells the page what begins; whether what is inside is read."""
    tag = node.tag or ""
    if node.is_text_node:
        page.text(re.sub(r"\s+", " ", node.text_content or ""))
        return False
    if not node.is_element_node:
        return True
    if tag in _LEFT_OUT or _is_hidden(node):
        return False
    match tag:
        case "table":
            page.begin_table()
        case "tr":
            page.begin_row()
        case "td" | "th":
            page.begin_cell(_span(node, "rowspan", page), _span(node, "colspan", page))
        case "br":
            page.line()
        case "input":
            page.text(_typed(node))
        case _ if tag in _BLOCKS:
            page.line()
    return True


def _leave(node: LexborNode, page: Page) -> None:
    tag = node.tag or ""
    if not node.is_element_node or tag in _LEFT_OUT or _is_hidden(node):
        return
    match tag:
        case "table":
            page.end_table()
        case "tr":
            page.end_row()
        case "td" | "th":
            page.end_cell()
        case _ if tag in _BLOCKS:
            page.line()


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style") or "") is not None


def _span(node: LexborNode, name: str, page: Page) -> int:
    """As browsers read it: what is no number is 1; one that is too large is cut, and said."""
    found = _NUMBER.match(node.attributes.get(name) or "")
    if found is None:
        return 1
    value = int(found[1][:9])
    if name == "rowspan":
        return value or 65_534  # 0 is the rest of the table
    if value > MOST_COLUMNS:
        page.problem(f"一格写着跨 {value} 列", f"按 {MOST_COLUMNS} 列读")
        return MOST_COLUMNS
    return value


def _typed(node: LexborNode) -> str:
    """What stands in a field of a form."""
    attributes = node.attributes
    if (attributes.get("type") or "text").lower() in {"text", "number", "date", "tel"}:
        return attributes.get("value") or ""
    return ""
