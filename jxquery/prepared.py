"""What data means, made once and then read as it was found, and what regular expressions were compiled to.

Reading and proving the files in `schema/` and `queries/` takes longer than an answer. What comes of it is the same
until one of the program's files changes, or Python does, so it is kept in the user's cache; without a cache it is made
at every start.
"""

from __future__ import annotations

import os
import sys
import zlib
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path

from jxquery import patterns, resources
from jxquery.digests import sha256
from jxquery.frozen import frozen_text, thawed
from jxquery.headers import MadeColumn
from jxquery.language.mentions import Cond, Sense
from jxquery.language.vocabulary import Vocabulary
from jxquery.meaning import Meaning, own_meaning, shipped_meaning
from jxquery.named.files import Catalogue, NamedQuery
from jxquery.schema.model import ColumnDef, Numerals, Schema, Span, TableDef, TargetDef, UnitDef, Units, ViewDef
from jxquery.templates import Item, Slot, SlotColumn, Template
from jxquery.text.pinyin import Sounds
from jxquery.types import Cmp, Col, Param

_KEPT = 4  # in a process
_FILES = 8  # in the cache
_SCHEMA = (Schema, TableDef, ColumnDef, TargetDef, ViewDef, Units, UnitDef, Span, Numerals)
_WORDS = (Vocabulary, Sense, Cond, Cmp, Col)
_QUERIES = (Template, Slot, SlotColumn, Item, MadeColumn, Catalogue, NamedQuery, Param)
_TYPES = (Meaning, patterns.Code, *_SCHEMA, *_WORDS, *_QUERIES)


@lru_cache(maxsize=_KEPT)
def prepared(folder: Path, source: str) -> Meaning:
    """Of the tables whose schema file has the text `source`, or of the program's own where it is empty.

    Kept in `folder`. Raises `SchemaError` and `TemplateError` for files that are broken.
    """
    key = sha256(f"{sys.version}\n{resources.fingerprint()}\n{source}".encode()).hexdigest()[:16]
    file = folder / f"meaning-{key}.json"
    with suppress(OSError, ValueError):
        match thawed(_whole(file.read_bytes()), _TYPES):
            case (Meaning() as found, tuple() as kept):
                patterns.keep(kept)
                return found
    made = own_meaning(source, "schema", prepared(folder, "")) if source else shipped_meaning()
    with suppress(OSError):
        _keep(file, frozen_text((made, () if source else patterns.codes())))
    return made


def schema_in(path: Path, folder: Path) -> Schema:
    """The user's schema in this file, proven with its words. Raises `SchemaError`."""
    from jxquery.schema.load import read_source

    return own_meaning(read_source(path), str(path), prepared(folder, "")).schema


@cache
def sounds() -> Sounds:
    """How characters are read."""
    return Sounds(resources.path("schema") / "pinyin.txt")


def _whole(data: bytes) -> str:
    """The text that a file keeps behind its checksum. Raises `ValueError` where it is not as it was written.

    A digit that has become another would still be read, and give wrong figures.
    """
    told, _, text = data.partition(b"\n")
    if told != b"%d" % zlib.crc32(text):
        raise ValueError("another text than was written")
    return text.decode()


def _keep(file: Path, text: str) -> None:
    """Write the file so that nobody reads half of it. The oldest go: they are of programs and tables of long ago."""
    import tempfile

    data = text.encode()
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=file.name, dir=file.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(b"%d\n" % zlib.crc32(data))
            written.write(data)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    for old in sorted(file.parent.glob("meaning-*.json"), key=lambda kept: kept.stat().st_mtime)[:-_FILES]:
        old.unlink(missing_ok=True)
