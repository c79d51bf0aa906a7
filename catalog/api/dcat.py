"""The catalogue as a dcat:Catalog, after the DCAT application profile for Europe (DCAT-AP 3).

A page of datasets at a time, read from the journal. Of what the records say, the properties that
the profile knows are told; where it allows one value and records differ, the first record in
order of authority is followed. The whole of it is one step away, at each dataset's own address.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from catalog.api.formats import service_term
from catalog.api.statements import Statements, Value
from catalog.api.structured import About
from catalog.api.text import safe_link
from catalog.model import Thing
from catalog.rdf.canonical import from_ntriples
from catalog.store import CatalogStore, Commit
from catalog.terms import CATALOG_RECORD, KINDS, PRIMARY_TOPIC, TITLE, TYPE, term

KINDS_LISTED: Final = ("dataset", "dataset-version")
PAGE: Final = 100
"""Datasets on a page."""

_AUTHORITIES: Final = ("steward", "editor", "harvest")
_MANY: Final = tuple(
    term(name) for name in ("dct:title", "dct:description", "dct:identifier", "dcat:keyword")
)
_DATES: Final = (term("dct:issued"), term("dct:modified"))
_AGENTS: Final = (term("dct:publisher"), term("dct:creator"))
_ADDRESSES: Final = (term("dcat:accessURL"), term("dcat:downloadURL"))
_DATED: Final = frozenset(
    term(f"xsd:{name}") for name in ("date", "dateTime", "gYear", "gYearMonth")
)
_LICENSE: Final = term("dct:license")
_DISTRIBUTION: Final = term("dcat:distribution")
_LANDING: Final = term("dcat:landingPage")
_AUTHORITY: Final = term("hw:authority")
_CLASSES: Final = frozenset(KINDS[kind] for kind in KINDS_LISTED)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list: the datasets on it, where it begins and where the next one does."""

    total: int
    things: tuple[Thing, ...]
    descriptions: tuple[str, ...]
    following: str | None


def page_after(store: CatalogStore, after: str) -> Page:
    """The described datasets whose IRIs come after one; from the beginning after nothing."""
    hits = store.search.listed(KINDS_LISTED, after, PAGE + 1)
    shown = hits[:PAGE]
    following = shown[-1].thing.iri if len(hits) > PAGE else None
    things = tuple(hit.thing for hit in shown)
    total = store.search.described(KINDS_LISTED)
    return Page(total, things, tuple(hit.description for hit in shown), following)


def catalog_triples(
    store: CatalogStore, page: Page, about: About, description: str, address: str, following: str
) -> Iterator[Triple]:
    """The catalogue and one page of its datasets, each with the records about it.

    :param address: where this page is; `following` where the next one is, if there is one.
    """
    catalog = NamedNode(about.origin + "/catalog")
    yield from _catalog(store, catalog, about, description)
    yield from _paging(catalog, page.total, address, following)
    states: dict[str, list[Commit]] = defaultdict(list)
    for commit in store.journal.about([thing.iri for thing in page.things]):
        states[commit.topic].append(commit)
    agents: set[str] = set()
    for thing in page.things:
        told = list(_dataset(NamedNode(thing.iri), states[thing.iri]))
        if not told:
            continue
        yield Triple(catalog, term("dcat:dataset"), NamedNode(thing.iri))
        yield from told
        agents |= {
            t.object.value
            for t in told
            if t.predicate in _AGENTS and isinstance(t.object, NamedNode)
        }
        for commit in states[thing.iri]:
            yield from _record(catalog, commit)
    yield from _names(store, sorted(agents))


def _catalog(
    store: CatalogStore, catalog: NamedNode, about: About, description: str
) -> Iterator[Triple]:
    publisher = NamedNode(catalog.value + "#publisher")
    license_, home = NamedNode(about.license), NamedNode(about.origin + "/")
    endpoint = NamedNode(about.origin + "/sparql")
    protocol = NamedNode("https://www.w3.org/TR/sparql11-protocol/")
    last = next(store.journal.since(store.head - 1), None)
    yield Triple(catalog, TYPE, term("dcat:Catalog"))
    yield Triple(catalog, TITLE, Literal("Headwaters", language="en"))
    yield Triple(catalog, term("dct:description"), Literal(description, language="en"))
    yield Triple(catalog, term("dct:publisher"), publisher)
    yield Triple(publisher, TYPE, term("foaf:Agent"))
    yield Triple(publisher, term("foaf:name"), Literal(about.publisher))
    yield Triple(catalog, _LICENSE, license_)
    yield Triple(license_, TYPE, term("dct:LicenseDocument"))
    yield Triple(catalog, term("foaf:homepage"), home)
    yield Triple(home, TYPE, term("foaf:Document"))
    if last is not None:
        yield Triple(catalog, term("dct:modified"), _time(last.time))
    yield Triple(catalog, term("dcat:service"), endpoint)
    yield Triple(endpoint, TYPE, term("dcat:DataService"))
    yield Triple(endpoint, TITLE, Literal("Headwaters SPARQL endpoint", language="en"))
    yield Triple(endpoint, term("dcat:endpointURL"), endpoint)
    yield Triple(endpoint, term("dcat:endpointDescription"), endpoint)
    yield Triple(endpoint, term("dct:conformsTo"), protocol)
    yield Triple(protocol, TYPE, term("dct:Standard"))


