"""Every named question against the shipped catalogue, with its whole expected answer.

`<name>/expected.tsv` holds the answer as it must be: a row a line, things as kind/slug. A file
`<name>/<case>.tsv` whose first line is `# key=value …` is the answer to other parameters. Where
a file `<name>/<case>.trig` lies beside it, it is the answer on those records alone: small made-up
cases of what the shipped catalogue holds nothing of. Findings are as of 2026-11-24 throughout.
`pytest tests/questions --update` writes them anew; the difference is then for a person to read.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.core
import typer.main
from pyoxigraph import Literal, NamedNode

from catalog.ask import Answer, Cell, ask
from catalog.cli.main import app
from catalog.errors import NotFoundError, UsageError
from catalog.questions import question, questions
from catalog.store import CatalogStore
from catalog.terms import NS, THINGS
from tests.questions.conftest import store_of

FOLDER = Path(__file__).parent
DOCUMENT = FOLDER.parents[1] / "docs" / "questions.md"
ELSEWHERE = (7, 12, 15, 16, 19)
"""Numbers of part B that a command or a question of part A answers (docs/questions.md)."""
CASES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*.tsv"))


def parameters_of(path: Path) -> dict[str, str]:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    return dict(part.split("=", 1) for part in first[2:].split()) if first[:2] == "# " else {}


def as_text(answer: Answer, parameters: dict[str, str]) -> str:
    names = [column.name for column in answer.columns]
    head = f"# {' '.join(f'{k}={v}' for k, v in parameters.items())}\n" if parameters else ""
    lines = ["\t".join(names)]
    lines += ["\t".join(cell_text(row[name]) for name in names) for row in answer.rows]
    return head + "\n".join(lines) + "\n"


def cell_text(cell: Cell | None) -> str:
    if cell is None:
        return "—"
    return cell["value"].removeprefix(THINGS).removeprefix(NS)


@pytest.mark.parametrize("case", CASES)
def test_a_question_has_exactly_its_expected_answer(
    case: str, governed_store: CatalogStore, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    path = FOLDER / case
    parameters = parameters_of(path)
    if path.with_suffix(".trig").exists():
        with store_of(path.with_suffix(".trig"), tmp_path / "store") as store:
            answer = ask(store, path.parent.name, parameters)
    else:
        answer = ask(governed_store, path.parent.name, parameters, limit=5_000)
    found = as_text(answer, parameters)
    if pytestconfig.getoption("update"):
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")
    assert answer.total == len(answer.rows)
    assert not answer.is_truncated


def test_every_shipped_question_has_an_expected_answer() -> None:
    assert {case.partition("/")[0] for case in CASES if case.endswith("/expected.tsv")} == set(
        questions()
    )


def test_the_questions_of_this_version() -> None:
    numbers = [each.number for each in questions().values()]
    assert numbers == [
        *(f"Q{number}" for number in range(1, 23)),
        *(f"B{number}" for number in range(1, 26) if number not in ELSEWHERE),
    ]
    for each in questions().values():
        assert each.title.endswith("?")
        assert each.description
        assert each.audience in ("policymakers", "stewards", "communities", "developers")


def documented() -> dict[str, str]:
    """What answers each question, by its number, as docs/questions.md has it."""
    rows = re.findall(
        r"^\| ([QB]\d+) \| (.+?) \| .*\|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(rows) == len(dict(rows))
    return dict(rows)


def test_the_document_says_of_every_question_what_answers_it() -> None:
    answers = documented()
    assert list(answers) == [f"Q{n}" for n in range(1, 23)] + [f"B{n}" for n in range(1, 26)]
    for each in questions().values():
        assert f"`{each.name}`" in answers[each.number]
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    for answer in answers.values():
        for word in re.findall(r"`([^`]+)`", answer):
            parts = word.split()
            if parts[0] == "headwaters":
                assert parts[1] in group.commands
            else:
                assert word in questions()


def test_a_case_of_its_own_has_an_answer_beside_it() -> None:
    for path in FOLDER.glob("*/*.trig"):
        assert path.with_suffix(".tsv").exists()
        assert path.read_text(encoding="utf-8").startswith("# case: (synthetic) ")


def test_a_question_has_a_name_and_a_number(shipped_store: CatalogStore) -> None:
    assert question("q1").name == question("Q1").name == "models-descending-from"
    with pytest.raises(NotFoundError):
        ask(shipped_store, "no-such-question", {})


def test_a_parameter_not_known_or_missing_is_said_so(shipped_store: CatalogStore) -> None:
    with pytest.raises(UsageError, match="No parameter colour; this question takes: source"):
        ask(shipped_store, "Q1", {"colour": "blue"})
    with pytest.raises(NotFoundError, match="Nothing here is called “no such thing”"):
        ask(shipped_store, "Q1", {"source": "no such thing"})


def test_no_text_from_outside_becomes_part_of_a_query(shipped_store: CatalogStore) -> None:
    hostile = 'sw" } } ; DROP ALL # \\" }'
    answer = ask(shipped_store, "Q8", {"language": hostile})
    assert answer.total == 0
    assert str(Literal(hostile)) in answer.query


def test_binding_takes_the_place_of_undef_and_leaves_the_rest_open() -> None:
    asked = question("Q11")
    assert "VALUES ?agent { UNDEF }" in asked.query({})
    bound = asked.query({"agent": NamedNode("urn:x")})
    assert "VALUES ?agent { <urn:x> }" in bound
    assert "UNDEF" not in bound


def test_a_limit_is_kept_and_told(shipped_store: CatalogStore) -> None:
    answer = ask(shipped_store, "Q13", {}, limit=3)
    assert len(answer.rows) == 3
    assert answer.total > 40
    assert answer.is_truncated
    assert answer.to_json()["truncated"] is True


def test_the_witness_names_every_step_and_the_weakest_code(shipped_store: CatalogStore) -> None:
    answer = ask(shipped_store, "Q2", {"start": "aguila-7b"})
    by_source = {(row["source"] or {})["value"].removeprefix(THINGS): row for row in answer.rows}
    row = by_source["dataset/common-crawl"]
    assert row["path"] == {
        "value": "Ǎguila-7B ←learn← Falcon-7B ←learn← Falcon RefinedWeb ←carry← "
        "Common Crawl corpus",
        "type": "literal",
    }
    assert row["hops"] == {"value": "3", "type": "literal"}
    assert row["confidence"] == {"value": "K", "type": "literal"}
