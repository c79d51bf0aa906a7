"""The shipped datasets and models: one record per file, and lineage that holds edge by edge."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from catalog.terms import (
    CATALOG_RECORD,
    EDGE_KIND,
    EDGE_KINDS,
    ENTITY,
    KINDS,
    PRIMARY_TOPIC,
    QUALIFIED_DERIVATION,
    RECORDS,
    TYPE,
    concept,
    split_thing,
    term,
    thing,
)

ENTRIES = Path(__file__).parents[2] / "catalog" / "entries"
EXPECTED: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("entries_lineage.toml").read_text(encoding="utf-8")
)

ASSERTION = term("hw:hasLicenseAssertion")
CONFIDENCE = term("hw:confidence")
CONTAINS_CONTENT = term("hw:containsContent")
DERIVED_FROM = term("prov:wasDerivedFrom")
LICENSE = term("dct:license")


@dataclass(frozen=True)
class Entry:
    """One shipped file and what it states."""

    path: Path
    quads: tuple[Quad, ...]

    def objects(self, subject: object, predicate: NamedNode) -> list[object]:
        """What the file says of `subject` by `predicate`."""
        return [q.object for q in self.quads if q.subject == subject and q.predicate == predicate]

    def pairs(self, predicate: NamedNode) -> Iterator[tuple[object, object]]:
        """Subjects and objects of `predicate` in the file."""
        return ((q.subject, q.object) for q in self.quads if q.predicate == predicate)


@cache
def entries() -> tuple[Entry, ...]:
    """All shipped files."""
    return tuple(
        Entry(path, tuple(parse(path=path, format=RdfFormat.TURTLE)))
        for path in sorted(ENTRIES.rglob("*.ttl"))
    )


def named(name: str) -> NamedNode:
    """The thing written `kind/slug`."""
    kind, _, slug = name.partition("/")
    return thing(kind, slug)


@cache
def described() -> frozenset[object]:
    """The things that some file is about."""
    return frozenset(topic for entry in entries() for _, topic in entry.pairs(PRIMARY_TOPIC))


@cache
def edges() -> frozenset[tuple[object, object]]:
    """All lineage edges, from the source to what came of it."""
    return frozenset(
        (above, below)
        for entry in entries()
        for prop in EDGE_KINDS
        for below, above in entry.pairs(prop)
    )


@cache
def edge_kinds() -> frozenset[tuple[object, object, object]]:
    """All edges with the kind that a derivation node states."""
    return frozenset(
        (above, below, kind)
        for entry in entries()
        for below, node in entry.pairs(QUALIFIED_DERIVATION)
        for above in entry.objects(node, ENTITY)
        for kind in entry.objects(node, EDGE_KIND)
    )


def licenses(name: str) -> set[tuple[str, str, str]]:
    """Record source, license slug and confidence of every assertion on a thing."""
    found = set()
    for entry in entries():
        for node in entry.objects(named(name), ASSERTION):
            (license_,) = entry.objects(node, LICENSE)
            (confidence,) = entry.objects(node, CONFIDENCE)
            (record,) = entry.pairs(PRIMARY_TOPIC)
            source = str(record[0])[1:].removeprefix(RECORDS).split("/")[0]
            slug = str(license_).strip("<>").rsplit("/", 1)[1]
            found.add((source, slug, str(confidence).strip('"')))
    return found


def terms_in_time(name: str) -> set[tuple[str, str, str]]:
    """License slug, first and last day of every assertion on a thing."""
    found = set()
    for entry in entries():
        for node in entry.objects(named(name), ASSERTION):
            (license_,) = entry.objects(node, LICENSE)
            days = [
                "".join(
                    value.value for value in entry.objects(node, end) if isinstance(value, Literal)
                )
                for end in (term("schema:validFrom"), term("schema:validThrough"))
            ]
            found.add((str(license_).strip("<>").rsplit("/", 1)[1], days[0], days[1]))
    return found


def test_every_file_holds_one_record_and_lies_where_its_record_says() -> None:
    wrong = []
    for entry in entries():
        records = [
            q.subject for q in entry.quads if (q.predicate, q.object) == (TYPE, CATALOG_RECORD)
        ]
        topics = list(entry.pairs(PRIMARY_TOPIC))
        where = entry.path.relative_to(ENTRIES).as_posix()
        if len(records) != 1 or len(topics) != 1 or topics[0][0] != records[0]:
            wrong.append(where)
            continue
        record, topic = records[0], topics[0][1]
        assert isinstance(record, NamedNode)
        assert isinstance(topic, NamedNode)
        source, kind, slug = record.value.removeprefix(RECORDS).split("/")
        name = slug if source == "shipped" else f"{slug}.{source}"
        if (where, split_thing(topic.value)) != (f"{kind}/{name}.ttl", (kind, slug)):
            wrong.append(where)
    assert wrong == []


def test_no_two_files_hold_the_same_record() -> None:
    records = [subject for entry in entries() for subject, _ in entry.pairs(PRIMARY_TOPIC)]
    assert len(records) == len(set(records))


@pytest.mark.parametrize(
    ("kind", "slugs", "count"),
    [("dataset", EXPECTED["datasets"], 68), ("model", EXPECTED["models"], 62)],
)
def test_every_row_of_the_seed_is_there(kind: str, slugs: list[str], count: int) -> None:
    assert len(set(slugs)) == count
    stated = {
        subject
        for entry in entries()
        for subject, kind_ in entry.pairs(TYPE)
        if kind_ == KINDS[kind]
    }
    assert [slug for slug in slugs if thing(kind, slug) not in stated] == []
    assert [slug for slug in slugs if not (ENTRIES / kind / f"{slug}.ttl").is_file()] == []


def test_every_source_of_something_is_described() -> None:
    pointed = {above for above, _ in edges()} | {above for above, _, _ in edge_kinds()}
    assert sorted(map(str, pointed - described())) == []


@pytest.mark.parametrize("edge", EXPECTED["edges"])
def test_demonstration_edge(edge: str) -> None:
    above, below, kind = edge.split()
    assert (named(above), named(below)) in edges()
    stated = {k for a, b, k in edge_kinds() if (a, b) == (named(above), named(below))}
    assert stated == {concept("edge-kind", kind)}


def test_every_derivation_states_the_kind_of_its_edge() -> None:
    plain = {(above, below) for entry in entries() for below, above in entry.pairs(DERIVED_FROM)}
    assert plain - {(above, below) for above, below, _ in edge_kinds()} == set()
    assert {(above, below) for above, below, _ in edge_kinds()} - edges() == set()


def test_ambiguous_licenses_are_claims_and_never_plain_facts() -> None:
    facts = set()
    claimed = 0
    for entry in entries():
        for subject, node in entry.pairs(ASSERTION):
            if [str(c) for c in entry.objects(node, CONFIDENCE)] != ['"M"']:
                continue
            claimed += 1
            (license_,) = entry.objects(node, LICENSE)
            if any((subject, license_) in set(other.pairs(LICENSE)) for other in entries()):
                facts.add(subject)
    assert facts == set()
    assert claimed >= 5


def test_every_plain_license_rests_on_an_assertion() -> None:
    bare = [
        (entry.path.name, subject)
        for entry in entries()
        for subject, license_ in entry.pairs(LICENSE)
        if not isinstance(subject, BlankNode)
        and license_
        not in {
            asserted
            for node in entry.objects(subject, ASSERTION)
            for asserted in entry.objects(node, LICENSE)
        }
    ]
    assert bare == []


def test_sources_that_disagree_are_records_of_their_own() -> None:
    assert licenses("model/gpt-neo-2.7b") == {
        ("model-card", "mit", "V"),
        ("model-openness-tool", "apache", "V"),
    }
    assert licenses("model/sea-lion-v1-7b") == {
        ("maker-documentation", "mit", "V"),
        ("third-party-page", "apache", "V"),
    }
    makers = {
        (entry.path.name, maker)
        for entry in entries()
        for maker in entry.objects(named("model/inkubalm-0.4b"), term("dct:creator"))
    }
    assert makers == {
        ("inkubalm-0.4b.ttl", named("organization/lelapa")),
        ("inkubalm-0.4b.white-paper.ttl", named("organization/masakhane")),
    }


def test_dolma_changed_its_license_in_april_2024() -> None:
    before = ("ai2-impact-mr", "2023-08-18", "2024-04-14")
    since = ("odc-by", "2024-04-15", "")
    assert terms_in_time("dataset/dolma") == {before, since}
    assert terms_in_time("dataset-version/dolma-v1") == {before, since}
    assert terms_in_time("dataset-version/dolma-v1.7") == {since}


def test_laion_sets_are_lists_of_links() -> None:
    content = {
        value
        for entry in entries()
        for slug in ("laion-400m", "laion-5b", "laion-2b-en", "re-laion-5b")
        for value in entry.objects(named(f"dataset/{slug}"), CONTAINS_CONTENT)
    }
    assert content == {concept("truth-value", "false")}


def test_apertus_honored_opt_outs_backwards() -> None:
    stated = set()
    for entry in entries():
        for activity in entry.objects(named("model/apertus-70b"), term("prov:wasGeneratedBy")):
            for node in entry.objects(activity, term("hw:honoredSignals")):
                for part in ("hw:usesMechanism", "hw:cutOff", "hw:retroactive"):
                    stated |= {(part, str(value)) for value in entry.objects(node, term(part))}
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert stated == {
        ("hw:usesMechanism", str(thing("mechanism", "robots"))),
        ("hw:cutOff", f'"2025-01"^^<{xsd}gYearMonth>'),
        ("hw:retroactive", f'"true"^^<{xsd}boolean>'),
    }
