"""SPARQL Update over HTTP: records, shapes, tokens, bounds."""

from __future__ import annotations

import base64
import socket
import time
from collections.abc import Iterator

import pytest
from pyoxigraph import Literal

from catalog.errors import (
    HeadwatersError,
    QueryFailedError,
    QueryTimeoutError,
    TooLargeError,
    UnparseableError,
    UsageError,
)
from catalog.sparql.update import UpdateLimits, evaluate
from catalog.sparql.update_guard import CheckedUpdate, check_update
from catalog.store import CatalogStore
from catalog.store.tokens import Scope
from tests.api.conftest import commit, entries
from tests.api.testing import TestClient
from tests.api.writers import AGUILA, TURTLE, token_for, writing
from tests.conftest import small_record

UPDATE = "application/sparql-update; charset=UTF-8"
FALCON = "https://w3id.org/headwaters/record/shipped/model/falcon-7b"
THING = "https://w3id.org/headwaters/id/model/aguila-7b"
DCT = "http://purl.org/dc/terms/"
RENAME = (
    f"WITH <{AGUILA}> DELETE {{ <{THING}> <{DCT}title> ?t }} "
    f'INSERT {{ <{THING}> <{DCT}title> "Eagle"@en }} WHERE {{ <{THING}> <{DCT}title> ?t }}'
)
TITLE = f"SELECT ?t WHERE {{ <{THING}> <{DCT}title> ?t }}"


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CatalogStore]:
    """A store for updates that change nothing."""
    with CatalogStore.open(tmp_path_factory.mktemp("quiet") / "store", create=True) as store:
        commit(store, entries())
        yield store


@pytest.fixture(scope="module")
def refused(quiet: CatalogStore) -> Iterator[TestClient]:
    """A client of a service over it, with a token of scope admin."""
    with writing(quiet, token_for(quiet, Scope.ADMIN)) as client:
        yield client


def send(client: TestClient, update: str, **headers: str) -> tuple[int, dict[str, object]]:
    """Send an update as the body; the status and the JSON of the answer."""
    answer = client.post("/sparql", content=update, headers={"Content-Type": UPDATE, **headers})
    return answer.status_code, answer.json()


def titles(client: TestClient) -> list[str]:
    answer = client.get("/sparql", params={"query": TITLE})
    return [row["t"]["value"] for row in answer.json()["results"]["bindings"]]


def test_an_update_changes_a_record(admin: TestClient, own: CatalogStore) -> None:
    status, told = send(admin, RENAME)
    assert (status, told["records"]) == (200, [{"record": AGUILA, "outcome": "updated"}])
    assert titles(admin) == ["Eagle"]
    last = own.journal.history(AGUILA)[-1]
    assert (last.actor, last.action, last.message) == ("Ada", "update", "SPARQL update")
    assert told["commit"] == own.head == last.number


def test_every_form_of_sending_and_any_accept(admin: TestClient, own: CatalogStore) -> None:
    add = f'INSERT DATA {{ GRAPH <{AGUILA}> {{ <{THING}> <{DCT}alternative> "%s"@en }} }}'
    basic = base64.b64encode(
        ("anyone:" + admin.headers["Authorization"].partition(" ")[2]).encode()
    ).decode()
    answers = [
        admin.post("/sparql", data={"update": add % "a"}),
        admin.post("/sparql", data={"update": add % "b"}, headers={"Accept": "image/png"}),
        admin.post(
            "/sparql?format=xml",
            content=add % "c",
            headers={"Content-Type": UPDATE, "Accept": "application/sparql-results+xml"},
        ),
        admin.post(
            "/sparql", data={"update": add % "d"}, headers={"Authorization": f"Basic {basic}"}
        ),
    ]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert {answer.headers["content-type"] for answer in answers} == {"application/json"}
    state = own.journal.state(AGUILA) or ""
    assert [f'alternative> "{name}"@en' in state for name in "abcd"] == [True] * 4


