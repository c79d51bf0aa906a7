"""A report as Markdown, as a printable page, as JSON, or in the template's own format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from catalog.errors import UsageError
from catalog.reports.report import Field, Fill, Gap, Report, Value
from catalog.reports.texts import markdown, safe_link, visible
from catalog.terms import NS, RECORDS

FORMATS: Final = ("md", "html", "json", "document")
MEDIA_TYPES: Final = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}
_DOCUMENTS: Final = {"croissant": "application/ld+json", "dta": "application/json"}
_NAMED: Final = 6
_CONFIDENCE: Final = {
    "V": "read at the source",
    "W": "stated in the white paper",
    "K": "known to the editors, not read again",
    "H": "harvested",
    "M": "ambiguous",
    "contested": "contested",
}


def render(report: Report, form: str) -> str:
    """The report as text.

    :param form: md, html, json, or document where the template has a format of its own.
    :raises UsageError: for another format, and for document where the template has none.
    """
    if form == "md":
        return re.sub(r"\n{3,}", "\n\n", "\n".join(_markdown(report))) + "\n"
    if form == "html":
        return _page(report)
    if form == "json":
        return json.dumps(report.to_json(), ensure_ascii=False, indent=2) + "\n"
    if form != "document":
        raise UsageError(f"There is no format “{form}”. There are: {', '.join(FORMATS)}.")
    if report.document is None:
        raise UsageError(
            f"The template “{report.template}” has no format of its own; "
            "croissant (JSON-LD) and dta (JSON) have."
        )
    return json.dumps(report.document, ensure_ascii=False, indent=2) + "\n"


def media_type(report: Report, form: str) -> str:
    """The media type of what `render` gives."""
    return MEDIA_TYPES.get(form) or _DOCUMENTS.get(report.template, "application/json")


def completeness_words(report: Report) -> str:
    """How complete the report is, in a sentence."""
    counts = report.completeness
    parts = [f"{counts[Fill.NOT_RECORDED]} not recorded"]
    parts += [f"{counts[Fill.NOT_DISCLOSED]} not disclosed by the maker"]
    parts += [f"{counts[Fill.NOT_APPLICABLE]} not applicable"]
    return (
        f"{counts[Fill.VALUE]} of {counts['applicable']} fields that apply have a value; "
        f"{', '.join(parts)}."
    )


def gap_words(gap: Gap) -> str:
    """One thing to fill next, in a line."""
    fields = f"{gap.fields} field{'s' if gap.fields != 1 else ''}"
    named = gap.labels if len(gap.labels) > 1 else gap.things
    some = ", ".join(named[:_NAMED])
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return f"{gap.asks} ({fields}: {some}{more})"


def confidence_words(code: str) -> str:
    """What a confidence code means, in words."""
    return _CONFIDENCE.get(code, code)


def _numbers(report: Report) -> dict[str, int]:
    return {record.iri: number for number, record in enumerate(report.records, start=1)}


def _markdown(report: Report) -> Iterator[str]:
    numbers = _numbers(report)
    yield f"# {markdown(report.title)}: {markdown(report.subject_title)}"
    yield f"\n{report.cover}\n"
    yield f"{markdown(report.follows)}\n"
    yield f"* Subject: <{report.subject}>"
    yield f"* Catalogue at commit {report.commit}; template version {report.version}"
    yield f"* {completeness_words(report)}"
    for section in report.sections:
        yield f"\n## {markdown(section.title)}\n"
        if section.note:
            yield f"{markdown(section.note)}\n"
        about: str | None = None
        for each in section.fields:
            if each.about != about:
                about = each.about
                yield f"\n### {markdown(each.about_title or report.subject_title)}\n"
            yield from _markdown_field(each, numbers)
    if report.gaps:
        yield "\n## What to fill next\n"
        yield from (f"1. {markdown(gap_words(gap))}" for gap in report.gaps)
    if report.records:
        yield "\n## Records\n"
        for record in report.records:
            sources = " ".join(f"<{link}>" for each in record.sources if (link := safe_link(each)))
            yield (
                f"{numbers[record.iri]}. {markdown(record.iri.removeprefix(RECORDS))}, "
                f"{confidence_words(record.confidence)}"
                + (f", retrieved {markdown(record.retrieved)}" if record.retrieved else "")
                + (f", from {sources}" if sources else "")
            )


def _markdown_field(each: Field, numbers: dict[str, int]) -> Iterator[str]:
    label = f"* **{markdown(each.label)}**: "
    note = f" ({markdown(each.note)})" if each.note else ""
    if each.fill is not Fill.VALUE:
        yield f"{label}*{each.fill.words}*{_marks(each.because, numbers)}{note}"
    elif len(each.values) == 1:
        yield f"{label}{_markdown_value(each.values[0], numbers)}{note}"
    else:
        yield f"{label.rstrip()}{note}"
        yield from (f"  * {_markdown_value(value, numbers)}" for value in each.values)


def _markdown_value(value: Value, numbers: dict[str, int]) -> str:
    link = _link(value)
    marks = _marks(value.records, numbers)
    if link and value.text == value.iri:
        return f"<{link}>{marks}"
    if link:
        return f"[{markdown(value.text)}]({link.replace('(', '%28').replace(')', '%29')}){marks}"
    return markdown(value.text) + marks


def _marks(records: Iterable[str], numbers: dict[str, int]) -> str:
    return "".join(f" [{numbers[record]}]" for record in records if record in numbers)


def _link(value: Value) -> str | None:
    """Where a value leads: things and addresses do, codes are words."""
    return None if (value.iri or "").startswith(NS) else safe_link(value.iri)


def _page(report: Report) -> str:
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            numbers=_numbers(report),
            completeness=completeness_words(report),
            gaps=[gap_words(gap) for gap in report.gaps],
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: visible(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        link=safe_link,
        leads=_link,
        confidence=confidence_words,
        record=lambda iri: iri.removeprefix(RECORDS),
    )
    return environment
