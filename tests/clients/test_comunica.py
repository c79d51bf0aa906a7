"""Comunica, a query engine in Node that reads our service description and our IRIs."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.clients.asked import (
    AGUILA,
    ASK,
    COUNT_RECORDS,
    IDENTIFIER,
    SELECT,
    SOURCES,
    THE_SOURCES,
    THE_TITLE,
    TITLE,
)

pytestmark = [
    pytest.mark.clients,
    pytest.mark.timeout(900),
    pytest.mark.skipif(
        not (shutil.which("node") and shutil.which("npm")),
        reason="no Node: `apt-get install nodejs npm`",
    ),
]
PACKAGE = Path(__file__).with_name("comunica.json")


@pytest.fixture(scope="module")
def comunica(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The command, installed into a folder of its own.

    Its newest HTTP library wants a newer Node than Debian has, so the one before it is named.
    """
    folder = tmp_path_factory.mktemp("comunica")
    shutil.copy(PACKAGE, folder / "package.json")
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]
    return str(folder / "node_modules" / ".bin" / "comunica-sparql")


def ask(comunica: str, source: str, query: str, *options: str) -> str:
    """What Comunica prints."""
    done = subprocess.run(
        [comunica, source, "--query", query, *options],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def rows(comunica: str, source: str, query: str) -> list[dict[str, str]]:
    """The rows Comunica finds."""
    found: list[dict[str, str]] = json.loads(ask(comunica, source, query))
    return found


def test_the_endpoint_by_its_address(comunica: str, service: str) -> None:
    found = rows(comunica, f"{service}/sparql", SELECT)
    assert found == [{"title": f'"{THE_TITLE}"@en'}]


def test_sources(comunica: str, service: str) -> None:
    found = [row["source"] for row in rows(comunica, f"{service}/sparql", SOURCES)]
    assert sorted(found) == sorted(THE_SOURCES)


def test_ask_and_count(comunica: str, service: str) -> None:
    assert ask(comunica, f"{service}/sparql", ASK).strip() == "true"
    (row,) = rows(comunica, f"{service}/sparql", COUNT_RECORDS)
    assert row == {"n": '"505"^^http://www.w3.org/2001/XMLSchema#integer'}


def test_a_thing_by_its_iri(comunica: str, service: str) -> None:
    query = f"SELECT ?i WHERE {{ <{AGUILA}> <{IDENTIFIER}> ?i }}"
    assert rows(comunica, f"{service}/id/model/aguila-7b", query) == [{"i": '"aguila-7b"'}]
    assert rows(comunica, f"{service}/record/shipped/model/aguila-7b", query) == [
        {"i": '"aguila-7b"'}
    ]


def test_joined_with_another_source(comunica: str, service: str) -> None:
    query = (
        f"SELECT ?title WHERE {{ SERVICE <{service}/sparql> {{ <{AGUILA}> <{TITLE}> ?title }} }}"
    )
    found = rows(comunica, f"{service}/id/model/falcon-7b", query)
    assert found == [{"title": f'"{THE_TITLE}"@en'}]
