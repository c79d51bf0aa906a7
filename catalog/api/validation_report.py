"""What validation found, as a validation report in RDF (SHACL § 3.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from catalog.model import Finding
from catalog.records.foreign import REPORT
from catalog.terms import PREFIXES, TYPE, term


def report(conforms: bool, results: Iterable[Triple]) -> list[Triple]:
    """A whole report.

    :param results: its results, with the statements that they are.
    """
    return [
        Triple(REPORT, TYPE, term("sh:ValidationReport")),
        Triple(REPORT, term("sh:conforms"), Literal(conforms)),
        *results,
    ]


def results_of(findings: Iterable[Finding]) -> Iterator[Triple]:
    """Our findings as validation results.

    A finding keeps the text of a value, not its datatype: a value that is no web address is
    given as a plain text. A path of several steps is in the message alone.
    """
    for number, finding in enumerate(findings):
        node = BlankNode(f"result{number}")

        def said(name: str, value: NamedNode | Literal, node: BlankNode = node) -> Triple:
            return Triple(node, term(f"sh:{name}"), value)

        yield Triple(REPORT, term("sh:result"), node)
        yield Triple(node, TYPE, term("sh:ValidationResult"))
        yield said("resultSeverity", term(f"sh:{finding.severity}"))
        yield said("sourceConstraintComponent", term(f"sh:{finding.constraint}"))
        yield said("resultMessage", Literal(finding.message, language="en"))
        for name, text in (("focusNode", finding.focus), ("sourceShape", finding.shape)):
            if ":" in text:
                yield said(name, NamedNode(text))
        path = _path(finding.path)
        if path is not None:
            yield said("resultPath", path)
        if finding.value:
            is_address = finding.value.startswith(("http://", "https://"))
            yield said("value", _address(finding.value) if is_address else Literal(finding.value))


def _address(text: str) -> NamedNode | Literal:
    try:
        return NamedNode(text)
    except ValueError:
        return Literal(text)


def _path(text: str) -> NamedNode | None:
    prefix, colon, local = text.partition(":")
    if not colon or set("/|^*+?( ") & set(local):
        return None
    return term(text) if prefix in PREFIXES else None
