"""The service the explorer shows, reached through `catalog.client` and nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Final, TypeVar

import streamlit as st

from catalog.client import Client
from catalog.errors import AmbiguousError, NotFoundError, UnavailableError
from catalog.model import Thing

Answer = TypeVar("Answer")

_PATIENCE: Final = 30.0
"""Seconds a reader waits before being told that nothing comes."""

DEFAULT_SERVER: Final = "http://127.0.0.1:8000"


def server() -> str:
    """The address of the service: `HEADWATERS_SERVER`, else the port `headwaters serve` takes."""
    return (os.environ.get("HEADWATERS_SERVER") or DEFAULT_SERVER).rstrip("/")


def ask(question: Callable[[Client], Answer]) -> Answer:
    """The answer of the service to one question, as in `ask(lambda c: c.health())`.

    :raises HeadwatersError: what the service, or its absence, gives as the reason.
    """
    try:
        return question(_client(server()))
    except ValueError as error:
        raise UnavailableError(
            f"{server()} answers, but not as a Headwaters service does. Is the address right?"
        ) from error


def find(asked: str) -> Thing:
    """The thing an address names, by `kind/slug`, slug, IRI or exact name.

    :raises NotFoundError: with the things of similar name.
    :raises AmbiguousError: where several things have that name; the candidates come with it.
    """
    return ask(lambda client: client.lookup(asked))


def near(asked: str) -> tuple[Thing, ...]:
    """The things with names like the one asked for; none where the service knows none."""
    try:
        return (find(asked),)
    except (NotFoundError, AmbiguousError) as error:
        return error.near if isinstance(error, NotFoundError) else error.candidates


@st.cache_resource(max_entries=8, show_spinner=False, on_release=Client.close)
def _client(address: str) -> Client:
    return Client(address, timeout=_PATIENCE)
