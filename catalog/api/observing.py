"""Middleware that gives every request a name, counts it and writes it down."""

from __future__ import annotations

import logging
import re
import secrets
import time
from contextvars import ContextVar
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from catalog.api.metrics import Metrics

REQUEST_ID: Final[ContextVar[str]] = ContextVar("request_id", default="")
"""The name of the request being answered, for whatever is written down on the way."""

_log = logging.getLogger("headwaters.request")

_CLEAN: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_OURS: Final = 500
"""From this status on it is our fault."""


class Observed:
    """Names, counts and writes down every request.

    What is written holds the template of the route and no query, no body and no token; of the
    client's address only the network (/24, /48), which is enough to see where a flood comes from.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Wrap an app."""
        self.app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), _OURS
        name = _name_of(Headers(scope=scope).get("x-request-id"))
        noted: dict[str, Any] = scope.setdefault("state", {})  # Any: Starlette's own bag
        noted["request_id"] = name
        REQUEST_ID.set(name)  # for this task alone, and for what is written after us about it
        broken = True
        header = (b"x-request-id", name.encode())

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), header]
            await send(message)

        try:
            await self.app(scope, receive, send_named)
            broken = False
        finally:
            seconds = time.perf_counter() - started
            route = route_of(scope)
            self._metrics.request(scope["method"], route, status, seconds)
            bad = status >= _OURS or broken
            level = logging.WARNING if bad else logging.INFO
            if _log.isEnabledFor(level):
                fields = _fields(scope, route, status, seconds)
                fields |= {"broken_off": True} if broken else {}
                _log.log(level, "request", extra={"fields": fields})


def route_of(scope: Scope) -> str:
    """The template of the route that answered; never the path, which anyone can make up."""
    route = scope.get("route")
    if route is not None and hasattr(route, "path"):
        return str(route.path)
    return "static files" if "endpoint" in scope else "no route"


@lru_cache(maxsize=4096)
def network_of(host: str) -> str:
    """The network of an address, not the machine."""
    try:
        address = ip_address(host)
    except ValueError:
        return "unknown"
    return str(ip_network((address, 24 if address.version == 4 else 48), strict=False))


def _name_of(given: str | None) -> str:
    return given if given and _CLEAN.fullmatch(given) else secrets.token_hex(8)


def _fields(scope: Scope, route: str, status: int, seconds: float) -> dict[str, object]:
    fields: dict[str, object] = {
        "method": scope["method"],
        "route": route,
        "status": status,
        "milliseconds": round(seconds * 1000, 2),
        "client": network_of(scope["client"][0]) if scope.get("client") else "unknown",
    }
    problem = scope["state"].get("problem")
    return fields if problem is None else {**fields, "problem": problem}
