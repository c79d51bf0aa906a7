"""The load is measured as it was, whatever form answers take, and a wrong answer is found out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from catalog.store import CatalogStore
from tests.bench.generator import changes
from tests.bench.http import asking
from tests.bench.http.asking import HttpQuestion, Way
from tests.bench.http.load import Measured, Order, measure
from tests.bench.http.report import report
from tests.bench.http.run import Cell, HttpRun, compare
from tests.bench.http.servers import OURS, OXIGRAPH, OXRDFLIB, RDFLIB, running, write_data
from tests.bench.questions import questions_on
from tests.bench.run import UnequalAnswersError
from tests.bench.shape import shape_of


class Handler(BaseHTTPRequestHandler):
    """Answers /whole with a length, /parts in chunks, all else with 404."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(f"{self.path} {self.headers['Accept']}")
        self.send_response(200 if self.path in ("/whole", "/parts") else 404)
        if self.path == "/parts":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"4\r\nhead\r\n")
            self.wfile.flush()
            self.wfile.write(b"3\r\n0\r\n\r\n0\r\n\r\n")
        else:
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"water")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        Handler.asked = []
        yield server.server_port
        server.shutdown()


def test_targets_are_asked_in_turn_and_failures_counted(port: int) -> None:
    measured = measure(Order(port, ["/whole", "/parts", "/missing"], "text/x", 1, 0.3))
    asked = Handler.asked
    assert asked[:4] == ["/whole text/x", "/parts text/x", "/missing text/x", "/whole text/x"]
    assert len(asked) - 1 <= measured.answers <= len(asked)  # the last may be cut off by the end
    assert measured.failures == len(asked[: measured.answers][2::3])
    assert 0 < measured.p50 <= measured.p95


def test_all_connections_are_used(port: int) -> None:
    measured = measure(Order(port, ["/whole"], "text/x", 4, 0.3))
    assert len(Handler.asked) - 4 <= measured.answers <= len(Handler.asked)
    assert measured.failures == 0


def test_we_and_the_bare_engine_agree_on_every_question(tmp_path: Path) -> None:
    shape = shape_of(300)
    with CatalogStore.open(tmp_path / "store", create=True) as store:
        store.load(list(changes(shape)), actor="tests", message="generated")
        write_data(store, tmp_path / "data.nt")
    inputs = {question.title: list(question.inputs) for question in questions_on(shape)}
    hub = inputs["descendants of the hub, count"]
    questions = [
        asking.entry(inputs["entry page: all records on a thing"][::20]),
        asking.ancestors(inputs["ancestors of a model"][:20]),
        asking.descendants_count("the hub", hub),
        asking.descendants_page("the hub", hub),
        asking.facets(["en", "es"]),
    ]
    with running(tmp_path / "store", tmp_path / "data.nt", tmp_path, (OURS, OXIGRAPH)) as ports:
        for question in questions:
            known = {n: way for n, way in question.ways.items() if asking.server_of(n) in ports}
            assert len(known) >= 3
            compare(HttpQuestion(question.title, question.inputs, known), ports)
        ours = questions[0].ways[asking.ROUTES]
        wrong = Way(ours.target, ours.accept, lambda answer: len(answer))
        with pytest.raises(UnequalAnswersError, match=r"all statements .*SPARQL says"):
            compare(
                HttpQuestion(
                    questions[0].title,
                    questions[0].inputs,
                    {asking.ROUTES: wrong, asking.SPARQL: questions[0].ways[asking.SPARQL]},
                ),
                ports,
            )


def test_the_page_tells_the_ratios() -> None:
    rates = {
        asking.ROUTES: 800.0,
        asking.SPARQL: 490.0,
        RDFLIB: 100.0,
        OXRDFLIB: 50.0,
        OXIGRAPH: 4000.0,
    }
    cells = [
        Cell("entry", way, connections, Measured(rate, 1.0, 2.0, 10, 0))
        for connections in (1, 8)
        for way, rate in rates.items()
    ]
    page = report([HttpRun("a catalogue", 1234, cells, (0.1, 0.2))])
    assert "| entry | Headwaters, routes | 1 | 800 | 1.0 | 2.0 | 10 |  |" in page
    assert "|  | rdflib-endpoint, oxrdflib | 8 | 50 | 1.0 | 2.0 | 10 | 16.0x |" in page
    assert page.count("| 8.0x | >= 8x | met |") == 2
    assert page.count("| 4.9x | >= 5x | missed |") == 2
    assert page.count("| 9.8x | >= 5x | met |") == 2
    assert page.count("| 5.0x | stated |  |") == 2
