"""A process that is warm: questions, what of their time is SQL on rows, what a key takes, and how names are found."""

from __future__ import annotations

import gc
import random
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise

import duckdb
from rapidfuzz import fuzz, process

from benchmarks.drawn import draw
from benchmarks.measure import CLOCK, Figure, Site, milliseconds, percentile
from jxquery.engines import Result
from jxquery.engines.duckdb import DuckDbEngine
from jxquery.prepared import sounds
from jxquery.store.preparing import RESERVED
from jxquery.text.normalise import plain
from jxquery.types import Scalar
from jxquery.workspace import Workspace

_FIRST = 10
_WARMING = 24  # questions before any is measured


@contextmanager
def answers_timed() -> Iterator[list[float]]:
    """The milliseconds that each statement takes meanwhile that is not about what the names in the data are."""
    taken: list[float] = []
    real = DuckDbEngine.run

    def run(
        self: DuckDbEngine, sql: str, params: Mapping[str, Scalar], *, limit: int | None = None,
        seconds: float | None = None,
    ) -> Result:  # fmt: skip
        started = CLOCK.now()
        try:
            return real(self, sql, params, limit=limit, seconds=seconds)
        finally:
            if not any(f'"{table}"' in sql for table in RESERVED):
                taken.append((CLOCK.now() - started) * 1000)

    DuckDbEngine.run = run  # type: ignore[method-assign]
    try:
        yield taken
    finally:
        DuckDbEngine.run = real  # type: ignore[method-assign]


def questions(workspace: Workspace, site: Site) -> Iterator[Figure]:
    """Fresh questions: the whole, everything but the SQL on rows, and the SQL of answers beside that by hand."""
    path, size, seed, count = site.twin, site.size, site.seed, site.count
    for each in draw(path, seed + 1, _WARMING):
        workspace.ask(each.question)
    whole, rest, ours, hand = [], [], [], []
    statuses: dict[str, int] = {}
    with answers_timed() as taken, duckdb.connect() as peer:
        peer.execute(f"ATTACH '{path}' AS db (READ_ONLY)")
        peer.execute("USE db")
        for each in draw(path, seed + 2, count):
            taken.clear()
            answers = []
            took = milliseconds(lambda q=each.question, a=answers: a.append(workspace.ask(q)))  # type: ignore[misc]
            whole.append(took)
            rest.append(took - sum(taken))
            answer = answers[0]
            statuses[answer.status] = statuses.get(answer.status, 0) + 1
            if answer.status == "answered":
                ours.append(_middle(lambda a=answer: peer.execute(a.sql, dict(a.params)).fetchall()))  # type: ignore[misc]
                hand.append(_middle(lambda a=each: peer.execute(a.sql, list(a.params)).fetchall()))  # type: ignore[misc]
    yield Figure("热的进程", "新题，全部，p50", size, percentile(whole, 50))
    yield Figure("热的进程", "新题，全部，p95", size, percentile(whole, 95))
    yield Figure("热的进程", "新题，SQL 以外，p95", size, percentile(rest, 95), goal=20)
    name, ratio = "答案的 SQL，中位", [a / b for a, b in zip(ours, hand, strict=True)]
    yield Figure("热的进程", name, size, statistics.median(ours), "ms", statistics.median(hand), "手写的 SQL")
    yield Figure("热的进程", "SQL 是手写的几倍，中位", size, statistics.median(ratio), "倍", goal=1.2)
    yield Figure("热的进程", "答出的新题", size, 100 * statuses.get("answered", 0) / count, "%")


def _middle(run: Callable[[], object]) -> float:
    return statistics.median(milliseconds(run) for _ in range(3))


