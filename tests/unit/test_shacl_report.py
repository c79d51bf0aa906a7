"""Findings as lines to read."""

from __future__ import annotations

from catalog.model import Finding
from catalog.shacl import report


def finding(severity: str, focus: str, path: str, value: str, message: str) -> Finding:
    """A finding; shape and constraint do not show in lines."""
    return Finding(severity, focus, path, value, "shape", "constraint", message)


def test_lines() -> None:
    base = "https://w3id.org/headwaters/id/dataset/"
    findings = [
        finding("Info", f"{base}one", "dct:description", "", "A second language helps."),
        finding("Warning", f"{base}one", "dcat:landingPage", "", "Add a page."),
        finding("Violation", f"{base}two", "hw:dataType", f"{base}x", "Choose one."),
        finding("Info", f"{base}two", "", "y" * 90, "Look again."),
    ]
    assert report(findings) == [
        "id/dataset/two",
        "  must    hw:dataType: Choose one. (found: id/dataset/x)",
        f"  could   Look again. (found: {'y' * 79}…)",
        "id/dataset/one",
        "  should  dcat:landingPage: Add a page.",
        "  could   dct:description: A second language helps.",
    ]


def test_nothing_found() -> None:
    assert report([]) == []
