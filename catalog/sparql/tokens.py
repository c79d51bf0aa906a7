r"""SPARQL text as a flat run of tokens (SPARQL 1.1 § 19.8), without a grammar.

Only as much is told apart as the guard needs: what is inside a string, an IRI or a comment is
one token or none, so that a word in a text is never taken for a keyword. Escapes such as
`\u0053` in bare words are resolved (§ 19.2). Every pattern runs in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What a token is."""

    IRI = "iri"
    STRING = "string"
    UNCLOSED = "unclosed"
    NUMBER = "number"
    VARIABLE = "variable"
    NAME = "name"
    WORD = "word"
    TAG = "tag"
    SYMBOL = "symbol"


class Token(NamedTuple):
    """One token: its kind, its text (words in capitals, escapes resolved) and its offset."""

    kind: Kind
    text: str
    start: int


OPERANDS = frozenset({Kind.IRI, Kind.STRING, Kind.NUMBER, Kind.VARIABLE, Kind.NAME})
"""Kinds that can stand as a term; after one of them `<` may be “less than”."""

_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_IRI_CHAR = r"[^<>\"{}|^`\\\x00-\x20]"
_PREFIX = r"[^\W\d] (?: [\w\-·] | \.{1,9}+(?=[\w\-·:]) ){0,99}+"
_LOCAL = r"[\w\-:·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"

# Quantifiers are possessive (`*+`) and prefixes bounded: no text makes matching quadratic.
_TOKEN = re.compile(
    rf"""
      (?P<skip>   [\x20\t\r\n]++ | \#[^\r\n]*+ )
    | (?P<iri>    < {_IRI_CHAR}*+ (?: (?:{_ESCAPE}) {_IRI_CHAR}*+ )*+ > )
    | (?P<string> \"\"\" (?: [^\"\\] | \\. | \"(?!\"\") )*+ \"\"\"
                | ''' (?: [^'\\] | \\. | '(?!'') )*+ '''
                | \"(?!\"\") [^\"\\\r\n]*+ (?: \\. [^\"\\\r\n]*+ )*+ \"
                | '(?!'') [^'\\\r\n]*+ (?: \\. [^'\\\r\n]*+ )*+ ' )
    | (?P<unclosed> [\"'] )
    | (?P<variable> [?$] \w++ )
    | (?P<name>   (?: {_PREFIX} )? : (?: {_LOCAL} | \.++(?={_LOCAL}) )*+ )
    | (?P<number> (?: \d++ (?:\.\d++)? | \.\d++ ) (?: [eE][+\-]?\d++ )? )
    | (?P<word>   (?: [^\W\d] | {_ESCAPE} ) (?: \w | {_ESCAPE} )*+ )
    | (?P<tag>    @ [A-Za-z]++ (?: -[A-Za-z0-9]++ )*+ )
    | (?P<symbol> \^\^ | && | \|\| | != | <= | >= | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = re.compile(_ESCAPE)


def tokens(text: str) -> Iterator[Token]:
    """Every token of `text` in order; what is no SPARQL at all comes out as single symbols."""
    for match in _TOKEN.finditer(text):
        name = match.lastgroup
        if name == "skip" or name is None:
            continue
        found = match.group()
        if name == "word":
            found = resolve_escapes(found).upper()
        yield Token(Kind(name), found, match.start())


def resolve_escapes(text: str) -> str:
    r"""`text` with its `\uXXXX` and `\UXXXXXXXX` resolved; an impossible one stays as it is."""

    def character(match: re.Match[str]) -> str:
        code = int(match.group()[2:], 16)
        return chr(code) if code <= 0x10FFFF else match.group()

    return _ESCAPES.sub(character, text) if "\\" in text else text


def place(text: str, start: int) -> tuple[int, int]:
    """Line and column of an offset, both counted from 1."""
    line = text.count("\n", 0, start) + 1
    return line, start - (text.rfind("\n", 0, start) + 1) + 1
