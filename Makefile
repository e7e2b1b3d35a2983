# The list of chores. `make help` shows it; continuous integration calls these targets and nothing else.
PYTHON ?= python3
PORT ?= 8000
ADDRESS ?= /
WORKERS ?= 2
SEEDS ?= 1 2 3

VENV := .venv
PY := $(VENV)/bin/python
PELICAN := $(VENV)/bin/pelican content --log-handler plain
PYTEST := $(PY) -m pytest -n $(WORKERS)
# With the extras: without its own, pip takes `coverage[toml]` for something else than `coverage`, and fetches a newer one.
COMPILE := $(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url --no-annotate --custom-compile-command 'make lock'

# One environment in two steps: whoever publishes installs no test tools, and whoever tests has what is published.
SITE := $(VENV)/.ready
DEV := $(VENV)/.ready-dev
# Whom we are measured beside.
BENCH := $(VENV)/.ready-bench
# And a third for whoever judges the site: Node tools, which the site itself does not need.
NODE := quality/node_modules/.ready
# The form of /admin/, for whoever switches it on; the tests bring it too.
EDITOR_FORM := web_editor/node_modules/.ready

export PYTHON
# Persian, whatever the terminal's locale is.
export PYTHONUTF8 := 1

# Chores share output/ and the caches; those given together (make -j too) run one after the other.
.NOTPARALLEL:
.PHONY: help serve new check fix next post-publish post-update post-correct post-withdraw post-move show save undo html publish web-editor explain sms-preview test test-fast test-long bench pictures quality lint format docs font lock clean

##@ To write
help:  ## Show this list
	@awk -F ':.*## ' '/^##@/ { printf "\n%s\n", substr($$0, 5) } /^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
serve: $(SITE)  ## Build, show at http://127.0.0.1:8000/ and follow every change (PORT=8000)
	@$(PY) -m scripts.serve --port $(PORT) $(ARGS)
new: $(SITE)  ## Begin a post (ARGS="...", of which ARGS=--help tells; so with what follows)
	@$(PY) -m scripts.new $(ARGS)
check: $(SITE)  ## Check every post: the place and the remedy
	@$(PY) -m scripts.check $(ARGS)
fix: $(SITE)  ## Mend what can be mended by rule, and show it
	@$(PY) -m scripts.fix $(ARGS)
next: $(SITE)  ## Tell when the site will change by itself
	@$(PY) -m scripts.next $(ARGS)

post-publish: $(SITE)  ## Publish POST (file, slug or id): now, or at AT="۵ آذر ۱۴۰۵ ۹:۰۰"
post-update: $(SITE)  ## Tell the readers of POST the date of a minor change
post-correct: $(SITE)  ## Add a correction to POST
post-withdraw: $(SITE)  ## Take POST back: its page says when and why
post-move: $(SITE)  ## Give POST another slug; its former address leads there
show: $(SITE)  ## Put POST into a ZIP that opens without a server, for whoever is to read it first
	@$(PY) -m scripts.show $(POST) $(ARGS)
# Not `publish`: that builds the site for the world, and a forgotten POST= must not.
post-publish post-update post-correct post-withdraw post-move:
	@$(PY) -m scripts.post $(@:post-%=%) $(POST) $(ARGS)
save: $(SITE)  ## Check, commit, take what colleagues did, send (REVIEW=1: for approval)
	@$(PY) -m scripts.save $(ARGS)
undo: $(SITE)  ## Take back the last change that was saved, by a new one
	@$(PY) -m scripts.undo $(ARGS)

##@ To publish
html: $(SITE)  ## Build into output/ for this machine
	$(PELICAN) -s pelicanconf.py $(ARGS)
publish: $(SITE)  ## Build into output/ for the world (SITEURL)
	$(PELICAN) -s publishconf.py $(ARGS)
web-editor: $(EDITOR_FORM)  ## Fetch the form of /admin/, which WEB_EDITOR switches on

explain: $(SITE)  ## Say why a page was made again (ADDRESS=/news/1405/law/)
	@$(PY) -m scripts.explain $(ADDRESS) $(ARGS)

sms-preview: $(SITE)  ## Show what subscribers would be texted now: texts, parts, recipients, cost
	@test -e "$${SMS_NOTICES:-output/notices.json}" -o -n "$${SMS_NOTICES-}" || $(PELICAN) -s pelicanconf.py >/dev/null
	@$(PY) -m scripts.sms preview $(ARGS)

##@ To develop
test: lint  ## Everything continuous integration runs
	$(PYTEST) --cov $(ARGS)
test-fast: $(DEV)  ## The tests without the slow ones and without coverage
	$(PYTEST) -m 'not slow and not long' $(ARGS)
test-long: $(DEV)  ## The long tests, once for each seed (SEEDS="1 2 3")
	for seed in $(SEEDS); do $(PYTEST) -m long --hypothesis-seed=$$seed $(ARGS) || exit; done
bench: $(BENCH)  ## Figures of time and memory beside Hugo and stock Pelican (SIZE=10000 ONLY=name)
	$(PY) -m bench.build $(if $(SIZE),--size $(SIZE)) $(if $(ONLY),--only $(ONLY)) $(ARGS)
pictures: $(DEV)  ## Take pictures of each kind of page into .pictures/ (ARGS="--only WORD")
	@$(PY) -m quality.pictures $(ARGS)
quality: $(DEV) $(NODE)  ## Lighthouse, weights, axe, the Nu checker, links (ONLY=markup, small, large)
	@$(PY) -m quality.audit $(if $(ONLY),--only $(ONLY)) $(ARGS)
lint: $(DEV)  ## Read the code: ruff and mypy
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
format: $(DEV)  ## Let ruff lay the code out
	$(PY) -m ruff check --fix
	$(PY) -m ruff format
docs: $(SITE)  ## Write the generated documents anew
	$(PY) -m scripts.docs $(ARGS)
font: $(DEV) $(NODE)  ## Cut the theme's font out of Vazirmatn anew (ARGS=--check only compares)
	@$(PY) -m quality.font $(ARGS)
lock: $(DEV) $(NODE)  ## Write the lock files from pyproject.toml and quality/package.json (ARGS=--upgrade: the newest)
	$(COMPILE) --output-file requirements.lock $(ARGS)
	$(COMPILE) --output-file requirements-dev.lock --group dev --constraint requirements.lock $(ARGS)
	$(COMPILE) --output-file requirements-bench.lock --group dev --group bench --constraint requirements-dev.lock $(ARGS)
	@# A package of Lighthouse's asks for the latest of two others, which a lock file without addresses cannot judge.
	cd quality && npm install --package-lock-only --no-progress && sed -i 's/": "latest"/": "*"/' package-lock.json
	@# decap-cms holds all that it needs in one file, and names 600 packages of which that was made.
	cd web_editor && npm install --package-lock-only --no-progress && ../$(PY) ../quality/lock.py decap-cms <package-lock.json >package-lock.json~ && mv package-lock.json~ package-lock.json
clean:  ## Remove what was built and what builds keep, but not .venv
	rm -rf output .output.* cache .bench .preview ..preview.* .patterns .pictures .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov
	find . -path ./.git -prune -o -path ./$(VENV) -prune -o -name __pycache__ -prune -exec rm -rf {} +

$(SITE): requirements.lock scripts/setup.sh
	@sh scripts/setup.sh
$(DEV): requirements-dev.lock web_editor/package-lock.json scripts/setup.sh
	@sh scripts/setup.sh dev
$(BENCH): requirements-bench.lock scripts/setup.sh
	@sh scripts/setup.sh bench
$(NODE): quality/package-lock.json scripts/setup.sh
	@sh scripts/setup.sh quality
$(EDITOR_FORM): web_editor/package-lock.json scripts/setup.sh
	@sh scripts/setup.sh web-editor

# An environment that was moved, or whose Python was upgraded under it, is made anew whatever its date.
ifneq "$(file <$(VENV)/.home)" "$(CURDIR):$(realpath $(PY))"
.PHONY: $(SITE) $(DEV) $(BENCH)
endif
