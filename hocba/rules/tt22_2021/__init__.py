"""TT 22/2021/TT-BGDĐT: lower and upper secondary school."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..secondary.regime import Secondary
from .params import Params
from .rules import book

COMMENT_SUBJECTS = ("GDTC", "NT", "AN", "MT", "GDDP", "HDTNHN")
"""Assessed by comment only (Điều 5 khoản 3 điểm a); every other subject also by marks.

Âm nhạc and Mĩ thuật are electives in grades 10 to 12 and stay comment subjects."""


class TT22(Secondary):
    """The regime of grades 6 to 12."""

    package = __name__
    rulebook = book
    params: Params
    comment_subjects = COMMENT_SUBJECTS
    by_comment_says = "Điều 5 khoản 3 điểm a"
    by_score_says = "Điều 5 khoản 3 điểm b"

    def __init__(
        self, params: Params | None = None, settings: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(params or Params(), settings)

    @property
    def topics_on_top(self) -> bool:
        """Điều 6 khoản 3, by the setting `topic_score_position`."""
        return self.settings["topic_score_position"] == "extra"
