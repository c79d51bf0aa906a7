"""Literals that an engine with types of its own would refuse or change, and their disguise.

Virtuoso turns a literal into a value of SQL: it refuses `"P1Y"^^xsd:duration`, integers of
thirty digits and dates that are none, and makes geometries of its own. Such a literal is
written with its datatype under a prefix that no engine knows, and read back as it was. What
the engine only writes in another way (0.50 as 0.5) is left to it, as Oxigraph does the same.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, TypeVar

from pyoxigraph import Literal, NamedNode, Triple

from catalog.terms import PREFIXES

DISGUISE: Final = "urn:x-headwaters-as-written:"
"""Before the datatype of a literal that is kept as it was written."""

_XSD: Final = PREFIXES["xsd"]
_OTHERS: Final = (PREFIXES["rdf"], "http://www.opengis.net/", "http://www.openlinksw.com/")
"""Namespaces of further datatypes that engines take apart: rdf:XMLLiteral, geometries."""
_INTEGERS: Final = (
    "integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger", "unsignedInt",
)  # fmt: skip
_DAY: Final = r"[12]\d{3}-\d\d-\d\d"
_SOUND: Final[dict[str, re.Pattern[str]]] = {
    "boolean": re.compile(r"true|false|1|0"),
    "decimal": re.compile(r"[+-]?\d{1,12}(\.\d{0,6})?"),
    "double": re.compile(r"[+-]?\d{1,9}(\.\d{1,6})?([eE][+-]?\d\d?)?"),
    "date": re.compile(_DAY),
    "dateTime": re.compile(_DAY + r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{3})?Z?"),
    "gYear": re.compile(r"[12]\d{3}"),
    "gYearMonth": re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])"),
    **dict.fromkeys(_INTEGERS, re.compile(r"[+-]?\d{1,18}")),
}
"""What Virtuoso 7.2 was seen to keep the value of, by local name of the XSD datatype."""
_TEXTS: Final = frozenset({"string", "anyURI", "token", "language", "normalizedString"})

_Term = TypeVar("_Term")


def disguised(value: _Term) -> _Term | Literal:
    """The term as it is written into such an engine."""
    if not isinstance(value, Literal) or value.language or _is_kept(value):
        return value
    return Literal(value.value, datatype=NamedNode(DISGUISE + value.datatype.value))


def revealed(value: _Term) -> _Term | Literal:
    """The term as it was before `disguised`, and booleans by their names."""
    if not isinstance(value, Literal):
        return value
    datatype = value.datatype.value
    if datatype.startswith(DISGUISE):
        return Literal(value.value, datatype=NamedNode(datatype[len(DISGUISE) :]))
    if datatype == _XSD + "boolean" and value.value in ("0", "1"):
        return Literal(value.value == "1")
    return value


def disguised_triple(triple: Triple) -> Triple:
    """A triple with its object as it is written into such an engine."""
    return Triple(triple.subject, triple.predicate, disguised(triple.object))


def _is_kept(literal: Literal) -> bool:
    datatype = literal.datatype.value
    if not datatype.startswith(_XSD):
        return not datatype.startswith(_OTHERS)
    name = datatype[len(_XSD) :]
    if name in _TEXTS:
        return True
    pattern = _SOUND.get(name)
    if pattern is None or not pattern.fullmatch(literal.value):
        return False
    return not name.startswith("date") or _is_day(literal.value[:10])


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
