"""How findings speak of a signal: by its title, its issuer, and when it began."""

from __future__ import annotations

from catalog.governance.case import Case
from catalog.governance.signals.statement import Signal
from catalog.governance.wording import listed

_KINDS = {
    "individual": "an individual",
    "organization": "an organization",
    "community": "a community",
    "intermediary-default": "a host's default, which is not the author's own wish",
}


def described(case: Case, signal: Signal, *, capital: bool = False) -> str:
    """A signal in words, with who speaks in it where a host's default does."""
    note = ", a host's default," if "intermediary-default" in signal.issuer_kinds else ""
    return f"{'The' if capital else 'the'} signal “{signal.title}”{note}"


def of_issuer(case: Case, signal: Signal) -> str:
    """A signal's issuer and what kind of issuer it is, as recorded."""
    kinds = [_KINDS[kind] for kind in sorted(signal.issuer_kinds) if kind in _KINDS]
    kind = listed(kinds) or "an issuer of a kind not recorded"
    names = listed([case.title(issuer) for issuer in signal.issuers])
    return f"{names}, {kind}" if names else kind


def begun(signal: Signal) -> str:
    """When a signal began, as far as recorded."""
    if signal.begins is None:
        return "at a time that is not recorded"
    first, last = signal.begins
    if not signal.is_only_observed:
        return (
            f"in force from {first}"
            if first == last
            else f"in force from a day between {first} and {last}"
        )
    if first == last:
        return f"first seen {last}"
    return f"begun or first seen on a day between {first} and {last}"
