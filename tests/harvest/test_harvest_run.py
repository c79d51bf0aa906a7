"""Harvesting our own small files into a real store."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from pyoxigraph import NamedNode
from rdflib import Graph

from catalog.errors import UsageError
from catalog.harvest.outcome import HarvestItem, HarvestReport
from catalog.harvest.run import harvest
from catalog.lineage import Direction, trace
from catalog.model import Outcome, Thing
from catalog.records.register import register
from catalog.shacl import Validator
from catalog.shacl.shapes import Shapes, load_shapes
from catalog.store import CatalogStore
from tests.conftest import PREFIXES, records_of
from tests.harvest.cases import CASES, ID

RECORD = "https://w3id.org/headwaters/record/ecosystem-graphs/"
SOURCE = "ecosystem-graphs"
DAY = "2026-11-24"
LATER = "2026-12-01"


def _harvest(store: CatalogStore, case: str, today: str = DAY) -> HarvestReport:
    return harvest(store, SOURCE, CASES / case, today=today)


def _outcomes(report: HarvestReport) -> dict[str, str]:
    return {item.id: item.outcome.value for item in report.items}


def _downstream(store: CatalogStore, kind: str, slug: str) -> set[str]:
    start = Thing(f"{ID}{kind}/{slug}", kind, slug, slug)
    found = trace(store, start, Direction.DOWNSTREAM)
    assert found.total == len(found.nodes)
    return {node.thing.iri.removeprefix(ID) for node in found.nodes}


def _says(store: CatalogStore, kind: str, slug: str) -> dict[str, set[str]]:
    """What the harvested record of a thing says of it: values by the last part of property."""
    said: dict[str, set[str]] = {}
    for triple in store.graph.graph(NamedNode(f"{RECORD}{kind}/{slug}")):
        name = triple.predicate.value.replace("#", "/").rpartition("/")[2]
        value = getattr(triple.object, "value", "")
        subject = getattr(triple.subject, "value", "")
        about = "thing" if subject == f"{ID}{kind}/{slug}" else "record"
        if "#" in subject:
            about = "node"
        said.setdefault(f"{about} {name}", set()).add(value.removeprefix(ID))
    return said


def test_each_item_gets_an_outcome_and_a_record(store: CatalogStore) -> None:
    report = _harvest(store, "cycle")
    assert report.counts == {
        "created": 4,
        "updated": 0,
        "unchanged": 0,
        "skipped": 0,
        "failed": 0,
    }
    assert [(item.id, item.record) for item in report.items] == [
        ("lab.yaml#Helpful Answers", RECORD + "dataset/helpful-answers"),
        ("lab.yaml#Lantern", RECORD + "model/lantern"),
        ("lab.yaml#Feedback Desk", RECORD + "application/feedback-desk"),
        ("lab.yaml#Desk Mobile", RECORD + "application/desk-mobile"),
    ]
    assert [item.id for item in report.supporting] == [
        "editors",
        "license:CC-BY-4.0",
        "organization:lantern lab",
    ]
    assert not report.has_failures


def test_a_record_says_what_the_source_says_and_unknown_for_the_rest(store: CatalogStore) -> None:
    _harvest(store, "cycle")
    said = _says(store, "dataset", "helpful-answers")
    assert said["record confidence"] == {"H"}
    assert said["record authority"] == {"https://w3id.org/headwaters/ns/authority/harvest"}
    assert said["record wasAttributedTo"] == {"organization/ecosystem-graphs-editors"}
    assert said["record source"] == {
        "https://github.com/stanford-crfm/ecosystem-graphs/blob/main/assets/lab.yaml"
    }
    assert said["record issued"] == said["record retrievedOn"] == {DAY}
    assert said["thing title"] == {"Helpful Answers"}
    assert said["thing issued"] == {"2022-03-01"}
    assert said["thing dataType"] == {"https://w3id.org/headwaters/ns/data-type/unknown"}
    assert said["thing containsContent"] == {"https://w3id.org/headwaters/ns/truth-value/unknown"}
    assert said["node personalDataStatus"] == {
        "https://w3id.org/headwaters/ns/personal-data/unknown"
    }
    assert said["thing accessRights"] == {
        "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
    }
    assert said["thing creator"] == {"organization/lantern-lab"}
    assert said["node license"] == {"license/cc-by-4"}
    assert "thing license" not in said
    assert said["thing wasDerivedFrom"] == {"application/feedback-desk"}
    assert said["node edgeKind"] == {"https://w3id.org/headwaters/ns/edge-kind/unknown"}


def test_applications_use_models_and_applications(store: CatalogStore) -> None:
    _harvest(store, "cycle")
    desk = _says(store, "application", "feedback-desk")
    assert desk["thing usesModel"] == {"model/lantern"}
    assert "thing wasDerivedFrom" not in desk
    mobile = _says(store, "application", "desk-mobile")
    assert mobile["thing usesApplication"] == {"application/feedback-desk"}


def test_a_cycle_through_an_application_ends(store: CatalogStore) -> None:
    _harvest(store, "cycle")
    assert _downstream(store, "dataset", "helpful-answers") == {
        "model/lantern",
        "application/feedback-desk",
        "application/desk-mobile",
    }


def test_a_self_loop_is_left_out_and_the_item_is_taken(store: CatalogStore) -> None:
    (item,) = _harvest(store, "self-loop").items
    assert (item.outcome, item.reason) == (
        Outcome.CREATED,
        "“Arm Moves” names itself as a dependency; that edge was left out.",
    )
    assert _downstream(store, "dataset", "arm-moves") == set()
    assert _downstream(store, "unresolved", "table-photos") == {"dataset/arm-moves"}


def test_a_parent_named_eleven_times_is_one_unresolved_reference(store: CatalogStore) -> None:
    report = _harvest(store, "no-asset")
    assert report.counts["created"] == 12
    assert len(_downstream(store, "unresolved", "alpine-2")) == 11
    said = _says(store, "unresolved", "alpine-2")
    assert said["thing title"] == {"Alpine 2"}
    assert said["thing description"] == {
        "Named “Alpine 2” as a dependency by 11 entries of Ecosystem Graphs; "
        "no entry there has exactly this name."
    }


def test_what_no_source_states_is_said_to_be_unknown(store: CatalogStore) -> None:
    _harvest(store, "no-asset")
    assert _says(store, "model", "child-08")["thing noMakerKnown"] == {"true"}
    assert _says(store, "model", "child-10")["thing noDateKnown"] == {"true"}
    peak = _says(store, "organization", "peak")
    assert (peak["thing title"], peak["thing alternative"]) == ({"Peak"}, {"PEAK"})


def test_two_names_of_one_thing_stay_apart(store: CatalogStore) -> None:
    report = _harvest(store, "two-names")
    assert _downstream(store, "unresolved", "websweep") == {"dataset/clean-one"}
    assert _downstream(store, "unresolved", "web-sweep") == {"dataset/clean-two"}
    assert [candidate.to_json() for candidate in report.candidates] == [
        {
            "first": ID + "unresolved/web-sweep",
            "second": ID + "unresolved/websweep",
            "names": ["Web Sweep", "WebSweep"],
            "reason": "names that differ in spelling only",
        }
    ]


def test_two_things_of_one_name_stay_apart(store: CatalogStore) -> None:
    _harvest(store, "one-name")
    assert _downstream(store, "model", "kite-alpha") == {
        "application/kite-api",
        "application/headliner",
    }
    assert _downstream(store, "model", "kite-beta") == set()


def test_a_mis_indented_date_is_taken(store: CatalogStore) -> None:
    report = _harvest(store, "date")
    assert report.counts["created"] == 6
    assert _says(store, "model", "indented")["thing issued"] == {"2024-10-22"}
    assert report.items[0].reason == (
        "The date 2024-10-22 stands one level too far left; taken as created_date."
    )


def test_a_mapping_where_a_list_belongs_is_taken(store: CatalogStore) -> None:
    report = _harvest(store, "mapping")
    assert report.counts["created"] == 2
    assert _downstream(store, "unresolved", "narratives") == {"dataset/kettle", "model/lid"}


def test_terms_of_service_stand_beside_the_license_and_are_none(store: CatalogStore) -> None:
    report = _harvest(store, "licenses")
    assert [item.reason for item in report.items] == ["", "", ""]
    said = _says(store, "application", "paca-chat")
    assert said["node license"] == {"license/cc-by-nc-4"}
    assert said["node licenseNote"] == {
        "OpenAI Terms of Use",
        "Terms of service: https://example.org/terms",
    }
    assert said["node seeAlso"] == {"https://example.org/terms"}


def test_a_broken_file_stops_nothing(store: CatalogStore) -> None:
    report = _harvest(store, "broken")
    assert _outcomes(report) == {
        "bom.yaml#Marked": "created",
        "broken.yaml": "failed",
        "mixed.yaml#1": "failed",
        "mixed.yaml#2": "failed",
        "mixed.yaml#Ada": "skipped",
        "mixed.yaml#Sound": "created",
        "void.yaml": "skipped",
    }
    assert report.has_failures
    assert _downstream(store, "unresolved", "never-read") == {"model/sound"}


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_the_same_input_on_another_day_changes_nothing(store: CatalogStore, case: str) -> None:
    first = _harvest(store, case)
    head = store.head
    again = _harvest(store, case, today=LATER)
    assert store.head == head
    expected = {
        key: "unchanged" if value == "created" else value for key, value in _outcomes(first).items()
    }
    assert _outcomes(again) == expected
    assert {item.outcome for item in again.supporting} == {Outcome.UNCHANGED}
    assert again.candidates == first.candidates


def test_what_changed_is_updated_and_keeps_its_first_day(
    store: CatalogStore, tmp_path: Path
) -> None:
    text = (CASES / "cycle" / "lab.yaml").read_text()
    (tmp_path / "lab.yaml").write_text(text)
    harvest(store, SOURCE, tmp_path, today=DAY)
    head = store.head
    (tmp_path / "lab.yaml").write_text(text.replace("52B parameters", "53B parameters"))
    report = harvest(store, SOURCE, tmp_path, today=LATER)
    assert _outcomes(report)["lab.yaml#Lantern"] == "updated"
    assert (report.counts["unchanged"], store.head) == (3, head + 1)
    said = _says(store, "model", "lantern")
    assert said["record issued"] == {DAY}
    assert said["record modified"] == said["record retrievedOn"] == {LATER}
    third = harvest(store, SOURCE, tmp_path, today="2026-12-24")
    assert third.counts["unchanged"] == 4


def test_a_dry_run_says_what_would_happen_and_writes_nothing(store: CatalogStore) -> None:
    report = harvest(store, SOURCE, CASES / "cycle", dry_run=True)
    assert (report.counts["created"], report.dry_run, store.head) == (4, True, 0)


def test_the_report_is_what_the_command_prints(store: CatalogStore) -> None:
    report = json.loads(json.dumps(_harvest(store, "self-loop").to_json()))
    assert report["counts"] == {
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "skipped": 0,
        "failed": 0,
    }
    (item,) = report["items"]
    assert "Violation" not in {finding["severity"] for finding in item.pop("findings")}
    assert item == {
        "id": "robots.yaml#Arm Moves",
        "outcome": "created",
        "record": RECORD + "dataset/arm-moves",
        "reason": "“Arm Moves” names itself as a dependency; that edge was left out.",
    }


def test_progress_is_told(store: CatalogStore) -> None:
    told: list[tuple[int, int]] = []
    harvest(store, SOURCE, CASES / "cycle", progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (9, 9)
    assert told == sorted(told)


@pytest.mark.parametrize(
    ("name", "folder", "message"),
    [
        ("atlas", "cycle", "atlas: not a format we harvest. We harvest ecosystem-graphs."),
        (SOURCE, "nowhere", "nowhere: no such file or folder."),
        (SOURCE, "..", "no file of Ecosystem Graphs in it. They end in .yaml or .yml."),
    ],
)
def test_a_request_that_makes_no_sense(
    store: CatalogStore, name: str, folder: str, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        harvest(store, name, CASES / folder)
    assert str(caught.value).endswith(message)


def test_one_file_and_a_checkout_are_read_too(store: CatalogStore, tmp_path: Path) -> None:
    one = harvest(store, SOURCE, CASES / "cycle" / "lab.yaml")
    assert one.counts["created"] == 4
    shutil.copytree(CASES / "cycle", tmp_path / "checkout" / "assets")
    (tmp_path / "checkout" / "ci.yaml").write_text("on: push\n")
    checkout = harvest(store, SOURCE, tmp_path / "checkout")
    assert checkout.counts["unchanged"] == 4


def test_one_file_or_a_broken_one_leaves_the_edges_of_the_others(
    store: CatalogStore, tmp_path: Path
) -> None:
    shutil.copytree(CASES / "one-name", tmp_path / "kites")
    gamma = tmp_path / "kites" / "gamma.yaml"
    gamma.write_text(gamma.read_text().replace("dependencies: [Kite]", "dependencies: [Kite API]"))
    harvest(store, SOURCE, tmp_path / "kites", today=DAY)
    head = store.head
    alone = harvest(store, SOURCE, gamma, today=LATER)
    assert (alone.counts["unchanged"], store.head) == (1, head)
    (tmp_path / "kites" / "alpha.yaml").write_text("- {type: model, name: [Kite\n")
    broken = harvest(store, SOURCE, tmp_path / "kites", today=LATER)
    assert _outcomes(broken) == {
        "alpha.yaml": "failed",
        "beta.yaml#Kite": "unchanged",
        "gamma.yaml#Skyline": "unchanged",
    }
    assert "application/skyline" in _downstream(store, "model", "kite-alpha")


NO_LANTERN = """
@prefix hw: <https://w3id.org/headwaters/ns#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix it6: <http://data.europa.eu/it6/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://example.org/shapes/NoLantern> a sh:NodeShape ;
    sh:targetClass it6:MachineLearningModel ;
    sh:not [ sh:path dct:title ; sh:hasValue "Lantern"@en ] ;
    sh:severity sh:Violation ;
    sh:message "This catalogue has no lanterns."@en .
