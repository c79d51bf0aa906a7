"""Catalogues of any size, in the record profile of the shipped one, the same for the same seed.

Every record keeps to every shape; with `faults`, that share of models and datasets breaks one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from random import Random
from typing import Final

from pyoxigraph import Literal, NamedNode

from catalog.store import Change
from catalog.terms import KINDS, concept, term, thing
from tests.bench.record_writer import RecordWriter
from tests.bench.shape import Edge, Node, Shape, zipf

_WORDS: Final = 4_000
_LANGUAGES: Final = ("en", "es", "fr", "sw", "hi", "zh", "ar", "pt", "yo", "ca", "pl", "mi")
_MODALITIES: Final = ("text", "image", "audio", "code", "video", "tabular", "geo")
_OPENNESS: Final = ("open", "public", "obtainable", "unshareable")
_GROUPS: Final = ("trainers", "institutions", "curators", "collectors", "public")
_SECOND: Final = 50
"""One model in so many has a second record, by another source."""


def vocabulary(seed: int) -> list[str]:
    """Invented words of six letters, the commonest first; none is a part of another."""
    random = Random(seed)  # noqa: S311 - repeatable, not secret
    syllables = [consonant + vowel for consonant in "bdfgjklmnprstvz" for vowel in "aeiou"]
    words: dict[str, None] = {}
    while len(words) < _WORDS:
        words.setdefault("".join(random.choices(syllables, k=3)))
    return list(words)


def slug_of(node: Node) -> str:
    """The last part of a thing's address."""
    kind, number = node
    return f"{kind[0]}-{number:07}"


def iri_of(node: Node) -> str:
    """The address of a thing."""
    return thing(node[0], slug_of(node)).value


def changes(shape: Shape, *, faults: float = 0.0) -> Iterator[Change]:
    """The records of every thing of a shape, as the store takes them, sources first.

    :param faults: the share of models and datasets that break one shape each.
    """
    return _Generator(shape, faults).changes()


