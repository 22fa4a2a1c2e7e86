"""One tree of errors: what went wrong, where, and what to do next. Only broken input raises; a question never does."""

from __future__ import annotations


class JxqueryError(Exception):
    """The root. `message` is Chinese and for people; `place` names the file, line or cell; `hint` says what to do."""

    def __init__(self, message: str, *, place: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        where = f"{self.place}：" if self.place else ""
        then = f"\n{self.hint}" if self.hint else ""
        return f"{where}{self.message}{then}"


class DocumentError(JxqueryError):
    """A file that cannot be read, or that holds no form."""


class DataError(JxqueryError):
    """A database that is missing, damaged, of another version, or cannot be written."""


class SchemaError(JxqueryError):
    """A broken schema, vocabulary or units file."""


class TemplateError(JxqueryError):
    """A broken file in `queries/`; `place` is file:line:column."""


class PinError(JxqueryError):
    """A pinned query whose names fit other rows than on the day that it was pinned."""


class FillError(JxqueryError):
    """A report that cannot be filled, or a picture that cannot be drawn; `message` has a line for each placeholder."""


class SqlError(JxqueryError):
    """A statement that is not one read-only SELECT on the public tables, or that the engine refuses."""


class UsageError(JxqueryError):
    """A command or parameter that does not exist or does not fit."""


class OutputError(JxqueryError):
    """A file that an answer was to be written to, and cannot be."""


class NotOneValueError(JxqueryError):
    """One value was wanted of an answer that is none, or several."""


class TimeLimitError(JxqueryError):
    """A query that ran out of its time."""
