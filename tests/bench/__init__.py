"""The benchmark: `python -m tests.bench --entries 100000` (docs/benchmarks.md)."""
