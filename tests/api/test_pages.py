from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

from catalog.questions import questions
from tests.api.conftest import ENTRIES
from tests.api.testing import TestClient

_LINK = re.compile(r'<a [^>]*?href="([^"]*)"')


def test_the_start_page(browser: TestClient) -> None:
    page = browser.get("/").text
    assert "10 things, 10 records." in page
    assert '<form class="find" action="/search" role="search">' in page
    assert '<a href="/page/model/aguila-7b">Ǎguila-7B</a>' in page
    assert 'href="http://explorer.example"' in page


_INLINE = re.compile(r'<script(?! type="application/(ld\+)?json")(?![^>]* src="/static/)')
"""A script in the page itself; JSON is read by programs and run by none."""


def test_the_docs_list_every_address(browser: TestClient) -> None:
    page = browser.get("/docs").text
    for path in browser.get("/openapi.json").json()["paths"]:
        assert f"<code>{path}</code>" in page


def test_every_link_between_pages_leads_somewhere(browser: TestClient) -> None:
    known = {f"/page/{name}" for name in ENTRIES}
    waiting, seen, dead = ["/"], {"/"}, set()
    while waiting:
        address = waiting.pop()
        answer = browser.get(address)
        if answer.status_code != 200:
            dead.add(address)
            continue
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        assert _INLINE.search(answer.text) is None, address
        assert " style=" not in answer.text, address
        assert answer.text.count("<h1") == 1, address
        for link in map(unescape, _LINK.findall(answer.text)):
            path = link.partition("#")[0]
            if not path.startswith("/") or path in seen or _is_variation(path):
                continue
            seen.add(path)
            waiting.append(path)
    assert len(seen) > 60
    beyond = {a for a in dead if a.startswith("/page/") and a not in known}
    beyond |= dead & {f"/questions/{name}" for name in questions()}
    assert dead == beyond  # only what asks for entries that this small store does not hold


def _is_variation(address: str) -> bool:
    """Searches, of which there are as many as selections, are followed one step only."""
    return address.startswith("/search?") and len(urlsplit(address).query.split("&")) > 1


def test_anchors_of_the_ontology_exist(browser: TestClient) -> None:
    page = browser.get("/ns").text
    anchors = set(re.findall(r' id="([^"]+)"', page))
    linked = {link[1:] for link in _LINK.findall(page) if link.startswith("#")}
    linked |= {link[4:] for link in _LINK.findall(page) if link.startswith("/ns#")}
    assert linked <= anchors
    entry = browser.get("/page/model/aguila-7b").text
    assert {link[4:] for link in _LINK.findall(entry) if link.startswith("/ns#")} <= anchors
