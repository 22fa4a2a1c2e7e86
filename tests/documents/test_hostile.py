"""Broken and hostile files end in a clear error that says what to do, soon, and without filling the memory."""

from __future__ import annotations

import resource
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from jxquery.errors import DocumentError
from tests.documents.formats import WRITERS, grids, load
from tests.documents.making import as_docx, as_html, as_pdf, as_xlsx
from tests.documents.making import tables as made

TABLE = (made.plain([["绩效目标", "甲"]]),)
SECONDS = 60  # of the processor, which others do not use up
MEGABYTES = 1500


def changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """An archive with one part replaced."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def bomb(content: bytes, part: str, size: int = 500_000_000) -> bytes:
    """An archive with one part that unpacks to this many bytes."""
    return changed(content, part, lambda old: old + b" " * size)


def sheet(rows: bytes) -> bytes:
    """A .xlsx with these rows in its sheet."""
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return changed(
        as_xlsx.write(TABLE), "xl/worksheets/sheet1.xml", lambda _: start + rows + b"</sheetData></worksheet>"
    )


def _zipped(content: bytes) -> bytes:
    """A file put into an archive as it is."""
    held = BytesIO()
    with ZipFile(held, "w") as archive:
        archive.writestr("表.xlsx", content)
    return held.getvalue()


def document(body: str) -> bytes:
    """A .docx with this body."""
    start = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    return changed(as_docx.write(TABLE), "word/document.xml", lambda _: f"{start}{body}</w:body></w:document>".encode())


def entities(old: bytes) -> bytes:
    """The billion laughs before a part."""
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY l0 "lol">{lines}]>'.encode() + old[old.index(b"?>") + 2 :]


def pdf_bomb() -> bytes:
    """A page whose drawing unpacks to 200 million bytes, packed twice."""
    packed = zlib.compress(zlib.compress(b" " * 200_000_000))
    return b"%PDF-1.4\n1 0 obj<</Filter[/FlateDecode/FlateDecode]>>stream\n" + packed + b"\nendstream endobj\n%%EOF"


def locked(content: bytes) -> bytes:
    """The same PDF with a password."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(50, 700, content.decode())
    canvas.save()
    return out.getvalue()


def multiplying() -> bytes:
    """A page whose drawing holds ten drawings, each of which holds ten, nine deep."""
    objects = []
    for n in range(5, 14):
        body = b"/X Do " * 10
        head = (
            f"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {n + 1} 0 R>>>>/Length {len(body)}>>"
        )
        objects.append(head.encode() + b"stream\n" + body + b"\nendstream")
    objects.append(b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 0>>stream\n\nendstream")
    return one_page(b"/X Do", b"/XObject<</X 5 0 R>>", *objects)


def one_page(drawing: bytes, resources: bytes, *objects: bytes) -> bytes:
    """A PDF of one page; `objects` are numbered from 5."""
    packed = zlib.compress(drawing)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<<" + resources + b">>>>"
    stream = f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n".encode() + packed + b"\nendstream"
    out = b"%PDF-1.4\n"
    places = []
    whole = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream, *objects)
    for n, body in enumerate(whole, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(whole) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(whole) + 1}/Root 1 0 R>>\n"
    return out + f"{end}startxref\n{len(out)}\n%%EOF".encode()


def wide_font(table: bytes) -> bytes:
    """A page with two letters of a font that has this in it."""
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>"
    of = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/W[%s]>>" % (b"0 65535 9 " * 5000 if table == b"W" else b"")
    codes = b"<0000> <ffff> <0000> " * (2000 if table == b"codes" else 1)
    ranges = b"1 beginbfrange " + codes + b"endbfrange"
    stream = b"<</Length %d>>stream\n%s\nendstream" % (len(ranges), ranges)
    return one_page(b"BT /F 9 Tf 9 9 Td <00010002> Tj ET", b"/Font<</F 5 0 R>>", font, of, stream)


