"""Classes of rows, where it is these that are counted, and not the rows: 两类书, 几类书, 指标最多的两类."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Phrase, Sense
from jxquery.language.rules import Match, RuleBook, joined
from jxquery.types import Col, Lit

RULES = RuleBook()
_UNKNOWN = Sense("unknown", "")


@RULES.rule("amount|count|cue|which_kinds of? table|field|pick", "table has? count|cue")
def classes_counted(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """借阅最多的两类书, 书有几类: values of the one class that books have; of several it is not said which.

    三种书 is as many books to one, and as many classes to another; 几种书 are books with different names.
    """
    number, noun = (m.phrase(n) for n in ((2, 0) if m.kind(0) == "table" else (0, 2)))
    if m.kind(0) == "which_kinds" and m.before is not None and m.before.sense("pick", "is") and m.after is None:
        return None  # 结案及时率属于哪类指标
    word = _counted_with(number, lexicon)
    of_classes = word in lexicon.kinds.get("of_classes", ())
    if word is None or (noun.sense("field") and not noun.sense("table") and not of_classes):
        return None
    if not of_classes and not number.sense("amount"):
        return None
    col = _only_class(noun, lexicon) if of_classes else None
    if col is None:
        return (joined((number,), _UNKNOWN, "classes_counted"), noun)
    said = replace(number, senses=tuple(_of_anything(s, lexicon) for s in number.senses))
    return (said, replace(noun, senses=(Sense("field", col),)))


@RULES.rule("most of? amount")
def classes_ranked(lexicon: Lexicon, m: Match) -> Sense | None:
    """指标最多的两类, with nothing behind: of what is not said."""
    goes_on = m.after is not None and m.after.sense("table", "field", "pick")
    return None if goes_on or _counted_with(m.phrase(2), lexicon) is None else _UNKNOWN


def _counted_with(number: Phrase, lexicon: Lexicon) -> str | None:
    """类 of 两类, 种 of 几种; None for any other word."""
    words = (*lexicon.kinds.get("of_classes", ()), *lexicon.kinds.get("of_kinds", ()))
    return next((w for w in words if number.text.endswith(w)), None)


def _only_class(noun: Phrase, lexicon: Lexicon) -> Col | None:
    """The column by which rows of the table are classed, where there is one and no other; a class that is named."""
    field, table = noun.sense("field"), noun.sense("table")
    if table is None:
        col = field.value if field is not None else None
        return col if isinstance(col, Col) and any(w in col.name for w in lexicon.kinds["of_classes"]) else None
    name = str(table.value)
    classes = [Col(name, c.name) for c in lexicon.schema.table(name).having("class")]
    return classes[0] if len(classes) == 1 else None


def _of_anything(sense: Sense, lexicon: Lexicon) -> Sense:
    lit = sense.value
    return replace(sense, value=replace(lit, unit=lexicon.schema.units.any_counts)) if isinstance(lit, Lit) else sense
