"""The JSON-LD of the croissant template: only what is recorded, in the standard context."""

from __future__ import annotations

from typing import Any, Final

from catalog.reports.reading import Reading
from catalog.reports.report import COVER, Field, Fill, Report, Value
from catalog.reports.texts import safe_link
from catalog.terms import BASE

CROISSANT: Final = "http://mlcommons.org/croissant/1.1"
RAI: Final = "http://mlcommons.org/croissant/RAI/1.0"
_LOSS: Final = (
    "Kinds of edges, confidence and contested values have no place here; see the records in the "
    "catalogue. A property that is missing is not recorded, which is not the same as none."
)
_CONTEXT: Final[dict[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "prov": "http://www.w3.org/ns/prov#",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_ONE: Final = ("name", "description", "url", "datePublished", "version", "citeAs")
_ONE_TEXT: Final = frozenset(
    {
        "rai:dataCollection", "rai:dataCollectionMissingData", "rai:dataCollectionRawData",
        "rai:dataImputationProtocol", "rai:dataManipulationProtocol", "rai:annotationsPerItem",
        "rai:dataSocialImpact", "rai:dataReleaseMaintenancePlan",
    }
)  # fmt: skip
"""RAI properties that mlcroissant reads as a single text: several values are joined."""


def document(reading: Reading, report: Report) -> dict[str, Any]:
    """The fields with a value as Croissant JSON-LD."""
    filled = {each.id: each for each in report.fields() if each.fill is Fill.VALUE}
    made: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "@id": reading.subject,
        "conformsTo": [CROISSANT, RAI],
    }
    for name, each in filled.items():
        made[name] = _property(reading, name, each)
    made["rdfs:comment"] = [COVER.format(day=report.as_of), _LOSS]
    return made


def _property(reading: Reading, name: str, each: Field) -> str | list[Any]:
    """The JSON of one property; `Any` as JSON has no finer type."""
    texts = [value.text for value in each.values]
    if name in _ONE:
        return texts[0]
    if name == "license":
        return [_license(reading, value) for value in each.values]
    if name in ("creator", "publisher"):
        return [_agent(reading, value) for value in each.values]
    if name in ("prov:wasDerivedFrom", "prov:wasAttributedTo", "usageInfo"):
        return [_thing(name, value) for value in each.values]
    if name == "prov:wasGeneratedBy":
        return [{"@type": "prov:Activity", "rdfs:comment": text} for text in texts]
    return "; ".join(texts) if name in _ONE_TEXT else texts


def _license(reading: Reading, value: Value) -> dict[str, Any]:
    """A license with what it covers in its name; never a bare address, which would hide that."""
    said = reading.statements
    found: dict[str, Any] = {"@type": "sc:CreativeWork", "name": value.text}
    if value.iri:
        spdx = said.value(value.iri, "hw:spdxId")
        page = said.value(value.iri, "cc:legalcode") or said.value(value.iri, "dcat:landingPage")
        known = spdx and not spdx.startswith("LicenseRef-")
        found["url"] = (
            f"https://spdx.org/licenses/{spdx}" if known else safe_link(page) or value.iri
        )
    return found


def _agent(reading: Reading, value: Value) -> dict[str, Any]:
    is_person = (value.iri or "").startswith(f"{BASE}id/person/")
    found: dict[str, Any] = {
        "@type": "sc:Person" if is_person else "sc:Organization",
        "name": value.text,
    }
    page = reading.statements.value(value.iri, "dcat:landingPage") if value.iri else None
    if link := safe_link(page or value.iri):
        found["url"] = link
    return found


def _thing(name: str, value: Value) -> dict[str, Any]:
    kind = {"usageInfo": "sc:CreativeWork", "prov:wasAttributedTo": "prov:Agent"}.get(name)
    found = {"@type": kind or "prov:Entity", "name": value.text}
    return {**found, "@id": value.iri} if value.iri else found
