from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from jxquery.store import cache_folder, chosen_folder, default_folder, open_sample
from jxquery.types import Document
from tests.store.documents import NOW, sample, schema

PROJECTS = sum(record.table == "项目" for record in sample().records)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one sample file, and one that is hidden."""
    folder = tmp_path / "样例"
    folder.mkdir()
    (folder / "样例.txt").write_text("样例")
    (folder / ".hidden").write_text("no")
    return folder


def _read(path: Path) -> Document:
    assert path.name == "样例.txt"
    return sample()


def _count(folder: Path, cache: Path, program: str = "1") -> int:
    with open_sample(folder, schema(), _read, cache=cache, program=program, now=NOW) as generation:
        return int(str(generation.engine.run('SELECT count(*) FROM "项目"', {}).rows[0][0]))


def _expect(folder: Path, cache: Path) -> None:
    assert _count(folder, cache) == PROJECTS


def test_it_is_built_once(folder: Path, tmp_path: Path) -> None:
    """The second time nothing is read; another program or another file builds another database."""
    cache = tmp_path / "缓存"
    _expect(folder, cache)

    def never(path: Path) -> Document:
        raise AssertionError(path)

    open_sample(folder, schema(), never, cache=cache, program="1", now=NOW).close()
    assert len(list(cache.glob("*.duckdb"))) == 1
    assert _count(folder, cache, program="2") == PROJECTS
    (folder / "样例.txt").write_text("另一个")
    _expect(folder, cache)
    assert len(list(cache.glob("*.duckdb"))) == 3


def test_a_damaged_one_is_built_anew(folder: Path, tmp_path: Path) -> None:
    """What can be built again is, instead of failing."""
    _expect(folder, tmp_path)
    (built,) = tmp_path.glob("*.duckdb")
    built.write_bytes(b"damaged")
    _expect(folder, tmp_path)


def test_two_processes_at_once(folder: Path, tmp_path: Path) -> None:
    """Several that find no database all get the same whole one."""
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_expect, args=(folder, tmp_path / "c")) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    assert len(list((tmp_path / "c").glob("*.duckdb"))) == 1


def test_a_cache_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    """Then the sample lives in a temporary folder for this process."""
    (tmp_path / "file").touch()
    _expect(folder, tmp_path / "file" / "cache")


@pytest.mark.skipif(os.name == "nt", reason="paths of POSIX")
@pytest.mark.parametrize(
    ("platform", "environ", "data", "cache"),
    [
        ("linux", {"HOME": "/h"}, "/h/.local/share/jxquery", "/h/.cache/jxquery"),
        ("linux", {"HOME": "/h", "XDG_DATA_HOME": "/d", "XDG_CACHE_HOME": "/c"}, "/d/jxquery", "/c/jxquery"),
        ("linux", {"HOME": "/h", "XDG_DATA_HOME": "not/absolute"}, "/h/.local/share/jxquery", "/h/.cache/jxquery"),
        ("darwin", {"HOME": "/h"}, "/h/Library/Application Support/jxquery", "/h/Library/Caches/jxquery"),
        ("win32", {"LOCALAPPDATA": "/l", "HOME": "/h"}, "/l/jxquery", "/l/jxquery/Cache"),
        ("win32", {"USERPROFILE": "/h"}, "/h/AppData/Local/jxquery", "/h/AppData/Local/jxquery/Cache"),
    ],
)
def test_the_folders_of_each_system(platform: str, environ: dict[str, str], data: str, cache: str) -> None:
    """By the customs of Linux, macOS and Windows."""
    assert default_folder(environ, platform).as_posix() == data
    assert cache_folder(environ, platform).as_posix() == cache


def test_the_folder_that_is_chosen() -> None:
    """The option before the variable before the user's own."""
    environ = {"HOME": "/h", "JXQUERY_DB": "/variable"}
    assert chosen_folder("/option", environ, "linux") == Path("/option")
    assert chosen_folder(None, environ, "linux") == Path("/variable")
    assert chosen_folder(None, {"HOME": "/h", "JXQUERY_DB": ""}, "linux") == Path("/h/.local/share/jxquery")
