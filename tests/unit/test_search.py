from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.errors import StoreDamagedError
from catalog.model import Thing
from catalog.store import CatalogStore
from catalog.store.document import Document
from catalog.store.search import SearchIndex

BASE = "https://w3id.org/headwaters/id/"


def document(slug: str, title: str, kind: str = "dataset", **facets: tuple[str, ...]) -> Document:
    return Document(
        BASE + f"{kind}/{slug}",
        kind,
        slug,
        title,
        (f"{title} (old name)",),
        f"All about {title}.",
        {"kind": (kind,), **facets},
    )


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SearchIndex]:
    made = SearchIndex(tmp_path / "search.db")
    made.put(
        [
            document("oscar", "OSCAR", language=("en", "fr"), license=("cc0",)),
            document("c4", "Colossal Clean Crawled Corpus", language=("en",), license=("odc-by",)),
            document("mc4", "multilingual C4", language=("mul",), license=("odc-by",)),
            document("falcon-7b", "Falcon-7B", "model", license=("apache",)),
            document("eagle", "Ǎguila-7B", "model", license=("apache",)),
        ],
        (),
        7,
    )
    yield made
    made.close()


def titles(index: SearchIndex, text: str, **selected: list[str]) -> list[str]:
    return [hit.thing.title for hit in index.search(text, selected, 20, 0).hits]


def test_all_things_come_by_title(index: SearchIndex) -> None:
    assert titles(index, "") == [
        "Colossal Clean Crawled Corpus", "Falcon-7B", "multilingual C4", "OSCAR", "Ǎguila-7B",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("crawled", ["Colossal Clean Crawled Corpus"]),
        ("craw", ["Colossal Clean Crawled Corpus"]),
        ("aguila", ["Ǎguila-7B"]),
        ("7b falcon", ["Falcon-7B"]),
        ("c4", ["Colossal Clean Crawled Corpus", "multilingual C4"]),
        ("nothing like it", []),
        ('" OR *', []),
        ("-_-", []),
    ],
)
def test_words_find_names_and_the_last_may_be_begun(
    index: SearchIndex, text: str, found: list[str]
) -> None:
    assert sorted(titles(index, text)) == found


def test_a_name_that_begins_as_the_text_does_comes_first(index: SearchIndex) -> None:
    index.put([document("c4-uncleaned", "C4 before cleaning")], (), 8)
    assert titles(index, "c4")[0] == "C4 before cleaning"
    assert titles(index, "MULTI")[0] == "multilingual C4"


def test_text_without_a_word_is_no_text(index: SearchIndex) -> None:
    assert index.search("-- ?", {}, 20, 0).total == 5


def test_values_widen_within_a_facet_and_facets_narrow(index: SearchIndex) -> None:
    assert titles(index, "", license=["cc0", "apache"]) == ["Falcon-7B", "OSCAR", "Ǎguila-7B"]
    assert titles(index, "", license=["odc-by"], language=["en"]) == [
        "Colossal Clean Crawled Corpus"
    ]
    assert titles(index, "", license=["not there"]) == []


def test_counts_are_those_that_choosing_would_give(index: SearchIndex) -> None:
    found = index.search("", {"license": ["odc-by"]}, 20, 0)
    assert found.total == 2
    assert found.facets["license"] == (("apache", 2), ("odc-by", 2), ("cc0", 1))
    assert found.facets["language"] == (("en", 1), ("mul", 1))
    assert found.facets["kind"] == (("dataset", 2),)
    assert found.facets["modality"] == ()


def test_pages_follow_one_another(index: SearchIndex) -> None:
    pages = [index.search("", {}, 2, offset) for offset in (0, 2, 4, 6)]
    assert [len(page.hits) for page in pages] == [2, 2, 1, 0]
    assert {page.total for page in pages} == {5}
    assert len({hit.thing.iri for page in pages for hit in page.hits}) == 5


def test_putting_again_replaces_and_removing_forgets(index: SearchIndex) -> None:
    index.put([document("oscar", "OSCAR 23.01", license=("gated",))], [BASE + "dataset/c4"], 8)
    assert index.count() == 4
    assert index.commit_number() == 8
    assert titles(index, "oscar") == ["OSCAR 23.01"]
    assert titles(index, "crawled") == []
    assert dict(index.search("", {}, 9, 0).facets["license"]) == {
        "apache": 2, "odc-by": 1, "gated": 1,
    }  # fmt: skip


def test_what_was_put_is_there_after_reopening(index: SearchIndex) -> None:
    again = SearchIndex(index.path)
    assert again.search("", {"language": ["en"]}, 9, 0) == index.search(
        "", {"language": ["en"]}, 9, 0
    )
    again.close()


def test_names_are_exact_before_they_are_like(index: SearchIndex) -> None:
    falcon = Thing(BASE + "model/falcon-7b", "model", "falcon-7b", "Falcon-7B")
    assert index.named("falcon-7b") == index.named("Falcon-7B") == index.named("FALCON-7b")
    assert index.named("falcon-7b") == [falcon]
    assert index.named("Falcon-7B (old name)") == [falcon]
    assert index.named("Falcon") == []


def test_a_file_that_is_no_index_is_named(tmp_path: Path) -> None:
    (tmp_path / "search.db").write_bytes(b"nothing of the kind" * 99)
    with pytest.raises(StoreDamagedError, match="built from the journal"):
        SearchIndex(tmp_path / "search.db")


def test_the_shipped_catalogue_is_found_by_what_it_says(shipped_store: CatalogStore) -> None:
    found = shipped_store.search.search("aguila", {"kind": ["model"]}, 5, 0)
    assert [hit.thing.title for hit in found.hits] == ["Ǎguila-7B"]
    everything = shipped_store.search.search("", {}, 1, 0)
    kinds = dict(everything.facets["kind"])
    assert sum(kinds.values()) == everything.total == shipped_store.search.count()
    assert "not-recorded" in dict(everything.facets["license"])
    assert "unknown" in dict(everything.facets["data-type"])
