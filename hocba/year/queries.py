"""Reads of the year frame: levels of a school."""

from hocba.org.models import Place
from hocba.rules.which import LEVELS


def level_at(school: Place, grade: int) -> str | None:
    """The level of a grade at a school, by the levels that the school has; None when it has none."""
    return next((level for level in school.levels.split() if grade in LEVELS.get(level, ())), None)
