"""What a client holds already is not sent again; what it cannot read is not sent at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from catalog.api.conditions import settled
from catalog.rdf.canonical import to_ntriples
from catalog.store import CatalogStore, Change
from tests.api.conftest import serve
from tests.api.testing import TestClient
from tests.conftest import records_of, small_record

WRITTEN = "2026-11-24T08:30:15.750+00:00"
HEADER = "Tue, 24 Nov 2026 08:30:15 GMT"


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service over one thing last written on a known day, and another written later."""
    with CatalogStore.open(tmp_path_factory.mktemp("dated") / "store", create=True) as store:
        for name, time in (("one", WRITTEN), ("two", "2026-11-25T00:00:00.000+00:00")):
            (record,) = records_of(small_record(name))
            change = Change(record.iri.value, record.topic.value, to_ntriples(record.triples))
            store.commit([change], actor="tests", message="load", time=time)
        with serve(store) as client:
            yield client


@pytest.mark.parametrize(
    ("address", "accept"),
    [
        ("/data/unresolved/one.ttl", "*/*"),
        ("/data/unresolved/one.nq", "*/*"),
        ("/record/test/unresolved/one", "text/turtle"),
    ],
)
def test_rdf_says_when_it_last_changed(dated: TestClient, address: str, accept: str) -> None:
    def status(**headers: str) -> int:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return int(dated.get(address, headers={"Accept": accept, **sent}).status_code)

    first = dated.get(address, headers={"Accept": accept})
    assert first.headers["last-modified"] == HEADER
    etag = first.headers["etag"]
    assert status(If_Modified_Since=HEADER) == 304
    assert status(If_Modified_Since="Wed, 25 Nov 2026 00:00:00 GMT") == 304
    assert status(If_Modified_Since="Tue, 24 Nov 2026 08:30:14 GMT") == 200
    assert status(If_Modified_Since="Tuesday, 24-Nov-26 08:30:15 GMT") == 304
    assert status(If_Modified_Since="soon") == 200
    assert status(If_Modified_Since="Fri, 31 Dec 99999 23:59:59 GMT") == 200
    # The ETag decides alone where there is one (RFC 9110 § 13.2.2).
    assert status(If_None_Match='"other"', If_Modified_Since=HEADER) == 200
    assert status(If_None_Match=etag, If_Modified_Since="Sun, 01 Jan 2006 00:00:00 GMT") == 304
    assert status(If_None_Match=etag.removeprefix("W/")) == 304
    assert status(If_None_Match="*") == 304


@pytest.mark.parametrize("address", ["/page/unresolved/one", "/data/unresolved/one.json", "/"])
def test_what_tells_of_other_things_too_has_an_etag_alone(dated: TestClient, address: str) -> None:
    response = dated.get(address)
    assert response.headers["etag"].startswith('W/"2-')
    assert "last-modified" not in response.headers
    assert dated.get(address, headers={"If-Modified-Since": HEADER}).status_code == 200


def test_head_says_what_get_says(dated: TestClient) -> None:
    for address in ("/data/unresolved/one.ttl", "/page/unresolved/one", "/id/unresolved/one"):
        got, head = dated.get(address), dated.head(address)
        assert head.status_code == got.status_code
        for answer in (got, head):
            del answer.headers["x-request-id"]
        assert head.headers == got.headers
        assert head.content == b""


def test_the_running_second_is_no_time_to_name() -> None:
    assert settled(WRITTEN) == datetime(2026, 11, 24, 8, 30, 15, tzinfo=UTC)
    assert settled((datetime.now(UTC) + timedelta(seconds=5)).isoformat()) is None


@pytest.mark.parametrize("address", ["/page/unresolved/one", "/", "/docs"])
def test_a_page_is_not_sent_to_whom_cannot_read_it(dated: TestClient, address: str) -> None:
    response = dated.get(address, headers={"Accept": "text/turtle"})
    assert response.status_code == 406
    assert response.json()["offered"] == ["text/html"]
    assert response.headers["vary"] == "Accept"


def test_an_ending_decides_whatever_is_accepted(dated: TestClient) -> None:
    response = dated.get("/data/unresolved/one.nt", headers={"Accept": "text/html"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/n-triples; charset=utf-8"


def test_links_to_things_named_in_other_scripts_fit_a_header(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "store", create=True) as store:
        (record,) = records_of(small_record("kōrero"))
        change = Change(record.iri.value, record.topic.value, to_ntriples(record.triples))
        store.commit([change], actor="tests", message="load")
        with serve(store) as client:
            response = client.get("/id/unresolved/k%C5%8Drero")
    assert response.status_code == 303
    assert response.headers["location"] == "/data/unresolved/k%C5%8Drero.ttl"
    iri = "https://w3id.org/headwaters/id/unresolved/k%C5%8Drero"
    assert response.headers["link"].endswith(f'<{iri}>; rel="canonical"')
