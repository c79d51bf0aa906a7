"""What search engines read in a page: the records' statements in the words of schema.org.

Only what a record says is told, value for value. What schema.org has no word for stays in the
data of the thing, which every page links to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from catalog.api.links import page_of
from catalog.api.text import safe_link
from catalog.api.view import EntryView, Statement
from catalog.api.words import is_unknown
from catalog.terms import EDGE_KINDS, KINDS, concept, split_thing, term

Json = dict[str, Any]  # Any: JSON-LD holds values of every JSON type

_MOST: Final = 100
"""Values of one property that a page repeats at most; the data holds them all."""
_TYPES: Final = {
    "dataset": "Dataset",
    "dataset-version": "Dataset",
    "series": "CreativeWorkSeries",
    "collection": "Collection",
    "source": "CreativeWork",
    "model": "CreativeWork",
    "model-version": "CreativeWork",
    "application": "SoftwareApplication",
    "software": "SoftwareApplication",
    "organization": "Organization",
    "governance-body": "Organization",
    "person": "Person",
    "license": "CreativeWork",
    "protocol": "CreativeWork",
    "statement": "CreativeWork",
    "initiative": "Project",
    "standard": "CreativeWork",
    "work": "CreativeWork",
}
"""The nearest class of schema.org by kind; other kinds are a Thing."""
_WORKS: Final = frozenset(
    {"Dataset", "CreativeWork", "CreativeWorkSeries", "Collection", "SoftwareApplication"}
)


def _iri(curie: str) -> str:
    return term(curie).value


_TEXTS: Final = {
    "description": _iri("dct:description"),
    "identifier": _iri("dct:identifier"),
}
_TEXTS_OF_WORKS: Final = {
    "datePublished": _iri("dct:issued"),
    "dateModified": _iri("dct:modified"),
    "inLanguage": _iri("dct:language"),
    "keywords": _iri("dcat:keyword"),
    "version": _iri("dcat:version"),
}
_REFERENCES_OF_WORKS: Final = {
    "creator": _iri("dct:creator"),
    "publisher": _iri("dct:publisher"),
    "license": _iri("dct:license"),
}
_ROLES: Final = {
    concept("role", "maker").value: "creator",
    concept("role", "steward").value: "maintainer",
    concept("role", "rights-holder").value: "copyrightHolder",
}
_BASED_ON: Final = tuple(
    predicate.value
    for predicate in EDGE_KINDS
    if predicate.value
    not in {_iri("dcat:isVersionOf"), _iri("dcat:previousVersion"), _iri("hw:usesApplication")}
)
_ALTERNATIVE: Final = _iri("dct:alternative")
_TITLE: Final = _iri("dct:title")


@dataclass(frozen=True, slots=True)
class About:
    """What every page says of the catalogue it belongs to."""

    origin: str
    publisher: str
    license: str


def of_entry(view: EntryView, about: About) -> Json:
    """The thing as a dataset where it is one, else as what its page is about."""
    page = about.origin + page_of(view["kind"], view["slug"])
    by: Json = {"@type": "Organization", "name": about.publisher}
    found = _thing(view)
    if found["@type"] == "Dataset":
        catalog = {"@type": "DataCatalog", "@id": about.origin + "/catalog", "name": "Headwaters"}
        return {
            "@context": "https://schema.org",
            **found,
            "url": page,
            "includedInDataCatalog": catalog,
            "sdLicense": about.license,
            "sdPublisher": by,
        }
    return {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "@id": page,
        "url": page,
        "name": view["title"],
        "sdLicense": about.license,
        "sdPublisher": by,
        "mainEntity": found,
    }


def of_catalog(description: str, about: About) -> Json:
    """The catalogue as a whole, for the start page."""
    return {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "@id": about.origin + "/catalog",
        "name": "Headwaters",
        "description": description,
        "url": about.origin + "/",
        "license": about.license,
        "publisher": {"@type": "Organization", "name": about.publisher},
    }


def embedded(value: Json) -> Markup:
    """JSON to stand in a script element of a page.

    All but ASCII is escaped, and so are the signs that could end the element or hide text; a
    reader of JSON gets back exactly what was put in.
    """
    return htmlsafe_json_dumps(value, separators=(",", ":")).replace("\x7f", "\\u007f")


def _thing(view: EntryView) -> Json:
    statements = [s for record in view["records"] for s in record["statements"]]
    said = _Said(statements)
    kind = _TYPES.get(view["kind"], "Thing")
    types = [one["iri"] for one in view["types"]]
    if view["kind"] not in KINDS or KINDS[view["kind"]].value not in types:
        kind = "Thing"  # a name that nobody has described yet
    named = [*said.texts(_ALTERNATIVE), *said.texts(_TITLE)]
    found: dict[str, list[object]] = {
        "additionalType": _linked(types),
        "alternateName": [name for name in dict.fromkeys(named) if name != view["title"]],
        "sameAs": _linked(said.texts(_iri("dcat:landingPage"))),
        **{name: said.texts(iri) for name, iri in _TEXTS.items()},
    }
    if kind in _WORKS:
        found |= {name: said.texts(iri) for name, iri in _TEXTS_OF_WORKS.items()}
        found |= {name: said.references(iri) for name, iri in _REFERENCES_OF_WORKS.items()}
        found["isBasedOn"] = said.references(*_BASED_ON)
        for name, agents in said.attributions().items():
            found[name] = _once([*found.get(name, []), *agents])
    if kind == "Dataset":
        found["distribution"] = list(said.distributions())
    told = {name: _one_or_all(values) for name, values in found.items() if values}
    return {"@type": kind, "@id": view["iri"], "name": view["title"], **told}


class _Said:
    """The statements of all records on a thing, each value once, in the order of the page."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.by_property: dict[str, list[Statement]] = {}
        for statement in statements:
            self.by_property.setdefault(statement["property"], []).append(statement)

    def texts(self, *properties: str) -> list[object]:
        """The plain values of some properties."""
        return _once(s["value"] for iri in properties for s in self.by_property.get(iri, ()))

    def references(self, *properties: str) -> list[object]:
        """The things that some properties lead to."""
        return _once(
            _reference(s)
            for iri in properties
            for s in self.by_property.get(iri, ())
            if not is_unknown(s["value"])
        )

    def attributions(self) -> dict[str, list[object]]:
        """Agents in the roles schema.org knows."""
        found: dict[str, list[object]] = {}
        for node in self.by_property.get(_iri("prov:qualifiedAttribution"), ()):
            inside = _Said(node["statements"])
            for role in inside.texts(_iri("dcat:hadRole")):
                if isinstance(role, str) and role in _ROLES:
                    agents = inside.references(_iri("prov:agent"))
                    found.setdefault(_ROLES[role], []).extend(agents)
        return found

    def distributions(self) -> Iterator[Json]:
        """Where the data lies; an address that leads on to it is no content."""
        for node in self.by_property.get(_iri("dcat:distribution"), ())[:_MOST]:
            inside = _Said(node["statements"])
            told = {
                "name": inside.texts(_TITLE),
                "url": _linked(inside.texts(_iri("dcat:accessURL"))),
                "contentUrl": _linked(inside.texts(_iri("dcat:downloadURL"))),
                "encodingFormat": inside.texts(_iri("dcat:mediaType")),
                "license": inside.references(_iri("dct:license")),
            }
            values = {name: _one_or_all(every) for name, every in told.items() if every}
            if values:
                yield {"@type": "DataDownload", **values}


def _reference(statement: Statement) -> Mapping[str, str]:
    """A thing by its address and name; by its name alone where the address is none to follow."""
    value, label = statement["value"], statement["value_label"]
    ours = split_thing(value)
    if statement["value_kind"] == "literal" or not (ours or safe_link(value)):
        return {"@type": "Thing", "name": label or value}
    named = {"name": label} if label and label != value else {}
    kind = _TYPES.get(ours[0], "Thing") if ours else "Thing"
    return {"@type": kind, "@id": value, **named}


def _linked(values: Iterable[object]) -> list[object]:
    return [value for value in values if isinstance(value, str) and safe_link(value)]


def _once(values: Iterable[object]) -> list[object]:
    found: list[object] = []
    for value in values:
        if value not in found:
            found.append(value)
        if len(found) == _MOST:
            break
    return found


def _one_or_all(values: list[object]) -> object:
    return values[0] if len(values) == 1 else values
