"""What a page is, for sites that show a link to it (oEmbed 1.0, https://oembed.com/).

A link and never markup: whoever shows it runs nothing of ours, nor of those whose texts we hold.
"""

from __future__ import annotations

from html import escape
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from catalog.api.html import kind_label
from catalog.api.text import visible
from catalog.model import Thing
from catalog.terms import BASE, THINGS, split_thing

Json = dict[str, Any]  # Any: oEmbed holds texts and numbers

_PLACES: Final = ("/page/", "/id/")
_CACHED: Final = 3600


def name_in(url: str, origin: str) -> tuple[str, str] | None:
    """The kind and slug of the thing that an address of ours, or an IRI of ours, is about."""
    try:
        asked, ours = urlsplit(url), urlsplit(origin)
    except ValueError:
        return None
    if f"{asked.scheme}://{asked.netloc}{asked.path}".startswith(BASE):
        return split_thing(THINGS + unquote(url.partition("#")[0].removeprefix(THINGS)))
    if (asked.scheme, asked.netloc) != (ours.scheme, ours.netloc):
        return None
    for place in _PLACES:
        if asked.path.startswith(place):
            return split_thing(THINGS + unquote(asked.path.removeprefix(place)))
    return None


def description(thing: Thing, origin: str) -> Json:
    """What is told of a page: its title, the sort of thing it is about, and whose page it is."""
    return {
        "type": "link",
        "version": "1.0",
        "title": f"{visible(thing.title)} ({kind_label(thing.kind).lower()})",
        "provider_name": "Headwaters",
        "provider_url": origin + "/",
        "cache_age": _CACHED,
    }


def as_xml(told: Json) -> str:
    """The same as XML."""
    members = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in told.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>{members}</oembed>\n'
