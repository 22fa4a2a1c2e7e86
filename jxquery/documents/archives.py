"""The parts of a .xlsx or .docx, unpacked within bounds."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from jxquery.documents.limits import LARGEST_PART, LARGEST_UNPACKED
from jxquery.errors import DocumentError

DAMAGED = "请重新导出或重新下载这个文件；能用 Office 或 WPS 打开的话，另存一份再载入。"
_MARKUP = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


class Archive:
    """A zip archive of XML parts. Every size is what it says it is: more than it says is an error of its own."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = ZipFile(BytesIO(content))
            members = self._zip.infolist()
        except (BadZipFile, ValueError, OSError, NotImplementedError):
            raise DocumentError("文件已经损坏，打不开：可能没有下载完。", hint=DAMAGED) from None
        if any(member.flag_bits & 1 for member in members):
            raise DocumentError("文件加了密码，不能读。", hint="请去掉密码，另存后再载入。")
        if sum(m.file_size for m in members) > LARGEST_UNPACKED or any(m.file_size > LARGEST_PART for m in members):
            size = sum(m.file_size for m in members) // 1_000_000
            said = f"解开后有 {size} MB，太大了，没有读。"
            raise DocumentError(said, hint="请确认来源可靠；如果确实是表，请删去里面的图片和多余的行，另存后再载入。")
        self.names = frozenset(member.filename for member in members)

    def read(self, name: str) -> bytes:
        """A part. Raises `DocumentError` if it is missing, broken, or has a document type: no such file needs one."""
        try:
            part = self._zip.read(name)
        except (KeyError, BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
            raise DocumentError(f"文件已经损坏，里面的 {name} 读不出来。", hint=DAMAGED) from None
        if any(mark in part for mark in _MARKUP):
            raise DocumentError(f"里面的 {name} 带有文档类型声明（DOCTYPE），不安全，没有读。", hint=DAMAGED)
        return part

    def find(self, name: str) -> bytes | None:
        """A part that need not be there."""
        return self.read(name) if name in self.names else None
