"""The services the suites are run against."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from catalog.rdf.canonical import to_ntriples
from catalog.store import CatalogStore, Change
from catalog.store.tokens import Scope, Tokens
from tests.conformance.manifest import HERE, QT, every_case, name_of, path_of, suite
from tests.conformance.outcomes import earl, page
from tests.conformance.server import running

ROOT = HERE.parents[1]


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service that holds every data file of the query suites as a named graph."""
    directory = tmp_path_factory.mktemp("conformance") / "store"
    with CatalogStore.open(directory, create=True) as store:
        changes = [Change(name, name, state) for name, state in sorted(_data().items())]
        store.commit(changes, actor="tests", message="load")
    with running(directory) as client:
        yield client


@pytest.fixture(scope="session")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service that takes any graph from this client, and holds none."""
    directory = tmp_path_factory.mktemp("conformance") / "written"
    with CatalogStore.open(directory, create=True) as store:
        token = Tokens(store.journal.path).new("suite", [Scope.ADMIN])
    with running(directory, token) as client:
        yield client


def _data() -> dict[str, str]:
    """The data files by name, as N-Triples."""
    files = {
        path_of(file)
        for case in suite("sparql11")
        for predicate in (QT.data, QT.graphData)
        for file in case.graph.objects(None, predicate)
    }
    found = {}
    for file in files:
        rdf_format = RdfFormat.from_extension(file.suffix[1:])
        quads = parse(path=file, format=rdf_format, base_iri=name_of(file))
        found[name_of(file)] = to_ntriples(quad.triple for quad in quads)
    return found


_CASE = "case"


@pytest.fixture(autouse=True)
def _noted(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> None:
    """Say in the report of a test which case it was."""
    if _CASE in request.fixturenames:
        record_property(_CASE, request.getfixturevalue(_CASE).iri)


class Recorder:
    """Keeps the outcome of each case of a run, and writes page and EARL at its end."""

    def __init__(self) -> None:
        self.outcomes: dict[str, bool] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        iri = dict(report.user_properties).get(_CASE)
        if report.when == "call" and isinstance(iri, str):
            self.outcomes[iri] = report.passed

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus or len(self.outcomes) < len(every_case()):
            return  # a run with failures, or of a part, is nothing to publish
        today = date.today()
        (ROOT / "docs" / "conformance.md").write_text(page(self.outcomes, today))
        (ROOT / "dist").mkdir(exist_ok=True)
        earl(self.outcomes, today).serialize(ROOT / "dist" / "earl.ttl", format="turtle")


def pytest_configure(config: pytest.Config) -> None:
    """With `--update` the results of a whole run are written; see `make conformance`."""
    if config.getoption("--update") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder())
