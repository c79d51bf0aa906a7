"""Who points at a thing: the statements of some records, the other way round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from weakref import WeakKeyDictionary

from catalog.governance.statements import Statements

_Index = Mapping[str, tuple[str, ...]]
_INDEXES: WeakKeyDictionary[Statements, dict[str, _Index]] = WeakKeyDictionary()


def pointing_at(statements: Statements, name: str, value: str) -> tuple[str, ...]:
    """The subjects that have a value for a property, given as a prefixed name; sorted.

    The index of a property is made once for a reading: rules on many subjects share it.
    """
    indexes = _INDEXES.setdefault(statements, {})
    if name not in indexes:
        found: dict[str, set[str]] = defaultdict(set)
        for subject in statements.subjects():
            for said in statements.said(subject, name):
                found[said.value].add(subject)
        indexes[name] = {key: tuple(sorted(subjects)) for key, subjects in found.items()}
    return indexes[name].get(value, ())
