"""Who may write: the token a request brings, as Bearer or as the password of Basic."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any, Final

from fastapi import Depends, Request

from catalog.api.service import Service, ServiceOf
from catalog.errors import ForbiddenError, UnauthorizedError
from catalog.store.tokens import Scope, Token

SECURED: Final[dict[str, Any]] = {"security": [{"bearer": []}, {"basic": []}]}
"""For `openapi_extra` of a route that needs a token. Any: OpenAPI's own shape."""

SCHEMES: Final[dict[str, Any]] = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token that `headwaters token new` made.",
    },
    "basic": {
        "type": "http",
        "scheme": "basic",
        "description": "For clients that know no other: any name, the token as the password.",
    },
}


def holder(request: Request, service: Service, scope: Scope) -> Token:
    """The token a request brings, which allows what it asks for.

    :raises UnauthorizedError: where it brings none that is valid.
    :raises ForbiddenError: where its token does not go so far.
    """
    brought = _brought(request)
    if brought is None:
        raise UnauthorizedError(
            "Writing needs a token. Send it as “Authorization: Bearer hw_…”, or as the password "
            "of Basic authentication. The catalogue's keeper makes one with `headwaters token new`."
        )
    if _comes_from_elsewhere(request):
        raise ForbiddenError(
            "A browser sends this for a page of another site, with a token it remembers. Send "
            "it as “Authorization: Bearer hw_…” instead."
        )
    token = service.tokens.find(brought)
    if token is None:
        raise UnauthorizedError("This token is not known here, is past its day, or was revoked.")
    if not token.allows(scope):
        raise ForbiddenError(
            f"This needs a token of scope {scope}; yours has {', '.join(token.scopes)}."
        )
    return token


def _comes_from_elsewhere(request: Request) -> bool:
    """Whether a browser adds what it remembers to the request of another site (Fetch Metadata)."""
    scheme = request.headers.get("authorization", "").partition(" ")[0].lower()
    site = request.headers.get("sec-fetch-site", "none")
    return scheme == "basic" and site not in ("none", "same-origin")


def _brought(request: Request) -> str | None:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    given = given.strip()
    match scheme.lower():
        case "bearer":
            return given or None
        case "basic":
            try:
                return base64.b64decode(given, validate=True).decode().partition(":")[2] or None
            except (binascii.Error, UnicodeDecodeError):
                return None
        case _:
            return None


def _publisher(request: Request, service: ServiceOf) -> Token:
    return holder(request, service, Scope.PUBLISH)


Publisher = Annotated[Token, Depends(_publisher)]
"""A token that may write records, for the parameters of a route."""
