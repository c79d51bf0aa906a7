"""The address readers know this service by."""

from __future__ import annotations

import re
from typing import Final

from fastapi import Request

from catalog.api.service import Service
from catalog.api.structured import About
from catalog.errors import UsageError

_HOST: Final = re.compile(r"[A-Za-z0-9.\-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


def origin(request: Request, service: Service) -> str:
    """Scheme and host without a slash at the end, as in `https://headwaters.example`.

    It is the public address from the settings, else what the request itself says.

    :raises UsageError: where the request names no host that an address can hold.
    """
    if service.options.public_url:
        return service.options.public_url.rstrip("/")
    host = request.url.netloc
    if not _HOST.fullmatch(host):
        raise UsageError("The Host header names no host.")
    return f"{request.url.scheme}://{host}"


def about(request: Request, service: Service) -> About:
    """What every page says of the catalogue it belongs to."""
    options = service.options
    return About(origin(request, service), options.publisher, options.license)
