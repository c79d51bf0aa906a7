"""A disk that is full: said so, everything readable meanwhile, and well again without a hand."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest

from catalog.store import CatalogStore
from catalog.store.check import check
from tests.conftest import small_record
from tests.disk import fill, small_file_system
from tests.endurance.conftest import new_token
from tests.robustness.documents.service import ROOT, RunningService, running_service

pytestmark = [pytest.mark.endurance, pytest.mark.timeout(300)]

TURTLE: Final = {"Content-Type": "text/turtle"}
COUNT: Final = "SELECT (COUNT(*) AS ?n) { ?record <http://xmlns.com/foaf/0.1/primaryTopic> ?thing }"
SETTINGS: Final = {"HEADWATERS_UPDATES": "true", "HEADWATERS_CLIENT_ERRORS": "0"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 128 MB."""
    with small_file_system(tmp_path / "small", 128) as folder:
        yield folder


def put(service: RunningService, token: str, slug: str) -> httpx.Response:
    """Register a record by the Graph Store Protocol; come again while workers are starting."""
    while True:
        found = httpx.put(
            f"{service.address}/record/test/unresolved/{slug}",
            content=small_record(slug),
            headers={**TURTLE, "Authorization": f"Bearer {token}"},
            timeout=60,
        )
        if found.status_code != 503:
            return found
        time.sleep(int(found.headers["Retry-After"]))


def count(service: RunningService) -> int:
    """How many records free SPARQL sees."""
    found = httpx.get(f"{service.address}/sparql", params={"query": COUNT}, timeout=60)
    assert found.status_code == 200, found.text
    return int(found.json()["results"]["bindings"][0]["n"]["value"])


def test_writing_through_the_service(
    small_disk: Path, new_store: Callable[[Path], Path], tmp_path: Path
) -> None:
    store = new_store(small_disk)
    token = new_token(store)
    with running_service(store, tmp_path / "log", **SETTINGS) as service:
        records = count(service)
        assert put(service, token, "first").status_code == 201
        assert count(service) == records + 1

        filler = fill(small_disk)
        refused = put(service, token, "second")
        update = httpx.post(
            f"{service.address}/sparql",
            content="DELETE WHERE { GRAPH <https://w3id.org/headwaters/record/test/unresolved/"
            "first> { ?s ?p ?o } }",
            headers={
                "Content-Type": "application/sparql-update",
                "Authorization": f"Bearer {token}",
            },
            timeout=60,
        )
        for answer in (refused, update):
            assert answer.status_code == 507
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["type"].endswith("/disk-full")
            assert "Nothing was changed" in answer.json()["detail"]
        assert count(service) == records + 1
        for path in ("/data/unresolved/first.ttl", "/page/model/aguila-7b",
                     "/lineage/model/aguila-7b", "/search?q=common", "/health"):  # fmt: skip
            assert httpx.get(service.address + path, timeout=30).status_code == 200, path
        checked = httpx.post(
            f"{service.address}/validate", content=small_record("good"), headers=TURTLE, timeout=60
        )
        assert checked.json()["conforms"] is True

        filler.unlink()
        assert put(service, token, "second").status_code == 201
        assert count(service) == records + 2
    with CatalogStore.open(store) as opened:
        assert list(check(opened)) == []


def test_a_snapshot_that_finds_no_room(
    small_disk: Path, new_store: Callable[[Path], Path], tmp_path: Path
) -> None:
    """What was committed before the disk filled up is shown, if not yet to free SPARQL."""
    store = new_store(small_disk)
    token = new_token(store)
    with running_service(store, tmp_path / "log", **SETTINGS) as service:
        records = count(service)
        assert put(service, token, "first").status_code == 201
        filler = fill(small_disk)
        assert count(service) in (records, records + 1)  # the old snapshot, or room for a new one
        shown = httpx.get(f"{service.address}/data/unresolved/first.ttl", timeout=30)
        assert shown.status_code == 200
        filler.unlink()
        assert count(service) == records + 1


def test_a_service_starts_on_a_full_disk(
    small_disk: Path, new_store: Callable[[Path], Path], tmp_path: Path
) -> None:
    store = new_store(small_disk)
    token = new_token(store)
    with CatalogStore.open(store) as opened:
        opened.commit([], actor="tests", message="nothing")  # lays by what a full disk needs
    filler = fill(small_disk)
    with running_service(store, tmp_path / "log", **SETTINGS) as service:
        found = httpx.get(f"{service.address}/lineage/model/aguila-7b", timeout=30)
        assert found.json()["total"] == 6
        assert count(service) > 500
        assert put(service, token, "first").status_code == 507
        filler.unlink()
        assert put(service, token, "first").status_code == 201


@pytest.mark.parametrize("command", [["export"], ["backup", "{disk}/backup.zip"]])
def test_what_is_written_elsewhere(
    command: list[str], small_disk: Path, new_store: Callable[[Path], Path], tmp_path: Path
) -> None:
    """An export or a backup that finds no room fails aloud and leaves no half file behind."""
    store = new_store(tmp_path)
    fill(small_disk)
    program = [sys.executable, "-c", "from catalog.cli import main; main()", "--store", str(store)]
    arguments = [part.format(disk=small_disk) for part in command]
    with (small_disk / "out").open("wb") as output:
        done = subprocess.run(
            [*program, *arguments], cwd=ROOT, stdout=output, stderr=subprocess.PIPE, text=True,
            check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "disk" in done.stderr
    assert not (small_disk / "backup.zip").exists()
