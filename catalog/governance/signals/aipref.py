"""AIPREF usage preferences: the Content-Usage field and the rule of that name in robots.txt.

Follows draft-ietf-aipref-attach (longest path, paths that may be crawled only) and
draft-ietf-aipref-vocab (dictionary of labels with `y` or `n`; the most restrictive on a tie).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from catalog.governance.signals.paths import is_match, normalized
from catalog.governance.signals.preference import Preference, combined
from catalog.governance.signals.robots import Robots
from catalog.governance.signals.structured import MalformedFieldError, tokens_of

Usage = Mapping[str, Preference]
"""Labels of the vocabulary, as `train-ai`, each with its preference; others are not said."""

_VALUES: Final = {"y": Preference.ALLOW, "n": Preference.DISALLOW}


def parse_usage(text: str) -> Usage:
    """The preferences of a Content-Usage field; empty where the text is no dictionary.

    >>> {k: v.value for k, v in parse_usage("train-ai=n, search=y").items()}
    {'train-ai': 'disallow', 'search': 'allow'}
    """
    try:
        tokens = tokens_of(text)
    except MalformedFieldError:
        return {}
    return {key: _VALUES.get(value or "", Preference.UNKNOWN) for key, value in tokens.items()}


def usage_in(robots: Robots, agent: str, path: str = "/") -> Usage:
    """The preferences robots.txt attaches to a path for a crawler.

    Empty where the path is not to be crawled: no preference is attached to it then. A rule
    without a path, as early drafts wrote it, holds for every path.
    """
    asked = normalized(path)
    if robots.access(agent, path) is Preference.DISALLOW:
        return {}
    chosen: list[Usage] = []
    length = -1
    for line in robots.lines_for(agent):
        if line.name == "content-usage":
            pattern, usage = _rule(line.value)
            if len(pattern) >= length and is_match(pattern, asked):
                chosen = [*chosen, usage] if len(pattern) == length else [usage]
                length = len(pattern)
    labels = sorted({label for usage in chosen for label in usage})
    return {
        label: combined(usage.get(label, Preference.UNKNOWN) for usage in chosen)
        for label in labels
    }


def _rule(value: str) -> tuple[str, Usage]:
    if not value.startswith(("/", "*")):
        return "/", parse_usage(value)
    pattern, *rest = value.split(maxsplit=1)
    return normalized(pattern), parse_usage(rest[0] if rest else "")
