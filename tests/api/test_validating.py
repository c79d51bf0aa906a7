"""Anyone's data by anyone's shapes, and validation reports in RDF."""

from __future__ import annotations

import pytest

from tests.api.testing import TestClient
from tests.conformance.results import Result, read_graph
from tests.conftest import small_record

DATA = b"@prefix ex: <http://example.org/> . ex:a a ex:Thing ; ex:size 12 . ex:b a ex:Thing ."
SHAPES = b"""
@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
ex:ThingShape a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property ex:ThingShape-size .
ex:ThingShape-size sh:path ex:size ; sh:maxInclusive 10 ; sh:message "Too large."@en .
"""
REPORT = b"""
@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
[] a sh:ValidationReport ; sh:conforms false ; sh:result [
  a sh:ValidationResult ; sh:focusNode ex:a ; sh:resultPath ex:size ; sh:value 12 ;
  sh:resultSeverity sh:Violation ; sh:resultMessage "Too large."@en ;
  sh:sourceConstraintComponent sh:MaxInclusiveConstraintComponent ;
  sh:sourceShape ex:ThingShape-size ] .
"""
Part = tuple[str | None, bytes, str]


def test_data_by_shapes_that_came_with_it(client: TestClient) -> None:
    found = client.post("/validate", files={"data": _turtle(DATA), "shapes": _turtle(SHAPES)})
    assert found.status_code == 200
    assert found.json() == {
        "conforms": False,
        "findings": [
            {
                "severity": "Violation",
                "focus": "http://example.org/a",
                "path": "http://example.org/size",
                "value": "12",
                "shape": "http://example.org/ThingShape-size",
                "constraint": "MaxInclusiveConstraintComponent",
                "message": "Too large.",
            }
        ],
    }


@pytest.mark.parametrize(
    ("media_type", "ending"),
    [
        ("text/turtle", "ttl"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "rdf"),
        ("application/ld+json", "jsonld"),
    ],
)
def test_the_report_as_rdf(client: TestClient, media_type: str, ending: str) -> None:
    found = client.post(
        "/validate",
        files={"data": _turtle(DATA), "shapes": _turtle(SHAPES)},
        headers={"Accept": media_type},
    )
    assert found.headers["content-type"].partition(";")[0] == media_type
    assert found.headers["vary"] == "Accept"
    assert read_graph(found.content, ending) == _report(REPORT)


def test_data_that_conforms_has_a_report_without_results(client: TestClient) -> None:
    files = {"data": _turtle(b"<urn:a> <urn:b> 1 ."), "shapes": _turtle(SHAPES)}
    found = client.post("/validate", files=files, headers={"Accept": "text/turtle"})
    conforms = REPORT[: REPORT.index(b"false")] + b"true ."
    assert read_graph(found.content, "ttl") == _report(conforms)


def test_the_format_of_a_part_by_type_or_name(client: TestClient) -> None:
    as_json = b'{"@id": "http://example.org/a", "@type": "http://example.org/Thing",' + (
        b'"http://example.org/size": 12}'
    )
    parts: list[Part] = [
        ("data.jsonld", as_json, "application/octet-stream"),
        ("data.json", as_json, "application/ld+json; charset=utf-8"),
    ]
    for part in parts:
        files: dict[str, Part] = {"data": part, "shapes": _turtle(SHAPES)}
        assert client.post("/validate", files=files).json()["findings"][0]["value"] == "12"
    plain = client.post("/validate", files={"data": (None, DATA), "shapes": (None, SHAPES)})
    assert plain.json()["findings"][0]["value"] == "12"


@pytest.mark.parametrize(
    ("files", "status", "detail"),
    [
        ([("data", DATA)], 400, "0 parts are called “shapes”; send one each of data and shapes."),
        ([("data", DATA), ("data", DATA)], 400,
         "2 parts are called “data”; send one each of data and shapes."),
        ([("data", b"<urn:a> <urn:b> ."), ("shapes", SHAPES)], 400, "(in data)"),
        ([("data", DATA), ("shapes", SHAPES[:150])], 400, "(in shapes)"),
        ([("data", DATA), ("shapes", b"#" * 2_000_001)], 413,
         "shapes: 2,000,001 bytes; we read at most 2,000,000."),
        ([("data", b"#" * 12_010_001)], 413, "The form has more than 12,010,000 bytes."),
    ],
)  # fmt: skip
def test_forms_that_are_not_read(
    client: TestClient, files: list[tuple[str, bytes]], status: int, detail: str
) -> None:
    found = client.post("/validate", files=[(name, _turtle(body)) for name, body in files])
    assert (found.status_code, found.headers["content-type"]) == (
        status, "application/problem+json",
    )  # fmt: skip
    assert detail in found.json()["detail"]


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("multipart/form-data", b"--x"),
        ("multipart/form-data; boundary=x", b"--y\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: a\r\n\r\na\r\n--x--"),
    ],
)  # fmt: skip
def test_forms_that_are_none(client: TestClient, media_type: str, body: bytes) -> None:
    found = client.post("/validate", content=body, headers={"Content-Type": media_type})
    assert (found.status_code, found.headers["content-type"]) == (400, "application/problem+json")


def test_more_parts_than_two(client: TestClient) -> None:
    files = [(f"part{number}", _turtle(DATA)) for number in range(3)]
    found = client.post("/validate", files=files)
    assert found.status_code == 400
    assert found.json()["detail"].startswith("The form cannot be read: ")


