from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from catalog.rdf.canonical import skolemize, to_ntriples
from catalog.records.files import read_records, shipped_entries
from catalog.store import CatalogStore
from tests.api.conftest import commit, entries, serve
from tests.api.testing import TestClient
from tests.conftest import records_of, small_record

AGUILA = "https://w3id.org/headwaters/id/model/aguila-7b"
RECORD = "https://w3id.org/headwaters/record/shipped/model/aguila-7b"


@pytest.mark.parametrize(
    ("accept", "location"),
    [
        ("text/html", "/page/model/aguila-7b"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "/page/model/aguila-7b"),
        ("text/turtle", "/data/model/aguila-7b.ttl"),
        ("*/*", "/data/model/aguila-7b.ttl"),
        ("application/rdf+xml;q=0.5, application/ld+json", "/data/model/aguila-7b.jsonld"),
        ("application/n-triples, text/turtle, application/rdf+xml", "/data/model/aguila-7b.nt"),
        ("application/rdf+xml", "/data/model/aguila-7b.rdf"),
        ("application/json", "/data/model/aguila-7b.json"),
        ("application/trig", "/data/model/aguila-7b.trig"),
        ("text/plain, */*;q=0.1", "/data/model/aguila-7b.nt"),
        ("application/turtle", "/data/model/aguila-7b.ttl"),
        ("application/n-quads,application/ld+json;q=0.9,text/turtle;q=0.6,text/html;q=0.2",
         "/data/model/aguila-7b.jsonld"),
        ("application/n-quads,text/turtle;q=0.6", "/data/model/aguila-7b.nq"),
    ],
)  # fmt: skip
def test_a_thing_leads_to_what_the_client_likes_best(
    client: TestClient, accept: str, location: str
) -> None:
    response = client.get("/id/model/aguila-7b", headers={"Accept": accept})
    assert response.status_code == 303
    assert response.headers["location"] == location
    assert response.headers["vary"] == "Accept"


