from __future__ import annotations

import pytest

from catalog.errors import UsageError
from catalog.model import Outcome, Record
from catalog.records.register import register
from catalog.records.shipped import load_shipped
from catalog.shacl import Validator
from catalog.store import CatalogStore
from catalog.store.check import check


def test_what_is_shipped_is_what_registering_it_gives(
    store: CatalogStore, shipped_records: list[Record], validator: Validator
) -> None:
    assert load_shipped(store, actor="tests") == len(shipped_records)
    assert list(check(store)) == []
    again = register(store, shipped_records, actor="t", message="m", validator=validator)
    assert {registration.outcome for registration in again} == {Outcome.UNCHANGED}
    with pytest.raises(UsageError, match="holds records already"):
        load_shipped(store, actor="tests")
