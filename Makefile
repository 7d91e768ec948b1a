# The habits: a few lines each. `make` alone lists them.

PYTHON ?= python3
NPM ?= npm
ENV := .venv
PY := $(ENV)/bin/python
BABEL := $(PY) -m babel.messages.frontend
BUNDLE := $(if $(shell command -v $(NPM) 2>/dev/null),npm,wheel)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard ambassador/translations/*/LC_MESSAGES/messages.po))
KEYWORDS := -k _ -k N_ -k _l -k gettext -k lazy_gettext -k ngettext:1,2 -k pgettext:1c,2 -k lazy_pgettext:1c,2
export AMBASSADOR_ENV ?= demo
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run test check bench translations demo-reset ready

$(shell test -x $(PY) || rm -f $(ENV)/.made $(ENV)/.run $(ENV)/.dev)

help: ## List these habits
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

run: ready ## Serve the portal with its demo on http://127.0.0.1:8000 (PORT, HOST, DATABASE_URL, INSTANCE_PATH)
	@$(PY) -m ambassador.serving
	@$(PY) -m flask --app app db upgrade
	@test "$$AMBASSADOR_ENV" != demo || $(PY) -m flask --app app demo load || echo "The portal starts without the demo."
	@exec $(PY) app.py

test: $(ENV)/.dev ready ## Run every test, or some: make test ARGS="tests/rules -k days"
	@$(PY) .ci/postgres.py $(PY) -m pytest -n 2 --dist loadfile $(ARGS)

check: $(ENV)/.dev ## Read the code: style, types, and who may know whom
	@$(ENV)/bin/ruff check .
	@$(ENV)/bin/ruff format --check .
	@$(PY) -m mypy
	@$(PY) -c 'from importlinter.cli import lint_imports_command as lint; lint()' --no-logo

bench: $(ENV)/.dev ready ## Measure speed, as ratios against a floor of the same run
	@$(PY) .ci/postgres.py $(PY) -m tests.bench $(ARGS)

translations: $(ENV)/.dev ## Bring the catalogues up to date with the texts in the code
	@mkdir -p ambassador/translations
	@$(BABEL) -q extract -F pyproject.toml --no-default-keywords $(KEYWORDS) --sort-by-file --add-location=file \
		--project=ambassador --version=1 --header-comment='# The texts of the portal: French is their source.' -o ambassador/translations/messages.pot .
	@for language in nl en; do $(BABEL) update -l $$language --init-missing -d ambassador/translations \
		-i ambassador/translations/messages.pot --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date || exit 1; done

demo-reset: ready ## Forget the demo database in instance/ and make it anew
	@test -z "$$DATABASE_URL" || { echo "DATABASE_URL is set: only the SQLite demo in instance/ can be reset." >&2; exit 1; }
	@test "$$AMBASSADOR_ENV" = demo || { echo "AMBASSADOR_ENV is $$AMBASSADOR_ENV: only a demo can be reset." >&2; exit 1; }
	@folder="$${INSTANCE_PATH:-instance}"; rm -f "$$folder/ambassador.db" "$$folder/ambassador.db-wal" "$$folder/ambassador.db-shm"; rm -rf "$$folder/uploads"
	@$(PY) -m flask --app app db upgrade
	@$(PY) -m flask --app app demo load
	@echo "The demo is new. Start the portal again if it is running."

# What the habits stand on: an environment, the charts' bundle, the catalogues. Each is made once, and again when its source changes.

ready: $(ENV)/.run static/vendor/.$(BUNDLE) $(CATALOGUES)

$(ENV)/.made:
	@command -v "$(PYTHON)" >/dev/null || { echo "There is no '$(PYTHON)' here. Install Python 3.11 or newer (Debian: apt install python3 python3-venv), or name yours: make PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "'$(PYTHON)' is $$("$(PYTHON)" -V 2>&1), and the portal needs Python 3.11 or newer. Name a newer one: make PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { echo "'$(PYTHON)' has no venv module. Install it (Debian: apt install python3-venv) and start again." >&2; exit 1; }
	@echo "Making $(ENV): half a minute, once."
	@"$(PYTHON)" -m venv --clear $(ENV)
	@touch $@

$(ENV)/.run: requirements.lock $(ENV)/.made
	@$(PY) -m pip install -qq --require-hashes -r $<
	@touch $@

$(ENV)/.dev: requirements-dev.lock $(ENV)/.made
	@$(PY) -m pip install -qq --require-hashes -r $<
	@touch $(ENV)/.run $@

static/vendor/.npm: package.json package-lock.json .npmrc ambassador/plotly_bundle.py $(ENV)/.run
	@if $(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error; then $(PY) -m ambassador.plotly_bundle && touch $@; else \
		echo "npm failed: the charts use the larger bundle of the Python package. The next start tries again."; \
		rm -rf node_modules; $(PY) -m ambassador.plotly_bundle; fi

static/vendor/.wheel: requirements.lock ambassador/plotly_bundle.py $(ENV)/.run
	@echo "npm is not here: the charts use the larger bundle of the Python package. For the small one: install Node.js with npm."
	@$(PY) -m ambassador.plotly_bundle
	@touch $@

%.mo: %.po | $(ENV)/.run
	@$(BABEL) -q compile -i $< -o $@
