"""How the engine opens a database of a certain size: over little data, planning a statement is most of its time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from jxquery.engines.limits import THREADS

if TYPE_CHECKING:
    import duckdb

_SMALL = 64 * 1024 * 1024  # bytes; below it a second thread costs more than it brings
_LITTLE = 8 * 1024 * 1024  # bytes; below it only these optimizers save more than they take
WORTHWHILE = frozenset({"cte_inlining", "deliminator", "filter_pushdown", "top_n"})
FOR_MUCH_DATA = (
    "aggregate_function_rewriter,aggregate_reuse,build_side_probe_side,column_lifetime,common_aggregate,"
    "common_subexpressions,common_subplan,compressed_materialization,cte_filter_pusher,distinct_aggregate_rewrite,"
    "duplicate_groups,empty_result_pullup,expression_rewriter,extension,filter_pullup,grouping_sets,in_clause,"
    "join_elimination,join_filter_pushdown,join_order,late_materialization,limit_pushdown,materialized_cte,"
    "outer_join_simplification,partial_aggregate_pushdown,partitioned_execution,projection_placement,"
    "projection_pullup,redundant_order_keys,regex_range,remote_pushdown,reorder_filter,row_group_pruner,"
    "sampling_pushdown,scalar_fn_pushdown,statistics_propagation,top_n_window_elimination,type_pushdown,"
    "unnest_rewriter,unused_columns,window_rewriter,window_self_join"
)
"""All others. They are named, for asking the engine for them would be a statement more at each start."""


def connected(
    database: str, settings: Mapping[str, str], data: Path, *, read_only: bool = False
) -> duckdb.DuckDBPyConnection:
    """A connection with these settings, and what suits the size of the `data`. Raises the driver's errors.

    An engine that does not know all of that (it is another version) keeps to its own plans.
    """
    from jxquery.engines.driver import duckdb

    size = data.stat().st_size
    needed: dict[str, str | bool | int | float | list[str]] = {
        **settings,
        "threads": "1" if size < _SMALL else str(THREADS),
    }
    suited = {**needed, "async_threads": "1"}  # they wait for distant files, and eight would be started
    if size < _LITTLE:
        suited["disabled_optimizers"] = FOR_MUCH_DATA
    try:
        return duckdb.connect(database, read_only=read_only, config=suited)
    except duckdb.Error:
        return duckdb.connect(database, read_only=read_only, config=needed)
