"""What is seen in a text before any parser reads it: what is no text, and how deep it nests.

The parsers choke on depth: nested JSON-LD ends the process, nested RDF/XML and tags of very many
attributes take minutes (robustness.md A2). The scanners know strings, IRIs and comments, so a
bracket in a string can neither raise the count nor lower it; all are linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import RdfFormat

from catalog.errors import TooLargeError, UnparseableError, UsageError

MAX_DEPTH: Final = 100
MAX_BRACKETS: Final = 500_000
MAX_TAGS: Final = 1_000_000
"""Both are more than the statements we read at most need."""
MAX_ATTRIBUTES: Final = 1_000
"""Of one XML tag; the parser compares each with each."""

_COMPRESSED: Final = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "a ZIP archive",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
}
_JSON: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\Z)|[\[{\]}]', re.DOTALL)
_TURTLE: Final = re.compile(
    rb"<[^<>\"{}|^`\x00-\x20]*+>"  # an IRI
    rb"|#[^\n\r]*+"
    rb'|"""(?:[^"\\]++|\\.|"(?!""))*+(?:"""|\Z)'
    rb"|'''(?:[^'\\]++|\\.|'(?!''))*+(?:'''|\Z)"
    rb'|"(?:[^"\\\n\r]++|\\.)*+"?'
    rb"|'(?:[^'\\\n\r]++|\\.)*+'?"
    rb"|\\."  # in a local name
    rb"|[\[{(\]})]",
    re.DOTALL,
)
_TAG: Final = re.compile(
    rb"<(?P<end>/?)[^\s<>/!?](?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>", re.DOTALL
)
_SKIPPED: Final = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"))


def at(origin: str) -> str:
    """The beginning of a message about a text of that name, or nothing where it has none."""
    return f"{origin}: " if origin else ""


def refuse_hazards(data: bytes, rdf_format: RdfFormat, origin: str) -> None:
    """Refuse what is no text, and what the parsers are known to choke on.

    :raises UnparseableError: where it is compressed or not UTF-8.
    :raises TooLargeError: where it is nested too deep.
    :raises UsageError: where it is RDF/XML with a document type.
    """
    _refuse_other_than_text(data, origin)
    if rdf_format == RdfFormat.RDF_XML:
        if re.search(rb"<!\s*(DOCTYPE|ENTITY)", data, re.IGNORECASE):
            raise UsageError(
                f"{at(origin)}a document type declaration. Leave it out, or send Turtle."
            )
        _refuse_many(data, (b"<",), MAX_TAGS, f"{at(origin)}more than {MAX_TAGS:,} tags.")
        steps = _xml_steps(data, origin)
    else:
        words = f"{at(origin)}more than {MAX_BRACKETS:,} brackets."
        _refuse_many(data, (b"[", b"{", b"("), MAX_BRACKETS, words)
        steps = _bracket_steps(data, _JSON if rdf_format == RdfFormat.JSON_LD else _TURTLE)
    depth = _deepest(steps)
    if depth > MAX_DEPTH:
        raise TooLargeError(f"{at(origin)}nested {depth} deep; we read at most {MAX_DEPTH}.")


def _refuse_other_than_text(data: bytes, origin: str) -> None:
    for magic, name in _COMPRESSED.items():
        if data.startswith(magic):
            raise UnparseableError(f"this is {name}. Send the text itself.", origin)
    place, what = data.find(b"\0"), "a NUL byte, which no text holds"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if place < 0 or error.start < place:
            place, what = error.start, "not UTF-8"
    if place >= 0:
        line = data.count(b"\n", 0, place) + 1
        column = place - data.rfind(b"\n", 0, place)
        raise UnparseableError(f"{what} (byte {place + 1})", origin, line, column)


def _refuse_many(data: bytes, signs: tuple[bytes, ...], most: int, words: str) -> None:
    """Refuse more signs than `most`, those in strings included: too many to look at one by one."""
    if sum(data.count(sign) for sign in signs) > most:
        raise TooLargeError(words)


def _deepest(steps: Iterable[int]) -> int:
    depth = deepest = 0
    for step in steps:
        depth = max(0, depth + step)
        deepest = max(deepest, depth)
    return deepest


def _bracket_steps(data: bytes, tokens: re.Pattern[bytes]) -> Iterator[int]:
    """One up for each opening bracket, one down for each closing one."""
    for token in tokens.finditer(data):
        if token.end() - token.start() == 1:
            bracket = token.group()
            if bracket in b"[{(":
                yield 1
            elif bracket in b"]})":
                yield -1


def _xml_steps(data: bytes, origin: str) -> Iterator[int]:
    """One up for each start tag, one down for each end tag."""
    place = data.find(b"<")
    while place >= 0:
        after = _after_skipped(data, place)
        if after is not None:
            place = data.find(b"<", after)
            continue
        tag = _TAG.match(data, place)
        if tag is None:
            place = data.find(b"<", place + 1)
            continue
        if data.count(b"=", place, tag.end()) > MAX_ATTRIBUTES:
            raise TooLargeError(f"{at(origin)}a tag of more than {MAX_ATTRIBUTES:,} attributes.")
        if tag["end"]:
            yield -1
        elif data[tag.end() - 2 : tag.end()] != b"/>":
            yield 1
        place = data.find(b"<", tag.end())


def _after_skipped(data: bytes, place: int) -> int | None:
    """Where a comment, a CDATA section or an instruction that begins here ends."""
    for opening, closing in _SKIPPED:
        if data.startswith(opening, place):
            end = data.find(closing, place + len(opening))
            return len(data) if end < 0 else end + len(closing)
    return None
