"""Rules the explorer keeps: what it imports, how its files are called, and no raw markup."""

from __future__ import annotations

import ast
import importlib.machinery
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import ui

_FOLDER: Final = Path(ui.__file__).parent
_FILES: Final = sorted(_FOLDER.rglob("*.py"))
_ALLOWED: Final = {"catalog.client", "catalog.errors", "catalog.model", "catalog.terms"}


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.relative_to(_FOLDER).as_posix())
def test_of_the_catalogue_only_the_client_is_imported(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    ours = {name for name in _imports(tree) if name.partition(".")[0] == "catalog"}
    assert ours <= _ALLOWED


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.relative_to(_FOLDER).as_posix())
def test_no_text_of_the_catalogue_can_become_markup(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    assert "unsafe_allow" not in source
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "st.html":
            assert ast.unparse(node) == "st.html(_HERE / 'look.css')"


def test_the_script_puts_text_in_as_text() -> None:
    source = (_FOLDER / "sheet.js").read_text(encoding="utf-8")
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert word not in source


def test_no_file_hides_a_package_or_module() -> None:
    elsewhere = [path for path in sys.path if Path(path).resolve() != _FOLDER.resolve()]
    names = {path.stem for path in _FOLDER.iterdir() if path.suffix == ".py" or path.is_dir()}
    hidden = {
        name
        for name in names - {"__init__", "__pycache__"}
        if name in sys.stdlib_module_names
        or importlib.machinery.PathFinder.find_spec(name, elsewhere) is not None
    }
    assert hidden == set()
