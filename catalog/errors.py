"""The errors Headwaters raises, one small tree.

    HeadwatersError
    ├── UsageError            the request itself makes no sense          exit 2   400
    │   ├── UnparseableError  RDF or SPARQL that cannot be read          exit 2   400
    │   ├── TooLargeError     input over a stated bound                  exit 2   413
    │   ├── NotAcceptableError none of the forms asked for is offered    exit 2   406
    │   └── PortInUseError    another program listens there              exit 2   500
    ├── NotFoundError         nothing here has that name                 exit 2   404
    ├── GoneError             it was here, and was withdrawn             exit 2   410
    ├── MergedError           it was merged into another thing           exit 2   308
    ├── AmbiguousError        several things have that name              exit 2   409
    ├── InvalidRecordError    a record breaks a shape                    exit 1   422
    ├── ConflictError         the catalogue changed meanwhile            exit 1   409
    ├── PreconditionMissingError which state is replaced is not said     exit 1   428
    ├── PreconditionFailedError another state was meant than the present exit 1   412
    ├── UnauthorizedError     no token, or none that is valid            exit 2   401
    ├── ForbiddenError        a token that may not do this               exit 2   403
    ├── NotWritableError      nobody may write there                     exit 2   403
    ├── NotImplementedHereError not as this service is set up            exit 2   501
    ├── QueryRefusedError     a query asks for what is switched off      exit 2   403
    ├── QueryTimeoutError     a query passed its deadline                exit 1   504
    ├── QueryFailedError      a query could not be finished              exit 1   500
    ├── QueryCancelledError   a query was called off by who asked        exit 1   499
    ├── BusyError             too much at once                           exit 1   503
    ├── BudgetSpentError      a client has used up its share             exit 1   429
    ├── UnavailableError      a service we need does not answer          exit 1   502
    │   └── ClosingError      the service is being ended                 exit 1   503
    ├── StoreLockedError      another process holds the store            exit 3   503
    ├── StoreDamagedError     the files of the store cannot be read      exit 4   500
    └── StoreFullError        the disk has no room for the write         exit 1   507

Each carries the words for the person who meets it, the exit code of the command line
(architecture.md section 5) and the HTTP status of the problem document (RFC 9457).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from catalog.model import Finding, Thing, Tombstone


class HeadwatersError(Exception):
    """Anything we can explain to the person who caused or met it."""

    exit_code: ClassVar[int] = 1
    status: ClassVar[int] = 500
    slug: ClassVar[str] = "error"
    title: ClassVar[str] = "Something went wrong"


class UsageError(HeadwatersError):
    """The request itself makes no sense."""

    exit_code = 2
    status = 400
    slug = "bad-request"
    title = "The request cannot be understood"


class UnparseableError(UsageError):
    """RDF or SPARQL text that cannot be read, with the place where reading stopped."""

    slug = "unparseable"
    title = "The text cannot be read"

    def __init__(
        self, message: str, origin: str = "", line: int | None = None, column: int | None = None
    ) -> None:
        """Remember where it stopped: `line` and `column` count from 1."""
        self.reason, self.origin, self.line, self.column = message, origin, line, column
        place = origin
        if line is not None:
            place = f"{place}, line {line}" if place else f"line {line}"
        super().__init__(f"{place}: {message}" if place else message)


class TooLargeError(UsageError):
    """Input over a stated bound."""

    status = 413
    slug = "too-large"
    title = "The input is larger than this service takes"


class NotAcceptableError(UsageError):
    """None of the media types a client accepts is offered here."""

    status = 406
    slug = "not-acceptable"
    title = "No such form of this is offered"

    def __init__(self, accept: str, offered: Sequence[str]) -> None:
        """Name what was asked for and everything that is offered."""
        self.accept, self.offered = accept, tuple(offered)
        super().__init__(f"Nothing here matches “{accept}”. Offered: {', '.join(self.offered)}.")


class PortInUseError(UsageError):
    """Another program listens on the port we were asked to use."""

    status = 500
    slug = "port-in-use"
    title = "The port is taken"

    def __init__(self, port: int, option: str) -> None:
        """Name the port and the option that would choose another."""
        super().__init__(
            f"Port {port} is in use by another program. Stop that program, or choose another "
            f"port with {option}."
        )


class NotFoundError(HeadwatersError):
    """Nothing in the catalogue has that name."""

    exit_code = 2
    status = 404
    slug = "not-found"
    title = "Not in this catalogue"

    def __init__(self, asked: str, near: Sequence[Thing] = ()) -> None:
        """Name what was asked for and up to a handful of things with similar names."""
        self.asked, self.near = asked, tuple(near)
        message = f"Nothing here is called “{asked}”."
        if self.near:
            names = ", ".join(f"{thing.title} ({thing.kind}/{thing.slug})" for thing in self.near)
            message += f" Near to it: {names}."
        super().__init__(message)


class GoneError(HeadwatersError):
    """What was asked for was here, and has been withdrawn."""

    exit_code = 2
    status = 410
    slug = "gone"
    title = "Withdrawn from this catalogue"

    def __init__(self, tombstone: Tombstone) -> None:
        """Keep what is left: when, by whom and why."""
        self.tombstone = tombstone
        super().__init__(
            f"{tombstone.iri} was withdrawn on {tombstone.time[:10]} by {tombstone.actor}: "
            f"{tombstone.reason}"
        )


class MergedError(HeadwatersError):
    """What was asked for is now part of another thing."""

    exit_code = 2
    status = 308
    slug = "merged"
    title = "Merged into another thing"

    def __init__(self, tombstone: Tombstone) -> None:
        """Keep what is left, and with it what stands in its place."""
        self.tombstone = tombstone
        super().__init__(
            f"{tombstone.iri} was merged into {tombstone.replaced_by} on {tombstone.time[:10]} "
            f"by {tombstone.actor}: {tombstone.reason}"
        )


class AmbiguousError(HeadwatersError):
    """Several things have that name; the caller must choose one."""

    exit_code = 2
    status = 409
    slug = "ambiguous"
    title = "More than one thing has that name"

    def __init__(self, asked: str, candidates: Sequence[Thing]) -> None:
        """Name every candidate by the address that tells it apart."""
        self.asked, self.candidates = asked, tuple(candidates)
        names = ", ".join(f"{thing.kind}/{thing.slug}" for thing in self.candidates)
        super().__init__(f"“{asked}” is the name of more than one thing. Say which: {names}.")


class InvalidRecordError(HeadwatersError):
    """Records that break a shape; every finding is here, and nothing was written."""

    exit_code = 1
    status = 422
    slug = "invalid-record"
    title = "The record cannot be published as it is"

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Keep all findings, so that they can be mended in one go."""
        self.findings = tuple(findings)
        wrong = sum(finding.severity == "Violation" for finding in self.findings)
        super().__init__(f"{wrong} thing{'s' if wrong != 1 else ''} to mend; nothing was written.")


