"""The services the suites are run against."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from catalog.rdf.canonical import to_ntriples
from catalog.store import CatalogStore, Change
from tests.conformance.manifest import QT, name_of, path_of, suite
from tests.conformance.server import running


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service that holds every data file of the query suites as a named graph."""
    directory = tmp_path_factory.mktemp("conformance") / "store"
    with CatalogStore.open(directory, create=True) as store:
        changes = [Change(name, name, state) for name, state in sorted(_data().items())]
        store.commit(changes, actor="tests", message="load")
    with running(directory) as client:
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
