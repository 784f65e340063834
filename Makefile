# notes-app. Bare `make` prints what it can do.
.DEFAULT_GOAL := help
SHELL := /bin/sh

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
BROWSER := $(VENV)/.browser
# The first Python that is new enough; override with `make PYTHON=/path/to/python3.12`.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
WORKERS ?= 2

.PHONY: help
help: ## print this list
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | awk 'BEGIN {FS = ":.*## "} {printf "  make %-13s %s\n", $$1, $$2}'

.PHONY: install
install: $(STAMP) ## set up .venv with the notes-app command

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or say make PYTHON=/path/to/python3"; exit 1; }
	@echo "Setting up $(VENV) (once) …"
	@$(PYTHON) -m venv $(VENV)

$(STAMP): requirements.lock pyproject.toml | $(BIN)/python
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(DEV_STAMP): requirements-dev.lock $(STAMP)
	@echo "Setting up the tools for tests (once) …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(BROWSER): scripts/install_browser.py $(DEV_STAMP)
	@$(BIN)/python scripts/install_browser.py > $@.tmp && mv $@.tmp $@

.PHONY: run
run: $(STAMP) ## start the app on notes/ and print the address to open
	@$(BIN)/notes-app serve

.PHONY: push-tools
push-tools: $(STAMP) ## add what sending to Salesforce, HubSpot and kintone needs
	@$(PIP) install --require-hashes -r requirements-push.lock

.PHONY: dev
dev: $(STAMP) ## start the app and reload it when the code changes
	@$(BIN)/notes-app serve --reload

.PHONY: test
test: $(DEV_STAMP) $(BROWSER) check ## every test, the browser journeys included (sets everything up)
	@NOTES_APP_TEST_BROWSER="$$(cat $(BROWSER))" $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: fuzz
fuzz: $(DEV_STAMP) ## property tests on examples never drawn before (EXAMPLES=1000 a test, ONLY=tests)
	@grep -rl "from hypothesis" $(or $(ONLY),tests) --include="test_*.py" | grep -v /browser/ | HYPOTHESIS_PROFILE=fuzz EXAMPLES=$(or $(EXAMPLES),1000) \
		xargs $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder -p no:cacheprovider

.PHONY: test-crm
test-crm: $(DEV_STAMP) ## the CRMs' own software checks our exports (needs Node.js with npm; 3 minutes)
	@$(BIN)/python -m pytest -q checks

.PHONY: check
check: $(DEV_STAMP) ## ruff, mypy --strict, import-linter
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo | tail -n 3; $(BIN)/lint-imports --no-logo > /dev/null

.PHONY: bench
bench: $(DEV_STAMP) ## speed and memory at 20,000 notes, beside SQLite FTS5 (minutes)
	@$(BIN)/python -m benchmarks.speed
	@$(BIN)/python -m benchmarks.export_speed

.PHONY: eval
eval: $(DEV_STAMP) ## quality of search and mining (DATA=folder of judged corpora, our own set without it)
	@$(BIN)/python -m benchmarks.quality $(if $(DATA),--data $(DATA))

.PHONY: screenshots
screenshots: $(DEV_STAMP) $(BROWSER) ## take the README's screenshots of the sample workspace
	@NOTES_APP_TEST_BROWSER="$$(cat $(BROWSER))" $(BIN)/python scripts/screenshots.py

.PHONY: assets
assets: ## rebuild the vendored front-end files (needs npm; running the app does not)
	@python3 scripts/build_assets.py

.PHONY: words
words: $(DEV_STAMP) ## extract, update and compile the translations
	@$(BIN)/python scripts/words.py

.PHONY: lock
lock: $(DEV_STAMP) ## pin the newest allowed versions with their hashes
	@$(BIN)/python scripts/lock.py

.PHONY: clean
clean: ## remove what was built, never notes or var
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
