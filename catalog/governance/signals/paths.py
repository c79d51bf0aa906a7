"""Path patterns with `*` and `$`, shared by robots.txt, AIPREF and TDMRep (RFC 9309 § 2.2.2)."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

_ESCAPE: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
)


def normalized(path: str) -> str:
    """A path or pattern made ready to compare.

    Octets beyond ASCII are percent-encoded; percent-encoded unreserved characters are decoded;
    other escapes keep upper-case digits.

    >>> normalized("/foo/bar/ツ"), normalized("/foo/bar/%62%61%7A")
    ('/foo/bar/%E3%83%84', '/foo/bar/baz')
    """
    encoded = b"".join(
        bytes((octet,)) if octet < 0x80 else b"%%%02X" % octet
        for octet in path.encode("utf-8", "surrogatepass")
    )
    return _ESCAPE.sub(_decoded, encoded).decode("ascii")


def _decoded(escape: re.Match[bytes]) -> bytes:
    octet = int(escape[1], 16)
    return bytes((octet,)) if octet in _UNRESERVED else b"%%%02X" % octet


def is_match(pattern: str, path: str) -> bool:
    """Whether a pattern matches a path from its beginning; both normalized.

    `*` stands for any octets, `$` at the end for the end of the path. No backtracking: the time
    is bounded by the two lengths multiplied, whatever a site writes.
    """
    is_anchored = pattern.endswith("$")
    first, *rest = (pattern[:-1] if is_anchored else pattern).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not rest:
        return not is_anchored or at == len(path)
    for part in rest[:-1]:
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    if is_anchored:
        return path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at
    return path.find(rest[-1], at) >= 0


def path_of(address: str) -> str:
    """The path, with its query, that rules of a site are matched against."""
    parts = urlsplit(address)
    return normalized((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
