"""What every client asks, and what is true in the shipped catalogue."""

from __future__ import annotations

from typing import Final

ID: Final = "https://w3id.org/headwaters/id/"
AGUILA: Final = ID + "model/aguila-7b"
RECORD: Final = "https://w3id.org/headwaters/record/shipped/model/aguila-7b"
IDENTIFIER: Final = "http://purl.org/dc/terms/identifier"
TITLE: Final = "http://purl.org/dc/terms/title"
UPSTREAM: Final = "https://w3id.org/headwaters/ns#upstreamTransitive"

SELECT: Final = f"SELECT ?title WHERE {{ <{AGUILA}> <{TITLE}> ?title }}"
SOURCES: Final = f"SELECT ?source WHERE {{ <{AGUILA}> <{UPSTREAM}> ?source }}"
ASK: Final = f"ASK {{ <{AGUILA}> <{UPSTREAM}> <{ID}dataset/common-crawl> }}"
ASK_WRONG: Final = f"ASK {{ <{AGUILA}> <{UPSTREAM}> <{ID}dataset/the-pile> }}"
CONSTRUCT: Final = f"CONSTRUCT WHERE {{ <{AGUILA}> <{IDENTIFIER}> ?identifier }}"
COUNT_RECORDS: Final = (
    "SELECT (COUNT(?record) AS ?n) WHERE { ?record a <http://www.w3.org/ns/dcat#CatalogRecord> }"
)

THE_TITLE: Final = "Ǎguila-7B"
THE_SOURCES: Final = {
    ID + thing
    for thing in (
        "dataset/bsc-open-data-26b",
        "dataset/common-crawl",
        "dataset/refinedweb",
        "model/falcon-7b",
        "source/web",
        "unresolved/falcon-curated-corpora",
    )
}