def test_a_format_we_lack_is_refused_with_what_there_is(client: TestClient) -> None:
    response = client.get("/id/model/aguila-7b", headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["offered"] == [
        "text/turtle",
        "application/ld+json",
        "application/rdf+xml",
        "application/n-triples",
        "application/json",
        "application/trig",
        "application/n-quads",
        "text/html",
    ]


@pytest.mark.parametrize(
    ("ending", "media_type", "rdf_format"),
    [
        ("ttl", "text/turtle; charset=utf-8", RdfFormat.TURTLE),
        ("jsonld", "application/ld+json", RdfFormat.JSON_LD),
        ("rdf", "application/rdf+xml", RdfFormat.RDF_XML),
        ("nt", "application/n-triples; charset=utf-8", RdfFormat.N_TRIPLES),
        ("trig", "application/trig", RdfFormat.TRIG),
        ("nq", "application/n-quads", RdfFormat.N_QUADS),
    ],
)
def test_every_format_says_what_the_entry_says(
    client: TestClient, ending: str, media_type: str, rdf_format: RdfFormat
) -> None:
    response = client.get(f"/data/model/aguila-7b.{ending}")
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    quads = list(parse(response.content, format=rdf_format))
    file = shipped_entries() / "model" / "aguila-7b.ttl"
    (record,) = [r for r in entries() if r.iri.value == RECORD]
    assert to_ntriples(q.triple for q in quads) == to_ntriples(
        skolemize(record.iri, [q.triple for q in parse(path=str(file))])
    )
    graphs = {str(quad.graph_name) for quad in quads}
    assert graphs == ({f"<{RECORD}>"} if ending in ("trig", "nq") else {"DEFAULT"})


def test_the_data_says_where_its_other_forms_are(client: TestClient, ten: CatalogStore) -> None:
    response = client.get("/data/model/aguila-7b.ttl")
    assert response.headers["link"] == (
        f'<{AGUILA}>; rel="describes", </page/model/aguila-7b>; rel="alternate", '
        '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"'
    )
    assert response.headers["etag"].startswith(f'W/"{ten.head}-')
    assert response.headers["etag"].endswith('-turtle"')
    assert response.headers["vary"] == "Accept"


def test_a_thing_and_its_page_say_where_all_its_forms_are(client: TestClient) -> None:
    for address in ("/id/dataset/refinedweb", "/page/dataset/refinedweb"):
        link = client.get(address, headers={"Accept": "text/html"}).headers["link"]
        data = "/data/dataset/refinedweb"
        assert link == (
            f'<{data}.ttl>; rel="alternate"; type="text/turtle", '
            f'<{data}.jsonld>; rel="alternate"; type="application/ld+json", '
            f'<{data}.rdf>; rel="alternate"; type="application/rdf+xml", '
            f'<{data}.nt>; rel="alternate"; type="application/n-triples", '
            f'<{data}.json>; rel="alternate"; type="application/json", '
            f'<{data}.ttl>; rel="describedby", '
            '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license", '
            '</catalog>; rel="collection", '
            '<https://w3id.org/headwaters/id/dataset/refinedweb>; rel="canonical"'
        )
    model = client.get("/page/model/aguila-7b").headers["link"]
    assert "collection" not in model  # the catalog lists datasets


def test_what_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/data/model/aguila-7b.ttl")
    etag = first.headers["etag"]
    again = client.get("/data/model/aguila-7b.ttl", headers={"If-None-Match": f'"x", {etag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    other = client.get("/data/model/aguila-7b.nt", headers={"If-None-Match": etag})
    assert other.status_code == 200


def test_the_view_as_json(client: TestClient, ten: CatalogStore) -> None:
    view = client.get("/data/model/aguila-7b.json").json()
    (record,) = view.pop("records")
    assert view == {
        "iri": AGUILA,
        "kind": "model",
        "slug": "aguila-7b",
        "title": "Ǎguila-7B",
        "types": [{"iri": "http://data.europa.eu/it6/MachineLearningModel", "label": "Model"}],
        "commit": ten.head,
        "referenced_by": {"total": 0, "items": []},
    }
    statements = record.pop("statements")
    assert record == {
        "iri": RECORD,
        "name": "shipped",
        "source": [
            {
                "iri": "https://w3id.org/headwaters/id/work/data-governance-in-open-source-ai",
                "label": "data-governance-in-open-source-ai",
            },
            {
                "iri": "https://huggingface.co/projecte-aina/aguila-7b",
                "label": "https://huggingface.co/projecte-aina/aguila-7b",
            },
        ],
        "source_lines": ["L243", "L244"],
        "authority": "editor",
        "confidence": "V",
        "confidence_label": "Verified. Someone read it in a primary source, on the day given.",
        "issued": "2026-11-24",
        "retrieved": "2026-11-24",
        "attributed_to": {
            "iri": "https://w3id.org/headwaters/id/organization/headwaters-editors",
            "label": "headwaters-editors",
        },
    }
    (assertion,) = [s for s in statements if s["property"].endswith("#hasLicenseAssertion")]
    assert assertion["value_kind"] == "node"
    assert assertion["value_label"] == "License assertion"
    assert assertion["statements"][0] == {
        "property": "http://purl.org/dc/terms/license",
        "property_label": "license",
        "value": "https://w3id.org/headwaters/id/license/apache",
        "value_kind": "iri",
        "value_label": "Apache License 2.0",
        "language": None,
        "datatype": None,
        "statements": [],
    }


def test_who_mentions_a_thing(client: TestClient) -> None:
    found = client.get("/data/license/apache.json").json()["referenced_by"]
    assert found["total"] == 2
    assert found["items"][0] == {
        "iri": "https://w3id.org/headwaters/id/model/falcon-7b",
        "title": "Falcon-7B",
        "kind": "model",
        "slug": "falcon-7b",
        "property": "http://purl.org/dc/terms/license",
        "property_label": "license",
        "record": "https://w3id.org/headwaters/record/shipped/model/falcon-7b",
    }
    assert found["items"][1]["iri"] == AGUILA


def test_the_page_tells_who_says_what_and_what_nobody_says(browser: TestClient) -> None:
    response = browser.get("/page/model/aguila-7b")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    page = " ".join(response.text.split())
    assert "<h1>Ǎguila-7B</h1>" in page
    assert "Headwaters editors</a> say" in page or "headwaters-editors</a> say" in page
    assert "Verified. Someone read it in a primary source, on the day given." in page
    assert "white paper lines L243, L244" in page
    assert "<b>6</b> upstream" in page
    assert '<a href="/page/model/falcon-7b">Falcon-7B</a>' in page
    assert "Learned from" in page
    assert '<a href="/data/model/aguila-7b.ttl">Turtle</a>' in page
    assert 'href="/sparql?query=' in page
    assert 'href="http://explorer.example/entry?id=model/aguila-7b"' in page


def test_unknown_is_not_the_same_as_nothing_recorded(browser: TestClient) -> None:
    page = " ".join(browser.get("/page/dataset/bsc-open-data-26b").text.split())
    assert '<span class="unknown" title="Someone looked, and it is not known.">' in page
    assert "<h2>Nothing recorded</h2>" in page
    assert "That is a gap in the catalogue" in page


def test_a_name_without_an_entry_says_so(tmp_path: Path) -> None:
    (record,) = read_records([shipped_entries() / "model" / "text-davinci-003.ttl"])
    with CatalogStore.open(tmp_path / "store", create=True) as store:
        commit(store, [record])
        with serve(store) as client:
            page = client.get("/page/model/text-davinci-003", headers={"Accept": "text/html"})
    assert "Known by name only so far" in page.text


def test_a_record_has_an_address_of_its_own(client: TestClient, browser: TestClient) -> None:
    response = client.get("/record/shipped/model/aguila-7b", headers={"Accept": "text/turtle"})
    assert response.status_code == 200
    assert response.headers["link"].endswith(f'<{AGUILA}>; rel="about"')
    assert b"dcat:CatalogRecord" in response.content
    view = client.get(
        "/record/shipped/model/aguila-7b", headers={"Accept": "application/json"}
    ).json()
    assert view["iri"] == RECORD
    page = browser.get("/record/shipped/model/aguila-7b").text
    assert "Its history" in page
    assert client.get("/record/shipped/model/nothing").status_code == 404


def test_an_unknown_thing_has_near_ones(client: TestClient, browser: TestClient) -> None:
    for address in ("/id/model/aguila", "/page/model/aguila", "/data/model/aguila.ttl"):
        response = client.get(address)
        assert response.status_code == 404
        problem = response.json()
        assert problem["asked"] == "model/aguila"
        assert problem["near"][0]["slug"] == "aguila-7b"
    page = browser.get("/page/model/aguila")
    assert page.status_code == 404
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<a href="/page/model/aguila-7b">Ǎguila-7B</a>' in page.text


def test_an_ending_we_lack(client: TestClient) -> None:
    response = client.get("/data/model/aguila-7b.pdf")
    assert response.status_code == 404
    assert "ttl, jsonld, rdf, nt, trig, nq, json" in response.json()["detail"]


JSON_LD = '<script type="application/ld+json">'
HOSTILE = """
  dct:title "<script>alert(1)</script>\\u202Egpj"@en ;
  dct:alternative "<img src=x onerror=alert(1)>"@en ;
  dct:source <javascript:alert(1)> ;
  dcat:landingPage <javascript:alert(2)>, <https://example.org/'onmouseover> ;
"""


def test_hostile_texts_are_shown_and_not_run(tmp_path: Path) -> None:
    text = small_record("hostile", HOSTILE)
    text = text.replace('dct:title "Example hostile"@en ;', "")
    with CatalogStore.open(tmp_path / "store", create=True) as store:
        commit(store, records_of(text))
        with serve(store) as client:
            headers = {"Accept": "text/html"}
            for address in (
                "/page/unresolved/hostile",
                "/search",
                "/changes",
                "/record/test/unresolved/hostile",
                "/lineage/unresolved/hostile",
            ):
                page = client.get(address, headers=headers).text
                assert page.count("<script") == page.count(JSON_LD)
                assert "<img src=x" not in page
                assert 'href="javascript' not in page
                assert "\u202e" not in page
                assert "&lt;script&gt;alert(1)&lt;/script&gt;⟨U+202E⟩gpj" in page
            data = client.get("/data/unresolved/hostile.json").json()
            assert data["title"] == "<script>alert(1)</script>\u202egpj"


def test_two_sources_that_differ_stand_side_by_side(tmp_path: Path) -> None:
    one = small_record("shared", 'dct:alternative "First"@en ;')
    other = one.replace("/record/test/", "/record/other/").replace("First", "Second")
    other = other.replace("authority/editor", "authority/steward")
    with CatalogStore.open(tmp_path / "store", create=True) as store:
        commit(store, records_of(one, other))
        with serve(store) as client:
            view = client.get("/data/unresolved/shared.json").json()
            page = client.get("/page/unresolved/shared", headers={"Accept": "text/html"}).text
    assert [record["name"] for record in view["records"]] == ["other", "test"]
    said = [
        [s["value"] for s in record["statements"] if s["property"].endswith("alternative")]
        for record in view["records"]
    ]
    assert said == [["Second"], ["First"]]
    assert "2 records speak about it." in page
    assert json.dumps(view)  # plain JSON throughout
