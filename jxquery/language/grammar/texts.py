"""What texts say: 提到舆情监测, 用途不包含办案, 涉及采购的指标."""

from __future__ import annotations

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Phrase, Search, Sense, Tally
from jxquery.language.predicates import (
    conjunction,
    disjunction,
    lifted,
    role,
)
from jxquery.language.rules import Match, RuleBook, joined
from jxquery.types import Col, Not, Pred, Says

RULES = RuleBook()


@RULES.rule("searched of? table|tally|field")
def searched_in_names(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """涉及采购的指标, 带及时的指标值: rows that have a name and no text are sought by their name."""
    noun = m.value(2)
    table = lexicon.schema.table(noun.table if isinstance(noun, (Tally, Col)) else m.take(str, 2))
    before = m.before is not None and m.before.sense("field", "table", "lacks", "not", "within")
    if m.kind(2) == "field" and m.phrase(2).sense("table"):
        return None  # 提到救助的目标: a table as well
    if table.label is None or table.having("text") or before:
        return None
    search, col = m.take(Search, 0), Col(table.name, table.label)
    join = conjunction if search.every else disjunction
    cond = Cond(table.name, join(tuple(Says((col,), words) for words in search.words)))
    return (joined((m.phrase(0),), Sense("cond", cond), "searched_in_names"), m.phrase(2))


@RULES.rule("field|table within? lacks|not? searched", "lacks|not? searched")
def searched(lexicon: Lexicon, m: Match) -> Sense | None:
    """提到舆情监测, 用途里没有提到运维: in this column or table, else in all texts of a row and of its parts."""
    (search,) = m.all(Search)
    owner = m.value(0) if m.kind(0) in {"field", "table"} else None
    if owner is None and m.before is not None and m.before.sense("field"):
        return None  # a search in a column that holds no text
    conds = [c for words in search.words if (c := _says(owner, words, lexicon)) is not None]
    if len(conds) != len(search.words):
        return None
    table = conds[0].table if len(conds) == 1 else lexicon.subject()
    conds = conds if len(conds) == 1 else [lifted(c, table, lexicon) for c in conds]
    join = conjunction if search.every else disjunction
    cond = Cond(table, join(tuple(c.pred for c in conds)))
    if not m.all(str, "lacks") and not m.all(str, "not"):
        return Sense("cond", cond)
    cond = lifted(cond, lexicon.subject(), lexicon)
    return Sense("cond", Cond(cond.table, Not(cond.pred)))


@RULES.rule("topic of? this|which? table")
def about(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """修电梯的项目: with the noun, so that nobody takes the whole row's amount for that of the topic."""
    (search,) = m.all(Search)
    cond = _says(None, search.words[0], lexicon)
    if cond is None or m.value(3) != cond.table:
        return None
    made = joined((m.phrase(0),), Sense("cond", cond), "about")
    return (made, *(p for p in m.phrases[1:] if p is not None))


@RULES.rule("field within? lacks|has pick|wording")
def text_holding(lexicon: Lexicon, m: Match) -> Sense | None:
    """用途不包含办案: in a column of text the words count, not what they name."""
    col = m.take(Col, 0)
    if role(col, lexicon) not in {"text", "name"}:
        return None
    says: Pred = Says((col,), (m.phrase(3).text.strip("「」"),))
    return Sense("cond", Cond(col.table, says if m.kind(2) == "has" else Not(says)))


def _says(owner: object, words: tuple[str, ...], lexicon: Lexicon) -> Cond | None:
    if isinstance(owner, Col):
        return Cond(owner.table, Says((owner,), words)) if role(owner, lexicon) in {"text", "name"} else None
    subject = lexicon.subject()
    texts = {t.name: tuple(Col(t.name, c.name) for c in t.having("text")) for t in lexicon.schema.tables}
    if owner is not None and owner != subject:
        cols = texts.get(str(owner), ())
        return Cond(str(owner), Says(cols, words)) if cols else None
    preds = [lifted(Cond(table, Says(cols, words)), subject, lexicon).pred for table, cols in texts.items() if cols]
    return Cond(subject, disjunction(tuple(preds))) if preds else None
