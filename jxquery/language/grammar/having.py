"""Conditions on figures of groups: 预算合计超过100万的年度, 哪些级别项目数不到3个."""

from __future__ import annotations

from jxquery.language.belonging import belongs, home
from jxquery.language.build import is_dimension
from jxquery.language.cues import COUNT, FUNCTIONS, MEAN, MIDDLE, SUM
from jxquery.language.fitting import fits_target, for_measure, in_unit
from jxquery.language.grammar.bounds import OPS
from jxquery.language.grammar.counts import counts_things
from jxquery.language.grammar.figures import figure_at
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Bound, Cond, Figure, Having, Middle, Phrase, Pick, Sense, Tally
from jxquery.language.predicates import as_all, meets
from jxquery.language.rules import Match, RuleBook, joined, there
from jxquery.language.terms import adds_up, role, target_term, unit_of
from jxquery.types import Agg, Col, Op, Rows

FIRST = RuleBook()
"""What must come before counts: 图书超过3本的分类 are no authors with so many books."""
RULES = RuleBook()


@RULES.rule(
    "pick of? table? of? field? of? cue|most of|is? bound of? field?",
    "pick of? table? of? cue|most of? field of|is? bound of? field?",
)
def parts_figure_meets(lexicon: Lexicon, m: Match) -> Sense | None:
    """成本指标合计超过50万的项目, 质量指标平均目标值低于99%: a figure over the targets of each row, of no group."""
    pick, bound = m.take(Pick, 0), m.all(Bound)[0]
    target, owner = lexicon.schema.table(pick.table).target, home(pick.table, lexicon)
    term = target_term(pick, lexicon)
    if target is None or owner is None or m.value(2) not in {None, pick.table}:
        return None
    said = Col(pick.table, target.written)
    fits = fits_target(pick.pred, bound, lexicon) and set(m.all(Col)) <= {said} and m.senses[-1] is None
    statistic = next(iter(m.all(str, "cue")), None)
    summed = statistic == SUM and term is not None and not adds_up(term, lexicon)
    if term is None or not fits or summed or statistic not in {SUM, MEAN, MIDDLE}:
        return Sense("unknown", "")
    figure = Agg(FUNCTIONS[statistic], term, Rows(pick.table, as_all(pick.pred)), own=True)
    made = Cond(owner, meets(figure, in_unit(bound, unit_of(term, lexicon))))
    return Sense("cond", made) if m.senses[-2] is None else None


