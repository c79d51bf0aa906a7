"""The description of the service is a promise: changing it is a decision.

`pytest tests/api/test_openapi.py --update` writes it anew; read the difference.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.api.testing import TestClient

TAKES_RECORDS = {"/validate", "/sparql", "/graphs", "/record/{source}/{kind}/{slug}"}
"""Where a 422 is one we state: findings on records."""
SNAPSHOT = Path(__file__).parent / "openapi.json"


def test_the_description_is_the_promised_one(
    client: TestClient, request: pytest.FixtureRequest
) -> None:
    document = client.get("/openapi.json").json()
    text = json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if request.config.getoption("--update"):
        SNAPSHOT.write_text(text, encoding="utf-8")
    assert text == SNAPSHOT.read_text(encoding="utf-8")


def test_everything_is_described(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            name = f"{method} {path}"
            assert operation["summary"], name
            assert operation["description"], name
            assert operation["tags"], name
            assert "422" not in operation["responses"] or path in TAKES_RECORDS, name
            for parameter in operation.get("parameters", []):
                where = f"{name} {parameter['name']}"
                assert parameter["description"], where
                assert parameter["schema"].get("examples") or parameter.get("examples"), where
            good = [r for status, r in operation["responses"].items() if status[0] in "23"]
            assert good, name
            for status, response in operation["responses"].items():
                if status[0] in "45":
                    assert list(response["content"]) == ["application/problem+json"], name
