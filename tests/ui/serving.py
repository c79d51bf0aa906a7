"""A real service for the explorer to look at: uvicorn in a thread, over a store of its own."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import uvicorn
from fastapi import FastAPI

from catalog.api.app import create_app
from catalog.api.asking import a_day
from catalog.governance.upkeep import refresh
from catalog.model import Record
from catalog.records.files import read_records, shipped_entries
from catalog.records.register import register
from catalog.settings import Settings
from catalog.shacl import Validator
from catalog.store import CatalogStore
from tests.conftest import PREFIXES, records_of

CHOSEN: Final = (
    "model/aguila-7b.ttl",
    "model/inkubalm-0.4b.ttl",
    "model/inkubalm-0.4b.white-paper.ttl",
)
HOSTILE_TITLE: Final = (
    "[go](javascript:alert(1)) <img src=x onerror=alert(1)> :red[r] $x^2$ `c` *i* _u_ "
    "# h | :smile: https://example.org/x"
)
_REFERENCE: Final = re.compile(r"headwaters/id/([a-z-]+/[A-Za-z0-9._-]+)>")
_HOSTILE: Final = f"""{PREFIXES}
<https://w3id.org/headwaters/record/test/unresolved/hostile> a dcat:CatalogRecord ;
  foaf:primaryTopic <https://w3id.org/headwaters/id/unresolved/hostile> ;
  adms:status <https://w3id.org/headwaters/ns/record-status/published> ;
  hw:authority <https://w3id.org/headwaters/ns/authority/editor> ;
  prov:wasAttributedTo <https://w3id.org/headwaters/id/organization/headwaters-editors> ;
  dct:issued "2026-11-24"^^xsd:date ; dct:source <https://example.org/hostile> ;
  hw:retrievedOn "2026-11-24"^^xsd:date ; hw:confidence "V" .
<https://w3id.org/headwaters/id/unresolved/hostile> a hw:UnresolvedReference ;
  dct:title "{HOSTILE_TITLE}"@en ; dct:identifier "hostile" ;
  dct:description "A name in a test that tries every trick which Markdown and HTML know."@en .
"""


def chosen_records() -> list[Record]:
    """A handful of shipped entries with everything they refer to, and one of ill will."""
    entries = shipped_entries()
    found = {name: entries / name for name in CHOSEN}
    waiting = list(found)
    while waiting:
        text = found[waiting.pop()].read_text(encoding="utf-8")
        for name in (f"{thing}.ttl" for thing in _REFERENCE.findall(text)):
            if name not in found and (entries / name).exists():
                found[name] = entries / name
                waiting.append(name)
    return [*read_records(found.values()), *records_of(_HOSTILE)]


@contextmanager
def chosen_service(folder: Path, validator: Validator) -> Iterator[str]:
    """The address of a service over the chosen records."""
    with CatalogStore.open(folder / "store", create=True) as store:
        register(store, chosen_records(), actor="tests", message="load", validator=validator)
        refresh(store, a_day(""))
        with serving(create_app(Settings(workers=1), store)) as address:
            yield address


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The address of a running app."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until = time.monotonic() + 30
        while not server.started:
            if not thread.is_alive() or time.monotonic() > until:
                raise RuntimeError("The service did not start.")
            thread.join(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)
