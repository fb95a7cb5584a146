"""TT 58/2011 as amended by TT 26/2020/TT-BGDĐT: secondary school from school year 2020–2021.

Only what the amendment changes stands here: marks of a term, three key subjects, and in `law.toml`
the changed clauses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..regime import Slot
from ..secondary.regime import Secondary
from ..tt58_2011 import TT58
from .params import Params
from .rules import book


class TT58AsAmended(TT58):
    """The regime of grades 6 to 12 by the text as TT 26/2020 left it."""

    package = __name__
    rulebook = book

    def __init__(
        self, params: Params | None = None, settings: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(params or Params(), settings)

    def slots(
        self,
        grade: int,
        subject_code: str,
        subject_kind: str,
        periods: int,
        topics: bool | int = False,
        dk: int | None = None,
    ) -> dict[str, tuple[Slot, ...]]:
        """tx1 … txn, gk, ck for each term, of comment subjects too."""
        return Secondary.slots(self, grade, subject_code, subject_kind, periods)
