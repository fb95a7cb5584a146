"""The law as a service: a question as JSON in, an answer as JSON out; nothing is kept.

    answer({"regulation": "TT22", "grade": 8, "input": {"kind": "conduct_year", "hk1": "K", "hk2": "T"}})

A question names its circular by `regulation` ("TT22", "TT22/2021") or by `level`, `grade` and
`year`; `settings` may change named readings.  It asks in one of two ways:

- `input`: one case in the words of the worked examples (`kind` and its fields; needs `grade`).
  The answer has `result`.
- `columns`: arrays of one or more pupils by column name, as `hocba.rules` lists them, with marks as
  decimals, levels as codes, null for missing.  The answer has `columns` (all, or those in `want`)
  and `status`, which says why a value is null.

`why` (true, or a list of columns) adds the tree of reasons and what is missing.  What cannot be
answered is an error with a name, the place and a Vietnamese sentence; `ERRORS` lists the names.
"""

from .answer import MOST_EXPLAINED, MOST_QUESTIONS, answer, answer_all
from .faults import ERRORS, Fault
from .text import dumps, loads

__all__ = [
    "ERRORS",
    "MOST_EXPLAINED",
    "MOST_QUESTIONS",
    "Fault",
    "answer",
    "answer_all",
    "dumps",
    "loads",
]
