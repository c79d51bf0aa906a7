"""YAML from strangers, read within bounds.

Only texts, lists and mappings come out, whatever the file says: a plain `no`, `2022` or
`2024-05-01` stays the text it is, and no tag is ever acted on. We build from the parser's
events, so that an alias (a few lines of which can stand for billions of nodes), a tag or deep
nesting is refused where it is met, before anything has been built from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import yaml

from catalog.errors import TooLargeError, UnparseableError

MAX_DEPTH: Final = 20
MAX_NODES: Final = 200_000
MAX_TEXT: Final = 65_536
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlMapping(dict[str, "YamlValue"]):
    """A mapping that knows its line, counted from 1, and which keys stood in it more than once."""

    def __init__(self, line: int) -> None:
        """An empty mapping that begins at that line."""
        super().__init__()
        self.line = line
        self.repeated: list[str] = []


YamlValue = str | None | list["YamlValue"] | YamlMapping


def read_yaml(data: bytes, origin: str, max_bytes: int) -> list[YamlValue]:
    """The documents of a YAML stream (YAML 1.1 as libyaml reads it); usually there is one.

    A UTF-8 byte-order mark is passed over.

    :raises TooLargeError: where the bytes, the nesting, the number of nodes or one text passes
        its bound.
    :raises UnparseableError: where the text is no UTF-8 or no YAML, or uses an alias, a tag or
        a key that is not a plain text; with the line.
    """
    if len(data) > max_bytes:
        raise TooLargeError(f"{origin}: more than {max_bytes:,} bytes; we read no more of a file.")
    return _build(_events(_decode(data, origin), origin), origin)


def _decode(data: bytes, origin: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnparseableError("bytes that are not UTF-8", origin, line) from error


def _events(text: str, origin: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise UnparseableError(error.problem or "not YAML", origin, line, column) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        raise UnparseableError(
            f"a character YAML does not allow ({error.reason})", origin, line
        ) from error
    except yaml.YAMLError as error:
        raise UnparseableError(str(error), origin) from error


def _build(events: Iterator[yaml.Event], origin: str) -> list[YamlValue]:
    documents: list[YamlValue] = []
    open_nodes: list[_Open] = []
    count = 0
    for event in events:
        if not isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
            continue
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.CollectionEndEvent):
            closed = open_nodes.pop()
            _place(closed.value, closed.line, open_nodes, documents, origin)
            continue
        count += 1
        _check(event, line, len(open_nodes), count, origin)
        if isinstance(event, yaml.ScalarEvent):
            is_null = event.implicit[0] and event.value in _NULLS
            _place(None if is_null else event.value, line, open_nodes, documents, origin)
        else:
            is_mapping = isinstance(event, yaml.MappingStartEvent)
            open_nodes.append(_Open(YamlMapping(line) if is_mapping else [], line))
    return documents


class _Open:
    """A list or mapping whose end has not been met; `key` is the one that waits for its value."""

    __slots__ = ("has_key", "key", "line", "value")

    def __init__(self, value: list[YamlValue] | YamlMapping, line: int) -> None:
        self.value, self.line = value, line
        self.key, self.has_key = "", False


def _place(
    value: YamlValue, line: int, open_nodes: list[_Open], documents: list[YamlValue], origin: str
) -> None:
    """Put a finished value where it belongs."""
    if not open_nodes:
        documents.append(value)
        return
    parent = open_nodes[-1]
    if isinstance(parent.value, list):
        parent.value.append(value)
    elif parent.has_key:
        if parent.key in parent.value:
            parent.value.repeated.append(parent.key)
        parent.value[parent.key], parent.has_key = value, False
    elif isinstance(value, list | YamlMapping):
        raise UnparseableError("a list or mapping as a key", origin, line)
    else:
        parent.key, parent.has_key = value or "", True


def _check(event: yaml.NodeEvent, line: int, depth: int, count: int, origin: str) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise UnparseableError("an alias; write the value out where it is meant", origin, line)
    tag = getattr(event, "tag", None)
    if tag is not None:
        raise UnparseableError(f"the tag {tag}; leave tags out", origin, line)
    if depth >= MAX_DEPTH:
        raise TooLargeError(f"{origin}, line {line}: nested more than {MAX_DEPTH} deep.")
    if count > MAX_NODES:
        raise TooLargeError(f"{origin}, line {line}: more than {MAX_NODES:,} values.")
    if isinstance(event, yaml.ScalarEvent):
        if len(event.value) > MAX_TEXT:
            raise TooLargeError(
                f"{origin}, line {line}: a text of more than {MAX_TEXT:,} characters."
            )
        if _UNWRITABLE.search(event.value):
            raise UnparseableError("a control character in a text", origin, line)
