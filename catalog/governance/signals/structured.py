"""Dictionaries of HTTP structured fields (RFC 9651 § 4.2.2), as far as preferences need them.

Only values that are tokens matter to AIPREF, but the others have to be read over correctly, since
a dictionary that does not parse states nothing at all.
"""

from __future__ import annotations

import re
from typing import Final

_KEY: Final = re.compile(r"[a-z*][a-z0-9_.*-]*")
_TOKEN: Final = re.compile(r"[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*")
_OTHER: Final = re.compile(
    r"-?[0-9]{1,15}(?:\.[0-9]{1,3})?|\"(?:[ !#-\[\]-~]|\\[\"\\])*\"|:[A-Za-z0-9+/=]*:|\?[01]"
    r"|@-?[0-9]{1,15}|%\"[ !#-~]*\""
)
_SPACE: Final = re.compile(r"[ \t]*")


class MalformedFieldError(ValueError):
    """The text is no dictionary of a structured field."""


def tokens_of(text: str) -> dict[str, str | None]:
    """The keys of a dictionary, each with its value where that is a token, else None.

    Of a key given twice the last value counts; parameters are read over.

    :raises MalformedFieldError: where the text does not parse as a dictionary.
    """
    found: dict[str, str | None] = {}
    at = _skip(text, 0, " ")
    while at < len(text.rstrip(" ")):
        key = _KEY.match(text, at)
        if key is None:
            raise MalformedFieldError(text)
        value: str | None = None
        at = key.end()
        if text.startswith("=", at):
            value, at = _member(text, at + 1)
        at = _parameters(text, at)
        found[key[0]] = value
        end = _SPACE.match(text, at)
        at = end.end() if end else at
        if at < len(text):
            if text[at] != ",":
                raise MalformedFieldError(text)
            space = _SPACE.match(text, at + 1)
            at = space.end() if space else at + 1
            if at == len(text):
                raise MalformedFieldError(text)
    return found


def _member(text: str, at: int) -> tuple[str | None, int]:
    if not text.startswith("(", at):
        return _item(text, at)
    at = _skip(text, at + 1, " ")
    while not text.startswith(")", at):
        _, at = _item(text, at)
        at = _parameters(text, at)
        if not text.startswith((" ", ")"), at):
            raise MalformedFieldError(text)
        at = _skip(text, at, " ")
    return None, at + 1


def _item(text: str, at: int) -> tuple[str | None, int]:
    if token := _TOKEN.match(text, at):
        return token[0], token.end()
    if other := _OTHER.match(text, at):
        return None, other.end()
    raise MalformedFieldError(text)


def _parameters(text: str, at: int) -> int:
    while text.startswith(";", at):
        at = _skip(text, at + 1, " ")
        key = _KEY.match(text, at)
        if key is None:
            raise MalformedFieldError(text)
        at = key.end()
        if text.startswith("=", at):
            _, at = _item(text, at + 1)
    return at


def _skip(text: str, at: int, characters: str) -> int:
    while at < len(text) and text[at] in characters:
        at += 1
    return at
