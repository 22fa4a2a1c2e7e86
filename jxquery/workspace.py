"""The Python API: open data, ask, converse, run SQL, load documents."""

from __future__ import annotations

import time
from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from msgspec import Struct
from msgspec.structs import replace

from jxquery import resources
from jxquery.aliases import (
    AddedAlias,
    Alias,
    KnownAlias,
    alias_file,
    alias_text,
    changing,
    find_alias,
    with_alias,
    without_alias,
    write_aliases,
)
from jxquery.asking import SAMPLE_WARNING, ask, run_named
from jxquery.compile import all_files
from jxquery.desk import count_of
from jxquery.errors import UsageError
from jxquery.log import Log
from jxquery.named.files import Catalogue, NamedQuery
from jxquery.prepared import prepared, schema_in
from jxquery.schema.model import Schema
from jxquery.showing import at_most
from jxquery.store import Store, cache_folder, chosen_folder
from jxquery.taken import Taken
from jxquery.text.normalise import plain
from jxquery.types import Answer, Column, Progress, Query, Rows, Scalar, Step

if TYPE_CHECKING:
    from jxquery.language.completing import Completion, Shelves
    from jxquery.language.marks import Mark
    from jxquery.loading import LoadReport, Paths, Source
    from jxquery.named.checks import CheckReport
    from jxquery.showing import Holding, TableInfo


class Info(Struct, frozen=True):
    """What is open.

    The folder, the generation's file, whether it is the sample, rows by table, the sources, and where the user's own
    named queries are and how many there are.
    """

    folder: Path
    generation: str
    sample: bool
    counts: Mapping[str, int]
    sources: tuple[str, ...]
    queries: Path
    own_queries: int


