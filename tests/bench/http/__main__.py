"""`python -m tests.bench.http`: prints its results as Markdown; ends with 1 if answers differ."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench.http.report import report
from tests.bench.http.run import run_generated, run_shipped
from tests.bench.run import UnequalAnswersError, say


def main() -> int:
    """Run the benchmark as the command line asks."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.http", description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000, help="size of the generated one")
    parser.add_argument("--seconds", type=float, default=4.0, help="for each cell of the tables")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="headwaters-bench-http-") as folder:
        first, second = Path(folder) / "shipped", Path(folder) / "generated"
        first.mkdir()
        second.mkdir()
        try:
            runs = [
                run_shipped(first, options.seconds),
                run_generated(second, options.seconds, options.entries),
            ]
        except UnequalAnswersError as error:
            say(f"The answers differ, so nothing was compared. {error}")
            return 1
    print(report(runs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
