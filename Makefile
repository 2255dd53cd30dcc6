# One verb a chore; `make help` lists them. Each makes .venv first, once.

PYTHON ?= python3
INSIDE := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help serve test build tangle check accept bench clean environment

help: ## list the verbs
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
	  || sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1: \2/p' $(MAKEFILE_LIST)

environment:
	@$(PYTHON) tinynet/book/environment.py

serve: environment ## show the site on this machine, and follow edits
	@$(INSIDE) -m tinynet.book serve

test: environment ## run all tests, and every example of the book
	@$(INSIDE) -m pytest -n auto --dist loadfile

build: check ## check the book and build the site into site/
	@NO_MKDOCS_2_WARNING=1 $(INSIDE) -m mkdocs build --strict

tangle: environment ## copy the package out of the pages
	@$(INSIDE) -m tinynet.book tangle

check: environment ## name every difference between pages, package, outputs and pictures
	@$(INSIDE) -m tinynet.book check

accept: environment ## write what the examples print and draw into the pages
	@$(INSIDE) -m tinynet.book accept

bench: environment ## measure the package's speed against the plain programs
	@$(INSIDE) -m tinynet.book bench

clean: ## remove everything that was made: .venv, site, caches
	@rm -rf .venv site .book dist .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "clean: removed .venv, the site and the caches"
