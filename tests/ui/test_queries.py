"""The screens lead into the query editor with the query behind what they show."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.ui.conftest import Open

RESULTS = "application/sparql-results+json"


def _links(open_screen: Open, screen: str, parameters: dict[str, str]) -> list[str]:
    drawn = open_screen(screen, **parameters).test.get("link_button")
    protos = [getattr(element, "proto", None) for element in drawn]
    return [one.url for one in protos if one and one.label == "Open it in the query editor"]


@pytest.mark.parametrize(
    ("screen", "parameters", "first_words", "rows"),
    [
        ("lineage", {"id": "model/aguila-7b"}, "# Everything upstream of this thing\n", 6),
        ("lineage", {"id": "model/aguila-7b", "depth": "1"},
         "# Everything upstream of this thing, within 1 step\n", 2),
        ("lineage", {"id": "source/web", "direction": "downstream"},
         "# Everything made from this thing, directly or through others\n", None),
        ("search", {"q": "crawl", "kind": "dataset"}, "# The things on this page: ", 2),
        ("search", {"kind": "model"}, "# The things that fit the choices\n", None),
        ("questions", {"question": "models-descending-from", "p.source": "refinedweb"},
         "PREFIX", 2),
        ("entry", {"id": "model/aguila-7b"}, "SELECT ?record ?property ?value", None),
        ("findings", {"id": "model/aguila-7b"}, "# What the rules found on this thing", None),
    ],
)  # fmt: skip
def test_the_query_behind_a_screen(
    open_screen: Open, screen: str, parameters: dict[str, str], first_words: str, rows: int | None
) -> None:
    (link,) = _links(open_screen, screen, parameters)
    (query,) = parse_qs(urlsplit(link).query)["query"]
    assert query.startswith(first_words)
    assert urlsplit(link).path == "/sparql"
    assert httpx.get(link, headers={"Accept": "text/html"}).status_code == 200
    found = httpx.get(link, headers={"Accept": RESULTS}).json()["results"]["bindings"]
    assert len(found) == rows if rows is not None else found


@pytest.mark.parametrize(
    ("screen", "parameters"),
    [
        ("lineage", {"id": "model/aguila-7b", "depth": "9"}),
        ("search", {"q": "zzzzzz"}),
        ("findings", {"id": "model/aguila-7b", "as_of": "2023-01-01"}),
    ],
)
def test_no_link_where_no_query_gives_the_same(
    open_screen: Open, screen: str, parameters: dict[str, str]
) -> None:
    assert _links(open_screen, screen, parameters) == []