@RULES.rule("field|tally? of? cue|most of? field|tally? of|is? bound_before|than all? cue higher? of field")
def chosen_against_middle(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """预算合计超过平均的年度: against the average of the groups."""
    return _group_behind(m, _against(m, figure_at(m, (0, 2, 4)), 6), lexicon)


@RULES.rule("tally of|is? bound_before|than all? cue higher? of field")
def number_against_middle(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """项目数超过平均的级别."""
    return _group_behind(m, _against(m, Figure(COUNT, m.take(Tally, 0)), 2), lexicon)


@RULES.rule("field of? field|tally? of? cue|most of? field|tally? of|is? bound_before|than all? cue higher?")
def figure_against_middle(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """哪些年度预算合计超过平均."""
    return _group_before(m, _against(m, figure_at(m, (2, 4, 6)), 8), lexicon)


@RULES.rule("field of? tally of|is? bound_before|than all? cue higher?")
def number_meets_middle(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """哪些级别项目数超过平均."""
    return _group_before(m, _against(m, Figure(COUNT, m.take(Tally, 2)), 4), lexicon)


def _against(m: Match, figure: Figure | None, place: int) -> Having | None:
    """The condition whose comparison stands at the place: 超过平均, 比平均高."""
    higher, cue = m.value(place + 3), m.value(place + 2)
    if figure is None or (figure.of is None and m.all(str, "most")) or cue not in {MEAN, MIDDLE}:
        return None
    if (m.kind(place) == "than") != (higher is not None):
        return None
    op: Op = OPS[m.take(str, place)] if higher is None else (">" if higher == "降" else "<")
    return Having(figure, Middle(op, str(cue), whole=m.value(place + 1) is not None))


@RULES.rule("field|tally? of? cue|most of? field|tally? of|is? bound of field")
def chosen_by_figure(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """预算合计超过100万的年度, 平均指标数超过8个的级别."""
    return _group_behind(m, _figure(m, 0), lexicon)


@FIRST.rule("cue? table has? bound of field", "cue? has? bound of? table of field")
@RULES.rule("cue? tally of|is? bound of field")
def chosen_by_number(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """项目数超过2个的级别, 有3个以上项目的单位."""
    return _group_behind(m, _number(m, lexicon), lexicon)


@FIRST.rule("field of? cue of? is? bound of? table|pick", "cue of? field of? is? bound of? table|pick")
def parts_chosen(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """付款金额合计超过50万元的合同: by the figure over what belongs to each of the rows."""
    cond = _of_parts(m, m.value(7), lexicon)
    behind = there(m.phrases[6:])
    return None if cond is None else (joined(m.phrases[:6], cond, "parts_chosen"), *behind)


@FIRST.rule("table|pick of? field of? cue of? is? bound", "table|pick of? cue of? field of? is? bound")
def parts_meet(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """哪些合同付款金额合计超过50万元."""
    cond = _of_parts(m, m.value(0), lexicon)
    return None if cond is None else (m.phrase(0), joined(m.phrases[2:], cond, "parts_meet"))


def _of_parts(m: Match, whose: object, lexicon: Lexicon) -> Sense | None:
    """The figure over the parts of a row meets the bound."""
    table = whose.table if isinstance(whose, Pick) else str(whose)
    (col,), cue, bound = m.all(Col), m.all(str, "cue")[0], m.all(Bound)[0]
    fn = FUNCTIONS.get(cue)
    if fn is None or role(col, lexicon) != "measure" or not belongs(col.table, table, lexicon):
        return None
    fitted = for_measure(col, bound, lexicon)
    if fitted is None or (cue == SUM and not adds_up(col, lexicon)):
        return Sense("unknown", "")
    figure = Agg(fn, col, Rows(col.table), own=True)
    return Sense("cond", Cond(table, meets(figure, in_unit(fitted, unit_of(col, lexicon)))))


@RULES.rule("field of? field|tally? of? cue|most of? field|tally? of|is? bound")
def figure_meets(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """哪些年度预算合计超过100万."""
    return _group_before(m, _figure(m, 2), lexicon)


@FIRST.rule("field of? cue? table has? bound")
@RULES.rule("field of? cue? tally of|is? bound")
def number_meets(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """各级别项目数不到3个的."""
    return _group_before(m, _number(m, lexicon), lexicon)


@RULES.rule("having also field|tally? of? cue|most of? field|tally? of|is? bound")
def figure_also(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """…的年度且平均不到50万."""
    having = _figure(m, 2)
    return None if having is None else (m.phrase(0), _made(m.phrases[1:], having))


@RULES.rule("having also tally of|is? bound")
def number_also(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """…且项目数超过2个."""
    having = _number(m, lexicon)
    return None if having is None else (m.phrase(0), _made(m.phrases[1:], having))


@RULES.rule("field|tally? of? cue|most of? field|tally? of|is? bound also having")
def figure_before(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """合计超过100万且平均不到50万的年度."""
    having = _figure(m, 0)
    return None if having is None else (_made(m.phrases[:-1], having), m.phrase(len(m.senses) - 1))


@RULES.rule("tally of|is? bound also having")
def number_before(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """项目数超过2个且合计不到50万的级别."""
    having = _number(m, lexicon)
    return None if having is None else (_made(m.phrases[:-1], having), m.phrase(len(m.senses) - 1))


@RULES.rule("field|tally of? cue of|is? bound", "cue field|tally of|is? bound")
def figure_of_one(_: Lexicon, m: Match) -> tuple[Phrase, ...] | Sense | None:
    """总预算超过50万的项目: a row has one budget, which is its sum; it has no average."""
    cue, behind = m.all(str, "cue")[0], m.kind(0) != "cue"
    touching = behind or m.phrase(0).end == m.phrase(1).start
    if cue not in FUNCTIONS or cue == COUNT or not touching or (m.before is not None and m.before.sense("cue")):
        return None
    of_rows = any(p is not None and p.sense(kind) for p, kind in ((m.after, "of"), (m.before, "table")))
    if cue == SUM and not behind and not of_rows and len(m.phrase(0).text) > 1:
        return None  # 一共预算超过50万: only stressed
    if cue != SUM or not of_rows:
        return Sense("unknown", "")  # 2024年预算合计超过100万吗: of all rows together
    return tuple(p for p in there(m.phrases) if not p.sense("cue"))


@RULES.rule("cue of|is? bound")
def total_of_one(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """一共超过50万的项目: what each has in all, and not what those over it come to."""
    of_rows = any(p is not None and p.sense(kind) for p, kind in ((m.after, "of"), (m.before, "table")))
    counted = m.after is not None and m.after.sense("table", "pick") and counts_things(m.take(Bound, 2), lexicon)
    return (m.phrase(2),) if m.value(0) == SUM and (of_rows or counted) else None


def _figure(m: Match, start: int) -> Having | None:
    """The condition on a statistic, which is said from the place on."""
    found = figure_at(m, (start, start + 2, start + 4))
    if found is None or (found.of is None and m.kind(start + 2) == "most"):
        return None
    return Having(found, m.all(Bound)[0])


def _number(m: Match, lexicon: Lexicon) -> Having | None:
    """The condition on a number of rows, or on a statistic of it; 一共 only stresses it."""
    if not counts_things(m.all(Bound)[0], lexicon):
        return None  # 超过50万的项目的级别
    tally = next(iter(m.all(Tally)), None) or Tally(m.all(str, "table")[0])
    cues = m.all(str, "cue")
    if (m.before is not None and m.before.sense("cue")) or (cues and cues[0] not in FUNCTIONS):
        return None
    return Having(Figure(COUNT if cues in {(), (SUM,)} else cues[0], tally), m.all(Bound)[0])


def _group_behind(m: Match, having: Having | None, lexicon: Lexicon) -> tuple[Phrase, ...] | None:
    group = m.take(Col, len(m.senses) - 1)
    if having is None or not is_dimension(group, lexicon):
        return None
    return (_made(m.phrases[:-1], having), m.phrase(len(m.senses) - 1))


def _group_before(m: Match, having: Having | None, lexicon: Lexicon) -> tuple[Phrase, ...] | None:
    if having is None or not is_dimension(m.take(Col, 0), lexicon):
        return None
    return (m.phrase(0), _made(m.phrases[1:], having))


def _made(phrases: tuple[Phrase | None, ...], having: Having) -> Phrase:
    return joined(phrases, Sense("having", having), "having")
