"""R10: terms of a model on what it gives out, where data was generated with it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from catalog.governance.case import Case, LicenseText
from catalog.governance.finding import RuleFinding, Status, found
from catalog.governance.steps import Way
from catalog.governance.upstream import (
    CONTENT,
    by_source,
    codes_of,
    inside,
    names,
    records_of,
    texts_on,
)

OUTPUTS: Final = "outputs"
_SCOPES: Final = CONTENT | {"outputs"}
_CLOSE: Final = (
    "Whoever generated it agreed to those terms; whether they bind somebody who uses it later "
    "is open."
)


def of_generators(case: Case) -> Iterator[RuleFinding]:
    """R10: for each model that generated data upstream, what its terms say of outputs."""
    generating = [way for way in case.ways.found if way.steps[0].kind == "generate"]
    for source, ways in by_source(generating).items():
        learning = [way for way in ways if "learn" in way.kinds]
        chosen = learning or ways
        texts = [text for text, _ in texts_on(case, source, _SCOPES)]
        if not texts:
            yield _without_terms(case, chosen)
        for status in Status:
            same = [text for text in texts if _standing(case, text, bool(learning))[0] is status]
            if same:
                yield _told(case, chosen, same)


def _without_terms(case: Case, ways: list[Way]) -> RuleFinding:
    way = ways[0]
    return found(
        "R10", Status.UNKNOWN, "OUT-NO-TERMS", case.subject,
        f"{_generated(case, way)}. No terms of {case.title(way.source)} are recorded.",
        way=way, condition=OUTPUTS, further=len(ways) - 1,
        records=case.statements.records_on(way.source),
    )  # fmt: skip


def _told(case: Case, ways: list[Way], texts: list[LicenseText]) -> RuleFinding:
    way = ways[0]
    claims = [
        claim
        for claim in inside(case.claims(way.source), _SCOPES)
        if claim.license in {text.iri for text in texts}
    ]
    status, reason, words = _standing(case, texts[0], "learn" in way.kinds)
    tell = partial(found, "R10", status, reason, case.subject)
    return tell(
        f"{_generated(case, way)}, under {names(texts)} as recorded. {words}",
        way=way, condition=OUTPUTS, further=len(ways) - 1,
        records=records_of(claims, texts), codes=codes_of(claims, texts),
    )  # fmt: skip


def _standing(case: Case, text: LicenseText, is_trained: bool) -> tuple[Status, str, str]:
    """What the terms come to, given whether a model was trained on what was generated."""
    restricts = case.statements.codes(text.iri, "hw:restrictsTrainingOnOutputs")
    reach = text.reach.outputs
    if reach == {"no"}:
        return (
            Status.NOT_APPLICABLE, "OUT-FREE", "The text says that outputs are free of its terms."
        )  # fmt: skip
    if reach == {"silent"}:
        return (
            Status.UNSETTLED, "OUT-SILENT",
            "The text does not mention outputs; whether any of it reaches them is open.",
        )  # fmt: skip
    if reach != {"yes"} or restricts not in ({"true"}, {"false"}):
        missing = "about outputs" if reach != {"yes"} else "about training on outputs"
        return (
            Status.UNKNOWN, "OUT-TERMS-UNKNOWN",
            f"What the text says {missing} is not recorded, or sources differ.",
        )  # fmt: skip
    if restricts == {"false"}:
        return (
            Status.INFO, "OUT-ALLOWED",
            "The text speaks of outputs and does not restrict training other models on them; "
            "other conditions of it may go with them.",
        )  # fmt: skip
    said = "The text restricts the use of outputs to train other models"
    if is_trained:
        return Status.WARNING, "OUT-TERMS", f"{said}, and a model was trained on it. {_CLOSE}"
    return Status.INFO, "OUT-RESTRICTED", f"{said}. {_CLOSE}"


def _generated(case: Case, way: Way) -> str:
    made, source = case.title(way.steps[0].made), case.title(way.source)
    about = f"{made} was made, in whole or in part, with {source}"
    return about if len(way.steps) == 1 else f"Upstream of {case.title(case.subject)}, {about}"