def keys(workspace: Workspace, site: Site) -> Iterator[Figure]:
    """A key: the colours of the line and its completions, for every beginning of fresh questions."""
    path, size = site.twin, site.size
    lines = [
        a.question[:n]
        for a in draw(path, site.seed + 3, max(4, site.count // 10))
        for n in range(1, len(a.question) + 1)
    ]
    times = [
        milliseconds(lambda text=line: (workspace.marks(text), workspace.complete(text, asked=False)))  # type: ignore[misc]
        for line in lines
    ]
    yield Figure("提示符", "一个键，p50", size, percentile(times, 50))
    yield Figure("提示符", "一个键，p95", size, percentile(times, 95), goal=30)


def names(workspace: Workspace, site: Site) -> Iterator[Figure]:
    """Names that are written with a fault, or by their sound: how many are among the first ten, and how quickly."""
    size, count = site.size, site.count
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{site.twin}' AS db (READ_ONLY)")
        connection.execute("USE db")
        every = [n for (n,) in connection.execute('SELECT DISTINCT "项目名称" FROM "项目" ORDER BY 1').fetchall()]
        shorts = [n for (n,) in connection.execute(
            f'SELECT DISTINCT "项目简称" FROM "项目" WHERE hash("项目简称") % {max(1, size // 5000)} = 0 ORDER BY 1'
        ).fetchall()]  # fmt: skip
        rng = random.Random(site.seed)  # noqa: S311 - the same every time
        gc.freeze()  # the million names for the peers are nothing that the program has to look through
        as_it_is, near = (workspace_index(workspace, exact=exact) for exact in (True, False))
        spelled = workspace_speller(workspace)
        whole: list[float] = []
        others = [plain(_dropped(name, rng)) for name in rng.sample(every, min(count, len(every)))]
        opened = [milliseconds(lambda t=typed: near(t)) for typed in others]  # type: ignore[misc]
        yield Figure("找名称", f"刚打开，头 {len(others)} 个漏一字的，p95", size, percentile(opened, 95))
        for kind, goal, change in _FAULTS:
            index = as_it_is if change is _nothing else near
            found, times = 0, []
            chosen = rng.sample(every, min(count, len(every)))  # none that was looked for before
            for name in chosen:
                typed = plain(change(name, rng))
                first: list[str] = []
                times.append(milliseconds(lambda t=typed, f=first, i=index: f.extend(i(t))))  # type: ignore[misc]
                found += name in first[:_FIRST]
            whole += times
            yield Figure("找名称", f"{kind}，前十有", size, 100 * found / len(chosen), "%", goal=goal, most=False)
            yield Figure("找名称", f"{kind}，p95", size, percentile(times, 95), goal=10)
        for kind, spell in (("拼音", _pinyin), ("首字母", _initials)):
            found, times, asked = 0, [], []
            called = rng.sample(shorts, min(count, len(shorts)))
            for name in called:
                first, letters = [], spell(name)
                times.append(milliseconds(lambda n=letters, f=first: f.extend(spelled(n))))  # type: ignore[misc]
                found += name in first
                asked.append(milliseconds(lambda n=letters: workspace.ask(f"{n}预算多少")))  # type: ignore[misc]
            yield Figure("找名称", f"简称的{kind}，前十有", size, 100 * found / len(called), "%", goal=95, most=False)
            yield Figure("找名称", f"简称的{kind}，p95", size, percentile(times, 95), goal=10)
            yield Figure("找名称", f"简称的{kind}，整个问题，p95", size, percentile(asked, 95))
        some = chosen[:5]
        ours = statistics.median(whole)
        fuzzy = [milliseconds(lambda n=n: process.extract(n[:-1], every, scorer=fuzz.ratio, limit=10)) for n in some]  # type: ignore[misc]
        part = 'SELECT "项目名称" FROM "项目" WHERE contains("项目名称", ?) LIMIT 10'
        scan = [milliseconds(lambda n=n: connection.execute(part, [n[2:-2]]).fetchall()) for n in some]  # type: ignore[misc]
        yield Figure("找名称", "对 rapidfuzz，中位", size, ours, "ms", statistics.median(fuzzy), "rapidfuzz 逐个比")
        gc.unfreeze()
        yield Figure("找名称", "对 contains，中位", size, ours, "ms", statistics.median(scan), "DuckDB contains")


def workspace_index(workspace: Workspace, *, exact: bool) -> Callable[[str], Sequence[str]]:
    """What finds names by a text as it was typed: as they stand, or the nearest first."""
    found = workspace._taken.understanding().ground.lexicon.names  # noqa: SLF001 - what questions ask
    find = found.exact if exact else found.sharing
    return lambda text: [name.value for name in find(text)[:_FIRST]]


def workspace_speller(workspace: Workspace) -> Callable[[str], Sequence[str]]:
    """What finds names by Latin letters that spell a part of them."""
    found = workspace._taken.understanding().ground.lexicon.names  # noqa: SLF001 - what questions ask
    return lambda letters: [name.value for name in found.spelled(letters, _FIRST)]


def _nothing(name: str, _: random.Random) -> str:
    return name


def _slip(name: str, rng: random.Random) -> str:
    at = rng.randrange(6, len(name) - 7)
    return name[:at] + rng.choice("民生建设管理") + name[at + 1 :]


def _dropped(name: str, rng: random.Random) -> str:
    at = rng.randrange(6, len(name) - 7)
    return name[:at] + name[at + 1 :]


def _swapped(name: str, rng: random.Random) -> str:
    at = rng.choice([n for n, (a, b) in enumerate(pairwise(name)) if a != b and 5 < n < len(name) - 8])  # noqa: PLR2004
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _pinyin(name: str) -> str:
    return "".join(sounds().syllables(name))


def _initials(name: str) -> str:
    return "".join(syllable[0] for syllable in sounds().syllables(name))


_FAULTS: tuple[tuple[str, float, Callable[[str, random.Random], str]], ...] = (
    ("一字不差", 100, _nothing),
    ("错一字", 100, _slip),
    ("漏一字", 100, _dropped),
    ("两字颠倒", 95, _swapped),
)
