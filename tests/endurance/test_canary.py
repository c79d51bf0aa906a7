"""Nothing anybody sends makes the service open a connection (robustness.md A5, 3)."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import httpx
import pytest
from pyoxigraph import Store

from tests.endurance.conftest import new_token
from tests.endurance.hostile import document_attacks, query_attacks, send_all
from tests.robustness.documents.service import Canary, RunningService, running_service

pytestmark = [pytest.mark.endurance, pytest.mark.timeout(300)]

ROOT: Final = Path(__file__).parents[2]
LONGEST: Final = 5.0
SETTINGS: Final = {
    "HEADWATERS_UPDATES": "true",
    "HEADWATERS_CLIENT_SECONDS": "0",
    "HEADWATERS_CLIENT_ERRORS": "0",
}
TURTLE: Final = {"Content-Type": "text/turtle"}
FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Attempt:
    """One request, and the statuses that are right for it."""

    name: str
    expect: list[int]
    target: str = ""
    method: str = ""
    params: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    type: str = ""
    body: str = ""
    raw: str = ""
    token: bool = False

    def send(self, service: RunningService, canary: str, token: str) -> int:
        """The status of the answer; with an administrator's token where it writes."""
        host = canary.removeprefix("http://").rstrip("/")

        def told(text: str) -> str:
            return text.replace("{canary}", canary).replace("{host}", host)

        if self.raw:
            return _send_raw(service, told(self.raw).encode())
        body, headers = told(self.body), {n: told(v) for n, v in self.headers.items()}
        headers |= {"Authorization": f"Bearer {token}"} if self.token else {}
        if self.form:
            body = urlencode({name: told(value) for name, value in self.form.items()})
        if self.form or self.type:
            headers["Content-Type"] = FORM if self.form else told(self.type)
        found = httpx.request(
            self.method or ("POST" if self.form or self.type else "GET"),
            service.address + told(self.target),
            params={n: told(v) for n, v in self.params.items()} or None,
            headers=headers,
            content=body.encode(),
            timeout=30,
        )
        return found.status_code


def _send_raw(service: RunningService, request: bytes) -> int:
    port = int(service.address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        connection.sendall(request)
        return int(connection.recv(4096).split(b" ", 2)[1])


def attempts() -> list[Attempt]:
    """All of them, from the file."""
    text = (Path(__file__).parent / "attempts.toml").read_text(encoding="utf-8")
    given: list[dict[str, Any]] = tomllib.loads(text)["attempt"]  # Any: as the TOML has it
    return [Attempt(**one) for one in given]


ATTEMPTS: Final = attempts()


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    opened = Canary()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory, new_store: Callable[[Path], Path]
) -> Iterator[RunningService]:
    folder = tmp_path_factory.mktemp("canary")
    with running_service(new_store(folder), folder / "log", **SETTINGS) as running:
        warm = httpx.post(f"{running.address}/validate", content=b"", headers=TURTLE, timeout=60)
        assert warm.status_code != 503  # the checking workers have started
        yield running


@pytest.fixture(scope="module")
def token(service: RunningService) -> str:
    """A token that allows everything."""
    return new_token(service.store)


def test_there_are_many_attempts() -> None:
    assert len({attempt.name for attempt in ATTEMPTS}) == len(ATTEMPTS) >= 40


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=[attempt.name for attempt in ATTEMPTS])
def test_nobody_is_called(
    attempt: Attempt, service: RunningService, canary: Canary, token: str
) -> None:
    assert attempt.send(service, canary.address, token) in attempt.expect
    assert canary.calls == []


def test_nobody_is_called_by_the_hostile_corpus(service: RunningService, canary: Canary) -> None:
    """Every query and document of it that names the listener."""
    address = canary.address
    attacks = [
        attack
        for attack in [*query_attacks(address), *document_attacks(address)]
        if address.rstrip("/").rpartition(":")[2].encode() in attack.body()
    ]
    assert len(attacks) >= 80
    send_all(service.address, attacks, 2)
    assert canary.calls == []


def test_nobody_is_called_by_the_command_line(canary: Canary, tmp_path: Path) -> None:
    """A harvest reads files and asks nobody about the addresses in them; nor does checking one."""
    (tmp_path / "assets").mkdir()
    asset = f"""- type: dataset
  name: Canary
  organization: {canary.address}
  description: A dataset whose every address is one that must not be asked.
  created_date: 2024-01-01
  url: {canary.address}card
  datasheet: {canary.address}sheet
  modality: text
  license: {canary.address}license
  dependencies: ["{canary.address}source"]
"""
    (tmp_path / "assets" / "canary.yaml").write_text(asset)
    (tmp_path / "record.jsonld").write_text(
        f'{{"@context": "{canary.address}c", "@id": "urn:a", "urn:b": "c"}}'
    )
    for command in (
        ["load"],
        ["harvest", "ecosystem-graphs", str(tmp_path / "assets"), "--json"],
        ["validate", str(tmp_path / "record.jsonld")],
        ["query", f"SELECT * {{ SERVICE <{canary.address}> {{ ?s ?p ?o }} }}"],
        ["lookup", canary.address],
    ):
        program = "from catalog.cli import main; main()"
        arguments = ["--store", str(tmp_path / "store"), *command]
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        if command[0] == "harvest":
            assert json.loads(done.stdout)["counts"]["created"] == 1
        assert canary.calls == []


def test_the_canary_does_sing(canary: Canary) -> None:
    """The same query, given to the engine without a guard, is heard: silence means something."""
    query = f"SELECT * {{ SERVICE <{canary.address}> {{ ?s ?p ?o }} }}"
    with pytest.raises(OSError):
        list(Store().query(query))  # type: ignore[arg-type]  # a SELECT query
    until = time.monotonic() + LONGEST
    while not canary.calls and time.monotonic() < until:
        time.sleep(0.01)
    assert canary.calls != []