def test_paths_are_written_as_sparql_writes_them(client: TestClient) -> None:
    shapes = b"""
    @prefix dct: <http://purl.org/dc/terms/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    [] sh:targetNode <http://example.org/a> ; sh:property
      [ sh:minCount 1 ; sh:path [ sh:inversePath dct:source ] ],
      [ sh:minCount 1 ; sh:path ( dct:source [ sh:alternativePath ( dct:title
        [ sh:zeroOrMorePath [ sh:inversePath dct:hasPart ] ] ) ] ) ],
      [ sh:minCount 1 ; sh:path ( dct:source [ sh:oneOrMorePath dct:hasPart ] ) ] .
    """
    found = client.post("/validate", files={"data": _turtle(DATA), "shapes": _turtle(shapes)})
    assert {finding["path"] for finding in found.json()["findings"]} == {
        "^dct:source",
        "dct:source/(dct:title|((^dct:hasPart)*))",
        "dct:source/(dct:hasPart+)",
    }


def test_a_part_in_another_format(client: TestClient) -> None:
    files = {"data": ("a.pdf", b"%PDF", "application/pdf"), "shapes": _turtle(SHAPES)}
    found = client.post("/validate", files=files)
    assert found.status_code == 415
    assert found.json()["detail"].startswith("data: “application/pdf” is not read here. We read ")


def test_shapes_that_cannot_be_applied(client: TestClient) -> None:
    shapes = SHAPES + b'ex:ThingShape sh:sparql [ sh:select "SELECT $this WHERE {" ] .'
    found = client.post("/validate", files={"data": _turtle(DATA), "shapes": _turtle(shapes)})
    assert (found.status_code, found.json()["type"]) == (
        422, "https://w3id.org/headwaters/problem/unusable-shapes",
    )  # fmt: skip


def test_imports_bring_prefixes_within_the_shapes(client: TestClient) -> None:
    """SHACL § 5.2.1: sh:prefixes, any number of owl:imports, then sh:declare."""
    shapes = b"""
    @prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    ex:one owl:imports ex:two . ex:two owl:imports ex:three .
    ex:three sh:declare [ sh:prefix "e" ;
      sh:namespace "http://example.org/"^^<http://www.w3.org/2001/XMLSchema#anyURI> ] .
    ex:S a sh:NodeShape ; sh:targetClass ex:Thing ;
      sh:sparql [ sh:prefixes ex:one ; sh:select "SELECT $this ?value { $this e:size ?value }" ] .
    """
    found = client.post("/validate", files={"data": _turtle(DATA), "shapes": _turtle(shapes)})
    assert [(f["focus"], f["value"]) for f in found.json()["findings"]] == [
        ("http://example.org/a", "12")
    ]


def test_unnamed_nodes_of_data_and_shapes_are_apart(client: TestClient) -> None:
    """Both use the label `x`; in the report it stands for two nodes."""
    data = b"_:x <http://example.org/size> 12 ."
    shapes = b"""
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    _:x a sh:NodeShape ; sh:targetSubjectsOf <http://example.org/size> ; sh:nodeKind sh:IRI .
    """
    found = client.post(
        "/validate",
        files={"data": _turtle(data), "shapes": _turtle(shapes)},
        headers={"Accept": "text/turtle"},
    )
    expected = b"""
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    [] a sh:ValidationReport ; sh:conforms false ; sh:result [
      a sh:ValidationResult ; sh:focusNode _:d ; sh:value _:d ; sh:sourceShape _:s ;
      sh:resultSeverity sh:Violation ; sh:resultMessage "Value is not of Node Kind sh:IRI" ;
      sh:sourceConstraintComponent sh:NodeKindConstraintComponent ] .
    _:d <http://example.org/size> 12 .
    _:s a sh:NodeShape ; sh:targetSubjectsOf <http://example.org/size> ; sh:nodeKind sh:IRI .
    """
    assert read_graph(found.content, "ttl") == _report(expected)


def test_our_own_findings_as_a_report(client: TestClient) -> None:
    """What records lack by our shapes, in RDF."""
    text = small_record("faulty").replace('dct:title "Example faulty"@en ;', "").encode()
    headers = {"Content-Type": "text/turtle"}
    (finding,) = client.post("/validate", content=text, headers=headers).json()["findings"]
    found = client.post("/validate", content=text, headers=headers | {"Accept": "text/turtle"})
    expected = f"""
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    [] a sh:ValidationReport ; sh:conforms false ; sh:result [
      a sh:ValidationResult ; sh:focusNode <https://w3id.org/headwaters/id/unresolved/faulty> ;
      sh:resultPath <http://purl.org/dc/terms/title> ; sh:resultSeverity sh:Violation ;
      sh:sourceConstraintComponent sh:MinCountConstraintComponent ;
      sh:sourceShape <{finding["shape"]}> ; sh:resultMessage "{finding["message"]}"@en ] .
    """
    assert read_graph(found.content, "ttl") == _report(expected.encode())


def test_a_form_nobody_offers(client: TestClient) -> None:
    found = client.post("/validate", content=b"", headers={"Accept": "text/csv"})
    assert found.status_code == 406
    assert found.json()["offered"] == [
        "application/json",
        "text/turtle",
        "application/ld+json",
        "application/rdf+xml",
        "application/n-triples",
    ]


def _turtle(text: bytes) -> Part:
    return "file.ttl", text, "text/turtle"


def _report(turtle: bytes) -> Result:
    return read_graph(turtle, "ttl")
