"""The benchmark over HTTP: `python -m tests.bench.http` (docs/benchmarks.md)."""
