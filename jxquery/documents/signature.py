"""What a file is by its content: names are changed more easily than bytes."""

from __future__ import annotations

import re
import struct
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from jxquery.errors import DocumentError

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|div|p|style|center|font)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = 4096
BINARY = frozenset(("xlsx", "xls", "docx", "pdf"))

# The parts that tell what a zip archive or a compound file holds, and what it is then read as.
_IN_ZIP = {b"xl/workbook.": "xlsx", b"word/document.xml": "docx"}
_IN_OLE = {"Workbook": "xls", "Book": "xls"}

# What is recognised and not read: the start of the content, its name, and what to do.
_SAVE = "请用 {} 打开，另存为 {} 再载入。"
_OTHERS = {
    b"{\\rtf": ("RTF 文件", _SAVE.format("Word", ".docx")),
    b"\x89PNG": ("图片", ""),
    b"\xff\xd8\xff": ("图片", ""),
    b"GIF8": ("图片", ""),
    b"BM": ("图片", ""),
    b"II*\x00": ("图片", ""),
    b"MM\x00*": ("图片", ""),
    b"Rar!": ("RAR 压缩包", "请解开压缩包，载入里面的文件。"),
    b"7z\xbc\xaf": ("7z 压缩包", "请解开压缩包，载入里面的文件。"),
    b"\x1f\x8b": ("gzip 压缩包", "请解开压缩包，载入里面的文件。"),
    b"OFD": ("OFD 文件", "请转成 PDF 再载入。"),
    b"SQLite format 3": ("SQLite 数据库", "请把里面的表导出为 CSV 再载入。"),
}
_PICTURE_HINT = "图片里没有文字：请先做文字识别（OCR），存成 .docx、.xlsx 或带文字的 PDF 再载入。"


def kind_of(content: bytes, suffix: str) -> str:
    """The format that the content is in, by its suffix without a dot; the file's own where the content does not say.

    Raises `DocumentError` without a place for a content that is known and not read.
    """
    head = content[:_HEAD]
    if head.startswith(_ZIP) or (head.startswith(b"PK") and suffix in {"xlsx", "docx"}):
        return _in_zip(content)
    if head.startswith(_OLE):
        return _in_ole(content)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for start, (name, hint) in _OTHERS.items():
        if head.startswith(start) and not (start == b"BM" and _is_text(head)):
            space = " " if name[0].isascii() else ""
            raise DocumentError(f"内容是{space}{name}，不能读。", hint=hint or _PICTURE_HINT)
    if re.match(rb"(?:MIME-Version|From|Content-Type):", head, re.IGNORECASE) and b"multipart/related" in head:
        hint = "请用浏览器或 Word 打开，另存为 .html 或 .docx 再载入。"
        raise DocumentError("内容是打包的网页（.mht），不能读。", hint=hint)
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")) or (
        head[:2] in {b"\xff\xfe", b"\xfe\xff"} and _utf16_html(head)
    ):
        return "html"
    return suffix


def has_signature(content: bytes) -> bool:
    """Whether the content is of any of the formats that are no text."""
    return content.startswith((_ZIP, _OLE)) or b"%PDF-" in content[:1024]


def _is_text(head: bytes) -> bool:
    return head[:2] in {b"\xff\xfe", b"\xfe\xff"} or not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head)


def _utf16_html(head: bytes) -> bool:
    text = head.decode("utf-16", errors="replace").encode("utf-8", errors="replace")
    return _HTML.match(text) is not None


def _names(content: bytes) -> bytes:
    """The names of an archive's parts, a line each; of a damaged one all that it holds, among which they stand."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return "\n".join(("", *archive.namelist())).encode(errors="replace")
    except (BadZipFile, ValueError, OSError, struct.error):
        return content


def _in_zip(content: bytes) -> str:
    names = _names(content)
    for part, kind in _IN_ZIP.items():
        if (part if names is content else b"\n" + part) in names:
            return kind
    if b"OFD.xml" in names:
        raise DocumentError("内容是 OFD 文件，不能读。", hint="请转成 PDF 再载入。")
    if b"mimetypeapplication/vnd.oasis.opendocument" in content[:200]:
        hint = "请用 WPS 或 Office 打开，另存为 .xlsx 或 .docx 再载入。"
        raise DocumentError("内容是 OpenDocument 文件，不能读。", hint=hint)
    if b"ppt/presentation.xml" in names:
        raise DocumentError("内容是幻灯片，不能读。", hint="请把里面的表另存为 .docx 或 .xlsx 再载入。")
    hint = "请解开压缩包，载入里面的文件；如果它本来是 Excel 或 Word 文件，那它已经损坏，请重新导出。"
    raise DocumentError("内容是 zip 压缩包，不是 Excel 或 Word 文件。", hint=hint)


def _in_ole(content: bytes) -> str:
    """Streams of a compound file are named in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        hint = "请用 Office 或 WPS 打开，去掉密码（文件—信息—保护），另存后再载入。"
        raise DocumentError("文件加了密码，不能读。", hint=hint)
    for stream, kind in _IN_OLE.items():
        if f"{stream}\0".encode("utf-16-le") in content:
            return kind
    if "WordDocument".encode("utf-16-le") in content:
        raise DocumentError("内容是旧版 Word 文件（.doc），不能读。", hint=_SAVE.format("Word 或 WPS", ".docx"))
    hint = "请用 Office 或 WPS 打开，另存为 .xlsx 或 .docx 再载入。"
    raise DocumentError("内容是旧版 Office 文件，里面没有找到工作簿。", hint=hint)