"""


@pytest.fixture(scope="module")
def strict() -> Validator:
    """The catalogue's shapes and one more, which one of our items breaks."""
    shapes = Graph()
    shapes += load_shapes().graph
    shapes.parse(data=NO_LANTERN, format="turtle")
    return Validator(Shapes(shapes))


def test_an_item_that_breaks_a_shape_fails_alone_and_lineage_holds(
    store: CatalogStore, strict: Validator
) -> None:
    def run(today: str) -> HarvestReport:
        return harvest(store, SOURCE, CASES / "cycle", today=today, validator=strict)

    report = run(DAY)
    assert (report.counts["created"], report.counts["failed"]) == (3, 1)
    failed = report.items[1]
    assert (failed.id, failed.reason) == ("lab.yaml#Lantern", "This catalogue has no lanterns.")
    assert [finding.shape for finding in failed.findings if finding.is_violation] == [
        "https://example.org/shapes/NoLantern"
    ]
    said = _says(store, "model", "lantern")
    assert said["thing type"] == {"https://w3id.org/headwaters/ns#Stub"}
    assert _downstream(store, "model", "lantern") == {
        "application/feedback-desk",
        "application/desk-mobile",
        "dataset/helpful-answers",
    }
    head = store.head
    again = run(LATER)
    assert (again.counts["unchanged"], again.counts["failed"]) == (3, 1)
    assert store.head == head


