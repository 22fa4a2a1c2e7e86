"""How long files take: PDF beside pdfplumber alone on the same pages, Excel forms beside openpyxl alone on the same.

Files are built as the tests build them. Times drift with the machine; the ratio is of medians of the same run, both
sides in turn.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pdfplumber

from benchmarks.measure import Figure
from jxquery.documents.layout import load_layouts
from jxquery.documents.read import read_document
from jxquery.documents.reader_excel import read_xlsx
from jxquery.documents.reader_pdf import read_pdf
from tests.documents.make import random_forms
from tests.documents.making import as_pdf, as_xlsx
from tests.documents.making.tables import form_tables
from tests.documents.reading import schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGES, FORMS = 54, 60
RATIO, A_SECOND = 1.3, 200
"""What is aimed at: times pdfplumber alone, and Excel forms a second."""


def pdf(pages: int) -> bytes:
    """A PDF of so many pages, full of forms."""
    forms = tuple(form for seed in range(pages) for form in random_forms(seed, 1))
    content = as_pdf.write(form_tables(forms), as_pdf.Page(page_number="- {} -", new_page=True))
    with pdfplumber.open(BytesIO(content)) as opened:
        found = len(opened.pages)
    while found > pages:  # a long form takes two pages
        forms = forms[: len(forms) - (found - pages)]
        content = as_pdf.write(form_tables(forms), as_pdf.Page(page_number="- {} -", new_page=True))
        with pdfplumber.open(BytesIO(content)) as opened:
            found = len(opened.pages)
    return content


def alone(content: bytes) -> int:
    """What pdfplumber takes to give the tables of all pages; how many pages there were."""
    with pdfplumber.open(BytesIO(content)) as opened:
        for page in opened.pages:
            page.extract_tables()
            page.close()
        return len(opened.pages)


def seconds(run: Callable[[], object]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def of_pdf(rounds: int) -> dict[str, Any]:
    """Our reader and pdfplumber, in turn."""
    content = pdf(PAGES)
    pages = alone(content)
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(seconds(lambda: read_pdf(content)))
        theirs.append(seconds(lambda: alone(content)))
    a, b = statistics.median(ours), statistics.median(theirs)
    return {"pages": pages, "reader": round(a, 2), "pdfplumber alone": round(b, 2), "ratio": round(a / b, 2)}


def values_alone(content: bytes) -> int:
    """What openpyxl takes to give the values of all cells; how many there were."""
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    return sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))


def of_excel(rounds: int) -> dict[str, Any]:
    """Files of one form each: the reader alone, with the forms that are read from its grids, and openpyxl's values.

    Each is the best of the rounds for each file: on a busy machine the others say how busy it was.
    """
    contents = [as_xlsx.write(form_tables((form,))) for seed in range(FORMS) for form in random_forms(seed, 1)]
    layouts = load_layouts(schema())
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{n}.xlsx" for n in range(FORMS)]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        reader = sum(min(seconds(partial(read_xlsx, c)) for _ in range(rounds)) for c in contents)
        whole = sum(min(seconds(partial(read_document, p, schema(), layouts)) for _ in range(rounds)) for p in paths)
        theirs = sum(min(seconds(partial(values_alone, c)) for _ in range(rounds)) for c in contents)
    return {
        "forms": FORMS,
        "reader a second": round(FORMS / reader),
        "loaded a second": round(FORMS / whole),
        "openpyxl alone a second": round(FORMS / theirs),
        "ratio": round(whole / theirs, 2),
    }


def figures(rounds: int = 3) -> Iterator[Figure]:
    """Both, with what is aimed at."""
    paper, sheets = of_pdf(rounds), of_excel(rounds)
    whole, alone_ = 1000 * paper["reader"], 1000 * paper["pdfplumber alone"]
    name = f"{paper['pages']} 页 PDF 的表"
    yield Figure("读文件", name, 0, whole, "ms", alone_, "只用 pdfplumber", RATIO, "ratio")
    yield Figure("读文件", "一秒读几份 Excel 表", 0, sheets["loaded a second"], "份", goal=A_SECOND, most=False)
