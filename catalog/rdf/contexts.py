"""JSON-LD contexts that are named rather than written out: from local copies, never fetched.

A context is code of a sort: whoever serves it decides what a document says, and asking for it
tells them who reads what (JSON-LD 1.1 § 3.1, and its security considerations). We know our own.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from catalog.errors import TooLargeError, UnparseableError
from catalog.rdf.hazards import at
from catalog.terms import NS
from catalog.vocabulary import ontology_dir

OWN: Final = NS + "context.jsonld"
KNOWN: Final = (OWN,)
MAX_NAMED: Final = 100
"""How often a text may name a context: each of them is put in whole."""
_SHOWN: Final = 100

Json = Any  # Any: a JSON document of whatever shape


def with_contexts(data: bytes, origin: str = "") -> bytes:
    """A JSON-LD text with the contexts it names put in their place.

    A text that names none comes back as it is, so that places in messages stay true.

    :raises UnparseableError: where it is no JSON, or names a context that is not known here.
    :raises TooLargeError: where it names contexts too often.
    """
    try:
        document = json.loads(data)
    except json.JSONDecodeError as error:
        raise UnparseableError(error.msg, origin, error.lineno, error.colno) from error
    except ValueError as error:
        raise UnparseableError("a number of more digits than we read", origin) from error
    put = _put_contexts(document, origin)
    return json.dumps(document).encode() if put else data


def _put_contexts(document: Json, origin: str) -> int:
    """Replace names of contexts in a document; how many there were. It is not deep."""
    put = 0
    waiting: list[Json] = [document]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting.extend(part)
            continue
        if not isinstance(part, dict):
            continue
        if isinstance(part.get("@import"), str):
            raise _unknown(part["@import"], origin)
        if "@context" in part:
            given = part["@context"]
            several = given if isinstance(given, list) else [given]
            named = sum(isinstance(one, str) for one in several)
            put += named
            if put > MAX_NAMED:
                raise TooLargeError(f"{at(origin)}more than {MAX_NAMED} contexts given by name.")
            if named:
                part["@context"] = [_known(one, origin) for one in several]
        waiting.extend(part.values())
    return put


def _known(context: Json, origin: str) -> Json:
    if not isinstance(context, str):
        return context
    if context not in KNOWN:
        raise _unknown(context, origin)
    return _own()


@cache
def _own() -> Json:
    return json.loads((ontology_dir() / "context.jsonld").read_bytes())["@context"]


def _unknown(context: str, origin: str) -> UnparseableError:
    shown = context if len(context) <= _SHOWN else context[:_SHOWN] + "…"
    return UnparseableError(
        f"the context “{shown}” is named, and contexts are never fetched. Write it out, or name "
        f"one that is known here: {', '.join(KNOWN)}.",
        origin,
    )