class _Generator:
    def __init__(self, shape: Shape, faults: float) -> None:
        self._shape = shape
        self._faults = faults
        self._random = Random(shape.seed + 1)  # noqa: S311 - repeatable, not secret
        self._fate = Random(shape.seed + 2)  # noqa: S311 - apart: faults leave the rest as it is
        self._words = vocabulary(shape.seed)
        self._weights = list(accumulate(1 / rank for rank in range(1, _WORDS + 1)))
        self._openness: list[int] = []

    def changes(self) -> Iterator[Change]:
        for kind, write in (
            ("license", self._license),
            ("organization", self._organization),
            ("community", self._community),
            ("dataset", self._dataset),
            ("model", self._model),
        ):
            for number in range(self._shape.counts[kind]):
                node = (kind, number)
                record = self._described(node)
                write(record, node)
                if kind in ("dataset", "model") and self._fate.random() < self._faults:
                    self._fate.choice(FAULTS)(record)
                yield record.change()
                if kind == "model" and number % _SECOND == 0:
                    yield self._second_opinion(node)

    def _described(self, node: Node) -> RecordWriter:
        kind, number = node
        record = RecordWriter("generated", kind, slug_of(node))
        words = self._random.choices(self._words, cum_weights=self._weights, k=12)
        title = f"{words[0].title()} {words[1].title()} {number}"
        record.say("rdf:type", KINDS[kind])
        record.text("dct:title", title)
        record.say("dct:identifier", Literal(slug_of(node)))
        record.text(
            "dct:description",
            f"{title} is a {kind} about {' '.join(words[2:7])}. It has {' '.join(words[7:])}.",
        )
        return record

    def _license(self, record: RecordWriter, node: Node) -> None:
        openness = ("okd", "none", "osd", "unknown")[node[1] % 4]
        record.say("rdf:type", term("odrl:Set"), term("cc:License"))
        record.say("hw:licenseTerm", concept("license-term", "attribution"))
        record.say("cc:permits", term("cc:Reproduction"), term("cc:Distribution"))
        record.say("cc:requires", term("cc:Attribution"))
        record.say("hw:extendsToModels", concept("reach", "silent"))
        record.say("hw:extendsToOutputs", concept("reach", "silent"))
        record.say("hw:openness", concept("openness", openness))

    def _organization(self, record: RecordWriter, node: Node) -> None:
        record.say("hw:stakeholderGroup", concept("stakeholder-group", _GROUPS[node[1] % 5]))
        record.say("hw:agentRole", concept("role", "maker"))
        record.say("dcat:landingPage", NamedNode(f"https://example.org/{slug_of(node)}"))

    def _community(self, record: RecordWriter, node: Node) -> None:
        record.say("hw:stakeholderGroup", concept("stakeholder-group", "represented"))
        record.say("hw:representedBy", self._agent())
        record.say("hw:mandateEvidence", NamedNode(f"https://example.org/{slug_of(node)}"))

    def _dataset(self, record: RecordWriter, node: Node) -> None:
        edges = self._shape.upstream.get(node, ())
        openness = self._openness_below(edges)
        self._openness.append(openness)
        self._common(record, node)
        record.say("hw:dataType", concept("data-type", _OPENNESS[openness]))
        record.say("hw:containsContent", concept("truth-value", "true"))
        record.node(
            "hw:personalData",
            rdf_type=term("hw:PersonalDataProfile"),
            hw_personalDataStatus=concept("personal-data", "unknown"),
        )
        if openness < 2:
            address = NamedNode(f"https://example.org/files/{slug_of(node)}")
            record.node(
                "dcat:distribution", rdf_type=term("dcat:Distribution"), dcat_accessURL=address
            )
        elif openness == 2:
            record.say("hw:obtainableFrom", self._agent())
        else:
            record.say("hw:unshareableReason", concept("unshareable-reason", "privacy"))
        self._licensed(record, "content", open_one=openness == 0)
        if self._random.random() < 0.9:
            self._attributed(record, self._agent(), "steward")
        else:
            record.say("hw:noStewardKnown", Literal(True))
        for edge in edges:
            carried = "transform" if edge.source[0] == "dataset" else "generate"
            self._derived(record, edge, carried)

    def _model(self, record: RecordWriter, node: Node) -> None:
        self._common(record, node)
        maker = self._agent()
        record.say("dct:creator", maker)
        self._attributed(record, maker, "maker")
        edges = self._shape.upstream.get(node, ())
        trained = any(edge.property == "it6:trainedOn" for edge in edges)
        record.say("hw:disclosure", concept("disclosure", "partial" if trained else "unknown"))
        self._licensed(record, "weights", open_one=False)
        for edge in edges:
            record.say(edge.property, NamedNode(iri_of(edge.source)))

    def _common(self, record: RecordWriter, node: Node) -> None:
        year = 2016 + 10 * node[1] // self._shape.counts[node[0]]
        record.say("dct:issued", Literal(str(year), datatype=term("xsd:gYear")))
        record.say("dct:language", Literal(_LANGUAGES[self._rank(len(_LANGUAGES))]))
        modality = _MODALITIES[self._rank(len(_MODALITIES))]
        record.say("hw:modality", concept("modality", modality))
        record.say("dcat:landingPage", NamedNode(f"https://example.org/{slug_of(node)}"))

    def _openness_below(self, edges: Sequence[Edge]) -> int:
        """How closed a dataset is: never more open than the dataset it was made from."""
        sources = [edge.source[1] for edge in edges if edge.source[0] == "dataset"]
        return max([self._rank(len(_OPENNESS)), *(self._openness[source] for source in sources)])

    def _licensed(self, record: RecordWriter, scope: str, *, open_one: bool) -> None:
        if not open_one and self._random.random() < 0.15:
            record.text("hw:licenseNote", "None stated")
            return
        number = zipf(self._random.random(), self._shape.counts["license"])
        chosen = number - number % 4 if open_one else number
        license_iri = thing("license", slug_of(("license", chosen)))
        record.say("dct:license", license_iri)
        record.node(
            "hw:hasLicenseAssertion",
            rdf_type=term("hw:LicenseAssertion"),
            dct_license=license_iri,
            hw_licenseScope=concept("license-scope", scope),
            hw_confidence=Literal("H"),
        )

    def _attributed(self, record: RecordWriter, agent: NamedNode, role: str) -> None:
        record.node(
            "prov:qualifiedAttribution",
            rdf_type=term("prov:Attribution"),
            prov_agent=agent,
            dcat_hadRole=concept("role", role),
        )

    def _derived(self, record: RecordWriter, edge: Edge, kind: str) -> None:
        source = NamedNode(iri_of(edge.source))
        record.say(edge.property, source)
        record.node(
            "prov:qualifiedDerivation",
            rdf_type=term("prov:Derivation"),
            prov_entity=source,
            hw_edgeKind=concept("edge-kind", kind),
        )

    def _second_opinion(self, node: Node) -> Change:
        """What another source says about a model: its type, name and license."""
        record = RecordWriter("second-source", "model", slug_of(node))
        self._licensed(record, "weights", open_one=True)
        return record.change()

    def _agent(self) -> NamedNode:
        number = self._rank(self._shape.counts["organization"])
        return thing("organization", slug_of(("organization", number)))

    def _rank(self, size: int) -> int:
        return zipf(self._random.random(), size)


Fault = Callable[[RecordWriter], None]


def _without(predicate: str) -> Fault:
    return lambda record: record.without(predicate)


def _replaced(predicate: str, value: NamedNode | Literal) -> Fault:
    def fault(record: RecordWriter) -> None:
        record.without(predicate)
        record.say(predicate, value)

    return fault


FAULTS: Final[tuple[Fault, ...]] = (
    _without("dct:title"),
    _without("dct:description"),
    _without("hw:confidence"),
    _without("hw:retrievedOn"),
    _without("foaf:primaryTopic"),
    _replaced("dct:description", Literal("Too short.", language="en")),
    _replaced("hw:modality", concept("modality", "unheard-of")),
    _replaced("dct:issued", Literal("in spring")),
)
"""Eight ways to break a shape, each on any model or dataset."""
