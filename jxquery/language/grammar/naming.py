"""Which of its senses a word is meant in, by what is named beside it: 资金级别为中央, 三级指标为「…」, 服务对象指标."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Phrase, Pick, Search, Sense
from jxquery.language.predicates import conjunction, role
from jxquery.language.rules import Match, RuleBook, joined
from jxquery.text.normalise import plain
from jxquery.types import Col, Named, Some

RULES = RuleBook()


@RULES.rule("cue pick|filter|field|most|table|best_n")
def linked(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """预算最高的和指标最多的: 的和 that goes on is no sum."""
    cue = m.phrase(0)
    for at in range(1, len(cue.text)):
        of, link = _sense(cue.text[:at], "of", lexicon), _sense(cue.text[at:], "and", lexicon)
        if of is not None and link is not None:
            middle = cue.start + at
            first = Phrase(cue.start, middle, cue.text[:at], (of,), "linked", cue.spaced)
            return (first, Phrase(middle, cue.end, cue.text[at:], (link,), "linked"), m.phrase(1))
    return None


def _sense(word: str, kind: str, lexicon: Lexicon) -> Sense | None:
    return next((s for s in lexicon.words.get(word, ()) if s.kind == kind), None)


@RULES.rule("field is|of? pick|filter|wording")
def column_named(_: Lexicon, m: Match) -> Sense | None:
    """资金级别为中央, 三级指标为「…」: the column says which of the senses is meant."""
    col = m.take(Col, 0)
    for sense in m.phrase(2).senses:
        match sense.value:
            case Cond(_, _, column) if column == col:
                return Sense("cond" if sense.kind == "wording" else "filter", sense.value)
            case Pick() as pick:
                narrowed = _by_column(pick, col)
                if narrowed is not None:
                    return Sense("pick", narrowed)
    return None


@RULES.rule("pick and|or pick")
def column_named_before(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """三级指标为「甲」、「乙」: the column that was named means the rest of the list too."""
    columns, phrase = m.take(Pick, 0).columns, m.phrase(2)
    if m.phrase(0).rule not in {"column_named", "column_named_before"} or len(columns) != 1:
        return None
    picks = (s.value for s in phrase.senses if isinstance(s.value, Pick))
    narrowed = next((p for pick in picks if (p := _by_column(pick, columns[0])) is not None), None)
    if narrowed is None or phrase.senses == (Sense("pick", narrowed),):
        return None
    return (m.phrase(0), m.phrase(1), joined((phrase,), Sense("pick", narrowed), "column_named_before"))


@RULES.rule("filter field")
def named_behind(lexicon: Lexicon, m: Match) -> Sense | None:
    """2021年出版: the year of the column that stands behind it."""
    col = m.take(Col, 1)
    if role(col, lexicon) != "period":
        return None
    return next((s for s in m.phrase(0).senses if isinstance(s.value, Cond) and s.value.column == col), None)


@RULES.rule("filter pick")
def year_of_name(lexicon: Lexicon, m: Match) -> Sense | None:
    """2024年甲项目和乙, where 甲's full name begins so: the year is said of 甲, and not of what stands beside it."""
    beside = any(p is not None and p.sense("and", "than", "except") for p in (m.before, m.after))
    said = m.phrase(0).text + m.phrase(1).text
    if not beside or m.phrase(1).rule != "name" or m.phrase(0).end != m.phrase(1).start:
        return None
    for sense in m.phrase(1).senses:
        match sense.value:
            case Pick(table, Named(col, (value,)) as named, columns) if plain(value).startswith(said):
                if col.name == lexicon.schema.table(table).label:
                    return Sense("pick", Pick(table, conjunction((named, m.take(Cond, 0).pred)), columns))
    return None


def _by_column(pick: Pick, col: Col) -> Pick | None:
    """The pick by this column alone, if it has it."""
    if pick.columns == (col,):
        return pick
    if isinstance(pick.pred, Some):
        found = next((p for p in pick.pred.of if getattr(p, "col", None) == col), None)
        return None if found is None else Pick(pick.table, found, (col,), pick.several)
    return None


@RULES.rule("pick table")
def class_named(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """服务对象指标: with the noun right behind it, a part of a class and of a name is the class."""
    picks = [s for s in m.phrase(0).senses if isinstance(s.value, Pick) and s.value.table == m.value(1)]
    classes = [
        s for s in picks if isinstance(s.value, Pick) and all(role(c, lexicon) == "class" for c in s.value.columns)
    ]
    touching = m.phrase(0).rule == "part" and m.phrase(0).end == m.phrase(1).start
    if not touching or not classes or len(classes) == len(picks):
        return None
    return (replace(m.phrase(0), senses=tuple(classes)), m.phrase(1))


@RULES.rule("table|pick all")
def each_of_them(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """指标全部量化: said behind the noun, it is every one of them."""
    behind = m.after is not None and m.after.sense(
        "wordy", "numeric", "bound_before", "amount", "is", "wording", "reach", "reached", "relation"
    )
    return (m.phrase(0), replace(m.phrase(1), senses=(Sense("every", "都"),))) if behind else None


@RULES.rule("also searched")
def each_said(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """同时提到甲和乙: both of them, not either."""
    every = next((s for s in m.phrase(1).senses if isinstance(s.value, Search) and s.value.every), None)
    if m.before is not None or every is None:
        return None
    return (replace(m.phrase(1), senses=(every,)),)


@RULES.rule("table pick")
def row_named(_: Lexicon, m: Match) -> Sense | None:
    """项目「…」: the table says which of the senses is meant."""
    phrase = m.phrase(1)
    if phrase.rule != "quoted":
        return None
    picks = (s for s in phrase.senses if isinstance(s.value, Pick) and s.value.table == m.value(0))
    return next(picks, None)
