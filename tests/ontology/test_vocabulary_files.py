"""The ontology is found, wherever it was installed, and gives words to terms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from catalog import vocabulary
from catalog.errors import UnavailableError

from .support import OWN, ROOT


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the installed package."""
    folder = tmp_path / "site-packages" / "catalog"
    folder.mkdir(parents=True)
    monkeypatch.setattr(vocabulary, "PACKAGE", folder)
    return folder


def test_a_checkout_uses_the_folders_beside_the_package() -> None:
    assert vocabulary.ontology_dir() == ROOT / "ontology"
    assert vocabulary.shapes_dir() == ROOT / "shapes"


def test_an_installed_package_uses_its_own_folders(package: Path) -> None:
    (package.parent / "ontology").mkdir()
    inside = package / "_vocabulary"
    (inside / "ontology").mkdir(parents=True)
    (inside / "shapes").mkdir()
    assert vocabulary.ontology_dir() == inside / "ontology"
    assert vocabulary.shapes_dir() == inside / "shapes"


def test_a_broken_installation_says_what_to_do(package: Path) -> None:
    with pytest.raises(UnavailableError) as caught:
        vocabulary.ontology_dir()
    assert str(caught.value) == (
        "The folder “ontology” did not come with this installation. Install Headwaters again, "
        "from a wheel or from a full checkout."
    )


def test_the_files_are_the_whole_ontology_and_not_the_lint_rules() -> None:
    names = {file.relative_to(ROOT / "ontology").as_posix() for file in vocabulary.ontology_files()}
    everything = {
        file.relative_to(ROOT / "ontology").as_posix()
        for file in (ROOT / "ontology").rglob("*.ttl")
    }
    assert names == everything - {"lint.ttl"}


def test_the_digest_changes_with_any_file(package: Path) -> None:
    folder = package / "_vocabulary" / "ontology"
    (folder / "schemes").mkdir(parents=True)
    (folder / "headwaters.ttl").write_text("# a")
    (folder / "alignments.ttl").write_text("# b")
    before = vocabulary.ontology_digest()
    assert re.fullmatch(r"[0-9a-f]{64}", before)
    assert vocabulary.ontology_digest() == before
    (folder / "schemes" / "new.ttl").write_text("")
    added = vocabulary.ontology_digest()
    (folder / "headwaters.ttl").write_text("# b")
    (folder / "alignments.ttl").write_text("# a")
    assert len({before, added, vocabulary.ontology_digest()}) == 3


@pytest.mark.parametrize(
    ("iri", "label"),
    [
        (f"{OWN}#edgeKind", "edge kind"),
        (f"{OWN}#DatasetVersion", "Dataset version"),
        (f"{OWN}/edge-kind", "Edge kind"),
        (f"{OWN}/edge-kind/learn", "Learned from"),
        ("http://data.europa.eu/it6/trainedOn", "trained on"),
        ("http://www.w3.org/ns/dcat#Dataset", "Dataset"),
    ],
)
def test_terms_have_labels(iri: str, label: str) -> None:
    assert vocabulary.labels()[iri] == label


def test_what_has_a_label_has_a_definition() -> None:
    assert vocabulary.labels().keys() == vocabulary.definitions().keys()
    assert vocabulary.definitions()[f"{OWN}/data-type/open"] == (
        "Anyone may reach, use and pass on the data without restriction, by an open license or "
        "because it is in the public domain."
    )
