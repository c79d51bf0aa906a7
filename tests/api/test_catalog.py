"""The catalogue as DCAT-AP: what stands in it, that the profile's shapes pass it, and its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF

from catalog.records.withdraw import withdraw
from catalog.store import CatalogStore
from tests.api.conftest import commit, serve
from tests.api.testing import TestClient
from tests.conftest import records_of, small_record

SHAPES = Path(__file__).parents[3] / "shared/data/dcat/dcat-ap/releases/3.0.0/html/shacl"
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
ID = "https://w3id.org/headwaters/id/"
RECORD = "https://w3id.org/headwaters/record/"
CATALOG = URIRef("http://testserver/catalog")
MANDATORY = {  # DCAT-AP 3.0.0, the properties each class must have
    DCAT.Catalog: [DCTERMS.title, DCTERMS.description, DCTERMS.publisher],
    DCAT.Dataset: [DCTERMS.title, DCTERMS.description],
    DCAT.Distribution: [DCAT.accessURL],
    DCAT.DataService: [DCTERMS.title, DCAT.endpointURL],
    DCAT.CatalogRecord: [DCTERMS.modified, FOAF.primaryTopic],
    FOAF.Agent: [FOAF.name],
}


def dataset(slug: str, more: str = "", description: str = "d") -> str:
    text = small_record(slug, more, kind="dataset").replace(
        "hw:UnresolvedReference", "dcat:Dataset"
    )
    return re.sub(r'dct:description ".*"@en', f'dct:description "{description}"@en', text)


def gathered(client: TestClient, address: str = "/catalog.ttl") -> tuple[Graph, list[int]]:
    """All pages in one graph, and how many datasets each had; as a portal would gather them."""
    whole, sizes = Graph(), []
    while address:
        response = client.get(address)
        assert response.status_code == 200
        page = Graph().parse(data=response.text, format="turtle")
        sizes.append(len(list(page.objects(CATALOG, DCAT.dataset))))
        (view,) = page.objects(CATALOG, HYDRA.view)
        assert view == URIRef(f"http://testserver{address}")
        following = page.value(view, HYDRA.next)
        linked = re.search(r'<([^>]*)>; rel="next"', response.headers["link"])
        address = linked[1] if linked else ""
        assert following == (URIRef(f"http://testserver{address}") if address else None)
        whole += page
    return whole, sizes


@pytest.fixture(scope="module")
def shipped(shipped_store: CatalogStore) -> Iterator[TestClient]:
    with serve(shipped_store) as client:
        yield client


def test_every_described_dataset_is_listed_with_its_records(
    shipped: TestClient, shipped_store: CatalogStore
) -> None:
    graph, _ = gathered(shipped)
    rows = shipped_store.graph.select(
        f"SELECT DISTINCT ?d ?r WHERE {{ GRAPH ?r {{ ?r <{FOAF.primaryTopic}> ?d }} "
        f"?d a ?class ; <{DCTERMS.description}> ?words "
        f"VALUES ?class {{ <{DCAT.Dataset}> <https://w3id.org/headwaters/ns#DatasetVersion> }} }}"
    )
    assert {str(o) for o in graph.objects(CATALOG, DCAT.dataset)} == {r["d"].value for r in rows}
    assert {str(o) for o in graph.objects(CATALOG, DCAT.record)} == {r["r"].value for r in rows}
    total = graph.value(CATALOG, HYDRA.totalItems)
    assert total == Literal(len({r["d"].value for r in rows}))


def test_what_must_be_there_is_there(shipped: TestClient) -> None:
    graph, _ = gathered(shipped)
    for kind, properties in MANDATORY.items():
        nodes = list(graph.subjects(RDF.type, kind))
        assert nodes, kind
        missing = [(n, p) for n in nodes for p in properties if (n, p, None) not in graph]
        assert missing == []


@pytest.mark.realdata
@pytest.mark.skipif(not SHAPES.is_dir(), reason="../shared/data/dcat is not there")
@pytest.mark.parametrize("name", ["shapes.ttl", "range.ttl"])
def test_the_shapes_of_the_profile_pass_it(shipped: TestClient, name: str) -> None:
    graph, _ = gathered(shipped)
    conforms, _, text = pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES / name))
    assert conforms, text


def test_all_that_is_said_of_one_dataset(store: CatalogStore) -> None:
    steward = dataset("lake", 'dct:issued "2024"^^xsd:gYear ; dcat:keyword "water" ;', "Steward.")
    steward = steward.replace("/record/test/", "/record/a-steward/")
    steward = steward.replace("authority/editor", "authority/steward")
    editor = (
        dataset(
            "lake",
            'dct:issued "2023"^^xsd:gYear ; dct:publisher id:organization\\/lab ; '
            "dcat:landingPage <https://example.org/lake>, <javascript:alert(1)> ; "
            f"dcat:distribution <{RECORD}test/dataset/lake#d> ;",
            "Editor.",
        )
        + f"<{RECORD}test/dataset/lake#d> dcat:accessURL <https://example.org/get> .\n"
    )
    commit(store, records_of(editor, steward))
    with serve(store) as client:
        graph, _ = gathered(client)
    lake = URIRef(ID + "dataset/lake")
    lab = URIRef(ID + "organization/lab")
    part = URIRef(RECORD + "test/dataset/lake#d")
    assert set(graph.predicate_objects(lake)) == {
        (RDF.type, DCAT.Dataset),
        (DCTERMS.title, Literal("Example lake", lang="en")),
        (DCTERMS.identifier, Literal("lake")),
        (DCTERMS.description, Literal("Steward.", lang="en")),
        (DCTERMS.description, Literal("Editor.", lang="en")),
        (DCTERMS.issued, Literal("2024", datatype=XSD.gYear)),  # the profile takes one
        (DCAT.keyword, Literal("water")),
        (DCTERMS.publisher, lab),
        (DCAT.landingPage, URIRef("https://example.org/lake")),
        (DCAT.distribution, part),
    }
    assert set(graph.predicate_objects(lab)) == {
        (RDF.type, FOAF.Agent),
        (FOAF.name, Literal(str(lab))),
    }
    assert set(graph.predicate_objects(part)) == {
        (RDF.type, DCAT.Distribution),
        (DCAT.accessURL, URIRef("https://example.org/get")),
    }
    assert {str(r) for r in graph.objects(CATALOG, DCAT.record)} == {
        RECORD + "a-steward/dataset/lake",
        RECORD + "test/dataset/lake",
    }


def test_a_large_catalogue_comes_in_pages(store: CatalogStore) -> None:
    commit(store, records_of(*(dataset(f"d{number:03}") for number in range(205))))
    with serve(store) as client:
        graph, sizes = gathered(client)
        page = client.get("/catalog", headers={"Accept": "text/html"}).text
        last = client.get("/catalog?after=dataset/d199", headers={"Accept": "text/html"}).text
        beyond = client.get("/catalog.nt?after=dataset/d204")
    assert sizes == [100, 100, 5]
    assert len(list(graph.objects(CATALOG, DCAT.dataset))) == 205
    assert "205 datasets with a description" in page
    assert '<a class="button" href="/catalog?after=dataset/d099" rel="next">' in page
    assert ("d204" in last, 'rel="next"' in last) == (True, False)
    assert beyond.status_code == 200
    assert "#dataset>" not in beyond.text


def test_what_was_withdrawn_is_no_longer_listed(store: CatalogStore) -> None:
    commit(store, records_of(dataset("here"), dataset("gone")))
    withdraw(store, ID + "dataset/gone", actor="Jo", reason="A test.")
    with serve(store) as client:
        graph, sizes = gathered(client)
    assert sizes == [1]
    assert URIRef(ID + "dataset/gone") not in graph.all_nodes()


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("text/html", "text/html; charset=utf-8"),
        ("*/*", "text/turtle; charset=utf-8"),
    ],
)
def test_the_address_without_an_ending_is_negotiated(
    shipped: TestClient, accept: str, media_type: str
) -> None:
    response = shipped.get("/catalog", headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert response.headers["vary"] == "Accept"
    assert '</catalog.ttl>; rel="alternate"; type="text/turtle"' in response.headers["link"]


def test_forms_there_are_not(shipped: TestClient) -> None:
    refused = shipped.get("/catalog", headers={"Accept": "image/png"})
    assert refused.status_code == 406
    assert refused.json()["offered"] == [
        "text/turtle",
        "application/ld+json",
        "application/rdf+xml",
        "application/n-triples",
        "text/html",
    ]
    assert shipped.get("/catalog.pdf").status_code == 404
    assert shipped.get("/catalog.ttl?after=" + "x" * 501).status_code == 400


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # within rdflib itself
def test_every_format_says_the_same(shipped: TestClient) -> None:
    def read(ending: str, name: str) -> set[object]:
        graph = Graph().parse(data=shipped.get(f"/catalog.{ending}").content, format=name)
        return {triple for triple in graph if f"catalog.{ending}" not in " ".join(map(str, triple))}

    turtle = read("ttl", "turtle")
    assert len(turtle) > 1000
    for ending, name in (("jsonld", "json-ld"), ("rdf", "xml"), ("nt", "nt")):
        assert read(ending, name) == turtle
