# make run         install here, then ask the sample three questions
# make test        all that a change must pass; the same as in CI
# make score       how many questions of each file are right, refused and wrong, and of three other documents
# make torture     the full form of what tests/torture does a little of; writes docs/torture.json
# make fuzz        ten minutes of coverage-guided fuzzing for each target; make fuzz MINUTES=1 is quicker
# make bench       every figure of speed beside its peer, over ten thousand projects; make bench SIZES=10000,100000
# make bench-full  the same up to a million projects, written into docs/performance.md
# make wheelhouse  everything that a machine without a network needs to install
# make clean       remove what the others made

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test score torture fuzz bench bench-full wheelhouse clean
.DELETE_ON_ERROR:

run: $(INSTALLED)
	@for question in "司法救助 预算多少" "预算最高的三个项目" "满意度指标不低于99%的项目有哪些"; do \
		echo "jxquery> $$question"; \
		JXQUERY_DB=$(VENV)/nothing-loaded $(BIN)/jxquery ask "$$question" || exit; \
		echo; \
	done
	@echo "打开提示符：  $(BIN)/jxquery"
	@echo "载入自己的文件：  $(BIN)/jxquery load 文件……"

test: $(INSTALLED)
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports > $(VENV)/imports.log || { cat $(VENV)/imports.log; exit 1; }
	@$(BIN)/python -m pytest -q -n auto
	@$(BIN)/python tests/packaging/check.py

score: $(INSTALLED)
	@for name in dev developed bugs heldout fresh; do \
		JXQUERY_DB=$(VENV)/nothing-loaded $(BIN)/python tests/questions/score.py "tests/questions/$$name.jsonl" \
			--command "$(abspath $(BIN))/jxquery" > $(VENV)/score.log || { cat $(VENV)/score.log; exit 1; }; \
		printf '%-10s' "$$name"; sed -n 's/^ALL \{10\}//p' $(VENV)/score.log; \
	done
	@$(BIN)/python -m tests.questions.elsewhere.run 1 2 3

SIZES ?= 10000
bench: $(INSTALLED)
	@$(BIN)/python -m benchmarks.bench --sizes $(SIZES)

bench-full: $(INSTALLED)
	@$(BIN)/python -m benchmarks.bench --sizes 10000,100000,1000000 --docs

torture: $(INSTALLED)
	@TORTURE_SIZE=20 TORTURE_FIGURES=docs/torture.json $(BIN)/python -m pytest -q -p no:xdist tests/torture

MINUTES ?= 10
fuzz: $(INSTALLED)
	@$(BIN)/python -c 'import atheris' 2> /dev/null || { echo "缺少 atheris：$(BIN)/pip install atheris" >&2; exit 1; }
	@for target in question value form template schema statement; do \
		mkdir -p "build/fuzz/$$target"; \
		$(BIN)/python -m tests.fuzz.run "$$target" "$$(( $(MINUTES) * 60 ))" "build/fuzz/$$target" \
			> "build/fuzz/$$target.log" 2>&1 || { tail -n 40 "build/fuzz/$$target.log"; exit 1; }; \
		printf '%-10s' "$$target"; sed -n 's/^Done //p' "build/fuzz/$$target.log"; \
	done

wheelhouse: $(INSTALLED)
	@rm -rf wheelhouse build/wheel
	@$(BIN)/python -m build --wheel --outdir build/wheel . > $(VENV)/build.log 2>&1 || { cat $(VENV)/build.log; exit 1; }
	@$(BIN)/python -m pip download -qq --dest wheelhouse --constraint constraints.txt build/wheel/*.whl
	@echo "在没有网络的机器上：  pip install --no-index --find-links wheelhouse jxquery"

clean:
	rm -rf $(VENV) build dist wheelhouse .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): pyproject.toml constraints.txt
	@command -v $(PYTHON) > /dev/null || { echo "找不到 $(PYTHON)。请安装 Python 3.11 或更新的版本，或写 make PYTHON=路径。" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) 太旧：$$($(PYTHON) --version)。需要 Python 3.11 或更新的版本；可写 make PYTHON=路径。" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { \
		echo "$(PYTHON) 缺少 venv 或 ensurepip。请安装它们（Debian 和 Ubuntu：apt install python3-venv）。" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --constraint constraints.txt --editable ".[dev]"
	@touch $@
