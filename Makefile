# One verb a chore; `make help` lists them. Each makes .venv first, once.
# With another Python: make PYTHON=python3.13 test

PYTHON ?= python3
INSIDE := .venv/bin/python
PIP := -m pip install --quiet --disable-pip-version-check
OFFLINE := "make: the libraries could not be fetched. Is this machine online? Then try again."
# For notebooks: the package of this folder, and the look of its charts.
export PYTHONPATH := $(CURDIR)
export MATPLOTLIBRC := $(CURDIR)/tools/matplotlibrc
export NO_MKDOCS_2_WARNING := 1
# Each of the many processes would compile the tools and the package anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help serve test browser lighthouse build zensical tangle untangle check accept everywhere fix bench elsewhere clean

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

serve: .venv/made ## show the site on this machine, and follow edits
	@$(INSIDE) -m publish
	@$(INSIDE) -m publish serve

test: .venv/made ## run every example of the book, and the tests of the code
	@OPENBLAS_NUM_THREADS=1 $(INSIDE) -m pytest -n logical --dist worksteal --ignore tests/site

browser: .venv/made ## build the site and test it in real browsers, some minutes
	@OPENBLAS_NUM_THREADS=1 $(INSIDE) -m pytest -n logical --dist loadfile tests/site

lighthouse: build ## let Lighthouse judge each page of the core path, some minutes
	@$(INSIDE) -m publish.lighthouse site

build: .venv/made ## build the site into site/
	@$(INSIDE) -m publish
	@$(INSIDE) -m mkdocs build --strict
	@$(INSIDE) -m publish finish site
	@echo "build: to look at it: python3 -m http.server --directory site"

zensical: .venv/made ## build the pages with Zensical, too, and compare
	@$(INSIDE) -m publish
	@$(INSIDE) -m publish.builders

tangle: .venv/made ## copy the package out of the pages
	@$(INSIDE) -m tools tangle

untangle: .venv/made ## carry an edit in tinynet/ back into its page
	@$(INSIDE) -m tools untangle

check: .venv/made ## name every difference between what is published and what is true
	@$(INSIDE) -m tools check $(PAGE)

accept: .venv/made ## write what the examples print and draw into the pages
	@$(INSIDE) -m tools accept $(PAGE)

everywhere: .venv/made ## check all examples as other processors would run them
	@$(INSIDE) -m tools everywhere

fix: .venv/made ## format all code, empty the notebooks, tangle
	@$(INSIDE) -m ruff check --fix --quiet .
	@$(INSIDE) -m ruff format --quiet .
	@$(INSIDE) -m jupyter nbconvert --clear-output --inplace --log-level ERROR docs/labs/*.ipynb
	@$(INSIDE) -m tools tangle

bench: .venv/made ## compare the package's speed with that of plain programs
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(INSIDE) benchmarks/speed.py

elsewhere: .venv-elsewhere/made ## run what needs PyTorch and JAX, in an environment of its own
	@.venv-elsewhere/bin/python -c "import jax, torch"
	@.venv-elsewhere/bin/python -m pytest docs/elsewhere.md tests/test_elsewhere.py

.venv/made: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "make: this needs Python 3.11 or later, say: make PYTHON=python3.13 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' || \
		{ echo "make: this Python has no venv; on Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "make: making .venv (a minute or two, once)"
	@rm -rf .venv && $(PYTHON) -m venv .venv
	@$(INSIDE) $(PIP) --require-hashes --requirement requirements.txt || { echo $(OFFLINE); exit 1; }
	@$(INSIDE) $(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv-elsewhere/made: requirements.txt pyproject.toml
	@echo "make: making .venv-elsewhere (some minutes, and a gigabyte or more, once)"
	@rm -rf .venv-elsewhere && $(PYTHON) -m venv .venv-elsewhere
	@.venv-elsewhere/bin/python $(PIP) --require-hashes --requirement requirements.txt || { echo $(OFFLINE); exit 1; }
	@.venv-elsewhere/bin/python $(PIP) --no-build-isolation --editable ".[elsewhere]" || { echo $(OFFLINE); exit 1; }
	@touch $@

clean: ## remove everything that was made: .venv, site, caches
	@rm -rf .venv .venv-elsewhere site dist docs/assets/made .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "clean: removed .venv, the site and the caches"
