"""What must never be claimed (rules.md 3.3), over every sentence the product can print.

Sentences come from the code's own texts (string literals that are not docstrings), the page
templates, the shapes' messages, the questions, the shipped records, and from every finding on
every subject of the shipped catalogue and of the rules' cases.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, RdfFormat, parse

from catalog.governance.evaluate import evaluate
from catalog.governance.finding import Status
from catalog.governance.load import all_statements
from catalog.governance.rules import RULES
from catalog.governance.upkeep import SUBJECT_KINDS
from catalog.store import CatalogStore
from tests.rules.test_cases import CASES, FOLDER, head_of, statements_in

ROOT = Path(__file__).parents[1]

NEVER = {
    "1 a verdict": r"\b(il)?legal(ly)?\b|\bcomplian(t|ce)\b|\bcompl(y|ies) with\b|\binfring\w*|"
    r"\bsafe to use\b|\bcleared\b|\blawful(ly)?\b|\bpermitted by law\b",
    "2 unknown is fine": r"\bno restrictions?\b|\bfree of restrictions\b|\bno problems? found\b|"
    r"\ball clear\b",
    "3 no signal is consent": r"\bconsented\b|\bopted in\b|\bhas given consent\b",
    "4 no edge is no use": r"\bwas not (trained on|used)\b|\bdid not use\b|\bnever used\b",
    "5 an award": r"\bis open source ai\b|\bclass [iv123]+ awarded\b|\bsummary (is )?accepted\b|"
    r"\bqualifies as open source\b|\bmeets the osaid\b",
    "7 a person's data": r"\bmodel contains (a person|personal data)|\bcontains the data of\b",
    "8 share-alike reaches": r"\bthe weights are (under|bound)\b|\bmust be released under\b",
    "9 the outcome in a place": r"\bunder (eu|us|u\.s\.|german|french|uk) law\b|\bin breach\b|"
    r"\bviolat\w+ (the )?(law|act|directive)\b",
    "10 a ranking": r"\b(best|worst|most|least) (responsible|ethical|open|transparent) "
    r"(maker|steward|compan|organi)",
}

ALLOWED = (
    "not a filing, not legal advice",
    "give legal advice",
    "legal reservation claimed",
    "legal-reservation-claimed",
    "legalcode",
    "legal code",
    "legal basis",
    "haslegalbasis",
    "never a legal",
    "no legal",
    "not a legal",
    "illegal content",  # the title of a field of the EU template
    "dpv/legal",
    "applicablelegislation",
)


def problems(text: str) -> list[str]:
    plain = text.lower()
    for phrase in ALLOWED:
        plain = plain.replace(phrase, "")
    return [name for name, words in NEVER.items() if re.search(words, plain)]


def literals() -> Iterator[tuple[str, str]]:
    for path in [*(ROOT / "catalog").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documented = {
            node.body[0].value
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        loose = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if node in documented or node in loose:
                continue
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


def files() -> Iterator[tuple[str, str]]:
    for pattern in ("catalog/**/*.html", "catalog/questions/*.rq", "catalog/**/*.jinja"):
        for path in ROOT.glob(pattern):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
    for pattern in ("shapes/*.ttl", "catalog/entries/**/*.ttl"):
        for path in ROOT.glob(pattern):
            for quad in parse(path=str(path), format=RdfFormat.TURTLE):
                value = quad.object
                raw = quad.predicate.value.endswith(("rawExpression", "identifier", "jurisdiction"))
                if isinstance(value, Literal) and not raw:
                    yield str(path.relative_to(ROOT)), value.value


def test_no_text_of_the_product_claims_it() -> None:
    found = [
        (where, problem, text)
        for where, text in (*literals(), *files())
        for problem in problems(text)
    ]
    assert found == []


def test_the_search_finds_what_it_looks_for() -> None:
    assert problems("This use is legal.") == ["1 a verdict"]
    assert problems("No restrictions.") == ["2 unknown is fine"]
    assert problems("The author consented.") == ["3 no signal is consent"]
    assert problems("Books3 was not used.") == ["4 no edge is no use"]
    assert problems("OLMo is Open Source AI") == ["5 an award"]
    assert problems("The model contains a person's name") == ["7 a person's data"]
    assert problems("So the weights are under CC BY-SA.") == ["8 share-alike reaches"]
    assert problems("This is allowed under EU law") == ["9 the outcome in a place"]
    assert problems("the most responsible maker") == ["10 a ranking"]
    assert problems("Filled from records; not a filing, not legal advice.") == []


def test_no_finding_on_the_shipped_catalogue_claims_it(shipped_store: CatalogStore) -> None:
    statements = all_statements(shipped_store.journal)
    hits = shipped_store.search.search("", {"kind": list(SUBJECT_KINDS)}, 10_000, 0).hits
    checked = 0
    for hit in hits:
        for finding in evaluate(statements, hit.thing.iri, "2026-11-24"):
            assert problems(finding.message) == [], finding.message
            assert finding.records, finding.message
            checked += 1
    assert checked > 100


@pytest.mark.parametrize("case", CASES)
def test_no_finding_on_a_case_claims_it(case: str) -> None:
    head = head_of((FOLDER / case).read_text(encoding="utf-8"))
    subject = f"https://w3id.org/headwaters/id/{head['subject']}"
    for finding in evaluate(statements_in(FOLDER / case), subject, head["as-of"], rules=RULES):
        assert problems(finding.message) == [], finding.message
        if finding.reason == "SA-WEIGHTS":
            assert finding.status is Status.UNSETTLED
            assert "views differ" in finding.message
