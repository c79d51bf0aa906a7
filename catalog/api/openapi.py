"""The description of the service (OpenAPI 3.1), made true where FastAPI guesses."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from catalog.api.access import SCHEMES

_SUMMARY: Final = "Where the data of AI models comes from, who looks after it, and on what terms."
_DESCRIPTION: Final = """
A catalogue of the datasets behind AI models and of the people around them, as a knowledge graph.

Every statement stands in a **record**: what one source says about one thing. Records that differ
are kept side by side. *Upstream* are the sources of a thing, *downstream* is what was made of it.

Answers name the **commit** they hold at; their ETag changes when the catalogue does. Errors are
problem documents (RFC 9457). Reading needs no key; writing needs a token of the keeper's.
"""
_TAGS: Final = {
    "Finding": "By name, by words, by facets.",
    "Things": "One address for a thing, one for its page, one for its data.",
    "Lineage": "The way up to the sources and down to what was made of them.",
    "Governance": "What the rules find and why, what would be different if, and reports.",
    "Questions": "Questions people ask, each a SPARQL query one can see and change.",
    "SPARQL": "Any question, in the SPARQL 1.1 Protocol.",
    "Records": "Writing them, with a token, by the SPARQL 1.1 Graph Store Protocol.",
    "Validation": "What the shapes find in records one has written.",
    "Vocabulary": "The ontology and the shapes.",
    "Service": "How it is, and what changed.",
}


# Any: an OpenAPI document holds values of every JSON type.
def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the app."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=_SUMMARY,
        description=_DESCRIPTION.strip(),
        routes=app.routes,
        tags=[{"name": name, "description": words} for name, words in _TAGS.items()],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    for methods in document["paths"].values():
        for operation in methods.values():
            if not _is_ours(operation):
                operation["responses"].pop("422", None)
            for status, response in operation["responses"].items():
                if status[0] in "45":
                    response["content"].pop("application/json", None)
                    response["content"]["application/problem+json"] = {
                        "schema": {"$ref": "#/components/schemas/ProblemDocument"}
                    }
    document["components"]["securitySchemes"] = SCHEMES
    for unused in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(unused, None)
    return document


def _is_ours(operation: dict[str, Any]) -> bool:
    """Whether the 422 is one we state; else it is FastAPI's guess, and we answer 400 there."""
    return "application/problem+json" in operation["responses"].get("422", {}).get("content", {})
