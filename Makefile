# Everything a contributor runs; `make` alone lists it. Another interpreter: `make test PYTHON=python3.12`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2
QUIET := --quiet --disable-pip-version-check
# Where a machine sets this, each of the hundreds of programs the tests start would compile accord anew.
unexport PYTHONDONTWRITEBYTECODE

# One stamp per Python version, so that another PYTHON makes the environment anew instead of mixing two in one folder.
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
READY := $(VENV)/.ready-$(VERSION)
OTHERS := $(filter-out $(READY),$(wildcard $(VENV)/.ready-*))

.PHONY: help demo test check lint types imports slow lowest bench docs pictures format clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "accord needs Python 3.10 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(if $(OTHERS),--clear) $(VENV)
	$(BIN)/python -m pip install $(QUIET) --upgrade 'pip>=25.1'  # the first that knows dependency groups
	$(BIN)/python -m pip install $(QUIET) --editable . --group dev
	@touch $@

demo: $(READY)  ## the blog kept and broken: two servers, a client, without a contract
	$(BIN)/python tests/demo.py

test: lint types check  ## everything a change must pass

CODEX := .cache/codex

# The real agent, 360 MB, from PyPI. Where it cannot be had, make goes on and the tests that need it say that they were skipped.
$(CODEX)/.ready: $(READY)
	-$(BIN)/python -m pip install $(QUIET) --no-deps --upgrade --target $(CODEX) 'openai-codex-cli-bin>=0.147' && touch $@

check: $(READY) $(CODEX)/.ready  ## the tests, without the slow ones
	$(BIN)/python -m pytest -n $(JOBS)

lint: $(READY)  ## ruff, rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)  ## mypy, strict
	$(BIN)/mypy

imports: $(READY)  ## the import layers alone; the tests check them too
	$(BIN)/lint-imports

slow: $(READY)  ## the slow tests and the real applications (downloads a few small wheels)
	$(BIN)/python -m pytest -n $(JOBS) -m 'slow or real_apps'

LOWEST := .cache/lowest

lowest: $(READY)  ## the tests again, with the lowest versions of every dependency
	$(PYTHON) -m venv --clear $(LOWEST)
	$(LOWEST)/bin/python -m pip install $(QUIET) --upgrade 'pip>=25.1'
	$(BIN)/python tests/lowest.py > $(LOWEST)/constraints.txt
	$(LOWEST)/bin/python -m pip install $(QUIET) --editable . --constraint $(LOWEST)/constraints.txt --group test
	$(LOWEST)/bin/python -m pytest -n $(JOBS)

bench: $(READY)  ## speed as ratios against the bare parse, measured in the same run
	$(BIN)/python benchmarks/run.py

docs: $(READY)  ## write anew what is generated: the outputs in the README, the references, action.yml
	$(BIN)/python tests/generated.py
	$(BIN)/python tests/readme.py
	$(BIN)/python -c 'from accord import rules; print(rules.reference(), end="")' > docs/rules.md

pictures: $(READY)  ## take the README's pictures anew (needs chromium and chromedriver)
	$(BIN)/python tests/pictures.py

format: $(READY)  ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:  ## remove everything the other targets made
	rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .accord build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
