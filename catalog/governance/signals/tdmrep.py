"""The TDM Reservation Protocol: a file at the server, a header, and metadata in the content.

Follows the W3C community group report: the first rule of the file that matches decides; what the
header says goes before the file, what the content says before the header; what is absent in one
place resets nothing (section “Processing priority”).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from catalog.governance.signals.paths import is_match, normalized
from catalog.governance.signals.preference import Preference

_RESERVATION: Final = "tdm-reservation"
_POLICY: Final = "tdm-policy"
_VALUES: Final = {"0": Preference.ALLOW, "1": Preference.DISALLOW}


@dataclass(frozen=True, slots=True)
class Declaration:
    """What one place declares. `ALLOW` means that no right is reserved, unknown: not set."""

    reservation: Preference = Preference.UNKNOWN
    policy: str | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of tdmrep.json: a pattern of paths and what it declares for them."""

    location: str
    declaration: Declaration


@dataclass(frozen=True, slots=True)
class TdmFile:
    """A tdmrep.json as read, in its own order, with what could not be read in words."""

    rules: tuple[Rule, ...]
    problems: tuple[str, ...] = ()

    def declared_for(self, path: str) -> Declaration:
        """What the first rule whose location matches declares; nothing where none does."""
        asked = normalized(path)
        for rule in self.rules:
            if is_match(normalized(rule.location), asked):
                return rule.declaration
        return Declaration()


def parse_file(text: str) -> TdmFile:
    """Read a tdmrep.json. Own shapes of its author are named in `problems`, never guessed at."""
    try:
        given = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return TdmFile((), ("it is not JSON",))
    if not isinstance(given, list):
        return TdmFile((), ("it is not a list of rules, which the protocol asks for",))
    rules: list[Rule] = []
    problems: list[str] = []
    for number, entry in enumerate(given, 1):
        location = entry.get("location") if isinstance(entry, dict) else None
        if not isinstance(location, str):
            problems.append(f"rule {number} has no location")
            continue
        declaration = _declared(_plain(entry.get(_RESERVATION)), entry.get(_POLICY))
        problems += [f"rule {number}: {problem}" for problem in declaration.problems]
        rules.append(Rule(location, declaration))
    return TdmFile(tuple(rules), tuple(problems))


def parse_header(text: str) -> Declaration:
    """What the fields of an HTTP response declare, given as lines of `name: value`."""
    fields: dict[str, str] = {}
    for line in text.splitlines():
        name, _, value = line.partition(":")
        fields[name.strip().lower()] = value.strip()
    return _declared(fields.get(_RESERVATION), fields.get(_POLICY))


def parse_content(text: str) -> Declaration:
    """What the meta elements of a page declare."""
    reader = _Metas()
    reader.feed(text)
    reader.close()
    return _declared(reader.found.get(_RESERVATION), reader.found.get(_POLICY))


def effective(*places: Declaration) -> Declaration:
    """Declarations taken together, the weakest place first: file, header, content."""
    reservation, policy = Preference.UNKNOWN, None
    for place in places:
        if place.reservation is not Preference.UNKNOWN:
            reservation = place.reservation
        policy = place.policy or policy
    return Declaration(reservation, policy, tuple(p for place in places for p in place.problems))


def _declared(reservation: str | None, policy: object) -> Declaration:
    problems = []
    if reservation is not None and reservation not in _VALUES:
        problems.append(f"{_RESERVATION} is {reservation!r}, where 0 or 1 is asked for")
    if policy is not None and not isinstance(policy, str):
        problems.append(f"{_POLICY} is no address")
    return Declaration(
        _VALUES.get(reservation or "", Preference.UNKNOWN),
        policy if isinstance(policy, str) and policy else None,
        tuple(problems),
    )


def _plain(value: object) -> str | None:
    """A JSON value as the text of a header would give it; only the integers come out as digits."""
    if value is None:
        return None
    return str(value) if type(value) is int else json.dumps(value)


class _Metas(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = (given.get("name") or "").strip().lower()
        if tag == "meta" and name:
            self.found.setdefault(name, (given.get("content") or "").strip())
