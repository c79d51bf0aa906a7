"""Names to IRIs: what a dependency means, and what is left for a person to decide."""

from __future__ import annotations

from catalog.harvest.outcome import Candidate
from catalog.harvest.resolution import Earlier, Known
from catalog.harvest.resolve import resolve
from tests.harvest.cases import ID, described, downstream, edges, read_text, resolved


def test_a_cycle_through_an_application_resolves_and_ends() -> None:
    found = resolved("cycle")
    assert edges(found) == {
        "lab.yaml#Helpful Answers": ["application/feedback-desk"],
        "lab.yaml#Lantern": ["dataset/helpful-answers"],
        "lab.yaml#Feedback Desk": ["model/lantern"],
        "lab.yaml#Desk Mobile": ["application/feedback-desk"],
    }
    assert downstream(found, ID + "dataset/helpful-answers") == {
        ID + "model/lantern",
        ID + "application/feedback-desk",
        ID + "application/desk-mobile",
    }


def test_a_self_loop_is_left_out_with_a_reason() -> None:
    found = resolved("self-loop")
    assert edges(found) == {"robots.yaml#Arm Moves": ["unresolved/table-photos"]}
    assert found.items[0].notes == (
        "“Arm Moves” names itself as a dependency; that edge was left out.",
    )


def test_a_name_that_is_no_asset_becomes_one_node_however_often_it_is_named() -> None:
    found = resolved("no-asset")
    assert [(u.name, u.iri, u.users, u.fits) for u in found.unresolved] == [
        ("Alpine 2", ID + "unresolved/alpine-2", 11, 0)
    ]
    assert len(downstream(found, ID + "unresolved/alpine-2")) == 11
    assert downstream(found, ID + "model/alpine-2") == {ID + "application/child-11"}
    assert found.candidates == (
        Candidate(
            ID + "model/alpine-2",
            ID + "unresolved/alpine-2",
            ("ALPINE 2", "Alpine 2"),
            "names that differ in spelling only",
        ),
    )
    assert [(o.name.title, o.name.alternatives, o.users) for o in found.organizations] == [
        ("Peak", ("PEAK",), 11)
    ]


def test_one_thing_under_two_names_stays_apart_as_a_candidate() -> None:
    found = resolved("two-names")
    assert edges(found) == {
        "crawls.yaml#Clean One": ["unresolved/websweep"],
        "crawls.yaml#Clean Two": ["unresolved/web-sweep"],
    }
    assert [(c.names, c.reason) for c in found.candidates] == [
        (("Web Sweep", "WebSweep"), "names that differ in spelling only")
    ]


def test_one_name_for_two_things_means_the_one_in_the_same_file() -> None:
    found = resolved("one-name")
    assert edges(found) == {
        "alpha.yaml#Kite": [],
        "alpha.yaml#Kite API": ["model/kite-alpha"],
        "alpha.yaml#Headliner": ["application/kite-api"],
        "beta.yaml#Kite": ["unresolved/photo-heap"],
        "gamma.yaml#Skyline": ["unresolved/kite"],
    }
    assert downstream(found, ID + "unresolved/photo-heap") == {ID + "model/kite-beta"}


def test_a_name_of_several_things_elsewhere_is_left_open() -> None:
    found = resolved("one-name")
    skyline = found.items[-1]
    assert skyline.notes == (
        "“Kite” fits alpha.yaml#Kite, beta.yaml#Kite; which one is meant was left open.",
    )
    assert [(u.name, u.users, u.fits) for u in found.unresolved if u.fits] == [("Kite", 1, 2)]
    assert [(c.first.removeprefix(ID), c.second.removeprefix(ID)) for c in found.candidates] == [
        ("model/kite-alpha", "model/kite-beta"),
        ("model/kite-alpha", "unresolved/kite"),
        ("model/kite-beta", "unresolved/kite"),
    ]


def _resolved(text: str, known: Known) -> dict[str, str]:
    found = resolve(described(read_text(text)), known, "ecosystem-graphs")
    return {item.description.remote_id: item.iri.removeprefix(ID) for item in found.items}


def test_an_item_that_names_its_namesake_in_the_same_file_means_the_other() -> None:
    text = (
        "- {type: dataset, name: Twin, dependencies: []}\n"
        "- {type: model, name: Twin, dependencies: [Twin]}\n"
    )
    found = resolve(described(read_text(text)), Known(), "ecosystem-graphs")
    assert edges(found) == {"case.yaml#Twin": [], "case.yaml#Twin (2)": ["dataset/twin"]}


def test_namesakes_of_one_maker_are_told_apart_by_their_files() -> None:
    known = Known()
    text = "- {type: model, name: Twin, organization: Peak}\n"
    one, other = (described(read_text(text, name)) for name in ("a.yaml", "b.yaml"))
    found = resolve(one + other, known, "ecosystem-graphs")
    assert [item.iri.removeprefix(ID) for item in found.items] == ["model/twin-a", "model/twin-b"]


