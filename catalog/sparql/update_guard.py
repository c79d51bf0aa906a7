"""The lexical guard for updates (SPARQL 1.1 Update § 19), by the same reading as for queries.

One request may hold several operations. What stands in the braces of INSERT, DELETE and DATA is
data, which the engine reads without recursion, so only its brackets are counted; patterns are
held to the bounds of queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from catalog.errors import UsageError
from catalog.sparql.graph_names import GraphNames
from catalog.sparql.guard import GuardLimits, QueryForm, Reading, measure
from catalog.sparql.tokens import Kind, Token

UPDATE_LIMITS: Final = GuardLimits(text_bytes=1024 * 1024, tokens=300_000, operations=500)

_OPERATIONS: Final = ("INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_PROLOGUE: Final = ("BASE", "PREFIX", "VERSION")
_TEMPLATES: Final = ("INSERT", "DELETE", "DATA")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Where WHERE stands, and for DELETE WHERE the braces of what is both pattern and template."""

    where: int
    braces: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class CheckedUpdate:
    """An update the guard let pass, and whether it names its own dataset (USING, WITH)."""

    text: str
    names_dataset: bool = False
    patterns: tuple[Pattern, ...] = ()
    graphs: frozenset[str] | None = None
    """The named graphs it can write to at the most; None where the text alone does not tell."""


def check_update(text: str, limits: GuardLimits = UPDATE_LIMITS) -> CheckedUpdate:
    """Let an update pass.

    Raises TooLargeError over a bound, QueryRefusedError where it would call out (SERVICE, LOAD),
    and UnparseableError where it is no update or no Unicode text.
    """
    measure(text, limits, "update")
    return _UpdateReading(text, limits).checked()


def with_dataset(
    update: CheckedUpdate, default: Sequence[str], named: Sequence[str]
) -> CheckedUpdate:
    """The update with its patterns asked of a dataset (SPARQL 1.1 Protocol § 2.2.3).

    :raises UsageError: where it names a dataset itself.
    """
    if update.names_dataset:
        raise UsageError(
            "The update says USING or WITH; then using-graph-uri and using-named-graph-uri "
            "cannot say it as well."
        )
    clauses = [f"USING {NamedNode(iri)}" for iri in default]
    clauses += [f"USING NAMED {NamedNode(iri)}" for iri in named]
    said = "\n" + "\n".join(clauses) + "\n"
    text = update.text
    for pattern in reversed(update.patterns):
        before, after = text[: pattern.where], text[pattern.where :]
        if pattern.braces is not None:
            start, end = pattern.braces
            before += text[start:end]
        text = before + said + after
    return CheckedUpdate(text, True, graphs=update.graphs)


class _UpdateReading(Reading):
    """One pass over the tokens of one update."""

    noun = "update"

    def __init__(self, text: str, limits: GuardLimits) -> None:
        super().__init__(text, limits)
        self.patterns: list[Pattern] = []
        self.keyword = ""
        self.follows_delete = False
        self.in_template = False
        self.where: Token | None = None
        self.brace = 0
        self.graphs = GraphNames()

    def checked(self) -> CheckedUpdate:
        """Read to the end; the answer of `check_update`."""
        self._read_tokens()
        graphs = self.graphs.found()
        return CheckedUpdate(self.text, self.names_dataset, tuple(self.patterns), graphs)

    def _expect_prologue(self, token: Token) -> None:
        """Called for every token; outside all braces the keywords of operations stand."""
        self.graphs.see(token, self.before, is_outside=not self.open)
        if self.open:
            return
        if token.kind is Kind.WORD:
            self._keyword(token)
        elif token.kind is Kind.NAME:
            self._refuse_merged_load(token)
        elif token.text == ";":
            self.keyword = ""
            self._count("operations", token)

    def _keyword(self, token: Token) -> None:
        word = token.text
        self._refuse_calls(token)
        if not self.keyword:
            if word in QueryForm.__members__:
                self._unparseable("this is a query; an update is expected here", token)
            if not word.startswith((*_OPERATIONS, *_PROLOGUE)):
                self._unparseable(f"an update begins with {', '.join(_OPERATIONS)}", token)
        if "USING" in word or "WITH" in word:
            self.names_dataset = True
        if "WHERE" in word:
            if word != "WHERE":
                self._unparseable("put a space before WHERE", token)
            self.follows_delete = self.before is not None and self.before.text == "DELETE"
            self.where = token
            if not self.follows_delete:
                self.patterns.append(Pattern(token.start))
        if word not in _PROLOGUE:
            self.keyword = word

    def _refuse_merged_load(self, token: Token) -> None:
        """`LOADex:name` is LOAD to the engine, though § 19.8 makes it one name."""
        is_operation = self.before is None or self.before.kind is not Kind.WORD
        if is_operation and token.text.upper().startswith("LOAD"):
            self._refuse("LOAD", token)

    def _count(self, what: str, token: Token, weight: int = 1) -> None:
        if not (self.in_template and what in ("separators", "clauses")):
            super()._count(what, token, weight)

    def _opens(self, token: Token) -> None:
        if not self.open and token.text == "{":
            self.brace = token.start
            self.in_template = self.keyword.endswith(_TEMPLATES)
        super()._opens(token)

    def _symbol(self, token: Token) -> None:
        was_inside = bool(self.open)
        super()._symbol(token)
        if was_inside and not self.open:
            self.in_template = False
            if self.follows_delete and self.where is not None:
                self.patterns.append(Pattern(self.where.start, (self.brace, token.start + 1)))
                self.follows_delete = False

    def _may_be_less_than(self, token: Token) -> bool:
        return not self.in_template and super()._may_be_less_than(token)