def _paging(catalog: NamedNode, total: int, address: str, following: str) -> Iterator[Triple]:
    view = NamedNode(address)
    yield Triple(catalog, service_term("hydra:totalItems"), Literal(total))
    yield Triple(catalog, service_term("hydra:view"), view)
    yield Triple(view, TYPE, service_term("hydra:PartialCollectionView"))
    if following:
        yield Triple(view, service_term("hydra:next"), NamedNode(following))


def _dataset(node: NamedNode, commits: Sequence[Commit]) -> Iterator[Triple]:
    """What the records say of a dataset; nothing where none says that it is one."""
    records = sorted((_read(commit) for commit in commits), key=_precedence)
    classes = {kind for _, said in records for kind in said.nodes(node, TYPE)} & _CLASSES
    if not classes:
        return
    yield Triple(node, TYPE, term("dcat:Dataset"))
    for predicate in _MANY:
        for value in dict.fromkeys(v for _, said in records for v in said.all(node, predicate)):
            if isinstance(value, Literal):
                yield Triple(node, predicate, value)
    for predicate in _DATES:
        found = [v for _, said in records for v in said.all(node, predicate) if _is_date(v)]
        yield from (Triple(node, predicate, value) for value in found[:1])
    for _, said in records:
        yield from _links(node, said)
    publishers = [p for _, said in records for p in said.nodes(node, _AGENTS[0])]
    yield from (Triple(node, _AGENTS[0], agent) for agent in publishers[:1])
    for _, said in records:
        yield from (Triple(node, _AGENTS[1], a) for a in said.nodes(node, _AGENTS[1]))


def _links(node: NamedNode, said: Statements) -> Iterator[Triple]:
    for page in _followed(said.all(node, _LANDING)):
        yield Triple(node, _LANDING, page)
        yield Triple(page, TYPE, term("foaf:Document"))
    for license_ in said.nodes(node, _LICENSE):
        yield Triple(node, _LICENSE, license_)
        yield Triple(license_, TYPE, term("dct:LicenseDocument"))
    for part in said.nodes(node, _DISTRIBUTION):
        addresses = {p: _followed(said.all(part, p)) for p in _ADDRESSES}
        if not addresses[_ADDRESSES[0]]:
            continue
        yield Triple(node, _DISTRIBUTION, part)
        yield Triple(part, TYPE, term("dcat:Distribution"))
        for predicate, found in addresses.items():
            yield from (Triple(part, predicate, address) for address in found)


def _record(catalog: NamedNode, commit: Commit) -> Iterator[Triple]:
    record = NamedNode(commit.record)
    yield Triple(catalog, term("dcat:record"), record)
    yield Triple(record, TYPE, CATALOG_RECORD)
    yield Triple(record, PRIMARY_TOPIC, NamedNode(commit.topic))
    yield Triple(record, term("dct:modified"), _time(commit.time))


def _names(store: CatalogStore, agents: Sequence[str]) -> Iterator[Triple]:
    known = store.search.things(agents)
    for iri in agents:
        yield Triple(NamedNode(iri), TYPE, term("foaf:Agent"))
        name = known[iri].title if iri in known else iri
        yield Triple(NamedNode(iri), term("foaf:name"), Literal(name))


def _read(commit: Commit) -> tuple[str, Statements]:
    return commit.record, Statements(from_ntriples(commit.state or ""))


def _precedence(read: tuple[str, Statements]) -> tuple[int, str]:
    record, said = read
    words = {v.value.rpartition("/")[2] for v in said.nodes(NamedNode(record), _AUTHORITY)}
    ranks = [place for place, word in enumerate(_AUTHORITIES) if word in words]
    return (min(ranks, default=len(_AUTHORITIES)), record)


def _is_date(value: Value) -> bool:
    return isinstance(value, Literal) and value.datatype in _DATED


def _followed(values: Iterable[Value]) -> list[NamedNode]:
    """The values that are addresses to follow, whether written as IRIs or as texts."""
    texts = [v.value for v in values if not isinstance(v, NamedNode) or safe_link(v.value)]
    return [NamedNode(text) for text in texts if safe_link(text)]


def _time(time: str) -> Literal:
    return Literal(time, datatype=term("xsd:dateTime"))
