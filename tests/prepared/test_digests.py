from __future__ import annotations

import hashlib
import sys

import pytest

from jxquery import digests

TEXTS = (b"", "资金级别".encode(), b"x" * 1000)


@pytest.mark.parametrize("name", ["sha256", "md5"])
@pytest.mark.parametrize("own", [True, False])
def test_a_digest_is_that_of_hashlib(name: str, monkeypatch: pytest.MonkeyPatch, *, own: bool) -> None:
    """Python's own modules, and `hashlib` where there are none, give what stands in databases and caches already."""
    for module in digests._OWN[name]:
        if not own:
            monkeypatch.setitem(sys.modules, module, None)
    made = digests.maker(name)
    assert (made.__module__ == "jxquery.digests") is not own
    for text in TEXTS:
        assert made(text).hexdigest() == hashlib.new(name, text, usedforsecurity=False).hexdigest()
        assert made(text).digest() == hashlib.new(name, text, usedforsecurity=False).digest()
