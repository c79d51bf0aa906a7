# Two commands do everything: `make demo` and `make test`.
# They need Python 3.11 or newer and make, nothing else.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-engines test-endurance soak test-clients conformance bench bench-findings bench-http check wheel clean

demo: $(VENV)/.demo  ## Install, load the shipped catalogue, start the API and the explorer.
	$(BIN)/headwaters demo

test: $(VENV)/.test  ## Install and run the tests.
	$(BIN)/python -m pytest -n 2 --dist loadscope -m 'not engine and not endurance and not clients'

test-engines: $(VENV)/.test  ## The tests with the graph in other SPARQL engines, which take minutes.
	$(BIN)/python -m pytest -n 2 --dist loadscope -m engine $(if $(ENGINES),-k '$(ENGINES)')

test-endurance: $(VENV)/.test  ## Hostile load, crashes, kills: proofs that take minutes, one at a time.
	$(BIN)/python -m pytest -m endurance

test-clients: $(VENV)/.test  ## Other people's SPARQL clients against a running service.
	$(BIN)/python -m pytest -m clients

conformance: $(VENV)/.test  ## The W3C suites over HTTP; writes docs/conformance.md and dist/earl.ttl.
	$(BIN)/python -m pytest -n 2 --dist loadscope --update tests/conformance \
		--ignore tests/conformance/test_results_page.py

soak: $(VENV)/.test  ## Half an hour of mixed load: memory and open files stay flat; MINUTES=30.
	$(BIN)/python -m tests.endurance.soak --minutes $(or $(MINUTES),30)

bench: $(VENV)/.test  ## Measure against named baselines; ENTRIES=100000 by default.
	$(BIN)/python -m tests.bench --entries $(or $(ENTRIES),100000)

bench-findings: $(VENV)/.test  ## Measure what the rules cost; ENTRIES=100000 by default.
	$(BIN)/python -m tests.bench.findings --entries $(or $(ENTRIES),100000)

bench-http: $(VENV)/.bench  ## Measure the service over HTTP beside other servers; ENTRIES=10000.
	$(BIN)/python -m tests.bench.http --entries $(or $(ENTRIES),10000)

check: $(VENV)/.test  ## Format, lint, types and import rules.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

wheel: $(VENV)/.test  ## Build the wheel into dist/.
	rm -rf dist
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:  ## Remove the environment and what tools left behind.
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Headwaters needs Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "No venv module: on Debian, apt-get install python3-venv."; exit 1; }

$(VENV)/.demo: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@ $(VENV)/.demo

$(VENV)/.bench: pyproject.toml constraints.txt | $(VENV)/.test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[bench]'
	@touch $@
