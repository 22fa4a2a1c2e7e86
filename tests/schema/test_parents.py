"""Tables that belong to several others: what may be declared, and which ways between them there are."""

from __future__ import annotations

import pytest

from jxquery.errors import SchemaError
from jxquery.meaning import shipped_schema
from jxquery.schema.model import Schema
from jxquery.schema.own import own_schema


def _table(name: str, *above: str, parent: str | None = None) -> str:
    keys = "".join(f'  {{ name = "{table}号", type = "text", role = "key" }},\n' for table in (name, *above))
    listed = ", ".join(f'"{table}"' for table in above)
    said = parent or (f"parent = [{listed}]" if above else "")
    return f'[[table]]\nname = "{name}"\nkey = "{name}号"\n{said}\ncolumn = [\n{keys}]\n'


def _schema(*tables: str) -> Schema:
    return own_schema("\n".join(tables), "表.toml", shipped_schema().units)


def test_one_parent_is_a_list_of_one() -> None:
    """`parent = "甲"` and `parent = ["甲"]` say the same."""
    texts = ('parent = "甲"', 'parent = ["甲"]')
    one, other = (_schema(_table("甲"), _table("乙", "甲", parent=text)) for text in texts)
    assert one.tables == other.tables
    assert one.table("乙").parents == ("甲",)


def test_ways_over_several_levels() -> None:
    """From a row up to each table that it belongs to there is one way; down to 丁, what is tied by it is known."""
    schema = _schema(_table("丁", "乙", "丙"), _table("乙", "甲"), _table("丙"), _table("甲"))
    assert [table.name for table in schema.tables] == ["丙", "甲", "乙", "丁"]
    assert schema.ancestors("丁") == ("乙", "丙", "甲")
    assert schema.upwards("丁", "甲") == ("丁", "乙", "甲")
    assert schema.between("甲", "丙") == ("丁",)
    assert schema.related("甲", "丙")
    assert not _schema(_table("甲"), _table("乙")).related("甲", "乙")


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ((_table("甲"), _table("乙", "甲"), _table("丙", "乙", "甲")), "丙→甲 和 丙→乙→甲"),
        (
            (_table("甲"), _table("乙", "甲"), _table("丙", "甲"), _table("丁", "乙", "丙")),
            "丁→乙→甲 和 丁→丙→甲",
        ),
        ((_table("甲"), _table("乙", "甲", "甲", parent='parent = ["甲", "甲"]')), "列名缺失或重复"),
        ((_table("甲", "乙"), _table("乙", "甲")), "它是自己的上级"),
    ],
)
def test_two_ways_to_one_table_are_refused(tables: tuple[str, ...], says: str) -> None:
    """Which of its rows a row belongs to would not be known: the error names both ways and what to do."""
    with pytest.raises(SchemaError) as caught:
        _schema(*tables)
    assert says in caught.value.message
    assert caught.value.hint
