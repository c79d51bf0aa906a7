"""Request bodies, read no further than a stated bound."""

from __future__ import annotations

from urllib.parse import parse_qsl

from fastapi import Request

from catalog.errors import TooLargeError, UsageError


class UnsupportedMediaTypeError(UsageError):
    """A body in a format this address does not read."""

    status = 415
    slug = "unsupported-media-type"
    title = "This address does not read that format"


async def read_body(request: Request, most: int) -> bytes:
    """The body of a request.

    :raises TooLargeError: where it is longer than `most` bytes; the rest is not read.
    """
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > most:
            raise TooLargeError(f"The body has more than {most:,} bytes.")
    return bytes(data)


def media_type_of(request: Request) -> str:
    """The media type of the body without its parameters, in lower case; empty where none."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def decoded(data: bytes) -> str:
    """A body as text.

    :raises UsageError: where it is not UTF-8.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"The body is not UTF-8 (byte {error.start + 1}).") from error


def form_fields(data: bytes) -> list[tuple[str, str]]:
    """The fields of a URL-encoded form, in order.

    :raises UsageError: where it is not UTF-8 or holds too many fields.
    """
    try:
        return parse_qsl(decoded(data), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise UsageError(f"The form cannot be read: {error}.") from error
