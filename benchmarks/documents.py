"""How long files take: PDF beside pdfplumber alone on the same pages, Excel forms beside openpyxl alone on the same.

    python -m benchmarks.documents [--rounds N] [--json OUT.json]

Files are built as the tests build them. Times drift with the machine; the ratio is of medians of the same run, both
sides in turn.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pdfplumber

from jxquery.documents.layout import load_layouts
from jxquery.documents.read import read_document
from jxquery.documents.reader_excel import read_xlsx
from jxquery.documents.reader_pdf import read_pdf
from tests.documents.make import random_forms
from tests.documents.making import as_pdf, as_xlsx
from tests.documents.making.tables import form_tables
from tests.documents.reading import schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

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


def _table(found: Mapping[str, Any]) -> Iterable[str]:
    paper, sheets = found["pdf"], found["excel"]
    yield f"{paper['pages']} pages of PDF, seconds: reader {paper['reader']}, pdfplumber {paper['pdfplumber alone']}"
    yield f"  ratio {paper['ratio']}, within {RATIO}: {'yes' if paper['ratio'] <= RATIO else 'no'}"
    reader, whole = sheets["reader a second"], sheets["loaded a second"]
    alone_too = sheets["openpyxl alone a second"]
    yield f"{sheets['forms']} Excel forms a second: reader {reader}, with the form reader {whole}, openpyxl {alone_too}"
    yield f"  ratio {sheets['ratio']}, {A_SECOND} or better: {'yes' if whole >= A_SECOND else 'no'}"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write the times to this file")
    arguments = parser.parse_args()
    found = {"pdf": of_pdf(arguments.rounds), "excel": of_excel(arguments.rounds)}
    sys.stdout.write("\n".join(_table(found)) + "\n")
    if arguments.json:
        arguments.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
