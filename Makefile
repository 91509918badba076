# Two commands for a newcomer: `make bilag` and `make test`. Each sets up what it needs, once.
# Python 3.11 or newer and make are all that has to be there.

PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin
PIP    := $(RUN)/python -m pip --disable-pip-version-check --quiet
JOBS   ?= 2

.PHONY: bilag test test-long bench lint lock catalogue docs clean

bilag: $(VENV)/run.done
	@$(RUN)/bilag build

# One hash seed, so that hypothesis draws the same examples every time: some are drawn from sets.
test: $(VENV)/dev.done
	@PYTHONHASHSEED=0 $(RUN)/python -m pytest -q -n $(JOBS)

test-long: $(VENV)/dev.done
	@PYTHONHASHSEED=0 $(RUN)/python -m pytest -q -n $(JOBS) -m "long or sampled"

bench: $(VENV)/dev.done
	@$(RUN)/python -m pytest -q tests/bench -m "long or not long" --benchmark-only -o addopts= -p no:cacheprovider
	@$(RUN)/python -m tests.bench.ratios

lint: $(VENV)/dev.done
	@$(RUN)/ruff check src tests
	@$(RUN)/ruff format --check src tests
	@$(RUN)/mypy

# The hashed lock first, then the package itself without dependencies and without a build environment of
# its own, so that nothing is fetched that the lock does not name.
$(VENV)/run.done: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "Gør klar (kun første gang) ..."
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.done: requirements/dev.txt $(VENV)/run.done
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "bilag needs Python 3.11 or newer")'
	@$(PYTHON) -m venv $(VENV)

# For maintainers: new locks, the compiled catalogue, the generated reference.
lock: $(VENV)/dev.done
	@cd requirements && for name in run dev; do \
	  ../$(RUN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url \
	    --no-emit-find-links --no-emit-trusted-host --upgrade -o $$name.txt $$name.in; done

catalogue: $(VENV)/dev.done
	@$(RUN)/pybabel compile --domain bilag --directory src/bilag/locale

docs: $(VENV)/dev.done
	@$(RUN)/python -m docs.reference

# What was issued (out/*/issued) is never touched.
clean:
	@rm -rf .bilag/cache dist .mypy_cache .ruff_cache .benchmarks
	@find out -mindepth 2 -maxdepth 2 -type f -delete
