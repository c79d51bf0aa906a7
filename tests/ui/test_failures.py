"""What the explorer says when the service has nothing, refuses, or is not there."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from tests.ui.conftest import Open, opened
from tests.ui.serving import serving


@pytest.mark.parametrize("screen", ["entry", "lineage", "findings"])
def test_an_unknown_address_names_what_is_near(open_screen: Open, screen: str) -> None:
    shown = open_screen(screen, id="model/falcon-7")
    assert shown.titles == ["Not in this catalogue"]
    assert "Nothing here is called **model\\/falcon\\-7**." in [
        text.value for text in shown.test.markdown
    ]
    near = {card[0]["text"]: card[0]["href"] for card in shown.sheets["near"]["cards"]}
    assert near["Falcon-7B"] == "entry?id=model%2Ffalcon-7b"


@pytest.mark.parametrize("screen", ["entry", "lineage", "findings"])
def test_an_address_without_a_name(open_screen: Open, screen: str) -> None:
    assert open_screen(screen).titles == ["Not in this catalogue"]


def test_a_question_nobody_named(open_screen: Open) -> None:
    assert open_screen("questions", question="why").titles == ["Not in this catalogue"]


def test_a_refused_search_says_why(open_screen: Open) -> None:
    shown = open_screen("search", q="x" * 600)
    assert shown.titles[-1] == "The request cannot be understood"
    (warning,) = shown.test.warning
    assert warning.value.startswith("q\\: String should have at most 500 characters")


@pytest.mark.parametrize(
    ("screen", "parameters"),
    [
        ("search", {}),
        ("entry", {"id": "model/aguila-7b"}),
        ("lineage", {"id": "model/aguila-7b"}),
        ("findings", {"id": "model/aguila-7b"}),
        ("what-if", {"id": "model/aguila-7b"}),
        ("reports", {}),
        ("reports", {"id": "model/aguila-7b"}),
        ("questions", {}),
        ("about", {}),
    ],
)
def test_without_a_service_every_screen_says_how_to_start_one(
    monkeypatch: pytest.MonkeyPatch,
    closed_port: int,
    screen: str,
    parameters: dict[str, str],
) -> None:
    address = f"http://127.0.0.1:{closed_port}"
    monkeypatch.setenv("HEADWATERS_SERVER", address)
    shown = opened(screen, **parameters)
    assert shown.titles[-1] == "The catalogue does not answer"
    assert [code.value for code in shown.test.code] == ["headwaters serve", address]


def test_another_service_at_the_address_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    app = FastAPI()

    @app.get("/{path:path}")
    def greet(path: str) -> PlainTextResponse:
        return PlainTextResponse("Hello.")

    with serving(app) as address:
        monkeypatch.setenv("HEADWATERS_SERVER", address)
        shown = opened("about")
    assert shown.titles[-1] == "The catalogue does not answer"
    (error,) = shown.test.error
    assert "not as a Headwaters service does" in error.value
