# `make help` lists the commands. Each does its own set-up first; see tools/setup.sh.

SHELL := /bin/bash
PYTHON ?= python3
# How many tests run at once: one more than two cores, since tests in a browser often wait.
JOBS ?= 3
# More for pytest, as in: make test ARGS="-k trail"
ARGS ?=
export PYTHON

.PHONY: help run test setup setup-tests lint types imports format lock wheel bench clean
.NOTPARALLEL:

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: setup ## set up, make the example unless it is there, serve it (PORT=5000); what was entered is kept
	.venv/bin/ehcp-audit demo >/dev/null
	.venv/bin/ehcp-audit serve

test: setup-tests lint types imports ## set up, then run every check and every test (JOBS=3, ARGS=for pytest)
	.venv/bin/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

setup: ## do the set-up alone: system packages, .venv, locked packages
	@tools/setup.sh

setup-tests: ## the same with a browser, for the tests
	@tools/setup.sh --with-browser

lint: setup ## look for mistakes and untidy code
	.venv/bin/ruff check

types: setup ## check the types
	.venv/bin/mypy

imports: setup ## check that imports point downstairs only
	.venv/bin/lint-imports --no-logo

format: setup ## lay out the code and mend what ruff can mend
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

lock: setup ## bring requirements.lock up to setup.cfg and the newest releases
	@tools/lock.sh

wheel: setup ## build the wheel in dist/
	rm -rf build
	.venv/bin/python -m build --no-isolation --wheel

bench: setup ## run the benchmarks, one after another
	@set -e; for file in benchmarks/*.py; do echo "== $$file"; .venv/bin/python "$$file"; done

clean: ## remove .venv and everything built; instance/ is kept
	rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find audit tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
