"""Where a query stops making sense, in words for the person who wrote it.

The engine's parser tries keywords by taking as many characters as they have, so the place it
reports lies up to a keyword's length beyond the mistake, often on another line. With wide gaps
between all tokens the same report falls into the gap after the very token it stumbled over.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from catalog.sparql.tokens import Kind, Token, place, tokens

_GAP = " " * 40
"""Longer than any keyword or function name of SPARQL."""

_REPORT = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_SENTENCE = re.compile(r"(?:\A|, |one of )([A-Z][\w*]+ [^,\"'\[\]|]*[a-z]{3}[^,\"'\[\]|]*)")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong and where, line and column counted from 1."""

    message: str
    line: int
    column: int


def locate(text: str, report: str, parse: Callable[[str], str | None]) -> Mistake:
    """The mistake in a query the engine has refused with `report`.

    `parse` tries another text and gives the engine's report, or None where it is content.
    """
    parts = [token for token in tokens(text) if token.kind is not Kind.UNCLOSED]
    starts, spaced = _with_gaps(text, parts)
    again = _REPORT.match(parse(spaced) or "")
    if again is None:
        return _as_reported(text, report)
    offset = int(again[2]) - 1
    if not parts or offset >= len(spaced):
        line, column = place(text, len(text))
        return Mistake(_sentence(again[3]) or "the query ends too early", line, column)
    stumbled = max(i for i, start in enumerate(starts) if start <= offset or i == 0)
    token = parts[stumbled]
    written = text[token.start : _end(text, parts, stumbled)]
    shown = written if len(written) <= 40 else f"{written[:39]}…"
    return Mistake(_words(shown, _sentence(again[3])), *place(text, token.start))


def _sentence(expected: str) -> str:
    """What the engine says in a sentence among the signs it would have taken, if it does."""
    match = _SENTENCE.search(expected)
    return match[1].strip() if match else ""


def _words(token: str, sentence: str) -> str:
    if sentence == "Prefix not found":
        return f"the prefix of “{token}” is not declared; add a PREFIX line for it"
    if sentence == "IRI parsing failed":
        return f"“{token}” does not end a whole absolute IRI, and no BASE makes it one"
    return f"“{token}” cannot stand here" + (f": {sentence}" if sentence else "")


def _with_gaps(text: str, parts: list[Token]) -> tuple[list[int], str]:
    """One line with a gap after each token, and where each token begins in it."""
    starts: list[int] = []
    pieces: list[str] = []
    length = 0
    for number, token in enumerate(parts):
        piece = text[token.start : _end(text, parts, number)].replace("\n", " ")
        following = parts[number + 1] if number + 1 < len(parts) else None
        glued = token.text in ("+", "-", "^^") or (
            following is not None and (following.kind is Kind.TAG or following.text == "^^")
        )
        piece += "" if glued else _GAP
        starts.append(length)
        pieces.append(piece)
        length += len(piece)
    return starts, "".join(pieces)


def _end(text: str, parts: list[Token], number: int) -> int:
    """Where a token ends: its own length, for escapes may have been resolved in its text."""
    token = parts[number]
    until = parts[number + 1].start if number + 1 < len(parts) else len(text)
    if token.kind is Kind.WORD:
        written = re.match(
            r"(?:\w|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})+", text[token.start : until]
        )
        return token.start + (written.end() if written else len(token.text))
    return token.start + len(token.text)


def _as_reported(text: str, report: str) -> Mistake:
    match = _REPORT.match(report)
    if match is None:
        return Mistake(report, 1, 1)
    lines = text.split("\n")
    line = min(int(match[1]), len(lines))
    column = min(int(match[2]), len(lines[line - 1]) + 1)
    return Mistake(match[3].replace("\n", " "), line, column)
