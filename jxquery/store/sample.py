"""The sample: a database of its own, built from the sample's files when it is first asked for, and only read."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from jxquery.digests import sha256
from jxquery.errors import DataError
from jxquery.schema.model import Schema
from jxquery.store.generation import Generation, open_database
from jxquery.store.locks import writing
from jxquery.store.stamp import fingerprint
from jxquery.types import Document


def open_sample(
    folder: Path, schema: Schema, read: Callable[[Path], Document], *, cache: Path, program: str, now: datetime
) -> Generation:
    """The sample's database, held in `cache`, or for this process only where that cannot be written.

    `folder` holds the sample's files, which `read` makes documents of when there is something to build. Other files,
    another schema or another `program` (what the program is known by) make another database. One that is damaged is
    built anew.
    """
    files = sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))
    name = f"sample-{_key(files, schema, program)}.duckdb"
    found = _opened(cache / name, schema)
    if found is not None:
        return found
    documents = [read(file) for file in files]
    try:
        return _built(cache / name, schema, documents, now)
    except (OSError, DataError):
        import shutil
        import tempfile

        own = Path(tempfile.mkdtemp(prefix="jxquery-"))
        atexit.register(shutil.rmtree, own, ignore_errors=True)
        return _built(own / name, schema, documents, now)


def _built(path: Path, schema: Schema, documents: list[Document], now: datetime) -> Generation:
    from jxquery.store.files import write_database
    from jxquery.store.plan import Known, plan

    path.parent.mkdir(parents=True, exist_ok=True)
    with writing(path.with_suffix(".lock"), "", lambda _: None):
        # Whoever had the lock before may have built it.
        found = _opened(path, schema)
        if found is not None:
            return found
        path.unlink(missing_ok=True)
        write_database(path, schema, plan(schema, documents, Known()), now)
        return open_database(path, schema)


def _opened(path: Path, schema: Schema) -> Generation | None:
    try:
        return open_database(path, schema)
    except DataError:
        return None


def _key(files: list[Path], schema: Schema, program: str) -> str:
    """What the database depends on."""
    key = sha256(f"{program} {fingerprint(schema)}".encode())
    for file in files:
        key.update(file.name.encode() + b"\0" + file.read_bytes())
    return key.hexdigest()[:16]