def test_a_dataset_for_the_patterns(admin: TestClient, own: CatalogStore) -> None:
    move = (
        f"INSERT {{ GRAPH <{AGUILA}> {{ <{THING}> <{DCT}alternative> ?t }} }} "
        f"WHERE {{ ?s <{DCT}title> ?t }}"
    )
    status, told = send(admin, move)
    assert (status, told["records"]) == (200, [])  # the default graph holds nothing
    both = {"update": move, "using-graph-uri": FALCON}
    assert admin.post("/sparql", data=both).json()["records"] != []
    assert '"Falcon-7B"' in (own.journal.state(AGUILA) or "")
    named = move.replace("?s <", "GRAPH ?g { ?s <").replace("?t }", "?t } }", 2)
    assert admin.post("/sparql", data={"update": named, "using-named-graph-uri": FALCON}
                      ).status_code in (200, 400)  # fmt: skip
    for text in (RENAME, move.replace("WHERE", f"USING <{FALCON}> WHERE")):
        answer = admin.post("/sparql", data={"update": text, "using-graph-uri": FALCON})
        assert answer.status_code == 400
        assert "USING or WITH" in answer.json()["detail"]


def test_several_operations_are_one(admin: TestClient, own: CatalogStore) -> None:
    before = own.head
    broken = f"{RENAME} ; DELETE WHERE {{ GRAPH <{FALCON}> {{ ?s <{DCT}title> ?t }} }}"
    status, told = send(admin, broken)
    assert (status, own.head, titles(admin)) == (422, before, ["Ǎguila-7B"])
    assert isinstance(told["findings"], list)
    assert {(found["path"], found["severity"]) for found in told["findings"]} >= {
        ("dct:title", "Violation")
    }
    new = "https://w3id.org/headwaters/record/test/unresolved/a-name"
    old = new.replace("a-name", "b-name")
    assert admin.post("/graphs", content=small_record("b-name"), headers=TURTLE).status_code == 201
    before = own.head
    body = small_record("a-name").partition("<https://w3id.org/headwaters/record")
    prefixes = body[0].replace("@prefix", "PREFIX").replace(" .\n", "\n")
    status, told = send(
        admin,
        f"{prefixes} INSERT DATA {{ GRAPH <{new}> {{ {body[1]}{body[2]} }} }} ; "
        f"DROP GRAPH <{old}> ; {RENAME}",
    )
    assert status == 200, told
    assert isinstance(told["records"], list)
    assert {(one["record"], one["outcome"]) for one in told["records"]} == {
        (AGUILA, "updated"),
        (old, "withdrawn"),
        (new, "created"),
    }
    assert [commit.actor for commit in own.journal.since(before)] == ["Ada"] * 3
    assert admin.get("/record/test/unresolved/b-name").status_code == 410


@pytest.mark.parametrize(
    ("update", "status"),
    [
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", 403),
        ("INSERT DATA { GRAPH <urn:elsewhere> { <urn:a> <urn:b> <urn:c> } }", 403),
        ("CLEAR ALL", 403),
        ("DROP NAMED", 403),
        ("DROP GRAPH <https://w3id.org/headwaters/graph/lineage>", 403),
        ("DROP GRAPH <https://w3id.org/headwaters/graph/head>", 403),
        ("CLEAR GRAPH <https://w3id.org/headwaters/ns>", 403),
        (f"COPY GRAPH <{AGUILA}> TO GRAPH <{FALCON}>", 422),
        ("CREATE GRAPH <" + AGUILA + ">", 400),
        ("DROP GRAPH <urn:none>", 400),
        ("LOAD <http://127.0.0.1:1/>", 403),
        ("LOAD SILENT <http://127.0.0.1:1/> INTO GRAPH <urn:x>", 403),
        ("lo\\u0061d <http://127.0.0.1:1/>", 403),
        ("PREFIX x: <http://127.0.0.1:1/> LOADx:y", 403),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 403),
        ("SELECT * WHERE { ?s ?p ?o }", 400),
        ("INSERT DATA { <urn:a> <urn:b> }", 400),
        ("INSERT DATA { GRAPH ?g { <urn:a> <urn:b> 1 } }", 400),
        ("nonsense", 400),
        ("INSERT DATA { <urn:a> <urn:b> 'x }", 400),
        (" ; ".join(["CLEAR DEFAULT"] * 502), 413),
        ("INSERT DATA { <urn:a> <urn:b> " + "[" * 200 + "]" * 200 + " }", 413),
        ("#" + "x" * 1024 * 1024, 413),
    ],
)
def test_what_is_refused_changes_nothing(
    refused: TestClient, quiet: CatalogStore, update: str, status: int
) -> None:
    before = quiet.head
    found, told = send(refused, update)
    assert found == status, told
    assert str(told["type"]).startswith("https://w3id.org/headwaters/problem/")
    assert quiet.head == before


