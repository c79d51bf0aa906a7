"""The formats we harvest, one module each; every one is pure and knows nothing of the store."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from catalog.errors import UsageError
from catalog.harvest.description import SourceFormat
from catalog.harvest.sources.ecosystem_graphs import ECOSYSTEM_GRAPHS

FORMATS: Final[Mapping[str, SourceFormat]] = MappingProxyType(
    {source.name: source for source in (ECOSYSTEM_GRAPHS,)}
)


def source_format(name: str) -> SourceFormat:
    """The format of that name, as in `headwaters harvest ecosystem-graphs PATH`.

    :raises UsageError: where there is none; the message lists those there are.
    """
    found = FORMATS.get(name)
    if found is None:
        raise UsageError(f"{name}: not a format we harvest. We harvest {', '.join(FORMATS)}.")
    return found
