"""Several figures side by side: 预算合计和平均, 最高、最低和平均, 项目数和预算合计, 预算和指标数."""

from __future__ import annotations

from jxquery.language.cues import COUNT, DIFFERENCE, FUNCTIONS, LEAST, LESS, MOST
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Figure, Figures, Phrase, Sense, Tally, Top
from jxquery.language.rules import Match, RuleBook, joined, there
from jxquery.language.terms import role
from jxquery.types import Col

RULES = RuleBook()
_GOING_ON = ("amount", "bound", "bound_before", "higher", "than", "same", "sort", "best_n", "most", "lacks", "not")
_COMPARED = ("than", "except", "not", "lacks")


@RULES.rule("field|tally? of? cue|most|tally of? field? and field|tally? of? cue|most|tally of? field?")
def two_figures(lexicon: Lexicon, m: Match) -> Sense | None:
    """预算合计和平均, 平均预算和最高预算, 项目数和预算合计: what one of them is of is said with the other."""
    if not _stands_alone(m):
        return None
    first, second = figure_at(m, (0, 2, 4)), figure_at(m, (6, 8, 10))
    if first is None or second is None or (_superlatives(m, (2, 8)) and not _asked(m)):
        return None
    return _figures((first, second), lexicon)


@RULES.rule("tally field|tally? of? cue of? field?", "field|tally of? cue tally")
def number_beside(lexicon: Lexicon, m: Match) -> Sense | None:
    """几个项目，预算合计多少: a number of rows needs no 和."""
    if not _stands_alone(m):
        return None
    if m.kind(3) == "cue":
        number, other = Figure(COUNT, m.take(Tally, 0)), figure_at(m, (1, 3, 5))
        if other is not None and other.of is None and not m.take(Tally, 0).asked:
            return None  # 指标数合计: a sum of these numbers
        return None if other is None else _figures((number, other), lexicon)
    number, other = Figure(COUNT, m.take(Tally, len(m.senses) - 1)), figure_at(m, (0, 2, None))
    return None if other is None else _figures((other, number), lexicon)


@RULES.rule("field and? tally", "tally and? field")
def measure_and_number(lexicon: Lexicon, m: Match) -> Sense | None:
    """预算和指标数, 几个项目，预算多少: a measure as it stands, beside a number of rows."""
    (col,), (tally,) = m.all(Col), m.all(Tally)
    if not _stands_alone(m) or role(col, lexicon) != "measure":
        return None
    if m.kind(0) == "field" and m.value(1) is None and not tally.asked:
        return None  # 预算项目数
    found = (Figure("", col), Figure(COUNT, tally))
    return _figures(found if m.kind(0) == "field" else found[::-1], lexicon)


@RULES.rule("figures and? field|tally? of? cue|most|tally of? field?", "figures and field")
def further_figure(lexicon: Lexicon, m: Match) -> Sense | None:
    """…、和平均."""
    if not _stands_alone(m):
        return None
    longer = len(m.senses) > len(("figures", "and", "field"))
    figure = figure_at(m, (2, 4, 6) if longer else (2, None, None))
    if figure is None or (m.value(1) is None and figure.statistic != COUNT):
        return None
    return _figures((*m.take(Figures, 0).of, figure), lexicon)


@RULES.rule("cue and count", "count and cue")
def number_and_figure(_: Lexicon, m: Match) -> Sense | None:
    """平均值和个数: no average of that number."""
    return Sense("unknown", "") if m.all(str, "cue")[0] in FUNCTIONS else None


@RULES.rule("figures and figures")
def all_figures(lexicon: Lexicon, m: Match) -> Sense | None:
    """合计、平均、最高和最低: those that were taken two by two."""
    return _figures(tuple(f for found in m.all(Figures) for f in found.of), lexicon)


