"""The named questions: one `.rq` file each, with a title, parameters and columns.

A file is plain SPARQL that runs as it stands. Its head, lines that begin with `#:`, is YAML.
A parameter is bound wherever the query says `VALUES ?name { UNDEF }`: the value takes the place
of UNDEF as an RDF term, so that no text from outside can become part of the query.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from pyoxigraph import Literal, NamedNode

from catalog.errors import NotFoundError, UsageError

_FOLDER: Final = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question wants to know first. `type` is `thing` or `text`."""

    name: str
    type: str
    label: str
    default: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer and its heading."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Witness:
    """Between which two values of a row the way through the lineage is to be shown.

    Each is the name of a column or of a parameter: the thing made, and the source.
    """

    made: str
    source: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question anyone can ask by name; `number` is its number in questions.md."""

    name: str
    number: str
    title: str
    description: str
    audience: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    witness: Witness | None
    text: str

    @property
    def rank(self) -> tuple[bool, int]:
        """Its place in lists: part A of questions.md (Q1 …), then part B (B1 …), by number."""
        return self.number[:1] != "Q", int(self.number[1:])

    def query(self, values: Mapping[str, NamedNode | Literal]) -> str:
        """The SPARQL of the question with parameters bound; those left out stay open."""
        query = self.text
        for name, value in values.items():
            bound = f"VALUES ?{name} {{ {value} }}"
            query = bound.join(_slot(name).split(query))
        return query

    def to_json(self) -> dict[str, Any]:
        """The question as `GET /questions` lists it; values of several kinds."""
        return {
            "name": self.name,
            "number": self.number,
            "title": self.title,
            "description": self.description,
            "audience": self.audience,
            "parameters": [
                {
                    "name": parameter.name,
                    "type": parameter.type,
                    "label": parameter.label,
                    "default": parameter.default,
                    "required": parameter.required,
                }
                for parameter in self.parameters
            ],
            "columns": [{"name": c.name, "label": c.label} for c in self.columns],
        }


@cache
def questions() -> Mapping[str, Question]:
    """All shipped questions by name, in order of their numbers."""
    found = [_read(path) for path in _FOLDER.glob("*.rq")]
    found.sort(key=lambda question: question.rank)
    return {question.name: question for question in found}


def question(name: str) -> Question:
    """The question of that name or number.

    :raises NotFoundError: where there is none.
    """
    for each in questions().values():
        if name in (each.name, each.number, each.number.lower()):
            return each
    raise NotFoundError(name)


def _read(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    head = yaml.safe_load("\n".join(re.findall(r"^#: ?(.*)$", text, re.MULTILINE)))
    parameters = tuple(Parameter(**given) for given in head.get("parameters", ()))
    for parameter in parameters:
        if not _slot(parameter.name).search(text):
            raise UsageError(f"{path.name}: no VALUES ?{parameter.name} {{ UNDEF }} in the query.")
    witness = head.get("witness")
    columns = [Column(name, label) for name, label in head["columns"].items()]
    return Question(
        path.stem,
        head["number"],
        head["title"],
        head["description"],
        head["audience"],
        parameters,
        tuple(columns),
        Witness(**witness) if witness else None,
        re.sub(r"^#:.*\n", "", text, flags=re.MULTILINE),
    )


def _slot(name: str) -> re.Pattern[str]:
    return re.compile(rf"VALUES\s+\?{re.escape(name)}\s*\{{\s*UNDEF\s*\}}")
