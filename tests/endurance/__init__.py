"""Proofs that take minutes, on real processes: `make test-endurance`, and `make soak`."""
