"""Each request has a name, which its answer, its problem and its line in the log carry."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator

import pytest

from catalog.api.logs import JsonFormatter, TextFormatter
from catalog.api.observing import network_of
from catalog.store import CatalogStore
from tests.api.conftest import serve
from tests.api.testing import TestClient

SECRET = "token=hw_secret"


class Kept(logging.Handler):
    """Keeps the lines a formatter makes."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self.setFormatter(formatter)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def kept() -> Iterator[Kept]:
    logger = logging.getLogger("headwaters")
    handler = Kept(JsonFormatter())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


@pytest.mark.parametrize("name", ["a", "7f3c-22.B_c", "x" * 64])
def test_a_clean_name_is_kept(client: TestClient, name: str) -> None:
    assert client.get("/health", headers={"X-Request-Id": name}).headers["x-request-id"] == name


@pytest.mark.parametrize("name", ["", "x" * 65, 'a"b', "a b", "<script>", "ä", "a;b", "a,b"])
def test_any_other_name_is_replaced(client: TestClient, name: str) -> None:
    answer = client.get("/health", headers={"X-Request-Id": name.encode()})
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"])


def test_names_differ(client: TestClient) -> None:
    names = {client.get("/health").headers["x-request-id"] for _ in range(20)}
    assert len(names) == 20


def test_a_request_is_one_line_without_what_was_asked(client: TestClient, kept: Kept) -> None:
    client.get(
        f"/lookup?name=aguila&{SECRET}",
        headers={"X-Request-Id": "mine", "Authorization": f"Bearer {SECRET}"},
    )
    (line,) = kept.lines
    said = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", said.pop("time"))
    assert said.pop("milliseconds") > 0
    assert said == {
        "level": "info",
        "logger": "headwaters.request",
        "event": "request",
        "request_id": "mine",
        "method": "GET",
        "route": "/lookup",
        "status": 400,
        "client": "unknown",
        "problem": "bad-request",
    }
    assert "secret" not in line


def test_what_goes_wrong_on_our_side_can_be_found_again(ten: CatalogStore, kept: Kept) -> None:
    with serve(ten) as client:
        client.app.state.service.store = None  # type: ignore[attr-defined]
        answer = client.get("/health", headers={"X-Request-Id": "mine"})
        client.app.state.service.store = ten  # type: ignore[attr-defined]
    assert (answer.status_code, answer.headers["x-request-id"]) == (500, "mine")
    assert answer.json()["request_id"] == "mine"
    said = json.loads(kept.lines[0])
    assert (said["level"], said["status"], said["broken_off"]) == ("warning", 500, True)
    assert said["request_id"] == "mine"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("testclient", "unknown"),
        ("", "unknown"),
    ],
)
def test_of_an_address_the_network_is_kept(address: str, network: str) -> None:
    assert network_of(address) == network


def record(text: str, *, failed: bool = False) -> logging.LogRecord:
    found = None
    if failed:
        try:
            raise ValueError("why")
        except ValueError:
            found = sys.exc_info()
    return logging.LogRecord("headwaters", logging.ERROR, "file", 1, text, None, found)


def test_a_line_stays_a_line_whatever_it_says() -> None:
    text = 'one\ntwo\r"three"\u2028\x1b[31m'
    line = JsonFormatter().format(record(text, failed=True))
    assert len(line.splitlines()) == 1
    said = json.loads(line)
    assert said["event"] == text
    assert said["traceback"].endswith("ValueError: why")
    assert TextFormatter().format(record("one\ntwo")).endswith("ERROR one\\ntwo")
