# make demo   a virtual environment, the package, and the sample articles annotated
# make test   everything that CI runs
# make table  compile seeds/ into the alias table
# make bench  speed, see docs/performance.md; make bench-scale takes an hour and draws memory over time
# make final  score the test half of seeds/gold, and log it in docs/evaluation/final.md
# make clean  everything that the above have made
#
# Needs Python 3.10 to 3.13 and a package index. PYTHON=python3.12 make test chooses another interpreter.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TABLE := newsner/data/table/header.json
TABLE_INPUTS := $(wildcard seeds/curated/*.tsv seeds/bulk/*.jsonl seeds/own_ids.tsv seeds/common_words.txt newsner/kb/*.py)

.PHONY: demo test table bench bench-scale final clean

demo: $(VENV)/.installed $(TABLE)
	$(BIN)/newsner demo

test: $(VENV)/.dev $(TABLE)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

table: $(TABLE)

bench: $(VENV)/.dev $(TABLE)
	$(BIN)/pytest tests/benchmarks/bench_*.py -o python_functions='bench_*' --benchmark-columns=min,median,rounds
	$(BIN)/python tests/benchmarks/measure.py stages
	$(BIN)/python tests/benchmarks/measure.py length
	$(BIN)/python tests/benchmarks/measure.py table

bench-scale: $(VENV)/.dev $(TABLE)
	$(BIN)/python tests/benchmarks/measure.py throughput --articles 20000
	$(BIN)/python tests/benchmarks/measure.py memory --articles 1000000 --plot docs/memory.svg

final: $(VENV)/.dev $(TABLE)
	printf '\n## %s, commit %s\n```\n' "$$(date -u +%F)" "$$(git rev-parse --short HEAD)" >> docs/evaluation/final.md
	$(BIN)/newsner evaluate seeds/gold/test | tee -a docs/evaluation/final.md
	printf '```\n' >> docs/evaluation/final.md

clean:
	rm -rf $(VENV) build dist newsner/data .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .benchmarks

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# pip 25.1 is the first that knows dependency groups. The build compiles the alias table.
$(VENV)/.installed: pyproject.toml hatch_build.py | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --group dev
	touch $@

# Older than its sources, or never made: the installation makes the first one.
$(TABLE): $(TABLE_INPUTS) | $(VENV)/.installed
	$(BIN)/python -m newsner.kb.compiler seeds newsner/data/table