@RULES.rule("figures of? severally|each? is? which table?")
def ends_asked(_: Lexicon, m: Match) -> tuple[Phrase, ...] | Sense:
    """最高预算和最低预算分别是哪个项目: the rows that have them."""
    found = m.take(Figures, 0).of
    ways, columns = [f.statistic for f in found], {f.of for f in found}
    if sorted(ways) != sorted((MOST, LEAST)) or len(columns) > 1:
        return Sense("unknown", "")
    col = found[0].of
    best = Top(col if isinstance(col, Col) else None, 1, desc=ways[0] == MOST, other=1)
    behind = there(m.phrases[4:])
    return (joined(m.phrases[:4], Sense("best", best), "ends_asked"), *behind)


@RULES.rule("figures of table|tally|pick")
def figures_of_nothing(_: Lexicon, __: Match) -> Sense:
    """预算合计和平均的项目: no rows have them."""
    return Sense("unknown", "")


@RULES.rule("figures of? each|severally is? howmuch|unit?")
def figures_each(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """…各是多少."""
    asked = m.phrases[4]
    if m.after is not None and m.after.sense("field", "table") and asked is None:
        return None  # 按年度 goes on
    unit = (asked,) if asked is not None and asked.sense("unit") else ()
    return (joined(m.phrases[:4], Sense("figures", m.take(Figures, 0)), "figures_each"), *unit)


def figure_at(m: Match, places: tuple[int | None, ...]) -> Figure | None:
    """The figure of the phrases at the places: what it is of, the statistic, and what it is of where that is behind."""
    of, statistic, behind = (m.senses[p] if p is not None else None for p in places)
    if of is not None and behind is not None:
        return None
    said = of or behind
    value = said.value if said is not None else None
    col = value if isinstance(value, (Col, Tally)) else None
    if statistic is None:
        return Figure("", col) if isinstance(col, Col) else None
    match statistic.kind, statistic.value:
        case "tally", Tally() as tally:
            return Figure(COUNT, tally) if col is None else None
        case "most", way:
            return Figure(MOST if way == "降" else LEAST, col)
        case _, str() as name if name in FUNCTIONS:
            return Figure(name, col)
        case _:
            return None


def _figures(found: tuple[Figure, ...], lexicon: Lexicon) -> Sense | None:
    """The figures, each with what it is of; one that says nothing of that is of what the others are of."""
    chosen = any(isinstance(f.of, Tally) and f.of.pick is not None for f in found)
    if chosen and any(f.of is None for f in found):
        return Sense("unknown", "")  # 满意度指标的个数和平均值: of their targets, and of their number
    columns = [f.of for f in found if f.of is not None and f.statistic != COUNT]
    if len(dict.fromkeys(columns)) > 1 and any(f.of is None for f in found):
        return None  # 预算合计、财政资金合计和平均: of which of them is not said
    if any(isinstance(c, Col) and role(c, lexicon) not in {"measure", "target"} for c in columns):
        return None
    of = columns[0] if columns else None
    whole = tuple(f if f.of is not None else Figure(f.statistic, of) for f in found)
    return Sense("figures", Figures(whole)) if len(dict.fromkeys(whole)) == len(whole) else None


def _stands_alone(m: Match) -> bool:
    """Whether what stands beside the figures makes nothing else of them: no comparison, share or difference."""
    before, after = m.before, m.after
    last = next((s for s in reversed(m.senses) if s is not None), None)
    if (before is not None and before.sense(*_COMPARED)) or (last is not None and last.kind == "of"):
        return False
    if after is None:
        return True
    cue = after.sense("cue")
    return not after.sense(*_GOING_ON) and (cue is None or cue.value in {*FUNCTIONS, DIFFERENCE, LESS})


def _superlatives(m: Match, places: tuple[int, ...]) -> bool:
    return all(m.kind(p) == "most" for p in places)


def _asked(m: Match) -> bool:
    """Whether figures are asked for and not the rows that have them: 最高和最低的项目 are two rows."""
    after: Phrase | None = m.after
    return after is None or after.sense("howmuch", "severally", "each", "and", "cue", "unit") is not None
