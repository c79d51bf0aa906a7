"""One form for equal content: stable IRIs for blank nodes, sorted N-Triples, a digest.

Registering the same text twice must change nothing (architecture.md section 2), whatever
blank-node labels or order the two texts use. Blank nodes get the labels of RDF Dataset
Canonicalization (RDFC-1.0) and then IRIs under their record (RDF 1.1 Concepts § 3.5).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Final, overload

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from catalog.rdf.entangled import refuse_entangled

Resource = NamedNode | BlankNode | Triple

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_ANY: Final = NamedNode("urn:x-headwaters:any")


def as_kept(triples: Iterable[Triple]) -> list[Triple]:
    """The triples with each number, date and duration written as the graph will give it back.

    Oxigraph keeps values, not spellings: "0.50" comes back as "0.5", a byte as an integer. The
    journal has to hold the same, or journal and graph would seem to differ.
    """
    return [
        Triple(t.subject, t.predicate, _kept(t.object)) if _is_value(t.object) else t
        for t in triples
    ]


def _is_value(node: Resource | Literal) -> bool:
    return isinstance(node, Literal) and node.datatype.value.startswith(_XSD)


@lru_cache(maxsize=65_536)
def _kept(literal: Literal) -> Literal:
    store = Store()  # in memory: what Oxigraph makes of one value
    store.add(Quad(_ANY, _ANY, literal))
    (quad,) = store
    return quad.object if isinstance(quad.object, Literal) else literal


def skolemize(record: NamedNode, triples: Iterable[Triple]) -> list[Triple]:
    """The triples with each blank node replaced by an IRI that depends only on their content.

    :raises TooLargeError: where telling the blank nodes apart could take forever.
    """
    given = list(triples)
    if not any(_has_blank(triple) for triple in given):
        return given
    refuse_entangled(given)
    dataset = Dataset([Quad(t.subject, t.predicate, t.object) for t in given])
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return [
        Triple(_named(record, quad.subject), quad.predicate, _named(record, quad.object))
        for quad in dataset
    ]


def to_ntriples(triples: Iterable[Triple]) -> str:
    """The triples as sorted N-Triples without repeats: equal content gives equal text."""
    return "".join(sorted({f"{triple} .\n" for triple in triples}))


def from_ntriples(text: str) -> tuple[Triple, ...]:
    """The triples `to_ntriples` wrote."""
    quads = parse(text, format=RdfFormat.N_TRIPLES)
    return tuple(Triple(q.subject, q.predicate, q.object) for q in quads)


def digest(ntriples: str) -> str:
    """The SHA-256 of canonical N-Triples, in hexadecimal."""
    return hashlib.sha256(ntriples.encode()).hexdigest()


def in_graph(ntriples: str, graph: NamedNode) -> str:
    """Canonical N-Triples as N-Quads in the given graph."""
    # Literals hold no bare line break, so a line can end nowhere else.
    return ntriples.replace(" .\n", f" {graph} .\n")


def lines(ntriples: str) -> list[str]:
    """The lines of canonical N-Triples, each with its end."""
    # Not splitlines: literals may hold U+0085 and U+2028, at which it would split as well.
    return [f"{line}\n" for line in ntriples.split("\n")[:-1]]


def stating(ntriples: str, predicates: Collection[str]) -> str:
    """Those lines of canonical N-Triples that have one of the predicates.

    :param predicates: as N-Triples writes them, in angle brackets.
    """
    return "".join(line for line in lines(ntriples) if line.split(" ", 2)[1] in predicates)


def plain(ntriples: str) -> Iterator[tuple[str, str, str]]:
    """Subject, predicate and value of each line of canonical N-Triples, as plain strings.

    Several times faster than making terms; languages and datatypes are left out.
    """
    for line in ntriples.split("\n")[:-1]:
        subject, predicate, rest = line.split(" ", 2)
        if rest[0] == "<":
            value = rest[1:-3]
        elif "\\" in rest:
            value = _escaped(line)
        else:
            value = rest[1 : rest.rindex('"')]
        yield subject[1:-1], predicate[1:-1], value


def _escaped(line: str) -> str:
    value = next(iter(parse(line, format=RdfFormat.N_TRIPLES))).object
    return value.value if isinstance(value, Literal) else str(value)


def _has_blank(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)


@overload
def _named(record: NamedNode, node: Resource) -> Resource: ...
@overload
def _named(record: NamedNode, node: Resource | Literal) -> Resource | Literal: ...
def _named(record: NamedNode, node: Resource | Literal) -> Resource | Literal:
    return NamedNode(f"{record.value}#{node.value}") if isinstance(node, BlankNode) else node
