"""One tree of errors: what went wrong, where, and what to do next. Only broken input raises; a question never does."""

from __future__ import annotations

import errno

_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.ELOOP: "这是一个链接",
    errno.ENAMETOOLONG: "名字太长",
    errno.ENXIO: "这是一个没有人在读的管道",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘的配额用完了",
    errno.EFBIG: "超过了文件大小的限制",
    errno.EIO: "磁盘读写出错",
    errno.EBUSY: "正被别的程序使用",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.ENOMEM: "内存不够",
}
_IN_USE = {32, 33}  # Windows says that a file is open elsewhere, and calls it a matter of permission


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


def reason_of(error: OSError) -> str:
    """Why the system refused, in Chinese where it is a reason that people meet.

    >>> reason_of(PermissionError(errno.EACCES, "Permission denied"))
    '没有权限'
    """
    if getattr(error, "winerror", None) in _IN_USE:
        return "正被别的程序打开着"
    return _REASONS.get(error.errno or 0) or error.strerror or "系统没有说明原因"
