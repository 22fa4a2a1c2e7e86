"""Texts are known by their pairs of characters."""

from __future__ import annotations

from jxquery.text.pairs import AROUND, length_of, marked, numbers_by_pair


def test_pairs_tell_where_a_text_begins_and_ends() -> None:
    """The whole of a text is known by its first and last character and its length; without parts, by nothing else."""
    texts = {
        1: marked("司法救助"),
        2: marked("司法救助项目"),
        3: marked("救助", unlike=True),
        4: marked("司助", whole=True),
    }
    held = numbers_by_pair(texts.items())

    def whole(text: str, *, shut: bool = False) -> set[int]:
        before, behind = AROUND[shut]
        told = (before + text[0], text[-1] + behind, length_of(len(text), behind))
        return set.intersection(*(set(held.get(pair, ())) for pair in told))

    assert (whole("司法救助"), whole("救助"), whole("司法救助项目"), whole("司法")) == ({1}, {3}, {2}, set())
    assert (whole("司助", shut=True), whole("司助")) == ({4}, set())
    assert [*held["救助"]] == [1, 2, 3]
    assert "司助" not in held
