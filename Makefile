# The two commands of fxtracker: `make up` runs it, `make test` tests it. Both set up what they need in .venv.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check

.PHONY: up once test test-long lint format lock clean

up: $(VENV)/run  ## set up, then fetch, fix, write, serve and keep going
	@$(BIN)/fxtracker up

once: $(VENV)/run  ## set up, then one round without serving
	@$(BIN)/fxtracker up --once

test: $(VENV)/dev lint  ## set up, then lint, types, the house's floors and all tests
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term

test-long: $(VENV)/dev  ## what needs a browser or system packages
	$(BIN)/python -m pytest -m long

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock:  ## pin anew what pyproject.toml asks for; needs pip-tools
	$(BIN)/python -m piptools compile -q $(LOCK) --extra postgres --extra parquet --extra build -o requirements/run.txt pyproject.toml
	$(BIN)/python -m piptools compile -q $(LOCK) --extra postgres --extra parquet --extra build --extra dev -c requirements/run.txt -o requirements/dev.txt pyproject.toml

LOCK = --generate-hashes --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-annotate --strip-extras --allow-unsafe --upgrade

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .coverage*

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "fxtracker needs Python 3.11 or later; set PYTHON=python3.11 or the like"; exit 1; }
	@echo "Making the virtual environment $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run: $(VENV)/bin/python requirements/run.txt pyproject.toml
	@echo "Installing fxtracker and what it needs (once, about a minute) ..."
	@$(PIP) install -qq --require-hashes -r requirements/run.txt
	@$(PIP) install -qq --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: $(VENV)/bin/python requirements/dev.txt pyproject.toml
	@echo "Installing fxtracker, what it needs and what its tests need (once, about a minute) ..."
	@$(PIP) install -qq --require-hashes -r requirements/dev.txt
	@$(PIP) install -qq --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/run
