"""The explorer run by Streamlit's own test runner, against a real service."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import UnknownElement

import ui
from catalog.shacl import Validator
from tests.ui.serving import chosen_service
from ui.addresses import SCREENS

_APP = Path(ui.__file__).parent / "app.py"


class Screen:
    """A screen as it was drawn."""

    def __init__(self, test: AppTest) -> None:
        """Look at a run that has finished without an error of its own."""
        assert not test.exception, test.exception
        self.test = test

    # Any: JSON of the component, whose shape ui/sheet.py states.
    @property
    def sheets(self) -> dict[str, Any]:
        """What our tables and lists were given, by key."""
        return {
            element.proto.id.split("-", 2)[2]: json.loads(element.proto.json)
            for element in self.drawn("bidi_component")
        }

    def drawn(self, kind: str) -> list[UnknownElement]:
        """The elements of a kind that Streamlit's test runner has no class for."""
        found = self.test.get(kind)
        return [element for element in found if isinstance(element, UnknownElement)]

    @property
    def titles(self) -> list[str]:
        """The titles of the screen, as Markdown."""
        return [title.value for title in self.test.title]

    @property
    def address(self) -> dict[str, str | list[str]]:
        """The parameters of the address."""
        return dict(self.test.query_params)


Open = Callable[..., Screen]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, validator: Validator) -> Iterator[str]:
    """The address of a service with a handful of shipped entries."""
    with chosen_service(tmp_path_factory.mktemp("explored"), validator) as address:
        yield address
    st.cache_resource.clear()


@pytest.fixture
def open_screen(service: str, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open a screen at an address, as `open_screen("entry", id="model/aguila-7b")`."""
    monkeypatch.setenv("HEADWATERS_SERVER", service)
    return opened


def opened(screen: str, **parameters: str | list[str]) -> Screen:
    """Open a screen; `p__name` stands for a parameter `p.name`."""
    test = AppTest.from_file(str(_APP), default_timeout=60)
    test.run()
    test.switch_page(SCREENS[screen])
    for name, value in parameters.items():
        test.query_params[name.replace("__", ".")] = value
    return Screen(test.run())


@pytest.fixture
def closed_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