class ConflictError(HeadwatersError):
    """The catalogue changed between reading and writing; the same request may work again."""

    status = 409
    slug = "conflict"
    title = "The catalogue changed meanwhile"


class PreconditionMissingError(HeadwatersError):
    """A write that does not say which state it replaces (RFC 6585 § 3)."""

    status = 428
    slug = "precondition-missing"
    title = "Say which state you are replacing"


class PreconditionFailedError(HeadwatersError):
    """A write that means another state than the present one (RFC 9110 § 15.5.13)."""

    status = 412
    slug = "precondition-failed"
    title = "This is not its present state"


class UnauthorizedError(HeadwatersError):
    """A request that needs a token and brings none that is valid."""

    exit_code = 2
    status = 401
    slug = "token-needed"
    title = "This needs a token"


class ForbiddenError(HeadwatersError):
    """A request whose token does not go so far."""

    exit_code = 2
    status = 403
    slug = "scope-missing"
    title = "This token does not go so far"


class NotWritableError(HeadwatersError):
    """A write to what is derived, or is no record."""

    exit_code = 2
    status = 403
    slug = "not-writable"
    title = "Nobody writes there"


class NotImplementedHereError(HeadwatersError):
    """Something this service cannot do the way it is set up."""

    exit_code = 2
    status = 501
    slug = "not-implemented"
    title = "This service cannot do that"


class QueryRefusedError(HeadwatersError):
    """A query that asks for something switched off here."""

    exit_code = 2
    status = 403
    slug = "query-refused"
    title = "This service does not run such queries"


class QueryTimeoutError(HeadwatersError):
    """A query that passed its deadline and was stopped."""

    status = 504
    slug = "query-timeout"
    title = "The query took too long"


class QueryFailedError(HeadwatersError):
    """A query that could not be finished, through its size or its shape."""

    status = 500
    slug = "query-failed"
    title = "The query could not be finished"


class QueryCancelledError(HeadwatersError):
    """A query that was called off because its client has gone; nobody reads this."""

    status = 499
    slug = "query-cancelled"
    title = "The query was called off"


class BusyError(HeadwatersError):
    """More asked at once than this service takes."""

    status = 503
    slug = "busy"
    title = "Too busy just now"

    def __init__(self, message: str, retry_after: int = 1) -> None:
        """Say after how many seconds to ask again (Retry-After, RFC 9110 § 10.2.3)."""
        self.retry_after = retry_after
        super().__init__(message)


class BudgetSpentError(HeadwatersError):
    """A client has used up its share of the workers for now."""

    status = 429
    slug = "budget-spent"
    title = "Your share is used up for now"

    def __init__(self, message: str, retry_after: int) -> None:
        """Say after how many seconds to ask again (Retry-After, RFC 6585 § 4)."""
        self.retry_after = retry_after
        super().__init__(message)


class UnavailableError(HeadwatersError):
    """A service this one needs does not answer."""

    status = 502
    slug = "unavailable"
    title = "The catalogue does not answer"


class ClosingError(UnavailableError):
    """The service is being ended; another may stand in its place in a moment."""

    status = 503
    slug = "closing"
    title = "The service is closing"


class StoreLockedError(HeadwatersError):
    """Another process holds the store open for writing."""

    exit_code = 3
    status = 503
    slug = "store-locked"
    title = "The store is in use"


class StoreDamagedError(HeadwatersError):
    """Files of the store that cannot be read."""

    exit_code = 4
    status = 500
    slug = "store-damaged"
    title = "The store is damaged"


class StoreFullError(HeadwatersError):
    """The disk has no room for the write; nothing was written."""

    status = 507
    slug = "disk-full"
    title = "The disk is full"
