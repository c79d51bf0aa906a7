"""Mistakes in queries: the true place, and words a person can use."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from catalog.sparql.mistakes import Mistake, locate

EMPTY = Store()


def report(text: str) -> str | None:
    """What the engine has against a text."""
    try:
        EMPTY.query(text)
    except SyntaxError as error:
        return str(error)
    return None


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("SELECT *\nWHERE { ?s ?p ?o\n ) }\n\n\n#end\n", Mistake("“)” cannot stand here", 3, 2)),
        ("SELECT *\nWHERE { ?s ?p }\n\n\nLIMIT 5", Mistake("“}” cannot stand here", 2, 15)),
        ("SELECT * WHERE { ?s ?p ?o\n", Mistake("the query ends too early", 2, 1)),
        ("SELECT ?x\nWHER { ?s ?p ?o }\n\n", Mistake("“WHER” cannot stand here", 2, 1)),
        ("SELECT ?x { ?s ?p ?o } LIMIT ten\n\n#\n", Mistake("“ten” cannot stand here", 1, 30)),
        ("SELECT ?x { ?s ?p ?o .. ?a ?b ?c }", Mistake("“.” cannot stand here", 1, 23)),
        ("SELECT (COUNT(?x) ?n) { ?s ?p ?o }", Mistake("“?n” cannot stand here", 1, 19)),
        ("SELECT * { ?s ?p 'x'@en, -5 . ?a }", Mistake("“}” cannot stand here", 1, 34)),
        ("ASK {} ASK {}", Mistake("“ASK” cannot stand here", 1, 8)),
        (
            "SELECT ?x\n{ ?s nope:x ?o }",
            Mistake("the prefix of “nope:x” is not declared; add a PREFIX line for it", 2, 6),
        ),
        (
            "SELECT * { ?s ?p 'a'^^ <nope> }",
            Mistake("“<nope>” does not end a whole absolute IRI, and no BASE makes it one", 1, 24),
        ),
        (
            "SELECT * { ?s ?p ?o FILTER(COUNT(?s) > 1) }",
            Mistake("SELECT * is not authorized with GROUP BY", 1, 44),
        ),
        (
            f"ASK {{ ?s ?p ?o }} {'x' * 60}",
            Mistake(f"“{'x' * 39}…” cannot stand here", 1, 18),
        ),
    ],
)
def test_the_place_is_that_of_the_word_it_stumbled_over(text: str, mistake: Mistake) -> None:
    reported = report(text)
    assert reported is not None
    assert locate(text, reported, report) == mistake


def test_a_report_that_cannot_be_refined_is_kept_within_the_text() -> None:
    found = locate("ASK {}", "error at 7:99: expected a miracle", lambda _: None)
    assert found == Mistake("expected a miracle", 1, 7)
    assert locate("ASK {}", "no place at all", lambda _: None) == Mistake("no place at all", 1, 1)
