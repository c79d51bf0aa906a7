from __future__ import annotations

import re
from pathlib import Path

from catalog.store import CatalogStore
from tests.api.conftest import BROWSER, serve
from tests.api.testing import TestClient

PROBLEM = "application/problem+json"


def routes(client: TestClient) -> list[tuple[str, str]]:
    """Every address of the service with what it takes, parameters filled with nonsense."""
    document = client.get("/openapi.json").json()
    return [
        (method.upper(), re.sub(r"\{\w+\}", "nonsense", path))
        for path, methods in document["paths"].items()
        for method in methods
    ]


def check(body: dict[str, object], status: int) -> None:
    assert body["status"] == status
    assert str(body["type"]).startswith("https://w3id.org/headwaters/problem/")
    assert body["title"]
    assert body["detail"]
    assert "Traceback" not in str(body)


def test_every_address_refuses_other_methods_with_a_problem(client: TestClient) -> None:
    for _, path in routes(client):
        answer = client.patch(path)
        assert answer.status_code == 405, path
        assert answer.headers["content-type"] == PROBLEM
        assert answer.headers["allow"]
        check(answer.json(), 405)


def test_every_wrong_request_is_answered_by_a_problem(client: TestClient) -> None:
    seen = 0
    for method, path in routes(client):
        answer = client.request(method, path, params={"limit": "x", "query": "x", "id": "zzzz"})
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == PROBLEM, path
            check(answer.json(), answer.status_code)
            assert answer.status_code < 500, path
            seen += 1
    assert seen >= 12


def test_the_type_of_a_problem_leads_to_what_it_is(client: TestClient, browser: TestClient) -> None:
    kind = client.get("/lookup?id=zzzz").json()["type"].removeprefix("https://w3id.org/headwaters")
    assert client.get(kind).json() == {
        "type": "https://w3id.org/headwaters/problem/not-found",
        "title": "Not in this catalogue",
        "status": 404,
    }
    assert browser.get(kind).status_code == 200
    assert client.get("/problem/nothing-of-the-sort").status_code == 404


def test_no_such_address(client: TestClient) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert answer.json() == {
        "type": "https://w3id.org/headwaters/problem/no-such-address",
        "title": "Not Found",
        "status": 404,
        "detail": "Nothing is at the address “/nowhere”. What there is, /docs lists.",
    }
    page = client.get("/nowhere", headers={"Accept": BROWSER})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.status_code == 404


def test_what_nobody_foresaw_is_not_shown(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "store", create=True) as store, serve(store) as client:
        del client.app.state.service  # type: ignore[attr-defined]  # Starlette's, not in its type
        for accept in ("application/json", BROWSER):
            answer = client.get("/changes", headers={"Accept": accept})
            assert answer.status_code == 500
            assert "Something went wrong on our side" in answer.text
            assert "AttributeError" not in answer.text


def test_every_answer_protects_its_reader(client: TestClient, browser: TestClient) -> None:
    for answer in (
        client.get("/health"),
        client.get("/nowhere"),
        client.get("/static/headwaters.css"),
        browser.get("/"),
        browser.get("/page/model/nothing"),
    ):
        assert answer.headers["content-security-policy"].startswith("default-src 'self'; ")
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
