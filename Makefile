# Every target sets up what it needs by itself: a virtual environment in .venv, no root.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint floors check wheel clean
.DEFAULT_GOAL := demo

demo: .venv/installed  ## crawl the bundled portal into data/demo.db, search it, write data/demo.csv
	$(BIN)/loa demo

test: .venv/dev  ## run the tests
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: .venv/dev  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

FIXTURES := $(wildcard ../shared/fixtures/huecit ../shared/fixtures/wordpress) $(wildcard tests/pages/*)

floors: .venv/installed  ## extraction may not get worse than bench/floors.toml
	$(BIN)/python bench/extraction.py $(FIXTURES) --tools "loa,trafilatura fast" --rounds 1 --floors bench/floors.toml

check: test lint floors wheel  ## all that CI does

wheel: .venv/dev  ## build the wheel, install it into an empty environment, run the demo from it
	$(BIN)/python tests/wheel.py

.venv/bin/python:
	$(PYTHON) tools/venv.py .venv

.venv/installed: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/dev: .venv/installed
	$(BIN)/python -m pip install --quiet --editable '.[analysis,attachments,viet,web]' --group dev
	touch $@

clean:
	rm -rf .venv build dist
