"""Pages: Jinja templates with everything from the catalogue escaped and made visible."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from catalog import __version__
from catalog.api import links, text
from catalog.api.options import Options
from catalog.terms import KINDS, compact
from catalog.vocabulary import labels

_PAGES: Final = Path(__file__).parent / "pages"


def make_environment(options: Options) -> Environment:
    """The templates with their filters. Every value they print passes through `text.visible`."""
    environment = Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=text.visible,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    environment.filters.update(
        href=links.href,
        compact=compact,
        shortened=text.shortened,
        counted=text.counted,
        day=text.day,
        marked=text.marked,
        short=links.short,
        kind_label=kind_label,
        path=quote,
    )
    environment.globals.update(
        explorer_url=(options.explorer_url or "").rstrip("/"),
        version=__version__,
        page_of=links.page_of,
        query_link=query_link,
        is_local=lambda iri: links.local(iri) is not None,
    )
    return environment


def kind_label(kind: str) -> str:
    """A kind of thing in words."""
    return labels().get(KINDS[kind].value, kind) if kind in KINDS else kind.replace("-", " ")


def query_link(query: str) -> str:
    """The address at which a query can be seen, changed and run."""
    return "/sparql?" + urlencode({"query": query.strip() + "\n"})


def address_with(request: Request, **changes: object) -> str:
    """The address of a request with some parameters changed; None takes one away."""
    kept = [(k, v) for k, v in request.query_params.multi_items() if k not in changes]
    new = [(k, str(v)) for k, v in changes.items() if v is not None]
    query = urlencode([*kept, *new])
    return f"{request.url.path}?{query}" if query else request.url.path


def render(environment: Environment, page: str, request: Request, **values: object) -> str:
    """A page as HTML."""
    return environment.get_template(page).render(request=request, **values)
