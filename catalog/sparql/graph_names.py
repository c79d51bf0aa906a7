"""Which named graphs an update can write to, as far as its bare tokens tell.

Never fewer than it does write to: comparing those, instead of all, then finds every change.
"""

from __future__ import annotations

import re
from typing import Final

from catalog.sparql.tokens import Kind, Token, resolve_escapes

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_KEYWORDS: Final = ("GRAPH", "WITH", "INTO", "TO", "ADD", "MOVE", "COPY", "CLEAR", "DROP", "USING")
_EVERY: Final = ("ALL", "NAMED")
_LOCAL_ESCAPE: Final = re.compile(r"\\(.)")


class GraphNames:
    """Gathers the names as the tokens of an update go by."""

    def __init__(self) -> None:
        """None seen yet."""
        self._found: set[str] = set()
        self._prefixes: dict[str, str] = {}
        self._prefix: str | None = None
        self._is_known = True

    def see(self, token: Token, before: Token | None, *, is_outside: bool) -> None:
        """Take the next token.

        :param before: the one that came before it.
        :param is_outside: whether it stands outside all braces.
        """
        word = before.text if before is not None and before.kind is Kind.WORD else ""
        if word.endswith("PREFIX") and token.kind is Kind.NAME:
            self._prefix = token.text[:-1]
        elif self._prefix is not None and token.kind is Kind.IRI:
            self._prefixes[self._prefix], self._prefix = self._iri(token) or "", None
        elif token.kind is Kind.WORD:
            if "BASE" in token.text or (is_outside and token.text.endswith(_EVERY)):
                self._is_known = self._is_known and self._is_dataset(token, before)
        elif is_outside or word.endswith("GRAPH"):
            self._name(token)
        elif token.kind is Kind.NAME and "GRAPH" in token.text.partition(":")[0].upper():
            self._is_known = False  # the engine reads `GRAPHex:a` as GRAPH ex:a

    def found(self) -> frozenset[str] | None:
        """The names; None where there may be others."""
        return frozenset(self._found) if self._is_known else None

    def _is_dataset(self, token: Token, before: Token | None) -> bool:
        """Whether it is the NAMED of USING NAMED, which names what is read."""
        return token.text == "NAMED" and before is not None and before.text == "USING"

    def _name(self, token: Token) -> None:
        if token.kind is Kind.VARIABLE:
            self._is_known = False
        elif token.kind is Kind.IRI:
            self._add(self._iri(token))
        elif token.kind is Kind.NAME:
            self._add(self._expanded(token))

    def _add(self, iri: str | None) -> None:
        if iri:
            self._found.add(iri)
        else:
            self._is_known = False

    def _iri(self, token: Token) -> str | None:
        iri = resolve_escapes(token.text[1:-1])
        return iri if _ABSOLUTE.match(iri) else None

    def _expanded(self, token: Token) -> str | None:
        """A prefixed name as an IRI, unless the engine may read a keyword at its beginning."""
        prefix, _, local = token.text.partition(":")
        if any(keyword in prefix.upper() for keyword in _KEYWORDS):
            return None
        namespace = self._prefixes.get(prefix)
        return namespace + _LOCAL_ESCAPE.sub(r"\1", local) if namespace else None
