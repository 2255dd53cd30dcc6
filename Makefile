# One verb a chore; `make help` lists them. Each makes .venv first, once.
# With another Python: make PYTHON=python3.13 test

PYTHON ?= python3
INSIDE := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help environment serve test elsewhere unseen others build tangle check accept drift bench clean

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

environment:
	@$(PYTHON) tinynet/book/environment.py

serve: environment ## show the site on this machine, and follow edits
	@$(INSIDE) -m tinynet.book serve

test: environment ## run all tests, and every example of the book
	@$(INSIDE) -m pytest -n auto --dist loadfile

elsewhere: .venv-elsewhere/made ## run what needs PyTorch and JAX too, in an environment of its own
	@.venv-elsewhere/bin/python -c "import jax, torch"
	@.venv-elsewhere/bin/python -m pytest docs/elsewhere.md tests/test_elsewhere.py

.venv-elsewhere/made: requirements.txt pyproject.toml
	@echo "elsewhere: making .venv-elsewhere (some minutes, and a gigabyte or more, once)"
	@rm -rf .venv-elsewhere
	@$(PYTHON) -m venv .venv-elsewhere
	@.venv-elsewhere/bin/python -m pip install --quiet --require-hashes --requirement requirements.txt
	@.venv-elsewhere/bin/python -m pip install --quiet --no-build-isolation --editable ".[elsewhere]"
	@touch $@

unseen: environment ## try again the mistakes that strangers have invented
	@$(INSIDE) -m tinynet.book unseen

others: environment .venv-others/made ## measure what other tools notice of the same mistakes
	@$(INSIDE) -m tinynet.book.others

.venv-others/made: tests/book/others.txt
	@echo "others: making .venv-others, with the tools (about a minute, once)"
	@rm -rf .venv-others
	@$(PYTHON) -m venv .venv-others
	@.venv-others/bin/python -m pip install --quiet --require-hashes --requirement tests/book/others.txt
	@touch $@

build: check ## check the book and build the site into site/
	@NO_MKDOCS_2_WARNING=1 $(INSIDE) -m mkdocs build --strict

tangle: environment ## copy the package out of the pages
	@$(INSIDE) -m tinynet.book tangle

check: environment ## name every difference between pages, package, outputs and pictures
	@$(INSIDE) -m tinynet.book check

accept: environment ## write what the examples print and draw into the pages
	@$(INSIDE) -m tinynet.book accept

drift: environment ## count which mistakes, made on purpose, are noticed (PAGE=neuron.md for one page)
	@$(INSIDE) -m tinynet.book drift $(PAGE)

bench: environment ## measure the package's speed against the plain programs
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(INSIDE) -m tinynet.book bench

clean: ## remove everything that was made: .venv, site, caches
	@rm -rf .venv .venv-elsewhere .venv-others site .book dist .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "clean: removed .venv, the site and the caches"
