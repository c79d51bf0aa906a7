"""The service the explorer shows, reached through `catalog.client` and nothing else."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Collection
from typing import Final, TypeVar

import streamlit as st

from catalog.client import Client
from catalog.errors import AmbiguousError, NotFoundError, UnavailableError
from catalog.model import Thing
from catalog.terms import THINGS

Answer = TypeVar("Answer")

_PATIENCE: Final = 30.0
"""Seconds a reader waits before being told that nothing comes."""

_MOST_TITLES: Final = 300
_THING: Final = re.compile(re.escape(THINGS) + r"[a-z-]+/[^\s<>\"{}|\\^`\x00-\x20]+")
_TITLES: Final = """PREFIX dct: <http://purl.org/dc/terms/>
SELECT ?thing (MIN(?name) AS ?title) WHERE {
  VALUES ?thing { %s } ?thing dct:title ?name
} GROUP BY ?thing"""

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


def titles_of(iris: Collection[str]) -> dict[str, str]:
    """What some things are called, by their IRIs; a thing without a title is left out."""
    wanted = sorted(iri for iri in iris if _THING.fullmatch(iri))[:_MOST_TITLES]
    if not wanted:
        return {}
    query = _TITLES % " ".join(f"<{iri}>" for iri in wanted)
    _, body = ask(lambda client: client.query(query, "application/sparql-results+json"))
    rows = json.loads(body)["results"]["bindings"]
    return {row["thing"]["value"]: row["title"]["value"] for row in rows}


def near(asked: str) -> tuple[Thing, ...]:
    """The things with names like the one asked for; none where the service knows none."""
    try:
        return (find(asked),)
    except (NotFoundError, AmbiguousError) as error:
        return error.near if isinstance(error, NotFoundError) else error.candidates


@st.cache_resource(max_entries=8, show_spinner=False, on_release=Client.close)
def _client(address: str) -> Client:
    return Client(address, timeout=_PATIENCE)
