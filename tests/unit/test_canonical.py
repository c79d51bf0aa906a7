from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from catalog.rdf.canonical import (
    digest,
    from_ntriples,
    in_graph,
    plain,
    skolemize,
    to_ntriples,
)

RECORD = NamedNode("https://w3id.org/headwaters/record/test/model/m")
NODES = st.sampled_from([BlankNode(label) for label in "abcd"])
SUBJECTS = st.one_of(NODES, st.sampled_from([NamedNode(f"urn:s:{n}") for n in range(3)]))
OBJECTS = st.one_of(SUBJECTS, st.text(max_size=8).map(Literal))
TRIPLES = st.lists(
    st.builds(Triple, SUBJECTS, st.sampled_from([NamedNode("urn:p"), NamedNode("urn:q")]), OBJECTS),
    max_size=12,
)


@given(TRIPLES, st.randoms())
def test_equal_content_has_equal_text_whatever_the_labels_and_the_order(
    triples: list[Triple], rng: Random
) -> None:
    renamed = [_relabeled(triple) for triple in triples]
    rng.shuffle(renamed)
    assert to_ntriples(skolemize(RECORD, triples)) == to_ntriples(skolemize(RECORD, renamed))


def _relabeled(triple: Triple) -> Triple:
    subject, value = triple.subject, triple.object
    if isinstance(subject, BlankNode):
        subject = BlankNode("other" + subject.value)
    if isinstance(value, BlankNode):
        value = BlankNode("other" + value.value)
    return Triple(subject, triple.predicate, value)


def test_blank_nodes_become_nodes_of_their_record() -> None:
    blank = BlankNode("x")
    found = skolemize(RECORD, [Triple(blank, NamedNode("urn:p"), Literal("one"))])
    assert found == [Triple(NamedNode(f"{RECORD.value}#c14n0"), NamedNode("urn:p"), Literal("one"))]


@given(TRIPLES)
def test_text_and_triples_are_one(triples: list[Triple]) -> None:
    text = to_ntriples(skolemize(RECORD, triples))
    assert to_ntriples(from_ntriples(text)) == text


@given(TRIPLES)
def test_plain_strings_are_what_the_terms_say(triples: list[Triple]) -> None:
    text = to_ntriples(skolemize(RECORD, triples))
    said = [
        (t.subject.value, t.predicate.value, t.object.value)
        for t in from_ntriples(text)
        if isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode | Literal)
    ]
    assert list(plain(text)) == said


def test_plain_strings_leave_languages_and_datatypes_out() -> None:
    text = (
        '<urn:s> <urn:p> "a \\"word\\""@en .\n'
        '<urn:s> <urn:p> "2026"^^<http://www.w3.org/2001/XMLSchema#gYear> .\n'
    )
    assert [value for _, _, value in plain(text)] == ['a "word"', "2026"]


def test_in_graph_adds_the_graph_to_each_statement_even_where_a_text_looks_like_an_end() -> None:
    triple = Triple(NamedNode("urn:s"), NamedNode("urn:p"), Literal("ends here .\nor not"))
    text = in_graph(to_ntriples([triple]), RECORD)
    assert text == f'<urn:s> <urn:p> "ends here .\\nor not" {RECORD} .\n'


def test_digest_is_sha256_of_the_text() -> None:
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
