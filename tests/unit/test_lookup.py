from __future__ import annotations

import pytest

from catalog.errors import AmbiguousError, NotFoundError
from catalog.lookup import find_thing
from catalog.records.register import register
from catalog.shacl import Validator
from catalog.store import CatalogStore
from tests.conftest import records_of, small_record

AGUILA = "https://w3id.org/headwaters/id/model/aguila-7b"


@pytest.mark.parametrize(
    "asked", [AGUILA, "model/aguila-7b", "aguila-7b", "Ǎguila-7B", "Aguila-7B", " aguila-7b "]
)
def test_a_thing_has_several_names(shipped_store: CatalogStore, asked: str) -> None:
    assert find_thing(shipped_store.search, asked).iri == AGUILA


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("agila-7b", "model/aguila-7b"),
        ("falcn 7b", "model/falcon-7b"),
        ("model/falcon-7", "model/falcon-7b"),
        ("common crawl corpus dataset", "dataset/common-crawl"),
        ("https://example.org/nothing", None),
        ("§§", None),
    ],
)
def test_what_is_not_here_is_said_with_what_is_near(
    shipped_store: CatalogStore, asked: str, near: str | None
) -> None:
    with pytest.raises(NotFoundError) as caught:
        find_thing(shipped_store.search, asked)
    assert str(caught.value).startswith(f"Nothing here is called “{asked.strip()}”.")
    assert caught.value.exit_code == 2
    if near:
        assert near in [f"{thing.kind}/{thing.slug}" for thing in caught.value.near]
        assert near in str(caught.value)


def test_one_name_for_two_things_asks_which(store: CatalogStore, validator: Validator) -> None:
    texts = [small_record("one"), small_record("two")]
    texts = [text.replace("Example one", "Twin").replace("Example two", "Twin") for text in texts]
    register(store, records_of(*texts), actor="t", message="m", validator=validator)
    with pytest.raises(AmbiguousError) as caught:
        find_thing(store.search, "Twin")
    assert str(caught.value) == (
        "“Twin” is the name of more than one thing. Say which: unresolved/one, unresolved/two."
    )
