"""The parts of a form with files (RFC 7578), read no further than a stated bound."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Final

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from catalog.api.bodies import UnsupportedMediaTypeError
from catalog.errors import TooLargeError, UsageError
from catalog.rdf.parse import FORMATS, SUFFIXES
from catalog.records.checking import RdfText

MULTIPART: Final = "multipart/form-data"
_MOST_PARTS: Final = 20
_NO_TYPE: Final = frozenset({"", "application/octet-stream", "text/plain"})
"""What senders say of a file whose format they do not know."""


async def documents(request: Request, names: tuple[str, ...], most: int) -> list[RdfText]:
    """The RDF texts in the parts of these names.

    A file's format is what its Content-Type says, else what the ending of its name stands for,
    else Turtle; a part that is no file is Turtle.

    :raises TooLargeError: where the form has more than `most` bytes; the rest is not read.
    :raises UsageError: where it cannot be read, or a part is missing or there more than once.
    :raises UnsupportedMediaTypeError: where a part is in a format we do not read.
    """
    form = await _form(request, most, len(names))
    try:
        return [await _document(name, _the_one(form, name, names)) for name in names]
    finally:
        await form.close()


async def all_documents(request: Request, most: int) -> list[RdfText]:
    """As `documents`, for the parts whatever they are called."""
    form = await _form(request, most, _MOST_PARTS)
    try:
        found = [await _document(name, part) for name, part in form.multi_items()]
    finally:
        await form.close()
    if not found:
        raise UsageError("The form has no parts.")
    return found


async def _form(request: Request, most: int, parts: int) -> FormData:
    parser = MultiPartParser(
        request.headers, _within(request, most), max_files=parts, max_fields=parts,
        max_part_size=most,
    )  # fmt: skip
    try:
        return await parser.parse()
    except (MultiPartException, KeyError) as error:  # KeyError: there is no boundary
        raise UsageError(f"The form cannot be read: {error}.") from error


def _the_one(form: FormData, name: str, names: tuple[str, ...]) -> UploadFile | str:
    parts = form.getlist(name)
    if len(parts) != 1:
        raise UsageError(
            f"{len(parts)} parts are called “{name}”; send one each of {' and '.join(names)}."
        )
    return parts[0]


async def _within(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise TooLargeError(f"The form has more than {most:,} bytes.")
        yield chunk


async def _document(name: str, part: UploadFile | str) -> RdfText:
    if isinstance(part, str):
        return RdfText(part.encode(), "text/turtle")
    media_type = (part.content_type or "").partition(";")[0].strip().lower()
    if media_type in _NO_TYPE:
        media_type = SUFFIXES.get(Path(part.filename or "").suffix.lower(), "text/turtle")
    if media_type not in FORMATS:
        raise UnsupportedMediaTypeError(
            f"{name}: “{media_type}” is not read here. We read {', '.join(FORMATS)}."
        )
    return RdfText(await part.read(), media_type)
