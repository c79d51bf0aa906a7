"""Findings, what-if and reports over a real service."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from catalog.client import Client
from tests.ui.conftest import Open, Screen
from ui.findings import NONE, grouped
from ui.service import titles_of

_AGUILA = "https://w3id.org/headwaters/id/model/aguila-7b"


# Any: JSON of the component, whose shape ui/sheet.py states.
def _texts(row: list[list[dict[str, Any]]]) -> list[str]:
    return [" / ".join(part["text"] for part in cell) for cell in row]


def _line(item: dict[str, Any], label: str) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]]
    (cells,) = (line["cells"] for line in item["lines"] if line["label"] == label)
    return cells


def _warnings(screen: Screen) -> list[str]:
    return [one.value for one in screen.test.warning]


def test_an_entry_counts_what_the_rules_find(open_screen: Open, service: str) -> None:
    with Client(service) as client:
        answer = client.findings("model", "aguila-7b")
    screen = open_screen("entry", id="model/aguila-7b")
    tally = screen.sheets["counts"]
    assert [_texts(row) for row in tally["rows"]] == [
        [str(len(found)), status.head] for status, found in grouped(answer["findings"])
    ]
    assert tally["caption"] == f"{len(answer['findings'])} findings as of {answer['as_of']}"
    assert screen.sheets["findings"]["links"] == [
        {
            "text": "Read each finding, with its way",
            "href": "findings?id=model%2Faguila-7b",
        },
        {
            "text": "What if it were withdrawn?",
            "href": "what-if?kind=withdraw&id=model%2Faguila-7b",
        },
    ]


def test_an_entry_that_no_lineage_reaches_has_no_findings_and_no_reports(
    open_screen: Open,
) -> None:
    screen = open_screen("entry", id="license/apache")
    assert not {"counts", "findings", "reports"} & set(screen.sheets)


def test_an_entry_without_findings_says_what_that_means(open_screen: Open) -> None:
    screen = open_screen("entry", id="unresolved/hostile")
    assert NONE in [one.value for one in screen.test.text]
    assert [link["text"] for link in screen.sheets["findings"]["links"]] == [
        "What if it were withdrawn?"
    ]


def test_an_entry_links_its_reports(open_screen: Open, service: str) -> None:
    rows = open_screen("entry", id="model/aguila-7b").sheets["reports"]["rows"]
    assert [row[0][0]["text"].partition(" in the order of ")[2] for row in rows] == [
        "the Open Source AI Definition 1.0",
        "the EU template",
        "the Model Openness Framework",
    ]
    at = f"{service}/reports/osaid/model/aguila-7b"
    assert rows[0][1:] == [
        [{"text": "Printable page", "outside": f"{at}?format=html"}],
        [
            {"text": "Markdown", "outside": f"{at}?download=md", "mark": "file"},
            {"text": "JSON", "outside": f"{at}?download=json", "mark": "file"},
        ],
    ]


def test_findings_stand_in_groups_the_worst_first(open_screen: Open, service: str) -> None:
    with Client(service) as client:
        answer = client.findings("model", "aguila-7b")
    groups = grouped(answer["findings"])
    screen = open_screen("findings", id="model/aguila-7b")
    assert screen.titles == [r"What the rules find on Ǎguila\-7B"]
    assert [one.value for one in screen.test.header] == [
        status.head.replace(",", "\\,") for status, _ in groups
    ]
    for status, found in groups:
        shown = screen.sheets[f"findings-{status.name}"]
        assert [item["head"]["text"] for item in shown["items"]] == [
            finding["message"] for finding in found
        ]
        assert {item["head"]["mark"] for item in shown["items"]} == {f"is is-{status.name}"}
        assert shown["caption"].endswith(status.meaning)


def test_a_finding_shows_its_way_and_its_records(open_screen: Open, service: str) -> None:
    screen = open_screen("findings", id="model/aguila-7b")
    (credit,) = screen.sheets["findings-unsettled"]["items"]
    assert credit["head"]["note"] == "R3 · ATTR-MODELS"
    assert _line(credit, "Way") == [
        {"text": "Falcon-7B", "href": "entry?id=model%2Ffalcon-7b"},
        {"text": "learn", "mark": "step step-learn"},
        {"text": "Ǎguila-7B", "href": "entry?id=model%2Faguila-7b"},
    ]
    assert _line(credit, "Records")[0] == {
        "text": "license/apache",
        "outside": f"{service}/record/shipped/license/apache",
    }
    assert _line(credit, "How sure") == [{"text": "K, widely known at the weakest of them"}]
    learned = screen.sheets["findings-unknown"]["items"][0]
    assert _line(learned, "Way")[-1] == {"text": "and 2 further ways", "mark": "quiet"}
    assert [link["href"] for link in screen.sheets["reading"]["links"] if "href" in link] == [
        "about?scheme=edge-kind",
        "about?scheme=confidence",
    ]
    assert [str(button) for button in screen.test.get("download_button")] == [
        "DownloadButton(label='Download as CSV')"
    ]


def test_the_day_is_in_the_address(open_screen: Open) -> None:
    screen = open_screen("findings", id="model/aguila-7b", as_of="2024-02-29")
    assert str(screen.test.date_input(key="as-of").value) == "2024-02-29"
    assert screen.test.caption[-1].value.startswith(r"As of 2024\-02\-29, at commit ")
    screen.test.date_input(key="as-of").set_value(date(2025, 1, 31))
    screen.test.run()
    assert screen.address == {"id": "model/aguila-7b", "as_of": "2025-01-31"}


@pytest.mark.parametrize("day", ["2026-13-01", "1066-10-14", "soon"])
def test_what_is_no_day_is_refused(open_screen: Open, day: str) -> None:
    screen = open_screen("findings", id="model/aguila-7b", as_of=day)
    (warning,) = _warnings(screen)
    assert "is no date that can be asked about here" in warning
    assert "counts" not in screen.sheets
    for other in ("what-if", "reports"):
        refused = open_screen(other, kind="withdraw", id="model/aguila-7b", as_of=day)
        assert _warnings(refused) == [warning]


def test_no_findings_are_not_the_same_as_none(open_screen: Open) -> None:
    screen = open_screen("findings", id="unresolved/hostile")
    assert [one.value for one in screen.test.info] == [NONE]
    assert "counts" not in screen.sheets


def test_what_if_begins_with_examples(open_screen: Open) -> None:
    screen = open_screen("what-if")
    assert [link.get("href") for link in screen.sheets["examples"]["links"]] == [
        None,
        "what-if?kind=withdraw&id=dataset%2Fcommon-crawl",
        "what-if?kind=withdraw&id=dataset%2Fbooks3",
        "what-if?kind=withdraw&id=dataset%2Flaion-5b",
        "what-if?kind=license&id=dataset%2Fdolly-15k&value=cc-by-4",
        "what-if?kind=signal&id=dataset%2Fcommon-crawl&value=disallow%3Aai-train",
    ]
    assert "nothing is written" in screen.test.text[0].value


def test_a_withdrawal(open_screen: Open) -> None:
    screen = open_screen("what-if", kind="withdraw", id="common-crawl")
    assert screen.test.header[0].value == r"Suppose Common Crawl corpus were withdrawn\."
    assert screen.test.markdown[0].value == (
        r"**Downstream of it lie 3 of the 31 things in this catalogue\.**"
    )
    assert "nothing was written" in screen.test.caption[0].value
    assert [link["text"] for link in screen.sheets["people"]["links"]] == [
        "Barcelona Supercomputing Center",
        "Common Crawl Foundation",
        "Technology Innovation Institute",
    ]
    assert [_texts(row) for row in screen.sheets["touched"]["rows"]] == [
        ["1", "Falcon RefinedWeb", "dataset"],
        ["2", "Falcon-7B", "model"],
        ["3", "Ǎguila-7B", "model"],
    ]
    on, status, _, steps = screen.sheets["appear"]["rows"][0]
    assert on == [{"text": "Falcon RefinedWeb", "href": "findings?id=dataset%2Frefinedweb"}]
    assert status == [{"text": "Cannot both be followed as recorded", "mark": "is is-conflict"}]
    assert [part["text"] for part in steps] == ["Common Crawl corpus", "carry", "Falcon RefinedWeb"]
    assert "go" in screen.sheets
    assert [button.proto.label for button in screen.test.get("download_button")] == [
        "People as CSV",
        "Things as CSV",
        "Findings that would appear as CSV",
        "Findings that would go as CSV",
    ]


def test_another_license_is_called_by_its_name(open_screen: Open) -> None:
    screen = open_screen("what-if", kind="license", id="refinedweb", value="apache")
    assert screen.test.header[0].value == (
        r"Suppose Falcon RefinedWeb were under Apache License 2\.0 from now on\."
    )
    ways = [_texts(row)[3] for row in screen.sheets["appear"]["rows"]]
    assert "Common Crawl corpus / carry / Falcon RefinedWeb / learn / Falcon-7B" in ways


def test_a_signal_is_chosen_from_lists(open_screen: Open) -> None:
    screen = open_screen("what-if", kind="signal", id="common-crawl", value="disallow:ai-train")
    assert screen.test.header[0].value.startswith("Suppose a signal on Common Crawl corpus said")
    assert screen.test.selectbox(key="says").value == "disallow"
    screen.test.selectbox(key="category").set_value("search")
    screen.test.button[0].click()
    screen.test.run()
    assert screen.address == {"kind": "signal", "id": "common-crawl", "value": "disallow:search"}


def test_a_supposition_goes_into_the_address(open_screen: Open) -> None:
    screen = open_screen("what-if")
    screen.test.text_input(key="thing").set_value(" refinedweb ")
    screen.test.button[0].click()
    screen.test.run()
    assert screen.address == {"kind": "withdraw", "id": "refinedweb"}
    screen.test.button_group(key="kind").set_value("license")
    screen.test.run()
    assert screen.address == {"kind": "license", "id": "refinedweb"}
    assert screen.test.text_input(key="license").value == ""


def test_an_unknown_name_in_a_supposition_names_what_is_near(open_screen: Open) -> None:
    screen = open_screen("what-if", kind="license", id="refinedwebb", value="apache")
    (warning,) = _warnings(screen)
    assert warning.startswith("Nothing here is called “refinedwebb”\\.")
    near = {card[0]["text"]: card[0]["href"] for card in screen.sheets["near"]["cards"]}
    assert near["Falcon RefinedWeb"] == (
        "what-if?kind=license&id=dataset%2Frefinedweb&value=apache"
    )
    other = open_screen("what-if", kind="license", id="refinedweb", value="apachee")
    near = {card[0]["text"]: card[0]["href"] for card in other.sheets["near"]["cards"]}
    assert near["Apache License 2.0"] == (
        "what-if?kind=license&id=refinedweb&value=license%2Fapache"
    )


def test_a_signal_that_is_none_is_refused(open_screen: Open) -> None:
    screen = open_screen("what-if", kind="signal", id="common-crawl", value="maybe")
    (warning,) = _warnings(screen)
    assert warning.startswith("“maybe” is no signal value")


def test_reports_say_what_they_are_for(open_screen: Open) -> None:
    cards = open_screen("reports").sheets["templates"]["cards"]
    assert len(cards) == 5
    assert all(len(card[1]["text"]) > 60 for card in cards)
    assert cards[2][2]["text"] == "For a model or model version."


def test_reports_on_a_thing_say_how_much_is_filled(open_screen: Open, service: str) -> None:
    with Client(service) as client:
        drafted = client.report("osaid", "dataset", "common-crawl")["completeness"]
    screen = open_screen("reports", id="common-crawl")
    rows = screen.sheets["reports"]["rows"]
    assert rows[0][1][0]["text"] == f"{drafted['value']} of {drafted['applicable']} fields"
    assert [part["text"] for part in rows[2][3]] == ["Markdown", "JSON", "Croissant (JSON-LD)"]
    assert [len(row) for row in rows] == [4, 4, 4]


def test_a_report_form_writes_the_address(open_screen: Open) -> None:
    screen = open_screen("reports")
    screen.test.text_input(key="report-of").set_value("aguila-7b")
    screen.test.date_input(key="as-of").set_value(date(2026, 1, 31))
    screen.test.button[0].click()
    screen.test.run()
    assert screen.address == {"id": "aguila-7b", "as_of": "2026-01-31"}
    at = screen.sheets["reports"]["rows"][0][2][0]["outside"]
    assert at.endswith("/reports/osaid/model/aguila-7b?as_of=2026-01-31&format=html")


def test_no_report_is_about_a_license(open_screen: Open) -> None:
    screen = open_screen("reports", id="license/apache")
    assert [one.value for one in screen.test.info] == [
        "No report is about a license: they are about models and datasets."
    ]


def test_an_unknown_name_on_the_reports_names_what_is_near(open_screen: Open) -> None:
    screen = open_screen("reports", id="aguila-7")
    near = {card[0]["text"]: card[0]["href"] for card in screen.sheets["near"]["cards"]}
    assert near["Ǎguila-7B"] == "reports?id=model%2Faguila-7b"


def test_a_code_of_the_catalogue_leads_to_its_meaning_here(open_screen: Open) -> None:
    screen = open_screen("entry", id="model/aguila-7b")
    rows = {_texts(row)[0]: row[1] for row in screen.sheets["glance"]["rows"]}
    assert rows["How much is disclosed"] == [{"text": "Partial", "href": "about?scheme=disclosure"}]


def test_codes_of_confidence_are_short_and_explained_once(open_screen: Open) -> None:
    screen = open_screen("entry", id="model/aguila-7b")
    rows = {_texts(row)[0]: row[1] for row in screen.sheets["glance"]["rows"]}
    assert "confidence: V, verified · " in rows["License"][0]["note"]
    explained = [one.value for one in screen.test.caption if "codes mean" in one.value]
    assert explained == [
        r"What the codes mean. V\: Verified\. Someone read it in a primary source\, on the day "
        r"given\."
    ]


def test_names_are_asked_for_things_of_the_catalogue_only(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADWATERS_SERVER", service)
    hostile = f"{_AGUILA}> ?x ?y }} #"
    assert titles_of({_AGUILA, hostile, "https://example.org/a"}) == {_AGUILA: "Ǎguila-7B"}
    assert titles_of({hostile}) == {}
