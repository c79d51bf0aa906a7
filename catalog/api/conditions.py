"""Whether a client holds already what it asks for (RFC 9110 § 13)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from fastapi import Request


def is_held(request: Request, etag: str, modified: datetime | None) -> bool:
    """Whether an answer would be 304.

    `If-None-Match` decides alone where it is given; `If-Modified-Since` only where it is not, and
    where we say ourselves when the answer last changed (§ 13.2.2).
    """
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return any(part.strip() in ("*", etag, _opaque(etag)) for part in tags.split(","))
    since = _time(request.headers.get("if-modified-since", ""))
    return modified is not None and since is not None and modified <= since


def settled(time: str) -> datetime | None:
    """A time of the journal as HTTP tells it, which knows no parts of seconds (§ 5.6.7).

    None while that second lasts: another change may come in it, and would not show (§ 8.8.2.2).
    """
    second = datetime.fromisoformat(time).astimezone(UTC).replace(microsecond=0)
    return second if second < datetime.now(UTC).replace(microsecond=0) else None


def http_date(time: datetime) -> str:
    """A time as headers hold it, as in `Tue, 01 Dec 2026 02:50:42 GMT`."""
    return format_datetime(time, usegmt=True)


def _opaque(etag: str) -> str:
    """A tag without the mark of weakness, which makes no difference here (§ 8.8.3.2)."""
    return etag.removeprefix("W/")


def _time(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
