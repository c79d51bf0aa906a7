"""The corpus of hostile queries: where it lies, how it is read, and what ran into what.

A case is a file `hostile/<group>/<name>.rq`, or a line of `hostile/generated.tsv` for texts too
long to keep. A file begins with remarks:

    # expect: refused          through the guard and the workers, as a client meets it
    # bypassed: failed         straight to a worker, as if the guard had missed it (optional)
    # served: ok               over HTTP on the shipped catalogue, where that differs (optional)
    # why: …                   where that is not plain (optional)

An outcome is `ok`, `refused`, `too-large`, `malformed`, `timeout` or `failed`; several joined by
“or” where the machine's speed or memory decides. `{canary}` stands for a listener's address.
A generated text is: head, unit × times, middle, closer × times, tail (`{i}` counts from 0).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.errors import (
    HeadwatersError,
    QueryFailedError,
    QueryRefusedError,
    QueryTimeoutError,
    TooLargeError,
    UsageError,
)

_REMARKS = ("# expect: ", "# bypassed: ", "# served: ", "# why: ")
FOLDER = Path(__file__).parent / "hostile"


@dataclass(frozen=True)
class HostileCase:
    """One query and the outcomes that are right for it."""

    name: str
    text: str
    expect: frozenset[str]
    bypassed: frozenset[str]
    served: frozenset[str]

    def query(self, canary: str) -> str:
        """The text, with the address of a listener that must never be called."""
        return self.text.replace("{canary}", canary)


def cases() -> list[HostileCase]:
    """All of them, by name."""
    return sorted([*_from_files(), *_generated()], key=lambda case: case.name)


def outcome_of(error: HeadwatersError) -> str:
    """The word for an error."""
    words: dict[type[HeadwatersError], str] = {
        TooLargeError: "too-large",
        UsageError: "malformed",
        QueryRefusedError: "refused",
        QueryTimeoutError: "timeout",
        QueryFailedError: "failed",
    }
    return next(
        (word for kind, word in words.items() if isinstance(error, kind)), type(error).__name__
    )


def _from_files() -> Iterator[HostileCase]:
    for path in FOLDER.rglob("*.rq"):
        text = path.read_bytes().decode()  # line ends as they are: some cases live by them
        told = {"bypassed": "", "served": ""}
        body = text
        while body.startswith(_REMARKS):
            remark, _, body = body.partition("\n")
            key, _, value = remark.removeprefix("# ").partition(": ")
            told[key] = value
        name = path.relative_to(FOLDER).with_suffix("").as_posix()
        expect, bypassed = _outcomes(told["expect"]), _outcomes(told["bypassed"])
        yield HostileCase(name, body, expect, bypassed, _outcomes(told["served"]) or expect)


def _generated() -> Iterator[HostileCase]:
    with (FOLDER / "generated.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            times = int(row["times"])
            unit = row["unit"].replace("\\n", "\n").replace("\\\\", "\\")
            units = "".join(unit.replace("{i}", str(i)) for i in range(times))
            text = row["head"] + units + row["middle"] + row["closer"] * times + row["tail"]
            yield HostileCase(
                f"generated/{row['name']}",
                text,
                _outcomes(row["expect"]),
                _outcomes(row["bypassed"]),
                _outcomes(row["expect"]),
            )


def _outcomes(text: str) -> frozenset[str]:
    return frozenset(text.split(" or ")) if text else frozenset()
