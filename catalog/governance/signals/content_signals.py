"""Content Signals in robots.txt: `search`, `ai-input` and `ai-train`, each yes or no.

By the published policy a signal that is absent neither grants nor restricts: it stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from catalog.governance.signals.paths import is_match, normalized
from catalog.governance.signals.preference import Preference, combined
from catalog.governance.signals.robots import Robots

SIGNALS: Final = ("search", "ai-input", "ai-train")
_VALUES: Final = {"yes": Preference.ALLOW, "no": Preference.DISALLOW}

Signals = Mapping[str, Preference]


def parse_signals(value: str) -> Signals:
    """What the value of one Content-Signal line says; other keys and values are left out.

    >>> {k: v.value for k, v in parse_signals("search=yes, ai-train=no").items()}
    {'search': 'allow', 'ai-train': 'disallow'}
    """
    found: dict[str, Preference] = {}
    for part in value.split(","):
        name, _, answer = (piece.strip().lower() for piece in part.partition("="))
        if name in SIGNALS and answer in _VALUES:
            found[name] = combined((found.get(name, Preference.UNKNOWN), _VALUES[answer]))
    return found


def signals_in(robots: Robots, agent: str, path: str = "/") -> Signals:
    """What robots.txt signals to a crawler for a path; on contradiction the most restrictive."""
    asked = normalized(path)
    lines = [_line(line.value) for line in robots.lines_for(agent) if line.name == "content-signal"]
    said = [signals for pattern, signals in lines if is_match(pattern, asked)]
    return {
        name: combined(signals.get(name, Preference.UNKNOWN) for signals in said)
        for name in SIGNALS
        if any(name in signals for signals in said)
    }


def _line(value: str) -> tuple[str, Signals]:
    if not value.startswith("/"):
        return "/", parse_signals(value)
    pattern, *rest = value.split(maxsplit=1)
    return normalized(pattern), parse_signals(rest[0] if rest else "")
