"""What is written anew means what was written: random expressions, given to the engine both ways."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jxquery.errors import SqlError
from jxquery.statements import prove
from tests.store.documents import schema

NUMBERS = (
    "n m 2 3 -2 0.5 5. 1e2 1e-2 1_000 (n) -(m) length(t) n::INT 2::DECIMAL(4,2) abs(n) round(d,1) date_diff('day',x,y)"
)
TEXTS = "t 'a' 'it''s' '' n::VARCHAR left(t,1) '%' '_b' upper(t) '\\d' d::VARCHAR strftime(x,'%Y年')"
TRUTHS = (
    "b|true|n > 2|t LIKE '%a%'|n IS NULL|NOT b|n BETWEEN 1 AND m|n IN (1, 3)|n NOT IN (2)|t ~ '.*a.*'|n ISNULL"
    "|n IS NOT DISTINCT FROM m|t SIMILAR TO 'a|b'|t NOT LIKE 'a' ESCAPE '!'|n NOTNULL|b IS TRUE|b IS NOT FALSE"
    "|n <> m|n == m|t ILIKE 'AB'|NOT n = m|t = ANY(['a'])|x > y|EXISTS (SELECT 1)"
)
ROWS = """
    (3, 2, 2.5, '2024', true, DATE '2024-02-29', DATE '2024-01-01'), (NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (-7, 5, -68.25, '司法 ab', false, DATE '2023-12-31', DATE '2024-12-31')
"""


def _joined(parts: st.SearchStrategy[str], between: str, most: int = 4) -> st.SearchStrategy[str]:
    """Some of the parts with operators between, and no brackets: what binds more tightly is for the reader to know."""
    operator = st.sampled_from(between.split())
    more = st.lists(st.tuples(operator, parts), max_size=most - 1).map(lambda rest: " ".join(map(" ".join, rest)))
    return st.tuples(parts, more).map(" ".join)


_number = _joined(st.sampled_from(NUMBERS.split()), "+ - * / // % ** ^")
_text = _joined(st.sampled_from(TEXTS.split()) | _number, "||", 3)
_truth = st.sampled_from(TRUTHS.replace("'a|b'", "'a;b'").split("|")).map(lambda said: said.replace(";", "|"))
_compared = _joined(_number, "= <> < <= > != ==", 2)
_logic = _joined(_truth | _compared | _truth.map("NOT {}".format), "AND OR = <>")
_case = st.tuples(_logic, _number, _number).map(lambda parts: "CASE WHEN {} THEN {} ELSE {} END".format(*parts))


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """A table of a public name."""
    with duckdb.connect() as opened:
        opened.execute('CREATE TABLE "项目"(n INT, m INT, d DECIMAL(9,2), t VARCHAR, b BOOLEAN, x DATE, y DATE)')
        opened.execute(f'INSERT INTO "项目" VALUES {ROWS}')
        yield opened


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_number | _text | _logic | _case)
@example("n NOT IN (2) = n")
@example("n NOT BETWEEN 1 AND m <> b")
@example("t NOT LIKE '%a%' = b")
@example("n NOT IN (CASE WHEN m NOT IN (2) = b THEN 3 ELSE 2 END) = b")
def test_it_means_the_same(connection: duckdb.DuckDBPyConnection, expression: str) -> None:
    """Where the statement runs as it was written, what is run in its place gives the same rows."""
    statement = f"SELECT {expression} AS r FROM 项目"
    try:
        wanted = connection.execute(statement).fetchall()
    except duckdb.Error:
        return
    try:
        proven = prove(statement, schema())
    except SqlError:
        return
    assert repr(connection.execute(proven).fetchall()) == repr(wanted), proven
