# `make` lists what can be made. A new machine needs Python 3.11 or later, make and a C compiler.

SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
# Three keep two cores busy: whoever tests processes waits for them half of the time.
WORKERS ?= 3
ARGS ?=

# Tests and nodes start hundreds of interpreters: none of them compiles everything again.
unexport PYTHONDONTWRITEBYTECODE

# Two stamps, so that an edit of pyproject.toml does not download the world again.
DEPENDENCIES := $(VENV)/.dependencies
INSTALLED := $(VENV)/.installed
EMULATOR := .emulator

# The screen, built from its sources: by Node.js, which a Python package brings where it is missing.
SCREEN := node/web/static/index.html
SCREEN_SOURCES := $(shell find node/web/ui -name node_modules -prune -o -type f ! -name schema.d.ts -print)

.PHONY: help setup emulator ui demo pictures test sim mutants check fuzz bench format lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(INSTALLED) ## make .venv with every pinned dependency and the tillmesh command

# PYTHON=... chooses the interpreter; otherwise the first that answers and is new enough.
$(DEPENDENCIES): requirements.txt
	@python=; for candidate in $(or $(PYTHON),python3.11 python3); do \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    python="$$candidate"; break; \
	  fi; \
	done; \
	if [ -z "$${python:-}" ]; then \
	  echo "setup: Tillmesh needs Python 3.11 or later; name yours with PYTHON=/path/to/python3." >&2; \
	  exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "setup: $$python cannot make virtual environments; install its venv module" \
	    "(on Debian and Ubuntu: the package python3-venv), then run make setup again." >&2; \
	  exit 1; \
	fi; \
	"$$python" -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --require-hashes --requirement requirements.txt
	@touch $@

$(INSTALLED): $(DEPENDENCIES) pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --no-deps --no-build-isolation --editable .
	@touch $@

emulator: $(EMULATOR)/.installed ## a foreign printer, drawer and scales to test against (Python 3.13)

$(EMULATOR)/.installed: requirements-emulator.txt
	@python=; for candidate in python3.13 python3.14 "$$HOME"/.pyenv/versions/3.13.*/bin/python \
	  python3; do \
	  if "$$candidate" -c 'import sys, venv; sys.exit(sys.version_info < (3, 13))' 2>/dev/null; then \
	    python="$$candidate"; break; \
	  fi; \
	done; \
	if [ -z "$${python:-}" ]; then \
	  echo "emulator: it needs Python 3.13, which is not on this machine." >&2; exit 1; \
	fi; \
	"$$python" -m venv --clear $(EMULATOR)
	$(EMULATOR)/bin/python -m pip install --quiet --disable-pip-version-check \
	  --require-hashes --requirement requirements-emulator.txt
	@touch $@

ui: $(SCREEN) ## build the screen (node/web/ui) into node/web/static

$(SCREEN): $(INSTALLED) $(SCREEN_SOURCES) hatch_build.py
	$(BIN)/python hatch_build.py

demo: setup ui ## show a chain of tills live, on this machine (ARGS="...")
	$(BIN)/tillmesh demo $(or $(ARGS),--rate 8 --page http://127.0.0.1:8600)

pictures: setup ui ## take the pictures of the docs anew (ARGS="hub pay")
	$(BIN)/python -m simulations.pictures $(ARGS)
	$(if $(ARGS),,$(BIN)/tillmesh demo --rate 8 --picture docs/pictures/demo.svg)

test: setup ## the whole test suite (WORKERS=3, ARGS="-k ...")
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

sim: setup ## named scenarios and worlds nobody has seen (SEEDS=300)
	TILLMESH_FRESH_SEEDS=$(or $(SEEDS),300) $(BIN)/python -m pytest -n $(WORKERS) \
	  tests/simulations/test_scenarios.py tests/simulations/test_fresh_seeds.py

mutants: setup ## one mistake after another in the source: does the simulator see it? (ARGS="NAME")
	$(BIN)/python -m simulations.mutants --workers $(WORKERS) $(ARGS)

check: setup ## lint, format, types, and the rules of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --quiet tests/test_architecture.py tests/test_tidy.py

fuzz: setup ## throw hostile bytes at every door (ARGS="--seconds 60 replica")
	@$(BIN)/python -c 'import atheris' 2>/dev/null || $(BIN)/python -m pip install --quiet \
	  --disable-pip-version-check $$($(BIN)/python -c 'import tomllib; \
	  print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["fuzz"])')
	$(BIN)/python -m tests.fuzz $(ARGS)

bench: setup ## measure this machine (ARGS="...")
	$(BIN)/tillmesh bench --write docs/benchmarks.md $(ARGS)

format: setup ## rewrite the source in the house's format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

lock: ## pin every dependency anew in requirements.txt (needs uv)
	uv pip compile pyproject.toml --no-config --quiet --universal --python-version 3.11 \
	  --extra parquet --group dev --generate-hashes --no-header --upgrade \
	  --output-file requirements.txt
	echo emupos==0.4.0 | uv pip compile - --no-config --quiet --universal --python-version 3.13 \
	  --generate-hashes --no-header --upgrade --output-file requirements-emulator.txt

clean: ## remove .venv and everything generated
	rm -rf $(VENV) $(EMULATOR) build dist .fuzz .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
