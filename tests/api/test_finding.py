from __future__ import annotations

from catalog.store import CatalogStore
from tests.api.testing import TestClient

AGUILA = {
    "iri": "https://w3id.org/headwaters/id/model/aguila-7b",
    "title": "Ǎguila-7B",
    "kind": "model",
    "slug": "aguila-7b",
}


def test_a_thing_by_slug_name_and_iri(client: TestClient) -> None:
    for asked in ("aguila-7b", "Ǎguila-7B", "model/aguila-7b", AGUILA["iri"]):
        response = client.get("/lookup", params={"id": asked})
        assert response.status_code == 200
        assert response.json() == AGUILA


def test_a_near_name(client: TestClient) -> None:
    response = client.get("/lookup", params={"id": "aguilla"})
    assert response.status_code == 404
    assert response.json() == {
        "type": "https://w3id.org/headwaters/problem/not-found",
        "title": "Not in this catalogue",
        "status": 404,
        "detail": "Nothing here is called “aguilla”. Near to it: Ǎguila-7B (model/aguila-7b).",
        "asked": "aguilla",
        "near": [AGUILA],
    }


def test_no_name_at_all(client: TestClient) -> None:
    response = client.get("/lookup")
    assert response.status_code == 400
    assert response.json()["parameters"] == [{"parameter": "id", "message": "Field required"}]


def test_search_counts_and_pages(client: TestClient, ten: CatalogStore) -> None:
    found = client.get("/search", params={"q": "falcon", "limit": 2}).json()
    assert found["query"] == "falcon"
    assert (found["limit"], found["offset"], found["commit"]) == (2, 0, ten.head)
    titles = [one["title"] for one in found["results"]]
    rest = client.get("/search", params={"q": "falcon", "limit": 200, "offset": 2}).json()
    titles += [one["title"] for one in rest["results"]]
    assert len(titles) == found["total"] == rest["total"]
    assert {"Falcon-7B", "Falcon RefinedWeb", "curated corpora"} <= set(titles)
    assert set(found["results"][0]) == {"iri", "kind", "slug", "title", "description"}


def test_facets_have_words_and_counts(client: TestClient) -> None:
    found = client.get("/search", params={"kind": ["model", "dataset"]}).json()
    assert found["total"] == 5
    facets = {facet["name"]: facet for facet in found["facets"]}
    assert facets["kind"]["label"] == "Kind"
    assert {"value": "dataset", "label": "Dataset", "count": 3, "selected": True} in facets["kind"][
        "values"
    ]
    assert {"value": "source", "label": "Data source", "count": 1, "selected": False} in facets[
        "kind"
    ]["values"]
    licenses = {one["label"] for one in facets["license"]["values"]}
    assert "Apache License 2.0" in licenses
    assert facets["kind"]["total"] == 6


def test_facets_narrow_together(client: TestClient) -> None:
    apache = "https://w3id.org/headwaters/id/license/apache"
    found = client.get("/search", params={"license": apache}).json()
    assert [one["title"] for one in found["results"]] == ["Falcon-7B", "Ǎguila-7B"]
    bsc = "https://w3id.org/headwaters/id/organization/bsc"
    for name in ("agent", "steward"):
        narrow = client.get("/search", params={"license": apache, name: bsc}).json()
        assert [one["title"] for one in narrow["results"]] == ["Ǎguila-7B"]


def test_a_choice_without_results_stays_visible(client: TestClient) -> None:
    found = client.get("/search", params={"q": "falcon", "kind": "license"}).json()
    assert (found["total"], found["results"]) == (0, [])
    (kind,) = [facet for facet in found["facets"] if facet["name"] == "kind"]
    assert {"value": "license", "label": "License", "count": 0, "selected": True} in kind["values"]


def test_limits_are_kept(client: TestClient) -> None:
    response = client.get("/search", params={"limit": 100_000})
    assert response.status_code == 400
    assert response.json()["parameters"][0]["parameter"] == "limit"


def test_the_search_page_keeps_its_state_in_the_address(browser: TestClient) -> None:
    page = browser.get("/search", params={"q": "falcon", "kind": "model"}).text
    assert 'value="falcon"' in page
    assert '<input type="hidden" name="kind" value="model">' in page
    assert 'href="/search?q=falcon"' in page  # takes the kind away
    assert 'href="/page/model/falcon-7b"' in page
