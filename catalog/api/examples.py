"""Examples of answers for the description of the service, from the shipped catalogue."""

from __future__ import annotations

from typing import Any, Final

from catalog.api.negotiation import HTML, JSON
from catalog.terms import RECORDS, THINGS

Responses = dict[int | str, dict[str, Any]]  # Any: what OpenAPI allows in a response

_AGUILA: Final = THINGS + "model/aguila-7b"
_FALCON: Final = THINGS + "model/falcon-7b"
_RECORD: Final = RECORDS + "shipped/model/aguila-7b"

THING: Final = {"iri": _AGUILA, "title": "Ǎguila-7B", "kind": "model", "slug": "aguila-7b"}
COMPLETION: Final = {
    "prefixes": {"hw": "https://w3id.org/headwaters/ns#"},
    "classes": [{"iri": "https://w3id.org/headwaters/ns#Community", "label": "community"}],
    "properties": [{"iri": "https://w3id.org/headwaters/ns#upstream", "label": "upstream"}],
}
HEALTH: Final = {
    "status": "ok",
    "version": "0.1.0",
    "commit": 503,
    "records": 503,
    "things": 492,
    "engine": "Oxigraph, embedded",
    "graph_commit": 503,
}
CHANGES: Final = {
    "head": 503,
    "since": 502,
    "limit": 100,
    "total": 1,
    "next": None,
    "changes": [
        {
            "number": 503,
            "time": "2026-11-24T07:00:00.000+00:00",
            "actor": "headwaters",
            "action": "create",
            "record": _RECORD,
            "topic": _AGUILA,
            "message": "load",
            "digest": "2acb2ca8b05e4eedf0b8a415acd789a3c11b01d7e8867e844c3df4c5ed495f6f",
        }
    ],
}
SEARCH: Final = {
    "query": "aguila",
    "total": 1,
    "limit": 20,
    "offset": 0,
    "commit": 503,
    "results": [{**THING, "description": "A model for Spanish, Catalan and English …"}],
    "facets": [
        {
            "name": "kind",
            "label": "Kind",
            "total": 1,
            "values": [{"value": "model", "label": "Model", "count": 1, "selected": False}],
        }
    ],
    "sparql": f"SELECT ?thing WHERE {{ VALUES ?thing {{ <{_AGUILA}> }} }}",
}
LINEAGE: Final = {
    "start": _AGUILA,
    "direction": "upstream",
    "total": 6,
    "unresolved": 1,
    "truncated": True,
    "nodes": [{"iri": _FALCON, "title": "Falcon-7B", "kind": "model", "hops": 1}],
    "edges": [
        {
            "from": _AGUILA,
            "to": _FALCON,
            "kind": "learn",
            "property": "it6:fineTunedFrom",
            "record": _RECORD,
        }
    ],
    "commit": 503,
    "sparql": f"SELECT DISTINCT ?source WHERE {{ <{_AGUILA}> hw:upstreamTransitive ?source }}",
}
QUESTIONS: Final = {
    "total": 1,
    "questions": [
        {
            "name": "upstream-of",
            "number": "Q2",
            "title": "What lies upstream of a model or dataset, down to the sources?",
            "description": "Everything the thing was made from …",
            "audience": "policymakers",
            "parameters": [
                {
                    "name": "start",
                    "type": "thing",
                    "label": "The model or dataset",
                    "default": "model/aguila-7b",
                    "required": True,
                }
            ],
            "columns": [{"name": "source", "label": "Upstream"}],
        }
    ],
}
ANSWER: Final = {
    "name": "upstream-of",
    "title": "What lies upstream of a model or dataset, down to the sources?",
    "parameters": {"start": "Ǎguila-7B"},
    "columns": [{"name": "source", "label": "Upstream"}],
    "rows": [{"source": {"value": _FALCON, "type": "uri", "label": "Falcon-7B"}}],
    "total": 6,
    "truncated": True,
    "query": "SELECT ?source WHERE { … }",
    "commit": 503,
}
VALIDATION: Final = {
    "conforms": False,
    "findings": [
        {
            "severity": "Violation",
            "focus": THINGS + "dataset/mine",
            "path": "dct:title",
            "value": "",
            "shape": "https://w3id.org/headwaters/shapes#ResourceShape-title",
            "constraint": "MinCountConstraintComponent",
            "message": "Give this entry a name, and say which language the name is in.",
        }
    ],
}
_PILE: Final = THINGS + "dataset/the-pile"
_PYTHIA: Final = THINGS + "model/pythia-12b"
_WIKIPEDIA: Final = THINGS + "dataset/wikipedia"
_FINDING: Final = {
    "rule": "R5",
    "status": "unsettled",
    "reason": "SA-WEIGHTS",
    "message": "Pythia-12B learned, directly or through others, from Wikipedia text dumps, …",
    "source": _WIKIPEDIA,
    "condition": "https://w3id.org/headwaters/ns/license-term/share-alike",
    "path": [
        {
            "from": _WIKIPEDIA,
            "to": _PILE,
            "kind": "carry",
            "property": "prov:wasDerivedFrom",
            "record": RECORDS + "shipped/dataset/the-pile",
        },
        {
            "from": _PILE,
            "to": _PYTHIA,
            "kind": "learn",
            "property": "it6:trainedOn",
            "record": RECORDS + "shipped/model/pythia-12b",
        },
    ],
    "further_paths": 0,
    "records": [RECORDS + "shipped/dataset/the-pile", RECORDS + "shipped/model/pythia-12b"],
    "confidence": "K",
}
FINDINGS: Final = {
    "subject": _PYTHIA,
    "as_of": "2026-11-24",
    "commit": 503,
    "counts": {
        "conflict": 0,
        "warning": 0,
        "unknown": 0,
        "unsettled": 1,
        "info": 0,
        "satisfied": 0,
        "not-applicable": 0,
    },
    "findings": [_FINDING],
    "titles": {
        _PILE: "The Pile",
        _PYTHIA: "Pythia-12B",
        _WIKIPEDIA: "Wikipedia text dumps",
    },
    "sparql": f"SELECT ?rule WHERE {{ ?finding oa:hasTarget <{_PYTHIA}> ; hw:rule ?rule }}",
}
DIFFERENCE: Final = {
    "suppose": "Suppose The Pile were withdrawn.",
    "as_of": "2026-11-24",
    "commit": 503,
    "appear": [],
    "go": [{"subject": _PYTHIA, **_FINDING}],
    "touched": [{"iri": _PYTHIA, "title": "Pythia-12B", "kind": "model", "hops": 1}],
    "touched_total": 1,
    "truncated": False,
    "stewards": [{"iri": THINGS + "organization/eleutherai", "title": "EleutherAI"}],
    "catalogue": 492,
}
REPORTS: Final = {
    "total": 1,
    "templates": [
        {
            "name": "osaid",
            "title": "Data information (OSAID 1.0)",
            "kinds": ["model", "dataset"],
            "address": "/reports/osaid/model/aguila-7b",
        }
    ],
}
REPORT: Final = {
    "template": "osaid",
    "title": "Data information (OSAID 1.0)",
    "cover": "Filled from recorded claims as of 2026-11-24; not a filing, not legal advice.",
    "subject": {"iri": _AGUILA, "title": "Ǎguila-7B"},
    "as_of": "2026-11-24",
    "commit": 503,
    "version": "1",
    "completeness": {
        "fields": 2,
        "applicable": 2,
        "value": 1,
        "not-recorded": 1,
        "not-disclosed": 0,
        "not-applicable": 0,
    },
    "weakest_confidence": "V",
    "sections": [],
    "fill_next": [],
    "records": [],
    "document": None,
}
RECORD_TEXT: Final = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .

