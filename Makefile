# Two commands: `make run` and `make test`. Everything they need is built from the hashed locks in requirements/ and
# package-lock.json into .venv and node_modules; stamps make a second call quick. `make run` never needs root.
PYTHON ?= python3
BIN := .venv/bin
# Trust whom the system trusts: many networks have a certificate authority of their own.
UV := UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=true VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv
STAMP := .venv/stamp
NODE_TRUST := NODE_EXTRA_CA_CERTS=$${NODE_EXTRA_CA_CERTS-/etc/ssl/certs/ca-certificates.crt}

.PHONY: setup run test check bench proof clean lock

setup: $(STAMP)/run $(STAMP)/assets

run: setup
	@JINLIANG_DEMO=$${JINLIANG_DEMO-1} exec $(BIN)/jinliang serve

test: setup $(STAMP)/dev browser check
	$(BIN)/pytest

check: setup $(STAMP)/dev
	$(BIN)/ruff format --check src tests
	$(BIN)/ruff check src tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	for pack in national changzhou_2019; do $(BIN)/jinliang check $$pack || exit 1; done

bench: setup
	$(BIN)/jinliang bench

# Breaks the operators, the dates and the reversal by hand, one at a time: each must make a test fail.
proof: setup $(STAMP)/dev
	$(BIN)/python tests/proof

clean:
	rm -rf .venv node_modules build dist src/jinliang.egg-info src/jinliang/site/static/vendor tests/vendor
	find src -name '*.mo' -delete

# The environment ------------------------------------------------------------------------------------------------------

$(STAMP)/venv: requirements/build.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=…")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	mkdir -p $(STAMP) && touch $@

# The product itself is installed as a pointer into src/, so that changes take effect and .venv/bin has the command.
$(STAMP)/run: $(STAMP)/venv requirements/run.txt requirements/run.in pyproject.toml
	$(UV) pip install --quiet --require-hashes -r requirements/run.txt
	$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(STAMP)/dev: $(STAMP)/run requirements/dev.txt
	$(UV) pip install --quiet --require-hashes -r requirements/dev.txt
	touch $@

node_modules/stamp: package.json package-lock.json $(STAMP)/venv
	command -v npm >/dev/null || $(UV) pip install --quiet --require-hashes -r requirements/node.txt
	PATH="$$PATH:$(CURDIR)/$(BIN)" $(NODE_TRUST) npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	touch $@

$(STAMP)/assets: node_modules/stamp $(STAMP)/run src/jinliang/cli/setup.py $(wildcard src/jinliang/site/locale/*/LC_MESSAGES/*.po)
	$(BIN)/python -m jinliang.cli.setup
	touch $@

# What the browser tests need of Debian. Root has it installed; anybody else is told what to install.
.PHONY: browser
browser:
	@command -v chromium >/dev/null && ls /usr/share/fonts/opentype/noto/NotoSansCJK-*.ttc >/dev/null 2>&1 || \
	if [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; \
	else \
	  echo 'The browser tests need two Debian packages: apt-get install chromium fonts-noto-cjk' >&2; exit 1; \
	fi

# All locks anew from their .in files; they hold hashes and no address.
lock: $(STAMP)/venv
	for name in build run dev node; do \
	  $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 --no-header \
	    --no-annotate --upgrade -o requirements/$$name.txt requirements/$$name.in || exit 1; \
	done
	npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund
