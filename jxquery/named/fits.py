"""Which rows the names in a question fit: kept with a pinned query, and compared with the data of today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jxquery.compile import Statement
from jxquery.compile.builder import Builder
from jxquery.compile.row import quoted
from jxquery.errors import PinError
from jxquery.language.mentions import Pick, Sense
from jxquery.language.recognise import Candidates
from jxquery.language.understand import understand
from jxquery.named.files import Fits, NamedQuery
from jxquery.text.normalise import normalise
from jxquery.types import All, Col, Named, Pred, Rows, Some

if TYPE_CHECKING:
    from jxquery.desk import Desk
    from jxquery.language.lexicon import Lexicon
    from jxquery.language.reading import Reading

_SHOWN = 3


def fits_of(reading: Reading, lexicon: Lexicon, desk: Desk) -> tuple[Fits, ...]:
    """Each name that a question said, with the full names of the rows that it fits."""
    said = (m.text for m in reading.mentions if _named_rows(m.senses, desk))
    return tuple(Fits(text, _fitting(text, lexicon, desk)) for text in dict.fromkeys(said))


def _fitting(said: str, lexicon: Lexicon, desk: Desk) -> tuple[str, ...]:
    """The full names of the rows that the name fits, wherever it is said."""
    text = normalise(said)
    candidates = Candidates(text, lexicon)
    whole = [candidates.meant(m) for m in candidates.mentions if m.end - m.start == len(text.norm)]
    mentions = [m for m in whole if m.senses] or understand(text, lexicon).mentions
    return tuple(dict.fromkeys(row for mention in mentions for row in _named_rows(mention.senses, desk)))


def _named_rows(senses: Sequence[Sense], desk: Desk) -> tuple[str, ...]:
    picks = (sense.value for sense in senses if isinstance(sense.value, Pick))
    return tuple(row for pick in picks if _names(pick.pred, desk) for row in _rows(pick, desk))


def check_fits(query: NamedQuery, lexicon: Lexicon, desk: Desk) -> None:
    """Raise `PinError` when a name that the pinned question said fits other rows today."""
    if query.pin is None:
        return
    for pinned in query.pin.fits:
        today = set(_fitting(pinned.said, lexicon, desk))
        before = set(pinned.rows)
        if today == before:
            continue
        new, gone = sorted(today - before), sorted(before - today)
        changes = [f"多了{_listed(new)}"] if new else []
        changes += [f"少了{_listed(gone)}"] if gone else []
        message = f"固定的查询「{query.name}」里的「{pinned.said}」现在对得上的和固定时不同：{'；'.join(changes)}。"
        hint = f'请核对后重新固定：jxquery pin "{query.pin.question}" {query.name} --replace'
        raise PinError(message, place=str(query.file), hint=hint)


def _names(pred: Pred, desk: Desk) -> bool:
    """Whether the rows are chosen by a name: a class fits what it fits."""
    roles = [desk.schema.table(col.table).column(col.name).role for col in _columns(pred)]
    return "name" in roles


def _columns(pred: Pred) -> Iterator[Col]:
    match pred:
        case Named(col):
            yield col
        case All(of) | Some(of):
            for part in of:
                yield from _columns(part)


def _rows(pick: Pick, desk: Desk) -> list[str]:
    """The rows by their full names, each behind that of the row that it belongs to."""
    build = Builder(desk.schema)
    source = build.rows(Rows(pick.table, All((pick.pred,))))
    tables = (*reversed(desk.schema.ancestors(pick.table)), pick.table)
    labels = [Col(name, label) for name in tables if (label := desk.schema.table(name).label) is not None]
    items = [f"{build.term(col, source.row)} AS {quoted(f'#{n}')}" for n, col in enumerate(labels)]
    rows = desk.rows(Statement(f"SELECT DISTINCT {', '.join(items)} FROM {source.sql}", dict(build.params)))  # noqa: S608 — identifiers of the schema
    return sorted("·".join(str(value).strip() for value in row if value is not None) for row in rows)


def _listed(rows: list[str]) -> str:
    return "、".join(f"「{row}」" for row in rows[:_SHOWN]) + (f" 等 {len(rows)} 个" if len(rows) > _SHOWN else "")