class Workspace:
    """Open data to ask. Use it in a `with`, or close it. A database published meanwhile is taken up by itself.

    Several threads may use one at once; a conversation is for one thread.
    """

    def __init__(self, store: Store, environ: Mapping[str, str], as_of: int | None, log: Log) -> None:
        self._store = store
        self._log = log
        self._cache = cache_folder(environ)
        self._taken = Taken(store, environ, as_of)
        self._shelves: Shelves | None = None

    @classmethod
    def open(
        cls,
        folder: Path | None = None,
        *,
        environ: Mapping[str, str],
        as_of: int | None = None,
        log: Path | None = None,
    ) -> Workspace:
        """The data in `folder`; without one that of JXQUERY_DB, else of the user's folder, else the sample.

        `as_of` is the year that 今年 means, `log` a file that every question is noted in. Raises `DataError` when the
        data cannot be read.
        """
        chosen = chosen_folder(None if folder is None else str(folder), environ)
        return cls(Store(chosen, prepared(cache_folder(environ), "").schema), environ, as_of, Log(log))

    def ask(
        self, question: str, *, choose: int | None = None, limit: int | None = None, seconds: float | None = None
    ) -> Answer:
        """Understand the question and answer it, or say why not. `choose` takes one of the readings offered, from 1.

        At most `limit` rows are given, and a warning when there are more. Raises `TimeLimitError` when the answer
        takes longer than `seconds`, `UsageError` for a choice that was not offered, `DataError` for unreadable data.
        """
        return at_most(self.turn(question, None, choose=choose, seconds=seconds)[0], limit)

    def turn(
        self,
        question: str,
        previous: Query | None,
        *,
        before: Query | None = None,
        choose: int | None = None,
        seconds: float | None = None,
        missed: bool = False,
    ) -> tuple[Answer, Query | None]:
        """As `asking.ask`, of the newest data and the aliases as they are now."""
        queries: list[Query | None] = []

        def answering() -> Answer:
            with self._taken.reading() as opened:
                ground = replace(opened.ground, desk=opened.ground.desk.within(seconds))
                answer, query = ask(question, ground, previous, before, choose, missed=missed)
            queries.append(query)
            return answer

        return self._log.answer(question, answering), queries[0]

    # --- other ways in -------------------------------------------------------------------------------------------

    def conversation(self) -> Conversation:
        """Questions that may refer to the answer before."""
        return Conversation(self)

    def sql(
        self,
        statement: str,
        *,
        params: Mapping[str, Scalar] | None = None,
        limit: int | None = None,
        seconds: float | None = 30,
    ) -> Answer:
        """One read-only SELECT on the public tables and views, `$name` in it bound to `params`.

        Raises `SqlError` for anything else, `UsageError` for a parameter that is missing or not in the statement,
        and `TimeLimitError` after `seconds`.
        """
        return self._log.answer(statement, lambda: self._sql(statement, params or {}, limit, seconds))

    def _sql(self, statement: str, params: Mapping[str, Scalar], limit: int | None, seconds: float | None) -> Answer:
        from jxquery.bindings import bind
        from jxquery.statements import prove

        started = time.perf_counter()
        with self._taken.reading(aliases=False, working=True) as opened:
            sql = prove(statement, opened.ground.desk.schema)
            bound = bind(sql, params)
            result = opened.worker.run(sql, bound, limit=limit, seconds=seconds)
        columns = tuple(Column(n, t, "answer") for n, t in zip(result.names, result.types, strict=True))
        cut = (_cut(len(result.rows), limit),) if result.truncated else ()
        warnings = (*cut, *((SAMPLE_WARNING,) if opened.ground.sample else ()))
        seconds_taken = time.perf_counter() - started
        return Answer(
            statement,
            "answered",
            columns=columns,
            rows=result.rows,
            sql=sql,
            params=bound,
            warnings=warnings,
            seconds=seconds_taken,
        )

    def contents(self) -> tuple[tuple[str, Answer], ...]:
        """All that is loaded: each table with its rows, their files and places, and at last the table of sources."""
        from jxquery.compile.whole import whole_tables

        with self._taken.reading(aliases=False) as opened:
            desk = opened.ground.desk
            warnings = (SAMPLE_WARNING,) if opened.ground.sample else ()
            return tuple(
                (name, Answer(name, "answered", columns=columns, rows=desk.rows(statement), warnings=warnings))
                for name, columns, statement in whole_tables(desk.schema)
            )

    def run(self, name: str, /, **params: object) -> Answer:
        """The answer of a named query, a keyword for each of its parameters; see `call`."""
        return self.call(name, params)

    def call(
        self, name: str, params: Mapping[str, object], *, limit: int | None = None, seconds: float | None = 30
    ) -> Answer:
        """The answer of a named query with these values, at most `limit` rows of it.

        Raises `UsageError` for a query or parameter that there is not or that does not fit, `TemplateError` for a
        broken file, `PinError` for a pinned query whose names have come to fit other rows.
        """

        def answering() -> Answer:
            with self._taken.reading() as opened:
                return run_named(opened.ground, name, params, limit=limit, seconds=seconds)

        return self._log.answer(name, answering)

    def pin(
        self, question: str, name: str, *, choose: int | None = None, replace_old: bool = False, now: datetime
    ) -> tuple[Answer, Path | None]:
        """Write what the question is read as into a named query of the user. Without an answer nothing is written.

        Raises `UsageError` for a name that is taken (unless `replace_old`) or no name, `DataError` when the file
        cannot be written, `PinError` when the query would not give the same answer.
        """
        from jxquery.named.pins import new_file, pinned, write_query

        file = new_file(self.catalogue(), self._taken.queries_folder, name, replace_old=replace_old)
        with self._taken.reading() as opened:
            ground = opened.ground
            answer, query = ask(question, ground, choose=choose)
            if query is None:
                return answer, None
            write_query(pinned(answer, query, file, ground.desk, ground.lexicon, now))
            return answer, file

    def save(self, answer: Answer, query: Query | None, name: str, *, replace_old: bool = False, now: datetime) -> Path:
        """Write an answer that was given into a named query of the user: what it was read as, or its statement.

        A question that is read otherwise outside its conversation is kept as its reading in words. `query` is what the
        answer was read as; None for a statement. Raises as `pin`.
        """
        from jxquery.named.pins import kept, new_file, pinned, write_query

        file = new_file(self.catalogue(), self._taken.queries_folder, name, replace_old=replace_old)
        with self._taken.reading() as opened:
            ground = opened.ground
            if query is None:
                write_query(kept(answer, file, ground.desk, ground.lexicon))
            else:
                alone = ask(answer.question, ground)[1] == query
                told = answer if alone else replace(answer, question=answer.interpretation)
                write_query(pinned(told, query, file, ground.desk, ground.lexicon, now))
        return file

    def queries(self) -> tuple[NamedQuery, ...]:
        """The named queries, the program's and the user's own."""
        return tuple(self.catalogue().queries.values())

    def catalogue(self) -> Catalogue:
        """The named queries by name, and the files of the user that could not be read."""
        return self._taken.understanding().ground.catalogue

    def queries_folder(self) -> Path:
        """Where the user's own named queries are looked for."""
        return self._taken.queries_folder

    def load(  # noqa: PLR0913 - each is a choice of its own
        self,
        paths: Paths,
        *,
        schema: Path | None = None,
        replace: bool = False,
        dry_run: bool = False,
        strict: bool = False,
        progress: Progress = lambda _: None,
        now: datetime | None = None,
    ) -> LoadReport:
        """Read files, folders (all below them that can be read) and patterns, and publish what they hold together.

        `schema` is the file that says what the tables in `paths` mean; data that was loaded with one keeps it. A file
        whose content is loaded already is left out, and so is a project (same unit, name, year, level) that is, unless
        `replace` lets the newer version take its place. A file that cannot be read does not keep the others out; it
        is in the report. `dry_run` reports and writes nothing; `strict` raises `ProblemsError`, which has the report,
        where there is any problem. `progress` hears about files and pages, and about another load that this one waits
        for. `now` is kept as the time of loading.

        Raises `DocumentError` when the only file there is cannot be read, `SchemaError` for a broken schema, and
        `DataError` when the database cannot be written or is of another schema; then nothing has changed.
        """
        from jxquery.loading import Terms, load

        meant = self._loaded_schema() if schema is None else schema_in(schema, self._cache)
        terms = Terms(replace, dry_run, strict)
        return load(self._store, meant, paths, terms, progress, now=now or datetime.now().astimezone())

    def sources(self) -> tuple[Source, ...]:
        """The files that what is open was read from, as they were loaded."""
        from jxquery.loading import source_of
        from jxquery.store.tables import loaded_sources

        opened = self._taken.current()
        found = loaded_sources(opened.generation.engine, opened.generation.schema)
        return tuple(source_of(row, counts) for row, counts in found)

    def check(self, *wanted: str) -> CheckReport:
        """Check what is open by the rules in `queries/检查` and the user's own: all, or those of these names or kinds.

        Raises `UsageError` for a rule that there is not.
        """
        from jxquery.named.checks import check

        ground = self._taken.understanding().ground
        return check(ground.catalogue, wanted, ground.desk)

    def remove_source(self, *wanted: str | int, progress: Progress = lambda _: None) -> tuple[Source, ...]:
        """Take out all rows of these files, named or by their numbers in `sources`; what went.

        Raises `UsageError` for a file that is not there, or a name that several have, and `DataError` when the
        database cannot be written; then nothing has changed.
        """
        from jxquery.loading import find_sources

        if self._taken.current().ground.sample:
            raise UsageError("示例数据里的文件不能去掉。", hint="载入自己的文件以后，就不再用示例数据了。")
        gone = find_sources(self.sources(), wanted)
        self._store.remove(
            [source.number for source in gone],
            now=datetime.now().astimezone(),
            waiting=lambda line: progress(Step(0, 0, waiting=line)),
        )
        return gone

    def info(self) -> Info:
        """What is open."""
        with self._taken.reading(aliases=False) as opened:
            counts = {t.name: count_of(Rows(t.name), opened.ground.desk) for t in opened.ground.desk.schema.tables}
            sources = tuple(str(file) for _, file in opened.ground.desk.rows(all_files()))
            own = sum(query.own for query in opened.ground.catalogue.queries.values())
        name, sample = opened.generation.path.name, opened.ground.sample
        return Info(self._store.folder, name, sample, counts, sources, self._taken.queries_folder, own)

    def aliases(self) -> tuple[KnownAlias, ...]:
        """Every alias, with what keeps it from simply meaning its target in the data that is loaded."""
        from jxquery.language.alias_rules import remark

        opened = self._taken.understanding()
        known = (KnownAlias(a.word, a.target, remark(a.word, a.target, opened.ground.lexicon)) for a in opened.aliases)
        return tuple(sorted(known, key=lambda a: a.word))

    def alias_add(self, alias: str, target: str) -> AddedAlias:
        """Let `alias` mean what `target` means, from the next question on, here and in other processes.

        Raises `UsageError` when the alias means something already or the target is nothing or several things, and
        `DataError` when the file of aliases is broken or cannot be written.
        """
        from jxquery.language.alias_rules import holding

        new = Alias(alias.strip(), target.strip())
        added = self._can_be_added(new)
        if added:
            with changing(self._store.folder):
                added = self._can_be_added(new)  # since the first look another process may have changed the file
                if added:
                    write_aliases(self._store.folder, with_alias(alias_text(alias_file(self._store.folder)), new))
        return AddedAlias(
            new.word, new.target, added, holding(new.word, self._taken.current().ground.lexicon) if added else ()
        )

    def alias_remove(self, alias: str) -> Alias:
        """Forget an alias. Raises `UsageError` with those near it when there is none, `DataError` as `alias_add`."""
        find_alias(alias, self._taken.understanding().aliases)
        with changing(self._store.folder):
            known = find_alias(alias, self._taken.understanding().aliases)
            write_aliases(self._store.folder, without_alias(alias_text(alias_file(self._store.folder)), known.word))
        return known

    def tables(self) -> tuple[TableInfo, ...]:
        """Every table and view that SQL can ask: its rows, and its columns."""
        from jxquery.showing import table_infos

        with self._taken.reading(aliases=False) as opened:
            return tuple(table_infos(opened.ground.desk, opened.ground.lexicon.facts))

    def holding(self) -> Holding:
        """What is open, in a word."""
        from jxquery.showing import Holding

        with self._taken.reading(aliases=False) as opened:
            table = opened.ground.lexicon.subject()
            name = SAMPLE_WARNING if opened.ground.sample else self._store.folder.name
            return Holding(name, table, count_of(Rows(table), opened.ground.desk))

    def money_units(self) -> tuple[str, ...]:
        """The units that amounts of the default measure can be shown in, the smallest first."""
        from jxquery.showing import units_like

        return units_like(self._taken.current().ground.desk.schema)

    def in_unit(self, answer: Answer, unit: str) -> Answer:
        """The answer with every amount that can be in that unit converted, exactly."""
        from jxquery.showing import in_unit

        return in_unit(answer, unit, self._taken.current().ground.desk.schema.units)

    def written_out(self, answer: Answer) -> str:
        """The statement of an answer without parameters, to be edited and run."""
        from jxquery.written_out import written_out

        return written_out(answer)

    def version(self) -> Hashable:
        """A value that changes when lines can come to be understood otherwise: new data, an alias, a named query."""
        opened = self._taken.understanding()
        return opened.generation.path, opened.alias_text, opened.ground.catalogue.state

    def marks(self, line: str) -> tuple[Mark, ...]:
        """What each stretch of a line is taken for, as the question would be understood."""
        from jxquery.language.marks import marks

        ground = self._taken.understanding().ground
        found = marks(line, ground.lexicon, ground.catalogue.definitions)
        if self._shelves is not None and self._shelves.lexicon is ground.lexicon:
            self._shelves.learn(line, found)
        return found

    def complete(self, before: str, *, asked: bool = True) -> tuple[Completion, ...]:
        """What may be typed at the end of `before`; where nothing is begun, what people say next, if `asked` for."""
        from jxquery.language.completing import Shelves, complete

        lexicon = self._taken.understanding().ground.lexicon
        if self._shelves is None or self._shelves.lexicon is not lexicon:
            self._shelves = Shelves(lexicon)
        return complete(before, self._shelves, asked=asked)

    def close(self) -> None:
        """Let go of the database, or let the threads do so that still read it."""
        self._taken.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _can_be_added(self, new: Alias) -> bool:
        """Whether the alias is not there yet. Raises `UsageError` when it cannot be added."""
        from jxquery.language.alias_rules import objection

        lexicon = self._taken.understanding().ground.lexicon
        if (error := objection(new.word, new.target, lexicon)) is not None:
            raise error
        return plain(new.word) not in lexicon.aliases

    def _loaded_schema(self) -> Schema:
        """The schema of what is loaded; while nothing is, the shipped one."""
        generation = self._store.open()
        if generation is None:
            return prepared(self._cache, "").schema
        with generation:
            return generation.schema


