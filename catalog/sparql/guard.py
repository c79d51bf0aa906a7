"""The lexical guard: what may reach a parser at all (robustness.md A3.1).

The engine parses by recursion: 6 kB of `{` end its process. So nothing is parsed here; the text
is read as bare tokens, counted, and turned away when it is over a bound or would call out. The
bounds lie far above real queries (the W3C suites pass) and far below the measured cliffs. A
query that slips through still runs in a process that can be killed (`workers`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from catalog.errors import QueryRefusedError, TooLargeError, UnparseableError
from catalog.sparql.tokens import OPERANDS, Kind, Token, place, tokens


class QueryForm(StrEnum):
    """The four query forms (SPARQL 1.1 § 16)."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def gives_graph(self) -> bool:
        """Whether the answer is RDF rather than a table or a yes or no."""
        return self in (QueryForm.CONSTRUCT, QueryForm.DESCRIBE)


@dataclass(frozen=True, slots=True)
class GuardLimits:
    """The bounds of one query."""

    text_bytes: int = 64 * 1024
    tokens: int = 10_000
    depth: int = 100
    path_steps: int = 50
    separators: int = 250
    clauses: int = 100
    operators: int = 500
    operations: int = 1
    """Parts of an update, parted by semicolons (`update_guard`)."""


@dataclass(frozen=True, slots=True)
class CheckedQuery:
    """A query the guard let pass, its form, and whether it names its own dataset (FROM)."""

    text: str
    form: QueryForm
    names_dataset: bool


DEFAULT_LIMITS = GuardLimits()

