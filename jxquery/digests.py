"""Digests, behind one door: Python's own modules where it has them, else `hashlib`.

`hashlib` gives the same values, and loads OpenSSL for it: that takes as long as to read a question. Python's modules
are private and have other names in other versions, so nobody else may import them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

_OWN = {"sha256": ("_sha2", "_sha256"), "md5": ("_md5",)}


class Digest(Protocol):
    """What bytes come to."""

    def update(self, more: bytes, /) -> None:
        """Take in more of them."""

    def digest(self) -> bytes:
        """As bytes."""

    def hexdigest(self) -> str:
        """As text."""


def maker(name: str) -> Callable[[bytes], Digest]:
    """What makes the digest of bytes. None of them keeps a secret: they tell one version from another.

    >>> maker("sha256")(b"").hexdigest()[:8], maker("md5")(b"").hexdigest()[:8]
    ('e3b0c442', 'd41d8cd9')
    """
    for module in _OWN[name]:
        try:
            made: Callable[[bytes], Digest] = getattr(import_module(module), name)
        except (ImportError, AttributeError):
            continue
        return made
    import hashlib

    return lambda data: hashlib.new(name, data, usedforsecurity=False)


sha256 = maker("sha256")
md5 = maker("md5")
