"""The ontology and the shapes as files, and the words they give to terms.

In an installed wheel both folders are inside the package, in `catalog/_vocabulary/`; in a
checkout they stand beside it, so that an edited term or shape is live at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from catalog.errors import UnavailableError
from catalog.terms import LABEL, PREF_LABEL, term

PACKAGE: Final = Path(__file__).parent
DEFINITION: Final = term("skos:definition")
LANGUAGE: Final = "en"


def ontology_dir() -> Path:
    """The folder with headwaters.ttl, schemes/, imports/, alignments.ttl and lint.ttl.

    Raises UnavailableError where the installation lacks it.
    """
    return _folder("ontology", PACKAGE)


def shapes_dir() -> Path:
    """The folder with the SHACL shapes; raises UnavailableError where it is missing."""
    return _folder("shapes", PACKAGE)


def ontology_files() -> list[Path]:
    """Every Turtle file that belongs to the ontology, in a fixed order.

    The lint rules are not part of it: they speak about the ontology, not about data.
    """
    folder = ontology_dir()
    return [
        folder / "headwaters.ttl",
        folder / "alignments.ttl",
        *sorted((folder / "schemes").glob("*.ttl")),
        *sorted((folder / "imports").glob("*.ttl")),
        *sorted((folder / "rules").glob("*.ttl")),
    ]


def ontology_digest() -> str:
    """A SHA-256 over names and contents of the files, to see whether a store holds this state."""
    folder = ontology_dir()
    digest = sha256()
    for file in ontology_files():
        content = file.read_bytes()
        digest.update(f"{file.relative_to(folder).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def ontology_triples() -> Iterator[Triple]:
    """What the ontology states, file by file; a triple may come more than once."""
    for file in ontology_files():
        for quad in parse(path=str(file), format=RdfFormat.TURTLE):
            yield quad.triple


@cache
def labels() -> Mapping[str, str]:
    """The English label of every class, property and concept, ours and reused, by its IRI."""
    return _words(LABEL, PREF_LABEL)


@cache
def definitions() -> Mapping[str, str]:
    """The English definition of every class, property and concept, by its IRI."""
    return _words(DEFINITION)


def _words(*predicates: NamedNode) -> Mapping[str, str]:
    words = {
        triple.subject.value: triple.object.value
        for triple in ontology_triples()
        if triple.predicate in predicates
        and isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, Literal)
        and triple.object.language == LANGUAGE
    }
    return MappingProxyType(words)


def _folder(name: str, package: Path) -> Path:
    for candidate in (package / "_vocabulary" / name, package.parent / name):
        if candidate.is_dir():
            return candidate
    raise UnavailableError(
        f"The folder “{name}” did not come with this installation. Install Headwaters again, "
        "from a wheel or from a full checkout."
    )
