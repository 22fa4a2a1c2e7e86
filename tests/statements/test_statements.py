from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jxquery.engines import Engine
from jxquery.errors import SqlError
from jxquery.schema.load import read_toml
from jxquery.statements import prove
from jxquery.store import Store
from tests.store.documents import NOW, ROOT, sample, schema

PUBLIC = {"项目", "绩效目标", "指标", "指标明细", "来源"}

# One query a line.
USEFUL = (Path(__file__).parent / "useful.sql").read_text("utf-8").splitlines()

NO_SELECT = "不能用「{}」，只能写一条 SELECT。"
NO_SYNTAX = "查询里不能用「{}」。"
NO_FUNCTION = "不能用函数「{}」。"
NO_TABLE = "没有「{}」这个表。"
NO_TABLE_FUNCTION = "FROM 后面只能写表名，不能写「{}」。"
NO_QUALIFIER = "表名前面不能写「{}」。"
SECOND = "一次只能写一条语句，「{}」是第二条了。"

# A statement, the word that it is refused for, and the word's place.
ATTACKS: dict[str, list[tuple[str, str, str]]] = {
    NO_SELECT: [
        # writing, and what else is no query
        ("INSERT INTO 项目 VALUES (1)", "INSERT", "1:1"),
        ("DROP TABLE 项目", "DROP", "1:1"),
        ("CREATE TABLE t AS SELECT 1", "CREATE", "1:1"),
        ("CREATE MACRO m() AS 1", "CREATE", "1:1"),
        ("MERGE INTO 项目 USING 指标 ON true WHEN MATCHED THEN DELETE", "MERGE", "1:1"),
        ("COPY 项目 TO '/tmp/x.csv'", "COPY", "1:1"),
        ("COPY (SELECT unhex('00')) TO 'gen-000001.duckdb.wal' (FORMAT BLOB)", "COPY", "1:1"),
        ("EXPORT DATABASE '/tmp/x'", "EXPORT", "1:1"),
        ("CHECKPOINT", "CHECKPOINT", "1:1"),
        ("VACUUM", "VACUUM", "1:1"),
        ("BEGIN", "BEGIN", "1:1"),
        ("CALL pragma_version()", "CALL", "1:1"),
        # settings and extensions
        ("SET disabled_filesystems = ''", "SET", "1:1"),
        ("RESET lock_configuration", "RESET", "1:1"),
        ("PRAGMA database_list", "PRAGMA", "1:1"),
        ("ATTACH 'x.duckdb'", "ATTACH", "1:1"),
        ("USE memory", "USE", "1:1"),
        ("INSTALL httpfs", "INSTALL", "1:1"),
        ("LOAD 'x.duckdb_extension'", "LOAD", "1:1"),
        # statements in stores
        ("PREPARE p AS SELECT 1", "PREPARE", "1:1"),
        ("EXECUTE p", "EXECUTE", "1:1"),
        # looking around
        ("EXPLAIN ANALYZE SELECT 1", "EXPLAIN", "1:1"),
        ("DESCRIBE 项目", "DESCRIBE", "1:1"),
        ("SHOW ALL TABLES", "SHOW", "1:1"),
        ("SUMMARIZE 项目", "SUMMARIZE", "1:1"),
        ("SELECT * FROM (DESCRIBE 项目)", "DESCRIBE", "1:16"),
        ("SELECT * FROM (SHOW DATABASES)", "SHOW", "1:16"),
        ("SELECT * FROM (\n  SUMMARIZE 项目)", "SUMMARIZE", "2:3"),
        ("PIVOT 项目 ON 年度", "PIVOT", "1:1"),
        ("VALUES (1)", "VALUES", "1:1"),
        # writing inside a query
        ("WITH x AS (DELETE FROM 项目 RETURNING *) SELECT * FROM x", "DELETE", "1:12"),
        ("WITH x AS MATERIALIZED (UPDATE 项目 SET 年度 = 1 RETURNING *) SELECT * FROM x", "UPDATE", "1:25"),
        ("WITH x AS (COPY 项目 TO '/tmp/x') SELECT 1", "COPY", "1:12"),
        ("SELECT * FROM (CALL pragma_version())", "CALL", "1:16"),
        ("WITH x AS (SELECT 1) DROP TABLE 项目", "DROP", "1:22"),
        ("WITH x AS (SELECT 1) INSERT INTO 项目 SELECT * FROM x", "INSERT", "1:22"),
        # letters that only look like it, and comments that hide
        ("ＳＥＬＥＣＴ 1", "ＳＥＬＥＣＴ", "1:1"),
        ("/* SELECT */ DROP TABLE 项目", "DROP", "1:14"),
    ],
    SECOND: [
        ("SELECT 1; DROP TABLE 项目", "DROP", "1:11"),
        ("SELECT 1;;\nSELECT 2", ";", "1:10"),
        ("SELECT 1 /* ; */; /* -- */ COPY 项目 TO 'x'", "COPY", "1:28"),
        ("SELECT 1 --;\n; SELECT 2", "SELECT", "2:3"),
    ],
    NO_SYNTAX: [
        ("SELECT * INTO t FROM 项目", "INTO", "1:10"),
        ("SELECT * FROM 项目 FOR UPDATE", "FOR UPDATE", ""),
        ("SELECT * FROM 项目 PIVOT (sum(预算数) FOR 年度 IN (2024))", "PIVOT", "1:18"),
        ("SELECT * FROM 项目 AT (VERSION => 1)", "AT", "1:18"),
        ("SELECT * FROM 项目 TABLESAMPLE 10%", "SAMPLE", ""),
        ("SELECT 'x'.repeat(2000000000)", ".", ""),
        ("SELECT main.upper('x')", ".", ""),
        ("SELECT system.main.getenv('HOME')", ".", ""),
        ("SELECT E'\\x41'", "E'…'", ""),
        ("SELECT $$a$$", "$$", ""),
        ("SELECT [x FOR x IN [1]]", "FOR … IN", ""),
    ],
    NO_TABLE_FUNCTION: [
        # files and the network
        ("SELECT * FROM read_csv('/etc/passwd')", "read_csv", "1:15"),
        ("SELECT * FROM read_text('http://127.0.0.1/')", "read_text", "1:15"),
        ("SELECT 1 UNION SELECT * FROM glob('/*')", "glob", "1:30"),
        ("FROM parquet_scan('x.parquet')", "parquet_scan", "1:6"),
        ("SELECT * FROM 项目, LATERAL (SELECT * FROM sniff_csv('x'))", "sniff_csv", "1:42"),
        # the engine itself
        ("SELECT * FROM duckdb_settings()", "duckdb_settings", "1:15"),
        ("SELECT * FROM pragma_database_list()", "pragma_database_list", "1:15"),
        ("SELECT * FROM query('SELECT 1')", "query", "1:15"),
        ("SELECT * FROM query_table('duckdb_tables')", "query_table", "1:15"),
        ("SELECT * FROM $t", "$t", ""),
        # much out of little
        ("SELECT count(*) FROM range(1000000000000)", "range", "1:22"),
        ("SELECT (SELECT count(*) FROM generate_series(1, 1000000000))", "generate_series", "1:30"),
    ],
    NO_TABLE: [
        ("SELECT * FROM '/etc/passwd'", "/etc/passwd", "1:15"),
        ("SELECT * FROM 'x.csv'", "x.csv", "1:15"),
        ('SELECT * FROM "https://example.org/x.parquet"', "https://example.org/x.parquet", "1:15"),
        ("SELECT * FROM sqlite_master", "sqlite_master", "1:15"),
        ("SELECT * FROM pg_tables", "pg_tables", "1:15"),
        ("SELECT * FROM 版本", "版本", "1:15"),
        # Python's variables
        ("SELECT * FROM ATTACKS", "ATTACKS", "1:15"),
        ("SELECT * FROM 项目 WHERE 年度 IN (SELECT x FROM\n NO_TABLE)", "NO_TABLE", "2:2"),
        # names that only look like a table's
        ("SELECT * FROM 项⽬", "项⽬", "1:15"),
        ("SELECT * FROM 项目\u200b", "项目\\u200b", "1:15"),
        ('SELECT * FROM "项目 "', "项目 ", "1:15"),
        ('SELECT * FROM "项目""; DROP TABLE 项目; --"', '项目"; DROP TABLE 项目; --', "1:15"),
        # a CTE lends its name only to what can see it
        ("SELECT * FROM (WITH pg_class AS (SELECT 1) FROM pg_class), pg_class", "pg_class", "1:60"),
        ("WITH pg_class AS (SELECT * FROM pg_class) SELECT * FROM pg_class", "pg_class", "1:33"),
        ("WITH a AS (SELECT * FROM pg_class), pg_class AS (SELECT 1) SELECT * FROM a", "pg_class", "1:26"),
    ],
    NO_QUALIFIER: [
        ("SELECT * FROM information_schema.tables", "information_schema", "1:15"),
        ("SELECT * FROM pg_catalog.pg_class", "pg_catalog", "1:15"),
        ("SELECT * FROM main.项目", "main", "1:15"),
        ('SELECT * FROM "system"."main"."duckdb_tables"', "system", "1:15"),
        ("WITH x AS (SELECT 1) SELECT * FROM temp.x", "temp", "1:36"),
        ("SELECT * FROM . .项目", ".", ""),
    ],
    NO_FUNCTION: [
        ("SELECT getenv('HOME')", "getenv", "1:8"),
        ("SELECT GetEnv('HOME')", "GetEnv", "1:8"),
        ("SELECT \"getenv\"('HOME')", '"getenv"', "1:8"),
        ("SELECT {fn getenv('HOME')}", "getenv", "1:12"),
        ("SELECT/**/getenv/**/('HOME')", "getenv", "1:11"),
        ("SELECT current_setting('secret_directory')", "current_setting", "1:8"),
        ("SELECT version()", "version", "1:8"),
        ("SELECT current_database()", "current_database", "1:8"),
        ("SELECT current_user", "current_user", "1:8"),
        ("SELECT getvariable('x')", "getvariable", "1:8"),
        ("SELECT nextval('s')", "nextval", "1:8"),
        ("SELECT sum(1) FILTER (WHERE length(read_blob('x')) > 0)", "read_blob", "1:36"),
        ("SELECT 1 ORDER BY sum(1) OVER (ORDER BY getenv('x'))", "getenv", "1:41"),
        # much out of little
        ("SELECT repeat('x', 2000000000)", "repeat", "1:8"),
        ("SELECT lpad('x', 2000000000, 'x')", "lpad", "1:8"),
        ("SELECT len(range(0, 2000000000))", "range", "1:12"),
        ("SELECT printf('%2000000000d', 1)", "printf", "1:8"),
        ("SELECT format('{:>2000000000}', 1)", "format", "1:8"),
        ("SELECT * FROM unnest([1])", "unnest", "1:15"),
        ("SELECT 1 WHERE 1 IN (FROM unnest([1]))", "unnest", "1:27"),
        ("SELECT list_aggregate([1], 'histogram')", "list_aggregate", "1:8"),
        ("SELECT levenshtein('a', 'b')", "levenshtein", "1:8"),
        ("SELECT list_transform([1], lambda x: x)", "list_transform", "1:8"),
        # another answer another day
        ("SELECT current_date", "current_date", "1:8"),
        ("SELECT random()", "random", "1:8"),
    ],
    "不能用「{}」。": [
        ("WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT * FROM t", "RECURSIVE", "1:6"),
    ],
    "不能用参数「{}」。": [("SELECT ?", "?", ""), ("SELECT $1", "$1", ""), ('SELECT $"a b"', "$a b", "")],
    "不能用类型「{}」。": [
        ("SELECT 'pg_class'::regclass", "regclass", "1:20"),
        ("SELECT CAST('{}' AS JSON)", "JSON", "1:21"),
        ("SELECT NULL::INT[100000]", "INT[100000]", ""),
    ],
    "这里不能写「{}」。": [("SELECT date_trunc('x'') || (', 时间) FROM 来源", "X') || (", "")],
    "「{}」是中文标点。": [
        ("SELECT 项目名称，预算数 FROM 项目", "，", "1:12"),
        ("SELECT * FROM “项目”", "“", "1:15"),
    ],
    "「{}」不是一个数。": [
        ("SELECT 0x10", "0x10", "1:8"),
        ("SELECT 年度 FROM 项目 WHERE 年度 = 2024年", "2024年", "1:30"),
    ],
    "「{}」后面没有写要查什么。": [("SELECT FROM 项目", "SELECT", "1:1"), ("SELECT -- *\n", "SELECT", "1:1")],
    "语句是空的。": [("", "", ""), ("  \n", "", ""), (";;", "", ""), ("-- SELECT 1", "", "")],
    "SQL 写得不对，问题在「{}」附近。": [
        ("SELECT * FROM WHERE", "WHERE", "1:15"),
        ("SELECT 项目名称\nFROM 项目\nWHER 年度 = 2024", "年度", "3:6"),
        ("SELECT (1", "1", "1:9"),
        ("SELECT 1 +", "+", "1:10"),
    ],
    "SQL 写得不对，读不到结尾。": [("SELECT 'a", "", ""), ('SELECT "a', "", ""), ("SELECT 1 /* a", "", "")],
    "语句嵌套得太深。": [("SELECT " + "(" * 3000 + "1" + ")" * 3000, "", "")],
    "语句太长，最多 20000 个字符。": [(" UNION ALL ".join(["SELECT 1"] * 5000), "", "")],
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The sample in a database."""
    store = Store(tmp_path_factory.mktemp("库"), schema())
    store.publish([sample()], now=NOW)
    generation = store.open()
    assert generation is not None
    with generation:
        yield generation.engine


@pytest.mark.parametrize("statement", USEFUL)
def test_useful_queries_run(engine: Engine, statement: str) -> None:
    """They pass, run, and give the rows that they would have given as they were written."""
    proven = prove(statement, schema())
    given, wanted = engine.run(proven, {}), engine.run(statement, {})
    assert (given.rows, given.types) == (wanted.rows, wanted.types)


@pytest.mark.parametrize(
    ("statement", "message", "place"),
    [(sql, message.format(word), place) for message, found in ATTACKS.items() for sql, word, place in found],
)
def test_what_is_refused(statement: str, message: str, place: str) -> None:
    """Everything else is refused: the message names the word, the place is the word's, a hint says what to write."""
    with pytest.raises(SqlError) as raised:
        prove(statement, schema())
    assert (raised.value.message, raised.value.place) == (message, place)
    assert raised.value.hint


@pytest.mark.parametrize(
    ("statement", "hint"),
    [
        (
            "DESCRIBE 项目",
            '要看有哪些表和列，请用 .tables；要看数据，请写 SELECT，例如：SELECT * FROM "项目" LIMIT 5',
        ),
        ("DROP TABLE 项目", '请写 SELECT，例如：SELECT * FROM "项目" LIMIT 5'),
        ("SELECT * FROM 'x.csv'", "可以查的是：项目、绩效目标、指标、指标明细、来源。"),
        ("SELECT 1; SELECT 2", "请分开执行。"),
        ("PIVOT 项目 ON 年度", """一个值一列请写：sum(预算数) FILTER (WHERE 年度 = 2024) AS "2024年"。"""),
        (
            "SELECT * FROM 项目 FETCH FIRST 3 ROWS WITH TIES",
            "请写 LIMIT 3；并列的都要，请写 QUALIFY rank() OVER (ORDER BY 列 DESC) <= 3。",
        ),
        ("SELECT Format('{:.2f}', 预算数) FROM 项目", "请写 round(列, 2)，或 cast(列 AS DECIMAL(20,2))。"),
        ("SELECT 项目名称 FROM `项目`", "名字写在英文双引号里，或者不加引号。"),
    ],
)
def test_hints(statement: str, hint: str) -> None:
    """What to write instead."""
    with pytest.raises(SqlError) as raised:
        prove(statement, schema())
    assert raised.value.hint == hint


def test_what_is_told_to_write_instead_passes() -> None:
    """The statements and calls in the hints are themselves let through."""
    hints = "\n".join(read_toml(ROOT / "jxquery" / "statements.toml")["instead"].values())
    statements = re.findall(r"SELECT .*?(?=。)", hints)
    calls = re.findall(r"(?:请写|或) ?([a-z_]+\([^…。；]*?\))(?=[，。])", hints)
    assert len(statements) > 3
    assert len(calls) > 5
    for sql in (*statements, *(f'SELECT {call} FROM "项目"' for call in calls)):
        prove(sql, schema())


def test_a_text_in_double_quotes_is_explained(engine: Engine) -> None:
    """To write a text as a name is what people do first."""
    with pytest.raises(SqlError) as raised:
        engine.run(prove('SELECT 项目名称 FROM 项目 WHERE 资金级别 = "中央"', schema()), {})
    assert "单引号" in raised.value.hint


def test_a_list_is_shown_as_it_is_written(engine: Engine) -> None:
    """Numbers in it are numbers, not what Python calls them."""
    sql = "SELECT list(预算数 ORDER BY 预算数)[1:2], ['甲', NULL], [DATE '2024-01-02'] FROM 项目"
    assert engine.run(prove(sql, schema()), {}).rows == (("[1.200000, 2.190000]", "[甲, NULL]", "[2024-01-02]"),)
    sql = "SELECT t FROM (SELECT 预算数, 其他资金 FROM 项目 ORDER BY 1 LIMIT 1) AS t"
    assert engine.run(prove(sql, schema()), {}).rows == (("{预算数: 1.200000, 其他资金: NULL}",),)


def test_what_runs_is_written_anew() -> None:
    """Names are quoted, comments and the semicolon are gone, parameters stay."""
    proven = prove("/* a */ select 项目名称 -- b\nfrom 项目 where 年度 = $年度 or user = :甲;", schema())
    assert proven == 'SELECT "项目名称" FROM "项目" WHERE "年度" = $年度 OR "user" = $甲'


def test_parameters_are_bound(engine: Engine) -> None:
    """What is kept as a parameter takes its value."""
    proven = prove("SELECT count(*) AS n FROM 项目 WHERE 年度 = $年度", schema())
    assert engine.run(proven, {"年度": 2023}) == engine.run("SELECT count(*) AS n FROM 项目 WHERE 年度 = 2023", {})


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A refusal is one message in Chinese, and not also a warning of the parser."""
    with caplog.at_level(logging.DEBUG):
        for found in ATTACKS.values():
            for statement, _, _ in found:
                with pytest.raises(SqlError):
                    prove(statement, schema())
    assert not caplog.records


WORDS = """
SELECT FROM WITH AS ( ) , ; * . 项目 指标 "项目" 'x.csv' x x y 1 'a' WHERE JOIN ON UNION VALUES LATERAL pg_class
sum( upper( getenv( range( read_csv( DELETE COPY TO INTO SHOW DESCRIBE ORDER BY COLLATE OVER IN EXISTS NOT CASE
END date_trunc( INTERVAL 'day' :: INT $p ? -- /* */ E'\\'' $$ [ ] { } : = LIMIT % main RETURNING IDENTIFIER( “
"""


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=14).map(lambda words: "SELECT * FROM " + " ".join(words)))
@example("SELECT * FROM 项目 , ( WITH x AS ( FROM 指标 ) FROM x ) AS y")
def test_whatever_passes_reads_public_tables_only(statement: str) -> None:
    """Heaps of words are refused in Chinese or pass; of what passes, the engine itself finds no other table."""
    try:
        proven = prove(statement, schema())
    except SqlError:
        return
    with duckdb.connect() as connection:
        try:
            tables = connection.get_table_names(proven)
        except duckdb.Error:
            return
    assert tables <= PUBLIC
