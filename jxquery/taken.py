"""What a workspace has open: the newest generation, what the language knows of it, and who still reads it.

A database that was published meanwhile is taken up at the next question. An older one stays open until the last
thread that reads it is done.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from jxquery import resources
from jxquery.aliases import FILE, Alias, alias_file, alias_text, read_aliases
from jxquery.asking import Ground
from jxquery.desk import Desk
from jxquery.engines.worker import WorkerEngine
from jxquery.language.few_names import NamesInMemory
from jxquery.language.lexicon import build_lexicon
from jxquery.language.names import Names
from jxquery.named.files import folder_of, state, with_own
from jxquery.prepared import prepared, sounds
from jxquery.store import Generation, Store, cache_folder, open_sample
from jxquery.types import Document

FEW = 5_000
"""Names that are read when data is opened; more would take longer than the question."""


class Open(Struct, frozen=True):
    """An open generation with what the language knows of it, and the aliases as they were last read.

    `worker` is where statements run that people wrote.
    """

    generation: Generation
    ground: Ground
    worker: WorkerEngine
    alias_text: str = ""
    aliases: tuple[Alias, ...] = ()

    def close(self) -> None:
        """Let go of it. May be called twice."""
        self.worker.close()
        self.generation.close()


class Taken:
    """The newest generation of a store, for several threads at once."""

    def __init__(self, store: Store, environ: Mapping[str, str], as_of: int | None) -> None:
        self.queries_folder = folder_of(store.folder, environ)
        self._store = store
        self._aliases = alias_file(store.folder)
        self._cache = cache_folder(environ)
        self._as_of = as_of
        self._opened: Open | None = None
        self._lock = threading.RLock()
        self._readers: Counter[int] = Counter()  # of what is open or was, by the id of its generation

    @contextmanager
    def reading(self, *, aliases: bool = True, working: bool = False) -> Iterator[Open]:
        """What is open now. It stays so meanwhile, though another thread may close it or take up newer data.

        Without `aliases` their file, which may be broken, is left alone; `working` as for `current`.
        """
        with self._lock:
            opened = self.understanding() if aliases else self.current(working=working)
            self._readers[id(opened.generation)] += 1
        try:
            yield opened
        finally:
            with self._lock:
                self._readers[id(opened.generation)] -= 1
                self._let_go(opened)

    def understanding(self) -> Open:
        """What is open, with the aliases that their file holds now. Raises `DataError` when that is broken."""
        with self._lock:
            return self._refreshed(self.current())

    def current(self, *, working: bool = False) -> Open:
        """The newest generation, opened anew when another has been published; the sample while there is none.

        `working` lets the worker start at once: it does so while this process gets ready.
        """
        with self._lock:
            path = self._store.current()
            opened = self._opened
            if opened is not None and path == (None if opened.ground.sample else opened.generation.path):
                return opened
            generation = self._store.open()
            newest = self._sample() if generation is None else generation
            self.close()
            self._opened = self._ready(newest, sample=generation is None, working=working)
            return self._opened

    def close(self) -> None:
        """Let go of the database, or let the threads do so that still read it."""
        with self._lock:
            opened, self._opened = self._opened, None
            if opened is not None:
                self._let_go(opened)

    def _let_go(self, opened: Open) -> None:
        """Close it unless it is what is open now, or somebody still reads it."""
        now = self._opened is not None and self._opened.generation is opened.generation
        if not now and not self._readers[id(opened.generation)]:
            del self._readers[id(opened.generation)]
            opened.close()

    def _sample(self) -> Generation:
        return open_sample(
            resources.path("sample"),
            prepared(self._cache, "").schema,
            self._read_sample,
            cache=self._cache,
            program=resources.fingerprint(),
            now=datetime.now(tz=UTC),
        )

    def _ready(self, generation: Generation, *, sample: bool, working: bool) -> Open:
        worker = WorkerEngine(generation.path)
        if working:
            worker.start()
        engine = generation.engine
        schema = generation.schema
        meaning = prepared(self._cache, schema.source)
        facts, names = generation.facts(), _names_of(generation)
        lexicon = build_lexicon(schema, meaning.vocabulary, facts, names, sounds(), as_of=self._as_of)
        desk = Desk(engine, schema, meaning.templates, lexicon.varying(), frozenset(facts.single), worker=worker)
        catalogue = with_own(meaning.named, self.queries_folder)
        return Open(generation, Ground(desk, lexicon, sample, catalogue), worker)

    def _refreshed(self, opened: Open) -> Open:
        text = alias_text(self._aliases)
        if text != opened.alias_text:
            old = opened.ground.lexicon
            aliases = read_aliases(text, str(self._store.folder / FILE), old.vocabulary)
            targets = {a.word: a.target for a in aliases}
            lexicon = build_lexicon(
                old.schema, old.vocabulary, old.facts, old.names, old.sounds, as_of=self._as_of, aliases=targets
            )
            ground = replace(opened.ground, lexicon=lexicon, offered={})
            opened = self._opened = replace(opened, ground=ground, alias_text=text, aliases=aliases)
        if state(self.queries_folder) != opened.ground.catalogue.state:
            meaning = prepared(self._cache, opened.ground.desk.schema.source)
            catalogue = with_own(meaning.named, self.queries_folder)
            opened = self._opened = replace(opened, ground=replace(opened.ground, catalogue=catalogue))
        return opened

    def _read_sample(self, file: Path) -> Document:
        from jxquery.documents.read import read_document

        return read_document(file, prepared(self._cache, "").schema)


def _names_of(generation: Generation) -> Names:
    """The names of the data: in memory where they are few, which is quicker to ask, else where they lie."""
    if generation.more_names_than(FEW):
        return Names(generation.held_names(), sounds())
    return Names(NamesInMemory(generation.names(), sounds()), sounds())
