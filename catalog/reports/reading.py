"""What a template fills its fields from: the case of a thing, with names and words for values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from catalog.governance.case import Case
from catalog.governance.load import statements_for
from catalog.governance.statements import Said, Statements
from catalog.governance.steps import Step, confidence_of, steps_into
from catalog.governance.tables import shipped_tables
from catalog.model import Thing
from catalog.reports.report import Field, Fill, RecordNote, Report, Section, Value
from catalog.store import CatalogStore
from catalog.store.base import Graph
from catalog.terms import NS, RECORDS, THINGS, compact
from catalog.vocabulary import labels

DATA_KINDS: Final = ("dataset", "dataset-version", "collection", "series")
MODEL_KINDS: Final = ("model", "model-version")
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing, what is recorded of it and upstream of it, and how to call what is named."""

    case: Case
    thing: Thing
    commit: int

    @property
    def subject(self) -> str:
        """The IRI of the thing."""
        return self.case.subject

    @property
    def statements(self) -> Statements:
        """All that was read."""
        return self.case.statements

    def values(self, subject: str, *names: str) -> tuple[Value, ...]:
        """The values of some properties of a thing, each once with all its records."""
        return self.valued(said for name in names for said in self.statements.said(subject, name))

    def valued(self, said: Iterable[Said]) -> tuple[Value, ...]:
        """Things said as values of a field, each once with all its records."""
        records: dict[str, list[str]] = {}
        for each in said:
            records.setdefault(each.value, []).append(each.record)
        return tuple(self.value(value, stated) for value, stated in records.items())

    def valued_steps(self, steps: Iterable[Step]) -> tuple[Value, ...]:
        """The sources of some steps as values, each once with all its records."""
        return self.valued(Said(step.source, step.record) for step in steps)

    def value(self, value: str, records: Iterable[str]) -> Value:
        """One value: a code by its label, a thing by its title, an address as it is."""
        iri = value if value.startswith((THINGS, "https://", "http://")) else None
        if value.startswith(NS):
            text = labels().get(value, value)
        elif value.startswith(THINGS):
            text = self.statements.title(value)
        else:
            text = value
        return Value(text, iri, tuple(sorted(set(records))))

    def field(
        self,
        name: str,
        label: str,
        values: Iterable[Value],
        asks: str,
        *,
        about: str | None = None,
        required: bool = True,
        note: str = "",
        empty: Fill = Fill.NOT_RECORDED,
        because: Iterable[str] = (),
    ) -> Field:
        """A field with some values, or with the reason why it has none."""
        filled = tuple(values)
        named = about if about and about != self.subject else None
        return Field(
            name,
            label,
            Fill.VALUE if filled else empty,
            filled,
            note,
            named,
            self.statements.title(named) if named else None,
            asks,
            required,
            () if filled else tuple(because),
        )

    def sizes(self, thing: str) -> tuple[Value, ...]:
        """How much there is of a thing, with the units its records give."""
        units = self.values(thing, "hw:sizeUnit")
        unit = f" {units[0].text.lower()}" if len(units) == 1 else ""
        found = [
            Value(f"{_grouped(value.text)}{unit}", None, value.records)
            for value in self.values(thing, "hw:sizeValue")
        ]
        found += [
            Value(f"{_grouped(value.text)} bytes", None, value.records)
            for node in self.statements.said(thing, "dcat:distribution")
            for value in self.values(node.value, "dcat:byteSize")
        ]
        return tuple(found)

    def learned(self, model: str | None = None) -> list[Step]:
        """The steps by which a model learned from data or from other models."""
        steps = steps_into(self.statements, model or self.subject)
        return [step for step in steps if step.kind == "learn"]

    def report(
        self,
        template: str,
        title: str,
        follows: str,
        sections: Iterable[Section],
        document: dict[str, object] | None = None,
    ) -> Report:
        """The report on this thing, with notes on every record its fields rest on."""
        kept = tuple(section for section in sections if section.fields)
        used = {
            record
            for section in kept
            for each in section.fields
            for record in (*each.because, *(r for value in each.values for r in value.records))
        }
        notes = tuple(_note(self.statements, record) for record in sorted(used))
        return Report(
            template,
            title,
            self.subject,
            self.thing.title,
            self.case.as_of,
            self.commit,
            kept,
            notes,
            follows,
            document=document,
        )


def _grouped(number: str) -> str:
    """A whole number with a narrow space between its thousands; anything else as it is."""
    return f"{int(number):,}".replace(",", "\u202f") if number.isdigit() else number


def read(store: CatalogStore, thing: Thing, as_of: str) -> Reading:
    """Read all that the templates need about one thing."""
    stated = statements_for(store, [thing.iri])
    return reading_of(with_names(stated, store.graph), thing, as_of, store.head)


def reading_of(stated: Statements, thing: Thing, as_of: str, commit: int) -> Reading:
    """A reading of statements already at hand."""
    return Reading(Case(stated, thing.iri, as_of, shipped_tables()), thing, commit)


def with_names(stated: Statements, graph: Graph) -> Statements:
    """The same, and what is said of the agents and other things it only names."""
    known = set(stated.subjects())
    named: set[str] = set()

    def note(_subject: str, _name: str, said: Said) -> bool:
        if said.value.startswith(THINGS) and said.value not in known:
            named.add(said.value)
        return True

    return stated.where(note).where(lambda *_: True, _named(graph, sorted(named)))


def _named(graph: Graph, things: list[str]) -> Mapping[str, Mapping[str, tuple[Said, ...]]]:
    found: dict[str, dict[str, list[Said]]] = {}
    for start in range(0, len(things), _BATCH):
        values = " ".join(str(NamedNode(iri)) for iri in things[start : start + _BATCH])
        for row in graph.select(
            f"SELECT ?g ?s ?p ?o WHERE {{ VALUES ?s {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }}"
        ):
            value = row["o"]
            if row["g"].value.startswith(RECORDS) and isinstance(value, NamedNode | Literal):
                name = compact(row["p"].value)
                said = Said(value.value, row["g"].value)
                found.setdefault(row["s"].value, {}).setdefault(name, []).append(said)
    return {
        subject: {name: tuple(sorted(set(said))) for name, said in properties.items()}
        for subject, properties in found.items()
    }


def _note(statements: Statements, record: str) -> RecordNote:
    return RecordNote(
        record,
        tuple(statements.values(record, "dct:source")),
        statements.value(record, "hw:retrievedOn"),
        confidence_of(statements, record),
    )
