# Two commands for a fresh machine: `make site` and `make test`. All else is `.venv/bin/jiebang`.
# Both install what requirements/lock.txt names; with NEWEST=1, the newest of everything.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

LOCK := requirements/lock.txt
STAMP := $(VENV)/.installed-$(if $(NEWEST),newest,locked)
# Kept apart: their dependencies are not the project's.
RELEASE := build/release
TOOLS := build/tools

.PHONY: dist docs site test test-all coverage lint screenshots pictures lock wheels release sbom audit clean distclean
.NOTPARALLEL:

site: $(STAMP)
	$(BIN)/jiebang build

# What a contributor needs; `test-all` adds what is marked as slow in the tests.
test: $(STAMP)-test
	$(BIN)/python -m pytest $(ARGS)

test-all: $(STAMP)-test
	$(BIN)/python -m pytest -m "" $(ARGS)

# Branch coverage of the rooms that read, check and write figures, by their own tests; those that
# measure time say nothing here.
UNTIMED := not ten_thousand and not grows_with and not that_dies
coverage: $(STAMP)-test
	$(BIN)/python -m pytest -k "$(UNTIMED)" --cov --cov-report=term @tests/rooms.txt

lint: $(STAMP)-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check scripts tests
	$(BIN)/mypy

# The pictures of README.md, taken from the built site in a real browser.
screenshots: site $(STAMP)-test
	$(BIN)/python tests/browser/screenshots.py

# Every page type at two widths, light and dark, to be looked at: .cache/pictures/index.html.
pictures: site $(STAMP)-test
	$(BIN)/python tests/browser/pictures.py $(ARGS)

# Everything that may be installed, each file by its SHA-256, for every Python from 3.11 and every
# machine; release.txt is the part of it that a release installs. The address of an index is not
# written, so that PyPI's hashes hold wherever the files come from.
COMPILE = UV_NO_CONFIG=1 $(TOOLS)/bin/uv pip compile --quiet --python-version
FREEZE = $(COMPILE) 3.11 --universal --upgrade --generate-hashes --no-header
lock: $(TOOLS)/.installed
	$(FREEZE) --extra mt --extra parquet --extra cluster --extra mcp --extra ocr --extra test -o $(LOCK) pyproject.toml
	$(FREEZE) --extra mt --extra parquet -c $(LOCK) -o requirements/release.txt pyproject.toml
	$(FREEZE) -o requirements/tools.txt requirements/tools.in

# Is there a wheel of every locked package for these Pythons and machines? Nothing is installed.
PYTHONS := 3.11 3.12 3.13 3.14
MACHINES := x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu aarch64-apple-darwin
# onnxruntime, of the extra `ocr`, wants macOS 14.
wheels: export MACOSX_DEPLOYMENT_TARGET = 14.0
wheels: $(TOOLS)/.installed
	@for python in $(PYTHONS); do for machine in $(MACHINES); do \
		$(COMPILE) $$python --python-platform $$machine --only-binary :all: -c $(LOCK) \
			--extra mt --extra parquet --extra cluster --extra mcp --extra ocr --extra test -o build/wheels.txt \
			pyproject.toml || exit 1; \
		echo "$$python $$machine: $$(grep -c == build/wheels.txt) wheels"; \
	done; done

# The site as it is published: built from the lock alone, each file held to its hash.
release: $(RELEASE)/.installed dist
	rm -rf build/wheel
	$(RELEASE)/bin/python -m zipfile -e dist/*.whl build/wheel
	PYTHONPATH=build/wheel $(RELEASE)/bin/python -m jiebang build

# What goes to PyPI: the source and the wheel, built with what requirements/tools.txt names.
dist: $(TOOLS)/.installed
	rm -rf dist
	$(TOOLS)/bin/python -m build --no-isolation --outdir dist

# The reference of commands and functions, and docs/ as a site of its own: build/docs/.
docs: $(STAMP)
	$(BIN)/python docs/reference.py
	$(BIN)/python -m mkdocs build --quiet --strict --config-file docs.yml

# The bill of materials (CycloneDX) of what the lock installs, held against its schema; the same
# lock gives the same bytes.
sbom: $(RELEASE)/.installed $(TOOLS)/.installed
	$(TOOLS)/bin/cyclonedx-py environment --pyproject pyproject.toml --mc-type application \
		--output-reproducible --validate --of JSON -o build/sbom.cdx.json $(RELEASE)/bin/python

# Known weaknesses of what the lock installs; asks pypi.org.
audit: $(TOOLS)/.installed
	@$(TOOLS)/bin/pip-audit --strict --require-hashes --disable-pip -r requirements/release.txt || { \
		echo "not audited, or not clean: a weakness is named above, or pypi.org did not answer" >&2; \
		exit 1; }

# What a build and the tools left behind; all of it is made anew.
clean:
	rm -rf site .cache build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV) scripts/*.egg-info

# The stamps: installed again only when pyproject.toml or the lock has changed. The install is an
# editable one, so that changed code needs none. pip takes no hashes in constraints.
CONSTRAINTS := $(VENV)/constraints.txt
HOW := $(if $(NEWEST),--upgrade --upgrade-strategy eager,--constraint $(CONSTRAINTS))
define install
	@sed -n 's/ *\\$$//; /^[A-Za-z0-9]/p' $(LOCK) > $(CONSTRAINTS)
	$(PIP) install $(HOW) --editable ".[$(EXTRAS)]"
	@rm -f $(VENV)/.installed-*
	@touch $@ $(STAMP)
endef

$(STAMP): EXTRAS := mt,parquet
$(STAMP): pyproject.toml $(LOCK) | $(BIN)/python
	$(install)

$(STAMP)-test: EXTRAS := test
$(STAMP)-test: pyproject.toml $(LOCK) | $(BIN)/python
	$(install)

$(RELEASE)/.installed: requirements/release.txt | $(BIN)/python
	rm -rf $(RELEASE)
	$(PYTHON) -m venv --without-pip $(RELEASE)
	$(PIP) --python $(RELEASE)/bin/python install --require-hashes -r requirements/release.txt
	@touch $@

$(TOOLS)/.installed: requirements/tools.txt | $(BIN)/python
	rm -rf $(TOOLS)
	$(PYTHON) -m venv --without-pip $(TOOLS)
	$(PIP) --python $(TOOLS)/bin/python install --require-hashes -r requirements/tools.txt
	@touch $@

# A half-made environment would be taken for a whole one the next time.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) -m venv failed; on Debian: apt-get install python3-venv" >&2; exit 1; }
