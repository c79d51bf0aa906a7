"""The pages of the service itself: nothing blocked, nothing cut off, no script needed."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from catalog.records.withdraw import withdraw
from catalog.store import CatalogStore
from tests.api.conftest import commit, entries, running
from tests.conftest import records_of, small_record

PAGES = (
    "/",
    "/page/model/aguila-7b",
    "/page/model/nothing",
    "/lineage/model/aguila-7b",
    "/lineage/dataset/common-crawl?direction=downstream",
    "/record/shipped/model/aguila-7b",
    "/search?q=falcon",
    "/questions",
    "/questions/upstream-of?start=aguila-7b",
    "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%205",
    "/ns",
    "/shapes",
    "/changes",
    "/catalog",
    "/page/unresolved/gone",
    "/docs",
)
REFUSED = {"/page/model/nothing": 404, "/page/unresolved/gone": 410}
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running service."""
    with CatalogStore.open(tmp_path_factory.mktemp("pages") / "store", create=True) as store:
        commit(store, entries())
        commit(store, records_of(small_record("gone")))
        iri = "https://w3id.org/headwaters/id/unresolved/gone"
        withdraw(store, iri, actor="Jo", reason="Asked for: " + "x" * 300)
        with running(store) as address:
            yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_phone_and_load_nothing_from_elsewhere(
    browser: Browser, address: str, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=False,
    )
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for path in PAGES:
        response = page.goto(address + path)
        assert response is not None
        assert response.status == REFUSED.get(path, 200), path
        for one in page.locator("main h1, main p").all()[:12]:
            inside = one.bounding_box()
            assert inside is None or inside["x"] + inside["width"] <= 361, path
    context.close()
    assert all(url.startswith(address) for url in asked)
    assert [text for text in said if "404" not in text and "410" not in text] == []


def test_the_data_in_a_page_is_read_and_nothing_is_blocked(page: Page, address: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}/page/dataset/refinedweb")
    data = page.locator('script[type="application/ld+json"]').text_content()
    assert json.loads(data or "")["@id"] == "https://w3id.org/headwaters/id/dataset/refinedweb"
    assert said == []


def test_from_the_start_page_to_the_source(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("searchbox").fill("aguila")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Ǎguila-7B").click()
    page.get_by_role("link", name="6 upstream").click()
    page.locator("tbody").get_by_role("link", name="Common Crawl corpus").click()
    assert page.url == f"{address}/page/dataset/common-crawl"
    assert page.get_by_role("heading", level=1).text_content() == "Common Crawl corpus"
    page.go_back()
    page.get_by_role("link", name="Show me the query").click()
    expect(page.locator(".yasr").get_by_role("row")).to_have_count(7)  # a heading, six sources
