"""schema.org in the pages: what the records say, value for value, and nothing that could run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, PROV

from catalog.records.files import read_records, shipped_entries
from catalog.store import CatalogStore
from tests.api.conftest import commit, serve
from tests.api.testing import TestClient
from tests.conftest import records_of, small_record

IT6 = Namespace("http://data.europa.eu/it6/")
ROLE = "https://w3id.org/headwaters/ns/role/"
ID = "https://w3id.org/headwaters/id/"
NAMES = (
    "dataset/dolma",
    "dataset/common-voice",
    "dataset/common-crawl",
    "dataset/the-pile",
    "dataset-version/dolma-v1.7",
    "model/aguila-7b",
    "model/olmo-7b",
    "organization/bsc",
    "license/apache",
)
# Any: JSON of every shape.
Json = Any


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with CatalogStore.open(tmp_path_factory.mktemp("structured") / "store", create=True) as store:
        commit(store, list(read_records(shipped_entries() / f"{name}.ttl" for name in NAMES)))
        with serve(store) as client:
            client.headers["Accept"] = "text/html"
            yield client


class Scripts(HTMLParser):
    """The script elements of a page as a browser's parser sees them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[dict[str, str | None], str]] = []
        self._attributes: dict[str, str | None] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self._attributes = dict(attrs)
            self.found.append((self._attributes, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._attributes = None

    def handle_data(self, data: str) -> None:
        if self._attributes is not None:
            self.found[-1] = (self._attributes, self.found[-1][1] + data)


def structured(client: TestClient, address: str) -> Json:
    response = client.get(address)
    assert response.status_code == 200
    ((attributes, text),) = Scripts(response.text).found
    assert attributes == {"type": "application/ld+json"}
    return json.loads(text)


def listed(value: Json) -> list[Json]:
    return [] if value is None else value if isinstance(value, list) else [value]


def ids(value: Json) -> set[str]:
    return {one["@id"] for one in listed(value)}


def by_role(graph: Graph, thing: URIRef, role: str) -> set[str]:
    return {
        str(graph.value(node, PROV.agent))
        for node in graph.objects(thing, PROV.qualifiedAttribution)
        if (node, DCAT.hadRole, URIRef(ROLE + role)) in graph
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_page_says_what_the_record_says(pages: TestClient, name: str) -> None:
    """Read again from the file, by another library."""
    graph = Graph().parse(shipped_entries() / f"{name}.ttl")
    thing = URIRef(ID + name)

    def texts(*predicates: URIRef) -> set[str]:
        return {str(o) for p in predicates for o in graph.objects(thing, p)}

    whole = structured(pages, f"/page/{name}")
    about = whole if whole["@type"] == "Dataset" else whole["mainEntity"]
    assert whole["@context"] == "https://schema.org"
    assert about["@id"] == str(thing)
    titles = texts(DCTERMS.title, DCTERMS.alternative)
    assert {about["name"], *listed(about.get("alternateName"))} == titles
    assert set(listed(about.get("description"))) == texts(DCTERMS.description)
    assert set(listed(about.get("identifier"))) == texts(DCTERMS.identifier)
    assert set(listed(about.get("sameAs"))) == texts(DCAT.landingPage)
    assert set(listed(about.get("additionalType"))) == texts(RDF.type)
    if about["@type"] == "Organization":
        return
    assert set(listed(about.get("datePublished"))) == texts(DCTERMS.issued)
    assert set(listed(about.get("inLanguage"))) == texts(DCTERMS.language)
    assert ids(about.get("license")) == texts(DCTERMS.license)
    assert ids(about.get("publisher")) == texts(DCTERMS.publisher)
    made = texts(DCTERMS.creator) | by_role(graph, thing, "maker")
    assert ids(about.get("creator")) == made
    assert ids(about.get("maintainer")) == by_role(graph, thing, "steward")
    sources = texts(PROV.wasDerivedFrom, IT6.trainedOn, IT6.fineTunedFrom)
    assert ids(about.get("isBasedOn")) == sources
    reached = {
        str(address)
        for node in graph.objects(thing, DCAT.distribution)
        for address in graph.objects(node, DCAT.accessURL)
    }
    assert {one["url"] for one in listed(about.get("distribution"))} == reached


def test_a_dataset_says_where_it_is_listed(pages: TestClient) -> None:
    found = structured(pages, "/page/dataset/common-voice")
    assert found == {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": ID + "dataset/common-voice",
        "name": "Common Voice",
        "additionalType": "http://www.w3.org/ns/dcat#Dataset",
        "sameAs": "https://commonvoice.mozilla.org",
        "description": found["description"],
        "identifier": "common-voice",
        "datePublished": "2017",
        "inLanguage": "mul",
        "publisher": organization("mozilla"),
        "license": {"@type": "CreativeWork", "@id": ID + "license/cc0", "name": "cc0"},
        "isBasedOn": {
            "@type": "CreativeWork",
            "@id": ID + "source/common-voice-volunteers",
            "name": "common-voice-volunteers",
        },
        "maintainer": organization("mozilla"),
        "distribution": {"@type": "DataDownload", "url": "https://commonvoice.mozilla.org"},
        "url": "http://testserver/page/dataset/common-voice",
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "@id": "http://testserver/catalog",
            "name": "Headwaters",
        },
        "sdLicense": "https://creativecommons.org/publicdomain/zero/1.0/",
        "sdPublisher": {"@type": "Organization", "name": "The Headwaters editors"},
    }


def organization(slug: str) -> Json:
    return {"@type": "Organization", "@id": f"{ID}organization/{slug}", "name": slug}


def test_the_start_page_is_about_the_catalogue(pages: TestClient) -> None:
    found = structured(pages, "/")
    assert (found["@type"], found["@id"]) == ("DataCatalog", "http://testserver/catalog")
    assert found["license"] == "https://creativecommons.org/publicdomain/zero/1.0/"


TITLE = "</script><script>alert(1)</script><!-- \u2028\u2029\u202e\x7f &amp; 'x' \"y\" 𝕏"


def test_a_hostile_title_is_read_exactly_and_ends_nothing(store: CatalogStore) -> None:
    more = f"""dct:title {Literal(TITLE).n3()} ;
      dcat:landingPage <javascript:alert(1)>, <https://example.org/> ;
      dct:creator <data:text/html,x> ; dct:alternative "a" ; """
    text = small_record("hostile", more, kind="work")
    text = text.replace('dct:title "Example hostile"@en ;', "")
    text = text.replace("a hw:UnresolvedReference", "a dct:BibliographicResource")
    commit(store, records_of(text))
    with serve(store) as client:
        client.headers["Accept"] = "text/html"
        found = structured(client, "/page/work/hostile")
        page = client.get("/page/work/hostile").text
    assert found["name"] == found["mainEntity"]["name"] == TITLE
    assert found["mainEntity"]["sameAs"] == "https://example.org/"
    assert found["mainEntity"]["creator"] == {"@type": "Thing", "name": "data:text/html,x"}
    (source,) = re.findall(r'<script type="application/ld\+json">(.*)</script>', page)
    assert source.isascii()
    assert source.isprintable()
    assert not set("<>&") & set(source)
