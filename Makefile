# Préau. `make help` lists what can be asked; python3 (3.11 or newer) and git are enough.

PYTHON ?= python3
VENV := .venv/bin
RUN := $(VENV)/python -P -m
# Settings that tools need to read the code: no connection is made.
STATIC := PREAU_MODE=demo PREAU_AS_OWNER=1 DATABASE_URL=postgresql://preau_app@/preau
PYTEST_WORKERS ?= 2
UV_COMPILE = $$(command -v $(VENV)/uv || command -v uv) pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate

.DEFAULT_GOAL := help
.PHONY: help demo test test-database check fix bench messages docs locks environment environment-dev clean

help: ## List what can be asked
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  PORT=8001 and PREAU_DATA=folder are honoured: make demo PORT=8001 PREAU_DATA=/tmp/preau"

demo: environment ## Try Préau with invented families, at http://127.0.0.1:8000/
	@exec $(RUN) preau demo --child-of $$PPID

test: environment-dev ## Run every test, browser journeys included
	@$(VENV)/python scripts/chromium.py
	@$(RUN) pytest -n $(PYTEST_WORKERS) --dist loadfile $(ARGS)

test-database: environment-dev ## Run the tests marked "database" (PREAU_PG_BIN= chooses PostgreSQL)
	@$(RUN) pytest -n $(PYTEST_WORKERS) --dist loadfile -m database $(ARGS)

check: environment-dev ## Check formatting, lint, types, floors, templates and migrations
	@$(VENV)/ruff format --check .
	@$(VENV)/ruff check .
	@$(STATIC) $(VENV)/mypy
	@$(VENV)/lint-imports
	@$(VENV)/djlint --quiet --lint preau
	@$(VENV)/python scripts/messages.py --check
	@$(STATIC) DJANGO_SETTINGS_MODULE=preau.config.settings.demo \
		$(VENV)/python -P -W ignore::RuntimeWarning -m django makemigrations --check --dry-run
	@$(RUN) pytest tests/house

fix: environment-dev ## Format the code and repair what can be
	@$(VENV)/ruff check --fix .
	@$(VENV)/ruff format .

bench: environment-dev ## Measure speed, as ratios
	@$(RUN) bench

messages: environment-dev ## Bring the translations up to date and compile them
	@$(VENV)/python scripts/messages.py

docs: environment-dev ## Write the pages that are made from the code
	@$(VENV)/python scripts/limits_page.py

locks: environment-dev ## Choose the newest versions that pyproject.toml allows
	@$(UV_COMPILE) --upgrade pyproject.toml --output-file requirements/base.txt
	@$(UV_COMPILE) --upgrade pyproject.toml --group dev --constraints requirements/base.txt \
		--output-file requirements/dev.txt

environment: ## Make .venv with what Préau needs to run
	@$(PYTHON) scripts/environment.py base

environment-dev:
	@$(PYTHON) scripts/environment.py dev

clean: ## Remove the environment, the demonstration's data and every cache
	rm -rf .venv .data .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find preau tests bench scripts -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
