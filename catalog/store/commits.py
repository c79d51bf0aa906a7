"""What the journal is made of: wished-for changes, and the sealed commits they become."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final, NamedTuple

GENESIS: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Change:
    """A record's wished-for new state; `state` is canonical N-Triples, or None to withdraw it.

    `replaced_by` is the thing that a withdrawn record's thing was merged into.
    """

    record: str
    topic: str
    state: str | None
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class Commit:
    """One entry of the journal. `time` is UTC in ISO 8601; digests are SHA-256 of the state."""

    number: int
    time: str
    actor: str
    action: str
    record: str
    topic: str
    digest_before: str | None
    digest_after: str | None
    state: str | None
    message: str
    previous_hash: str
    hash: str
    replaced_by: str | None = None


class Touch(NamedTuple):
    """That a commit touched a record, without the state it made."""

    number: int
    record: str
    topic: str
    digest_before: str | None
    digest_after: str | None


def seal(
    previous: str,
    number: int,
    time: str,
    actor: str,
    action: str,
    record: str,
    digest_after: str | None,
    message: str,
    replaced_by: str | None = None,
) -> str:
    """The hash of a commit, over all it says and the hash of the commit before it."""
    parts = [previous, str(number), time, actor, action, record, digest_after or "", message]
    if replaced_by is not None:
        parts.append(replaced_by)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def sealed(
    change: Change,
    number: int,
    time: str,
    actor: str,
    message: str,
    old: str | None,
    new: str | None,
    previous: str,
) -> Commit:
    """The commit that a change makes after the one whose hash is `previous`.

    :param old: the digest of the record's state before; None where it had none.
    :param new: that of the state it makes; None where it takes the record away.
    """
    gone = "merge" if change.replaced_by else "withdraw"
    action = "create" if old is None else gone if new is None else "update"
    into = change.replaced_by if new is None else None
    mark = seal(previous, number, time, actor, action, change.record, new, message, into)
    return Commit(
        number, time, actor, action, change.record, change.topic,
        old, new, change.state, message, previous, mark, into,
    )  # fmt: skip
