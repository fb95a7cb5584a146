"""The sentence that one pupil reads under a value, from plain lists."""

from __future__ import annotations

from typing import Any

import numpy as np

from hocba.rules import regime_by_name

LABELS = ("subjects", "comment_subjects")


def said(code: str, column: str, subject: int | None = None, **given: Any) -> str:
    """The reason of a column of one pupil under a circular; settings by the keyword `settings`."""
    regime = regime_by_name(code, given.pop("settings", None))
    arrays = {n: np.array(v if n in LABELS else [v]) for n, v in given.items()}
    return regime.explain(column, arrays, 0, subject, depth=1).sentence
