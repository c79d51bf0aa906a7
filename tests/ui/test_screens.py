"""The screens of the explorer over a real service."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.conftest import Open
from tests.ui.serving import HOSTILE_TITLE
from ui.wording import escaped


def _texts(row: list[list[dict[str, Any]]]) -> list[str]:
    return [" / ".join(part["text"] for part in cell) for cell in row]


def _hrefs(cards: list[list[dict[str, Any]]]) -> dict[str, str]:
    return {card[0]["text"]: card[0]["href"] for card in cards}


def test_the_start_says_how_to_begin(open_screen: Open) -> None:
    screen = open_screen("search")
    assert screen.titles == ["Headwaters"]
    assert _hrefs(screen.sheets["paths"]["cards"]) == {
        "Where does Ǎguila-7B come from?": "lineage?id=model%2Faguila-7b&direction=upstream",
        "What was made from Common Crawl?": (
            "lineage?id=dataset%2Fcommon-crawl&direction=downstream"
        ),
        "What is The Pile, and who says so?": "entry?id=dataset%2Fthe-pile",
        "What do the rules find on Dolly v2?": "findings?id=model%2Fdolly-v2-12b",
        "What if Books3 were withdrawn?": "what-if?kind=withdraw&id=dataset%2Fbooks3",
        "What are the named questions?": "questions",
    }
    assert list(_hrefs(screen.sheets["areas"]["cards"]).values()) == [
        f"./?focus-area={area}"
        for area in (
            "preparation",
            "preference",
            "stewards",
            "environment",
            "reciprocity",
            "policy",
        )
    ]


def test_search_from_the_address(open_screen: Open) -> None:
    screen = open_screen("search", q="crawl", kind="dataset")
    assert screen.test.text_input(key="q").value == "crawl"
    assert screen.test.multiselect(key="facet-kind").value == ["dataset"]
    results = screen.sheets["results"]
    assert results["caption"] == "2 things fit; 1 to 2 shown"
    assert _hrefs(results["cards"]) == {
        "Common Crawl corpus": "entry?id=dataset%2Fcommon-crawl",
        "Falcon RefinedWeb": "entry?id=dataset%2Frefinedweb",
    }
    assert [card[1]["text"] for card in results["cards"]] == ["dataset", "dataset"]
    assert screen.test.button(key="chip-kind-dataset").label == "Kind: dataset"


def test_a_facet_has_counts_and_goes_into_the_address(open_screen: Open) -> None:
    screen = open_screen("search", q="falcon")
    facet = screen.test.multiselect(key="facet-kind")
    assert sorted(facet.options) == [
        "dataset (1)",
        "model (2)",
        "organization (1)",
        "unresolved name (1)",
    ]
    facet.set_value(["model"])
    screen.test.run()
    assert screen.address == {"q": "falcon", "kind": "model"}
    assert set(_hrefs(screen.sheets["results"]["cards"])) == {"Falcon-7B", "Ǎguila-7B"}


def test_a_chosen_facet_is_taken_away(open_screen: Open) -> None:
    screen = open_screen("search", q="falcon", kind=["model", "dataset"], page="2")
    screen.test.button(key="chip-kind-model").click()
    screen.test.run()
    assert screen.address == {"q": "falcon", "kind": "dataset"}
    screen.test.button(key="clear").click()
    screen.test.run()
    assert screen.address == {"q": "falcon"}


def test_words_go_into_the_address_and_start_at_the_first_page(open_screen: Open) -> None:
    screen = open_screen("search", q="data", page="2")
    screen.test.text_input(key="q").set_value(" aguila ")
    screen.test.run()
    assert screen.address == {"q": "aguila"}
    assert next(iter(_hrefs(screen.sheets["results"]["cards"]))) == "Ǎguila-7B"


def test_a_search_without_results_names_the_next_step(open_screen: Open) -> None:
    screen = open_screen("search", q="zzzzzz")
    assert [one.value for one in screen.test.subheader] == ["Nothing fits", "Narrow down"]
    assert "paths" in screen.sheets


def test_pages_are_links(open_screen: Open) -> None:
    screen = open_screen("search", source="shipped", page="2")
    links = screen.sheets["pages"]["links"]
    assert links[:2] == [
        {"text": "1", "href": "./?source=shipped"},
        {"text": "2", "mark": "here"},
    ]
    assert screen.sheets["results"]["caption"].split("; ")[1].startswith("21 to ")


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e3", "９", "9" * 30])
def test_a_page_that_is_no_page_is_the_first(open_screen: Open, page: str) -> None:
    screen = open_screen("search", q="crawl", kind="dataset", page=page)
    assert screen.sheets["results"]["caption"] == "2 things fit; 1 to 2 shown"


def test_an_entry_at_a_glance(open_screen: Open) -> None:
    screen = open_screen("entry", id="model/aguila-7b")
    assert screen.titles == [r"Ǎguila\-7B"]
    glance = {_texts(row)[0]: _texts(row)[1] for row in screen.sheets["glance"]["rows"]}
    assert glance == {
        "License": "Apache License 2.0",
        "Language": "ca, en, es",
        "Date": "2023",
        "Maker": "Barcelona Supercomputing Center",
        "Training data": "open_data_26B_tokens_balanced_es_ca / Falcon-7B",
        "How much is disclosed": "Partial",
    }
    about = {_texts(row)[0]: _texts(row)[1] for row in screen.sheets["about-0"]["rows"]}
    assert about["How sure"].startswith("Verified")
    assert about["Read on"] == "2026-11-24"
    assert about["White paper"] == "line L243, L244"
    assert [link["text"] for link in screen.sheets["trail"]["links"]] == [
        "Search",
        "model",
        "Ǎguila-7B",
    ]
    assert [link["href"] for link in screen.sheets["lineage"]["links"]] == [
        "lineage?id=model%2Faguila-7b&direction=upstream",
        "lineage?id=model%2Faguila-7b&direction=downstream",
    ]


@pytest.mark.parametrize(
    "asked", ["aguila-7b", "Ǎguila-7B", "https://w3id.org/headwaters/id/model/aguila-7b"]
)
def test_an_entry_by_any_of_its_names(open_screen: Open, asked: str) -> None:
    assert open_screen("entry", id=asked).titles == [r"Ǎguila\-7B"]


def test_records_that_disagree_stand_side_by_side(open_screen: Open) -> None:
    screen = open_screen("entry", id="model/inkubalm-0.4b")
    difference = screen.sheets["differences"]
    assert difference["header"] == ["", "shipped catalogue", "white paper"]
    assert ["creator", "Lelapa AI", "Masakhane"] in [_texts(row) for row in difference["rows"]]
    makers = next(row[1] for row in screen.sheets["glance"]["rows"] if _texts(row)[0] == "Maker")
    assert [(part["text"], part["note"]) for part in makers] == [
        ("Lelapa AI", "shipped catalogue"),
        ("Masakhane", "white paper"),
    ]
    assert {"about-0", "about-1", "statements-0", "statements-1"} <= set(screen.sheets)


def test_unknown_is_kept_apart_from_nothing_recorded(open_screen: Open) -> None:
    screen = open_screen("entry", id="dataset/inkuba-mono")
    unknown = screen.sheets["unknown"]["rows"]
    assert unknown == [[[{"text": "status of personal data", "mark": "unknown"}]]]
    assert [_texts(row) for row in screen.sheets["nothing"]["rows"]] == [
        ["License"],
        ["Community it concerns"],
    ]
    glance = {_texts(row)[0]: row[1][0] for row in screen.sheets["glance"]["rows"]}
    assert glance["License"] == {"text": "nothing recorded", "mark": "quiet"}
    assert glance["Personal data"]["mark"] == "unknown"


def test_lineage_upstream_as_picture_and_table(open_screen: Open) -> None:
    screen = open_screen("lineage", id="model/aguila-7b", direction="upstream")
    assert screen.titles == [r"Upstream of Ǎguila\-7B"]
    rows = [_texts(row) for row in screen.sheets["lineage"]["rows"]]
    assert rows == [
        [
            "1",
            "open_data_26B_tokens_balanced_es_ca",
            "dataset",
            "Ǎguila-7B: trained on it (learn)",
            "shipped catalogue",
        ],
        ["1", "Falcon-7B", "model", "Ǎguila-7B: fine-tuned from it (learn)", "shipped catalogue"],
        [
            "2",
            "Falcon RefinedWeb",
            "dataset",
            "Falcon-7B: trained on it (learn)",
            "shipped catalogue",
        ],
        [
            "2",
            "curated corpora",
            "unresolved name",
            "Falcon-7B: derived from it (learn)",
            "shipped catalogue",
        ],
        [
            "3",
            "Common Crawl corpus",
            "dataset",
            "Falcon RefinedWeb: derived from it (carry)",
            "shipped catalogue",
        ],
        [
            "4",
            "The public web",
            "source",
            "Common Crawl corpus: derived from it (carry)",
            "shipped catalogue",
        ],
    ]
    assert screen.sheets["lineage"]["rows"][1][4][0]["outside"].endswith(
        "/record/shipped/model/aguila-7b"
    )
    assert [warning.value for warning in screen.test.warning] == [
        "1 of them is a name that nobody could resolve or a source that was not disclosed. "
        "The river may well go on there."
    ]
    assert "**6 things**." in [text.value for text in screen.test.markdown]
    (chart,) = screen.drawn("graphviz_chart")
    assert 'label="Ǎguila-7B\\nmodel"' in chart.proto.spec


def test_depth_and_direction_are_in_the_address(open_screen: Open) -> None:
    screen = open_screen("lineage", id="model/aguila-7b", depth="1")
    assert [_texts(row)[1] for row in screen.sheets["lineage"]["rows"]] == [
        "open_data_26B_tokens_balanced_es_ca",
        "Falcon-7B",
    ]
    screen.test.selectbox(key="depth").set_value("2")
    screen.test.run()
    assert screen.address == {"id": "model/aguila-7b", "direction": "upstream", "depth": "2"}
    assert len(screen.sheets["lineage"]["rows"]) == 4


@pytest.mark.parametrize(
    ("depth", "shown"),
    [("12", "12"), ("1000", "1000"), ("1001", "all"), ("0", "all"), ("two", "all")],
)
def test_any_depth_of_an_address_is_kept_and_nonsense_means_all(
    open_screen: Open, depth: str, shown: str
) -> None:
    screen = open_screen("lineage", id="model/aguila-7b", depth=depth)
    assert screen.test.selectbox(key="depth").value == shown
    assert len(screen.sheets["lineage"]["rows"]) == 6


def test_downstream_names_what_a_thing_was_made_from(open_screen: Open) -> None:
    screen = open_screen("lineage", id="dataset/common-crawl", direction="downstream")
    rows = {_texts(row)[1]: _texts(row)[3] for row in screen.sheets["lineage"]["rows"]}
    assert rows["Falcon RefinedWeb"] == "derived from Common Crawl corpus (carry)"
    assert rows["Falcon-7B"] == "trained on Falcon RefinedWeb (learn)"
    assert rows["Ǎguila-7B"] == "fine-tuned from Falcon-7B (learn)"


def test_nothing_downstream_is_said_plainly(open_screen: Open) -> None:
    screen = open_screen("lineage", id="model/aguila-7b", direction="downstream")
    assert [info.value for info in screen.test.info] == [
        "Nothing is recorded that was made of it. That does not mean there is nothing."
    ]
    assert "lineage" not in screen.sheets


def test_questions_are_listed_by_audience(open_screen: Open) -> None:
    screen = open_screen("questions")
    cards = [
        card for key, sheet in screen.sheets.items() if key != "trail" for card in sheet["cards"]
    ]
    assert _hrefs(cards)["Which models descend from a dataset, directly or through others?"] == (
        "questions?question=models-descending-from"
    )
    assert "For policymakers" in [one.value for one in screen.test.subheader]


def test_a_question_with_its_answer(open_screen: Open) -> None:
    screen = open_screen("questions", question="models-descending-from", p__source="common-crawl")
    answer = screen.sheets["answer"]
    assert answer["header"][:2] == ["Model", "Made by"]
    assert [_texts(row)[:2] for row in answer["rows"]] == [
        ["Ǎguila-7B", "Barcelona Supercomputing Center"],
        ["Falcon-7B", "Technology Innovation Institute"],
    ]
    assert answer["rows"][0][0][0]["href"] == "entry?id=model%2Faguila-7b"
    assert answer["caption"].startswith("2 rows, as of commit ")
    assert "VALUES ?source" in screen.test.code[0].value
    assert [str(button) for button in screen.test.get("download_button")] == [
        "DownloadButton(label='Download as CSV')"
    ]


def test_a_form_writes_the_address(open_screen: Open) -> None:
    screen = open_screen("questions", question="models-descending-from")
    assert screen.test.text_input(key="parameter-source").value == "dataset/common-crawl"
    screen.test.text_input(key="parameter-source").set_value("falcon-7b")
    screen.test.button[0].click()
    screen.test.run()
    assert screen.address == {"question": "models-descending-from", "p.source": "falcon-7b"}
    assert [_texts(row)[0] for row in screen.sheets["answer"]["rows"]] == ["Ǎguila-7B"]


def test_a_question_about_something_unknown_names_what_is_near(open_screen: Open) -> None:
    screen = open_screen("questions", question="models-descending-from", p__source="refinedwebb")
    (warning,) = screen.test.warning
    assert escaped("dataset/refinedweb") in warning.value
    assert "answer" not in screen.sheets


def test_a_question_that_takes_no_such_parameter_says_so(open_screen: Open) -> None:
    screen = open_screen("questions", question="models-descending-from", p__bogus="1")
    (warning,) = screen.test.warning
    assert warning.value.startswith("No parameter bogus")


def test_about_explains_the_words(open_screen: Open) -> None:
    screen = open_screen("about", scheme="edge-kind")
    words = {row[0][0]["text"]: row[1][0]["text"] for row in screen.sheets["glossary"]["rows"]}
    assert words["Learned from"] == (
        "The result is a model that was trained on, or computed from, the source."
    )
    assert sorted(_texts(row)[0] for row in screen.sheets["confidence"]["rows"]) == [
        "H",
        "K",
        "M",
        "V",
        "W",
        "contested",
    ]
    screen.test.selectbox(key="scheme").set_value("data-type")
    screen.test.run()
    assert screen.address == {"scheme": "data-type"}
    assert screen.sheets["glossary"]["caption"] == "Data type"


def test_a_hostile_title_is_only_text(open_screen: Open) -> None:
    screen = open_screen("entry", id="unresolved/hostile")
    assert screen.titles == [escaped(HOSTILE_TITLE)]
    assert screen.sheets["trail"]["links"][2]["text"] == HOSTILE_TITLE
    assert not [one for one in screen.test.markdown if one.allow_html]