<https://w3id.org/headwaters/record/me/dataset/mine> a dcat:CatalogRecord ;
    foaf:primaryTopic <https://w3id.org/headwaters/id/dataset/mine> .
"""
SHAPES_TEXT: Final = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .

[] a sh:NodeShape ; sh:targetClass dcat:CatalogRecord ;
    sh:property [ sh:path foaf:primaryTopic ; sh:maxCount 1 ] .
"""
UPDATE_TEXT: Final = (
    "PREFIX dct: <http://purl.org/dc/terms/>\n"
    f"WITH <{_RECORD}>\nDELETE {{ ?thing dct:title ?old }}\n"
    f'INSERT {{ ?thing dct:title "Ǎguila-7B"@en }}\nWHERE {{ ?thing dct:title ?old }}'
)
QUERY_TEXT: Final = (
    "PREFIX dct: <http://purl.org/dc/terms/>\n"
    "SELECT ?thing ?title WHERE { ?thing dct:title ?title } LIMIT 10"
)


def answers(description: str, example: object, *, page: bool = False) -> Responses:
    """The description of a good answer.

    :param page: whether browsers get a page instead.
    """
    content: dict[str, Any] = {JSON: {"example": example}}
    if page:
        content[HTML] = {"schema": {"type": "string"}}
    return {200: {"description": description, "content": content}}
