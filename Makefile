# Maillon: two commands are enough. `make demo` shows what it does, `make test` proves it.
# Everything lands in .venv; nothing is installed on the machine itself, but the browser that the
# tests need (scripts/install_browser.sh says how where it may not).

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help install demo test check fix docs catalogue clean

help: ## What can be asked
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.venv/installed: pyproject.toml constraints.txt src/maillon/locale/en/LC_MESSAGES/maillon.po
	@test -n "$(PYTHON)" || { echo "Maillon demande Python 3.11 ou plus récent : installez-le, puis relancez la commande."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Le module venv manque : sous Debian ou Ubuntu, « apt install python3-venv »."; exit 1; }
	@echo "Installation de Maillon dans .venv (une à deux minutes la première fois)…"
	@$(PIP) install -c constraints.txt -e .
	@touch $@

.venv/installed-test: .venv/installed
	@$(PIP) install -c constraints.txt -e '.[test]'
	@touch $@

install: .venv/installed ## Install the command in .venv/bin/maillon

demo: .venv/installed ## The main job on the bundled cases: pages and PDF in demo/
	@$(BIN)/maillon demo --out demo

test: .venv/installed-test ## Every check and every test
	@scripts/install_browser.sh
	@$(MAKE) --no-print-directory check
	@$(BIN)/pytest -q

check: .venv/installed-test ## Lint, types, import contracts, translations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --check --lint src/maillon/reports/templates
	@$(BIN)/python scripts/catalogue.py check
	@$(BIN)/python scripts/reference_pages.py --check

fix: .venv/installed-test ## Repair what a tool can repair
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djlint --reformat --quiet src/maillon/reports/templates

catalogue: .venv/installed-test ## Bring the English catalogue up to date with the French sentences
	@$(BIN)/python scripts/catalogue.py update

docs: .venv/installed-test ## Rewrite the generated reference pages
	@$(BIN)/python scripts/reference_pages.py

clean: ## Remove everything that was installed or built
	rm -rf .venv demo dist build
