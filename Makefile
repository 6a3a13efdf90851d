# Every target sets up what it needs. `make run` serves the API; `make test` runs the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CLIENTS := tests/clients/node_modules/.installed
OVER_HTTP := $(addprefix tests/,$(addsuffix .py,$(addprefix web/test_,api problems formats verify) $(addprefix query/test_,search facets projection timeline)))
CLIENTS_HERE := $(if $(shell command -v npm),$(CLIENTS))
COVERED = $(VENV)/covered-$(shell git ls-files -coz --exclude-standard | xargs -0 sha256sum 2>/dev/null | sha256sum | cut -c1-16)
PYTEST := $(BIN)/pytest --numprocesses auto --dist worksteal
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
COMMA := ,
NETWORK := Is there a network$(COMMA) and does pip know its index? Then run make again.

# Say what a step is, and take it; if it fails, say which one it was and what to do: $(call step,what,command,advice)
step = @echo "$(1)" && { $(2); } || { echo "make: this step failed: $(1). $(3)" >&2; exit 1; }
# Where Python may not write bytecode, each start would compile all source again: $(call compile,folder)
compile = $(call step,Compiling,$(BIN)/python -m compileall -q $(1),May you write here?)

export HOST ?= 127.0.0.1
export PORT ?= 8000

.PHONY: run test check checked always fmt lock sbom pictures bench bench-full torture mutants clean

run: $(VENV)/run  ## Build a release and serve it at HOST and PORT.
	$(call compile,api)
	$(call step,Building the release,$(BIN)/crisis-facts build,See above.)
	@echo "Serving"
	@exec $(BIN)/crisis-facts serve

test: $(VENV)/dev $(if $(COVER),$(COVERED))  ## Run the tests that are quick and need no program from outside; with COVER=1 all of them, as check does.
	$(if $(COVER),@:,$(call step,Testing,$(PYTEST) -m "not slow and not outside",See above.))

# All tests, with what they cover: run once for the same bytes of all files, so that no check runs what has just passed.
$(COVERED): $(VENV)/dev $(CLIENTS_HERE) $(if $(wildcard .git),,always)
	$(call step,Testing everything and what the tests cover,$(PYTEST) --cov --cov-report=term --cov-report=json:$(VENV)/covered.json,See above.)
	@rm -f $(VENV)/covered-* && mv $(VENV)/covered.json $@

check: $(VENV)/dev $(CLIENTS_HERE) checked $(COVERED)  ## Lint, format, types, facts, generated files, docs, and all tests with their coverage.
	$(call step,Testing answers through the ASGI front,CRISIS_FACTS_THROUGH=front $(PYTEST) $(OVER_HTTP),See above.)
	$(call step,Testing answers through a real server,CRISIS_FACTS_THROUGH=server $(PYTEST) $(OVER_HTTP),See above.)

checked: $(VENV)/dev
	$(call step,Linting,$(BIN)/ruff check --quiet .,See above; make fmt mends some of it.)
	$(call step,Comparing the form of the code,$(BIN)/ruff format --check --quiet .,Run make fmt.)
	$(call step,Checking the types,$(BIN)/mypy --no-error-summary,See above.)
	$(call step,Checking the facts,$(BIN)/crisis-facts check,See above; make fmt mends the form of files.)

fmt: $(VENV)/dev fixtures/.schemas/dataset.json openapi.yaml docs/reference.md  ## Put code and fixtures into their form, and generate what is generated.
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/crisis-facts fmt

lock: $(VENV)/run  ## Find all evidence in the texts of the folder TEXTS, and write fixtures/evidence.lock.
	@$(BIN)/crisis-facts lock --texts "$(or $(TEXTS),$(error name the folder of texts: make lock TEXTS=folder))"

openapi.yaml: $(VENV)/run fixtures/dataset.yaml $(shell find api -name '*.py')
	@$(BIN)/crisis-facts openapi --output $@

fixtures/.schemas/dataset.json: $(VENV)/run fixtures/dataset.yaml $(shell find api -name '*.py')
	@$(BIN)/crisis-facts schema --output $(@D)

docs/reference.md: $(VENV)/run api/cli/reference.md $(shell find api -name '*.py')
	@$(BIN)/crisis-facts reference --output $@

requirements.txt: $(VENV)/run  ## Pin what the server needs by the digests of its files.
	@$(BIN)/python -m tools.requirements > $@.new && mv $@.new $@

sbom: $(VENV)/run  ## Print the software bill of materials (CycloneDX).
	@$(BIN)/python -m tools.sbom

pictures: $(VENV)/dev  ## Take the pictures of the README, with Chromium.
	@$(BIN)/crisis-facts build
	@$(BIN)/python -m tools.pictures

bench: $(VENV)/run  ## Measure what a request costs, here and with a few other servers, among FACTS facts (10,000).
	@$(BIN)/python -m bench.compare --facts $(or $(FACTS),10000)

bench-full: $(VENV)/run  ## Measure all servers among 200,000 facts, and growth to 1,000,000: bench/RESULTS.md.
	@$(BIN)/python -m bench.compare --facts $(or $(FACTS),200000) --growth $(or $(GROWTH),10000 1000000) \
		--rounds 5 --seconds 3 --all --write

torture: $(VENV)/torture  ## Put the server under load, faults and malice: all rows of docs/reliability.md, or just ROWS.
	@COVERED=$(COVERED) $(BIN)/python -m torture $(ROWS) $(if $(WRITE),--write)

mutants: $(VENV)/torture  ## Change the code in every small way, and see whether the tests notice; or name what in FILES none does.
	@$(BIN)/python -m $(if $(FILES),torture.mutants $(FILES),torture mutants $(if $(WRITE),--write))

clean:  ## Remove everything that the other targets made.
	rm -rf $(VENV) $(dir $(CLIENTS)) bench/.peers bench/.releases releases build *.egg-info .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache .schemathesis

$(VENV)/run: pyproject.toml constraints.txt
	$(call step,Looking for Python 3.11 or later,$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3$(COMMA) 11))',Name one: make PYTHON=python3.12)
	$(call step,Setting up: a virtual environment in $(VENV),$(PYTHON) -m venv $(VENV),Does $(PYTHON) have the module venv? Debian has it in python3-venv.)
	$(call step,Installing what the server needs,$(PIP) --editable .,$(NETWORK))
	$(call compile,$(VENV)/lib)
	@touch $@

$(VENV)/dev: $(VENV)/run
	$(call step,Installing what the tests need,$(PIP) --editable '.[dev]',$(NETWORK))
	@touch $@

$(VENV)/torture: $(VENV)/dev
	$(call step,Installing what the campaign needs,$(PIP) --editable '.[dev$(COMMA)torture]',$(NETWORK))
	@touch $@

$(CLIENTS): tests/clients/package.json tests/clients/.npmrc
	$(call step,Installing what tests of the contract need: by npm,npm install --prefix $(<D) --no-package-lock --loglevel=error >/dev/null,Is there a network? Without npm on the path these tests are skipped.)
	@touch $@
