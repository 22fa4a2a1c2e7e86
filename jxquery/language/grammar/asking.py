"""Turns of speech that ask what could be asked more plainly: 中央多还是市级多, 算不算前三, 哪些项目有.

They make the plain phrases, which the other rules read, and which are accounted for as if they had been said.
"""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.belonging import home
from jxquery.language.cues import DIFFERENCE, SHARE
from jxquery.language.grammar.plainly import added, meant_as
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import EMPTY, Cond, Phrase, Pick, Search, Sense, Top
from jxquery.language.rules import Match, RuleBook, joined, there
from jxquery.language.terms import by_class, role
from jxquery.types import Col, Lit

RULES = RuleBook()


@RULES.rule(
    "is? filter|pick of? field? of? higher or_else is? filter|pick of? field? of? higher",
    "is? filter|pick of? or_else is? filter|pick of? field? of? higher",
)
def which_is_more(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """中央多还是市级多, 中央还是市级的钱多: as 中央和市级哪个多."""
    said = there(m.phrases)
    if any(len({*m.all(kind, name)}) > 1 for kind, name in ((str, "higher"), (Col, "field"))):
        return None
    fields = [p for p in said if p.sense("field")]
    first, second = (p for p in said if p.sense("filter", "pick"))
    link = next(p for p in said if p.sense("or_else"))
    return (first, meant_as(link, "and", "和"), second, added(second, "which", "哪个"), *fields[:1], said[-1])


@RULES.rule("before_now amount")
def more_than(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """预算过百万的: as 超过; 借过3次 says what happened."""
    said = m.before.sense("table", "pick") if m.before is not None and m.before.end == m.phrase(0).start else None
    table = getattr(said.value, "table", said.value) if said is not None else None
    happened = isinstance(table, str) and lexicon.schema.table(table).target is None
    return None if happened else (meant_as(m.phrase(0), "bound_before", ">"), m.phrase(1))


@RULES.rule("cue count")
def share_in_the_whole(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """前三名占总数的比例: of the whole of what they are ranked by."""
    ranked = m.before is not None and m.before.sense("best_n", "place") is not None
    whole = m.phrase(1).text in lexicon.kinds.get("whole_number", ())
    return (m.phrase(0),) if ranked and whole and m.value(0) == SHARE else None


@RULES.rule("also amount")
def but_or_not_over(lexicon: Lexicon, m: Match) -> Sense | None:
    """不过五十万的: at most so much, or but so much."""
    touching = m.phrase(0).end == m.phrase(1).start and not m.phrase(1).spaced
    return Sense("unknown", "") if touching and m.phrase(0).text in lexicon.kinds.get("but_or_less", ()) else None


@RULES.rule("pick table? whether? has amount table?")
def whether_so_many(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """业务经费是不是有两个: how many they are, which says it."""
    pick, lit = m.take(Pick, 0), m.take(Lit, 4)
    rows = by_class(pick.columns, lexicon) or lexicon.schema.table(pick.table).target is not None
    counts = lit.unit is not None and lexicon.schema.units.counts(lit.unit)
    if rows or not counts or m.before is not None or m.after is not None or {*m.all(str, "table")} - {pick.table}:
        return None
    noun = added(m.phrase(0), "table", pick.table)
    return (m.phrase(0), noun, meant_as(m.phrase(4), "count", "几个"))


@RULES.rule("which field most", "which_kinds table most")
def value_with_most(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """哪个二级指标最多: the class that has most rows; 哪类书最多, where they are of one kind of class."""
    named = m.value(1)
    if isinstance(named, str):
        classes = lexicon.schema.table(named).having("class")
        named = Col(named, classes[0].name) if len(classes) == 1 else None
    if not isinstance(named, Col):
        return None
    col = named
    many = any(word in m.phrase(2).text for word in lexicon.kinds.get("of_number", ()))
    if m.after is not None or not many or role(col, lexicon) != "class":
        return None
    asked = replace(m.phrase(1), senses=(Sense("field", col),))
    return (meant_as(m.phrase(0), "which", "哪个"), asked, added(m.phrase(1), "table", col.table), m.phrase(2))


@RULES.rule("stem bound_before amount of? table?", "stem amount bound_after of? table?")
def targets_of_class(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """数量大于1的指标: what the word means beside a number, where it stands before no noun that it could count."""
    pick, noun = m.take(Pick, 0), m.value(4)
    free = m.before is None or m.before.sense("filter")
    if not free or noun not in {None, pick.table} or (noun is None and m.after is not None):
        return None
    return (replace(m.phrase(0), senses=(Sense("pick", pick),)), *there(m.phrases)[1:])


@RULES.rule("which is", "is which")
def who_wrote(_: Lexicon, m: Match) -> Sense | None:
    """谁写的, 属于谁: the data tells of what is written, and of nobody."""
    return Sense("unknown", "") if {m.value(0), m.value(1)} == {"谁", "写"} else None


@RULES.rule("pick of? which")
def which_of_named(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """购买服务找的哪家: which of what, where a row is named already, is not said."""
    if m.after is not None or m.value(2) != "哪个":
        return None
    return (m.phrase(0), replace(m.phrase(2), senses=(Sense("unknown", ""),)))


@RULES.rule("pick|wording is? which table of table|field")
def whose_it_is(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """持续保障是哪个项目的指标: it is said again that it is an indicator; as 持续保障是哪个项目的."""
    named, owner, again = m.value(0), m.take(str, 3), m.value(5)
    if not isinstance(named, (Pick, Cond)):
        return None
    target = isinstance(again, Col) and role(again, lexicon) == "target" and again.table == named.table
    said_again = (target or again == named.table) and owner in lexicon.schema.ancestors(named.table)
    return there(m.phrases)[:-1] if said_again and m.after is None else None


@RULES.rule("is? filter|pick of? or_else is? filter|pick of? table?")
def which_it_is(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """司法救助是中央的还是市级的: which value its column has."""
    columns = {_column_of(v, lexicon) for v in (m.value(1), m.value(5))}
    column = columns.pop()
    if columns or column is None or m.after is not None or (m.before is None and m.phrases[0] is None):
        return None
    return (joined(m.phrases, Sense("field", column), "which_it_is"),)


def _column_of(value: object, lexicon: Lexicon) -> Col | None:
    """The column of which a filter or a class is one value."""
    match value:
        case Cond(column=Col() as column, items=()):
            return column
        case Pick(columns=(Col() as column,), items=()) if role(column, lexicon) == "class":
            return column
        case _:
            return None


@RULES.rule("filter and filter of? which table of? higher")
def which_has_more(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """市级和中央哪个项目多: as 市级和中央项目最多的级别."""
    first, second = m.all(Cond)
    higher, column = m.phrase(7), first.column
    counts = higher.text.endswith(lexicon.kinds.get("of_number", ()))
    if column is None or column != second.column or m.after is not None or not counts:
        return None
    of = added(higher, "of", "的")
    return (
        m.phrase(0),
        m.phrase(1),
        m.phrase(2),
        m.phrase(5),
        meant_as(higher, "most", str(m.value(7))),
        of,
        added(higher, "field", column),
    )


@RULES.rule(
    "which amount table|field of? field|table of? most", "field|table of? most of? is? which amount table|field"
)
def which_so_many(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """哪两个项目预算最高, 预算最高的是哪两个年度: as 预算最高的两个项目."""
    if m.after is not None:
        return None
    first = m.kind(0) == "which"
    number, noun, by, most = (m.phrase(n) for n in ((1, 2, 4, 6) if first else (6, 7, 0, 2)))
    return (by, most, added(most, "of", "的"), number, noun)


@RULES.rule("pick|filter of? except switch?")
def taken_away(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """把司法救助去掉: as 去掉司法救助."""
    if m.before is not None or m.after is not None:
        return None
    return tuple(p for p in (m.phrase(2), m.phrase(0), m.phrases[3]) if p is not None)


@RULES.rule("which of higher")
def which_gives_more(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """哪个给得多."""
    return (m.phrase(0), m.phrase(2))


@RULES.rule("whether filter of?")
def whether_such(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """司法救助是不是中央的: as 司法救助是中央的吗."""
    named = m.before is not None and m.before.sense("pick") is not None
    ended = m.after is None or (m.after.sense("field", "table") is not None)
    behind = there(m.phrases[1:])
    return (meant_as(m.phrase(0), "is", "是"), *behind) if named and ended else None


@RULES.rule("whether has")
def whether_any(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """是不是有项目预算低于两万: as 有没有."""
    return (m.phrase(1),) if m.before is None else None


@RULES.rule("pick of? table? has? which table has|wrote", "pick of? table? within? which table within? has|wrote")
def which_have(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """社会效益指标哪些项目有: as 哪些项目有社会效益指标."""
    pick, tables = m.take(Pick, 0), m.all(str, "table")
    owner = home(pick.table, lexicon)
    own = tables[:-1] in {(), (pick.table,)}
    if m.after is not None or owner is None or tables[-1] != owner or not own:
        return None
    said = there(m.phrases)
    which = next(p for p in said if p.sense("which"))
    noun = next(p for p in reversed(said) if p.sense("table"))
    return (which, noun, meant_as(said[-1], "has", "有"), m.phrase(0))


@RULES.rule("table? within? wrote pick")
def having_written(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """哪些项目写了项目执行期限: they have it; 写了法律监督, a part of some name: their texts say so."""
    noun, name = m.phrases[0], m.phrase(3)
    if noun is None and m.before is not None:
        return None
    sought = Sense("searched", Search(((name.text,),)))
    named = name.rule not in {"part", "gapped"}
    behind = (meant_as(m.phrase(2), "has", "有"), name) if named else (joined(m.phrases[2:], sought, "searched"),)
    return behind if noun is None else (noun, *behind)


@RULES.rule("pick of? table? lacks of table|is|tally|which")
def lacking(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """社会效益指标没写的是哪个项目: as 没写社会效益指标的是哪个项目."""
    behind = (p for p in (m.phrase(0), m.phrases[2], m.phrase(4), m.phrase(5)) if p is not None)
    return None if m.before is not None else (m.phrase(3), *behind)


@RULES.rule("in_top best_n place? within", "in_top|whether|is best_n place? of?")
def among_first(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """司法救助算不算前三: its place, which says it; 在前三名里… goes on."""
    top = m.take(Top, 1)
    named = m.kind(0) == "in_top" if m.before is None else m.before.sense("pick", "field", "this") is not None
    if not (named and m.after is None and top.shown and top.start == 1):
        return None
    return (joined(m.phrases, Sense("placed", "降" if top.desc else "升"), "among_first"),)


@RULES.rule("in_top best_n")
def only_joining(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """预算排在前三的: 在 that says no more than the number behind it."""
    return (m.phrase(1),) if m.phrase(0).sense(*EMPTY) else None


@RULES.rule("which higher cue")
def more_and_by_how_much(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """哪个多，多多少: the difference says both."""
    return (m.phrase(2),) if m.value(2) == DIFFERENCE else None


@RULES.rule("severally|each is? howmuch|field cue")
def apart_and_by_how_much(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """分别多少，差多少: the difference shows both sides."""
    return (m.phrase(3),) if m.value(3) == DIFFERENCE else None


@RULES.rule("field is? bound_before? amount or lacks")
def or_blank(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """预算为零或者没写: the same column."""
    goes_on = m.after is not None and m.after.sense("field")
    return None if goes_on else (*there(m.phrases), replace(m.phrase(0), spaced=False))


@RULES.rule("table of? is? wordy|numeric", "wordy|numeric of? table")
def targets_in_words(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """用文字描述的目标: a word for targets as well as for another table means the rows that have targets."""
    noun = next(p for p in there(m.phrases) if p.sense("table"))
    column = noun.sense("field")
    if column is None or not isinstance(column.value, Col) or role(column.value, lexicon) != "target":
        return None
    table = column.value.table
    return tuple(meant_as(p, "table", table) if p is noun else p for p in there(m.phrases))


@RULES.rule(
    "pick table? within has? which has? is? amount|bound_before|wordy",
    "pick table? within has is? amount|bound_before|wordy",
    "table within has? which has? is? wordy",
    "table within has is? wordy",
)
def such_among(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """质量指标里哪些是100%, 满意度里有没有100%的: as 质量指标是100%的."""
    return tuple(p for n, p in enumerate(m.phrases) if p is not None and not p.sense("within", "which", "has"))


@RULES.rule("has same of? field")
def any_alike(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """有重复的三级指标吗: which they are."""
    return there(m.phrases[1:]) if m.before is None else None


@RULES.rule("within")
def inside_shown(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """里面有几个是中央的: said first, 里面 means what was shown."""
    first = m.before is None and m.after is not None and len(m.phrase(0).text) > 1
    return (meant_as(m.phrase(0), "they", "其中"),) if first else None


@RULES.rule("every has? which|count|howmuch|tally")
def every_stressed(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """资金级别都有什么, 每个项目都有几条指标: what is asked is asked of all anyway."""
    said = m.before is not None and m.before.sense("field", "table") is not None
    return there(m.phrases[1:]) if said else None


@RULES.rule("every")
def stressed_behind(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """把满意度指标都列出来: said last, 都 stresses what stands before it."""
    ended = m.after is None and m.before is not None and m.before.sense("table", "pick", "field", "filter")
    return () if ended else None
