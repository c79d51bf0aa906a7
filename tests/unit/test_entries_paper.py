"""The shipped entries hold every name, example and mechanism that they were written from.

The tables here restate the white paper's examples and the seed lists, so that a lost file, a
renamed slug or a changed code shows as a difference and not as silence.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from catalog.terms import (
    ALTERNATIVE,
    CATALOG_RECORD,
    DESCRIPTION,
    EXPECTED_TYPE,
    KINDS,
    NS,
    PRIMARY_TOPIC,
    RECORDS,
    TITLE,
    TYPE,
    concept,
    split_thing,
    term,
    thing,
)

ENTRIES = Path(__file__).parents[2] / "catalog" / "entries"
MINE = [
    "organization",
    "community",
    "license",
    "protocol",
    "label",
    "mechanism",
    "statement",
    "arrangement",
    "intervention",
    "initiative",
    "standard",
    "software",
    "work",
    "person",
    "governance-body",
    "application",
]

TABLES = tomllib.loads(Path(__file__).with_name("entries_paper.toml").read_text("utf-8"))
EXAMPLES: list[tuple[str, str, str]] = [tuple(row) for row in TABLES["examples"]]
LICENSES: dict[str, tuple[str, str]] = {
    slug: tuple(facts) for slug, facts in TABLES["licenses"].items()
}
SEED: dict[str, list[str]] = {**TABLES["seed"], "license": list(LICENSES)}
NAMED: dict[str, str] = TABLES["named"]
VERDICTS = re.compile(
    r"\b(?:il)?legal(?:ly)?\b|\bcomplian\w*|\binfring\w*|\bsafe to use\b|\bcleared\b", re.IGNORECASE
)


@cache
def entries() -> dict[Path, list[Triple]]:
    return {
        path: list(parse(path.read_bytes(), format=RdfFormat.TURTLE))
        for path in sorted(ENTRIES.glob("*/*.ttl"))
    }


def paper_entries() -> dict[Path, list[Triple]]:
    return {path: found for path, found in entries().items() if path.parent.name in MINE}


@cache
def by_subject() -> dict[str, list[Triple]]:
    gathered: dict[str, list[Triple]] = defaultdict(list)
    for triples in entries().values():
        for triple in triples:
            if isinstance(triple.subject, NamedNode):
                gathered[triple.subject.value].append(triple)
    return gathered


def literals(triples: list[Triple], predicate: str) -> list[str]:
    return [
        triple.object.value
        for triple in triples
        if triple.predicate == term(predicate) and isinstance(triple.object, Literal)
    ]


def values(entry: str, predicate: NamedNode) -> list[str]:
    kind, _, slug = entry.partition("/")
    found = by_subject().get(thing(kind, slug).value, [])
    return sorted(
        triple.object.value
        for triple in found
        if triple.predicate == predicate and isinstance(triple.object, NamedNode | Literal)
    )


def slugs(kind: str) -> set[str]:
    found = (split_thing(subject) for subject in by_subject())
    return {pair[1] for pair in found if pair is not None and pair[0] == kind}


@pytest.mark.parametrize(("line", "entry", "focus_area"), EXAMPLES)
def test_every_example_of_the_paper_has_an_entry(line: str, entry: str, focus_area: str) -> None:
    assert concept("focus-area", focus_area).value in values(entry, term("hw:focusArea"))
    assert line in values(entry, term("hw:namedInPaper"))


def test_there_are_seventeen_examples() -> None:
    assert Counter(area for _, _, area in EXAMPLES) == {
        "preparation": 3,
        "preference": 4,
        "stewards": 5,
        "environment": 3,
        "reciprocity": 2,
    }


@pytest.mark.parametrize(("kind", "expected"), SEED.items())
def test_every_row_of_the_seed_has_its_file(kind: str, expected: list[str]) -> None:
    present = {path.stem for path in entries() if path.parent.name == kind}
    assert sorted(set(expected) - present) == []


@pytest.mark.parametrize(("slug", "facts"), LICENSES.items())
def test_a_license_says_its_spdx_id_and_reach(slug: str, facts: tuple[str, str]) -> None:
    spdx_id, reach = facts
    assert values(f"license/{slug}", term("hw:spdxId")) == [spdx_id]
    assert values(f"license/{slug}", term("hw:extendsToModels")) == [concept("reach", reach).value]


def test_results_are_free_under_the_data_agreements_that_say_so() -> None:
    freed = {
        slug
        for slug in LICENSES
        if values(f"license/{slug}", term("hw:extendsToOutputs")) == [concept("reach", "no").value]
    }
    assert freed == {"cdla-perm-2", "cdla-sharing", "o-uda", "c-uda", "openmdw"}


def test_every_license_answers_both_questions_of_reach_once() -> None:
    counts = {
        slug: (
            len(values(f"license/{slug}", term("hw:extendsToModels"))),
            len(values(f"license/{slug}", term("hw:extendsToOutputs"))),
        )
        for slug in slugs("license")
    }
    assert {slug: count for slug, count in counts.items() if count != (1, 1)} == {}


def test_the_mechanisms_are_the_twenty_five_of_the_seed() -> None:
    assert len(SEED["mechanism"]) == 25
    assert slugs("mechanism") == set(SEED["mechanism"])


@pytest.mark.parametrize("entry", NAMED.values(), ids=list(NAMED))
def test_every_name_of_the_paper_leads_to_an_entry(entry: str) -> None:
    assert values(entry, TITLE) != []


def test_each_file_holds_one_record_about_the_thing_it_is_named_after() -> None:
    wrong = []
    for path, triples in paper_entries().items():
        slug, _, source = path.stem.partition(".")
        kind = path.parent.name
        records = [t.subject for t in triples if t.object == CATALOG_RECORD]
        topics = [t.object for t in triples if t.predicate == PRIMARY_TOPIC]
        if topics == [thing(kind, path.stem)]:
            slug, source = path.stem, ""
        record = NamedNode(f"{RECORDS}{source or 'shipped'}/{kind}/{slug}")
        if records != [record] or topics != [thing(kind, slug)]:
            wrong.append(str(path.relative_to(ENTRIES)))
    assert wrong == []


def test_each_thing_has_the_class_of_its_kind() -> None:
    wrong = []
    for path, triples in paper_entries().items():
        (topic,) = (t.object for t in triples if t.predicate == PRIMARY_TOPIC)
        types = {t.object for t in triples if t.subject == topic and t.predicate == TYPE}
        expected = {t.object for t in triples if t.predicate == EXPECTED_TYPE}
        if KINDS[path.parent.name] not in types | expected:
            wrong.append(str(path.relative_to(ENTRIES)))
    assert wrong == []


def test_each_record_gives_its_source_and_an_honest_code() -> None:
    codes = {"V", "W", "K", "M", "contested"}
    wrong = []
    for path, triples in paper_entries().items():
        (record,) = (t.subject for t in triples if t.object == CATALOG_RECORD)
        said = [triple for triple in triples if triple.subject == record]
        (code,) = literals(said, "hw:confidence")
        sources = [triple for triple in said if triple.predicate == term("dct:source")]
        if code not in codes or not sources:
            wrong.append(str(path.relative_to(ENTRIES)))
    assert wrong == []


def test_a_line_of_the_paper_named_by_a_thing_is_a_source_line_of_its_record() -> None:
    wrong = []
    for path, triples in paper_entries().items():
        named = set(literals(triples, "hw:namedInPaper"))
        if not named <= set(literals(triples, "hw:sourceLine")):
            wrong.append(str(path.relative_to(ENTRIES)))
    assert wrong == []


def test_descriptions_are_long_enough_and_pass_no_verdict() -> None:
    short, verdicts = [], []
    for path, triples in paper_entries().items():
        for triple in triples:
            if not isinstance(triple.object, Literal) or triple.predicate == term(
                "hw:rawExpression"
            ):
                continue
            text = triple.object.value
            if triple.predicate == DESCRIPTION and len(text) < 40:
                short.append(str(path.relative_to(ENTRIES)))
            if VERDICTS.search(text):
                verdicts.append(str(path.relative_to(ENTRIES)))
    assert (short, verdicts) == ([], [])


def test_the_names_the_paper_got_wrong_stand_beside_the_right_ones() -> None:
    assert values("organization/dta", TITLE) == ["Data & Trust Alliance"]
    assert "Data and Transparency Alliance" in values("organization/dta", ALTERNATIVE)
    assert values("person/eryk-salvaggio", TITLE) == ["Eryk Salvaggio"]
    assert values("person/eryk-salvaggio", ALTERNATIVE) == ["Eryk Selvaggio"]
    for kind, slug, line in (("organization", "dta", "L852"), ("person", "eryk-salvaggio", "L654")):
        triples = entries()[ENTRIES / kind / f"{slug}.white-paper.ttl"]
        assert literals(triples, "hw:sourceLine") == [line]
        contradicted = [t.object for t in triples if t.predicate == term("hw:contradicts")]
        assert contradicted == [NamedNode(f"{RECORDS}shipped/{kind}/{slug}")]


def test_the_white_paper_lists_the_notes_whose_text_is_missing() -> None:
    comments = values("work/data-governance-in-open-source-ai", term("rdfs:comment"))
    missing = {int(n) for text in comments for n in re.findall(r"^Source note (\d+),", text)}
    assert missing == {*range(2, 35), *range(40, 63)}


def test_a_statement_quotes_its_issuer_and_says_where_it_stood() -> None:
    needed = [
        "hw:usesMechanism",
        "hw:rawExpression",
        "hw:signalValue",
        "hw:useCategory",
        "hw:vocabularyVersion",
        "hw:appliesTo",
        "hw:signalLayer",
        "hw:issuerKind",
        "hw:firstObserved",
        "hw:evidence",
        "prov:wasAttributedTo",
    ]
    lacking = {
        slug: [name for name in needed if not values(f"statement/{slug}", term(name))]
        for slug in slugs("statement")
    }
    assert {slug: names for slug, names in lacking.items() if names} == {}
    assert slugs("statement") == {
        "kaitiakitanga-ask-first",
        "kaitiakitanga-commercial-use",
        "swh-llm-author-opt-out",
        "swh-llm-identified-data",
        "swh-llm-open-models",
    }


def test_who_speaks_for_a_community_shows_a_mandate() -> None:
    spoken_for = {
        slug for slug in SEED["community"] if values(f"community/{slug}", term("hw:representedBy"))
    }
    mandated = {
        slug
        for slug in SEED["community"]
        if values(f"community/{slug}", term("hw:mandateEvidence"))
    }
    assert spoken_for == mandated == {"te-reo-maori", "midata-members"}


def test_every_concept_named_is_one_of_the_ontology() -> None:
    defined = {
        triple.subject.value
        for path in (ENTRIES.parents[1] / "ontology").glob("**/*.ttl")
        for triple in parse(path.read_bytes(), format=RdfFormat.TURTLE)
        if isinstance(triple.subject, NamedNode)
    }
    used = {
        node.value
        for triples in paper_entries().values()
        for triple in triples
        for node in (triple.predicate, triple.object)
        if isinstance(node, NamedNode) and node.value.startswith(NS.removesuffix("/"))
    }
    assert sorted(used - defined) == []
