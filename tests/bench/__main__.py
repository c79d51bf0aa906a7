"""`python -m tests.bench`: prints its results as Markdown; ends with 1 if answers differ."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from tests.bench.report import report
from tests.bench.run import UnequalAnswersError, run, say
from tests.bench.shape import SEED

_SMALL = 10_000


def main() -> int:
    """Run the benchmark as the command line asks."""
    options = _parser().parse_args()
    sizes = sorted(options.sizes or {_SMALL, options.entries})
    budget = 0.1 if options.quick else 2.0
    runs = []
    for entries in sizes:
        directory = Path(tempfile.mkdtemp(prefix="headwaters-bench-", dir=options.directory))
        try:
            rdflib = entries <= options.rdflib
            runs.append(run(entries, directory, seed=options.seed, rdflib=rdflib, budget=budget))
        except UnequalAnswersError as error:
            say(f"The answers differ, so nothing was compared. {error}")
            return 1
        finally:
            shutil.rmtree(directory, ignore_errors=True)
    print(report(runs))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000, help="size of the catalogue")
    parser.add_argument(
        "--sizes",
        type=lambda text: [int(size) for size in text.split(",")],
        help="several sizes instead, as 10000,100000",
    )
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument(
        "--rdflib", type=int, default=_SMALL, help="largest size rdflib is measured at; 0 for none"
    )
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("--directory", type=Path, help="where to make the stores")
    return parser


if __name__ == "__main__":
    sys.exit(main())
