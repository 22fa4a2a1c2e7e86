"""What is said of a load."""

from __future__ import annotations

from jxquery.loading import LoadedFile, LoadReport
from jxquery.render.loads import load_report


def test_what_was_not_written_is_not_said_to_be_loaded() -> None:
    """A strict load that met a problem, like a dry run, says what would be loaded."""
    file = LoadedFile("甲.txt", {"项目": 1}, forms=1)
    assert load_report(LoadReport((file,), written=True)).data == "已载入 甲.txt：1 张表；项目 1\n"
    assert load_report(LoadReport((file,))).data == "会载入 甲.txt：1 张表；项目 1\n"
