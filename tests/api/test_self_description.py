"""What the service says of itself: service description and VoID, with numbers that are true."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF
from rdflib.term import Node

from catalog.api.statistics import Statistics, count
from catalog.store import CatalogStore
from tests.api.conftest import commit, serve
from tests.api.testing import TestClient
from tests.conftest import records_of, small_record

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
HERE = "http://testserver"
ENDPOINT = URIRef(f"{HERE}/sparql")
DATASET = URIRef(f"{HERE}/.well-known/void#dataset")


@pytest.fixture(scope="module")
def shipped(shipped_store: CatalogStore) -> Iterator[TestClient]:
    with serve(shipped_store) as client:
        yield client


@pytest.fixture(scope="module")
def void(shipped: TestClient) -> Graph:
    response = shipped.get("/.well-known/void")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    return Graph().parse(data=response.text, format="turtle")


def number(client: TestClient, query: str) -> int:
    """The one number that a query finds, asked by HTTP as anyone would."""
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
    assert answer.status_code == 200
    return int(answer.text.split()[1])


def whole(graph: Graph, node: Node, predicate: URIRef) -> int:
    (value,) = graph.objects(node, predicate)
    return int(str(value))


def test_the_numbers_are_those_that_queries_find(shipped: TestClient, void: Graph) -> None:
    every = "WHERE { GRAPH ?g { ?s ?p ?o } }"
    told = {name: void.value(DATASET, VOID[name]) for name in ("triples", "classes", "properties")}
    assert told == {
        "triples": Literal(number(shipped, f"SELECT (COUNT(*) AS ?n) {every}")),
        "classes": Literal(number(shipped, "SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?s a ?c }")),
        "properties": Literal(number(shipped, f"SELECT (COUNT(DISTINCT ?p) AS ?n) {every}")),
    }
    health = shipped.get("/health").json()
    assert void.value(DATASET, VOID.entities) == Literal(health["things"])


def test_each_part_has_its_number(shipped: TestClient, void: Graph) -> None:
    classes = {
        str(void.value(part, VOID["class"])): whole(void, part, VOID.entities)
        for part in void.objects(DATASET, VOID.classPartition)
    }
    properties = {
        str(void.value(part, VOID.property)): whole(void, part, VOID.triples)
        for part in void.objects(DATASET, VOID.propertyPartition)
    }
    assert len(classes) == whole(void, DATASET, VOID.classes)
    assert len(properties) == whole(void, DATASET, VOID.properties)
    assert sum(properties.values()) == whole(void, DATASET, VOID.triples)
    for iri in ("http://www.w3.org/ns/dcat#Dataset", "http://www.w3.org/ns/prov#Derivation"):
        query = f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s a <{iri}> }}"
        assert classes[iri] == number(shipped, query)
    for iri in (str(DCTERMS.title), "https://w3id.org/headwaters/ns#upstream"):
        query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?s <{iri}> ?o }} }}"
        assert properties[iri] == number(shipped, query)


def test_where_to_ask_and_on_what_terms(
    shipped: TestClient, shipped_store: CatalogStore, void: Graph
) -> None:
    document = URIRef(f"{HERE}/.well-known/void")
    assert void.value(document, RDF.type) == VOID.DatasetDescription
    assert void.value(document, FOAF.primaryTopic) == DATASET
    assert void.value(DATASET, VOID.sparqlEndpoint) == ENDPOINT
    assert void.value(DATASET, VOID.uriSpace) == Literal("https://w3id.org/headwaters/id/")
    license_ = URIRef("https://creativecommons.org/publicdomain/zero/1.0/")
    assert void.value(DATASET, DCTERMS.license) == license_
    (newest,) = shipped_store.journal.since(shipped_store.head - 1)
    modified = Literal(newest.time, datatype=XSD.dateTime)
    assert void.value(DATASET, DCTERMS.modified) == modified
    assert set(void.objects(DATASET, VOID.feature)) == {
        FORMATS[name] for name in ("Turtle", "JSON-LD", "RDF_XML", "N-Triples", "TriG", "N-Quads")
    }
    vocabularies = {str(one) for one in void.objects(DATASET, VOID.vocabulary)}
    assert "http://www.w3.org/ns/dcat#" in vocabularies
    assert "https://w3id.org/headwaters/ns#" in vocabularies
    examples = list(void.objects(DATASET, VOID.exampleResource))
    assert len(examples) == 3
    for example in examples:
        path = str(example).replace("https://w3id.org/headwaters", "")
        assert shipped.get(path).status_code == 303


def test_the_void_is_negotiated_and_not_sent_twice(shipped: TestClient) -> None:
    first = shipped.get("/.well-known/void", headers={"Accept": "application/ld+json"})
    assert first.headers["content-type"] == "application/ld+json"
    assert first.headers["vary"] == "Accept"
    again = {"Accept": "application/ld+json", "If-None-Match": first.headers["etag"]}
    assert shipped.get("/.well-known/void", headers=again).status_code == 304
    refused = shipped.get("/.well-known/void", headers={"Accept": "text/html"})
    assert refused.status_code == 406


def test_counting_rests_however_fast_the_catalogue_changes(store: CatalogStore) -> None:
    commit(store, records_of(small_record("one")))
    resting, restless = Statistics(rest=1e9), Statistics(rest=0)
    first = resting.of(store)
    assert first == restless.of(store) == count(store)
    assert (first.commit, first.entities, first.records) == (1, 1, 1)
    commit(store, records_of(small_record("two")))
    assert resting.of(store) is first  # and its commit says that it is late
    assert restless.of(store) == count(store)
    assert restless.of(store).entities == 2


def test_many_who_ask_at_once_get_one_count(store: CatalogStore) -> None:
    commit(store, records_of(small_record("one")))
    statistics = Statistics()
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(statistics.of(store))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(one is found[0] for one in found)


def test_the_endpoint_says_what_it_takes_and_what_it_holds(
    shipped: TestClient, shipped_store: CatalogStore
) -> None:
    text = shipped.get("/sparql", headers={"Accept": "text/turtle"}).text
    graph = Graph().parse(data=text, format="turtle")
    assert graph.value(ENDPOINT, RDF.type) == SD.Service
    assert graph.value(ENDPOINT, SD.endpoint) == ENDPOINT
    assert set(graph.objects(ENDPOINT, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert set(graph.objects(ENDPOINT, SD.feature)) == {SD.UnionDefaultGraph}
    simple = URIRef("http://www.w3.org/ns/entailment/Simple")
    assert graph.value(ENDPOINT, SD.defaultEntailmentRegime) == simple
    assert set(graph.objects(ENDPOINT, SD.extensionFunction)) == set()
    dataset = graph.value(ENDPOINT, SD.defaultDataset)
    assert dataset is not None
    records = f"{shipped_store.journal.count():,} records, each a graph named by its own IRI."
    assert graph.value(dataset, DCTERMS.description) == Literal(records, lang="en")
    names = {str(graph.value(node, SD.name)) for node in graph.objects(dataset, SD.namedGraph)}
    assert names == {
        "https://w3id.org/headwaters/ns",
        "https://w3id.org/headwaters/graph/lineage",
        "https://w3id.org/headwaters/graph/findings",
    }
    for name in ("ns", "graph/lineage"):
        query = (
            "SELECT (COUNT(*) AS ?n) WHERE { "
            f"GRAPH <https://w3id.org/headwaters/{name}> {{ ?s ?p ?o }} }}"
        )
        assert number(shipped, query) > 0


@pytest.mark.parametrize("name", ["SPARQL_Results_JSON", "SPARQL_Results_CSV", "Turtle", "N-Quads"])
def test_every_format_it_names_it_writes(shipped: TestClient, name: str) -> None:
    media_type = {
        "SPARQL_Results_JSON": "application/sparql-results+json",
        "SPARQL_Results_CSV": "text/csv",
        "Turtle": "text/turtle",
        "N-Quads": "application/n-quads",
    }[name]
    rows = name.startswith("SPARQL")
    query = "SELECT * { ?s ?p ?o } LIMIT 1" if rows else "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1"
    answer = shipped.get("/sparql", params={"query": query}, headers={"Accept": media_type})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
