# creation-plan: `make plans` writes the sample plans, `make test` runs every test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
endif
RUN := $(VENV)/.run-installed
DEV := $(VENV)/.dev-installed
SAMPLE := blueprints/units/sample.xlsx
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help plans test check format golden templates gallery docs bench schema messages clean

help: ## show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

plans: $(RUN) ## write the plans of the sample roster into output/
	@$(BIN)/creation-plan batch $(SAMPLE) -o output

test: $(DEV) ## run all tests
	@$(BIN)/python -m pytest -n auto

check: $(DEV) ## check format, lint and types, then run the tests that need no LibreOffice
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -n auto -m "not render and not slow"

format: $(DEV) ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

golden: $(DEV) ## rewrite the golden files of the tests; review them as a diff
	@$(BIN)/python -m pytest -n0 tests/test_golden.py --rewrite-golden

templates: $(DEV) ## build the Word templates that offices copy
	@$(BIN)/python -m generator.word.build_templates docx_templates

gallery: $(DEV) ## render a picture of each form of document into docs/gallery/
	@$(BIN)/python -m tests.gallery

docs: $(DEV) ## rewrite the outputs shown in the documentation; review them as a diff
	@$(BIN)/python -m tests.documents

bench: $(DEV) ## compare the speed with docxtpl and docx-mailmerge2
	@$(BIN)/python -m tests.bench

schema: $(RUN) ## write the JSON Schema of the blueprint language
	@$(BIN)/creation-plan blueprints schema -o blueprints/blueprint.schema.json

messages: $(DEV) ## collect the messages of the code into the catalogue and compile it
	@$(BIN)/python -m tests.catalogue

clean: ## remove what was made, the virtual environment included
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("creation-plan needs Python 3.11 or later; run: make PYTHON=python3.11 ...")'
	@$(PYTHON) -m venv $(VENV)

$(RUN): pyproject.toml | $(VENV)/pyvenv.cfg
	@echo "setting up $(VENV) (once)"
	@$(PIP) install --editable .
	@touch $@

# Reads the development tools from [dependency-groups] of pyproject.toml: pip has `--group` only from 25.1 on.
$(DEV): pyproject.toml $(RUN)
	@echo "setting up the development tools (once)"
	@$(BIN)/python -c 'import tomllib; print("\n".join(tomllib.load(open("pyproject.toml","rb"))["dependency-groups"]["dev"]))' > $(VENV)/dev.txt
	@$(PIP) install --requirement $(VENV)/dev.txt
	@touch $@
