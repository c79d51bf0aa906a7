"""An attribution bundle: all that a thing was made of, with creator, license and record."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from catalog.errors import UsageError
from catalog.governance.load import statements_for
from catalog.governance.steps import Way, ways_to
from catalog.model import Thing
from catalog.reports import data
from catalog.reports.reading import Reading, reading_of, with_names
from catalog.reports.texts import csv_cell, safe_link, visible
from catalog.store import CatalogStore
from catalog.terms import RECORDS, split_thing

FOLLOWED: Final = frozenset({"carry", "transform", "learn"})
FORMATS: Final = ("text", "bibtex", "csv")
_COLUMNS: Final = (
    "title", "creator", "year", "license", "url", "how", "for", "iri", "record",
)  # fmt: skip
_BIBTEX: Final = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_NOT_RECORDED: Final = "not recorded"


@dataclass(frozen=True, slots=True)
class Credit:
    """One thing to credit. `how` are the kinds of the shortest way, from it downstream."""

    iri: str
    title: str
    creators: tuple[str, ...]
    year: str | None
    licenses: tuple[str, ...]
    url: str | None
    how: tuple[str, ...]
    used_by: tuple[str, ...]
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """All credits for a selection, nearest first."""

    subjects: tuple[Thing, ...]
    as_of: str
    commit: int
    credits: tuple[Credit, ...]
    is_complete: bool


def bundle(store: CatalogStore, subjects: Sequence[Thing], as_of: str) -> Bundle:
    """Collect what a selection was made of, by ways of carrying, transforming and learning.

    :raises UsageError: where the selection is empty.
    """
    if not subjects:
        raise UsageError("Name at least one thing.")
    stated = statements_for(store, [subject.iri for subject in subjects])
    reading = reading_of(with_names(stated, store.graph), subjects[0], as_of, store.head)
    nearest: dict[str, Way] = {}
    used_by: dict[str, list[str]] = {}
    complete = True
    for subject in subjects:
        ways = ways_to(reading.statements, subject.iri)
        complete = complete and not (ways.is_depth_capped or ways.is_count_capped)
        for way in ways.found:
            if FOLLOWED.issuperset(way.kinds):
                held = nearest.setdefault(way.source, way)
                if len(way.steps) < len(held.steps):
                    nearest[way.source] = way
                used_by.setdefault(way.source, []).append(subject.title)
    ordered = sorted(nearest.items(), key=lambda item: (len(item[1].steps), item[0]))
    every = tuple(
        _credit(reading, iri, way, tuple(dict.fromkeys(used_by[iri]))) for iri, way in ordered
    )
    return Bundle(tuple(subjects), as_of, store.head, every, complete)


def _credit(reading: Reading, iri: str, way: Way, used_by: tuple[str, ...]) -> Credit:
    said = reading.statements
    creators = data.agents(reading, iri, "maker") or data.agents(reading, iri, "steward")
    pages = [*data.nearest(reading, iri, "dcat:landingPage"), *data.addresses(reading, iri)]
    issued = said.value(iri, "dct:issued")
    records = [record for record in said.records_on(iri) if record.startswith(RECORDS)]
    return Credit(
        iri,
        said.title(iri),
        tuple(value.text for value in creators),
        issued[:4] if issued else None,
        tuple(value.text for value in data.licenses(reading, iri)),
        next((link for page in pages if (link := safe_link(page.iri))), None),
        way.kinds,
        used_by,
        tuple(records or sorted({step.record for step in way.steps})),
    )


def bundle_text(found: Bundle, form: str) -> str:
    """The bundle as text, BibTeX or CSV.

    :raises UsageError: for another format.
    """
    if form == "text":
        return "\n".join(_text(found)) + "\n"
    if form == "bibtex":
        return "\n".join(_bibtex(found)) + "\n"
    if form == "csv":
        return _csv(found)
    raise UsageError(f"There is no format “{form}”. There are: {', '.join(FORMATS)}.")


def _head(found: Bundle) -> list[str]:
    names = ", ".join(visible(subject.title) for subject in found.subjects)
    lines = [
        f"Sources of {names}, as recorded on {found.as_of} at commit {found.commit}.",
        "Ways of carrying, transforming and learning are followed. What is not recorded is not "
        "listed; nobody's endorsement is implied.",
    ]
    if not found.is_complete:
        lines.append("There are more ways than were followed: the list may lack something.")
    return lines


def _text(found: Bundle) -> Iterator[str]:
    yield from _head(found)
    if not found.credits:
        yield "\nNothing upstream is recorded; that is not the same as none."
    for each in found.credits:
        yield f"\n{visible(each.title)}" + (f" ({each.year})" if each.year else "")
        yield f"  Creator: {visible(', '.join(each.creators) or _NOT_RECORDED)}"
        yield f"  License: {visible('; '.join(each.licenses) or _NOT_RECORDED)}"
        yield f"  Address: {each.url or _NOT_RECORDED}"
        yield f"  Reached: {' → '.join(each.how)}" + (
            f", for {visible(', '.join(each.used_by))}" if len(found.subjects) > 1 else ""
        )
        yield f"  Record: {' '.join(each.records)}"


def _bibtex(found: Bundle) -> Iterator[str]:
    yield from (f"% {line}" for line in _head(found))
    for each in found.credits:
        fields = {"title": f"{{{_tex(each.title)}}}"}
        if each.creators:
            fields["author"] = " and ".join(f"{{{_tex(name)}}}" for name in each.creators)
        if each.year:
            fields["year"] = each.year
        if each.url:
            fields["howpublished"] = rf"\url{{{each.url}}}"
        licenses = _tex("; ".join(each.licenses) or _NOT_RECORDED)
        fields["note"] = f"License: {licenses}; record: {_tex(' '.join(each.records))}"
        body = "".join(f",\n  {name} = {{{value}}}" for name, value in fields.items())
        yield f"\n@misc{{{_key(each.iri)}{body}\n}}"


def _csv(found: Bundle) -> str:
    """RFC 4180, with every cell guarded against being read as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for each in found.credits:
        row = (
            each.title, "; ".join(each.creators), each.year or "", "; ".join(each.licenses),
            each.url or "", " ".join(each.how), "; ".join(each.used_by), each.iri,
            " ".join(each.records),
        )  # fmt: skip
        writer.writerow([csv_cell(cell) for cell in row])
    return out.getvalue()


def _tex(text: str) -> str:
    return "".join(_BIBTEX.get(character, character) for character in visible(text))


def _key(iri: str) -> str:
    """A key no other thing has: its kind and slug."""
    kind, slug = split_thing(iri) or ("thing", iri)
    return re.sub(r"[^A-Za-z0-9.:+-]", "-", f"{kind}:{slug}")
