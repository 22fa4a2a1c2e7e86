"""Names that are looked up in the database are those that reading all finds, after one load and after several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jxquery.language import names as names_
from jxquery.language.few_names import NamesInMemory
from jxquery.language.names import Names
from jxquery.language.names_about import MOST
from jxquery.prepared import sounds
from jxquery.store import Generation, Store, looking, pages
from jxquery.types import Col, Document, Record
from tests.store.documents import NOW, schema
from tests.store.test_naming import documents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PLACES = "东西南北"
_WORK = ("道路养护", "司法救助", "电梯运维", "校舍安全", "困难残疾人补助")


def _document(part: int) -> Document:
    """Projects that are called much the same, two of them spelled otherwise than their normal form."""
    records = []
    for key in range(1, 3 * MOST):
        place = _PLACES[key % 4] + _PLACES[key // 4 % 4] + _PLACES[(key // 16 + part) % 4]
        short = f"{place}村{_WORK[key % len(_WORK)]}" + ("Ａ区项目" if key in (7, 8) else "项目")
        named = {"项目编号": key, "项目名称": f"2024年{short}-{part}中央", "项目简称": short, "年度": 2024}
        records.append(Record("项目", named, f"第{key}行"))
    return Document(f"{part}.txt", str(part) * 64, "txt", tuple(records))


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    """Names that were loaded in two parts."""
    store = Store(tmp_path_factory.mktemp("names"), schema())
    for part in (1, 2):
        store.publish([_document(part)], now=NOW)
    opened = store.open()
    assert opened is not None
    with opened:
        yield opened


@pytest.fixture(scope="module")
def both(generation: Generation) -> tuple[Names, Names]:
    """The names read, and the names looked up."""
    known = sounds()
    return Names(NamesInMemory(generation.names(), known), known), Names(generation.held_names(), known)


def test_more_than_can_be_told(both: tuple[Names, Names]) -> None:
    """A part of very many is told of by some, and may be searched for as written unless a name is spelled otherwise."""
    for names in both:
        about = names.about("项目司法救助a区")
        assert about.held(0, 2).many == (Col("项目", "项目简称"),)
        assert 0 < len(about.held(0, 2).names) < MOST
        assert about.says(Col("项目", "项目简称"), 0, 2)
        assert about.held(2, 6).many == ()
        assert {name.value[-5:] for name in names.containing("a区")} == {"全Ａ区项目", "维Ａ区项目"}
        assert not about.says(Col("项目", "项目简称"), 6, 8)


@pytest.mark.parametrize(
    "text",
    [
        "2024年东西北村道路养护项目-1中央预算",
        "东西北村道路养护项目",
        "司法救注",
        "司救法助",
        "村道路项目",
        "二期",
        "无",
    ],
)
def test_the_same_is_found(both: tuple[Names, Names], text: str) -> None:
    """Whole names, parts, parts in pieces, names that share most, and names like it."""
    read, looked_up = both
    first, second = read.about(text), looked_up.about(text)
    assert second.wholes() == first.wholes()
    assert second.parts() == first.parts()
    assert [second.held(*part) for part in second.parts()] == [first.held(*part) for part in first.parts()]
    assert second.pieces() == first.pieces()
    assert looked_up.containing(text) == read.containing(text)
    assert looked_up.exact(text) == read.exact(text)
    assert looked_up.sharing(text) == read.sharing(text)
    assert looked_up.like([text]) == read.like([text])


def test_names_by_how_they_sound(both: tuple[Names, Names]) -> None:
    """Pinyin in full or begun, and initials, of a whole name or of a part."""
    for names in both:
        for letters in ("dongxibeicundaolu", "xbcdlyhxm", "daoluyanghuxiangm"):
            assert names.spelled(letters, 5)
            assert all("道路养护" in name.form for name in names.spelled(letters, 5))
        assert names.spelled("yuzhou", 5) == ()


def test_what_a_text_begins(both: tuple[Names, Names]) -> None:
    """Names that go on as the text ends, for completion."""
    for names in both:
        about = names.about("预算东西")
        assert {name.form[:2] for name in about.begun(2, 30)} == {"东西"}
        assert {name.form[:1] for name in about.begun(3, 30)} == {"西"}
        assert list(about.begun(0, 30)) == []


@pytest.mark.parametrize("seed", range(6))
def test_what_is_looked_up_is_what_was_loaded(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After each load, which may change names from before: by form, by number, and with those that hold a shorter.

    Also where longer names have a page of their own because they are many.
    """
    monkeypatch.setattr(pages, "_SHORT", seed % 3)
    store = Store(tmp_path, schema())
    for document in documents(seed):
        store.publish([document], now=NOW)
        opened = store.open()
        assert opened is not None
        with opened as generation:
            names, held = generation.names(), generation.held_names()
            found = held.exactly({name.form for name in names})
            numbers = [filed.number for filed in found if filed.number is not None]
            short = {(name.col.table, name.form) for name in names if not name.core}
            assert tuple(filed.name for filed in found) == names
            assert [filed.name for filed in held.numbered(numbers)] == [name for name in names if not name.core]
            assert [filed.name for filed in held.families(numbers)] == [
                name for name in names if not name.core or (name.col.table, name.core) in short
            ]
            assert {one.number for number in numbers for one in held.numbered([number])} == {*numbers}


def test_little_room(generation: Generation, both: tuple[Names, Names], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same is found where next to nothing is kept of what was read."""
    monkeypatch.setattr(looking, "_ROOM", 1000)
    tight = Names(generation.held_names(), sounds())
    for text in ("东西北村道路养护项目", "南北西村司法救注项目", "东西北村道路养护项目"):
        assert tight.sharing(text) == both[0].sharing(text)
        assert tight.about(text).wholes() == both[0].about(text).wholes()


def test_rare_pairs_are_enough(both: tuple[Names, Names], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is alike is found by the pairs that few names hold; where all are common, the rarest still tells."""
    meant, found = "东西北村困难残疾人补助项目", []
    for enough in (0, 500, 2000):
        monkeypatch.setattr(names_, "_ENOUGH", enough)
        found.append([name.value for name in both[1].sharing("东西北村困准残疾人补助项目")])
    assert found[0]
    assert meant not in found[0]
    assert all(meant in names for names in found[1:])
