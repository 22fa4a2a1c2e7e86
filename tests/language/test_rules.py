"""The rules of the grammar, as a book of them."""

from __future__ import annotations

from collections import defaultdict

from jxquery.language.grammar import ASKING, RULES


def test_a_name_is_one_rule() -> None:
    """A derivation tells which rule made a phrase by its name alone, so no two functions have one name."""
    named = defaultdict(set)
    for rule in (*ASKING.rules, *RULES.rules):
        named[rule.name].add(rule.produce)
    assert named
    assert {name: len(found) for name, found in named.items() if len(found) > 1} == {}
