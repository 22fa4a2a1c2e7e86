from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxquery import prepared as module
from jxquery.frozen import frozen_text, thawed
from jxquery.meaning import own_meaning, shipped_meaning
from jxquery.prepared import prepared
from jxquery.types import Col, Lit

OWN = '[[table]]\nname = "书"\n[[table.column]]\nname = "书名"\ntype = "text"\nrole = "name"\n'
SCALARS = st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=False) | st.builds(Path)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner).map(tuple)
        | st.dictionaries(st.text(), inner)
        | st.builds(Col, st.text(), st.text())
        | st.builds(Lit, st.text() | st.decimals(allow_nan=False), st.none() | st.text())
    ),
)


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """Each test begins as a new process does: nothing is known but what lies in the cache."""
    prepared.cache_clear()
    yield
    prepared.cache_clear()


@given(VALUES)
def test_a_frozen_value_comes_back_equal(value: object) -> None:
    """Whatever frozen values are made of, their text gives the same value."""
    again = thawed(frozen_text(value), [Col, Lit])
    assert again == value
    assert type(again) is type(value)


def test_what_cannot_be_text_is_refused() -> None:
    """A value that is no frozen one is an error of the program, seen at once and not when it is read back."""
    with pytest.raises(TypeError, match="set"):
        frozen_text(({1},))


@pytest.mark.parametrize("text", ["", "[]", "[[],[9]]", '[["Path"],[4]]', '[["Col"],[4,1]]', "[[],[1]]", "[" * 99_999])
def test_a_damaged_text_is_a_value_error(text: str) -> None:
    """Nothing else is raised, and no type is made that was not asked for."""
    with pytest.raises(ValueError):  # noqa: PT011 - the message is of no interest
        thawed(text, [Col, Lit])


@pytest.mark.parametrize("source", ["", OWN])
def test_what_is_kept_is_what_was_made(tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The meaning that a second process reads equals the one that the files give, and the files are left alone."""
    made = shipped_meaning()
    expected = own_meaning(source, "schema", made) if source else made
    assert prepared(tmp_path, source) == expected
    prepared.cache_clear()
    for maker in ("shipped_meaning", "own_meaning"):
        monkeypatch.setattr(module, maker, None)
    assert prepared(tmp_path, source) == expected


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    """Half a file, one of something else, or one with another digit is not taken for the meaning of data."""
    expected = prepared(tmp_path, "")
    (file,) = tmp_path.glob("meaning-*.json")
    text = file.read_text("utf-8")
    assert "10000" in text  # 元 of a 万元
    for damage in (text[:-9], text.replace("10000", "20000"), "[[],3]", ""):
        prepared.cache_clear()
        file.write_text(damage, "utf-8")
        assert prepared(tmp_path, "") == expected
        kept = thawed(module._whole(file.read_bytes()), module._TYPES)
        assert isinstance(kept, tuple)
        assert kept[0] == expected


def test_another_program_reads_its_own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was kept by a program whose files were others is not read, and goes when there is too much of it."""
    for number in range(module._FILES + 3):
        monkeypatch.setattr(module.resources, "fingerprint", lambda number=number: str(number))
        prepared.cache_clear()
        prepared(tmp_path, "")
        assert len(list(tmp_path.iterdir())) == min(number + 1, module._FILES)


def test_without_a_cache_it_is_made(tmp_path: Path) -> None:
    """Where nothing can be written, questions are answered all the same."""
    (tmp_path / "a file").write_text("", "utf-8")
    assert prepared(tmp_path / "a file", "").schema == shipped_meaning().schema


def test_decimals_keep_their_digits() -> None:
    """0.10 is not 0.1: an amount is shown as it was written."""
    assert str(thawed(frozen_text(Decimal("0.10")), [])) == "0.10"
