"""Who takes neither JSON nor a page is told what there is (RFC 9110 § 15.5.7)."""

from __future__ import annotations

import pytest

from tests.api.testing import TestClient

ADDRESSES = (
    "/search?q=falcon",
    "/lineage/model/aguila-7b",
    "/questions",
    "/questions/upstream-of?start=aguila-7b",
    "/changes",
    "/changes?from=2025-01-01&id=aguila-7b",
    "/what-if?withdraw=falcon-7b",
    "/reports",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_json_or_a_page_or_nothing(client: TestClient, address: str) -> None:
    refused = client.get(address, headers={"Accept": "text/turtle"})
    assert refused.status_code == 406
    assert refused.json()["offered"] == ["application/json", "text/html"]
    for accept, given in (
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("text/html", "text/html"),
    ):
        answer = client.get(address, headers={"Accept": accept})
        assert answer.headers["content-type"].partition(";")[0] == given
