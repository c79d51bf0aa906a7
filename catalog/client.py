"""A client of a running Headwaters service, for the command line and the explorer.

Answers are the JSON documents of the service as they come; errors are our own, made again
from the problem document (RFC 9457) so that a person reads the same words everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Self

import httpx

from catalog.errors import (
    AmbiguousError,
    BusyError,
    HeadwatersError,
    NotFoundError,
    QueryFailedError,
    QueryRefusedError,
    QueryTimeoutError,
    UnavailableError,
    UsageError,
)
from catalog.model import Thing

Json = dict[str, Any]
"""A JSON object as the service sent it; `Any` since its shape is the service's promise."""

_ERRORS: Final[dict[int, type[HeadwatersError]]] = {
    400: UsageError,
    403: QueryRefusedError,
    413: UsageError,
    422: UsageError,
    429: BusyError,
    503: BusyError,
    504: QueryTimeoutError,
}


class Client:
    """The reading and validating calls of one service.

    Every call raises `UnavailableError` where the service does not answer, and else the error
    that its problem document stands for.
    """

    def __init__(self, server: str, *, timeout: float = 60.0) -> None:
        """Talk to the service at `server`, as `http://127.0.0.1:8000`; `timeout` in seconds."""
        self.server = server.rstrip("/")
        self._http = httpx.Client(base_url=self.server, timeout=timeout, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def health(self) -> Json:
        """The state of the service, and how much it holds."""
        return self._get("/health")

    def lookup(self, asked: str) -> Thing:
        """The thing an IRI, a slug or an exact name stands for."""
        found = self._get("/lookup", {"id": asked})
        return Thing(found["iri"], found["kind"], found["slug"], found["title"])

    def search(
        self,
        text: str = "",
        selected: Mapping[str, Sequence[str]] | None = None,
        *,
        limit: int = 20,
        offset: int = 0,
    ) -> Json:
        """Things that fit a text and chosen facet values, with the counts of all facets."""
        chosen = {facet: list(values) for facet, values in (selected or {}).items()}
        return self._get("/search", {"q": text, "limit": limit, "offset": offset, **chosen})

    def entry(self, kind: str, slug: str) -> Json:
        """All that is published about a thing, record by record."""
        return self._get(f"/data/{kind}/{slug}.json")

    def lineage(
        self,
        kind: str,
        slug: str,
        direction: str,
        *,
        depth: int | None = None,
        limit: int | None = None,
        offset: int = 0,
        as_of: str | None = None,
    ) -> Json:
        """What lies upstream or downstream of a thing."""
        wanted = {"direction": direction, "depth": depth, "limit": limit, "offset": offset}
        return self._get(f"/lineage/{kind}/{slug}", {**wanted, "as_of": as_of})

    def findings(self, kind: str, slug: str, *, as_of: str | None = None) -> Json:
        """What the rules find on a thing."""
        return self._get(f"/findings/{kind}/{slug}", {"as_of": as_of})

    def what_if(self, suppositions: Mapping[str, str], *, as_of: str | None = None) -> Json:
        """What would be different: `withdraw`, `license` or `signal` to what is supposed."""
        return self._get("/what-if", {**suppositions, "as_of": as_of})

    def reports(self, asked: str | None = None) -> Json:
        """The templates of reports; with the IRI, slug or name of a thing, those about it."""
        return self._get("/reports", {"id": asked})

    def report(self, template: str, kind: str, slug: str, *, as_of: str | None = None) -> Json:
        """A report drafted on a thing."""
        return self._get(f"/reports/{template}/{kind}/{slug}", {"as_of": as_of})

    def changes(
        self, first: str, last: str | None = None, *, thing: str | None = None, limit: int = 100
    ) -> Json:
        """What changed after one day, through another, in the world and in the catalogue."""
        return self._get("/changes", {"from": first, "to": last, "id": thing, "limit": limit})

    def questions(self) -> Json:
        """The named questions with their parameters."""
        return self._get("/questions")

    def ask(self, name: str, parameters: Mapping[str, str]) -> Json:
        """The answer of a named question."""
        return self._get(f"/questions/{name}", dict(parameters))

    def validate(self, data: bytes, media_type: str) -> Json:
        """The findings on an RDF text; nothing is written."""
        return self._json(self._send("POST", "/validate", content=data, media_type=media_type))

    def query(self, text: str, accept: str) -> tuple[str, bytes]:
        """The answer to a SPARQL query: its media type and body."""
        response = self._send(
            "POST",
            "/sparql",
            content=text.encode(),
            media_type="application/sparql-query",
            accept=accept,
        )
        return response.headers["content-type"], response.content

    def get_bytes(self, path: str, accept: str) -> bytes:
        """The body of any address of the service."""
        return self._send("GET", path, accept=accept).content

    def _get(self, path: str, parameters: Mapping[str, object] | None = None) -> Json:
        wanted = {name: value for name, value in (parameters or {}).items() if value is not None}
        return self._json(self._send("GET", path, parameters=wanted))

    def _json(self, response: httpx.Response) -> Json:
        try:
            found: Json = response.json()
        except ValueError as error:
            raise UnavailableError(
                f"{self.server} answers, but not as a Headwaters service does."
            ) from error
        return found

    def _send(
        self,
        method: str,
        path: str,
        *,
        parameters: Mapping[str, object] | None = None,
        content: bytes | None = None,
        media_type: str | None = None,
        accept: str = "application/json",
    ) -> httpx.Response:
        headers = {"Accept": accept}
        if media_type:
            headers["Content-Type"] = media_type
        try:
            response = self._http.request(
                method,
                path,
                params=parameters,  # type: ignore[arg-type]  # httpx turns any value to text
                content=content,
                headers=headers,
            )
        except httpx.TimeoutException as error:
            raise UnavailableError(f"{self.server} did not answer in time.") from error
        except httpx.TransportError as error:
            raise UnavailableError(
                f"{self.server} does not answer. Is it running? “headwaters serve” starts it."
            ) from error
        if response.is_success:
            return response
        raise _error_of(response)


def _error_of(response: httpx.Response) -> HeadwatersError:
    try:
        problem = response.json()
        detail = str(problem.get("detail") or problem.get("title") or response.reason_phrase)
    except ValueError:
        problem, detail = {}, f"{response.status_code} {response.reason_phrase}"
    if response.status_code == httpx.codes.NOT_FOUND:
        return NotFoundError(str(problem.get("asked", response.url.path)), _things(problem, "near"))
    if response.status_code == httpx.codes.CONFLICT and "candidates" in problem:
        return AmbiguousError(str(problem.get("asked", "")), _things(problem, "candidates"))
    return _ERRORS.get(response.status_code, QueryFailedError)(detail)


def _things(problem: Json, name: str) -> list[Thing]:
    return [Thing(t["iri"], t["kind"], t["slug"], t["title"]) for t in problem.get(name, [])]
