"""What rules and reports read: data information, components, dates, classes of users."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from catalog.governance.case import Case
from catalog.governance.completeness import Overall, Truth
from catalog.governance.limits import days
from catalog.governance.memo import once
from catalog.governance.mof_components import Standing, mof_class, suitable_types
from catalog.governance.osaid_items import data_information
from catalog.governance.rows import of_class
from catalog.governance.statements import Statements
from catalog.governance.tables import shipped_tables
from catalog.governance.user import UserContext, belongs
from catalog.rdf.canonical import skolemize
from catalog.spans import Span, span_of
from catalog.terms import NS, THINGS

FOLDER = Path(__file__).parent


def case_of(path: str, subject: str) -> Case:
    graphs: dict[NamedNode, list[Triple]] = {}
    for quad in parse(path=str(FOLDER / path), format=RdfFormat.TRIG):
        assert isinstance(quad.graph_name, NamedNode)
        graphs.setdefault(quad.graph_name, []).append(quad.triple)
    statements = Statements.of(
        (graph.value, triple)
        for graph, triples in graphs.items()
        for triple in skolemize(graph, triples)
    )
    return Case(statements, THINGS + subject, "2026-11-24", shipped_tables())


def test_f16_where_to_obtain_books3_is_not_there() -> None:
    information = data_information(case_of("R18/f16-pythia.trig", "model/pythia-12b"))
    assert information.overall is Overall.INCOMPLETE
    assert [(d.title, d.is_part, d.data_types) for d in information.datasets] == [
        ("The Pile", False, ("unknown",)),
        ("Books3", True, ("unknown",)),
        ("Common Crawl", True, ("public",)),
    ]
    places = {d.title: i for d in information.datasets for i in d.items if i.id == "place"}
    assert {title: item.truth for title, item in places.items()} == {
        "The Pile": Truth.UNKNOWN,
        "Books3": Truth.FALSE,
        "Common Crawl": Truth.TRUE,
    }
    assert places["Common Crawl"].values == ("https://commoncrawl.org/",)
    assert places["Books3"].records == ("https://w3id.org/headwaters/record/test/books3",)
    pile = {item.id: item.truth for item in information.datasets[0].items}
    assert pile == {
        "provenance": Truth.TRUE,
        "scope": Truth.TRUE,
        "characteristics": Truth.UNKNOWN,
        "obtaining": Truth.UNKNOWN,
        "selection": Truth.TRUE,
        "labeling": Truth.UNKNOWN,
        "processing": Truth.UNKNOWN,
        "place": Truth.UNKNOWN,
    }


def test_f19_incomplete_via_the_base_alone() -> None:
    information = data_information(case_of("R18/f19-base-undisclosed.trig", "model/derived"))
    assert (information.own, information.overall) == (Overall.COMPLETE, Overall.INCOMPLETE)
    (base,) = information.bases
    assert base.title == "Llama 3.1 8B"
    assert base.undisclosed == (THINGS + "undisclosed/llama-3.1-8b-training-data",)
    assert base.bases == ()


def test_every_item_names_an_element_of_the_scheme() -> None:
    information = data_information(case_of("R18/unshareable-described.trig", "model/told"))
    scheme = {
        quad.subject.value
        for quad in parse(
            path=str(FOLDER.parents[1] / "ontology/schemes/osaid-element.ttl"),
            format=RdfFormat.TURTLE,
        )
        if isinstance(quad.subject, NamedNode)
    }
    used = {f"{NS}osaid-element/{item.element}" for _, item in information.all_items()}
    assert used - scheme == set()


def test_a_circle_of_models_ends() -> None:
    information = data_information(case_of("R18/circle.trig", "model/a"))
    assert [each.title for each in information.walk()] == ["A", "B"]


def test_f20_the_thirteen_components_of_olmo() -> None:
    result = mof_class(case_of("R19/f20-olmo-7b.trig", "model/olmo-7b"))
    assert (result.reached, result.is_conditional, result.blocking) == (1, True, ())
    standing = {component.id: component.standing for component in result.components}
    assert len(standing) == 17
    assert standing["technical-report"] is Standing.WAIVED
    assert standing["research-paper"] is Standing.INCLUDED
    assert standing["training-code"] is Standing.INCLUDED
    assert standing["datasets"] is Standing.CONDITIONAL
    assert standing["sample-outputs"] is Standing.NOT_RECORDED
    came_from = {component.id: component.license_from for component in result.components}
    assert came_from["research-paper"] == "component"
    assert came_from["model-card"] == "distribution"


def test_what_keeps_a_model_from_the_next_class() -> None:
    result = mof_class(case_of("R19/class-3.trig", "model/m"))
    assert result.reached == 3
    assert [(component.id, component.standing) for component in result.blocking] == [
        ("training-code", Standing.NOT_OPEN),
        ("inference-code", Standing.NOT_RECORDED),
        ("evaluation-code", Standing.NOT_RECORDED),
        ("evaluation-data", Standing.NOT_RECORDED),
    ]


def test_the_table_has_the_seventeen_components_of_the_scheme() -> None:
    scheme = parse(
        path=str(FOLDER.parents[1] / "ontology/schemes/mof-component.ttl"),
        format=RdfFormat.TURTLE,
    )
    concepts = {q.subject.value.rpartition("/")[2] for q in scheme if "/ns/mof" in str(q.subject)}
    rows = of_class("model-openness.ttl", "hw:ComponentRequirement")
    assert {row["hw:componentKind"][0] for row in rows} == concepts - {"mof-component"}
    assert suitable_types(THINGS + "license/apache") == {"code"}
    assert suitable_types(THINGS + "license/no-such") == frozenset()


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2024", Span(date(2024, 1, 1), date(2024, 12, 31))),
        ("2024-02", Span(date(2024, 2, 1), date(2024, 2, 29))),
        ("2023-12", Span(date(2023, 12, 1), date(2023, 12, 31))),
        ("2024-04-15", Span(date(2024, 4, 15), date(2024, 4, 15))),
        ("2024-04-15T23:59:59Z", Span(date(2024, 4, 15), date(2024, 4, 15))),
        ("9999-12", Span(date(9999, 12, 1), date(9999, 12, 31))),
        ("2024-13", None),
        ("2023-02-29", None),
        ("0000", None),
        ("spring 2024", None),
        ("", None),
    ],
)
def test_a_date_means_these_days(text: str, span: Span | None) -> None:
    assert span_of(text) == span


@pytest.mark.parametrize(
    ("user", "words", "truth"),
    [
        (UserContext(place="za"), "African entities", Truth.TRUE),
        (UserContext(place="FR"), "african entities", Truth.FALSE),
        (UserContext(purpose="commercial"), "African entities", Truth.UNKNOWN),
        (UserContext(place="FR"), "Users in high-income countries", Truth.UNKNOWN),
        (UserContext(), "Whoever publicly uses a derived database", Truth.TRUE),
    ],
)
def test_who_belongs_to_a_class_of_users(user: UserContext, words: str, truth: Truth) -> None:
    assert belongs(user, words) is truth


def test_limits_are_read_from_their_table() -> None:
    assert (days("link-check"), days("claim")) == (365, 365)
    with pytest.raises(KeyError):
        days("patience")


def test_a_reading_is_done_once_for_each_set_of_statements() -> None:
    calls: list[str] = []

    @once
    def reading(said: Statements, thing: str) -> str:
        calls.append(thing)
        return thing.upper()

    one, other = Statements.of([]), Statements.of([])
    assert [reading(one, "a"), reading(one, "a"), reading(other, "a")] == ["A", "A", "A"]
    assert calls == ["a", "a"]
