"""TT 43/2021/TT-BGDĐT: learners of GDTX centres, lower and upper secondary programmes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..secondary.regime import Secondary
from .params import Params
from .rules import book

NO_BOOK = ("HDTN", "HDTNHN", "GDDP")
"""Parts of the programme without marks.  How they are assessed has not been read in the text [open]:
the program asks for nothing and counts nothing."""


class TT43(Secondary):
    """The regime of GDTX grades 6 to 12: every subject is scored (no comment subjects)."""

    package = __name__
    rulebook = book
    params: Params
    by_score_says = "Điều 5"
    no_book = NO_BOOK
    by_score_says = "Điều 5"

    def __init__(
        self, params: Params | None = None, settings: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(params or Params(), settings)