def test_an_item_keeps_the_iri_of_the_earlier_run() -> None:
    known = Known(previous={"case.yaml#Kite": Earlier(ID + "model/kite", "Kite")})
    text = "- {type: model, name: Kite, organization: A}\n"
    assert _resolved(text, known) == {"case.yaml#Kite": "model/kite"}
    second = described(read_text("- {type: model, name: Kite, organization: B}\n", "b.yaml"))
    found = resolve(described(read_text(text)) + second, known, "ecosystem-graphs")
    assert [item.iri.removeprefix(ID) for item in found.items] == ["model/kite", "model/kite-b"]


def test_a_slug_another_source_has_taken_is_not_taken_for_the_same_thing() -> None:
    known = Known(foreign={ID + "model/kite": "Kite"})
    found = resolve(
        described(read_text("- {type: model, name: Kite}\n")), known, "ecosystem-graphs"
    )
    (item,) = found.items
    assert (item.iri, item.is_joined) == (ID + "model/kite.ecosystem-graphs", False)
    assert found.candidates == (
        Candidate(
            ID + "model/kite",
            ID + "model/kite.ecosystem-graphs",
            ("Kite", "Kite"),
            "the same name",
        ),
    )


def _at(address: str, *iris: str) -> Known:
    return Known(
        foreign=dict.fromkeys(iris, "Paper Kite"),
        by_address={("model", address): frozenset(iris)},
    )


def test_an_address_that_belongs_to_one_item_and_one_thing_joins_them() -> None:
    text = "- {type: model, name: Kite, url: 'https://www.example.org/kite/'}\n"
    known = _at("example.org/kite", ID + "model/paper-kite")
    assert _resolved(text, known) == {"case.yaml#Kite": "model/paper-kite"}


def test_an_address_of_several_joins_nothing() -> None:
    one = "- {type: model, name: Kite, url: 'https://example.org/kite'}\n"
    two = one + "- {type: model, name: Kite Two, url: 'https://example.org/kite'}\n"
    known = _at("example.org/kite", ID + "model/paper-kite")
    assert _resolved(two, known) == {
        "case.yaml#Kite": "model/kite",
        "case.yaml#Kite Two": "model/kite-two",
    }
    several = _at("example.org/kite", ID + "model/paper-kite", ID + "model/other")
    assert _resolved(one, several) == {"case.yaml#Kite": "model/kite"}


def test_the_address_of_a_paper_or_of_another_kind_joins_nothing() -> None:
    paper = "- {type: model, name: Kite, url: 'https://arxiv.org/abs/2201.00001'}\n"
    known = _at("arxiv.org/abs/2201.00001", ID + "model/paper-kite")
    assert _resolved(paper, known) == {"case.yaml#Kite": "model/kite"}
    dataset = "- {type: dataset, name: Kite, url: 'https://example.org/kite'}\n"
    known = _at("example.org/kite", ID + "model/paper-kite")
    assert _resolved(dataset, known) == {"case.yaml#Kite": "dataset/kite"}


def test_the_card_of_another_name_joins_nothing() -> None:
    card = "model_card: 'https://huggingface.co/sky/kite-7b'"
    known = _at("huggingface.co/sky/kite-7b", ID + "model/paper-kite")
    assert _resolved(f"- {{type: model, name: Kite, {card}}}\n", known) == {
        "case.yaml#Kite": "model/kite"
    }
    assert _resolved(f"- {{type: model, name: PaperKite, {card}}}\n", known) == {
        "case.yaml#PaperKite": "model/paper-kite"
    }


def test_items_of_files_not_read_this_time_still_bear_their_names() -> None:
    known = Known(
        previous={
            "other.yaml#Kite": Earlier(ID + "model/kite", "Kite"),
            "case.yaml#Gone": Earlier(ID + "model/gone", "Gone"),
            "unresolved:C# code": Earlier(ID + "unresolved/c-code", "C# code"),
        }
    )
    text = "- {type: model, name: Kid, dependencies: [Kite, Gone, 'C# code']}\n"
    found = resolve(described(read_text(text)), known, "ecosystem-graphs")
    assert edges(found) == {
        "case.yaml#Kid": ["model/kite", "unresolved/gone", "unresolved/c-code"],
    }


def test_no_organization_of_a_source_is_taken_for_its_editors() -> None:
    text = "- {type: model, name: Kid, organization: Ecosystem Graphs editors}\n"
    found = resolve(described(read_text(text)), Known(), "ecosystem-graphs")
    assert [organization.iri for organization in found.organizations] == [
        ID + "organization/ecosystem-graphs-editors-2"
    ]
