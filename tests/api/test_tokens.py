"""Who may write: tokens, and what each of them opens."""

from __future__ import annotations

import base64
import json
import logging
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from catalog.cli.main import app
from catalog.errors import NotFoundError, UsageError
from catalog.store import CatalogStore
from catalog.store.tokens import Scope, Tokens
from tests.api.conftest import commit
from tests.api.testing import TestClient
from tests.api.writers import token_for, writing
from tests.conftest import records_of, small_record

READING_POSTS = {"/sparql", "/validate"}
"""Where POST only asks; /sparql takes updates as well, which `test_update` holds to its token."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def tokens(own: CatalogStore) -> Tokens:
    return Tokens(own.journal.path)


def test_a_token_is_kept_as_its_digest(tokens: Tokens, own: CatalogStore) -> None:
    token = tokens.new("Ada", [Scope.PUBLISH])
    assert re.fullmatch(r"hw_[\w\-]{43}", token)
    found = tokens.find(token)
    assert found is not None
    assert (found.name, found.scopes) == ("Ada", (Scope.PUBLISH,))
    assert (found.allows(Scope.PUBLISH), found.allows(Scope.ADMIN)) == (True, False)
    tokens.close()
    kept = b"".join(path.read_bytes() for path in own.directory.glob("*.db*"))
    assert token.encode() not in kept
    assert token[3:].encode() not in kept


def test_what_is_no_valid_token(tokens: Tokens, own: CatalogStore) -> None:
    token = tokens.new("Ada", [Scope.ADMIN])
    for wrong in ("", "hw_", token[:-1], token + "x", token.upper(), token[3:], "\ud800"):
        assert tokens.find(wrong) is None, wrong
    assert tokens.revoke("Ada").name == "Ada"
    assert tokens.find(token) is None
    with pytest.raises(NotFoundError):
        tokens.revoke("Ada")
    today = datetime.now(UTC).date()
    over = tokens.new("Ben", [Scope.ADMIN], (today - timedelta(days=1)).isoformat())
    last_day = tokens.new("Cy", [Scope.ADMIN], today.isoformat())
    assert tokens.find(over) is None
    assert tokens.find(last_day) is not None
    assert [(one.name, one.used is None) for one in tokens.all()] == [
        ("Ada", True),
        ("Ben", True),
        ("Cy", False),
    ]


def test_names_that_are_none(tokens: Tokens) -> None:
    for name in ("", "  ", "x" * 101, "a\nb", "a\u202eb"):
        with pytest.raises(UsageError):
            tokens.new(name, [Scope.ADMIN])
    tokens.new("Ada", [Scope.ADMIN])
    with pytest.raises(UsageError, match="revoke that first"):
        tokens.new("Ada", [Scope.PUBLISH])


def run(store: Path, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["--store", str(store), "token", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_line_while_the_service_runs(own: CatalogStore) -> None:
    made = run(own.directory, "new", "--name", "Ada", "--scope", "publish",
               "--expires", "2099-12-31").strip()  # fmt: skip
    path = "/record/test/unresolved/a-name"
    turtle = {"Content-Type": "text/turtle"}
    with writing(own, made) as client:
        assert client.put(path, content=small_record("a-name"), headers=turtle).status_code == 201
        (listed,) = json.loads(run(own.directory, "list", "--json"))
        assert (listed["name"], listed["scopes"]) == ("Ada", ["publish"])
        assert (listed["expires"], listed["revoked"]) == ("2099-12-31", None)
        assert listed["used"] >= listed["created"]
        assert made not in run(own.directory, "list")
        assert run(own.directory, "revoke", "Ada") == "Ada can no longer write.\n"
        refused = client.delete(path, headers={"If-Match": "*"})
        assert (refused.status_code, refused.json()["title"]) == (401, "This needs a token")
    assert own.journal.history("https://w3id.org/headwaters" + path)[-1].actor == "Ada"
    failed = CliRunner().invoke(
        app, ["--store", str(own.directory), "token", "new", "--name", "x", "--scope", "root"]
    )
    assert failed.exit_code == 2


def operations(client: TestClient) -> list[tuple[str, str, bool]]:
    """Every operation that may write: method, path, whether it is said to need a token."""
    document = client.get("/openapi.json").json()
    return [
        (method.upper(), path, "security" in operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method not in ("get", "head", "options") and path not in READING_POSTS
    ]


def test_every_role_at_every_route_that_writes(own: CatalogStore) -> None:
    before = own.head
    body = small_record("a-name")
    roles = {
        "nobody": ("", 401),
        "a stranger's token": ("Bearer hw_" + "x" * 43, 401),
        "no scheme we know": ("Digest x", 401),
        "broken Basic": ("Basic %%%", 401),
    }
    with writing(own, "") as client:
        every = operations(client)
        assert [(m, p) for m, p, secured in every if not secured] == []
        assert {m for m, _, _ in every} == {"PUT", "POST", "DELETE"}
        for method, path, _ in every:
            address = path.format(source="test", kind="unresolved", slug="a-name")
            for role, (authorization, status) in roles.items():
                headers = {"Authorization": authorization, "Content-Type": "text/turtle"}
                if not authorization:
                    del client.headers["Authorization"]
                    del headers["Authorization"]
                answer = client.request(
                    method, address, content=body, headers=headers,
                    params={"graph": "https://w3id.org/headwaters/record/test/unresolved/a-name"},
                )  # fmt: skip
                client.headers["Authorization"] = ""
                assert answer.status_code == status, (role, method, path)
                assert answer.headers["www-authenticate"].startswith("Bearer realm=")
    assert own.head == before


def test_scopes_at_the_endpoint(own: CatalogStore) -> None:
    update = {"update": "CLEAR DEFAULT"}
    for scopes, status in (([Scope.PUBLISH], 403), ([Scope.ADMIN], 200)):
        with writing(own, token_for(own, *scopes, name=str(status))) as client:
            assert client.post("/sparql", data=update).status_code == status
            direct = {"Content-Type": "application/sparql-update"}
            assert client.post("/sparql", content="", headers=direct).status_code == status
    with writing(own, "nobody's") as client:
        refused = client.post("/sparql", data=update)
        assert refused.status_code == 401
        large = client.post("/sparql", data={"update": "x" * 300_000})
        assert large.status_code == 413  # nobody unknown gets the larger bound


def test_a_token_never_shows(own: CatalogStore, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = token_for(own, Scope.ADMIN)
    seen: list[str] = []
    with writing(own, token) as client:
        every = client.get("/openapi.json").json()["paths"]
        for path, methods in every.items():
            for method in methods:
                answer = client.request(method, re.sub(r"\{\w+\}", "nonsense", path))
                seen.append(f"{answer.headers} {answer.text}")
        seen.append(client.post("/sparql", data={"update": "nonsense"}).text)
        seen.append(client.get("/changes").text)
    assert len(seen) > 30
    assert token not in caplog.text
    assert [text for text in seen if token in text or token[3:] in text] == []


@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(secret=st.text(st.characters(min_codepoint=33, max_codepoint=255), min_size=12, max_size=80),
       scheme=st.sampled_from(["Bearer", "bearer", "Basic", "Digest", ""]))  # fmt: skip
def test_whatever_is_sent_as_a_token(
    client: TestClient, caplog: pytest.LogCaptureFixture, secret: str, scheme: str
) -> None:
    sent = base64.b64encode(f"x:{secret}".encode()).decode() if scheme == "Basic" else secret
    authorization = f"{scheme} {sent}".encode("latin-1")
    answer = client.delete("/record/a/model/b", headers={b"Authorization": authorization})
    assert answer.status_code == 401
    assert secret not in answer.text
    assert secret not in caplog.text


def test_tokens_do_not_disturb_the_journal(own: CatalogStore, tokens: Tokens) -> None:
    reading = own.journal.since(0)
    next(reading)
    assert tokens.find(tokens.new("Ada", [Scope.ADMIN])) is not None
    before = own.head
    commit(own, records_of(small_record("a-name")))
    assert own.head == before + 1
    assert next(reading).number == 2


def test_scripts_of_other_sites_may_write_with_a_token_they_hold(client: TestClient) -> None:
    asked = client.options(
        "/graphs",
        headers={
            "Origin": "https://example.org",
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "authorization, if-match",
        },
    )
    assert asked.status_code == 204
    allowed = {
        name: {value.strip() for value in asked.headers[name].lower().split(",")}
        for name in ("access-control-allow-methods", "access-control-allow-headers")
    }
    assert allowed["access-control-allow-methods"] >= {"put", "delete", "post"}
    assert allowed["access-control-allow-headers"] >= {"authorization", "if-match"}
    # Without this no browser adds what it remembers of a visitor (Fetch § 3.2.5).
    assert "access-control-allow-credentials" not in asked.headers
    assert "access-control-allow-credentials" not in client.get("/health").headers
