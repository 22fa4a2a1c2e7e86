"""A `Query` to SQL: its template with the slots' bodies replaced, identifiers from the schema, every value bound."""

from jxquery.compile.fill import Compiled, Statement, all_files, compile_query, count_rows, files_of
from jxquery.compile.headings import base_table, heading
from jxquery.compile.whole import whole_tables

__all__ = [
    "Compiled",
    "Statement",
    "all_files",
    "base_table",
    "compile_query",
    "count_rows",
    "files_of",
    "heading",
    "whole_tables",
]
