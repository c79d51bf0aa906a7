"""Starlette's test client, which warns on import that it will want another httpx one day."""

from __future__ import annotations

import warnings
from xml.etree import ElementTree as ET

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

__all__ = ["TestClient", "read_xml"]


def read_xml(text: str) -> ET.Element:
    """The root of an XML document of ours; it must be well-formed."""
    return ET.XML(text)
