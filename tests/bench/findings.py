"""`python -m tests.bench.findings`: what the rules cost, beside naive SPARQL paths.

The catalogue is the generator's. The rules find everything they can on every model; the naive
queries find only where a license with share-alike, and one without commercial use, lies upstream
of a model by an alternation path, so they do a small part of the same work.
"""

from __future__ import annotations

import argparse
import gc
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import quantiles

from catalog.governance.evaluate import evaluate, findings_of
from catalog.governance.load import all_statements
from catalog.governance.statements import Statements
from catalog.governance.upkeep import SUBJECT_KINDS
from catalog.store import CatalogStore
from catalog.store.journal import Journal
from tests.bench.contenders import ALTERNATION
from tests.bench.generator import changes
from tests.bench.shape import shape_of

DAY = "2026-11-24"
_SAMPLE = 100

NAIVE = f"""
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX hw: <https://w3id.org/headwaters/ns#>
PREFIX it6: <http://data.europa.eu/it6/>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT DISTINCT ?source ?license ?term WHERE {{
  %s {ALTERNATION} ?source .
  ?source hw:hasLicenseAssertion/dct:license ?license .
  ?license hw:licenseTerm ?term .
  VALUES ?term {{ <https://w3id.org/headwaters/ns/license-term/share-alike>
                  <https://w3id.org/headwaters/ns/license-term/non-commercial> }}
}}
"""


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.findings")
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--directory", type=Path)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="headwaters-bench-", dir=options.directory))
    try:
        measure(folder / "store", options.entries)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def measure(directory: Path, entries: int) -> None:
    """Print the cost of findings on a generated catalogue."""
    with CatalogStore.open(directory, create=True) as store:
        store.load(changes(shape_of(entries)), actor="bench", message="bench")
        hits = store.search.search("", {"kind": list(SUBJECT_KINDS)}, entries, 0).hits
        subjects = sorted(hit.thing.iri for hit in hits)
        models = [iri for iri in subjects if "/model/" in iri]
        began = time.perf_counter()
        with ProcessPoolExecutor(
            mp_context=get_context("spawn"), initializer=_read, initargs=(store.journal.path,)
        ) as pool:
            count = sum(pool.map(_count, [models[i : i + 500] for i in range(0, len(models), 500)]))
        whole = time.perf_counter() - began
        sample = Random(7).sample(models, min(_SAMPLE, len(models)))  # noqa: S311
        one = [_timed(lambda m: findings_of(store, m, DAY), model) for model in sample]
        naive = [_timed(lambda m: store.graph.select(NAIVE % f"<{m}>"), model) for model in sample]
    print(f"{entries:,} entries, {len(models):,} models, {count:,} findings")
    print(f"all models: {whole:.1f} s, {whole / len(models) * 1000:.2f} ms each")
    for name, times in (("one model, all rules", one), ("one model, naive path query", naive)):
        cuts = quantiles(times, n=20, method="inclusive")
        print(f"{name}: p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms, worst {max(times):.1f} ms")
    print("The naive query names two conditions; it gives no way, no state and no record.")


_reading: list[Statements] = []


def _read(journal: Path) -> None:
    gc.disable()
    _reading.append(all_statements(Journal(journal)))


def _count(models: list[str]) -> int:
    return sum(len(evaluate(_reading[0], model, DAY)) for model in models)


def _timed(call: Callable[[str], object], model: str) -> float:
    began = time.perf_counter()
    call(model)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
