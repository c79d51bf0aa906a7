"""robots.txt as RFC 9309 reads it: groups by product token, the longest rule, allow on a tie."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from catalog.governance.signals.paths import is_match, normalized
from catalog.governance.signals.preference import Preference

_BOM: Final = "\ufeff"
_TOKEN: Final = re.compile(r"[A-Za-z_-]+")
_PRODUCT: Final = re.compile(r"[A-Za-z_-][A-Za-z0-9_.-]*(/\S*)?")
_RULES: Final = frozenset({"allow", "disallow", "content-usage"})
_KEPT: Final = _RULES | {"content-signal"}
_OWN_FILE: Final = "/robots.txt"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a group: its number in the file, its name in lower case, and what follows."""

    number: int
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Group:
    """The lines that speak to some crawlers.

    `agents` are product tokens in lower case, or `*`; `listed` are those that stand after a comma
    on a user-agent line, which RFC 9309 does not provide for.
    """

    agents: frozenset[str]
    listed: frozenset[str]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Robots:
    """A robots.txt as read. Where `is_markup`, the text is a web page and says nothing."""

    groups: tuple[Group, ...]
    unread: tuple[Line, ...]
    is_markup: bool = False

    @property
    def named(self) -> frozenset[str]:
        """The product tokens any group speaks to, `*` left out."""
        return frozenset().union(*(g.agents | g.listed for g in self.groups)) - {"*"}

    def addresses(self, agent: str) -> bool:
        """Whether any group speaks to a crawler, by name or by `*`."""
        token = product_token(agent)
        return any({token, "*"} & (g.agents | g.listed) for g in self.groups)

    def lines_for(self, agent: str, *, by_lists: bool = True) -> tuple[Line, ...]:
        """The lines that speak to a crawler: of all groups that name it, else of those for `*`.

        :param by_lists: whether standing after a comma counts as being named.
        """
        token = product_token(agent)
        naming = [
            g for g in self.groups if token in (g.agents | g.listed if by_lists else g.agents)
        ]
        chosen = naming or [g for g in self.groups if "*" in g.agents]
        return tuple(line for group in chosen for line in group.lines)

    def access(self, agent: str, path: str = "/") -> Preference:
        """What is said to a crawler about a path.

        Unknown where no rule reaches crawler and path, and where only a list by commas decides
        and the file read without such lists says something else. The RFC lets a crawler fetch
        what no rule disallows; that is no statement of a wish, so unknown stays unknown here.
        """
        asked = normalized(path)
        loose = _access(self.lines_for(agent), asked)
        strict = _access(self.lines_for(agent, by_lists=False), asked)
        return loose if loose is strict else Preference.UNKNOWN


def product_token(agent: str) -> str:
    """The part of a crawler's name that groups are matched by, in lower case; `*` as it is.

    >>> product_token("CCBot/2.0 (https://commoncrawl.org/faq/)")
    'ccbot'
    """
    text = agent.strip()
    token = _TOKEN.match(text)
    return "*" if text.startswith("*") else token[0].lower() if token else ""


def parse_robots(text: str) -> Robots:
    """Read a robots.txt. Anything can be read; lines that mean nothing are kept in `unread`."""
    bare = text.removeprefix(_BOM)
    if bare.lstrip().startswith("<"):
        return Robots((), (), is_markup=True)
    groups: list[Group] = []
    unread: list[Line] = []
    agents: list[str] = []
    listed: list[str] = []
    lines: list[Line] = []
    is_open = False
    for line in _lines(bare):
        if line.name == "user-agent":
            if not is_open:
                groups.append(Group(frozenset(agents), frozenset(listed), tuple(lines)))
                agents, listed, lines = [], [], []
            is_open = True
            first, *further = _agents(line.value)
            agents.append(first)
            listed += further
        elif line.name in _KEPT and (agents or listed):
            # Content-Signal is no rule of RFC 9309 and must not end a run of user-agent lines.
            is_open = is_open and line.name not in _RULES
            lines.append(line)
        else:
            unread.append(line)
    groups.append(Group(frozenset(agents), frozenset(listed), tuple(lines)))
    return Robots(tuple(g for g in groups if g.agents), tuple(unread))


def decided(lines: Iterable[Line], path: str) -> tuple[Line, ...]:
    """The Allow and Disallow lines with the longest pattern that matches a normalized path."""
    best: list[Line] = []
    length = -1
    for line in lines:
        pattern = _pattern(line)
        if pattern and len(pattern) >= length and is_match(pattern, path):
            best = [*best, line] if len(pattern) == length else [line]
            length = len(pattern)
    return tuple(best)


def _access(lines: tuple[Line, ...], path: str) -> Preference:
    if path == _OWN_FILE:
        return Preference.ALLOW
    deciding = {line.name for line in decided(lines, path)}
    if deciding:
        return Preference.ALLOW if "allow" in deciding else Preference.DISALLOW
    # That no rule reaches the path is silence. An empty Disallow is the old way to free all.
    frees_all = any(line.name == "disallow" and not line.value for line in lines)
    return Preference.ALLOW if frees_all else Preference.UNKNOWN


def _pattern(line: Line) -> str:
    if line.name in ("allow", "disallow") and line.value.startswith(("/", "*")):
        return normalized(line.value)
    return ""


def _lines(text: str) -> Iterator[Line]:
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        stated, _, _ = raw.partition("#")
        if stated.strip():
            name, colon, value = stated.partition(":")
            yield Line(number, name.strip().lower() if colon else "", value.strip())


def _agents(value: str) -> list[str]:
    parts = [part.strip() for part in value.split(",")]
    if len(parts) > 1 and all(_PRODUCT.fullmatch(part) for part in parts):
        return [product_token(part) for part in parts]
    return [product_token(value)]
