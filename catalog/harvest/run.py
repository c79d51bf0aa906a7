"""Harvesting: read a source, tie its names, register its records, give each item an outcome.

A bad item never stops the run, nothing is dropped in silence, and the same input twice changes
nothing (architecture.md section 4.3).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from catalog.harvest.assemble import drafts_of, stub_draft
from catalog.harvest.description import Description, SourceFile, SourceFormat, Unreadable
from catalog.harvest.drafts import Dates, Draft
from catalog.harvest.files import read_source
from catalog.harvest.known import Held, held_by
from catalog.harvest.outcome import HarvestItem, HarvestReport
from catalog.harvest.resolution import Resolution, Resolved
from catalog.harvest.resolve import resolve
from catalog.harvest.sources import source_format
from catalog.model import Outcome, Record, Registration
from catalog.rdf.canonical import digest, to_ntriples
from catalog.records.register import register
from catalog.shacl import Validator
from catalog.store import CatalogStore

Progress = Callable[[int, int], None]


def harvest(
    store: CatalogStore,
    format_name: str,
    path: Path,
    dry_run: bool = False,
    progress: Progress | None = None,
    *,
    today: str | None = None,
    validator: Validator | None = None,
) -> HarvestReport:
    """Take in the items of a source, each with its outcome.

    :param format_name: one of `catalog.harvest.sources.FORMATS`, as `ecosystem-graphs`.
    :param path: a file of the source, or a folder of them.
    :param dry_run: find out what would happen and write nothing.
    :param progress: is told how many of how many steps are done.
    :param today: the day on which the source is read (ISO 8601); the present day if left out.
    :param validator: the shapes to hold records against; those of the catalogue if left out.
    :raises UsageError: where the format is unknown or nothing can be read at the path.
    """
    source = source_format(format_name)
    told = progress or (lambda done, total: None)
    results = _read(path, source)
    descriptions = [result for result in results if isinstance(result, Description)]
    total = 2 * len(descriptions) + 1
    told(len(descriptions), total)
    held = held_by(store.graph, source.name)
    resolution = resolve(descriptions, held.known, source.name)
    items, supporting = drafts_of(resolution, source, held.licenses)
    desk = _Desk(
        store,
        source,
        held,
        today or datetime.now(UTC).date().isoformat(),
        validator or Validator.load(),
        dry_run,
    )
    registered = desk.register(supporting + items)
    told(total - 1, total)
    desk.register(_stand_ins(source, resolution, registered, held))
    told(total, total)
    resolved = {item.description.remote_id: item for item in resolution.items}
    return HarvestReport(
        format=source.name,
        items=tuple(_item(result, resolved, registered) for result in results),
        supporting=tuple(registered[draft.remote_id] for draft in supporting),
        candidates=resolution.candidates,
        dry_run=dry_run,
    )


def _read(path: Path, source: SourceFormat) -> list[Description | Unreadable]:
    """All items of the source, and the files it could not read, in order."""
    results: list[Description | Unreadable] = []
    for file in read_source(path, source):
        results.extend(source.read([file]) if isinstance(file, SourceFile) else [file])
    return results


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where drafts are registered, with all that stays the same throughout a harvest."""

    store: CatalogStore
    source: SourceFormat
    held: Held
    day: str
    validator: Validator
    dry_run: bool

    def register(self, drafts: Sequence[Draft]) -> dict[str, HarvestItem]:
        """Register drafts; what became of each, by the item's id in the source."""
        if not drafts:
            return {}
        digests = self.store.journal.digests([draft.iri.value for draft in drafts])
        registrations = register(
            self.store,
            [self._dated(draft, digests) for draft in drafts],
            actor=f"harvest {self.source.name}",
            message=f"Harvest of {self.source.title}",
            validator=self.validator,
            dry_run=self.dry_run,
            per_item=True,
        )
        return {
            draft.remote_id: _registered(draft, registration)
            for draft, registration in zip(drafts, registrations, strict=True)
        }

    def _dated(self, draft: Draft, digests: Mapping[str, str]) -> Record:
        """The record with the dates it has, if it says what it said; else with new ones."""
        before = self.held.dates.get(draft.iri.value)
        if before is None:
            return draft.record(Dates(issued=self.day, retrieved=self.day))
        record = draft.record(before)
        if digest(to_ntriples(record.triples)) == digests.get(draft.iri.value):
            return record
        return draft.record(Dates(issued=before.issued, retrieved=self.day, modified=self.day))


def _registered(draft: Draft, registration: Registration) -> HarvestItem:
    reason = ""
    if registration.outcome is Outcome.FAILED:
        reason = "; ".join(f.message for f in registration.findings if f.is_violation)
    return HarvestItem(
        draft.remote_id,
        registration.outcome,
        draft.iri.value,
        reason,
        registration.findings,
    )


def _stand_ins(
    source: SourceFormat,
    resolution: Resolution,
    registered: Mapping[str, HarvestItem],
    held: Held,
) -> list[Draft]:
    """A stub for each failed item of which nothing is held and on which others depend."""
    needed = {parent.iri for item in resolution.items for parent in item.parents}
    described = {earlier.iri for earlier in held.known.previous.values()} | set(held.known.foreign)
    return [
        stub_draft(item, source)
        for item in resolution.items
        if registered[item.description.remote_id].outcome is Outcome.FAILED
        and item.iri in needed - described
    ]


def _item(
    result: Description | Unreadable,
    resolved: Mapping[str, Resolved],
    registered: Mapping[str, HarvestItem],
) -> HarvestItem:
    """The outcome of one item, with what was read otherwise than it stands as its reason."""
    if isinstance(result, Unreadable):
        return HarvestItem(result.remote_id, result.outcome, None, result.reason, result.findings)
    found = registered[result.remote_id]
    reasons = (found.reason, *resolved[result.remote_id].notes)
    return replace(found, reason=" ".join(reason for reason in reasons if reason))
