"""Reading an entry's view: facts, differences, and what is missing."""

from __future__ import annotations

from typing import Any

from ui.glance import Difference, differences, glance, unknown_labels
from ui.statements import Fact, Value, facts, is_unknown, source_words

_NS = "https://w3id.org/headwaters/ns/"
_THING = "https://w3id.org/headwaters/id/"
_DCT = "http://purl.org/dc/terms/"
_PROV = "http://www.w3.org/ns/prov#"
_HW = "https://w3id.org/headwaters/ns#"


# Any: JSON as the service gives it.
def _says(
    predicate: str, value: str, words: str = "", inner: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    kind = "node" if inner else "iri" if ":" in value else "literal"
    return {
        "property": predicate,
        "property_label": predicate.rpartition("/")[2].rpartition("#")[2],
        "value": value,
        "value_kind": kind,
        "value_label": words or value,
        "language": None,
        "datatype": None,
        "statements": inner or [],
    }


def _record(source: str, *statements: dict[str, Any]) -> dict[str, Any]:
    return {
        "iri": f"https://w3id.org/headwaters/record/{source}/model/m",
        "statements": list(statements),
    }


LICENSE = _says(f"{_DCT}license", f"{_THING}license/apache", "Apache License 2.0")
ASSERTION = _says(
    f"{_HW}hasLicenseAssertion",
    "urn:node:1",
    inner=[
        _says("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", f"{_HW}LicenseAssertion"),
        LICENSE,
        _says(f"{_HW}licenseScope", f"{_NS}license-scope/weights", "Weights"),
        _says(f"{_HW}retrievedOn", "2026-11-24"),
    ],
)
NOTE = "licenseScope: Weights · retrievedOn: 2026-11-24"


def test_a_fact_said_plainly_and_on_a_node_is_given_once() -> None:
    assert facts(_record("shipped", LICENSE, ASSERTION)) == [
        Fact(
            "dct:license",
            "license",
            (Value("Apache License 2.0", f"{_THING}license/apache", NOTE),),
        )
    ]


def test_a_node_without_a_plain_statement_stands_for_itself() -> None:
    assert facts(_record("shipped", ASSERTION)) == [
        Fact(
            "hw:hasLicenseAssertion",
            "hasLicenseAssertion",
            (Value("Apache License 2.0", f"{_THING}license/apache", NOTE),),
        )
    ]


def test_a_node_about_nothing_in_particular_is_all_its_words() -> None:
    node = _says(f"{_HW}size", "urn:node:2", inner=[_says(f"{_HW}tokens", "26")])
    assert facts(_record("shipped", node)) == [Fact("hw:size", "size", (Value("tokens: 26"),))]


def test_differences_are_between_records_that_both_speak() -> None:
    one = _record("shipped", _says(f"{_DCT}creator", f"{_THING}organization/l", "Lelapa AI"))
    two = _record("white-paper", _says(f"{_DCT}creator", f"{_THING}community/m", "Masakhane"))
    silent = _record("other", _says(f"{_DCT}language", "sw"))
    assert differences([one, two, silent]) == [
        Difference("creator", ((one["iri"], ("Lelapa AI",)), (two["iri"], ("Masakhane",))))
    ]


def test_a_record_that_says_less_does_not_disagree() -> None:
    more = _record("shipped", _says(f"{_DCT}language", "sw"), _says(f"{_DCT}language", "yo"))
    less = _record("other", _says(f"{_DCT}language", "sw"))
    assert differences([more, less]) == []


def test_unknown_and_nothing_are_different_things() -> None:
    unknown = _says(f"{_HW}disclosure", f"{_NS}disclosure/unknown", "Not known")
    records = [_record("shipped", unknown)]
    seen = dict(glance("model", records))
    assert seen["How much is disclosed"] == (Value("Not known", f"{_NS}disclosure/unknown"),)
    assert seen["License"] == ()
    assert unknown_labels(records) == ["disclosure"]


def test_only_the_concepts_of_not_knowing_are_unknown() -> None:
    assert is_unknown(f"{_NS}disclosure/unknown")
    assert not is_unknown(f"{_NS}disclosure/undisclosed")
    assert is_unknown(f"{_NS}personal-data/unknown")
    assert not is_unknown(f"{_NS}disclosure/partial")
    assert not is_unknown("https://example.org/unknown")


def test_what_is_not_stated_as_a_fact_is_a_claim() -> None:
    shaky = _says(
        f"{_HW}hasLicenseAssertion",
        "urn:node:1",
        inner=[LICENSE, _says(f"{_HW}confidence", "M")],
    )
    ((_, (license_,)), *_) = glance("model", [_record("shipped", shaky)])
    assert license_ == Value(
        "Apache License 2.0", f"{_THING}license/apache", "confidence: M, ambiguous", is_claim=True
    )
    language = _says(f"{_DCT}language", "sw")
    contested = {**_record("shipped", language), "confidence": "contested"}
    assert facts(contested)[0].values == (Value("sw", is_claim=True),)
    sure = {**_record("other", language), "confidence": "V"}
    assert dict(glance("model", [contested, sure]))["Language"] == (Value("sw", note="other"),)


def test_a_kind_without_expectations_has_no_glance() -> None:
    assert glance("person", []) == []


def test_who_a_record_comes_from() -> None:
    base = "https://w3id.org/headwaters/record/"
    assert source_words(f"{base}shipped/model/m") == "shipped catalogue"
    assert source_words(f"{base}ecosystem-graphs/model/m") == "ecosystem graphs"
    assert source_words("https://example.org/r") == "https://example.org/r"