@pytest.mark.parametrize(
    "update",
    [
        "",
        "# nothing",
        "CLEAR DEFAULT",
        "PREFIX a: <urn:a>",
        "DELETE DATA { <urn:a> <urn:b> <urn:c> }",
        "DROP SILENT GRAPH <urn:none>",
        "CREATE GRAPH <urn:x>",
    ],
)
def test_what_changes_nothing(refused: TestClient, quiet: CatalogStore, update: str) -> None:
    before = quiet.head
    assert send(refused, update) == (200, {"commit": before, "records": [], "findings": []})


def test_a_mistake_is_shown_with_its_place(refused: TestClient) -> None:
    status, told = send(refused, "INSERT DATA {\n  <urn:a> dct:title 1\n}")
    assert (status, told["line"], told["column"]) == (400, 2, 11)


def test_requests_that_are_none(refused: TestClient) -> None:
    assert refused.get("/sparql", params={"update": RENAME}).status_code == 400
    assert refused.post("/sparql", params={"update": RENAME}).status_code == 400
    assert refused.post("/sparql", data={"update": [RENAME, RENAME]}).status_code == 400
    assert refused.post("/sparql", data={"update": RENAME, "query": TITLE}).status_code == 400
    wrong_graph = {"update": RENAME, "default-graph-uri": FALCON}
    assert refused.post("/sparql", data=wrong_graph).status_code == 400
    plain = {"Content-Type": "text/plain"}
    assert refused.post("/sparql", content=RENAME, headers=plain).status_code == 415
    not_utf8 = refused.post(
        "/sparql", content=RENAME.encode("utf-16"), headers={"Content-Type": UPDATE}
    )
    assert not_utf8.status_code == 400


def test_off_unless_switched_on(own: CatalogStore) -> None:
    with writing(own, token_for(own, Scope.ADMIN), updates=False) as client:
        assert send(client, RENAME)[0] == 403
        assert client.post("/sparql", data={"update": RENAME}).status_code == 403
        description = client.get("/sparql", headers={"Accept": "text/turtle"}).text
        assert "SPARQL11Query" in description
        assert "SPARQL11Update" not in description


def test_the_description_says_when_it_is_on(admin: TestClient) -> None:
    assert "SPARQL11Update" in admin.get("/sparql", headers={"Accept": "text/turtle"}).text


def test_a_browser_cannot_be_led_to_it(admin: TestClient) -> None:
    token = admin.headers["Authorization"].partition(" ")[2]
    basic = "Basic " + base64.b64encode(f"x:{token}".encode()).decode()
    headers = {"Authorization": basic, "Sec-Fetch-Site": "cross-site"}
    assert admin.post("/sparql", data={"update": RENAME}, headers=headers).status_code == 403
    assert titles(admin) == ["Ǎguila-7B"]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.setblocking(False)
        yield listening


def test_the_worker_itself_calls_nobody(quiet: CatalogStore, listener: socket.socket) -> None:
    address = f"<http://127.0.0.1:{listener.getsockname()[1]}/>"
    for update in (
        f"LOAD {address}",
        f"INSERT {{ GRAPH <urn:x> {{ ?s ?p ?o }} }} WHERE {{ SERVICE {address} {{ ?s ?p ?o }} }}",
    ):
        with pytest.raises(UsageError, match="Permission denied"):
            evaluate(quiet, CheckedUpdate(update))
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize(
    ("update", "limits", "error"),
    [
        ("INSERT { GRAPH <urn:x> { ?a ?b ?c } } WHERE { " + " ".join(
            f"GRAPH ?g{n} {{ ?s{n} ?p{n} ?o{n} }}" for n in range(6)) + " }",
         UpdateLimits(seconds=2.0), QueryTimeoutError),
        ("INSERT {} WHERE " + "{" * 30_000 + "}" * 30_000, UpdateLimits(), QueryFailedError),
        ("INSERT { GRAPH <urn:x> { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
         UpdateLimits(bytes=1000), TooLargeError),
    ],
)  # fmt: skip
def test_what_costs_too_much_ends(
    quiet: CatalogStore, update: str, limits: UpdateLimits, error: type[HeadwatersError]
) -> None:
    before, started = quiet.head, time.monotonic()
    with pytest.raises(error):
        evaluate(quiet, CheckedUpdate(update), limits=limits)
    assert time.monotonic() - started < limits.seconds + 5
    assert quiet.head == before
    assert list((quiet.directory / "copies").iterdir()) == []


