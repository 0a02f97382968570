# The first Python from 3.11 on; `make run PYTHON=/path/to/python` chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8000
DEMO := TELEMED_DEMO=1 TELEMED_PUBLIC_URL=http://$(HOST):$(PORT) TELEMED_LOG_FORMAT=console
export PATH := $(CURDIR)/.venv/node/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help run dev built test test-quick check bench format fresh lock screenshots services

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## the whole demo in one process: http://127.0.0.1:8000
	@$(call bootstrap,run)
	@$(DEMO) $(BIN)/telemed demo --if-empty
	@$(DEMO) exec $(BIN)/telemed serve --worker --host $(HOST) --port $(PORT)

dev: ## everything the checks and tests need, without running anything
	@$(call bootstrap,dev)

test: built services ## every test: service, browser, faults, web app (under 15 minutes)
	@$(BIN)/python tools/tests.py all

test-quick: dev ## on SQLite alone, without browser, faults and long searches (under 2 minutes)
	@$(BIN)/python tools/tests.py quick

check: dev ## style, types, directions of imports, migrations, locks, web app; all failures at the end
	@$(BIN)/python tools/check.py

bench: built services ## measure against the floors, write bench/latest.json (at most 10 minutes)
	@$(BIN)/python -m bench

format: dev ## format Python and the web app
	@$(BIN)/ruff check --fix --exit-zero --quiet .
	@$(BIN)/ruff format .
	@npm --prefix frontend run format

fresh: ## clone HEAD into an empty folder with an empty HOME and follow the README there
	@$(PYTHON) tools/fresh.py

lock: dev ## compile the requirement locks and the web app's lock anew
	@$(BIN)/python tools/lock.py

screenshots: built services ## each main page, desktop and phone, into docs/screenshots/
	@$(BIN)/python -m tests.browser.screenshots

services: dev ## PostgreSQL, Redis, Chromium and coturn for the tests, where they are missing
	@$(BIN)/python tools/services.py

built:
	@$(call bootstrap,test)

define bootstrap
	$(if $(PYTHON),$(PYTHON) tools/bootstrap.py $(1),echo "Python 3.11 or later is needed" && false)
endef
