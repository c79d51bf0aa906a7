"""Every rule on its cases: small graphs as files, each with exactly the findings expected.

A case is `<rule>/<name>.trig`: records as named graphs, and in comments at its head

    # case: F1 (real | synthetic), what it shows
    # subject: model/dolly-v2-12b
    # as-of: 2026-11-24
    # rules: R5
    # user: place=NG purpose=commercial          (only where a rule asks who the user is)

Beside it `<name>.expected` has one line for each finding of those rules, in order: rule, status,
reason, source, edge kinds of the way, number of further ways, weakest code, message; parted by
tabs. `pytest tests/rules --update` writes them anew; the difference is then for a person to read.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from catalog.governance.evaluate import evaluate
from catalog.governance.finding import RuleFinding
from catalog.governance.rules import RULES
from catalog.governance.statements import Statements
from catalog.governance.user import UserContext
from catalog.rdf.canonical import skolemize
from catalog.terms import THINGS

FOLDER = Path(__file__).parent
CASES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*.trig"))


def head_of(text: str) -> dict[str, str]:
    return dict(re.findall(r"^# ([a-z-]+): (.*)$", text, re.MULTILINE))


def statements_in(path: Path) -> Statements:
    graphs: dict[NamedNode, list[Triple]] = {}
    for quad in parse(path=str(path), format=RdfFormat.TRIG):
        assert isinstance(quad.graph_name, NamedNode), "put every statement into a record"
        graphs.setdefault(quad.graph_name, []).append(quad.triple)
    return Statements.of(
        (graph.value, triple)
        for graph, triples in graphs.items()
        for triple in skolemize(graph, triples)
    )


def line_of(finding: RuleFinding) -> str:
    return "\t".join(
        (
            finding.rule,
            finding.status.value,
            finding.reason,
            (finding.source or "—").removeprefix(THINGS),
            " ".join(step.kind for step in finding.path) or "—",
            str(finding.further),
            finding.confidence,
            finding.message,
        )
    )


@pytest.mark.parametrize("case", CASES)
def test_a_case_has_exactly_its_findings(case: str, pytestconfig: pytest.Config) -> None:
    path = FOLDER / case
    head = head_of(path.read_text(encoding="utf-8"))
    wanted = head["rules"].split()
    rules = [rule for rule in RULES if rule.number in wanted]
    assert [rule.number for rule in rules] == wanted
    given = dict(part.split("=") for part in head.get("user", "").split())
    user = UserContext(**given) if given else None
    subject = THINGS + head["subject"]
    found = evaluate(statements_in(path), subject, head["as-of"], rules=rules, user=user)
    text = "".join(line_of(finding) + "\n" for finding in found)
    expected = path.with_suffix(".expected")
    if pytestconfig.getoption("update"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", [rule.number for rule in RULES])
def test_every_rule_has_a_case(rule: str) -> None:
    heads = [head_of((FOLDER / case).read_text(encoding="utf-8")) for case in CASES]
    assert any(rule in head["rules"].split() for head in heads)
