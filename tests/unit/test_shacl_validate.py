"""Validation of batches: whose findings they are, and what several sources may say."""

from __future__ import annotations

from datetime import date

import pytest

from catalog.model import Finding, Record
from catalog.shacl import Validator
from catalog.terms import THINGS
from tests.unit.shacl_cases import DATASET, published, record, statements

TODAY = date(2026, 11, 24)
CORPUS = f"{THINGS}dataset/example-corpus"


def violations(validator: Validator, *records: Record, held: str = "") -> list[Finding]:
    """The violations among what validation finds."""
    found = validator.validate(records, published(statements(held)), TODAY)
    return [finding for finding in found if finding.is_violation]


def test_a_finding_says_everything(validator: Validator) -> None:
    wrong = record(DATASET.replace("data-type:unknown", "data-type:free"))
    assert violations(validator, wrong) == [
        Finding(
            severity="Violation",
            focus=CORPUS,
            path="hw:dataType",
            value="https://w3id.org/headwaters/ns/data-type/free",
            shape="https://w3id.org/headwaters/shapes#DatasetShape-dataType",
            constraint="InConstraintComponent",
            message="Choose open, public, obtainable or unshareable - or say you do not know: "
            "add one hw:dataType.",
        )
    ]


def test_violations_come_first(validator: Validator) -> None:
    found = validator.validate([record("a dcat:Dataset")], published(), TODAY)
    severities = [finding.severity for finding in found]
    assert severities == sorted(severities, key=["Violation", "Warning", "Info"].index)
    assert {*severities} == {"Violation", "Warning", "Info"}


def test_all_faults_at_once(validator: Validator) -> None:
    found = violations(validator, record("a dcat:Dataset"))
    assert [(finding.path, finding.constraint) for finding in found] == [
        ("dct:description", "QualifiedMinCountConstraintComponent"),
        ("dct:identifier", "MinCountConstraintComponent"),
        ("dct:title", "MinCountConstraintComponent"),
        ("hw:containsContent", "MinCountConstraintComponent"),
        ("hw:dataType", "MinCountConstraintComponent"),
        ("hw:modality", "MinCountConstraintComponent"),
        ("hw:personalData", "MinCountConstraintComponent"),
        ("prov:qualifiedAttribution", "OrConstraintComponent"),
    ]


def test_nothing_to_validate(validator: Validator) -> None:
    assert validator.validate([], published(), TODAY) == []


def test_a_record_may_add_to_another(validator: Validator) -> None:
    """A supplementary record holds only what its source says; the main one holds the rest."""
    main, more = record(DATASET), record("dct:language 'sw'", by="two")
    assert [finding.path for finding in violations(validator, more)] == [
        "foaf:primaryTopic/rdf:type"
    ]
    assert violations(validator, main, more) == []
    assert validator.validate([more], published(main.triples), TODAY) == [
        finding
        for finding in validator.validate([main, more], published(), TODAY)
        if finding.focus != main.iri.value
    ]


def test_two_sources_may_differ(validator: Validator) -> None:
    """Two data types from two sources are kept as a disagreement, not refused."""
    main = record(DATASET)
    other = record('hw:dataType data-type:public ; hw:accessNote "Gone."@en', by="two")
    assert violations(validator, main, other) == []
    assert [
        finding
        for finding in validator.validate([other], published(main.triples), TODAY)
        if finding.is_violation
    ] == []


def test_one_source_may_not_contradict_itself(validator: Validator) -> None:
    main = record(DATASET)
    other = record(
        'hw:dataType data-type:public, data-type:open ; hw:accessNote "Gone."@en ;'
        "hw:hasLicenseAssertion [ a hw:LicenseAssertion ; hw:licenseScope license-scope:content ;"
        " dct:license license:cc0 ]",
        by="two",
    )
    held = "license:cc0 a dct:LicenseDocument ."
    found = violations(validator, main, other, held=held)
    assert [(f.focus, f.path, f.constraint) for f in found] == [
        (CORPUS, "hw:dataType", "MaxCountConstraintComponent")
    ]


def test_a_claim_of_another_source_on_undisclosed_training(validator: Validator) -> None:
    """The maker keeps silent and someone else says what it was: both records stand."""
    maker = """a it6:MachineLearningModel ; dct:title "Example model"@en ;
      dct:identifier "example-model" ; hw:noDateKnown true ; hw:noMakerKnown true ;
      dct:description "An invented model whose makers do not say what it learned from."@en ;
      hw:disclosure disclosure:undisclosed"""
    held = "dataset:example-corpus a dcat:Dataset ."
    claim = "it6:trainedOn dataset:example-corpus"
    model = {"kind": "model", "slug": "example-model"}
    silent, other = record(maker, **model), record(claim, by="two", **model)
    assert violations(validator, silent, other, held=held) == []
    both = record(f"{maker} ; {claim}", **model)
    assert [finding.path for finding in violations(validator, both, held=held)] == ["it6:trainedOn"]


