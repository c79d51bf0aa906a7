"""The whole way of Linked Data over a real server, with other people's clients.

rdflib and httpx follow real redirects: from the IRI of a thing to its data, from a portal's
catalog to every dataset, from the sitemap to every page, and to what was withdrawn or merged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, PROV, VOID

from catalog.records.files import shipped_entries
from catalog.records.withdraw import merge, withdraw
from catalog.shacl import Validator
from catalog.store import CatalogStore
from tests.api.conftest import BROWSER, commit, entries, running
from tests.api.testing import read_xml
from tests.conftest import records_of, small_record

BASE = "https://w3id.org/headwaters"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, validator: Validator) -> Iterator[str]:
    """Ten entries; one more that was withdrawn, and one that was merged into a third."""
    with CatalogStore.open(tmp_path_factory.mktemp("linked") / "store", create=True) as store:
        commit(store, entries())
        commit(store, records_of(*(small_record(name) for name in ("gone", "old", "new"))))
        withdraw(store, f"{BASE}/id/unresolved/gone", actor="Jo", reason="Asked for.")
        old, new = (store.search.thing(f"{BASE}/id/unresolved/{n}") for n in ("old", "new"))
        assert old is not None
        assert new is not None
        merge(store, old, new, actor="Jo", reason="The same.", validator=validator)
        with running(store) as address:
            yield address


@pytest.mark.parametrize("name", ["model/aguila-7b", "dataset/refinedweb", "organization/bsc"])
def test_rdflib_follows_a_name_to_what_the_record_says(server: str, name: str) -> None:
    found = Graph().parse(f"{server}/id/{name}")  # its own Accept header, its own redirects
    written = Graph().parse(shipped_entries() / f"{name}.ttl")
    assert len(found) == len(written)
    about = URIRef(f"{BASE}/id/{name}")
    plain = {t for t in written.triples((about, None, None)) if not _is_blank(t[2])}
    assert plain <= set(found)


def _is_blank(node: object) -> bool:
    return not isinstance(node, URIRef | Literal)


def test_every_form_of_a_thing_holds_the_same(server: str) -> None:
    with httpx.Client(base_url=server, follow_redirects=True) as client:
        page = client.get("/id/model/aguila-7b", headers={"Accept": BROWSER})
        assert page.url.path == "/page/model/aguila-7b"
        assert [r.status_code for r in page.history] == [303]
        linked = re.findall(r'<([^>]*)>; rel="alternate"; type="([^"]*)"', page.headers["link"])
        forms = {kind: address for address, kind in linked if kind != "application/json"}
        graphs = []
        for kind, address in forms.items():
            answer = client.get(address)
            assert answer.headers["content-type"].partition(";")[0] == kind
            if kind != "application/ld+json":  # rdflib warns of itself there
                graphs.append(Graph().parse(data=answer.content, format=kind))
    assert len(graphs) == 3
    assert all(isomorphic(graphs[0], graph) for graph in graphs)


def test_a_portal_gathers_the_catalog_and_reaches_every_dataset(server: str) -> None:
    catalog = Graph().parse(f"{server}/catalog")
    node = URIRef(f"{server}/catalog")
    assert (node, RDF.type, DCAT.Catalog) in catalog
    datasets = sorted(str(d) for d in catalog.objects(node, DCAT.dataset))
    assert datasets == [
        f"{BASE}/id/dataset/{slug}" for slug in ("bsc-open-data-26b", "common-crawl", "refinedweb")
    ]
    for iri in datasets:
        about = Graph().parse(iri.replace(BASE, server))
        assert set(about.objects(URIRef(iri), DCTERMS.title)) == set(
            catalog.objects(URIRef(iri), DCTERMS.title)
        )
    for record in catalog.objects(node, DCAT.record):
        about = Graph().parse(str(record).replace(BASE, server))
        topic = catalog.value(record, FOAF.primaryTopic)
        assert (record, FOAF.primaryTopic, topic) in about
    endpoint = catalog.value(node, DCAT.service)
    assert endpoint == URIRef(f"{server}/sparql")
    described = Graph().parse(str(endpoint), format="turtle")
    assert (endpoint, None, None) in described
    void = Graph().parse(f"{server}/.well-known/void")
    dataset = URIRef(f"{server}/.well-known/void#dataset")
    assert void.value(dataset, VOID.sparqlEndpoint) == endpoint


def test_a_crawler_finds_every_page_and_no_tombstone(server: str) -> None:
    with httpx.Client(base_url=server, headers={"Accept": BROWSER}) as client:
        robots = client.get("/robots.txt").text
        (sitemap,) = re.findall(r"^Sitemap: (.*)$", robots, re.MULTILINE)
        parts = [e.text for e in read_xml(client.get(sitemap).text).iter(f"{SITEMAP}loc")]
        pages = [
            e.text or ""
            for part in parts
            for e in read_xml(client.get(part or "").text).iter(f"{SITEMAP}loc")
        ]
        assert len([page for page in pages if "/page/" in page]) == 11
        assert not any(name in page for page in pages for name in ("/gone", "/old"))
        for page in pages:
            assert client.get(page).status_code == 200, page


def test_what_was_withdrawn_says_so_to_each_who_asks(server: str) -> None:
    with httpx.Client(base_url=server, follow_redirects=True) as client:
        answers = {
            accept: client.get("/id/unresolved/gone", headers={"Accept": accept})
            for accept in (BROWSER, "text/turtle", "application/json")
        }
    assert {answer.status_code for answer in answers.values()} == {410}
    assert "This entry was withdrawn" in answers[BROWSER].text
    assert answers["application/json"].json()["withdrawn"]["reason"] == "Asked for."
    left = Graph().parse(data=answers["text/turtle"].text, format="turtle")
    gone = URIRef(f"{BASE}/id/unresolved/gone")
    act = left.value(gone, PROV.wasInvalidatedBy)
    assert left.value(act, DCTERMS.description) == Literal("Asked for.")
    assert left.value(gone, PROV.invalidatedAtTime) is not None


def test_what_was_merged_leads_on_to_the_data_of_the_other(server: str) -> None:
    with httpx.Client(base_url=server, follow_redirects=True) as client:
        answer = client.get("/id/unresolved/old", headers={"Accept": "text/turtle"})
        (first, second) = answer.history
        assert (first.status_code, second.status_code) == (308, 303)
        assert answer.url.path == "/data/unresolved/new.ttl"
        about = Graph().parse(data=answer.text, format="turtle")
        new = URIRef(f"{BASE}/id/unresolved/new")
        assert about.value(new, DCTERMS.title) == Literal("Example new", lang="en")
        for address in ("/page/unresolved/old", "/record/test/unresolved/old"):
            page = client.get(address, headers={"Accept": BROWSER})
            assert page.status_code == 200
            assert page.url.path == address.replace("old", "new")


def test_a_copy_is_renewed_only_when_it_is_old(server: str) -> None:
    with httpx.Client(base_url=server) as client:
        first = client.get("/data/model/aguila-7b.nt")
        head = client.head("/data/model/aguila-7b.nt")
        assert head.headers["content-length"] == str(len(first.content))
        assert head.headers["etag"] == first.headers["etag"]
        held = {"If-None-Match": first.headers["etag"]}
        again = client.get("/data/model/aguila-7b.nt", headers=held)
    assert (again.status_code, again.content) == (304, b"")
