"""What data means: a schema with the words for it, the shapes of answers, and the program's named queries.

All of it is read from the program's files, or for own tables from the text of their schema file; see `prepared.py` for
how that is done once and not at every start.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from msgspec import Struct

from jxquery import resources
from jxquery.language.vocabulary import Vocabulary, load_vocabulary, own_vocabulary
from jxquery.named.files import Catalogue, shipped
from jxquery.schema.model import Schema
from jxquery.templates import Template, load_templates


class Meaning(Struct, frozen=True):
    """A schema with the words of the language and of its domain, the shapes of answers, and the named queries for it.

    The program's named queries are about its own tables, so own tables have none.
    """

    schema: Schema
    vocabulary: Vocabulary
    templates: Mapping[str, Template]
    named: Catalogue


@cache
def shipped_schema() -> Schema:
    """The schema that comes with the program. Raises `SchemaError`."""
    from jxquery.schema.load import load_schema

    folder = resources.path("schema")
    return load_schema(folder / "schema.toml", folder / "units.toml")


def shipped_meaning() -> Meaning:
    """Of the tables that the program knows. Raises `SchemaError` and `TemplateError`."""
    folder, schema = resources.path("schema"), shipped_schema()
    templates = load_templates(resources.path("queries"), schema)
    words = load_vocabulary(folder / "chinese.toml", folder / "vocabulary.toml", schema, _cues(templates))
    return Meaning(schema, words, templates, shipped(resources.path("queries")))


def own_meaning(source: str, place: str, program: Meaning) -> Meaning:
    """Of a user's own tables: the text of their schema file, which `place` names in errors. Raises `SchemaError`."""
    from jxquery.schema.own import own_schema

    schema = own_schema(source, place, program.schema.units)
    words = own_vocabulary(resources.path("schema") / "chinese.toml", schema, _cues(program.templates))
    return Meaning(schema, words, program.templates, Catalogue({}, {}))


def _cues(templates: Mapping[str, Template]) -> list[tuple[str, str]]:
    return [(cue, t.name) for t in templates.values() for cue in t.cues]
