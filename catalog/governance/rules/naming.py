"""R9: what a license asks of the names of models made from what it covers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

from catalog.governance.case import Case
from catalog.governance.finding import RuleFinding, Status
from catalog.governance.rows import of_class
from catalog.governance.travel import State
from catalog.governance.upstream import Reaching, how, judged, reaching

NAMING: Final = "naming"


@dataclass(frozen=True, slots=True)
class Clause:
    """What one version of a license asks of names and notices."""

    begins: str
    notice: str | None


def of_models(case: Case) -> Iterator[RuleFinding]:
    """R9: whether the name of a model begins as the license of its nearest source asks."""
    if not case.is_model:
        return
    for it in reaching(case, NAMING, nearest=True):
        if it.arrival.state is not State.ON_RETRIEVAL:
            yield _named(case, it)


def _named(case: Case, it: Reaching) -> RuleFinding:
    tell = partial(judged, case, "R9", condition=NAMING, it=it)
    titles = case.statements.values(case.subject, "dct:title")
    clauses = [clauses_by_license().get(text.iri) for text in it.texts]
    about = (
        f"{case.title(case.subject)} {how(it.arrival.way)} {case.title(it.source)}, under "
        f"{it.title} as recorded, which asks something of the names of models made from it"
    )
    if it.arrival.state is State.GONE:
        return tell(
            Status.NOT_APPLICABLE, "NAME-RESULTS-FREE",
            message=f"{about}. The text says that it does not reach results.",
        )  # fmt: skip
    if it.arrival.state is State.UNSETTLED:
        return tell(
            Status.UNSETTLED, "NAME-REACH",
            message=f"{about}. The text does not mention what is made in this way; whether the "
            "duty reaches it is open.",
        )  # fmt: skip
    if it.arrival.state is State.UNKNOWN:
        return tell(
            Status.UNKNOWN, "NAME-REACH-UNKNOWN",
            message=f"{about}. What the text says of models or outputs, or how much was taken "
            "over, is not recorded.",
        )  # fmt: skip
    known = [clause for clause in clauses if clause]
    if len(known) < len(clauses):
        return tell(
            Status.UNKNOWN, "NAME-CLAUSE",
            message=f"{about}. What this version of the text asks is not recorded in the table of "
            "naming rules; versions differ.",
        )  # fmt: skip
    if not titles:
        return tell(
            Status.UNKNOWN, "NAME-NOT-RECORDED", message=f"{about}. No name of it is recorded."
        )
    status, reason, message = _compared(known, titles, about)
    return tell(status, reason, message=message)


def _compared(clauses: list[Clause], titles: list[str], about: str) -> tuple[Status, str, str]:
    wanted = " and ".join(f"“{clause.begins}”" for clause in clauses)
    notices = [clause.notice for clause in clauses if clause.notice]
    shown = "".join(f" Whether “{notice}” is shown is not recorded." for notice in notices)
    if all(
        any(title.casefold().startswith(clause.begins.casefold()) for title in titles)
        for clause in clauses
    ):
        return (
            Status.SATISFIED,
            "NAME-KEPT",
            f"{about}. The recorded name begins with {wanted}, as the text asks.{shown}",
        )
    return (
        Status.WARNING,
        "NAME-OTHER",
        f"{about}. Such names are to begin with {wanted}; the recorded name does not.{shown}",
    )


@cache
def clauses_by_license() -> Mapping[str, Clause]:
    """The naming rules of the tables, by the IRI of the license they are a clause of."""
    return {
        license_iri: Clause(
            row["hw:nameBegins"][0], next(iter(row.get("hw:showsNotice", ())), None)
        )
        for row in of_class("naming.ttl", "hw:NamingRule")
        for license_iri in row["dct:license"]
    }
