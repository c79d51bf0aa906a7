from __future__ import annotations

import pytest

from catalog.errors import InvalidRecordError
from catalog.model import Outcome, Record
from catalog.records.register import register, validate
from catalog.shacl import Validator
from catalog.store import CatalogStore
from catalog.store.check import check
from tests.conftest import records_of, small_record


def outcomes(
    store: CatalogStore, validator: Validator, *texts: str, per_item: bool = False,
    dry_run: bool = False,
) -> list[str]:  # fmt: skip
    done = register(
        store,
        records_of(*texts),
        actor="tests",
        message="m",
        validator=validator,
        per_item=per_item,
        dry_run=dry_run,
    )
    return [registration.outcome.value for registration in done]


def test_the_same_twice_changes_nothing_whatever_the_order_and_labels(
    store: CatalogStore, validator: Validator
) -> None:
    edge = (
        "prov:wasDerivedFrom id:unresolved\\/two ; prov:qualifiedDerivation [ a prov:Derivation ; "
        "prov:entity id:unresolved\\/two ; hw:edgeKind edge-kind:carry ] ;"
    )
    one, two = small_record("one", edge), small_record("two")
    assert outcomes(store, validator, one, two) == ["created", "created"]
    assert store.head == 2
    assert outcomes(store, validator, two, one) == ["unchanged", "unchanged"]
    relabeled = one.replace("[ a prov:Derivation ;", "_:x . _:x a prov:Derivation ;").replace(
        "edge-kind:carry ] ;", "edge-kind:carry . id:unresolved\\/one "
    )
    assert relabeled != one
    assert outcomes(store, validator, relabeled) == ["unchanged"]
    assert store.head == 2
    assert outcomes(store, validator, two.replace("Example two", "Another")) == ["updated"]
    assert store.head == 3


def test_a_bad_record_brings_all_findings_at_once_and_changes_nothing(
    store: CatalogStore, validator: Validator
) -> None:
    bad = small_record("bad").replace('dct:title "Example bad"@en ;', "")
    bad = bad.replace('dct:identifier "bad"', 'dct:identifier "another"')
    with pytest.raises(InvalidRecordError) as caught:
        outcomes(store, validator, small_record("good"), bad)
    paths = {finding.path for finding in caught.value.findings if finding.is_violation}
    assert {"dct:title", "dct:identifier"} <= paths
    assert store.head == 0
    assert store.search.count() == 0


def test_item_by_item_the_good_ones_go_in(store: CatalogStore, validator: Validator) -> None:
    bad = small_record("bad").replace('dct:identifier "bad"', 'dct:identifier "another"')
    good = small_record("good")
    assert outcomes(store, validator, bad, good, per_item=True) == ["failed", "created"]
    assert store.head == 1


def test_a_dry_run_tells_and_writes_nothing(store: CatalogStore, validator: Validator) -> None:
    assert outcomes(store, validator, small_record("one"), dry_run=True) == ["created"]
    assert store.head == 0


def test_one_record_twice_in_one_offer_is_refused(
    store: CatalogStore, validator: Validator
) -> None:
    with pytest.raises(InvalidRecordError) as caught:
        outcomes(store, validator, small_record("one"), small_record("one"))
    assert caught.value.findings[0].message == (
        "2 of the texts offered have this record's IRI; one record is one text."
    )


def test_an_edge_to_nothing_described_is_a_violation_and_to_a_neighbor_is_not(
    store: CatalogStore, validator: Validator
) -> None:
    edge = (
        "prov:wasDerivedFrom id:unresolved\\/two ; prov:qualifiedDerivation [ a prov:Derivation ; "
        "prov:entity id:unresolved\\/two ; hw:edgeKind edge-kind:carry ] ;"
    )
    with pytest.raises(InvalidRecordError) as caught:
        outcomes(store, validator, small_record("one", edge))
    assert any("two" in finding.value for finding in caught.value.findings)
    assert outcomes(store, validator, small_record("two")) == ["created"]
    assert outcomes(store, validator, small_record("one", edge)) == ["created"]


def test_values_are_journaled_as_the_graph_keeps_them(
    store: CatalogStore, validator: Validator
) -> None:
    spelled = 'hw:share 0.50, "007"^^xsd:byte, "1"^^xsd:boolean, "P12M"^^xsd:duration ;'
    assert outcomes(store, validator, small_record("one", spelled)) == ["created"]
    assert list(check(store)) == []
    other = 'hw:share 0.5, 7, true, "P1Y"^^xsd:duration ;'
    assert outcomes(store, validator, small_record("one", other)) == ["unchanged"]


def test_the_shipped_catalogue_has_no_violation(
    shipped_records: list[Record], validator: Validator
) -> None:
    findings = validate(shipped_records, None, validator)
    assert [finding for finding in findings if finding.is_violation] == []
    assert len(shipped_records) > 450


def test_loading_the_shipped_catalogue_again_makes_no_commit(
    shipped_store: CatalogStore, shipped_records: list[Record], validator: Validator
) -> None:
    head = shipped_store.head
    done = register(
        shipped_store, shipped_records, actor="tests", message="again", validator=validator
    )
    assert {registration.outcome for registration in done} == {Outcome.UNCHANGED}
    assert shipped_store.head == head == len(shipped_records)
