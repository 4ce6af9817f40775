# Every target sets up what it needs by itself: a virtual environment in .venv, no root.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test coverage lint floors check wheel docs reference lock minimums audit clean
.DEFAULT_GOAL := demo

demo: .venv/installed  ## crawl the bundled portal into data/demo.db, search it, write data/demo.csv
	$(BIN)/loa demo

test: .venv/dev  ## run the tests
	$(BIN)/python -m pytest -n auto --dist loadfile

coverage: .venv/dev  ## the tests again, with the lines of scraper/ that they reach: at least 92 in 100
	COVERAGE_FILE=$(CURDIR)/.coverage $(BIN)/python -m pytest -n auto --dist loadfile --timeout 600 \
	    -k "not hostile" --cov=scraper --cov-report=term # counting lines makes the bounds of time false

lint: .venv/dev  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

FIXTURES := $(wildcard ../shared/fixtures/huecit ../shared/fixtures/wordpress) $(wildcard tests/pages/*)

floors: .venv/installed  ## extraction and near-duplicates may not get worse
	$(BIN)/python bench/extraction.py $(FIXTURES) --tools "loa,trafilatura fast" --floors bench/floors.toml
	$(BIN)/python bench/duplicates.py --sizes 3000 --tools loa

check: test lint floors docs wheel  ## all that CI does

docs: .venv/docs  ## build the manual into site/; a broken link is an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

reference: .venv/dev  ## write the pages of the manual that follow from the code
	$(BIN)/python tools/cli_docs.py
	$(BIN)/python tools/licences.py

wheel: .venv/dev  ## build the wheel, install it into an empty environment, run the demo from it
	$(BIN)/python tests/wheel.py

EXTRAS := analysis,attachments,viet,web

lock: .venv/supply  ## write requirements.lock anew: the newest versions of everything, with hashes
	$(BIN)/uv pip compile --quiet pyproject.toml --all-extras --group dev --group docs --upgrade \
	    --python-version 3.11 --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --output-file requirements.lock

minimums: .venv/supply  ## the tests of most rooms on the lowest versions that pyproject.toml allows
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-minimums
	$(BIN)/uv pip install --quiet --python .venv-minimums/bin/python --resolution lowest-direct --editable '.[$(EXTRAS)]'
	$(BIN)/uv pip install --quiet --python .venv-minimums/bin/python --group dev
	.venv-minimums/bin/python -m pytest -n auto --dist loadfile tests/text tests/portals tests/extraction tests/store \
	    tests/search tests/export tests/analysis tests/crawl/test_crawl.py tests/cli/test_demo.py tests/cli/test_commands.py

audit: .venv/dev .venv/supply  ## known vulnerabilities of what is installed, where the database can be reached
	$(BIN)/python tools/audit.py

.venv/bin/python:
	$(PYTHON) tools/venv.py .venv

.venv/installed: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

# LOCK=requirements.lock installs exactly what stands there (CI does), else the newest that fits.
.venv/dev: pyproject.toml $(LOCK) | .venv/bin/python
ifdef LOCK
	$(BIN)/python -m pip install --quiet --require-hashes --requirement $(LOCK)
	$(BIN)/python -m pip install --quiet --no-deps --editable .
else
	$(BIN)/python -m pip install --quiet --editable '.[$(EXTRAS)]' --group dev
endif
	touch $@ .venv/installed

.venv/docs: .venv/dev
	$(BIN)/python -m pip install --quiet --group docs
	touch $@

.venv/supply: | .venv/bin/python
	$(BIN)/python -m pip install --quiet --group supply
	touch $@

clean:
	rm -rf .venv .venv-minimums build dist site