def _cut(rows: int, limit: int | None) -> str:
    """What a reader must know of rows that were left out."""
    if rows == limit:
        return f"只显示前 {rows} 行"
    return f"结果太大，只取了前 {rows} 行；请加条件、少选几列，或先统计"


def infer_schema(paths: Sequence[Path]) -> str:
    """The text of a first schema file for tables in CSV files, to read, correct and load them with.

    Raises `DocumentError` for a file that cannot be read.
    """
    from jxquery.documents.infer import infer
    from jxquery.meaning import shipped_schema

    return infer(paths, shipped_schema().units, resources.path("schema") / "infer.toml")


class Conversation:
    """Questions one after the other. After a refusal the conversation is where it was."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._history: list[Query] = []
        self._missed = ""

    @property
    def query(self) -> Query | None:
        """What the last answer was read as; None before there is one."""
        return self._history[-1] if self._history else None

    def ask(
        self, question: str, *, choose: int | None = None, limit: int | None = None, seconds: float | None = None
    ) -> Answer:
        """As `Workspace.ask`, and a question may refer to the answer before."""
        *_, before, previous = (None, None, *self._history)
        missed = self._missed not in {"", question}
        answer, query = self._workspace.turn(
            question, previous, before=before, choose=choose, seconds=seconds, missed=missed
        )
        self._missed = question if query is None else ""
        if query is not None and query is before:  # 上一个; the same asked again is another one
            self._history.pop()
        elif query is not None:
            self._history.append(query)
        return at_most(answer, limit)
