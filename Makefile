# Every target sets up what it needs by itself: a virtual environment in .venv, no root.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint floors check wheel docs reference clean
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

check: test lint floors docs wheel  ## all that CI does

docs: .venv/docs  ## build the manual into site/; a broken link is an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

reference: .venv/dev  ## write the pages of the manual that follow from the code
	$(BIN)/python tools/cli_docs.py
	$(BIN)/python tools/licences.py

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

.venv/docs: .venv/installed
	$(BIN)/python -m pip install --quiet --group docs
	touch $@

clean:
	rm -rf .venv build dist site
