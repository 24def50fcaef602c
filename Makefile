# What people do here, by name; `make` alone lists it. The work itself is done by programs that each target names.
.DEFAULT_GOAL := help
.PHONY: help site serve test quick check format bench mutants lock vendor clean

# What is compiled once need not be compiled again by each of the thousand processes of the tests.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
VENV ?= .venv
PREPARE ?= $(PYTHON) tooling/prepare.py --venv "$(VENV)"
UV ?= uv
NOW ?= $(shell date -u +%Y-%m-%dT%H:%M:%SZ)
IN = "$(VENV)/bin/python" -m

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

site: ## Build this repository's community into build/site
	@$(PREPARE) site
	@echo "Checking, counting and writing build/site: some seconds …"
	@$(IN) ideario --root . build --now $(NOW)

serve: ## Show the site on this machine and follow every change
	@$(PREPARE) site
	@$(IN) ideario --root . serve

test: ## Set up everything, a browser too, and run the tests
	@$(PREPARE) test
	@"$(VENV)/bin/python" tests/support/chromium.py
	@"$(VENV)/bin/python" tests/support/elections.py
	@"$(VENV)/bin/python" tests/support/encoder.py
	@"$(VENV)/bin/python" tests/support/descriptions.py
	@"$(VENV)/bin/python" tests/support/browser_libraries.py
	@"$(VENV)/bin/python" tests/support/html_checker.py
	@"$(VENV)/bin/python" tests/support/gfm_examples.py
	@$(IN) pytest -n 3 --dist worksteal # two cores are busy with three, since many tests wait for a program or a disk

quick: ## Run the tests that take seconds, without a browser, to be run after each change (under a minute on two cores)
	@$(PREPARE) test
	@"$(VENV)/bin/python" tests/support/descriptions.py
	@$(IN) pytest -n 3 --dist worksteal -q -m "not slow and not browser"

check: ## Look at style and types
	@$(PREPARE) test
	@$(IN) ruff check .
	@$(IN) ruff format --check .
	@$(IN) mypy

format: ## Put the code into the house's shape
	@$(PREPARE) test
	@$(IN) ruff check --fix .
	@$(IN) ruff format .

bench: ## Measure speed, memory and pages beside other programs (about twenty minutes)
	@$(PREPARE) test
	@$(PYTHON) tooling/prepare.py --venv build/bench/venv bench
	@"$(VENV)/bin/python" tests/support/chromium.py
	@"$(VENV)/bin/python" tests/support/descriptions.py
	@"$(VENV)/bin/python" tooling/bench/run.py
	@"$(VENV)/bin/python" tooling/bench/votes.py

mutants: ## Change the rule, the line and the eligibility in small places, and see whether a test notices (an hour)
	@$(PREPARE) test
	@"$(VENV)/bin/python" tooling/mutants.py

lock: ## Pin the newest versions of all dependencies (needs uv)
	@for set in test site bench; do \
		case $$set in \
			test) from="pyproject.toml --extra datafusion --extra spark --group test" ;; \
			site) from="pyproject.toml --group build --constraint requirements/test.txt" ;; \
			bench) from="--group bench" ;; \
		esac; \
		"$(UV)" pip compile --no-config --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
			--no-header --no-emit-index-url --no-emit-find-links $$from --output-file requirements/$$set.txt || exit 1; \
	done
	@$(PYTHON) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["similar"])' | \
		"$(UV)" pip compile --no-config --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-deps \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links - --output-file requirements/encoder.txt

vendor: ## Make again what browsers get of other people's code (needs Node)
	@$(PREPARE) test
	@"$(VENV)/bin/python" tests/support/browser_libraries.py
	@node tooling/vendor/build.mjs build/vendor site/shell/assets/vendor
	@cp build/vendor/node_modules/dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf build/vendor/node_modules/dejavu-fonts-ttf/LICENSE site/shell/font/

clean: ## Remove what was built (the environment stays)
	rm -rf build
