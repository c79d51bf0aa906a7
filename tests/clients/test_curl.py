"""curl, which takes anything unless told otherwise."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.clients.asked import ASK, CONSTRUCT, SELECT, THE_TITLE

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(shutil.which("curl") is None, reason="no curl: `apt-get install curl`"),
]

JSON = "application/sparql-results+json"
ONE_TITLE = (
    '{"head":{"vars":["title"]},"results":{"bindings":[{"title":'
    f'{{"type":"literal","value":"{THE_TITLE}","xml:lang":"en"}}}}]}}}}'
)


def curl(*arguments: str) -> tuple[str, str]:
    """The body, and status and media type as curl writes them."""
    shown = ["--write-out", "\n%{http_code} %{content_type}"]
    done = subprocess.run(
        ["curl", "--silent", "--show-error", *shown, *arguments],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    body, _, end = done.stdout.rpartition("\n")
    return body, end


def test_rows_are_json(service: str) -> None:
    asked = curl("--get", f"{service}/sparql", "--data-urlencode", f"query={SELECT}")
    posted = curl(f"{service}/sparql", "--data-urlencode", f"query={SELECT}")
    as_body = curl(
        f"{service}/sparql", "-H", "Content-Type: application/sparql-query", "-d", SELECT
    )
    assert asked == posted == as_body == (ONE_TITLE, f"200 {JSON}")


def test_yes_or_no_is_json(service: str) -> None:
    assert curl("--get", f"{service}/sparql", "--data-urlencode", f"query={ASK}") == (
        '{"head":{},"boolean":true}',
        f"200 {JSON}",
    )


def test_a_graph_is_turtle(service: str) -> None:
    body, end = curl("--get", f"{service}/sparql", "--data-urlencode", f"query={CONSTRUCT}")
    assert end == "200 text/turtle; charset=utf-8"
    assert 'dct:identifier "aguila-7b"' in body


@pytest.mark.parametrize(
    ("accept", "end"),
    [
        ("text/csv", "200 text/csv; charset=utf-8"),
        ("application/sparql-results+xml", "200 application/sparql-results+xml"),
        ("image/png", "406 application/problem+json"),
    ],
)
def test_what_it_is_told_to_take(service: str, accept: str, end: str) -> None:
    query = ["--data-urlencode", f"query={SELECT}"]
    assert curl("--get", f"{service}/sparql", "-H", f"Accept: {accept}", *query)[1] == end


def test_the_service_describes_itself(service: str) -> None:
    body, end = curl(f"{service}/sparql")
    assert end == "200 text/turtle; charset=utf-8"
    assert "sd:Service" in body or "sparql-service-description#Service" in body


def test_an_iri_leads_to_its_data(service: str) -> None:
    body, end = curl("--location", "-H", "Accept: text/turtle", f"{service}/id/model/aguila-7b")
    assert end == "200 text/turtle; charset=utf-8"
    assert f'dct:title "{THE_TITLE}"@en' in body
