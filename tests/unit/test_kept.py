"""Answers kept until the catalogue changes."""

from __future__ import annotations

from catalog.api.kept import KeptAnswers


class Maker:
    """Makes answers, and counts them."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> str:
        self.made += 1
        return f"answer {self.made}"


def test_an_answer_is_made_once_for_a_commit() -> None:
    kept, make = KeptAnswers(), Maker()
    assert [kept.get_or_make(1, "a", make) for _ in range(3)] == [b"answer 1"] * 3
    assert kept.get_or_make(1, "b", make) == b"answer 2"
    assert kept.get_or_make(2, "a", make) == b"answer 3"
    assert kept.get_or_make(2, "a", make) == b"answer 3"


def test_those_asked_for_least_lately_make_room() -> None:
    kept, make = KeptAnswers(most_bytes=20), Maker()
    for key in "aba":
        kept.get_or_make(1, key, make)  # eight bytes each
    kept.get_or_make(1, "c", make)
    assert kept.get_or_make(1, "a", make) == b"answer 1"
    assert kept.get_or_make(1, "b", make) == b"answer 4"


def test_a_large_answer_pushes_nothing_out() -> None:
    kept, make = KeptAnswers(), Maker()
    kept.get_or_make(1, "a", make)
    large = b"x" * (1024**2 + 1)
    assert kept.get_or_make(1, "large", lambda: large) == large
    assert kept.get_or_make(1, "large", make) == b"answer 2"
    assert kept.get_or_make(1, "a", make) == b"answer 1"
