"""Asking a named question: bind, run, and show the way through the lineage beside each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from catalog.errors import UsageError
from catalog.lineage import LineageEdge, shortest_path
from catalog.lookup import find_thing
from catalog.questions import Column, Parameter, Question, question
from catalog.store import CatalogStore
from catalog.store.base import Graph, Row
from catalog.terms import compact, term
from catalog.vocabulary import labels

DEFAULT_LIMIT: Final = 500
_CONFIDENCE: Final = term("hw:confidence")
_STRENGTH: Final = ("V", "W", "K", "H", "M", "contested")
"""Confidence codes from strong to weak; rules.md 3.4 ranks W and K alike."""
_WITNESS_COLUMNS: Final = (
    Column("hops", "Steps"),
    Column("path", "Path"),
    Column("confidence", "Weakest confidence"),
)

Cell = dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows a question has, with the query that found them and the commit they hold at."""

    question: Question
    parameters: dict[str, str]
    columns: tuple[Column, ...]
    rows: tuple[dict[str, Cell | None], ...]
    total: int
    query: str
    commit: int

    @property
    def is_truncated(self) -> bool:
        """Whether there are more rows than are given."""
        return len(self.rows) < self.total

    def to_json(self) -> dict[str, Any]:
        """The answer as `GET /questions/{name}` gives it; values of several kinds."""
        return {
            "name": self.question.name,
            "title": self.question.title,
            "parameters": self.parameters,
            "columns": [{"name": c.name, "label": c.label} for c in self.columns],
            "rows": list(self.rows),
            "total": self.total,
            "truncated": self.is_truncated,
            "query": self.query,
            "commit": self.commit,
        }


def ask(
    store: CatalogStore,
    name: str,
    parameters: Mapping[str, str],
    *,
    limit: int = DEFAULT_LIMIT,
) -> Answer:
    """The answer of a named question.

    :param parameters: values by parameter name; a `thing` is an IRI, a slug or an exact name.
    :param limit: how many rows to give at most; the total is exact.
    :raises NotFoundError: where there is no such question or thing.
    :raises UsageError: where a parameter is not known or a required one is missing.
    """
    asked = question(name)
    bound = {p.name: _bind(store, p, parameters) for p in asked.parameters}
    unknown = sorted(set(parameters) - set(bound))
    if unknown:
        known = ", ".join(bound) or "none"
        raise UsageError(f"No parameter {', '.join(unknown)}; this question takes: {known}.")
    values = {name: value for name, value in bound.items() if value is not None}
    query = asked.query(values)
    found = store.graph.select(query)
    rows = [{**values, **row} for row in found[:limit]]
    columns = asked.columns
    ways: list[tuple[LineageEdge, ...]] = []
    if asked.witness:
        columns += _WITNESS_COLUMNS
        ways = [_way(store.graph, row, asked.witness.made, asked.witness.source) for row in rows]
    names = _names(store, [*rows, *_ends(ways)])
    cells = [{c.name: _cell(row.get(c.name), names) for c in asked.columns} for row in rows]
    for row, way in zip(cells, ways, strict=False):
        row.update(_witness_cells(store.graph, way, names))
    given = {name: names.get(value.value, value.value) for name, value in values.items()}
    return Answer(asked, given, columns, tuple(cells), len(found), query, store.head)


def _bind(
    store: CatalogStore, parameter: Parameter, given: Mapping[str, str]
) -> NamedNode | Literal | None:
    value = given.get(parameter.name) or parameter.default
    if not value:
        if parameter.required:
            raise UsageError(f"Say {parameter.name}=… ({parameter.label}).")
        return None
    if parameter.type == "thing":
        return NamedNode(find_thing(store.search, value).iri)
    return Literal(value)


def _way(graph: Graph, row: Row, made: str, source: str) -> tuple[LineageEdge, ...]:
    if made not in row or source not in row:
        return ()
    return shortest_path(graph, row[made].value, row[source].value)


def _ends(ways: Iterable[Sequence[LineageEdge]]) -> list[Row]:
    return [
        {"made": NamedNode(edge.made), "source": NamedNode(edge.source)}
        for way in ways
        for edge in way
    ]


def _witness_cells(
    graph: Graph, way: Sequence[LineageEdge], names: Mapping[str, str]
) -> dict[str, Cell | None]:
    if not way:
        return {column.name: None for column in _WITNESS_COLUMNS}
    parts = [names.get(way[0].made, way[0].made)]
    for edge in way:
        parts.append(f"←{edge.kind}← {names.get(edge.source, edge.source)}")
    return {
        "hops": {"value": str(len(way)), "type": "literal"},
        "path": {"value": " ".join(parts), "type": "literal"},
        "confidence": {"value": _weakest(graph, way), "type": "literal"},
    }


def _weakest(graph: Graph, way: Sequence[LineageEdge]) -> str:
    records = " ".join(sorted({str(NamedNode(edge.record)) for edge in way}))
    rows = graph.select(
        f"SELECT ?code WHERE {{ VALUES ?r {{ {records} }} ?r {_CONFIDENCE} ?code }}"
    )
    codes = [row["code"].value for row in rows]
    return max(codes, key=lambda code: _STRENGTH.index(code) if code in _STRENGTH else 99)


def _names(store: CatalogStore, rows: Iterable[Row]) -> dict[str, str]:
    """What to call each IRI in some rows: a thing's title, a term's label."""
    iris = {v.value for row in rows for v in row.values() if isinstance(v, NamedNode)}
    names = {iri: labels().get(iri, compact(iri)) for iri in iris}
    names.update((iri, thing.title) for iri, thing in store.search.things(sorted(iris)).items())
    return names


def _cell(value: NamedNode | Literal | None, names: Mapping[str, str]) -> Cell | None:
    if value is None:
        return None
    if isinstance(value, NamedNode):
        return {"value": value.value, "type": "uri", "label": names[value.value]}
    cell = {"value": value.value, "type": "literal"}
    if value.language:
        cell["lang"] = value.language
    elif not value.datatype.value.endswith("#string"):
        cell["datatype"] = compact(value.datatype.value)
    return cell
