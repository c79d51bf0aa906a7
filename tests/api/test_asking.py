from __future__ import annotations

from catalog.questions import questions
from catalog.records.files import shipped_entries
from catalog.store import CatalogStore
from tests.api.testing import TestClient
from tests.conftest import small_record

TURTLE = {"Content-Type": "text/turtle"}


def test_all_questions_are_listed(client: TestClient) -> None:
    found = client.get("/questions").json()
    assert [one["name"] for one in found["questions"]] == list(questions())
    assert found["total"] == len(questions())
    upstream = next(one for one in found["questions"] if one["name"] == "upstream-of")
    assert upstream["parameters"] == [
        {
            "name": "start",
            "type": "thing",
            "label": "The model or dataset",
            "default": "model/aguila-7b",
            "required": True,
        }
    ]


def test_a_question_is_answered(client: TestClient, ten: CatalogStore) -> None:
    found = client.get("/questions/models-descending-from?source=common-crawl").json()
    assert found["name"] == "models-descending-from"
    assert found["parameters"] == {"source": "Common Crawl corpus"}
    assert (found["total"], found["truncated"], found["commit"]) == (2, False, ten.head)
    models = [row["model"]["label"] for row in found["rows"]]
    assert sorted(models) == ["Falcon-7B", "Ǎguila-7B"]
    assert "hw:upstreamTransitive" in found["query"]


def test_a_part_of_the_answer(client: TestClient) -> None:
    found = client.get("/questions/upstream-of?start=aguila-7b&limit=2").json()
    assert (len(found["rows"]), found["total"], found["truncated"]) == (2, 6, True)


def test_questions_asked_wrongly(client: TestClient) -> None:
    assert client.get("/questions/nothing").status_code == 404
    unknown = client.get("/questions/upstream-of?begin=aguila-7b")
    assert unknown.status_code == 400
    missing = client.get("/questions/upstream-of?start=aguilla")
    assert missing.status_code == 404
    assert missing.json()["near"][0]["slug"] == "aguila-7b"


def test_question_pages(browser: TestClient) -> None:
    every = browser.get("/questions").text
    assert all(f'href="/questions/{name}"' in every for name in questions())
    page = browser.get("/questions/upstream-of?start=aguila-7b").text
    assert '<a href="/page/dataset/common-crawl">' in page
    assert 'value="aguila-7b"' in page
    wrong = browser.get("/questions/upstream-of?start=aguilla")
    assert wrong.status_code == 404
    assert "Did you mean" in wrong.text
    assert 'value="aguilla"' in wrong.text


def test_a_record_without_fault(client: TestClient) -> None:
    text = small_record("fine").encode()
    found = client.post("/validate", content=text, headers=TURTLE)
    assert found.status_code == 200
    assert found.json()["conforms"] is True


def test_every_fault_at_once_and_nothing_written(client: TestClient, ten: CatalogStore) -> None:
    before = ten.head
    text = small_record("faulty").replace('dct:title "Example faulty"@en ;', "")
    text = text.replace("hw:authority <https://w3id.org/headwaters/ns/authority/editor> ;", "")
    found = client.post("/validate", content=text.encode(), headers=TURTLE).json()
    assert found["conforms"] is False
    wrong = [
        (f["path"], f["constraint"]) for f in found["findings"] if f["severity"] == "Violation"
    ]
    assert ("dct:title", "MinCountConstraintComponent") in wrong
    assert ("hw:authority", "MinCountConstraintComponent") in wrong
    assert ten.head == before


def test_text_that_cannot_be_read_has_its_line(client: TestClient) -> None:
    found = client.post("/validate", content=b"<a:a> <b:b>\n  <c:c> ;;; .\n<", headers=TURTLE)
    assert found.status_code == 400
    problem = found.json()
    assert problem["type"] == "https://w3id.org/headwaters/problem/unparseable"
    assert problem["line"] == 3


def test_a_record_that_names_no_topic(client: TestClient) -> None:
    found = client.post("/validate", content=b"<a:a> <b:b> <c:c> .", headers=TURTLE)
    assert found.status_code == 422
    assert found.json()["findings"][0]["severity"] == "Violation"


def test_bodies_validate_does_not_read(client: TestClient) -> None:
    for media_type, body, status in (
        ("application/pdf", b"%PDF", 415),
        ("text/turtle", b"#" * 10_000_001, 413),
        ("application/rdf+xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", 400),
    ):
        found = client.post("/validate", content=body, headers={"Content-Type": media_type})
        assert found.status_code == status
        assert found.headers["content-type"] == "application/problem+json"


def test_a_shipped_entry_conforms(client: TestClient) -> None:
    text = (shipped_entries() / "unresolved" / "falcon-curated-corpora.ttl").read_bytes()
    assert client.post("/validate", content=text, headers=TURTLE).json()["conforms"] is True
