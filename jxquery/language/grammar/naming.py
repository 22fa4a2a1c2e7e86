"""Which of its senses a word is meant in, by what is named beside it: 资金级别为中央, 三级指标为「…」, 服务对象指标."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.cues import DIFFERENCE
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Phrase, Pick, Search, Sense
from jxquery.language.predicates import conjunction
from jxquery.language.rules import Match, RuleBook, joined, there
from jxquery.language.terms import by_class, role
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


@RULES.rule("pick of? field")
def field_of_picked(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """验收合格率目标是什么: 目标 of what is picked, not what the whole words mean of the rows that it belongs to."""
    picked, field = m.take(Pick, 0).table, m.phrase(2)
    if any(isinstance(s.value, Col) and s.value.table == picked for s in field.senses):
        return None
    for at in range(1, len(field.text)):
        heads = (s for s in lexicon.words.get(field.text[:at], ()) if s.kind == "field" and isinstance(s.value, Col))
        own = next((s for s in heads if getattr(s.value, "table", None) == picked), None)
        asks = _sense(field.text[at:], "which", lexicon)
        if own is not None and asks is not None:
            middle = field.start + at
            first = Phrase(field.start, middle, field.text[:at], (own,), "field_of_picked", field.spaced)
            rest = Phrase(middle, field.end, field.text[at:], (asks,), "field_of_picked")
            return (m.phrase(0), first, rest)
    return None


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


@RULES.rule("field of|is|within|at? filter")
def year_of_day(lexicon: Lexicon, m: Match) -> Sense | None:
    """归还日期为2023年: the year of that day, where a column has it, and not that of another day."""
    col = m.take(Col, 0)
    years = [s for s in m.phrase(2).senses if isinstance(s.value, Cond) and s.value.column in lexicon.periods]
    if not years or role(col, lexicon) not in {"code", "text"}:
        return None
    table = lexicon.schema.table(col.table)
    heading = table.column(col.name).heading or col.name
    taken = {Col(table.name, c.name) for c in table.having("period") if c.heading == heading}
    found = next((s for s in years if isinstance(s.value, Cond) and s.value.column in taken), None)
    return found or (Sense("unknown", "") if m.kind(1) in {"is", "within", "at"} else None)


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


@RULES.rule("pick of? filter? of? field? cue? minus pick", "filter table? of? field? cue? minus filter")
def one_less_the_other(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """甲的预算减去乙, 中央的预算减去市级: the difference, as no row of the one is among those of the other."""
    at = len(m.phrases) - 2
    picks, (first, *_), other = m.all(Pick), m.all(Cond) or (None,), m.value(at + 1)
    if any(by_class(p.columns, lexicon) for p in picks) or len({p.table for p in picks}) > 1:
        return None
    if isinstance(other, Cond) and (first is None or first.column != other.column or first.pred == other.pred):
        return None
    taken = m.phrase(at)
    than = replace(taken, senses=(Sense("than", "比"),))
    cue = Phrase(taken.end, taken.end, "", (Sense("cue", DIFFERENCE),), "one_less_the_other")
    return (*there(m.phrases[:at]), cue, than, m.phrase(at + 1))


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


@RULES.rule("table table")
def happening(lexicon: Lexicon, m: Match) -> Sense | None:
    """借书, 买过商品, 几次书: what happened, and with what; 读者借阅 and 借阅的图书 are two things."""
    what, whose = m.all(str)
    together = m.phrase(0).end == m.phrase(1).start and not m.phrase(1).spaced
    return Sense("table", what) if together and _happens_to(what, whose, lexicon) else None


@RULES.rule("lacks table table")
def nobody(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """没人借过, 没有读者借过: what did not happen, whoever it is."""
    whose, what = m.all(str, "table")
    if not _happens_to(what, whose, lexicon):
        return None
    return (m.phrase(0), joined(m.phrases[1:], Sense("table", what), "nobody"))


def _happens_to(what: str, whose: str, lexicon: Lexicon) -> bool:
    """Whether rows of one table tell what happened to rows of the other; a target does not happen."""
    return whose in lexicon.schema.ancestors(what) and lexicon.schema.table(what).target is None


@RULES.rule("pick|table before_now")
def before_now(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """迟到过: as 迟到; 过 before a number is more than that."""
    if m.phrase(0).end != m.phrase(1).start or (m.after is not None and m.after.sense("amount", "bound", "fraction")):
        return None
    return (replace(m.phrase(0), end=m.phrase(1).end, text=m.phrase(0).text + m.phrase(1).text),)


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
    classes = [s for s in picks if isinstance(s.value, Pick) and by_class(s.value.columns, lexicon)]
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
