"""The one function that turns an answer into what is printed, for the prompt and the commands alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from jxquery.render.formats import FORMATS
from jxquery.render.text import harmless

if TYPE_CHECKING:
    from jxquery.render.look import Look
    from jxquery.types import Answer


class Output(Struct, frozen=True):
    """`data` is for standard output, `notes` for standard error; each ends with a line break or is empty."""

    data: str = ""
    notes: str = ""


def present(answer: Answer, look: Look) -> Output:
    """The answer as text. Refusals and warnings are notes, but members of the object in JSON."""
    derivation = _derivation(answer, look)
    if look.format == "scalar":
        from jxquery.render.scalar import scalar

        data = scalar(answer) if answer.status == "answered" else ""
        return Output(data, notes(answer, look))
    form = FORMATS[look.format]
    if form.text is None:
        raise ValueError(look.format)
    if form.carries == "everything":
        return Output(form.text(answer), derivation)
    if answer.status != "answered":
        return Output("", notes(answer, look))
    if look.format == "table":
        from jxquery.render.people import for_people, warnings_of

        shown = for_people(answer, look)
        return Output(_text(shown) + derivation, _text(warnings_of(answer, look.width)))
    data = form.text(answer)
    # Data that goes on to a program is exact; on a terminal it must not steer it.
    data = data if look.width is None else harmless(data)
    return Output(data, derivation if form.carries == "warnings" else notes(answer, look))


def notes(answer: Answer, look: Look) -> str:
    """What is said beside the data: how it came about, why there is none, and what to beware of."""
    from jxquery.render.people import warnings_of
    from jxquery.render.refusal import refusal

    refused = [] if answer.status == "answered" else refusal(answer, width=look.width, prompt=look.prompt)
    return _derivation(answer, look) + _text([*refused, *warnings_of(answer, look.width)])


def _derivation(answer: Answer, look: Look) -> str:
    if not look.explain:
        return ""
    from jxquery.render.explain import explain

    return explain(answer)


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
