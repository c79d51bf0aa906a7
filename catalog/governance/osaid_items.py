"""What is recorded of a model's training data, held against the items OSAID 1.0 asks for.

The Open Source AI Definition asks for information about data, not for the data. This reads, for
each dataset a model was trained on, whether an item is recorded; it never says what that makes
the model. Rule R18 and the report on data information read it.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from catalog.governance.case import Case
from catalog.governance.completeness import (
    DataInformation,
    DatasetInformation,
    Item,
    Overall,
    Truth,
    overall,
)
from catalog.governance.dataset_items import (
    UNDISCLOSED,
    dataset_information,
    is_kind,
    parts_of,
    steps_of,
)
from catalog.governance.statements import Statements, code_of
from catalog.governance.steps import DEEPEST

__all__ = [
    "DataInformation",
    "DatasetInformation",
    "Item",
    "Overall",
    "Truth",
    "data_information",
]

_MODELS: Final = ("it6:MachineLearningModel", "hw:ModelVersion")
_HAD_BY_ALL: Final = frozenset({"open", "public", "unknown"})


def data_information(case: Case) -> DataInformation:
    """What is recorded of the data the subject was trained on, and of the models beneath it."""
    return _of_model(case, case.subject, frozenset(), {})


def _of_model(
    case: Case, model: str, seen: frozenset[str], known: dict[str, DataInformation]
) -> DataInformation:
    """One model and, down to the depth to which ways are followed, those beneath it."""
    said = case.statements
    steps = [step for step in steps_of(said, model) if step.kind not in ("generate", "use")]
    hidden = sorted(
        {s.source for s in steps if is_kind(said, s.source, "undisclosed", UNDISCLOSED)}
    )
    below = [s for s in steps if is_kind(said, s.source, "model", *_MODELS)]
    data = [s for s in steps if s.source not in hidden and s not in below and s.kind != "carry"]
    disclosure = said.said(model, "hw:disclosure")
    stated = code_of(disclosure[0].value) if disclosure else None
    direct = tuple(sorted({step.source for step in data}))
    datasets = [dataset_information(case, source, is_part=False) for source in direct]
    datasets += [dataset_information(case, part, is_part=True) for part in parts_of(said, direct)]
    bases: list[DataInformation] = []
    if not hidden and stated != "undisclosed" and len(seen) < DEEPEST:
        ways_on = seen | {model}
        for base in sorted({step.source for step in below} - ways_on):
            if base not in known:
                known[base] = _of_model(case, base, ways_on, known)
            bases.append(known[base])
    has_own = bool(direct or hidden or stated or any(s.kind != "carry" for s in below) or not below)
    items = _of_whole(case, model, stated, hidden, datasets, has_own=has_own)
    records = {said.record for said in disclosure} | {step.record for step in steps}
    return DataInformation(
        model, case.title(model), stated, items, tuple(datasets), tuple(bases), tuple(hidden),
        _overall(items, datasets, bases),
        tuple(sorted(records | {r for d in datasets for r in d.records})),
    )  # fmt: skip


def _overall(
    items: tuple[Item, ...], datasets: list[DatasetInformation], bases: list[DataInformation]
) -> Overall:
    own = overall([*(i.truth for i in items), *(i.truth for d in datasets for i in d.items)])
    worst = (Overall.INCOMPLETE, Overall.UNKNOWN, Overall.COMPLETE)
    return min([own, *(base.overall for base in bases)], key=worst.index)


def _of_whole(
    case: Case, model: str, stated: str | None, hidden: list[str],
    datasets: list[DatasetInformation], *, has_own: bool,
) -> tuple[Item, ...]:  # fmt: skip
    """The items that are about all data of a model together."""
    said = case.statements.said(model, "hw:disclosure")
    records = tuple(sorted({each.record for each in said}))
    codes = (stated,) if stated else ()
    if not has_own:
        truth, note = Truth.NOT_APPLICABLE, "no data of its own; see the model it was made from"
    elif hidden or stated in ("undisclosed", "partial"):
        truth, note = Truth.FALSE, f"the training data is recorded as {stated or 'undisclosed'}"
    elif stated == "full" and datasets:
        truth, note = Truth.TRUE, ""
    else:
        truth, note = Truth.UNKNOWN, "whether all training data is named is not recorded"
    described = Item(
        "data-description", "data-description", "Description of all data", truth, codes, records,
        note,
    )  # fmt: skip
    public = [d for d in datasets if not d.data_types or {*d.data_types} & _HAD_BY_ALL]
    asked = [d for d in datasets if "obtainable" in d.data_types]
    return (
        described,
        _listing("public-data-listing", "Listing of public data", public),
        _listing("obtainable-data-listing", "Listing of obtainable data", asked),
        _terms(case, model, datasets, has_own=has_own),
    )


def _listing(name: str, label: str, datasets: list[DatasetInformation]) -> Item:
    places = [item for d in datasets for item in d.items if item.id == "place"]
    records = tuple(sorted({record for item in places for record in item.records}))
    truths = {item.truth for item in places}
    truth = next((t for t in (Truth.FALSE, Truth.UNKNOWN, Truth.TRUE) if t in truths), None)
    without = sum(item.truth in (Truth.FALSE, Truth.UNKNOWN) for item in places)
    note = f"no place to obtain recorded for {without} of {len(places)}" if without else ""
    values = tuple(d.dataset for d in datasets)
    return Item(name, name, label, truth or Truth.NOT_APPLICABLE, values, records, note)


def _terms(case: Case, model: str, datasets: list[DatasetInformation], *, has_own: bool) -> Item:
    """Whether the documents that describe the data are under open terms."""
    said = case.statements
    nodes = [n for n in said.said(model, "hw:hasComponent") if _is_data_card(said, n.value)]
    for thing in (model, *(d.dataset for d in datasets if not d.is_part)):
        nodes += said.said(thing, "hw:hasGovernanceRecord")
    claims = [claim for node in nodes for claim in case.claims(node.value)]
    records = tuple(sorted({n.record for n in nodes} | {c.record for c in claims}))
    texts = case.texts(claims)
    about = partial(Item, "information-terms", "information-terms", "Terms of the information")
    if not nodes and not has_own:
        return about(Truth.NOT_APPLICABLE)
    if not texts:
        return about(Truth.UNKNOWN, (), records, "no license of a data card or datasheet recorded")
    values = tuple(text.iri for text in texts)
    if any("none" in text.openness for text in texts):
        return about(
            Truth.FALSE, values, records, "the data card or datasheet is not under open terms"
        )
    if all(text.openness & {"okd", "osd"} for text in texts):
        return about(Truth.TRUE, values, records)
    return about(Truth.UNKNOWN, values, records, "whether its terms are open is not recorded")


def _is_data_card(said: Statements, node: str) -> bool:
    return "data-card" in said.codes(node, "hw:componentKind")
