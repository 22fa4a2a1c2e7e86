"""What texts say: 提到舆情监测, 用途不包含办案, 涉及采购的指标."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from jxquery.language.asked_units import in_amounts, in_units, named_about, spoken_of
from jxquery.language.belonging import lifted
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Phrase, Pick, Search, Sense, Tally
from jxquery.language.outcomes import Sought
from jxquery.language.predicates import as_all, conjunction, disjunction
from jxquery.language.recognisers.activities import spellings
from jxquery.language.rules import Match, RuleBook, joined, there
from jxquery.language.terms import by_class, names_of, role
from jxquery.types import Col, Not, Pred, Rows, Says

RULES = RuleBook()
_TWO_WORDS = 4


@RULES.rule(
    "searched of? table|tally|pick|field",
    "lacks|not searched of? table|tally|pick",
    "pick|filter|cond within searched of? table|tally|pick",
)
def searched_in_names(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """涉及采购的指标, 带及时的指标值: rows that have names and no text are sought by their names.

    Where no name holds it, it may be meant of what they belong to: 涉及电梯的指标.
    """
    place = next(n for n, s in enumerate(m.senses) if s is not None and s.kind == "searched")
    inside = m.kind(1) == "within"
    noun, search = m.value(place + 2), m.take(Search, place)
    table = noun.table if isinstance(noun, (Tally, Pick, Col)) else str(noun)
    before = m.before is not None and m.before.sense("field", "table", "lacks", "not", "within")
    if isinstance(noun, Col) and m.phrase(place + 2).sense("table"):
        return None  # 提到救助的目标: a table as well
    classed = not isinstance(noun, Pick) or by_class(noun.columns, lexicon)
    cols = names_of(table, lexicon)
    if not cols or not classed or (before and not inside):
        return None
    join = conjunction if search.every else disjunction
    said = join(tuple(Says(cols, words) for words in search.words))
    above = [c.pred for words in search.words if (c := _says(None, words, lexicon)) is not None]
    if m.kind(0) in {"lacks", "not"}:
        found = Cond(table, Not(said))
    else:
        otherwise = None if _quoted(m) else Cond(lexicon.subject(), join(tuple(above)))
        found = Cond(table, said, otherwise=otherwise)
    kept = there(m.phrases[place + 1 :])
    start = place if inside else 0
    cond = joined(m.phrases[start : place + 1], Sense("cond", found), "searched_in_names")
    return (m.phrase(0), cond, *kept) if inside else (cond, *kept)


@RULES.rule("field and field within? lacks|not? searched")
def searched_in_columns(lexicon: Lexicon, m: Match) -> Sense | None:
    """三级指标、绩效指标描述提到「采购」: in either of them."""
    cols, search = m.all(Col), m.take(Search, 5)
    if any(role(c, lexicon) not in {"text", "name"} for c in cols) or len({c.table for c in cols}) > 1:
        return None
    join = conjunction if search.every else disjunction
    found = Cond(cols[0].table, join(tuple(Says(cols, words) for words in search.words)))
    return Sense("cond", found if m.value(4) is None else _denied(found, lexicon))


@RULES.rule("searched which table field")
def paying(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """防雷检测从哪个项目出钱: of what only a text speaks of there is no amount."""
    if m.after is not None or role(m.take(Col, 3), lexicon) != "measure":
        return None
    return (m.phrase(0), m.phrase(1), m.phrase(2), replace(m.phrase(3), senses=(Sense("unknown", ""),)))


@RULES.rule("searched whence")
def sought_from(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """等保测评的钱从哪出; where the money of the row itself comes from is another question."""
    search = m.take(Search, 0)
    cond = _spoken_of(search, lexicon)
    if cond is None or _called(search, cond.table, lexicon):
        return None
    return _which_row(m.phrase(0), cond, m.phrase(1))


def _called(search: Search, table: str, lexicon: Lexicon) -> bool:
    """Whether rows of the table are called by what is sought."""
    return any(n.col.table == table for word in search.words[0] for n in lexicon.names.containing(word))


@RULES.rule("field|table within? lacks|not? searched", "lacks|not? searched")
def searched(lexicon: Lexicon, m: Match) -> Sense | None:
    """提到舆情监测, 用途里没有提到运维: in this column or table, else in all texts of a row and of its parts."""
    (search,) = m.all(Search)
    owner = m.value(0) if m.kind(0) in {"field", "table"} else None
    if owner is None and m.before is not None and m.before.sense("field"):
        return None  # a search in a column that holds no text
    written = isinstance(owner, Col) and not m.phrase(0).sense("table")  # 目标里提到…: in the texts of another table
    searchable = frozenset({"text", "name", *(["target"] if written else [])})
    conds = [c for words in search.words if (c := _says(owner, words, lexicon, searchable)) is not None]
    if len(conds) != len(search.words):
        return None
    table = conds[0].table if len(conds) == 1 else lexicon.subject()
    conds = conds if len(conds) == 1 else [lifted(c, table, lexicon) for c in conds]
    join = conjunction if search.every else disjunction
    cond = Cond(table, join(tuple(c.pred for c in conds)))
    if not m.all(str, "lacks") and not m.all(str, "not"):
        if search.otherwise and owner in {None, lexicon.subject()}:
            return Sense("cond", replace(cond, otherwise=_says(owner, search.otherwise, lexicon), instead=True))
        open_ended = owner in {None, lexicon.subject()} and not _quoted(m)
        return Sense("cond", _or_by_parts(cond, search, lexicon) if open_ended else cond)
    if isinstance(owner, str) and m.before is not None and m.before.sense("which"):
        return Sense("cond", Cond(cond.table, Not(cond.pred)))  # 哪些指标没有提到采购
    return Sense("cond", _denied(cond, lexicon))


@RULES.rule("cond|pick is? which table within? does of?")
def done_by(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """培训是哪个项目管的: the row that says so; which row has another row to see to it is nothing that is known."""
    said = m.value(0)
    tells = any(s.kind == "search" for s in lexicon.words.get(m.take(str, 5).removesuffix("过"), ()))
    cond = _says(None, (m.phrase(0).text,), lexicon) if tells and isinstance(said, Pick) else None
    if cond is not None:  # 运维在哪些项目里提到过
        return (replace(m.phrase(0), senses=(Sense("cond", cond),), rule="searched"), *there(m.phrases[1:4]))
    if isinstance(said, Pick) and said.table == m.value(3):
        return None
    return there(m.phrases[:4])


@RULES.rule("topic of? spent? is? this|which? table of?")
def about(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """修电梯的项目: with the noun, so that nobody takes the whole row's amount for that of the topic."""
    cond = _spoken_of(m.take(Search, 0), lexicon)
    if cond is None or m.value(5) != cond.table or _may_be_named(m, lexicon):
        return None
    made = joined((m.phrase(0),), Sense("cond", cond), "about")
    noun = there(m.phrases[4:6])
    return (made, *noun) if m.phrases[2] is None or m.kind(4) == "which" else None