def _foreign(kind: str, slug: str, cls: str, more: str) -> str:
    return f"""{PREFIXES}
<https://w3id.org/headwaters/record/test/{kind}/{slug}> a dcat:CatalogRecord ;
  foaf:primaryTopic id:{kind}\\/{slug} ;
  adms:status <https://w3id.org/headwaters/ns/record-status/published> ;
  hw:authority <https://w3id.org/headwaters/ns/authority/editor> ;
  prov:wasAttributedTo <https://w3id.org/headwaters/id/organization/headwaters-editors> ;
  dct:issued "2026-11-24"^^xsd:date ; dct:source <https://example.org/{slug}> ;
  hw:retrievedOn "2026-11-24"^^xsd:date ; hw:confidence "V" .
id:{kind}\\/{slug} a {cls} ; dct:identifier "{slug}" ; {more} .
"""


ELSEWHERE = (
    _foreign(
        "dataset",
        "sieve-corpus",
        "dcat:Dataset",
        'dct:title "Sieve corpus"@en ; dcat:landingPage <https://example.org/sieve> ;'
        'dct:description "Web pages with menus and other furniture left out of them."@en ;'
        "hw:dataType <https://w3id.org/headwaters/ns/data-type/public> ;"
        'hw:accessNote "On the page of the makers."@en ; hw:noStewardKnown true ;'
        "hw:modality <https://w3id.org/headwaters/ns/modality/text> ;"
        "hw:containsContent <https://w3id.org/headwaters/ns/truth-value/true> ;"
        "hw:personalData [ a hw:PersonalDataProfile ; hw:personalDataStatus "
        "<https://w3id.org/headwaters/ns/personal-data/unknown> ]",
    ),
    _foreign(
        "dataset",
        "namesake",
        "hw:Stub",
        'hw:expectedType dcat:Dataset ; dct:title "Namesake"@en',
    ),
    _foreign(
        "license",
        "x-mit",
        "dct:LicenseDocument",
        'dct:title "MIT License"@en ; hw:spdxId "MIT" ;'
        'dct:description "A short license that asks for its notice to be kept."@en ;'
        "hw:extendsToModels <https://w3id.org/headwaters/ns/reach/silent> ;"
        "hw:extendsToOutputs <https://w3id.org/headwaters/ns/reach/silent> ;"
        "hw:openness <https://w3id.org/headwaters/ns/openness/okd> ;"
        "hw:licenseTerm <https://w3id.org/headwaters/ns/license-term/notice>",
    ),
)


