"""Validation of records against the shapes (SHACL, https://www.w3.org/TR/shacl/).

The only package that imports pySHACL, and the only one where rdflib terms appear.
"""

from __future__ import annotations

from catalog.shacl.report import report
from catalog.shacl.validate import Validator

__all__ = ["Validator", "report"]
