"""A `Query` to SQL: its template with the slots' bodies replaced, identifiers from the schema, every value bound."""

from jxquery.compile.accounting import (
    SOURCES_SHOWN,
    TALLIED,
    Account,
    Statement,
    all_files,
    count_rows,
    files_of,
    listed_names,
    of_one_name,
    tally,
)
from jxquery.compile.fill import Compiled, compile_query
from jxquery.compile.headings import base_table, heading

__all__ = [
    "SOURCES_SHOWN",
    "TALLIED",
    "Account",
    "Compiled",
    "Statement",
    "all_files",
    "base_table",
    "compile_query",
    "count_rows",
    "files_of",
    "heading",
    "listed_names",
    "of_one_name",
    "tally",
]
