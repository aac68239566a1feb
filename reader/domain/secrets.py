"""Addresses without what only their owner may know: for screens, lists, exports, sentences and logs.

A password of `https://user:password@host/` and the key of a private feed (`?token=…`) stay in the store, where the
engine needs them, and are shown nowhere. Pure text work on anything that looks like an address.
"""

from __future__ import annotations

import re

HIDDEN = "***"
_LOGIN = re.compile(r"(?<=//)[^/?#\s]*@")
_KEY = re.compile(
    r"(?<=[?&;])((?:[\w.\[\]-]*[_.-])?(?:token|key|apikey|auth|authkey|secret|password|passwd|pass|pwd|signature|sig|"
    r"session|sessionid|sid|credential|code)(?:[_.-]?\d+)?)=[^&;#\s]+",
    re.IGNORECASE,
)


def without_login(url: str) -> str:
    """`url` without user name and password: what another program may be given."""
    return _LOGIN.sub("", url)


def masked(url: str) -> str:
    """`url` as it is shown: a login and the values of secret parameters are asterisks."""
    if "@" not in url and "=" not in url:
        return url
    return _KEY.sub(rf"\1={HIDDEN}", _LOGIN.sub(f"{HIDDEN}@", url))
