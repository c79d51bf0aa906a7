"""The terms we reuse exist where we say they do.

Oracles: the published vocabularies beside the project, where they are, and the namespaces that
rdflib ships for those that are not among them.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from rdflib import FOAF, ORG, PROV, RDF, RDFS, SKOS, VANN, Graph, Namespace, URIRef
from rdflib.namespace import DCMITYPE, DCTERMS, ODRL2, SDO, DefinedNamespace

from .support import OWN, ROOT, SHARED, VOCABULARIES

IMPORTS = ROOT / "ontology" / "imports"
SUPER = (RDFS.subClassOf, RDFS.subPropertyOf)

PUBLISHED = {
    "croissant": "croissant.ttl",
    "dcat": "dcat3.ttl",
    "dpv": "dpv-2.2.ttl",
    "dpv-ai": "dpv-ai-2.2.ttl",
    "dpv-eu-dga": "dpv-eu-dga-2.2.ttl",
    "dqv": "dqv.ttl",
    "oa": "oa.ttl",
    "odrl": "odrl22.ttl",
    "org": "org.ttl",
    "prov": "prov-o.ttl",
    "rai": "croissant-rai.ttl",
    "sh": "shacl.ttl",
}
SHIPPED: dict[str, type[DefinedNamespace]] = {
    "dcmitype": DCMITYPE,
    "dct": DCTERMS,
    "foaf": FOAF,
    "odrl": ODRL2,
    "org": ORG,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "vann": VANN,
}
NEWER_THAN_THE_FILE = {
    # in the draft after DPV 2.2 (ontology.md 2.5), used as targets of matches only
    "https://w3id.org/dpv/ai#DataAnnotation",
    "https://w3id.org/dpv/ai#DataLabelling",
    "https://w3id.org/dpv/ai#ModelFineTuning",
}


def terms(slug: str) -> set[URIRef]:
    """The terms that a file of imports/ lists."""
    graph = Graph().parse(IMPORTS / f"{slug}.ttl")
    return {term for term in graph.subjects() if isinstance(term, URIRef)}


@cache
def published(slug: str) -> Graph:
    """The published file of a vocabulary."""
    return Graph().parse(VOCABULARIES / PUBLISHED[slug])


@pytest.mark.realdata
@pytest.mark.skipif(not VOCABULARIES.is_dir(), reason="../shared/data/vocabularies is not there")
@pytest.mark.filterwarnings("ignore")  # the published files have literals that rdflib frowns at
@pytest.mark.parametrize("slug", PUBLISHED)
def test_terms_are_in_the_published_file(slug: str) -> None:
    there = set(published(slug).subjects())
    assert terms(slug) - there == set()


@pytest.mark.realdata
@pytest.mark.skipif(not VOCABULARIES.is_dir(), reason="../shared/data/vocabularies is not there")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("slug", PUBLISHED)
def test_super_terms_are_as_published(slug: str) -> None:
    ours = {t for t in Graph().parse(IMPORTS / f"{slug}.ttl") if t[1] in SUPER}
    assert ours - set(published(slug)) == set()


@pytest.mark.realdata
@pytest.mark.skipif(not VOCABULARIES.is_dir(), reason="../shared/data/vocabularies is not there")
@pytest.mark.filterwarnings("ignore")
def test_matches_with_published_vocabularies_hit_a_term() -> None:
    namespaces = {slug: str(next(iter(terms(slug)))) for slug in PUBLISHED}
    stems = {re.sub(r"[^#/]*$", "", iri): slug for slug, iri in namespaces.items()}
    missing = set()
    for _, _, target in Graph().parse(ROOT / "ontology" / "alignments.ttl"):
        slug = stems.get(re.sub(r"[^#/]*$", "", str(target)))
        if slug and (target, None, None) not in published(slug):
            missing.add(str(target))
    assert missing == NEWER_THAN_THE_FILE


@pytest.mark.parametrize("slug", SHIPPED)
def test_terms_are_in_the_namespace_that_rdflib_ships(slug: str) -> None:
    assert {term for term in terms(slug) if term not in SHIPPED[slug]} == set()


def test_schema_org_terms_are_in_the_namespace_that_rdflib_ships() -> None:
    names = {str(term).removeprefix("http://schema.org/") for term in terms("schema")}
    assert {name for name in names if name not in SDO} == set()


@pytest.mark.realdata
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not there")
@pytest.mark.parametrize(
    ("slug", "folder", "namespace"),
    [
        ("it6", "dcat/mldcat-ap", "http://data.europa.eu/it6/"),
        ("cc", "licences/cc-rdf", "http://creativecommons.org/ns#"),
        ("adms", "dcat", "http://www.w3.org/ns/adms#"),
        ("spdx", "dcat", "http://spdx.org/rdf/terms#"),
        ("vcard", "dcat", "http://www.w3.org/2006/vcard/ns#"),
        ("dcatap", "dcat", "http://data.europa.eu/r5r/"),
    ],
)
def test_terms_are_used_by_those_who_publish_with_them(
    slug: str, folder: str, namespace: str
) -> None:
    used = words_in_use(SHARED / "data" / folder, namespace)
    names = {str(term).removeprefix(namespace) for term in terms(slug)}
    assert names - used == set()


def words_in_use(folder: Path, namespace: str) -> set[str]:
    """Local names of a namespace in the files of a folder, written in full or by a prefix."""
    names: set[str] = set()
    for file in folder.rglob("*"):
        if file.suffix not in {".ttl", ".rdf", ".jsonld", ".html"}:
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        names.update(re.findall(re.escape(namespace) + r"(\w+)", text))
        for prefix in re.findall(
            rf"""(?:@prefix\s+|xmlns:)([\w-]+)(?::|=)\s*[<"']{re.escape(namespace)}""", text
        ):
            names.update(re.findall(rf"\b{prefix}:(\w+)", text))
    return names


def test_no_import_redefines_a_term_of_ours() -> None:
    ours = Namespace(OWN)
    for file in IMPORTS.glob("*.ttl"):
        assert [term for term in terms(file.stem) if term in ours] == []
