"""A question that calls a named query: its name or a cue, the values of its parameters, and nothing else of content.

It is looked at only where the language has no reading, so that a cue takes no question away from it; 命名查询「名字」
calls the query whatever else the words could mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from jxquery.errors import UsageError
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import EMPTY, Cond, Sense
from jxquery.language.outcomes import NotUnderstood
from jxquery.language.reading import LONGEST
from jxquery.language.recognise import Candidates
from jxquery.params import bound
from jxquery.patterns import regex
from jxquery.text.normalise import Text, plain
from jxquery.text.numerals import NUMERAL, value_of
from jxquery.types import Cmp, Lit, Named, NamedDef, Param, Query, Scalar

CALLED = "命名查询"
_CALL = regex(rf"^(?:{CALLED}|运行)「([^「」]+)」")
_EQUALS = regex(r"(?:是|为|=|:)?")
_CARRIES_NOTHING = EMPTY | frozenset({"of", "open", "close", "which", "and"})
_FOLLOWS = frozenset({"switch"})


def call(text: Text, lexicon: Lexicon, named: Sequence[NamedDef]) -> Query | NotUnderstood | None:
    """命名查询「名字」（…）: the query of that name, or why it cannot be called so. None for any other text."""
    match = _CALL.match(text.norm)
    if match is None or len(text.norm) > LONGEST:
        return None
    found = next((d for d in named if plain(d.name) == match[1]), None)
    if found is None:
        return NotUnderstood((match[1],), f"没有叫「{match[1]}」的命名查询")
    said = _said(text, ((match.end(), len(text.norm)),), found, lexicon)
    if said is None:
        return NotUnderstood(
            (text.norm[match.end() :],), f"命名查询「{found.name}」的参数是：{_listed(found.params) or '没有'}"
        )
    return _query(found, said)


def by_name(text: Text, lexicon: Lexicon, named: Sequence[NamedDef]) -> Query | NotUnderstood | None:
    """The query whose name or cue is all that the text says besides parameters. None where there is no such one."""
    norm = text.norm if len(text.norm) <= LONGEST else ""
    calling = [(form, d) for d in named for phrase in (d.name, *d.cues) if (form := plain(phrase)) in norm]
    for form, definition in sorted(calling, key=lambda pair: -len(pair[0])):
        at = norm.find(form)
        said = _said(text, ((0, at), (at + len(form), len(norm))), definition, lexicon)
        if said is not None:
            return _query(definition, said)
    return None


def again(text: Text, lexicon: Lexicon, named: Sequence[NamedDef], previous: Query) -> Query | NotUnderstood | None:
    """那2023年呢 after the answer of a named query: the same one with other values."""
    definition = next((d for d in named if d.name == previous.template), None)
    said = None if definition is None else _said(text, ((0, len(text.norm)),), definition, lexicon, _FOLLOWS)
    return None if definition is None or not said else _query(definition, {**dict(previous.params), **said})


def restate_call(query: Query) -> str:
    """命名查询「预算排名」（年度 2024、前 5）."""
    said = "、".join(f"{name} {value}" for name, value in query.params if value is not None)
    return f"{CALLED}「{query.template}」" + (f"（{said}）" if said else "")


def _query(definition: NamedDef, said: Mapping[str, object]) -> Query | NotUnderstood:
    try:
        values = bound(definition.name, definition.params, said)
    except UsageError as error:
        return NotUnderstood((), error.message.removesuffix("。"))
    return Query(definition.name, (), params=tuple((n, v) for n, v in values.items() if v is not None))


def _listed(params: Sequence[Param]) -> str:
    return "、".join(param.name for param in params)


def _said(
    text: Text,
    spans: Sequence[tuple[int, int]],
    definition: NamedDef,
    lexicon: Lexicon,
    also: frozenset[str] = frozenset(),
) -> dict[str, Scalar] | None:
    """The parameters that the spans give. None where they say anything else."""
    reader = _Reader(text, definition, lexicon, _CARRIES_NOTHING | also, Candidates(text, lexicon), {})
    return reader.given if all(reader.reads(start, end) for start, end in spans) else None


class _Reader(Struct, frozen=True):
    """Reads what stands around a name from left to right; `given` fills as it goes."""

    text: Text
    definition: NamedDef
    lexicon: Lexicon
    nothing: frozenset[str]
    candidates: Candidates
    given: dict[str, Scalar]

    def reads(self, start: int, end: int) -> bool:
        """Whether the span holds parameters and words that carry nothing only; what is left may be one text."""
        left: list[int] = []
        at = start
        while at < end:
            after = self._param(at, end) or self._value(at, end) or self._noise(at, end)
            if after is None:
                left.append(at)
            at = after or at + 1
        return not left or self._text(left[0], left[-1] + 1)

    def _param(self, at: int, end: int) -> int | None:
        """年度 2024, 前五, 级别是中央: the name of a parameter, and a value."""
        for param in sorted(self.definition.params, key=lambda p: -len(p.name)):
            name = plain(param.name)
            if not self.text.norm.startswith(name, at, end):
                continue
            behind = at + len(name)
            equals = _EQUALS.match(self.text.norm, behind, end)
            starts = (behind, behind if equals is None else equals.end())  # 是 is a value too: 只看不一致 是
            for start in starts[1:] if param.type == "text" else starts:
                numeric = param.type in {"integer", "number"}
                found = self._number(start, end) if numeric else self._word(param, start, end)
                if found is not None:
                    self.given[param.name] = found[0]
                    return found[1]
        return None

    def _number(self, at: int, end: int) -> tuple[Scalar, int] | None:
        match = NUMERAL.match(self.text.norm, at, end)
        value = value_of(match[0]) if match is not None else None
        if match is None or value is None:
            return None
        return (int(value) if value == value.to_integral_value() else value), match.end()

    def _word(self, param: Param, at: int, end: int) -> tuple[Scalar, int] | None:
        """A choice, or what stands up to the next pause."""
        choice = next((c for c in param.choices if self.text.norm.startswith(plain(c), at, end)), None)
        if choice is not None or param.type == "choice":
            return None if choice is None else (choice, at + len(plain(choice)))
        stops = (n for n in range(at, end) if n in self.text.gaps or self._carries_nothing(n, n + 1))
        after = next((n for n in stops if n > at), end)
        word = self.text.original(at, after).strip("「」")
        return (word, after) if word else None

    def _value(self, at: int, end: int) -> int | None:
        """2024年, 今年, 中央, 从高到低: a value that only one parameter can have."""
        for param in self.definition.params:
            choice = next((c for c in param.choices if self.text.norm.startswith(plain(c), at, end)), None)
            if choice is not None:
                self.given[param.name] = choice
                return at + len(plain(choice))
        mentions = (m for m in self.candidates.mentions if m.start == at and m.end <= end)
        for mention in sorted(mentions, key=lambda m: -m.end):
            senses = self.candidates.meant(mention).senses
            for param in self.definition.params:
                value = _of_column(senses, param)
                if value is not None:
                    self.given[param.name] = value
                    return mention.end
        return None

    def _noise(self, at: int, end: int) -> int | None:
        stops = range(min(end, at + self.lexicon.longest), at, -1)
        return next((stop for stop in stops if self._carries_nothing(at, stop)), None)

    def _carries_nothing(self, start: int, end: int) -> bool:
        word = self.text.norm[start:end]
        return word.isspace() or any(s.kind in self.nothing for s in self.lexicon.words.get(word, ()))

    def _text(self, start: int, end: int) -> bool:
        """Whether the words are the one text that the query still needs, and the data knows them."""
        open_ones = [p for p in self.definition.params if p.type == "text" and p.required and p.name not in self.given]
        word = self.text.norm[start:end].strip("「」")
        if len(open_ones) != 1 or not self.lexicon.names.containing(word):
            return False
        self.given[open_ones[0].name] = self.text.original(start, end).strip("「」『』“”")
        return True


def _of_column(senses: Sequence[Sense], param: Param) -> Scalar:
    """The value that a condition gives to the column that the parameter is called by."""
    for sense in senses:
        match sense.value:
            case Cond(_, Named(col, (value,))) if col.name == param.name and param.type in {"text", "choice"}:
                return value
            case Cond(_, Cmp(_, "=", Lit(value)), col) if col is not None and col.name == param.name:
                return value if isinstance(value, str) else int(value)
    return None
