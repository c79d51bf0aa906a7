"""Journeys through the explorer in a real browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.ui.serving import HOSTILE_TITLE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

_UPSTREAM: Final = [
    ["1", "open_data_26B_tokens_balanced_es_ca", "dataset", "Ǎguila-7B: trained on it (learn)"],
    ["1", "Falcon-7B", "model", "Ǎguila-7B: fine-tuned from it (learn)"],
    ["2", "Falcon RefinedWeb", "dataset", "Falcon-7B: trained on it (learn)"],
    ["2", "curated corpora", "unresolved name", "Falcon-7B: derived from it (learn)"],
    ["3", "Common Crawl corpus", "dataset", "Falcon RefinedWeb: derived from it (carry)"],
    ["4", "The public web", "source", "Common Crawl corpus: derived from it (carry)"],
]


def _title(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def _rows(page: Page, caption: str) -> list[list[str]]:
    table = page.get_by_role("table").filter(has_text=caption)
    expect(table).to_be_visible()
    rows = table.locator("tbody tr").all()
    return [[cell.inner_text() for cell in row.locator("td").all()] for row in rows]


def _shoot(page: Page, folder: Path, name: str) -> None:
    page.screenshot(path=folder / f"{name}.png", full_page=True)


def test_from_search_to_entry_to_lineage_and_back(
    page: Page, explorer: str, tmp_path: Path
) -> None:
    page.goto(explorer)
    expect(_title(page)).to_have_text("Headwaters")
    page.get_by_label("Search names and descriptions").fill("aguila")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Ǎguila-7B", exact=True).click()

    expect(_title(page)).to_have_text("Ǎguila-7B")
    expect(page).to_have_url(f"{explorer}/entry?id=model%2Faguila-7b")
    expect(page).to_have_title("Ǎguila-7B · Headwaters")
    _shoot(page, tmp_path, "entry")
    page.get_by_role("link", name=re.compile("Upstream")).click()

    expect(_title(page)).to_have_text("Upstream of Ǎguila-7B")
    assert [row[:4] for row in _rows(page, "nearest first")] == _UPSTREAM
    picture = page.get_by_test_id("stGraphVizChart")
    for text in ("Falcon-7B", "Falcon RefinedWeb", "Common Crawl corpus", "learn", "carry"):
        expect(picture.get_by_text(text, exact=True).first).to_be_visible()
    _shoot(page, tmp_path, "lineage")

    page.go_back()
    expect(_title(page)).to_have_text("Ǎguila-7B")
    page.go_back()
    expect(_title(page)).to_have_text("Search")
    expect(page).to_have_url(f"{explorer}/?q=aguila")
    expect(page.get_by_label("Search names and descriptions")).to_have_value("aguila")
    page.go_back()
    expect(_title(page)).to_have_text("Headwaters")
    page.go_forward()
    expect(_title(page)).to_have_text("Search")


def test_a_named_question(page: Page, explorer: str) -> None:
    page.goto(f"{explorer}/questions")
    page.get_by_role("link", name=re.compile("Which models descend from a dataset")).click()
    expect(_title(page)).to_have_text(re.compile("Which models descend"))
    page.get_by_label("The dataset", exact=True).fill("refinedweb")
    page.get_by_role("button", name="Answer it").click()
    expect(page).to_have_url(
        f"{explorer}/questions?question=models-descending-from&p.source=refinedweb"
    )
    rows = _rows(page, "2 rows")
    assert [row[0] for row in rows] == ["Ǎguila-7B", "Falcon-7B"]
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as CSV").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert text.startswith("model,model_iri,")
    assert text.splitlines()[1].startswith(
        "Ǎguila-7B,https://w3id.org/headwaters/id/model/aguila-7b,"
    )


def test_an_address_that_does_not_exist(page: Page, explorer: str) -> None:
    page.goto(f"{explorer}/entry?id=model/falcon-8b")
    expect(_title(page)).to_have_text("Not in this catalogue")
    page.get_by_role("link", name="Falcon-7B", exact=True).click()
    expect(_title(page)).to_have_text("Falcon-7B")


def test_every_state_is_in_the_address(page: Page, explorer: str) -> None:
    page.goto(f"{explorer}/lineage?id=model/aguila-7b")
    page.get_by_role("radio", name="Downstream").or_(
        page.get_by_role("button", name="Downstream")
    ).first.click()
    expect(_title(page)).to_have_text("Downstream of Ǎguila-7B")
    expect(page).to_have_url(f"{explorer}/lineage?id=model%2Faguila-7b&direction=downstream")
    page.go_back()
    expect(_title(page)).to_have_text("Upstream of Ǎguila-7B")
    page.goto(f"{explorer}/lineage?id=model/aguila-7b&depth=1")
    assert [row[:4] for row in _rows(page, "nearest first")] == _UPSTREAM[:2]
    page.goto(f"{explorer}/?q=crawl&kind=dataset")
    expect(page.get_by_text("2 things fit; 1 to 2 shown")).to_be_visible()
    page.get_by_role("button", name="Kind: dataset").click()
    expect(page).to_have_url(f"{explorer}/?q=crawl")


def test_by_keyboard_alone(page: Page, explorer: str) -> None:
    page.goto(f"{explorer}/?q=aguila")
    link = page.get_by_role("link", name="Ǎguila-7B", exact=True)
    expect(link).to_be_visible()
    page.get_by_label("Search names and descriptions").focus()
    _tab_to(page, "Ǎguila-7B")
    page.keyboard.press("Enter")
    expect(_title(page)).to_have_text("Ǎguila-7B")
    _tab_to(page, "↑ Upstream: where it comes from")
    page.keyboard.press("Enter")
    expect(_title(page)).to_have_text("Upstream of Ǎguila-7B")


def test_from_an_entry_to_its_findings_to_a_source_and_back(
    page: Page, explorer: str, tmp_path: Path
) -> None:
    page.goto(f"{explorer}/entry?id=model/aguila-7b")
    page.get_by_role("link", name="Read each finding, with its way").click()
    expect(_title(page)).to_have_text("What the rules find on Ǎguila-7B")
    expect(page).to_have_url(f"{explorer}/findings?id=model%2Faguila-7b")
    open_question = page.get_by_role("listitem").filter(has_text="ATTR-MODELS")
    expect(open_question).to_contain_text("views differ on whether the duty reaches")
    _shoot(page, tmp_path, "findings")
    open_question.get_by_role("link", name="Falcon-7B", exact=True).click()
    expect(_title(page)).to_have_text("Falcon-7B")
    page.go_back()
    expect(_title(page)).to_have_text("What the rules find on Ǎguila-7B")
    unrecorded = page.get_by_role("listitem").filter(has_text="LIC-LEARNED-UNSTATED")
    unrecorded.get_by_text("5 records").click()
    expect(unrecorded.get_by_role("link", name="license/cc-tou")).to_be_visible()
    page.go_back()
    expect(_title(page)).to_have_text("Ǎguila-7B")


def test_what_if_by_keyboard_alone(page: Page, explorer: str, tmp_path: Path) -> None:
    page.goto(f"{explorer}/what-if")
    field = page.get_by_role("textbox", name="Of which dataset, model or source?")
    expect(field).to_be_visible()
    page.get_by_role("radio", name="it were withdrawn").or_(
        page.get_by_role("button", name="it were withdrawn")
    ).first.focus()
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.ariaLabel") == (
            "Of which dataset, model or source?"
        ):
            break
    page.keyboard.type("common-crawl")
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name="Suppose Common Crawl corpus were withdrawn.")
    expect(heading).to_be_visible()
    expect(page).to_have_url(f"{explorer}/what-if?kind=withdraw&id=common-crawl")
    touched = _rows(page, "3 things downstream, nearest first")
    assert [row[1] for row in touched] == ["Falcon RefinedWeb", "Falcon-7B", "Ǎguila-7B"]
    _shoot(page, tmp_path, "what-if")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Findings that would appear as CSV").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert text.splitlines()[1].startswith(
        "Falcon RefinedWeb,https://w3id.org/headwaters/id/dataset/refinedweb,conflict,R17,"
    )
    page.go_back()
    expect(page.get_by_text("For example:")).to_be_visible()


def _tab_to(page: Page, text: str) -> None:
    """Press Tab until the element with the focus says the text."""
    focused = """() => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        return element?.textContent ?? "";
    }"""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(focused) == text:
            return
    raise AssertionError(f"Tab never reaches “{text}”.")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "?q=a&kind=dataset",
        "entry?id=model/inkubalm-0.4b",
        "lineage?id=model/aguila-7b",
        "findings?id=model/aguila-7b",
        "what-if?kind=withdraw&id=common-crawl",
        "reports?id=model/aguila-7b",
        "questions?question=models-descending-from",
        "about?scheme=edge-kind",
        "entry?id=nothing-like-it",
    ],
)
def test_nothing_runs_over_the_edge_of_a_telephone(
    page: Page, explorer: str, tmp_path: Path, address: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{explorer}/{address}")
    expect(_title(page).first).to_be_visible()
    expect(page.locator("[data-testid=stApp]")).to_have_attribute(
        "data-test-script-state", "notRunning"
    )
    _shoot(page, tmp_path, "narrow")
    widths = page.evaluate(
        "[document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".map((element) => element.scrollWidth)"
    )
    assert widths == [390, 390]


def test_a_hostile_title_is_shown_letter_by_letter(page: Page, explorer: str) -> None:
    alarms: list[str] = []

    def on_dialog(dialog: Dialog) -> None:
        alarms.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", on_dialog)
    page.goto(f"{explorer}/entry?id=unresolved/hostile")
    shown = _title(page).inner_text().replace("\u2060", "")
    assert shown == HOSTILE_TITLE
    links = page.locator("[data-testid=stMain] a").all()
    targets = {link.get_attribute("href") or "" for link in links}
    assert not [target for target in targets if target.lower().startswith(("javascript", "data:"))]
    assert page.locator("[data-testid=stMain] img[src=x]").count() == 0
    page.goto(f"{explorer}/lineage?id=unresolved/hostile")
    assert _title(page).inner_text().replace("\u2060", "") == f"Upstream of {HOSTILE_TITLE}"
    assert alarms == []
