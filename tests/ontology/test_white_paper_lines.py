"""Every concept of the white paper points to the lines that say it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from rdflib import Namespace
from rdflib.namespace import RDF, SKOS

from .support import HERE, OWN, SHARED, ontology

HW = Namespace(OWN + "#")
PAPER = SHARED / "white-paper.txt"


def expected() -> dict[str, tuple[list[str], str]]:
    """The lines of each concept, and words that stand there."""
    with (HERE / "white_paper_words.tsv").open(encoding="utf-8", newline="") as table:
        return {
            row["concept"]: (row["lines"].split(), row["words"])
            for row in csv.DictReader(table, delimiter="\t")
        }


def line_and_next(paper: Path, line: str) -> str:
    """The text of a line such as L424, with the one after it, as one lowercase string."""
    lines = paper.read_text(encoding="utf-8").split("\n")
    number = int(line.removeprefix("L"))
    return " ".join(" ".join(lines[number - 1 : number + 1]).lower().split())


def test_concepts_have_the_lines_of_the_table() -> None:
    graph = ontology()
    found = {
        str(concept).removeprefix(OWN + "/"): {
            str(o) for o in graph.objects(concept, HW.sourceLine)
        }
        for concept in graph.subjects(RDF.type, SKOS.Concept)
        if (concept, HW.sourceLine, None) in graph
    }
    assert found == {concept: set(lines) for concept, (lines, _) in expected().items()}


@pytest.mark.realdata
@pytest.mark.skipif(not PAPER.is_file(), reason="../shared/white-paper.txt is not there")
@pytest.mark.parametrize(
    ("line", "words"),
    [(line, words) for lines, words in expected().values() for line in lines],
)
def test_the_line_says_it(line: str, words: str) -> None:
    assert words in line_and_next(PAPER, line)
