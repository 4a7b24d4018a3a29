# `make certify` needs only Python 3.11 or newer and make; everything else is installed into .venv.

PYTHON ?= python3
UV ?= uv
CERTIFY_ARGS ?=
PYTEST_ARGS ?=
SOUNDNESS_ARGS ?=
COQ_ARGS ?= --at-least 60 "daniely2017.*"
COQ_PACKAGES := coq libcoq-interval libcoq-coquelicot

# Programs are started as `python -m`: a script in .venv/bin may not start when the path has spaces.
RUN := .venv/bin/python -m
PIP := $(RUN) pip --disable-pip-version-check
READY := .venv/.ready

.PHONY: certify test lint types soundness notebooks coq coq-tools lock clean
.DELETE_ON_ERROR:

certify: $(READY)
	.venv/bin/certify run $(CERTIFY_ARGS)

test: $(READY)
	$(RUN) pytest -n auto --dist worksteal $(PYTEST_ARGS)

lint: $(READY)
	$(RUN) ruff check .
	$(RUN) ruff format --check .

types: $(READY)
	$(RUN) mypy certify

# Tries to make the system prove something false: SOUNDNESS_ARGS="--seconds 60 --seed 2".
soundness: $(READY)
	$(RUN) tests.soundness $(SOUNDNESS_ARGS)

# Claims as Coq theorems, compiled: by default those of Daniely's ledger, of which 60 % must be replayed.
# Everything: make coq COQ_ARGS="--at-least 0".
coq: $(READY) coq-tools
	$(RUN) certify coq --out build/coq --compile --timeout 60 $(COQ_ARGS)

coq-tools:
	@have() { command -v coqc >/dev/null && d=$$(coqc -where)/user-contrib && [ -d $$d/Interval ] && [ -d $$d/Coquelicot ]; }; \
	have && exit 0; \
	if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  echo "Installing $(COQ_PACKAGES)"; \
	  { apt-get update && apt-get install --yes --no-install-recommends $(COQ_PACKAGES); } >/dev/null && have && exit 0; \
	fi; \
	echo "Coq is missing, with CoqInterval and Coquelicot.  To install them (on Debian, as root):" >&2; \
	echo "    apt-get install $(COQ_PACKAGES)" >&2; \
	exit 1

notebooks: $(READY)
	$(RUN) pytest --nbmake notebooks $(PYTEST_ARGS)

# Empty if PYTHON will do, else what is wrong with it.
wrong_python = $(shell "$(PYTHON)" -c 'import sys; v = sys.version_info; \
	sys.stdout.write("" if v >= (3, 11) else "is %d.%d" % v[:2])' 2>/dev/null || echo "does not run")

# The environment is laid anew when the lock changes; a change of pyproject.toml alone only installs the
# project again. Each stamp is written last, so that an interrupted set-up is repeated. Where flock exists,
# a second make waits for the first and then finds the stamps.
$(READY): requirements.lock pyproject.toml
	$(if $(wrong_python),$(error depthcert needs Python 3.11 or newer, but '$(PYTHON)' $(wrong_python); \
	try: make PYTHON=/path/to/python3))
	@set -e; exec 9<requirements.lock; if command -v flock >/dev/null; then flock 9; fi; \
	if [ ! .venv/.locked -nt requirements.lock ]; then \
	  echo "Installing the locked packages into .venv (a minute or two)"; \
	  "$(PYTHON)" -m venv --clear .venv; \
	  $(PIP) install --quiet --require-hashes --no-deps -r requirements.lock; \
	  touch .venv/.locked; \
	fi; \
	if [ ! $@ -nt .venv/.locked ] || [ ! $@ -nt pyproject.toml ]; then \
	  echo "Installing depthcert into .venv"; \
	  $(PIP) install --quiet --no-deps --no-build-isolation --editable .; \
	  $(PIP) check; \
	  touch $@; \
	fi

# Pins every dependency with the hashes of all its files, for all platforms. Needs uv.
# One version for all Pythons where possible: mypy reads NumPy's stubs as Python 3.11 does.
lock:
	$(UV) pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	  --extra dev --no-annotate --no-emit-index-url --custom-compile-command "make lock" \
	  --output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
