# Every target sets itself up first; a second run has nothing to set up.
.PHONY: demo serve test bench witness mutants pictures lint clean setup setup-dev
SHELL := /bin/bash
HOCBA := .venv/bin/hocba
PYTHON_DEV := .venv/bin/python

demo: setup  ## a whole school year of two schools, from Excel files to verified transcripts
	@$(HOCBA) demo

serve: setup  ## the demo school in the browser, on loopback
	@$(HOCBA) demo --if-missing
	@$(HOCBA) serve --open

test: setup-dev  ## every test lane; LANE="arch rules" picks some
	@scripts/debian-packages test
	@$(PYTHON_DEV) scripts/lanes.py $(LANE)

bench: setup-dev  ## every benchmark in short form, one line a figure
	@$(PYTHON_DEV) -m bench

witness: setup-dev  ## the rules against the naive witness, 100,000 random pupils of each circular
	@WITNESS_PUPILS=100000 PYTEST_MORE=--durations=20 nice -n 15 $(PYTHON_DEV) scripts/lanes.py rules

mutants: setup-dev  ## changes in the rules that no test notices; FILES="secondary tt22_2021" picks some
	@nice -n 15 $(PYTHON_DEV) -m scripts.mutants $(FILES)

pictures: setup-dev  ## the README's pictures anew, from a finished demo; ONLY="so-diem vi-sao" picks some
	@$(PYTHON_DEV) scripts/pictures.py $(ONLY)

lint: setup-dev  ## ruff, mypy, import contracts, templates
	@scripts/lint

clean:  ## what was installed and cached; var/ may hold a school's books and stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find hocba tests bench demo -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@scripts/setup run

setup-dev:
	@scripts/setup dev
