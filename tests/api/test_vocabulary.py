from __future__ import annotations

import re

import pytest
from pyoxigraph import RdfFormat, parse

from catalog.vocabulary import ontology_triples, shapes_dir
from tests.api.testing import TestClient

FORMATS = [
    ("text/turtle", RdfFormat.TURTLE),
    ("application/ld+json", RdfFormat.JSON_LD),
    ("application/rdf+xml", RdfFormat.RDF_XML),
    ("application/n-triples", RdfFormat.N_TRIPLES),
]
HW = "https://w3id.org/headwaters/ns#"


@pytest.mark.parametrize(("media_type", "rdf_format"), FORMATS)
def test_the_ontology_in_every_format(
    client: TestClient, media_type: str, rdf_format: RdfFormat
) -> None:
    answer = client.get("/ns", headers={"Accept": media_type})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media_type)
    own = {q.subject for q in parse(answer.content, format=rdf_format) if _is_own(str(q.subject))}
    assert own == {t.subject for t in ontology_triples() if _is_own(str(t.subject))}


def _is_own(subject: str) -> bool:
    return subject.startswith("<https://w3id.org/headwaters/ns")


@pytest.mark.parametrize(("media_type", "rdf_format"), FORMATS)
def test_the_shapes_in_every_format(
    client: TestClient, media_type: str, rdf_format: RdfFormat
) -> None:
    answer = client.get("/shapes", headers={"Accept": media_type})
    assert answer.status_code == 200
    triples = {q.triple for q in parse(answer.content, format=rdf_format)}
    files = sorted(shapes_dir().glob("*.ttl"))
    named = {
        q.triple
        for file in files
        for q in parse(path=str(file))
        if "_:" not in str(q.subject) and "_:" not in str(q.object)
    }
    assert named <= triples


def test_the_ontology_page_has_each_class_with_properties_shape_and_example(
    browser: TestClient,
) -> None:
    page = browser.get("/ns").text
    own = {
        str(t.subject).strip("<>").removeprefix(HW)
        for t in ontology_triples()
        if str(t.subject).startswith(f"<{HW}")
    }
    anchors = re.findall(r' id="([^"]+)"', page)
    assert own <= set(anchors)
    assert len(anchors) == len(set(anchors))
    section = page.partition('id="UnresolvedReference"')[2].partition("</section>")[0]
    assert "Its shape: " in section
    assert "falcon-curated-corpora" in section
    assert 'href="/shapes#' in section


def test_concepts_lead_to_their_place(client: TestClient, browser: TestClient) -> None:
    answer = client.get("/ns/edge-kind/learn")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ns#edge-kind-learn")
    assert 'id="edge-kind-learn"' in browser.get("/ns").text
    scheme = client.get("/ns/edge-kind")
    assert (scheme.status_code, scheme.headers["location"]) == (303, "/ns#codes-edge-kind")
    assert client.get("/ns/edge-kind/nothing").status_code == 404


def test_the_context(client: TestClient) -> None:
    answer = client.get("/ns/context.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    assert list(answer.json()) == ["@context"]


def test_the_shapes_page_has_every_message(browser: TestClient) -> None:
    page = browser.get("/shapes").text
    messages = {
        str(q.object)
        for file in shapes_dir().glob("*.ttl")
        for q in parse(path=str(file))
        if q.predicate.value.endswith("shacl#message") and "_:" not in str(q.subject)
    }
    assert page.count('class="rule"') >= len(messages) * 0.9
    assert "Give this entry a name, and say which language the name is in" in page