def test_a_large_update_fits(admin: TestClient, own: CatalogStore) -> None:
    names = " , ".join(str(Literal(f"name {n} " + "x" * 20, language="en")) for n in range(10_000))
    update = f"INSERT DATA {{ GRAPH <{AGUILA}> {{ <{THING}> <{DCT}alternative> {names} }} }}"
    status, told = send(admin, update)
    assert status == 200, told
    assert (own.journal.state(AGUILA) or "").count('alternative> "name ') == 10_000


A, B = "urn:x:a", "urn:x:b"
INTO = "INSERT DATA { GRAPH <%s> { <urn:s> <urn:p> 1 } }"


@pytest.mark.parametrize(
    ("update", "graphs"),
    [
        (INTO % A, {A}),
        ("PREFIX x: <urn:x:> INSERT DATA { GRAPH x:a { <urn:s> <urn:p> <urn:o> } }", {A}),
        ("prefix x:<urn:x:> insert data{graph x:\\u0061{<urn:s><urn:p>2}}", None),
        ("PREFIX : <urn:x:> WITH :a INSERT { ?s ?p 3 } WHERE { GRAPH ?g { ?s ?p ?o } }", None),
        (f"WITH <{AGUILA}> INSERT {{ ?s ?p 3 }} WHERE {{ ?s ?p ?o }}", {AGUILA}),
        ("BASE <urn:x:> INSERT DATA { GRAPH <a> { <urn:s> <urn:p> 4 } }", None),
        ("INSERT { GRAPH ?g { ?s ?p 5 } } WHERE { GRAPH ?g { ?s ?p ?o } }", None),
        (f"COPY <{AGUILA}> TO <{B}>", {AGUILA, B}),
        (f"MOVE GRAPH <{AGUILA}> TO GRAPH <{B}>", {AGUILA, B}),
        (f"ADD <{AGUILA}> TO DEFAULT", {AGUILA}),
        (f"DELETE WHERE {{ GRAPH <{AGUILA}> {{ ?s ?p ?o }} }}", {AGUILA}),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", None),
        (f"{INTO % A} ; CLEAR GRAPH <{AGUILA}> ; DROP SILENT GRAPH <{B}>", {A, AGUILA, B}),
        ("CLEAR NAMED", None),
        ("DROP ALL", None),
        (f"INSERT {{ GRAPH <{A}> {{ ?s ?p ?o }} }} USING NAMED <{AGUILA}> "
         f"WHERE {{ GRAPH <{AGUILA}> {{ ?s ?p ?o }} }}", {A, AGUILA}),
        (f'INSERT DATA {{ GRAPH <{A}> {{ <urn:s> <urn:p> "GRAPH <urn:z>" }} }} # GRAPH <urn:z>',
         {A}),
        ("PREFIX x: <urn:x:> PREFIX GRAPHx: <urn:x:> INSERT DATA { GRAPHx:a { x:s x:p x:o } }",
         None),
        ("PREFIX x: <urn:n:> INSERT DATA { GRAPH x:a { <urn:s> <urn:p> 6 } } ; "
         "PREFIX x: <urn:x:> INSERT DATA { GRAPH x:a { <urn:s> <urn:p> 6 } }", {A, "urn:n:a"}),
        ("INSERT DATA { GRAPH <urn:\\u0078:a> { <urn:s> <urn:p> 7 } }", {A}),
    ],
)  # fmt: skip
def test_looking_at_fewer_graphs_finds_the_same(
    quiet: CatalogStore, update: str, graphs: set[str] | None
) -> None:
    checked = check_update(update)
    try:
        everything = evaluate(quiet, CheckedUpdate(update))
    except UnparseableError:
        everything = None
    if everything is None:
        with pytest.raises(UnparseableError):
            evaluate(quiet, checked)
        return
    assert checked.graphs == (None if graphs is None else frozenset(graphs))
    assert evaluate(quiet, checked) == everything
    assert everything
