"""The store: a journal that is the truth, and a graph and a search index built from it."""

from __future__ import annotations

from catalog.store.catalog_store import CatalogStore
from catalog.store.commits import Change, Commit

__all__ = ["CatalogStore", "Change", "Commit"]