def test_findings_on_others_are_left_out(validator: Validator) -> None:
    """What is wrong with a published thing is not the fault of whoever points to it."""
    pointing = record(
        f"{DATASET} ; prov:wasDerivedFrom dataset:bad ; prov:qualifiedDerivation "
        "[ a prov:Derivation ; prov:entity dataset:bad ; hw:edgeKind edge-kind:carry ]"
    )
    assert violations(validator, pointing, held="dataset:bad a dcat:Dataset .") == []


def test_sources_within_the_batch_count_as_described(validator: Validator) -> None:
    """Records that point to each other can be registered together."""
    edge = (
        "; prov:wasDerivedFrom dataset:example-part ; prov:qualifiedDerivation "
        "[ a prov:Derivation ; prov:entity dataset:example-part ; hw:edgeKind edge-kind:carry ]"
    )
    whole = record(DATASET + edge)
    part = record(DATASET.replace("example-corpus", "example-part"), slug="example-part")
    assert [finding.value for finding in violations(validator, whole)] == [
        f"{THINGS}dataset/example-part"
    ]
    assert violations(validator, whole, part) == []


def version(slug: str, source: str) -> Record:
    """A version made from another."""
    text = DATASET.replace("a dcat:Dataset", "a dcat:Dataset, hw:DatasetVersion").replace(
        '"example-corpus"', f'"{slug}"'
    )
    return record(
        f"""{text} ; dcat:version "1" ; dct:issued "2020"^^xsd:gYear ;
        dcat:isVersionOf dataset:example-corpus ;
        prov:wasDerivedFrom dataset-version:{source} ; prov:qualifiedDerivation
        [ a prov:Derivation ; prov:entity dataset-version:{source} ;
          hw:edgeKind edge-kind:carry ]""",
        kind="dataset-version",
        slug=slug,
    )


def test_a_circle_of_three_versions(validator: Validator) -> None:
    """All three are told, each by the edge that closes the circle."""
    circle = [version("v.a", "v.b"), version("v.b", "v.c"), version("v.c", "v.a")]
    found = violations(validator, *circle, held="dataset:example-corpus a dcat:Dataset .")
    things = f"{THINGS}dataset-version/"
    assert [(finding.focus, finding.value) for finding in found] == [
        (f"{things}v.a", f"{things}v.b"),
        (f"{things}v.b", f"{things}v.c"),
        (f"{things}v.c", f"{things}v.a"),
    ]
    assert found[0].message == (
        "This version is among its own sources. A version is made once: "
        f"check the edge to {things}v.b."
    )


def test_a_circle_that_the_batch_opens(validator: Validator) -> None:
    """The derived closure of what is replaced does not count against what replaces it."""
    held = """dataset:example-corpus a dcat:Dataset .
      dataset-version:v.b a hw:DatasetVersion .
      dataset-version:v.b hw:upstreamTransitive dataset:example-corpus .
      dataset-version:v.a hw:upstreamTransitive dataset-version:v.b ."""
    assert violations(validator, version("v.a", "v.b"), held=held) == []


@pytest.mark.parametrize(
    ("today", "expected"), [(date(2027, 11, 24), []), (date(2027, 11, 25), ["hw:retrievedOn"])]
)
def test_age_counts_from_the_given_day(
    validator: Validator, today: date, expected: list[str]
) -> None:
    entry = record(DATASET)
    found = validator.validate([entry], published(), today)
    assert [finding.path for finding in found if finding.focus == entry.iri.value] == expected


def test_a_date_that_is_none(validator: Validator, caplog: pytest.LogCaptureFixture) -> None:
    """It is a finding like any other, and nothing is written to the log."""
    entry = record(f'{DATASET} ; dct:issued "2023-13-45"^^xsd:date')
    found = violations(validator, entry)
    assert [(finding.path, finding.value) for finding in found] == [("dct:issued", "2023-13-45")]
    assert caplog.records == []


def test_terms_of_an_attacker(validator: Validator) -> None:
    """Odd addresses are told, and long texts do not slow the patterns down."""
    entry = record(
        f'{DATASET} ; dcat:landingPage <javascript:alert(1)> ; rdfs:comment "{"a" * 60_000}"@en ;'
        f'hw:accessNote "{"+1 " * 20_000}"@en'
    )
    found = violations(validator, entry)
    assert [(finding.path, finding.value) for finding in found] == [
        ("dcat:landingPage", "javascript:alert(1)")
    ]
