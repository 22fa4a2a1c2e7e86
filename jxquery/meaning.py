"""What the data means: the schema, words and shapes of answers that come with the program, and those of own tables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from jxquery import resources
from jxquery.language.vocabulary import Vocabulary, load_vocabulary, own_vocabulary
from jxquery.schema.load import load_schema, read_source
from jxquery.schema.model import Schema
from jxquery.schema.own import own_schema
from jxquery.templates import Template, load_templates
from jxquery.text.pinyin import Sounds, load_sounds

_KEPT = 4


@cache
def shipped_schema() -> Schema:
    """The schema that comes with the program."""
    folder = resources.path("schema")
    return load_schema(folder / "schema.toml", folder / "units.toml")


def schema_in_file(path: Path) -> Schema:
    """The user's schema in this file, proven with its words. Raises `SchemaError`."""
    schema = own_schema(read_source(path), str(path), shipped_schema().units)
    vocabulary_of(schema)
    return schema


@cache
def sounds() -> Sounds:
    """How characters are read."""
    return load_sounds(resources.path("schema") / "pinyin.txt")


@cache
def templates() -> Mapping[str, Template]:
    """The shapes of answers; they hold for any table."""
    return load_templates(resources.path("queries"), shipped_schema())


def vocabulary_of(schema: Schema) -> Vocabulary:
    """The words of the language, and those of the schema's domain."""
    return _own(schema.source) if schema.source else _shipped()


def _cues() -> list[tuple[str, str]]:
    return [(cue, t.name) for t in templates().values() for cue in t.cues]


@cache
def _shipped() -> Vocabulary:
    folder = resources.path("schema")
    return load_vocabulary(folder / "chinese.toml", folder / "vocabulary.toml", shipped_schema(), _cues())


@lru_cache(maxsize=_KEPT)
def _own(source: str) -> Vocabulary:
    schema = own_schema(source, "schema", shipped_schema().units)
    return own_vocabulary(resources.path("schema") / "chinese.toml", schema, _cues())
