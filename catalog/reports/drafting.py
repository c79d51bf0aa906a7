"""The templates by name, and drafting one for a thing of a store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from catalog.errors import UsageError
from catalog.model import Thing
from catalog.reports import croissant, dta, eu_training_summary, mof, osaid
from catalog.reports.reading import DATA_KINDS, MODEL_KINDS, Reading, read
from catalog.reports.report import Report
from catalog.store import CatalogStore


@dataclass(frozen=True, slots=True)
class Template:
    """A template: its title, the kinds of thing it is about, and what fills it."""

    name: str
    title: str
    kinds: tuple[str, ...]
    fill: Callable[[Reading], Report]


TEMPLATES: Final[Mapping[str, Template]] = MappingProxyType(
    {
        template.name: template
        for template in (
            Template("osaid", osaid.TITLE, (*MODEL_KINDS, *DATA_KINDS), osaid.draft),
            Template(
                "eu-training-summary",
                eu_training_summary.TITLE,
                MODEL_KINDS,
                eu_training_summary.draft,
            ),
            Template("mof", mof.TITLE, MODEL_KINDS, mof.draft),
            Template("dta", dta.TITLE, DATA_KINDS, dta.draft),
            Template("croissant", croissant.TITLE, DATA_KINDS, croissant.draft),
        )
    }
)


def templates_for(thing: Thing) -> list[Template]:
    """The templates that are about things of this kind."""
    return [template for template in TEMPLATES.values() if thing.kind in template.kinds]


def draft(store: CatalogStore, template: str, thing: Thing, as_of: str) -> Report:
    """Fill a template for a thing from what is published.

    :param as_of: an ISO 8601 date; licenses count as they held on that day.
    :raises UsageError: where there is no such template, or it is not about such things.
    """
    chosen = TEMPLATES.get(template)
    if chosen is None:
        raise UsageError(
            f"There is no template “{template}”. There are: {', '.join(sorted(TEMPLATES))}."
        )
    if thing.kind not in chosen.kinds:
        fitting = ", ".join(each.name for each in templates_for(thing))
        raise UsageError(
            f"The template “{template}” is about a {chosen.kinds[0]}; {thing.title} is in the "
            f"catalogue as {thing.kind.replace('-', ' ')}. "
            + (f"Templates for it: {fitting}." if fitting else "No template is about that.")
        )
    return chosen.fill(read(store, thing, as_of))


__all__ = ["DATA_KINDS", "MODEL_KINDS", "TEMPLATES", "Template", "draft", "templates_for"]
