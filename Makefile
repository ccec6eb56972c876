# Two commands for a fresh machine: `make site` and `make test`. All else is `.venv/bin/jiebang`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: site test lint screenshots pictures lock sbom audit clean distclean
.NOTPARALLEL:

site: $(VENV)/.installed
	$(BIN)/jiebang build

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check scripts tests
	$(BIN)/mypy

# The pictures of README.md, taken from the built site in a real browser.
screenshots: site $(VENV)/.installed-test
	$(BIN)/python tests/browser/screenshots.py

# Every page type at two widths, light and dark, to be looked at: .cache/pictures/index.html.
pictures: site $(VENV)/.installed-test
	$(BIN)/python tests/browser/pictures.py $(ARGS)

# What a release installs, each file by its SHA-256: Linux on x86-64, Python 3.11. No address of
# an index is written, so that PyPI's hashes hold wherever the files come from.
LOCK := --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links \
	--no-emit-trusted-host --no-header
lock: $(VENV)/.installed-tools
	PIP_CONFIG_FILE=/dev/null PIP_EXTRA_INDEX_URL= PIP_FIND_LINKS= $(BIN)/pip-compile $(LOCK) \
		--extra mt --extra parquet --output-file requirements/release.txt pyproject.toml
	PIP_CONFIG_FILE=/dev/null PIP_EXTRA_INDEX_URL= PIP_FIND_LINKS= $(BIN)/pip-compile $(LOCK) \
		--allow-unsafe --output-file requirements/tools.txt requirements/tools.in

# The bill of materials (CycloneDX) of what the lock installs, held against its schema; the same
# lock gives the same bytes.
sbom: $(VENV)/.installed-tools
	rm -rf build/release
	$(PYTHON) -m venv --without-pip build/release
	$(PIP) --python build/release/bin/python install --require-hashes -r requirements/release.txt
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --mc-type application \
		--output-reproducible --validate --of JSON -o build/sbom.cdx.json build/release/bin/python

# Known weaknesses of what the lock installs; asks pypi.org.
audit: $(VENV)/.installed-tools
	@$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements/release.txt || { \
		echo "not audited, or not clean: a weakness is named above, or pypi.org did not answer" >&2; \
		exit 1; }

# What a build and the tools left behind; all of it is made anew.
clean:
	rm -rf site .cache build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV) scripts/*.egg-info

# The stamps: installed again only when pyproject.toml has changed. The install is an
# editable one, so that changed code needs none.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(PIP) install --editable ".[mt,parquet]"
	@touch $@

$(VENV)/.installed-test: pyproject.toml | $(BIN)/python
	$(PIP) install --editable ".[test]"
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-tools: requirements/tools.txt | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/tools.txt
	@touch $@

# A half-made environment would be taken for a whole one the next time.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) -m venv failed; on Debian: apt-get install python3-venv" >&2; exit 1; }