ROW = b'<row r="%d"><c r="A%d" t="str"><v>x</v></c></row>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SPAN = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
FAR = b'<row r="1048576"><c r="CV1048576"><v>1</v></c></row>'
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("空.xlsx", lambda: b"", "文件是空的"),
    "zip bomb": ("表.xlsx", lambda: bomb(as_xlsx.write(TABLE), "xl/worksheets/sheet1.xml"), "解开后有"),
    "zip bomb in word": ("表.docx", lambda: bomb(as_docx.write(TABLE), "word/document.xml"), "解开后有"),
    "large tree": ("表.docx", lambda: bomb(as_docx.write(TABLE), "word/document.xml", 70_000_000), "正文解开后超过"),
    "stream bomb": ("表.pdf", pdf_bomb, "解开后超过"),
    "drawings": ("表.pdf", multiplying, "图形超过"),
    "lines": ("表.pdf", lambda: one_page(b"0 0 m 9 9 l S\n" * 25_000, b""), "线超过"),
    "one long line": ("表.pdf", lambda: one_page(b"0 0 m " + b"9 9 l " * 25_000 + b"S", b""), "线超过"),
    "letters": (
        "表.pdf",
        lambda: one_page(
            b"BT /F 9 Tf " + b"(aaaaaaaaaa) Tj " * 100_000,
            b"/Font<</F 5 0 R>>",
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ),
        "字超过",
    ),
    "large drawing": ("表.pdf", lambda: one_page(b"q " * 3_000_000, b""), "画面的内容超过"),
    "widths of a font": ("表.pdf", lambda: wide_font(b"W"), "字体里的表太大"),
    "codes of a font": ("表.pdf", lambda: wide_font(b"codes"), "字体里的表太大"),
    "entities": ("表.xlsx", lambda: changed(as_xlsx.write(TABLE), "xl/workbook.xml", entities), "DOCTYPE"),
    "entities in word": ("表.docx", lambda: changed(as_docx.write(TABLE), "word/document.xml", entities), "DOCTYPE"),
    "entities in a page": ("表.html", lambda: b'<!DOCTYPE x [<!ENTITY a "b">]><html>&a;', "里面没有绩效目标表"),
    "wide span": ("表.html", lambda: b"<table><tr><td colspan=99999>x<td>y" + b"<tr><td>z" * 9, "超过 1000 列"),
    "many wide spans": ("表.html", lambda: b"<table>" + b"<tr><td colspan=1000>x" * 9000, "表太大"),
    "wide span in word": (
        "表.docx",
        lambda: document(SPAN),
        "跨 99999999 列",
    ),
    "deep elements": ("表.html", lambda: b"<div>" * 200_000, "层以上"),
    "deep tables": ("表.html", lambda: b"<table><tr><td>" * 3000, "层以上"),
    "deep word": ("表.docx", lambda: document("<w:sdt>" * 5000 + "</w:sdt>" * 5000), "已经损坏"),
    "far cell": ("表.xlsx", lambda: sheet(ROW % (1, 1) + FAR), "一直用到"),
    "no such cell": ("表.xlsx", lambda: sheet(b'<row r="1"><c r="A9999999"><v>1</v></c></row>'), "不存在的格子"),
    "many cells": ("表.xlsx", lambda: sheet((b"<row>" + b"<c/>" * 100 + b"</row>") * 21_000), "格以上"),
    "locked": ("表.pdf", lambda: locked(b"text"), "加了密码"),
    "locked excel": ("表.xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
    "old word": ("表.docx", lambda: OLE + "WordDocument".encode("utf-16-le"), "旧版 Word"),
    "text called pdf": ("表.pdf", lambda: b"hello", "内容却不是"),
    "picture called excel": ("表.xlsx", lambda: b"\x89PNG\r\n\x1a\n", "内容是图片"),
    "word lock": ("~$表.docx", lambda: b"\x05admin" + b" " * 150, "临时文件"),
    "excel in a zip": ("表.zip", lambda: _zipped(WRITERS["xlsx"](TABLE)), "zip 压缩包"),
    "scanned": ("表.pdf", lambda: as_pdf.write_pages(((),)), "没有能读的文字"),
    "empty page": ("表.html", lambda: b"<html><body></body></html>", "网页里没有文字"),
    "empty word": ("表.docx", lambda: document("<w:p/>"), "文件里没有文字"),
    "empty sheet": ("表.xlsx", lambda: sheet(b""), "工作簿里没有内容"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files(case: str, tmp_path: Path) -> None:
    """Each ends in its own error, with a hint, within the time, and the memory of the process stays bounded."""
    name, make, message = HOSTILE[case]
    content = make()
    started = time.process_time()
    with pytest.raises(DocumentError, match=message) as caught:
        load(tmp_path, content, name)
    assert time.process_time() - started < SECONDS
    assert caught.value.hint
    assert caught.value.place.endswith(name)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 < MEGABYTES


@pytest.mark.parametrize("kind", ["xlsx", "xls", "docx", "pdf"])
def test_truncated_files(kind: str, tmp_path: Path) -> None:
    """Cut anywhere, a file is an error, or says nothing that it did not say."""
    content = WRITERS[kind](TABLE)
    for part in range(1, 12):
        with pytest.raises(DocumentError) as caught:
            load(tmp_path, content[: len(content) * part // 12], f"表.{kind}")
        assert caught.value.hint


@pytest.mark.parametrize("kind", ["html", "xlsx", "xls", "docx", "pdf"])
def test_a_wrong_suffix_is_read_as_what_it_is(kind: str) -> None:
    """Web pages are often called .xls."""
    from jxquery.documents.signature import kind_of

    for suffix in ("xls", "xlsx", "docx", "pdf", "txt", "html"):
        assert kind_of(WRITERS[kind](TABLE), suffix) == kind


def test_a_million_empty_rows() -> None:
    """Rows that are only formatted are no reason to refuse the file, nor to hold them."""
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(2, 1_000_001))
    started = time.process_time()
    (grid,) = grids(sheet(ROW % (1, 1) + rows), "xlsx")
    assert [[cell.text for cell in row] for row in grid.rows] == [["x"]]
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize("mark", [b"<!-- a comment --><table><tr><td>1<td>2</table>", b"\xef\xbb\xbf<html><p>1"])
def test_pages_that_begin_oddly(mark: bytes) -> None:
    """A comment or a mark before the page is no reason to take it for text."""
    from jxquery.documents.signature import kind_of

    assert kind_of(mark, "xls") == "html"
    assert grids(mark, "html")
    assert as_html.write(TABLE)