@pytest.fixture
def elsewhere(store: CatalogStore) -> CatalogStore:
    """A store that holds three things another source describes."""
    register(store, records_of(*ELSEWHERE), actor="tests", message="another source")
    return store


def _item(report: HarvestReport, remote_id: str) -> HarvestItem:
    return next(item for item in report.items if item.id == remote_id)


def test_things_are_joined_by_address_and_licenses_by_spdx_id(elsewhere: CatalogStore) -> None:
    report = _harvest(elsewhere, "joined")
    assert report.counts["created"] == 3
    sieve = _item(report, "page.yaml#The Sieve")
    assert sieve.record == RECORD + "dataset/sieve-corpus"
    said = _says(elsewhere, "dataset", "sieve-corpus")
    assert said["thing title"] == {"The Sieve"}
    assert "thing dataType" not in said, "silence is no claim about what another describes"
    assert "thing description" not in said
    assert _downstream(elsewhere, "dataset", "sieve-corpus") == {"model/sieve-lm"}
    namesake = _says(elsewhere, "dataset", "namesake.ecosystem-graphs")
    assert namesake["node license"] == {"license/x-mit"}
    assert [item.id for item in report.supporting if item.id.startswith("license:")] == []


def test_things_are_not_joined_by_name(elsewhere: CatalogStore) -> None:
    report = _harvest(elsewhere, "joined")
    namesake = _item(report, "page.yaml#Namesake")
    assert namesake.record == RECORD + "dataset/namesake.ecosystem-graphs"
    assert _downstream(elsewhere, "dataset", "namesake") == set()
    assert [(c.first.removeprefix(ID), c.second.removeprefix(ID)) for c in report.candidates] == [
        ("dataset/namesake", "dataset/namesake.ecosystem-graphs")
    ]
    head = elsewhere.head
    again = _harvest(elsewhere, "joined", today=LATER)
    assert (again.counts["unchanged"], elsewhere.head) == (3, head)
