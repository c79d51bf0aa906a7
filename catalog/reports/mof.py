"""Model Openness Framework: the components as recorded (reports.md 6.3).

It follows the configuration of the Model Openness Tool and is not a result of that tool.
"""

from __future__ import annotations

from typing import Final

from catalog.governance.mof_components import MofClass, mof_class
from catalog.reports.osaid import STANDINGS, component_field
from catalog.reports.reading import Reading
from catalog.reports.report import Field, Fill, Report, Section, Value

TITLE: Final = "Components in the order of the Model Openness Framework"
_CLASSES: Final = (
    (3, "Class III, open model"),
    (2, "Class II, open tooling"),
    (1, "Class I, open science"),
    (None, "Optional components"),
)
_NUMERALS: Final = {3: "III", 2: "II", 1: "I"}


def draft(reading: Reading) -> Report:
    """Fill the template for a model."""
    found = mof_class(reading.case)
    sections = [Section("class", "Class as recorded", tuple(_class(reading, found)))]
    for needed, title in _CLASSES:
        fields = [
            component_field(reading, each, _ask(needed), required=needed is not None)
            for each in found.components
            if each.needed_from == needed
        ]
        sections.append(Section(f"class-{needed or 'optional'}", title, tuple(fields)))
    return reading.report("mof", TITLE, _follows(found), sections)


def _ask(needed: int | None) -> str:
    which = f"components of class {_NUMERALS[needed]}" if needed else "optional components"
    return f"Record the {which} with their licenses (hw:hasComponent)"


def _follows(found: MofClass) -> str:
    return (
        f"Model Openness Framework, by the configuration of the Model Openness Tool of "
        f"{found.configuration}, which lists {len(found.components)} components; as recorded "
        "here, not a result of the Linux Foundation."
    )


def _class(reading: Reading, found: MofClass) -> list[Field]:
    """The class the records add up to, and what keeps them from the next one."""
    values: tuple[Value, ...] = ()
    if found.reached is not None:
        words = f"the components recorded add up to those of class {_NUMERALS[found.reached]}"
        if found.is_conditional:
            words += ", under licenses that are open and not written for things of their type"
        values = (Value(words, None, found.records),)
    elif found.is_recorded:
        values = (Value("the components recorded add up to no class", None, found.records),)
    blocking = tuple(
        Value(f"{each.label}: {STANDINGS[each.standing]}", None, each.records)
        for each in found.blocking
    )
    return [
        reading.field(
            "class",
            "Highest class whose required components are all recorded with an open license",
            values,
            _ask(3),
        ),
        reading.field(
            "blocking",
            "What the next class would need",
            blocking,
            "",
            required=False,
            empty=Fill.NOT_APPLICABLE,
        ),
    ]
