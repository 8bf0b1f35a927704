# Needs only Python 3.11 to 3.14 (with venv) and make. PYTHON=/path/to/python chooses another one.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
RUN := $(VENV)/.installed
DEV := $(VENV)/.installed-dev
BIN := $(VENV)/bin
# The environment must hold what the lock says and nothing of this machine's own.
CLEAN_ENV := env -u PYTHONPATH -u PYTHONHOME -u PYTHONDONTWRITEBYTECODE -u PIP_TARGET -u PIP_PREFIX -u PIP_USER
PIP := $(CLEAN_ENV) $(BIN)/python -m pip --disable-pip-version-check -qq
ARGS ?=

.PHONY: help run test lint audit lock bench smoke clean messages secrets install install-dev

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

run: $(RUN) ## install, start everything on this machine, and serve (ARGS="--port 9000" …)
	@exec $(CLEAN_ENV) $(BIN)/renmai run $(ARGS)

test: $(DEV) ## the whole test suite (ARGS="-k word" …)
	@exec $(CLEAN_ENV) $(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

lint: $(DEV) ## style, types, and the one-way rule of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit: $(DEV) ## what bandit finds in the source, and pip-audit in the locks
	$(BIN)/python .ci/audit.py

bench: $(DEV) ## how fast, both sides on this machine (ARGS="--only append-8 --json" …)
	@exec $(CLEAN_ENV) $(BIN)/renmai bench $(ARGS)

smoke: $(RUN) ## a short run that imports, answers one call and stops
	@exec $(CLEAN_ENV) $(BIN)/python .ci/smoke.py

lock: $(DEV) ## make both lock files again from pyproject.toml
	$(BIN)/python .ci/lock.py $(ARGS)

messages: $(DEV) ## gather the messages of the source, and compile the translations
	$(BIN)/python -m tests.api.catalogue

secrets: ## make the secret files that docker-compose.yml names, once (the folder is closed to others)
	@umask 022; mkdir -p -m 700 secrets; chmod 700 secrets; cd secrets; \
	new() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }; \
	keep() { test -s "$$1" || printf '%s' "$$2" > "$$1"; }; \
	keep postgres_password "$$(new)"; keep redis_password "$$(new)"; \
	keep key_encryption_key "$$(new)"; keep renmai_role_password "$$(new)"; \
	keep renmai_database_url "postgresql://renmai:$$(cat postgres_password)@postgres/renmai"; \
	keep renmai_redis_url "redis://:$$(cat redis_password)@redis/0"; \
	echo "secrets/ is complete; back it up apart from the data"

install: $(RUN) ## only the environment that `make run` uses
install-dev: $(DEV) ## the environment with the tools of `make test` and `make lint`

clean: ## remove the environment and the caches (never the data in .renmai)
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One stamp per lock: an install happens once, and again when the lock or the project file changes. Nothing is compiled
# ahead: most of what lies there is never imported, and compiling it takes half of the time of an install.
$(RUN): requirements.lock pyproject.toml | $(BIN)/python
	@$(PIP) install --no-compile --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml | $(BIN)/python
	@$(PIP) install --no-compile --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(RUN)

$(BIN)/python:
	@chosen=""; \
	for candidate in $(if $(PYTHON),"$(PYTHON)",python3.13 python3.14 python3.12 python3.11 python3); do \
	  if "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; then chosen="$$candidate"; break; fi; \
	done; \
	if [ -z "$$chosen" ]; then \
	  echo "no_python: Renmai needs Python 3.11 to 3.14 with venv (looked at: $(or $(PYTHON),python3.13 python3.14 python3.12 python3.11 python3)). Install one, or name it: make PYTHON=/path/to/python" >&2; exit 1; \
	fi; \
	$(CLEAN_ENV) "$$chosen" -m venv --clear $(VENV)
