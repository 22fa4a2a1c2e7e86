"""What a database says of itself: which version of the program made it, and for which schema."""

from __future__ import annotations

from jxquery.digests import sha256
from jxquery.engines import Engine
from jxquery.errors import DataError, SchemaError, SqlError
from jxquery.schema.model import Schema
from jxquery.store.identifiers import quoted as _quoted

VERSION, OWN_SCHEMA = "版本", "结构"
# Raise it when the same schema comes to be stored in another way.
_FORMAT = 9


def fingerprint(schema: Schema) -> str:
    """A text that changes when what is stored does: tables, keys, columns with their types and units, views.

    Roles, defaults and words about the data may change freely: they are read anew each time.
    """
    tables = [
        (t.name, t.key, "、".join(t.parents) or None, t.file is None, [(c.name, c.type, c.unit) for c in t.columns])
        for t in schema.tables
    ]
    views = [(v.name, v.of) for v in schema.views]
    return sha256(repr((_FORMAT, tables, views)).encode()).hexdigest()[:16]


def _own(text: str, place: str, shipped: Schema) -> Schema:
    from jxquery.schema.own import own_schema

    return own_schema(text, place, shipped.units)


def schema_in(engine: Engine, shipped: Schema, place: str) -> Schema:
    """The schema that the database was made for: the user's own that it holds, else the one that is shipped.

    Raises `DataError` when it was made by another version of the program.
    """
    try:
        rows = engine.run(f"SELECT {_quoted(VERSION)}, {_quoted(OWN_SCHEMA)} FROM {_quoted(VERSION)}", {}).rows
        own = rows[0][1] if len(rows) == 1 else None
        schema = shipped if own is None else _own(str(own), place, shipped)
    except (SqlError, SchemaError):
        rows, schema = (), shipped
    if len(rows) != 1 or rows[0][0] != fingerprint(schema):
        raise other_version(place)
    return schema


def other_version(place: str) -> DataError:
    """The error for a database that this version of the program cannot read."""
    hint = "请把原来的文件载入另一个文件夹：jxquery load 文件 --db 文件夹。这里的数据没有改动。"
    return DataError("这个数据库是另一个版本的程序或另一份 schema.toml 建立的。", place=place, hint=hint)
