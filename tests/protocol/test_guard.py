"""The lexical guard: what it lets pass, what it turns away, and where it points."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Namespace

from catalog.errors import (
    HeadwatersError,
    QueryRefusedError,
    TooLargeError,
    UnparseableError,
)
from catalog.sparql.guard import GuardLimits, QueryForm, check
from tests.protocol.hostile_cases import HostileCase, cases, outcome_of

SUITES = Path(os.environ.get("HEADWATERS_SUITES", Path(__file__).parents[3] / "shared" / "suites"))
SPARQL11 = SUITES / "sparql" / "sparql11"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
NEEDS_FEDERATION = {"service", "syntax-fed"}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * { ?s ?p ?o }", QueryForm.SELECT),
        ("select*{?s?p?o}", QueryForm.SELECT),
        ("ASK{}", QueryForm.ASK),
        ("Construct WHERE { ?s ?p ?o }", QueryForm.CONSTRUCT),
        ("DESCRIBE <http://example.org/a>", QueryForm.DESCRIBE),
        ("# SELECT is for later\nASK {}", QueryForm.ASK),
        ("BASE <http://example.org/select> PREFIX ask: <ASK> DESCRIBE ask:x", QueryForm.DESCRIBE),
        ("PREFIX : <http://example.org/> PREFIX a.b: <http://b/> ASK { :x a.b:y.z :q. }", "ASK"),
        ('VERSION "1.2" SELECT * {}', QueryForm.SELECT),
        ("S\\u0045LECT * {}", QueryForm.SELECT),
    ],
)
def test_the_form_is_found_after_the_prologue(text: str, form: QueryForm) -> None:
    assert check(text).form is QueryForm(form)


@pytest.mark.parametrize(
    ("text", "names_dataset"),
    [
        ("SELECT * { ?s ?p ?o }", False),
        ("SELECT * FROM <http://example.org/g> { ?s ?p ?o }", True),
        ("SELECT*FROM NAMED<http://example.org/g>{?s?p?o}", True),
        ("ASK FROMNAMED <http://example.org/g> {}", True),
        ("SELECT ?from { ?from <http://example.org/FROM> 'FROM' } # FROM", False),
    ],
)
def test_a_query_with_its_own_dataset_is_told(text: str, names_dataset: bool) -> None:
    assert check(text).names_dataset is names_dataset


def test_forms_that_give_a_graph() -> None:
    assert [form.name for form in QueryForm if form.gives_graph] == ["CONSTRUCT", "DESCRIBE"]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", None, None),
        ("# nothing", None, None),
        ("\n  INSERT DATA {}", 2, 3),
        ("hello", 1, 1),
        ("?x", 1, 1),
        ("<http://example.org/>", 1, 1),
        ("PREFIX ex: <http://example.org/>\n", None, None),
        ('ASK {\n ?s ?p "open }', 2, 8),
        ("ASK { ?s ?p '''open ' '' }", 1, 13),
        ("ASK { ?s ?p '\ud800' }", 1, 14),
    ],
)
def test_what_is_no_query_is_told_with_its_place(
    text: str, line: int | None, column: int | None
) -> None:
    with pytest.raises(UnparseableError) as raised:
        check(text)
    assert (raised.value.line, raised.value.column) == (line, column)


def test_a_refusal_says_where_and_what_to_do() -> None:
    with pytest.raises(QueryRefusedError) as raised:
        check("SELECT *\n{ service <http://example.org/> {} }")
    assert str(raised.value) == (
        "SERVICE (line 2, column 3) would make this service call another one; that is switched "
        "off here. Fetch from the other service and join on your side."
    )


SMALL = GuardLimits(
    text_bytes=200, tokens=60, depth=4, path_steps=3, separators=6, clauses=2, operators=4
)


@pytest.mark.parametrize(
    ("within", "over"),
    [
        ("ASK {" + " " * 194 + "}", "ASK {" + " " * 195 + "}"),
        ("ASK {{{{}}}}", "ASK {{{{{}}}}}"),
        ("ASK { FILTER([[", "ASK { FILTER([[("),
        ("ASK { ?s a/a/a/a ?o . ?s a/a ?o }", "ASK { ?s a/a/a/a/a ?o }"),
        ("ASK { ?s a|a|a|a ?o }", "ASK { ?s a|(a/^a)|a ?o }"),
        ("ASK { ?s ?p 1; ?q 2, 3. ?a ?b 4; ?c 5 }", "ASK { ?s ?p 1; ?q 2, 3. ?a ?b 4; ?c 5,6.}"),
        ("ASK { ?s ?p (1 2 3) }", "ASK { ?s ?p (1 2 3 4) }"),
        ("ASK { FILTER(1 IN (1,2,3,4,5,6,7,8,9)) }", "ASK { ?s ?p 1,2,3,4,5,6,7 }"),
        ("ASK { VALUES (?x ?y) { (1 2) (3 4) (5 6) (7 8) } }", "ASK { {} {} {} {} {} {} }"),
        ("ASK { FILTER(1) FILTER(2) }", "ASK { FILTER(1) FILTER(2) OPTIONAL {} }"),
        ("ASK { FILTER(1+2+3+4+5) }", "ASK { FILTER(1+2+3+4+5+6) }"),
        ("ASK { VALUES ?x { " + "1 " * 53 + "} }", "ASK { VALUES ?x { " + "1 " * 54 + "} }"),
        ("DESCRIBE <a:1> <a:2> <a:3> <a:4> <a:5> <a:6>", "DESCRIBE" + " <a:1>" * 7),
    ],
)
def test_each_bound_is_kept_exactly(within: str, over: str) -> None:
    check(within, SMALL)
    with pytest.raises(TooLargeError):
        check(over, SMALL)


CASES = [case for case in cases() if case.expect & {"refused", "too-large", "ok"}]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_corpus_at_the_guard(case: HostileCase) -> None:
    """What must be refused or is too large never leaves the guard; what is fine passes it."""
    try:
        check(case.query("http://127.0.0.1:1"))
        outcome = "ok"
    except HeadwatersError as error:
        outcome = outcome_of(error)
    at_the_guard = case.expect & {"refused", "too-large"}
    assert outcome in (at_the_guard or {"ok"}) | (case.expect & {"malformed"})


@pytest.mark.parametrize("unit", ["'\\", '"', "'", "a.", "a-", "a·", "<a", "\\u0041", ":.", "@a-"])
@pytest.mark.parametrize("start", ["", "ASK { ", 'ASK { """'])
def test_no_text_makes_the_guard_slow(start: str, unit: str) -> None:
    """64 KiB of anything is read in time that grows with its length only."""
    began = time.process_time()
    with contextlib.suppress(TooLargeError, UnparseableError):
        check(start + unit * (64_000 // len(unit.encode())))
    assert time.process_time() - began < 1.0


def _w3c_queries() -> Iterator[tuple[str, Path]]:
    for manifest in sorted(SPARQL11.glob("*/manifest.ttl")):
        if manifest.parent.name in NEEDS_FEDERATION:
            continue
        graph = Graph().parse(manifest, format="turtle")
        for kind in (MF.PositiveSyntaxTest11, MF.QueryEvaluationTest):
            for entry in graph.subjects(RDF.type, kind):
                action = graph.value(entry, MF.action)
                query = graph.value(action, QT.query) or action
                path = Path(str(query).removeprefix("file://"))
                yield f"{path.parent.name}/{path.name}", path


@pytest.mark.realdata
def test_every_query_of_the_w3c_suite_passes() -> None:
    """All syntax and evaluation queries of SPARQL 1.1 but those of federation."""
    if not SPARQL11.is_dir():
        pytest.skip("the W3C suites are not beside the project; set HEADWATERS_SUITES")
    stopped = {}
    seen = 0
    for name, path in _w3c_queries():
        seen += 1
        try:
            check(path.read_text(encoding="utf-8"))
        except HeadwatersError as error:
            stopped[name] = str(error)
    assert stopped == {}
    assert seen > 300


@pytest.mark.realdata
def test_every_federated_query_of_the_w3c_suite_is_refused() -> None:
    if not SPARQL11.is_dir():
        pytest.skip("the W3C suites are not beside the project; set HEADWATERS_SUITES")
    queries = [*SPARQL11.glob("service/*.rq"), *SPARQL11.glob("syntax-fed/*.rq")]
    assert len(queries) >= 9
    for path in queries:
        with pytest.raises(QueryRefusedError):
            check(path.read_text(encoding="utf-8"))
