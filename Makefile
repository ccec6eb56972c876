# Two commands for a fresh machine: `make site` and `make test`. All else is `.venv/bin/jiebang`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: site test lint screenshots pictures clean distclean
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

# A half-made environment would be taken for a whole one the next time.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) -m venv failed; on Debian: apt-get install python3-venv" >&2; exit 1; }
