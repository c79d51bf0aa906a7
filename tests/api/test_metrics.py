"""What `/metrics` says is what happened."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families

from catalog import __version__
from catalog.store import CatalogStore
from tests.api.conftest import ENTRIES, serve
from tests.api.testing import TestClient

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture
def fresh(ten: CatalogStore) -> Iterator[TestClient]:
    """A service that has counted nothing yet."""
    with serve(ten) as client:
        yield client


def samples(client: TestClient) -> Samples:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def value(found: Samples, name: str, **labels: str) -> float:
    return found.get((f"headwaters_{name}", frozenset(labels.items())), 0.0)


def test_requests_are_counted_by_template_and_status(fresh: TestClient) -> None:
    for path in ("/id/model/aguila-7b", "/id/model/falcon-7b", "/id/model/none", "/nowhere/1"):
        fresh.get(path)
    fresh.head("/health")
    fresh.request("BREW", "/health")
    fresh.get("/static/none.css")
    found = samples(fresh)
    requests = {
        (labels["method"], labels["route"], labels["status"]): count
        for (name, pairs), count in found.items()
        if name == "headwaters_requests_total"
        for labels in [dict(pairs)]
    }
    assert requests == {
        ("GET", "/id/{kind}/{slug}", "303"): 2,
        ("GET", "/id/{kind}/{slug}", "404"): 1,
        ("GET", "no route", "404"): 1,
        ("GET", "/health", "200"): 1,
        ("other", "/health", "405"): 1,
        ("GET", "static files", "404"): 1,
    }
    assert value(found, "request_seconds_count", route="/id/{kind}/{slug}") == 3
    assert value(found, "problems_total", problem="not-found") == 1
    assert value(found, "problems_total", problem="no-such-address") == 2
    assert value(found, "problems_total", problem="method-not-allowed") == 1


SLOW = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_queries_are_counted_by_what_became_of_them(fresh: TestClient) -> None:
    for query, seconds in (
        ("ASK {}", 9),
        ("SELECT * { ?s ?p ?o } LIMIT 3", 9),
        ("SELECT * { ?s ?p ?o }", 9),  # over the 1,000 rows of this service
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 9),
        ("SELECT * { ?s ex:p ?o }", 9),
        (SLOW, 0.2),
    ):
        fresh.get("/sparql", params={"query": query, "timeout": seconds})
    found = samples(fresh)
    outcomes = {
        dict(pairs)["outcome"]: count
        for (name, pairs), count in found.items()
        if name == "headwaters_queries_total"
    }
    assert outcomes == {"ok": 2, "cut": 1, "refused": 1, "mistaken": 1, "timeout": 1}
    assert value(found, "query_seconds_count") == 5


def test_how_the_service_stands(fresh: TestClient, ten: CatalogStore) -> None:
    fresh.get("/sparql", params={"query": "ASK {}"})
    found = samples(fresh)
    assert value(found, "info", version=__version__, engine="Oxigraph, embedded") == 1
    assert value(found, "store_head") == ten.head
    assert value(found, "records") == value(found, "things") == len(ENTRIES)
    assert value(found, "projection_lag") == value(found, "spooled_bytes") == 0
    workers = {
        name: value(found, f"workers_{name}", pool="query")
        for name in ("size", "idle", "busy", "waiting", "started")
    }
    assert workers == {"size": 1, "idle": 1, "busy": 0, "waiting": 0, "started": 1}
    for name in ("process_resident_memory_bytes", "process_open_fds"):
        assert found[(name, frozenset())] > 0
