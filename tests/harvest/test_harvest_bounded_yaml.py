"""YAML from strangers: what is read, and what is refused before it does harm."""

from __future__ import annotations

import pytest

from catalog.errors import TooLargeError, UnparseableError
from catalog.harvest.bounded_yaml import YamlMapping, read_yaml


def _read(text: str | bytes) -> object:
    data = text.encode() if isinstance(text, str) else text
    return read_yaml(data, "f.yaml", 100_000)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "- no\n- 2022\n- 1.0\n- 2024-05-01\n- 0x10\n",
            [["no", "2022", "1.0", "2024-05-01", "0x10"]],
        ),
        ("- ~\n- null\n- ''\n- 'null'\n-\n", [[None, None, "", "null", None]]),
        ("a: {b: [1, 2]}\n", [{"a": {"b": ["1", "2"]}}]),
        ("a: &x 1\n", [{"a": "1"}]),
        ("<<: 1\n", [{"<<": "1"}]),
        ("---\na: 1\n---\n- b\n", [{"a": "1"}, ["b"]]),
        ("", []),
        (b"\xef\xbb\xbfa: 1\n", [{"a": "1"}]),
    ],
)
def test_only_texts_lists_and_mappings_come_out(text: str | bytes, value: object) -> None:
    assert _read(text) == value


def test_a_mapping_knows_its_line_and_its_repeated_keys() -> None:
    (documents,) = read_yaml(b"- a: 1\n- b: 1\n  c: 2\n  b: 3\n", "f.yaml", 100)
    assert isinstance(documents, list)
    second = documents[1]
    assert isinstance(second, YamlMapping)
    assert (second.line, second.repeated, second["b"]) == (2, ["b"], "3")


_BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (_BOMB, "f.yaml, line 2: an alias; write the value out where it is meant"),
        ("a: &a\n  b: *a\n", "f.yaml, line 2: an alias; write the value out where it is meant"),
        (
            "x: 1\na: !!python/object/apply:os.system ['true']\n",
            "f.yaml, line 2: the tag tag:yaml.org,2002:python/object/apply:os.system; "
            "leave tags out",
        ),
        ("- !own x\n", "f.yaml, line 1: the tag !own; leave tags out"),
        ("? [a]\n: b\n", "f.yaml, line 1: a list or mapping as a key"),
        ('a: "x\\0y"\n', "f.yaml, line 1: a control character in a text"),
        (b"a: 1\nb: \xff\n", "f.yaml, line 2: bytes that are not UTF-8"),
        (b"a: 1\nb: \x01\n", "f.yaml, line 2: a character YAML does not allow"),
    ],
)
def test_what_is_not_plain_is_refused_with_its_line(text: str | bytes, message: str) -> None:
    with pytest.raises(UnparseableError) as caught:
        _read(text)
    assert str(caught.value).startswith(message)


def test_broken_text_is_refused_with_line_and_column() -> None:
    with pytest.raises(UnparseableError) as caught:
        _read("a: 1\nb: [1, 2\nc: 3\n")
    assert (caught.value.origin, caught.value.line, caught.value.column) == ("f.yaml", 3, 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 99_000, "f.yaml, line 1: nested more than 20 deep."),
        ("- " * 21 + "x", "f.yaml, line 1: nested more than 20 deep."),
        ("a: " + "x" * 65_537, "f.yaml, line 1: a text of more than 65,536 characters."),
        (" " * 100_001, "f.yaml: more than 100,000 bytes; we read no more of a file."),
    ],
)
def test_bounds(text: str, message: str) -> None:
    with pytest.raises(TooLargeError) as caught:
        _read(text)
    assert str(caught.value) == message


def test_the_number_of_values_is_bounded() -> None:
    data = b"[" + b"x," * 200_000 + b"]"
    with pytest.raises(TooLargeError, match=r"^f\.yaml, line 1: more than 200,000 values\.$"):
        read_yaml(data, "f.yaml", 5_000_000)


def test_twenty_levels_are_read() -> None:
    assert _read("[" * 20 + "]" * 20) != []
