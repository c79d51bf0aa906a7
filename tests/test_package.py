"""What keeps the parts apart: import rules, names, and where the engines are opened."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = [*(ROOT / "catalog").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]


def test_the_import_rules_hold() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "0 broken" in done.stdout, done.stdout


def test_no_file_of_the_explorer_bears_the_name_of_a_package_we_import() -> None:
    names = {path.stem for path in (ROOT / "ui").iterdir() if path.suffix == ".py" or path.is_dir()}
    names -= {"__init__", "__pycache__", "app"}
    assert [name for name in sorted(names) if find_spec(name) is not None] == []


def test_oxigraph_is_opened_in_one_place_for_writing_one_for_reading_and_one_on_copies() -> None:
    opening = sorted(
        path.relative_to(ROOT).as_posix()
        for path in PYTHON
        if re.search(r"\bStore\(|Store\.read_only\(", path.read_text(encoding="utf-8"))
        and "pyoxigraph" in path.read_text(encoding="utf-8")
    )
    in_memory = {"catalog/shacl/queries.py", "catalog/rdf/canonical.py"}
    assert [path for path in opening if path not in in_memory] == [
        "catalog/sparql/update_worker.py",
        "catalog/sparql/worker.py",
        "catalog/store/embedded.py",
    ]


def test_no_path_of_a_machine_and_no_package_registry_stands_in_the_project() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    words = re.compile(
        r"(?<![\w.])/(?:work|home|root)/|pypi\.org|registry\.npmjs|files\.pythonhosted"
    )
    found = [
        name
        for name in tracked
        if (ROOT / name).is_file()
        and name != "tests/test_package.py"
        and words.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []
