# Two commands: `make run` and `make test`. Both bring what is missing; `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help setup run chat check format test migration engine-train engine-report bench lock
SHELL := /bin/sh

# The first Python >= 3.11 that works; used only to bring everything else.
PYTHON = $(shell for p in python3 python3.12 python3.11 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BRING = @test -n "$(PYTHON)" || { echo "Alongside needs Python 3.11 or later." >&2; exit 1; }; $(PYTHON) bootstrap.py

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## both environments from their locks, and the pre-commit hooks
	$(BRING) setup

run:  ## everything, at http://localhost:8000
	$(BRING) run
	@exec .venv/bin/alongside serve

chat:  ## the bot in a terminal
	$(BRING) run
	@exec .venv/bin/alongside chat

check:  ## formatting, lint, types, import layers, migrations, articles; no tests
	$(BRING) develop
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	intents/.venv/bin/mypy --config-file intents/pyproject.toml intents/components intents/tests
	.venv/bin/lint-imports
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && set -x && \
	export ALONGSIDE_DATABASE_URL="sqlite+aiosqlite:///$$folder/check.db" && \
	.venv/bin/alembic upgrade head && .venv/bin/alembic check
	.venv/bin/alongside kb lint

format:  ## format the code and mend what can be mended
	$(BRING) develop
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

test:  ## all tests, nothing skipped; T=tests/conversations for a part
	$(BRING) test
	@failed=0; \
	.venv/bin/pytest -p tests.no_skips $(if $(T),$(T),-n 2 --dist loadfile) || failed=1; \
	test -n "$(T)" || intents/.venv/bin/python -m pytest -c intents/pyproject.toml -p tests.no_skips intents/tests || failed=1; \
	exit $$failed

migration:  ## m="add waiting_since": write a migration from the models, then read and edit it
	$(BRING) develop
	.venv/bin/alongside db upgrade
	.venv/bin/alembic revision --autogenerate --rev-id \
	  "$$(ls bot/migrations/versions | awk -F_ '/^[0-9]+_/ { n = $$1 } END { printf "%04d", n + 1 }')" -m "$(m)"

engine-train:  ## train the engine if its data or pipeline changed
	$(BRING) run
	.venv/bin/alongside engine train

engine-report:  ## how well questions are understood, with pictures in intents/report; writes intents/quality.json
	$(BRING) develop
	.venv/bin/alongside engine report

bench:  ## whole turns a second, beside a fresh stock Rasa and the embedding alone (five minutes)
	$(BRING) develop
	.venv/bin/python -m tests.bench

lock:  ## write the three locks again, without addresses
	$(BRING) lock
