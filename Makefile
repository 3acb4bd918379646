# Maillon: two commands are enough. `make demo` shows what it does, `make test` proves it.
# Everything lands in .venv; nothing is installed on the machine itself, but the browser that the
# tests need (scripts/install_browser.sh says how where it may not).

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# Two tests at a time already share the machine (see maillon.cli.main).
export OPENBLAS_NUM_THREADS ?= 1
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The tools that read the settings must not write in anybody's home.
CHECKS := MAILLON_HOME=var/check MAILLON_MODE=development MAILLON_DATABASE_URL= DJANGO_SETTINGS_MODULE=maillon_web.config.settings
WEB_TEMPLATES := --profile django $(wildcard src/maillon_web/*/templates)

.PHONY: help install assets demo serve pages test check audit fix docs catalogue clean

help: ## What can be asked
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.venv/installed: pyproject.toml constraints.txt $(wildcard src/*/locale/en/LC_MESSAGES/*.po)
	@test -n "$(PYTHON)" || { echo "Maillon demande Python 3.11 ou plus récent : installez-le, puis relancez la commande."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Le module venv manque : sous Debian ou Ubuntu, « apt install python3-venv »."; exit 1; }
	@echo "Installation de Maillon dans .venv (une à deux minutes la première fois)…"
	@$(PIP) install -c constraints.txt -e '.[web]'
	@touch $@

.venv/installed-test: .venv/installed
	@$(PIP) install -c constraints.txt -e '.[web,test]'
	@touch $@

assets: .venv/installed
	@$(BIN)/python scripts/fetch_assets.py

install: assets ## Install the command in .venv/bin/maillon

demo: install ## Maillon in the browser, filled with the bundled cases (CHECK=1: verify, then stop)
	@$(BIN)/maillon serve $(if $(CHECK),--check,--demo)

serve: install ## Maillon in the browser, on this machine, for you alone
	@$(BIN)/maillon serve --local

pages: .venv/installed ## The bundled cases as pages and PDF in demo/
	@$(BIN)/maillon demo --out demo

test: .venv/installed-test assets ## Every check and every test, on SQLite then on PostgreSQL
	@scripts/install_browser.sh
	@$(MAKE) --no-print-directory check
	@$(BIN)/pytest -q -n 2 --dist loadfile
	@$(BIN)/python scripts/with_postgres.py $(BIN)/pytest -q -n 2 --dist loadfile tests/web -m 'not browser and not once'

check: .venv/installed-test ## Lint, types, import contracts, migrations, translations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(CHECKS) $(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --check --lint src/maillon/reports/templates
	@$(BIN)/djlint --check --lint $(WEB_TEMPLATES)
	@$(CHECKS) $(BIN)/python -m django makemigrations --check --dry-run
	@$(BIN)/python scripts/catalogue.py compile
	@$(BIN)/python scripts/catalogue.py check
	@$(BIN)/python scripts/reference_pages.py --check
	@$(BIN)/python scripts/method_page.py --check
	@$(BIN)/python scripts/ratio_page.py --check
	@$(BIN)/python scripts/arrangements_page.py --check
	@$(BIN)/python scripts/lever_page.py --check

audit: .venv/installed-test assets ## Known weaknesses of the packages, where an index answers
	@$(BIN)/python scripts/audit.py

fix: .venv/installed-test ## Repair what a tool can repair
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djlint --reformat --quiet src/maillon/reports/templates
	@$(BIN)/djlint --reformat --quiet $(WEB_TEMPLATES)

catalogue: .venv/installed-test ## Bring the English catalogues up to date with the French sentences
	@$(BIN)/python scripts/catalogue.py update

docs: .venv/installed-test ## Rewrite the generated reference pages
	@$(BIN)/python scripts/reference_pages.py
	@$(BIN)/python scripts/method_page.py
	@$(BIN)/python scripts/ratio_page.py
	@$(BIN)/python scripts/arrangements_page.py
	@$(BIN)/python scripts/lever_page.py

clean: ## Remove everything that was installed or built
	rm -rf .venv demo dist build var src/maillon_web/ui/static/vendor
