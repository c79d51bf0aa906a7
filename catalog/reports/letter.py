"""A steward's impact letter: what was made of a thing, and what became of its terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from catalog.governance.evaluate import evaluate
from catalog.governance.finding import RuleFinding, Status
from catalog.governance.load import statements_for
from catalog.governance.statements import Statements
from catalog.governance.steps import Way, ways_to
from catalog.lineage import Direction, trace
from catalog.model import Thing
from catalog.reports import data
from catalog.reports.reading import Reading, reading_of, with_names
from catalog.reports.report import COVER, Value
from catalog.reports.texts import markdown, safe_link
from catalog.store import CatalogStore

MOST: Final = 500
"""How many things made of it are looked at, nearest first; the letter says if there are more."""

_TERMS: Final = frozenset(
    {"R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R12", "R13", "R14", "R15", "R21"}
)
"""The rules that speak of what a source asks for."""

_GROUPS: Final = (
    ("kept", "Recorded as kept", (Status.SATISFIED,)),
    ("not-kept", "Recorded with no sign of being kept, or against them",
     (Status.CONFLICT, Status.WARNING)),
    ("open", "Open: on this views differ", (Status.UNSETTLED,)),
    ("unknown", "Not known: a record is missing", (Status.UNKNOWN,)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reached:
    """Something made of the thing: how it got there, what was found, who made it."""

    thing: Thing
    hops: int
    ways: int
    is_lower_bound: bool
    shortest: Way | None
    findings: tuple[RuleFinding, ...]
    contacts: tuple[tuple[Value, tuple[str, ...]], ...]

    def group(self) -> set[str]:
        """The groups its findings fall into."""
        statuses = {finding.status for finding in self.findings}
        return {name for name, _, wanted in _GROUPS if statuses & {*wanted}}


@dataclass(frozen=True, slots=True)
class Letter:
    """What a steward can be told of a thing, as of a date and at a commit."""

    subject: Thing
    as_of: str
    commit: int
    total: int
    terms: tuple[Value, ...]
    stewards: tuple[Value, ...]
    reached: tuple[Reached, ...]

    @property
    def cover(self) -> str:
        """The sentence the letter opens with."""
        return COVER.format(day=self.as_of)

    def in_group(self, name: str) -> list[Reached]:
        """The things of which a finding falls into a group."""
        return [each for each in self.reached if name in each.group()]

    def to_json(self) -> dict[str, Any]:
        """As `headwaters letter --json` prints it."""
        return {
            "cover": self.cover,
            "subject": {"iri": self.subject.iri, "title": self.subject.title},
            "as_of": self.as_of,
            "commit": self.commit,
            "total": self.total,
            "looked_at": len(self.reached),
            "terms": [value.to_json() for value in self.terms],
            "stewards": [value.to_json() for value in self.stewards],
            "counts": {name: len(self.in_group(name)) for name, _, _ in _GROUPS},
            "reached": [_reached_json(each) for each in self.reached],
        }


def letter(store: CatalogStore, subject: Thing, as_of: str) -> Letter:
    """Read what was made of a thing and what the rules find on its terms there."""
    found = trace(store, subject, Direction.DOWNSTREAM, limit=MOST)
    things = [node.thing.iri for node in found.nodes]
    stated = with_names(statements_for(store, [subject.iri, *things]), store.graph)
    reading = reading_of(stated, subject, as_of, store.head)
    reached = tuple(_reached(reading, stated, node.thing, node.hops, as_of) for node in found.nodes)
    terms = [*data.licenses(reading, subject.iri)]
    terms += reading.values(subject.iri, "hw:hasProtocol", "hw:hasLabel")
    stewards = data.agents(reading, subject.iri, "steward", "custodian", "kaitiaki")
    return Letter(subject, as_of, store.head, found.total, tuple(terms), tuple(stewards), reached)


def _reached(reading: Reading, stated: Statements, thing: Thing, hops: int, as_of: str) -> Reached:
    ways = ways_to(stated, thing.iri)
    from_here = [way for way in ways.found if way.source == reading.subject]
    findings = [
        finding
        for finding in evaluate(stated, thing.iri, as_of)
        if finding.source == reading.subject and finding.rule in _TERMS
    ]
    makers = data.agents(reading, thing.iri, "maker", "steward")
    contacts = [
        (maker, tuple(stated.values(maker.iri or "", "dcat:landingPage"))) for maker in makers
    ]
    return Reached(
        thing, hops, len(from_here), ways.is_count_capped or ways.is_depth_capped,
        from_here[0] if from_here else None, tuple(findings), tuple(contacts),
    )  # fmt: skip


def letter_text(found: Letter) -> str:
    """The letter as Markdown."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Letter) -> Iterator[str]:
    title = markdown(found.subject.title)
    yield f"# What was made of {title}\n"
    yield f"{found.cover}\n"
    yield _summary(found, title)
    yield "\n## Its terms, as recorded\n"
    yield from _list([value.text for value in found.terms], "No license, protocol or label is")
    yield "\n## What became of them\n"
    for name, label, wanted in _GROUPS:
        chosen = found.in_group(name)
        if chosen:
            yield f"### {label} ({len(chosen)} of {len(found.reached)})\n"
            for each in chosen:
                for finding in each.findings:
                    if finding.status in wanted:
                        yield f"* {markdown(finding.message)} ({finding.rule})"
            yield ""
    silent = [each.thing.title for each in found.reached if not each.group()]
    if silent:
        share = f"{len(silent)} of {len(found.reached)}"
        yield f"### No finding that its terms were kept or not ({share})\n"
        yield f"{markdown(', '.join(silent))}. This is no finding that they were kept.\n"
    yield "## What was made of it\n"
    for each in found.reached:
        least = "at least " if each.is_lower_bound else ""
        path = " → ".join(step.kind for step in each.shortest.steps) if each.shortest else "?"
        yield (
            f"* {markdown(each.thing.title)} ({each.thing.kind.replace('-', ' ')}): "
            f"{least}{_counted(each.ways, 'way')}, shortest {path}"
        )
    yield "\n## Whom one could write to\n"
    yield from _contacts(found)
    yield from _draft(found, title)


