"""Mutation testing of the law: change one thing in a rule and see whether a test notices.

    .venv/bin/python -m scripts.mutants [--seed 1] [--minutes 0] [FILE or folder below hocba/rules …]

`changes` makes the mutants, `trace` finds which test executes which line, `trial` tries a mutant in
a fork and `listed` knows the survivors that docs/dev/mutants.md gives a reason for.
"""
