"""R15: what communities published for their data: protocols, labels and notices.

Nothing here speaks for a community: each finding names who published a position, and what the
record links to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from catalog.governance.activities import released
from catalog.governance.agreements import agreements_on, holds_before
from catalog.governance.case import Case
from catalog.governance.finding import RuleFinding, Status, found
from catalog.governance.steps import Way, confidence_of
from catalog.governance.travel import Arrival, Reach, State, arrivals
from catalog.governance.wording import listed

ASK = "ask-first"
LABEL = "community-label"
_COMMERCIAL = "http://creativecommons.org/ns#CommercialUse"
_PERMISSIVE = frozenset({"okd", "osd"})

_Of = Callable[[Case, str], Iterable[str]]


def protocols(case: Case) -> Iterator[RuleFinding]:
    """R15: protocols upstream, of data and of the communities it concerns; then labels."""
    for protocol, ways in _upstream(case, _protocols_of):
        reach = Reach(
            case.statements.codes(protocol, "hw:extendsToModels"),
            case.statements.codes(protocol, "hw:extendsToOutputs"),
        )
        for arrival in _one_a_state(arrivals(case.tables, ASK, ways, reach)):
            yield from _protocol(case, protocol, arrival)
    for label, ways in _upstream(case, _labels_of):
        for arrival in _one_a_state(arrivals(case.tables, LABEL, ways, Reach())):
            yield _label(case, label, arrival)


def _protocol(case: Case, protocol: str, arrival: Arrival) -> Iterator[RuleFinding]:
    said = case.statements
    source, name = case.title(arrival.way.source), case.title(protocol)
    about = f"“{name}”, published by {_publishers(case, protocol)}, stands with {source}"
    if _is_later(case, protocol):
        yield _found(
            case, arrival, protocol, Status.INFO, "PROTOCOL-LATER",
            f"{about}. It was published after {case.title(case.subject)} was released.",
        )  # fmt: skip
        return
    if arrival.state is State.GONE:
        return
    asks = ASK in said.codes(protocol, "hw:licenseTerm")
    forbids = _forbids_commerce(case, protocol)
    if not asks and not forbids:
        yield _found(
            case, arrival, protocol, Status.INFO, "PROTOCOL-EXPECTS",
            f"{about}. What it expects is in its own words at the source.",
        )  # fmt: skip
        return
    agreement = _agreement(case, arrival.way)
    if agreement:
        yield _found(
            case, arrival, protocol, Status.SATISFIED, "AGREEMENT",
            f"{about}. An agreement is recorded, dated {agreement[0]}.", agreement[1],
        )  # fmt: skip
        return
    permits = _permits_commerce(case) if forbids and arrival.state is State.BINDING else None
    if permits:
        yield _found(
            case, arrival, protocol, Status.CONFLICT, "PROTOCOL-TERMS",
            f"{about}. The text says that there is no commercial use without a grant, and covers "
            f"this use; {permits}. No grant is recorded. Both cannot be followed as recorded.",
        )  # fmt: skip
    elif asks:
        yield _ask(case, protocol, arrival, about)
    else:
        yield _found(
            case, arrival, protocol, Status.WARNING, "PROTOCOL-COMMERCIAL",
            f"{about}. The text says that there is no commercial use without a grant; no grant is "
            "recorded.",
        )  # fmt: skip
    if arrival.state is State.UNSETTLED:
        yield _found(
            case, arrival, protocol, Status.UNSETTLED, "PROTOCOL-REACH",
            f"{about}. The text does not speak of models or of what they put out; whether it "
            "reaches here is open, and for its publisher to say.",
        )  # fmt: skip


def _ask(case: Case, protocol: str, arrival: Arrival, about: str) -> RuleFinding:
    gap = (
        " What its text says about a use like this is not recorded."
        if arrival.state is State.UNKNOWN
        else ""
    )
    return _found(
        case, arrival, protocol, Status.WARNING, "PROTOCOL-ASK",
        f"{about}. It asks that permission be sought first; no dated agreement is recorded.{gap}",
    )  # fmt: skip


def _label(case: Case, label: str, arrival: Arrival) -> RuleFinding:
    said = case.statements
    source, name = case.title(arrival.way.source), case.title(label)
    if said.value(label, "hw:isNotice") == "true":
        return _found(
            case, arrival, label, Status.INFO, "LABEL-NOTICE",
            f"{source} carries the notice “{name}”. A notice holds the place until the community "
            "has spoken.",
        )  # fmt: skip
    issuers = [
        i for i in said.values(label, "prov:wasAttributedTo") if said.is_a(i, "hw:Community")
    ]
    if not issuers:
        return _found(
            case, arrival, label, Status.UNKNOWN, "LABEL-ISSUER",
            f"{source} carries the label “{name}”. Which community issued it is not recorded, and "
            "only communities issue labels.",
        )  # fmt: skip
    by = listed([case.title(issuer) for issuer in issuers])
    is_asking = bool(
        said.codes(label, "hw:licenseTerm") & {ASK, "non-commercial", "use-restriction"}
    )
    if is_asking and not _agreement(case, arrival.way):
        return _found(
            case, arrival, label, Status.WARNING, "LABEL-EXPECTS",
            f"{source} carries the label “{name}” of {by}, which asks something of those who use "
            "it. That it was asked of them, or done, is not recorded.",
        )  # fmt: skip
    return _found(
        case, arrival, label, Status.INFO, "LABEL-EXPECTS",
        f"{source} carries the label “{name}” of {by}. What is expected is in its own words.",
    )  # fmt: skip


def _protocols_of(case: Case, thing: str) -> Iterable[str]:
    own = case.statements.values(thing, "hw:hasProtocol")
    for community in case.statements.values(thing, "hw:concernsCommunity"):
        own += case.statements.values(community, "hw:hasProtocol")
    return own


def _labels_of(case: Case, thing: str) -> Iterable[str]:
    return case.statements.values(thing, "hw:hasLabel")


def _upstream(case: Case, of: _Of) -> list[tuple[str, list[Way]]]:
    """What is attached to things upstream, each with all ways from any of them."""
    ways: dict[str, list[Way]] = {}
    attached: dict[str, list[str]] = {}
    for way in case.ways.found:
        if way.source not in attached:
            attached[way.source] = list(dict.fromkeys(of(case, way.source)))
        for each in attached[way.source]:
            ways.setdefault(each, []).append(way)
    return sorted(ways.items())


def _one_a_state(found_: Iterable[Arrival]) -> list[Arrival]:
    """One arrival for each state, the nearest: the same text on several sources is one text."""
    nearest: dict[State, Arrival] = {}
    count: dict[State, int] = {}
    for each in found_:
        held = nearest.get(each.state)
        if held is None or len(each.way.steps) < len(held.way.steps):
            nearest[each.state] = each
        count[each.state] = count.get(each.state, -1) + 1 + each.further
    return [
        Arrival(each.way, state, count[state], each.stopped_at) for state, each in nearest.items()
    ]


def _publishers(case: Case, text: str) -> str:
    names = case.statements.values(text, "dct:publisher") or case.statements.values(
        text, "prov:wasAttributedTo"
    )
    return listed([case.title(name) for name in names]) or "a publisher that is not recorded"


def _is_later(case: Case, protocol: str) -> bool:
    published = released(case.statements, protocol)
    release = released(case.statements, case.subject)
    return bool(published and release and release.last < published.first)


def _agreement(case: Case, way: Way) -> tuple[str, str] | None:
    release = released(case.statements, case.subject)
    users = [step.made for step in way.steps]
    held = holds_before(
        agreements_on(case.statements, way.source, users), release.last if release else None
    )
    return (held.day, held.record) if held and held.day else None


def _forbids_commerce(case: Case, protocol: str) -> bool:
    said = case.statements
    return "non-commercial" in said.codes(protocol, "hw:licenseTerm") or any(
        _COMMERCIAL in said.values(rule, "odrl:action")
        for rule in said.values(protocol, "odrl:prohibition")
    )


def _permits_commerce(case: Case) -> str | None:
    """What is recorded of the subject that lets it be used commercially, in words."""
    said = case.statements
    for policy in said.values(case.subject, "odrl:hasPolicy"):
        for rule in said.values(policy, "odrl:permission"):
            if _COMMERCIAL in said.values(rule, "odrl:action"):
                return f"{case.title(case.subject)} is recorded as in commercial use"
    for text in case.texts(case.claims(case.subject)):
        if text.openness & _PERMISSIVE and "non-commercial" not in text.terms:
            return f"{case.title(case.subject)} goes on under {text.title}, which allows it"
    return None


def _found(
    case: Case,
    arrival: Arrival,
    text: str,
    status: Status,
    reason: str,
    message: str,
    *more: str,
) -> RuleFinding:
    records = [*case.statements.records_on(text), *more]
    return found(
        "R15",
        status,
        reason,
        case.subject,
        message,
        way=arrival.way,
        condition=LABEL if reason.startswith("LABEL") else ASK,
        further=arrival.further,
        records=records,
        codes=[confidence_of(case.statements, record) for record in records],
    )
