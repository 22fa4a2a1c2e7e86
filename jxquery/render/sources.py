"""Where the figures of an answer come from, in one line for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jxquery.types import Answer

_PLACES = 3


def sources(answer: Answer) -> str:
    """Files with the parts of them that the rows stand in (表8), without the line numbers that JSON has.

    Empty where there are none. Not yet safe to show.
    """
    files: dict[str, list[str]] = {}
    for source in answer.sources:
        part = source.place.rpartition(" ")[0] or source.place
        parts = files.setdefault(source.file, [])
        if part not in parts:
            parts.append(part)
    texts = [
        f"{file} {'、'.join(parts[:_PLACES])}{' 等' if len(parts) > _PLACES else ''}" for file, parts in files.items()
    ]
    more = f"（共 {answer.sources_total} 处）" if answer.sources_total > max(len(answer.rows), 1) else ""
    return f"来源：{'；'.join(texts)}{more}" if texts else ""
