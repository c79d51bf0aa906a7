"""The corpus of hostile documents: the TOML files beside this, read.

A case is a document and the answers that are right for it. The document is `text`, or `parts` (a
list of texts and how often each comes, {i} counting), or `hex` for bytes TOML cannot hold; `gzip`
compresses it and `encoding` says so in the request. `expect` is a status with the problem's name,
or with `conforms` or `faulty` where the answer is 200; several are joined by “or”. `words` stand
in the problem's detail or in the answer.
"""

from __future__ import annotations

import gzip
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.conftest import small_record

FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True)
class HostileDocument:
    """One document and the answers that are right for it."""

    name: str
    media_type: str
    expect: frozenset[str]
    words: str
    encoding: str
    given: dict[str, Any]  # Any: as the TOML has it

    @property
    def calls_out(self) -> bool:
        """Whether it names the canary."""
        return "{canary}" in str(self.given) or "{port}" in str(self.given)

    def body(self, canary: str) -> bytes:
        """The document, with the address of a listener that must never be called."""
        if "hex" in self.given:
            return bytes.fromhex(self.given["hex"])
        parts = self.given.get("parts") or [[self.given["text"], 1]]
        data = "".join(_repeated(_filled(text, canary), times) for text, times in parts).encode()
        return gzip.compress(data) if self.given.get("gzip") else data

    def headers(self) -> dict[str, str]:
        """What is said of it."""
        said = {"Content-Type": self.media_type, "Content-Encoding": self.encoding}
        return {name: value for name, value in said.items() if value}


def documents() -> list[HostileDocument]:
    """All of them, file by file."""
    return [
        HostileDocument(
            f"{path.stem}/{case['name']}",
            case["type"],
            frozenset(case["expect"].split(" or ")),
            case.get("words", ""),
            case.get("encoding", ""),
            case,
        )
        for path in sorted(FOLDER.glob("*.toml"))
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    ]


def _filled(text: str, canary: str) -> str:
    port = canary.rstrip("/").rpartition(":")[2]
    text = text.replace("{record}", small_record("hostile")) if "{record}" in text else text
    return text.replace("{canary}", canary).replace("{port}", port)


def _repeated(text: str, times: int) -> str:
    if "{i}" in text:
        return "".join(text.replace("{i}", str(number)) for number in range(times))
    return text * times