def _summary(found: Letter, title: str) -> str:
    models = sum(each.thing.kind in ("model", "model-version") for each in found.reached)
    others = len(found.reached) - models
    ways = sum(each.ways for each in found.reached)
    kept, dropped = len(found.in_group("kept")), len(found.in_group("not-kept"))
    text = (
        f"By the records at commit {found.commit}, {title} reaches {_counted(models, 'model')} and "
        f"{_counted(others, 'other thing')}, by {_counted(ways, 'way')} followed. For {kept} of "
        f"them a finding says that its terms were kept, for {dropped} that there is no sign of it "
        "or that a record stands against it. What is not listed may still have used it: a missing "
        "record is no evidence."
    )
    if found.total > len(found.reached):
        text += f" Only the nearest {len(found.reached)} of {found.total} were looked at."
    return text


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _contacts(found: Letter) -> Iterator[str]:
    makers: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for each in found.reached:
        for maker, pages in each.contacts:
            makers.setdefault((maker.text, pages), []).append(each.thing.title)
    if not makers:
        yield "No maker or steward of these things is recorded."
    for (name, pages), titles in sorted(makers.items()):
        links = " ".join(f"<{link}>" for page in pages if (link := safe_link(page)))
        made = markdown(", ".join(dict.fromkeys(titles)))
        yield f"* {markdown(name)} ({links or 'no address recorded'}): {made}"


def _draft(found: Letter, title: str) -> Iterator[str]:
    """A notice for the steward to change and sign; it asks, and states records only."""
    names = " and ".join(markdown(steward.text) for steward in found.stewards)
    terms = "; ".join(markdown(value.text) for value in found.terms) or "not recorded"
    yield "\n## Draft of a note to makers\n"
    yield "To be checked and signed by the steward; the catalogue speaks for nobody.\n"
    yield "> To the makers of [name of the model or dataset]\n>"
    yield f"> We, {names or '[name of the steward; none is recorded]'}, look after {title}."
    yield "> Public records, listed with their sources in the Headwaters catalogue, name it among"
    yield "> the sources of what you made. Its terms as recorded there:"
    yield f"> {terms}."
    yield ">\n> We would like to ask you: is this correct? How are these terms passed on, and where"
    yield "> can that be seen? If a record is wrong, please tell us or the catalogue, and say from"
    yield "> which source you know."


def _list(texts: list[str], none: str) -> Iterator[str]:
    yield from (f"* {markdown(text)}" for text in texts)
    if not texts:
        yield f"{none} recorded; that is not the same as none."


def _reached_json(each: Reached) -> dict[str, Any]:
    return {
        "iri": each.thing.iri,
        "title": each.thing.title,
        "kind": each.thing.kind,
        "hops": each.hops,
        "ways": each.ways,
        "ways_are_lower_bound": each.is_lower_bound,
        "groups": sorted(each.group()),
        "findings": [finding.to_json() for finding in each.findings],
        "contacts": [
            {"name": maker.text, "iri": maker.iri, "pages": list(pages)}
            for maker, pages in each.contacts
        ],
    }