def _may_be_named(m: Match, lexicon: Lexicon) -> bool:
    """Whether a thing touches the noun, or a name the thing: 制服项目 may be a name, 修电梯项目 is none."""
    if m.before is not None and m.before.sense("pick") and m.before.end == m.phrase(0).start:
        return True
    bare = all(p is None for p in m.phrases[1:5])
    return bare and not m.phrase(0).text.startswith(lexicon.kinds.get("doing", ()))


@RULES.rule("which table is|has? topic of?", "which table is? topic of? spent")
def which_is_about(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """哪个项目是用来修电梯的, 哪个项目出修电梯的钱."""
    cond = _spoken_of(m.take(Search, 3), lexicon)
    if cond is None or m.value(1) != cond.table:
        return None
    return (m.phrase(0), joined((m.phrase(3),), Sense("cond", cond), "about"), m.phrase(1))


@RULES.rule("topic of? spent? is? whence")
def paid_from(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """寄信的钱从哪出: the rows that say so."""
    search = m.take(Search, 0)
    cond = _spoken_of(search, lexicon)
    if cond is None or _called(search, cond.table, lexicon):
        return None
    return _which_row(m.phrase(0), cond, m.phrase(4))


@RULES.rule("topic of? howmuch|count|unit")
def target_about(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """修故障要几小时: the target that is called so, and in such a unit."""
    fits = in_units(str(m.value(2)), lexicon) if m.kind(2) == "unit" else None
    word = m.phrase(2).text
    fits = fits or (in_units(word[-1:], lexicon) if m.kind(2) == "count" else spoken_of(word, lexicon))
    pick = named_about(m.take(Search, 0).words[0], fits, lexicon) if fits is not None else None
    return None if pick is None else (joined((m.phrase(0),), Sense("pick", pick), "target_about"), m.phrase(2))


@RULES.rule("topic of? spent howmuch?", "spent howmuch? topic of?", "topic howmuch")
def cost_about(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """采购软件要花多少: the target that is an amount of it. No amount is known of what only a text speaks of."""
    place = next(n for n, s in enumerate(m.senses) if s is not None and s.kind == "topic")
    search = m.take(Search, place)
    pick = named_about(search.words[0], in_amounts(lexicon), lexicon)
    if pick is not None:
        return (joined((m.phrase(place),), Sense("pick", pick), "cost_about"),)
    return (replace(m.phrase(place), senses=(Sense("part_amount", search),)),)


def _which_row(said: Phrase, cond: Cond, asked: Phrase) -> tuple[Phrase, ...]:
    table = Phrase(asked.end, asked.end, "", (Sense("table", cond.table),), "whence")
    return (joined((said,), Sense("cond", cond), "about"), replace(asked, senses=(Sense("which", "哪个"),)), table)


def _spoken_of(search: Search, lexicon: Lexicon) -> Cond | None:
    """The rows of which a text says it; where none says what is done, those of which one speaks of the thing."""
    conds = [c for words in search.words if (c := _says(None, words, lexicon)) is not None]
    if len(conds) != len(search.words):
        return None
    whole = replace(conds[0], pred=conjunction(tuple(c.pred for c in conds)))
    if not search.otherwise:
        return _or_by_parts(whole, search, lexicon)
    return replace(whole, otherwise=_says(None, search.otherwise, lexicon), instead=True)


@RULES.rule("field within? lacks|has pick|wording")
def text_holding(lexicon: Lexicon, m: Match) -> Sense | None:
    """用途不包含办案: in a column of text the words count, not what they name."""
    col = m.take(Col, 0)
    if role(col, lexicon) not in {"text", "name"}:
        return None
    says: Pred = Says((col,), (m.phrase(3).text.strip("「」"),))
    return Sense("cond", Cond(col.table, says if m.kind(2) == "has" else Not(says)))


def _denied(cond: Cond, lexicon: Lexicon) -> Cond:
    """Nothing of a row says it, nor anything that belongs to it."""
    whole = lifted(cond, lexicon.subject(), lexicon)
    return Cond(whole.table, Not(whole.pred))


def _quoted(m: Match) -> bool:
    """Whether what is sought stands in quotes: then nothing else is meant."""
    return any(p is not None and p.sense("searched") and "「" in p.text for p in m.phrases)


def _or_by_parts(cond: Cond, search: Search, lexicon: Lexicon) -> Cond:
    """涉及采购的项目, where no text says so: those of whose parts a name does."""
    named = [
        lifted(Cond(t.name, Says(cols, words)), cond.table, lexicon).pred
        for words in search.words
        for t in lexicon.schema.tables
        if cond.table in lexicon.schema.ancestors(t.name) and (cols := names_of(t.name, lexicon))
    ]
    halves = _halves(search, lexicon)
    if halves is not None:
        return replace(cond, otherwise=Cond(cond.table, halves))
    if not named:
        return cond
    join = conjunction if search.every else disjunction
    return replace(cond, otherwise=Cond(cond.table, join(tuple(named))))


def _halves(search: Search, lexicon: Lexicon) -> Pred | None:
    """赡养抚养, 复印打印: two words side by side, where no name holds them so."""
    (said, *_), *more = search.words
    if more or len(said) != _TWO_WORDS or lexicon.names.containing(said):
        return None
    middle = len(said) // 2
    found = [_says(None, spellings(part, lexicon), lexicon) for part in (said[:middle], said[middle:])]
    return conjunction(tuple(c.pred for c in found if c is not None)) if None not in found else None


def sought(phrases: Iterable[Phrase], lexicon: Lexicon) -> Iterator[Sought]:
    """What was taken for something that is sought though no word says so: some row must say it."""
    for phrase in phrases:
        ways: list[Cond] = []
        for search in (s.value for s in phrase.senses if isinstance(s.value, Search) and s.value.guessed):
            conds = [c for words in search.words if (c := _says(None, words, lexicon)) is not None]
            if search.otherwise and (alone := _says(None, search.otherwise, lexicon)) is not None:
                ways.append(alone)
            either = _or_by_parts(Cond(lexicon.subject(), conjunction(tuple(c.pred for c in conds))), search, lexicon)
            ways += (either,) if either.otherwise is None else (either, either.otherwise)
        if ways:
            yield Sought(tuple(Rows(c.table, as_all(c.pred)) for c in ways), phrase.text)


def _says(
    owner: object, words: tuple[str, ...], lexicon: Lexicon, searchable: frozenset[str] = frozenset({"text", "name"})
) -> Cond | None:
    if isinstance(owner, Col):
        return Cond(owner.table, Says((owner,), words)) if role(owner, lexicon) in searchable else None
    subject = lexicon.subject()
    texts = {t.name: tuple(Col(t.name, c.name) for c in t.having("text")) for t in lexicon.schema.tables}
    if owner is not None and owner != subject:
        cols = texts.get(str(owner), ()) or names_of(str(owner), lexicon)
        return Cond(str(owner), Says(cols, words)) if cols else None
    preds = [lifted(Cond(table, Says(cols, words)), subject, lexicon).pred for table, cols in texts.items() if cols]
    return Cond(subject, disjunction(tuple(preds))) if preds else None
