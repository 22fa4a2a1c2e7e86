"""Questions of the sample, asked of another document, with what its truth answers."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from jxquery import resources
from tests.questions.make_questions import expectation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    import duckdb

    from tests.questions.elsewhere.document import Truth
    from tests.questions.elsewhere.mapping import Elsewhere, Rewritten

Entry: TypeAlias = dict[str, Any]

STATEMENTS = Path(__file__).with_name("sql.jsonl")
"""Statements for questions whose expectations are typed, or whose statement holds a figure that was worked out."""

_FIGURES = ("values", "groups", "number", "targets")
_TRADITIONAL, _WIDE = "s2t", str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
_SPACED = re.compile(r"(?:\S )+\S")


@dataclass
class Asked:
    """Entries as `score.py` reads them, and how many were left out for which reason."""

    entries: list[Entry] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    left_out: list[tuple[str, str]] = field(default_factory=list)


class NotSafeError(Exception):
    """A question that cannot be said of the other document with certainty."""


@dataclass(frozen=True)
class Asking:
    """What questions are rewritten with: the words, both truths, and the database of the other one."""

    words: Elsewhere
    here: Truth
    there: Truth
    db: duckdb.DuckDBPyConnection

    def ask(self, source: Path) -> Asked:
        """The questions of a file."""
        asked = Asked()
        for line in source.read_text(encoding="utf-8").split("\n"):
            if not line.strip():
                continue
            entry: Entry = json.loads(line)
            try:
                asked.entries.append(self._entry(entry))
            except NotSafeError as why:
                asked.dropped[str(why)] += 1
                asked.left_out.append((entry["id"], str(why)))
        return asked

    def _entry(self, entry: Entry) -> Entry:
        if "turns" not in entry:
            return self._turn(entry, entry["id"], {})
        numbers: dict[Decimal, Decimal] = {}
        turns = [self._turn(turn, f"{entry['id']}.{n}", numbers) for n, turn in enumerate(entry["turns"], 1)]
        return {**entry, "turns": turns}

    def _turn(self, entry: Entry, name: str, numbers: dict[Decimal, Decimal]) -> Entry:
        """The question with its expectation; `numbers` are those of the turns before, and grow."""
        said, rewritten = reworded(entry["question"], self.words)
        numbers.update(rewritten.numbers)
        expect = entry.get("expect", {})
        if "answered" in expect.get("status", ["answered"]):
            self._all_carried(said, rewritten)
        source = {**entry, **statements().get(name, {})}
        if "sql" in source:
            source["sql"] = self.words.rewrite_sql(source["sql"], numbers)
        elif any(key in expect for key in _FIGURES):
            raise NotSafeError("没有 SQL 的数字")
        source["expect"] = self._typed({k: v for k, v in expect.items() if k != source.get("as")})
        found = {**entry, "question": rewritten.text, "expect": expectation(self.db, source)}
        return {key: value for key, value in found.items() if key not in ("sql", "as")}

    def _typed(self, expect: Entry) -> Entry:
        """Names and texts of a typed expectation in the other words."""
        texts = ("projects", "ordered", "texts", "unused")
        return {key: [self.words.rewrite(v) for v in value] if key in texts else value for key, value in expect.items()}

    def _all_carried(self, said: str, rewritten: Rewritten) -> None:
        """Raise for a word that is no word of the language and does not stand in the same rows of both truths."""
        for rest in rests(said, rewritten.spans):
            if not self._rows(self.here, rest) or self._rows(self.here, rest) != self._rows(self.there, rest):
                raise NotSafeError(f"不认识的词：{rest}")

    @staticmethod
    def _rows(truth: Truth, word: str) -> Counter[tuple[str, int]]:
        return Counter(
            (table, row["项目"])
            for table, rows in truth.items()
            for row in rows
            if any(isinstance(value, str) and word in value for value in row.values())
        )


def reworded(question: str, words: Elsewhere) -> tuple[str, Rewritten]:
    """The question as it is read, and in the other words, set as it was: traditional, in full width, with spaces."""
    from dataclasses import replace

    from opencc import OpenCC

    narrow = question.translate({ord(wide): half for half, wide in _WIDE.items()})
    is_wide = bool(re.search("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]", question))
    is_spaced = bool(_SPACED.fullmatch(question))
    said = narrow.lower() if is_wide else question
    said = said.replace(" ", "") if is_spaced else said
    simple: str = OpenCC("t2s").convert(said)
    rewritten = words.rewritten(simple)
    text = rewritten.text
    if simple != said:
        text = OpenCC(_TRADITIONAL).convert(text)
    if is_spaced:
        text = " ".join(text)
    if is_wide:
        text = re.sub("[0-9A-Za-z]", lambda found: found[0].upper().translate(_WIDE), text)
    return simple, replace(rewritten, text=text)


def rests(question: str, spans: tuple[tuple[int, int], ...]) -> Iterator[str]:
    """What is left of the question without the words that were replaced and the words of the language."""
    for start, end in reversed(spans):
        question = question[:start] + " " * (end - start) + question[end:]
    for phrase in re.findall(r"[^\W\d_]+", question):
        yield from _uncovered(phrase).split()


def _uncovered(phrase: str) -> str:
    """The phrase with blanks for words of the language, so chosen that the fewest characters are left."""
    words = language()
    best = [""]
    for end in range(1, len(phrase) + 1):
        starts = [start for start in range(end) if phrase[start:end] in words]
        ways = [best[start] + " " * (end - start) for start in starts] + [best[end - 1] + phrase[end - 1]]
        best.append(min(ways, key=lambda way: len(way.replace(" ", ""))))
    return best[-1]


@cache
def language() -> frozenset[str]:
    """Every word of the language and its vocabulary, of the schema and the templates."""
    folder = resources.path("schema")
    names = ("chinese.toml", "vocabulary.toml", "schema.toml", "units.toml")
    words = {word for name in names for word in _strings(tomllib.loads((folder / name).read_text(encoding="utf-8")))}
    for template in resources.path("queries").glob("*.sql"):
        for line in re.findall(r"^-- cue: (.*)$", template.read_text(encoding="utf-8"), re.MULTILINE):
            words |= set(line.split(", "))
    words |= set("零一二两三四五六七八九十百千万亿半")
    return frozenset(words)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (key for key in value if isinstance(key, str))
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


@cache
def statements() -> Mapping[str, Entry]:
    """Statement and shape by the question's id, a turn's with its number."""
    lines = (json.loads(line) for line in STATEMENTS.read_text(encoding="utf-8").split("\n") if line)
    return {line.pop("id"): line for line in lines}