_UPDATES = frozenset({"INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_OPERATORS = frozenset({*"+-*/|&=<>!^", "||", "&&", "!=", "<=", ">="})
_PATH_OPERATORS = frozenset("/|^")
_OPENERS, _CLOSERS = frozenset("{(["), frozenset("})]")
_BUILDERS = ("LATERAL", "OPTIONAL", "UNION", "MINUS", "BIND", "GRAPH", "FILTER", "SELECT")
_FORBIDDEN = ("SERVICE", "LOAD")
_CALLS_OUT = re.compile(r"service|load", re.IGNORECASE)
_WITH_AUTHORITY = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")


def check(text: str, limits: GuardLimits = DEFAULT_LIMITS) -> CheckedQuery:
    """Let a query pass, and say which form it has.

    Raises TooLargeError over a bound, QueryRefusedError where it would call out (SERVICE, LOAD),
    and UnparseableError where it is no query, holds an update, or is no Unicode text.
    """
    measure(text, limits, "query")
    return Reading(text, limits).read()


def measure(text: str, limits: GuardLimits, noun: str) -> None:
    """Raise TooLargeError or UnparseableError where a text is too long or no Unicode text."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        line, column = place(text, error.start)
        raise UnparseableError("a lone surrogate is no character", "", line, column) from error
    if size > limits.text_bytes:
        raise TooLargeError(
            f"The {noun} has {size:,} bytes; this service takes {limits.text_bytes:,}."
        )


class Reading:
    """One pass over the tokens of one query."""

    noun = "query"

    def __init__(self, text: str, limits: GuardLimits) -> None:
        self.text, self.limits = text, limits
        self.open: list[str] = []
        self.counts = dict.fromkeys(_NOUNS, 0)
        self.path_steps = 0
        self.form: QueryForm | None = None
        self.names_dataset = False
        self.data_follows = False
        self.before: Token | None = None
        self.before_that: Token | None = None

    def read(self) -> CheckedQuery:
        """Read to the end; the answer of `check`."""
        self._read_tokens()
        if self.form is None:
            raise UnparseableError("there is no SELECT, ASK, CONSTRUCT or DESCRIBE in this query")
        return CheckedQuery(self.text, self.form, self.names_dataset)

    def _read_tokens(self) -> None:
        for token in tokens(self.text):
            self._count("tokens", token)
            if token.kind is Kind.UNCLOSED:
                self._unparseable("a string begins here that is not closed", token)
            if self.form is None:
                self._expect_prologue(token)
            if token.kind is Kind.WORD:
                self._word(token)
            elif token.kind is Kind.SYMBOL:
                self._symbol(token)
            else:
                self._term(token)
            self.before_that, self.before = self.before, token

    def _count(self, what: str, token: Token, weight: int = 1) -> None:
        self.counts[what] += weight
        most = getattr(self.limits, what)
        if self.counts[what] > most:
            self._too_large(f"more than {most:,} {_NOUNS[what]}", token)

    def _too_large(self, found: str, token: Token) -> None:
        line, column = place(self.text, token.start)
        raise TooLargeError(
            f"The {self.noun} has {found} (counted up to line {line}, column {column}); "
            "ask it in smaller parts."
        )

    def _expect_prologue(self, token: Token) -> None:
        """Before the form only BASE, PREFIX and VERSION and what they name may stand."""
        if token.kind is Kind.WORD:
            if token.text in QueryForm.__members__:
                self.form = QueryForm[token.text]
                return
            if token.text in ("BASE", "PREFIX", "VERSION"):
                return
            if token.text in _UPDATES:
                self._unparseable("this is an update; a query is expected here", token)
            self._refuse_calls(token)
        elif token.kind in (Kind.IRI, Kind.NAME, Kind.STRING) and self.before is not None:
            return
        self._unparseable("a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE", token)

    def _unparseable(self, reason: str, token: Token) -> None:
        raise UnparseableError(reason, "", *place(self.text, token.start))

    def _word(self, token: Token) -> None:
        self._refuse_calls(token)
        word = token.text
        # The engine reads `trueOPTIONAL{` as two words, so a word is searched, not compared.
        for builder in _BUILDERS:
            if builder in word:
                self._count("clauses", token)
        if "FROM" in word:
            self.names_dataset = True
        if word.endswith("VALUES"):
            self.data_follows = True

    def _refuse_calls(self, token: Token) -> None:
        for keyword in _FORBIDDEN:
            if keyword in token.text.upper():
                self._refuse(keyword, token)

    def _refuse(self, keyword: str, token: Token) -> None:
        line, column = place(self.text, token.start)
        raise QueryRefusedError(
            f"{keyword} (line {line}, column {column}) would make this service call another one; "
            "that is switched off here. Fetch from the other service and join on your side."
        )

    def _symbol(self, token: Token) -> None:
        symbol = token.text
        if symbol in _OPENERS:
            self._opens(token)
        elif symbol in _CLOSERS:
            if self.open:
                self.open.pop()
            if symbol == "}":
                self.path_steps = 0
        elif symbol in ".;" or (symbol == "," and not self._inside("(")):
            # A comma in parentheses parts arguments; elsewhere it parts triple patterns.
            self.path_steps = 0
            if not self._inside("data"):
                self._count("separators", token)
        elif symbol in _OPERATORS:
            self._count("operators", token)
            if symbol in _PATH_OPERATORS:
                self.path_steps += 1
                if self.path_steps > self.limits.path_steps:
                    self._too_large(f"a path of more than {self.limits.path_steps} steps", token)

    def _opens(self, token: Token) -> None:
        symbol = token.text
        if symbol == "{":
            self._refuse_merged_service(token)
            self.path_steps = 0
            if self.data_follows:
                symbol, self.data_follows = "data", False
        if symbol in "{[" and not self._inside("data"):
            self._count("separators", token)
        self.open.append(symbol)
        if len(self.open) > self.limits.depth:
            self._too_large(f"brackets more than {self.limits.depth} deep", token)

    def _refuse_merged_service(self, token: Token) -> None:
        """`SERVICEex:name {` is SERVICE to the engine, though § 19.8 makes it one name."""
        before, earlier = self.before, self.before_that
        if before is None or before.kind is not Kind.NAME:
            return
        named = before.text.partition(":")[0].upper()
        if "SERVICE" in named and not (earlier is not None and earlier.text == "GRAPH"):
            self._refuse("SERVICE", before)

    def _term(self, token: Token) -> None:
        if token.kind is Kind.IRI and self._may_be_less_than(token):
            self._check_naively(token)
        if token.kind in (Kind.VARIABLE, Kind.STRING, Kind.NUMBER):
            self.path_steps = 0
        if self.form is QueryForm.DESCRIBE and not self.open:
            self._count("separators", token)  # the engine nests one group for each of them
        follows_term = self.before is not None and self.before.kind in OPERANDS
        if follows_term and token.kind in OPERANDS and self._inside("(") and not self._in_data():
            # Members of a collection: two triple patterns each (SPARQL 1.1 § 4.2.3).
            self._count("separators", token, 2)

    def _inside(self, opener: str) -> bool:
        return bool(self.open) and self.open[-1] == opener

    def _in_data(self) -> bool:
        return "data" in self.open[-2:]

    def _may_be_less_than(self, token: Token) -> bool:
        """Whether `?a<'b'>` and the like could be read as a comparison that hides a string."""
        before = self.before
        if before is None or not (before.kind in OPERANDS or before.text == ")"):
            return False
        if _WITH_AUTHORITY.match(token.text):
            return False  # `http://…` can be nothing but an IRI: no expression holds `//`
        return not set("'#()[]").isdisjoint(token.text)

    def _check_naively(self, token: Token) -> None:
        """Two readings are possible: then strings and comments must be harmless as well."""
        calling = _CALLS_OUT.search(self.text)
        if calling is not None:
            self._refuse(calling.group().upper(), Token(Kind.WORD, "", calling.start()))
        if sum(map(self.text.count, "{([")) > self.limits.depth:
            self._too_large(f"more than {self.limits.depth} brackets around {token.text}", token)


_NOUNS = {
    "tokens": "words and signs",
    "separators": "triple patterns and groups",
    "clauses": "clauses (LATERAL, OPTIONAL, UNION, MINUS, FILTER, BIND, GRAPH, SELECT)",
    "operators": "operators",
    "operations": "operations",
}
