"""What the service counts, for Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/).

Nothing here asks the graph. Labels come from fixed sets (route templates, statuses, names of our
problems), so that no stranger can make the series grow.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from catalog import __version__
from catalog.bounded.calling import Cancellation
from catalog.bounded.pool import PoolState
from catalog.bounded.process import DiedError
from catalog.errors import HeadwatersError
from catalog.sparql.answers import Answer
from catalog.sparql.request import QueryRequest
from catalog.sparql.runners import QueryRunner

if TYPE_CHECKING:
    from catalog.api.service import Service

_METHODS: Final = frozenset({"GET", "POST", "PUT", "DELETE", "OPTIONS"})
_SECONDS: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_OUTCOMES: Final = {
    "query-timeout": "timeout",
    "query-failed": "failed",
    "query-cancelled": "cancelled",
    "busy": "busy",
    "query-refused": "refused",
    "too-large": "refused",
    "unparseable": "mistaken",
    "bad-request": "mistaken",
    "unavailable": "unavailable",
    "closing": "unavailable",
}
"""What became of a query, by the name of the problem it met."""


class Metrics:
    """The counters of one service."""

    def __init__(self) -> None:
        """Count from nothing, in a registry of our own."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._requests = Counter(
            "headwaters_requests",
            "Requests answered, by route template and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "headwaters_request_seconds",
            "Seconds until the last byte of an answer was handed on.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._problems = Counter(
            "headwaters_problems",
            "Problem documents sent, by their name.",
            ("problem",),
            registry=self.registry,
        )
        self._queries = Counter(
            "headwaters_queries",
            "Queries in SPARQL, by what became of them.",
            ("outcome",),
            registry=self.registry,
        )
        self._query_seconds = Histogram(
            "headwaters_query_seconds",
            "Seconds from asking for a worker until the answer was whole or had failed.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        # Looking a series up by its labels costs more than counting in it.
        self._request = cache(self._requests.labels)
        self._route = cache(self._seconds.labels)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self._request(method if method in _METHODS else "other", route, str(status)).inc()
        self._route(route).observe(seconds)

    def problem(self, slug: str) -> None:
        """Count a problem document; a query turned away at the door counts as such too."""
        self._problems.labels(slug).inc()
        if slug in ("query-refused", "budget-spent"):
            self._queries.labels("refused" if slug == "query-refused" else "budget").inc()

    def query(self, outcome: str, seconds: float) -> None:
        """Count a query that a runner has ended, well or not."""
        self._queries.labels(outcome).inc()
        self._query_seconds.observe(seconds)

    def watch(self, service: Service) -> None:
        """Also tell how a service stands whenever someone looks."""
        self.registry.register(_State(service))

    def text(self) -> bytes:
        """All of it in the text format."""
        return generate_latest(self.registry)


class CountedRunner:
    """Runs queries as another does, and counts what became of each."""

    def __init__(self, runner: QueryRunner, metrics: Metrics) -> None:
        """Count what `runner` does."""
        self._runner, self._metrics = runner, metrics

    def run(self, request: QueryRequest, cancellation: Cancellation | None = None) -> Answer:
        """Evaluate, and count."""
        started, outcome = time.monotonic(), "failed"
        try:
            answer = self._runner.run(request, cancellation)
            outcome = "cut" if answer.truncated else "ok"
        except HeadwatersError as error:
            died = isinstance(error.__cause__, DiedError)
            outcome = _OUTCOMES.get(error.slug, "failed")
            outcome = "crashed" if died and outcome == "failed" else outcome
            raise
        finally:
            self._metrics.query(outcome, time.monotonic() - started)
        return answer

    def show_commits(self) -> None:
        """As the other does."""
        self._runner.show_commits()

    def state(self) -> PoolState:
        """As the other is."""
        return self._runner.state()

    def spooled(self) -> int:
        """As the other has."""
        return self._runner.spooled()

    def close(self) -> None:
        """As the other does."""
        self._runner.close()


class _State(Collector):
    """How a service stands: workers, store, projections."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._counted = (-1, 0, 0)

    def describe(self) -> list[Metric]:
        """Nothing ahead of time: the registry would collect to find out."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The gauges, as they are now."""
        yield InfoMetricFamily(
            "headwaters",
            "Version of the program, and the engine of the graph.",
            {"version": __version__, "engine": self._service.store.graph.engine},
        )
        yield from self._workers()
        head, records, things = self._store()
        lag = head - self._service.store.projected
        for name, words, value in (
            ("store_head", "The number of the last commit.", head),
            ("records", "Published records.", records),
            ("things", "Things that published records are about.", things),
            ("projection_lag", "Commits that graph or index still miss.", lag),
            ("spooled_bytes", "Bytes of answers not yet read.", self._service.pool.spooled()),
        ):
            yield GaugeMetricFamily(f"headwaters_{name}", words, value)

    def _workers(self) -> Iterator[Metric]:
        pools = {
            "query": self._service.pool.state(),
            "check": self._service.checker.state(),
            "shapes": self._service.shapes_checker.state(),
        }
        for name, words in (
            ("size", "Workers there are at most."),
            ("idle", "Workers that wait for work."),
            ("busy", "Workers at work."),
            ("waiting", "Callers that wait for a worker."),
            ("started", "Workers started so far; over the size, those that were replaced."),
        ):
            family = GaugeMetricFamily(f"headwaters_workers_{name}", words, labels=("pool",))
            for pool, state in pools.items():
                family.add_metric((pool,), getattr(state, name))
            yield family

    def _store(self) -> tuple[int, int, int]:
        """Head, records and things; counted once for each commit."""
        store = self._service.store
        head = store.head
        if self._counted[0] != head:
            self._counted = (head, store.journal.count(), store.search.count())
        return self._counted
