"""What records state, indexed for the rules: an immutable reading of part of the graph.

Every value keeps the record that states it, so that a finding can name its sources. Absence is
absence: nothing here turns it into “no”.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, Self

from pyoxigraph import Literal, NamedNode, Triple

from catalog.rdf.canonical import plain
from catalog.terms import NS, TITLE, TYPE, compact, split_thing


class Said(NamedTuple):
    """A value and the record that states it. IRIs and texts are plain strings."""

    value: str
    record: str


Index = Mapping[str, Mapping[str, tuple[Said, ...]]]


class Statements:
    """Who says what about which node, by subject and by prefixed name of the property."""

    def __init__(self, index: Index) -> None:
        """Use `Statements.of`."""
        self._index = index
        self.memo: dict[object, dict[object, object]] = {}  # what `memo.once` has read of these

    @classmethod
    def of(cls, stated: Iterable[tuple[str, Triple]]) -> Self:
        """Index triples, each with the IRI of the record that states it."""
        return cls.of_plain(
            (record, triple.subject.value, triple.predicate.value, triple.object.value)
            for record, triple in stated
            if isinstance(triple.subject, NamedNode)
            and isinstance(triple.object, NamedNode | Literal)
        )

    @classmethod
    def of_states(cls, states: Iterable[tuple[str, str]]) -> Self:
        """Index records, each its IRI and its state as canonical N-Triples."""
        return cls.of_plain(
            (record, subject, predicate, value)
            for record, state in states
            for subject, predicate, value in plain(state)
        )

    @classmethod
    def of_plain(cls, stated: Iterable[tuple[str, str, str, str]]) -> Self:
        """Index statements given as plain strings: record, subject, predicate, value."""
        index: dict[str, dict[str, list[Said]]] = {}
        for record, subject, predicate, value in stated:
            properties = index.get(subject)
            if properties is None:
                properties = index[subject] = {}
            name = _short(predicate)
            said = properties.get(name)
            if said is None:
                properties[name] = [Said(value, record)]
            else:
                said.append(Said(value, record))
        return cls(
            {
                subject: {
                    name: tuple(said) if len(said) == 1 else tuple(sorted(set(said)))
                    for name, said in properties.items()
                }
                for subject, properties in index.items()
            }
        )

    def said(self, subject: str, name: str) -> tuple[Said, ...]:
        """The values of a property as `dct:license`, each with its record; sorted."""
        return self._index.get(subject, {}).get(name, ())

    def values(self, subject: str, name: str) -> list[str]:
        """The values of a property, each once; sorted."""
        return sorted({said.value for said in self.said(subject, name)})

    def value(self, subject: str, name: str) -> str | None:
        """The first value of a property, or None where nothing is recorded."""
        said = self.said(subject, name)
        return said[0].value if said else None

    def codes(self, subject: str, name: str) -> frozenset[str]:
        """The concept ids among the values of a property, as `learn` for edge-kind/learn."""
        return frozenset(code_of(said.value) for said in self.said(subject, name))

    def properties(self, subject: str) -> Iterator[str]:
        """The prefixed names of the properties a node has values of."""
        return iter(self._index.get(subject, {}))

    def title(self, iri: str) -> str:
        """What to call a thing: its title, else the end of its IRI."""
        return self.value(iri, _TITLE) or (split_thing(iri) or ("", iri))[1]

    def is_a(self, iri: str, *classes: str) -> bool:
        """Whether a record types a thing as one of some classes, given as prefixed names."""
        return any(_short(said.value) in classes for said in self.said(iri, _TYPE))

    def subjects(self) -> Iterator[str]:
        """Every node something is stated about."""
        return iter(self._index)

    def records_on(self, iri: str) -> list[str]:
        """The records that state anything of a node; sorted."""
        properties = self._index.get(iri, {})
        return sorted({said.record for all_said in properties.values() for said in all_said})

    def where(self, keep: Callable[[str, str, Said], bool], add: Index | None = None) -> Statements:
        """Another reading: with only what `keep` lets stay, and more beside it.

        :param keep: is given subject, prefixed name of the property, and the value said.
        """
        index: dict[str, dict[str, tuple[Said, ...]]] = {}
        for subject, properties in self._index.items():
            kept = {
                name: left
                for name, all_said in properties.items()
                if (left := tuple(said for said in all_said if keep(subject, name, said)))
            }
            if kept:
                index[subject] = kept
        for subject, properties in (add or {}).items():
            into = index.setdefault(subject, {})
            for name, said in properties.items():
                into[name] = tuple(sorted({*into.get(name, ()), *said}))
        return Statements(index)


def code_of(value: str) -> str:
    """The id of a concept of ours, as `learn`; another value as it is."""
    return value.rpartition("/")[2] if value.startswith(NS) else value


@lru_cache(maxsize=4_096)
def _short(iri: str) -> str:
    return compact(iri)


_TITLE = _short(TITLE.value)
_TYPE = _short(TYPE.value)
