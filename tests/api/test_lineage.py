from __future__ import annotations

from catalog.api.drawing import draw
from catalog.lineage import Direction, trace
from catalog.store import CatalogStore
from tests.api.testing import TestClient

BASE = "https://w3id.org/headwaters/"
UPSTREAM = [
    ("dataset/bsc-open-data-26b", 1),
    ("model/falcon-7b", 1),
    ("dataset/refinedweb", 2),
    ("unresolved/falcon-curated-corpora", 2),
    ("dataset/common-crawl", 3),
    ("source/web", 4),
]


def test_the_way_up(client: TestClient, ten: CatalogStore) -> None:
    found = client.get("/lineage/model/aguila-7b").json()
    assert found["start"] == BASE + "id/model/aguila-7b"
    assert (found["direction"], found["total"], found["unresolved"]) == ("upstream", 6, 1)
    assert (found["truncated"], found["commit"]) == (False, ten.head)
    assert [(n["iri"].removeprefix(BASE + "id/"), n["hops"]) for n in found["nodes"]] == UPSTREAM
    assert {
        "from": BASE + "id/model/falcon-7b",
        "to": BASE + "id/dataset/refinedweb",
        "kind": "learn",
        "property": "it6:trainedOn",
        "record": BASE + "record/shipped/model/falcon-7b",
    } in found["edges"]


def test_the_way_down_in_parts(client: TestClient) -> None:
    address = "/lineage/dataset/common-crawl?direction=downstream&limit=1"
    first = client.get(address).json()
    assert (first["total"], first["truncated"], len(first["nodes"])) == (3, True, 1)
    rest = client.get(address, params={"direction": "downstream", "offset": 1}).json()
    assert [n["iri"].rpartition("/")[2] for n in rest["nodes"]] == ["falcon-7b", "aguila-7b"]


def test_no_farther_than_asked(client: TestClient) -> None:
    found = client.get("/lineage/model/aguila-7b?depth=1").json()
    assert (found["total"], [n["hops"] for n in found["nodes"]]) == (2, [1, 1])


def test_as_of_a_day(client: TestClient, browser: TestClient) -> None:
    found = client.get("/lineage/model/aguila-7b?as_of=2020-01-01").json()
    assert (found["as_of"], found["start_is_later"], found["nodes"]) == ("2020-01-01", True, [])
    later = client.get("/lineage/model/aguila-7b?as_of=2026-01-01").json()
    assert (later["total"], later["left_out"]) == (6, 0)
    page = browser.get("/lineage/model/aguila-7b?as_of=2020-01-01").text
    assert "Ǎguila-7B was issued later; nothing led to it yet." in page
    assert client.get("/lineage/model/aguila-7b?as_of=then").status_code == 400


def test_a_direction_that_is_none(client: TestClient) -> None:
    response = client.get("/lineage/model/aguila-7b?direction=sideways")
    assert response.status_code == 400
    assert response.json()["detail"].startswith("direction: ")


def test_an_unknown_start(client: TestClient) -> None:
    response = client.get("/lineage/model/aguila")
    assert response.status_code == 404
    assert response.json()["near"][0]["title"] == "Ǎguila-7B"


def test_the_page_has_each_step_and_who_states_it(browser: TestClient) -> None:
    page = " ".join(browser.get("/lineage/model/aguila-7b").text.split())
    assert "6 things it was made from, directly or through others." in page
    assert "1 of them stands for a name nobody could resolve" in page
    assert (
        'Falcon-7B <span class="soft">trained on</span> it <span class="badge kind">Learned from'
        in page
    )
    assert '<a href="/record/shipped/model/falcon-7b">shipped</a>' in page
    assert "<svg" in page
    assert 'href="/lineage/model/aguila-7b?direction=downstream"' in page
    below = browser.get("/lineage/model/aguila-7b?direction=downstream").text
    assert "No record says that anything was made of it." in below


def test_the_picture_puts_sources_to_the_left(ten: CatalogStore) -> None:
    start = ten.search.thing(BASE + "id/model/aguila-7b")
    assert start is not None
    picture = draw(trace(ten, start, Direction.UPSTREAM))
    assert picture is not None
    left = {box.thing.slug: box.x for box in picture.boxes}
    assert left["web"] < left["common-crawl"] < left["refinedweb"] < left["falcon-7b"]
    assert left["falcon-7b"] == left["bsc-open-data-26b"] < left["aguila-7b"]
    assert len(picture.boxes) == 7
    assert picture.left_out == 0
    carried = [flow.title for flow in picture.flows if flow.style == "carry"]
    assert "Common Crawl corpus → Falcon RefinedWeb: carry" in carried
    assert all(box.x >= 0 and box.x + box.width <= picture.width for box in picture.boxes)
    assert all(box.y >= 0 and box.y + box.height <= picture.height for box in picture.boxes)
    assert [box.style for box in picture.boxes if box.thing.kind == "unresolved"] == ["hole"]


def test_nothing_to_draw(ten: CatalogStore) -> None:
    start = ten.search.thing(BASE + "id/model/aguila-7b")
    assert start is not None
    assert draw(trace(ten, start, Direction.DOWNSTREAM)) is None
