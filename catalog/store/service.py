"""Talking to a SPARQL 1.1 service over HTTP: its addresses, its requests, its failures in words.

The one module of the store that opens connections (decision 011). Reads are tried again where
the connection broke; an update is sent once, since nobody knows whether a lost one was done.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

import httpx

from catalog.errors import (
    QueryFailedError,
    StoreFullError,
    UnavailableError,
    UnparseableError,
    UsageError,
)

JSON: Final = "application/sparql-results+json"
NTRIPLES: Final = "application/n-triples"
NQUADS: Final = "application/n-quads"
_PAUSES: Final = (0.1, 0.5)
"""Seconds before the second and the third try of a read."""
_CONNECT_SECONDS: Final = 5.0
_PIECE: Final = 65_536
_SCHEMES: Final = {"sparql+http": "http", "sparql+https": "https"}
_OPTIONS: Final = ("update", "load", "auth", "timeout")
_ELSEWHERE: Final = (
    "does not take this kind of request there: the update address may be another, as in "
    "sparql+http://…/query?update=/update"
)
_REFUSALS: Final = {
    401: "refuses us: put user and password into HEADWATERS_GRAPH, as sparql+http://user:password@…"
    " (Virtuoso also wants auth=digest)",
    403: "does not let us do this: give the user the right to update (Virtuoso: SPARQL_UPDATE)",
    404: "has nothing at this address: look at the path in HEADWATERS_GRAPH",
    405: _ELSEWHERE,
    415: _ELSEWHERE,
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a service takes queries, updates and N-Quads, and who we are to it."""

    query: str
    update: str
    load: str | None = None
    user: str | None = None
    password: str = field(default="", repr=False)
    digest: bool = False
    timeout: float = 60.0

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read `sparql+http://[user:password@]host:port/query[?update=/update&load=/store]`.

        `update` and `load` are addresses or paths on the same host. Without `update` the one
        address takes both; `load` takes N-Quads by POST (Oxigraph's /store). Further:
        `auth=digest`, and `timeout` in seconds.

        :raises UsageError: where the text is none; it is not repeated, for it may hold a password.
        """
        parts = urlsplit(text)
        options = dict(parse_qsl(parts.query))
        unknown = sorted(set(options) - set(_OPTIONS))
        if parts.scheme not in _SCHEMES or not parts.hostname or unknown:
            raise UsageError(
                "HEADWATERS_GRAPH is read as sparql+http://host:port/query?update=/update (or "
                f"sparql+https; options: {', '.join(_OPTIONS)}). "
                + (f"Not known: {', '.join(unknown)}." if unknown else "This one is not so.")
            )
        host = parts.netloc.rpartition("@")[2]
        query = urlunsplit((_SCHEMES[parts.scheme], host, parts.path or "/", "", ""))
        load = options.get("load")
        try:
            timeout = float(options.get("timeout", 60))
        except ValueError as error:
            raise UsageError("timeout in HEADWATERS_GRAPH is a number of seconds.") from error
        return cls(
            query,
            urljoin(query, options.get("update", query)),
            urljoin(query, load) if load else None,
            unquote(parts.username) if parts.username else None,
            unquote(parts.password or ""),
            options.get("auth") == "digest",
            timeout,
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """What a service answered. `cut` says in words why it is not the whole answer, if so."""

    content: bytes
    media_type: str
    server: str
    cut: str | None


class Service:
    """One SPARQL service; safe to use from many threads.

    Every call raises UnavailableError, in words for an operator, where the service does not
    answer or does not let us.
    """

    def __init__(self, address: Address) -> None:
        """Connect when first asked."""
        self.address = address
        self._http = httpx.Client(
            auth=self.auth(),
            timeout=httpx.Timeout(address.timeout, connect=_CONNECT_SECONDS),
            follow_redirects=False,
        )

    def auth(self) -> httpx.Auth | None:
        """How requests prove who we are."""
        if self.address.user is None:
            return None
        kind = httpx.DigestAuth if self.address.digest else httpx.BasicAuth
        return kind(self.address.user, self.address.password)

    def query(self, text: str, accept: str) -> Reply:
        """Ask, up to three times where the connection breaks or the service is busy.

        :raises UnparseableError: where the service finds fault with the query.
        """
        for pause in (*_PAUSES, None):
            try:
                with self.explained(self.address.query):
                    response = self._http.post(
                        self.address.query, data={"query": text}, headers={"Accept": accept}
                    )
                if response.status_code != 503 or pause is None:
                    break
            except UnavailableError as error:
                if pause is None or isinstance(error.__cause__, httpx.TimeoutException):
                    raise
            time.sleep(pause)
        self.judge(response, is_query=True)
        return Reply(
            response.content,
            response.headers.get("content-type", "").partition(";")[0].strip(),
            response.headers.get("server", ""),
            why_cut(response.headers),
        )

    def update(self, text: str) -> None:
        """Change, once. Whether a request that broke off was done is not known."""
        self._send(self.address.update, text.encode(), "application/sparql-update")

    def load(self, nquads: bytes) -> None:
        """Add quads by the address for that."""
        if self.address.load is None:
            raise UsageError("There is no load= in HEADWATERS_GRAPH.")
        self._send(self.address.load, nquads, NQUADS)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _send(self, url: str, content: bytes, media_type: str) -> None:
        with self.explained(url):
            response = self._http.post(url, content=content, headers={"Content-Type": media_type})
        self.judge(response)

    def judge(self, response: httpx.Response, *, is_query: bool = False) -> None:
        """Say in our own errors what a status means; nothing where all is well."""
        status = response.status_code
        if response.is_success:
            return
        place = place_of(str(response.request.url))
        said = " ".join(response.text[:300].split())
        if status == 507:
            raise StoreFullError(f"The graph service at {place} has no room.")
        if status == 400 and is_query:
            raise UnparseableError(said, place)
        meaning = _REFUSALS.get(status, f"answers with HTTP {status}")
        raise UnavailableError(f"The graph service at {place} {meaning}. It says: {said or '—'}")

    @staticmethod
    @contextmanager
    def explained(url: str) -> Iterator[None]:
        """Say in our own errors how a connection failed."""
        place = place_of(url)
        try:
            yield
        except httpx.TimeoutException as error:
            raise UnavailableError(
                f"The graph service at {place} did not answer in time."
            ) from error
        except httpx.TransportError as error:
            raise UnavailableError(
                f"The graph service at {place} does not answer ({error}). Start it, or look at "
                "HEADWATERS_GRAPH."
            ) from error


class Exchange:
    """One forwarded query on a connection of its own, which another thread may cut at any time."""

    def __init__(self, service: Service, fields: list[tuple[str, str]], accept: str) -> None:
        """Prepare to send form fields to the query address of a service."""
        self._service, self._accept = service, accept
        self._body = urlencode(fields).encode()
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._is_cut = False
        self._most = 0
        self._client = httpx.Client(
            auth=service.auth(),
            timeout=httpx.Timeout(service.address.timeout, connect=_CONNECT_SECONDS),
        )
        self._response: httpx.Response | None = None
        self.cut_by_service: str | None = None

    def open(self) -> Iterator[bytes]:
        """Send, and give the answer piece by piece.

        :raises UnparseableError: where the service finds fault with the query.
        :raises UnavailableError: where it does not answer.
        """
        url = self._service.address.query
        request = self._client.build_request(
            "POST",
            url,
            content=self._body,
            headers={
                "Accept": self._accept,
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept-Encoding": "identity",
            },
            extensions={"trace": self._trace},
        )
        with self._service.explained(url):
            response = self._client.send(request, stream=True)
            self._response = response
            if not response.is_success:
                response.read()
        self._service.judge(response, is_query=True)
        self.cut_by_service = why_cut(response.headers)
        return self._pieces(response)

    def bound(self, most: int) -> None:
        """Let no more bytes in than this."""
        self._most = most

    def cut(self) -> None:
        """End it now: whoever reads gets an error, or the end."""
        with self._lock:
            self._is_cut = True
            self._shut()

    def close(self) -> None:
        """Let go of the connection."""
        if self._response is not None:
            self._response.close()
        self._client.close()

    def _pieces(self, response: httpx.Response) -> Iterator[bytes]:
        size = 0
        with self._service.explained(self._service.address.query):
            for piece in response.iter_raw(_PIECE):
                size += len(piece)
                if self._most and size > self._most:
                    raise QueryFailedError(
                        f"The answer has over {self._most:,} bytes as the graph engine writes it; "
                        "add LIMIT."
                    )
                yield piece

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Note the socket as soon as there is one; the last one is that of TLS."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            found = info["return_value"].get_extra_info("socket")
            with self._lock:
                self._socket = found if isinstance(found, socket.socket) else None
                if self._is_cut:
                    self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)  # wakes a thread that waits in recv


def why_cut(headers: httpx.Headers) -> str | None:
    """Why an answer is not whole, where the service says so: Virtuoso cuts with status 200."""
    most = headers.get("x-sparql-maxrows")
    if most is not None:
        return f"cut after {most} rows (in Virtuoso raise ResultSetMaxRows)"
    if headers.get("x-sql-state"):
        return "stopped by the time limit of the service (Virtuoso: MaxQueryExecutionTime)"
    return None


def place_of(url: str) -> str:
    """An address without what may hide a secret."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}{parts.path}" if parts.port else url.partition("?")[0]


__all__ = ["JSON", "NTRIPLES", "Address", "Exchange", "Reply", "Service", "place_of"]
