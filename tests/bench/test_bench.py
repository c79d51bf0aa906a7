"""The benchmark runs, its contenders agree, and one that answers wrongly is found out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.contenders import Contender, Way
from tests.bench.questions import Question, questions_on
from tests.bench.report import report
from tests.bench.run import UnequalAnswersError, ask, run
from tests.bench.shape import shape_of

ROOT = Path(__file__).parents[2]
LINEAGE = [
    "Headwaters",
    "closure, IRIs alone",
    "hw:upstream+, same engine",
    "alternation path, same engine",
    "rdflib in memory",
]
TEXT = ["Headwaters", "SPARQL, same engine", "rdflib in memory"]


def test_everyone_is_asked_and_all_agree(tmp_path: Path) -> None:
    done = run(300, tmp_path, seed=7, rdflib=True, budget=0.0)
    asked: dict[str, list[str]] = {}
    for one in done.asked:
        asked.setdefault(one.question, []).append(one.contender)
    titles = [question.title for question in questions_on(shape_of(300))]
    assert list(asked) == titles
    assert [asked[title] for title in titles] == [TEXT, *([LINEAGE] * 4), *([TEXT] * 6)]
    assert [(load.contender, load.triples) for load in done.loads] == [
        ("Headwaters", 9_454),
        ("rdflib in memory", 9_453),  # one statement stands in two records
    ]
    assert report([done]).count("| met |") + report([done]).count("| missed |") == 6


def test_a_wrong_answer_is_found_out() -> None:
    right = Contender("right", {"count": Way(lambda iri: 3, int)})
    wrong = Contender("wrong", {"count": Way(lambda iri: 4, int)})
    question = Question("count", "how many", ["x"])
    with pytest.raises(
        UnequalAnswersError, match=r"how many \(x\): wrong says 4, where 3 is right"
    ):
        ask(question, [right, wrong], 0.0)
    with pytest.raises(UnequalAnswersError, match="right says 3, where 5 is right"):
        ask(Question("count", "how many", ["x"], lambda iri: 5), [right], 0.0)


def test_the_command_prints_a_page_and_ends_well(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.bench", "--sizes", "100,200", "--quick",
               "--rdflib", "0", "--directory", str(tmp_path)]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    headings = [line for line in done.stdout.splitlines() if line.startswith("## ")]
    assert headings == [
        "## 100 entries", "## 200 entries", "## Growth: 2 times the entries",
        "## Aims, at 200 entries",
    ]  # fmt: skip
    assert list(tmp_path.iterdir()) == []
