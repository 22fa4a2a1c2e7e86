"""A `Query` to SQL: its template with the slots' bodies replaced, identifiers from the schema, every value bound."""

from jxquery.compile.fill import Compiled, Statement, compile_query, count_rows, files_looked_at
from jxquery.compile.headings import base_table, heading

__all__ = ["Compiled", "Statement", "base_table", "compile_query", "count_rows", "files_looked_at", "heading"]
