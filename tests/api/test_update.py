"""SPARQL Update over HTTP, by the production registrar: records, shapes, tokens."""

from __future__ import annotations

from catalog.store import CatalogStore
from tests.api.testing import TestClient
from tests.api.writers import AGUILA

UPDATE = "application/sparql-update; charset=UTF-8"
THING = "https://w3id.org/headwaters/id/model/aguila-7b"
DCT = "http://purl.org/dc/terms/"
RENAME = (
    f"WITH <{AGUILA}> DELETE {{ <{THING}> <{DCT}title> ?t }} "
    f'INSERT {{ <{THING}> <{DCT}title> "Eagle"@en }} WHERE {{ <{THING}> <{DCT}title> ?t }}'
)
TITLE = f"SELECT ?t WHERE {{ <{THING}> <{DCT}title> ?t }}"


def titles(client: TestClient) -> list[str]:
    answer = client.get("/sparql", params={"query": TITLE})
    return [row["t"]["value"] for row in answer.json()["results"]["bindings"]]


def test_an_update_changes_a_record(admin: TestClient, own: CatalogStore) -> None:
    answer = admin.post("/sparql", content=RENAME, headers={"Content-Type": UPDATE})
    assert answer.status_code == 200, answer.text
    assert answer.json()["records"] == [{"record": AGUILA, "outcome": "updated"}]
    assert titles(admin) == ["Eagle"]
    last = own.journal.history(AGUILA)[-1]
    assert (last.actor, last.action, last.message) == ("Ada", "update", "SPARQL update")
    assert answer.json()["commit"] == own.head == last.number
