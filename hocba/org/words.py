"""What pupils, the school and its head are called, by the kind of place.

Texts are written in the words of a school. `Words.say` puts them into those of another kind of
place: one table of words, so that no page and no sentence asks what kind of place it speaks to.
"""

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Words:
    """The words of one kind of place, in lower case."""

    pupil: str = "học sinh"
    school: str = "nhà trường"
    head: str = "hiệu trưởng"

    def say(self, text: str) -> str:
        """A text in the words of a school, in one's own: «Phó hiệu trưởng» → «Phó giám đốc»."""
        return text if self == SCHOOL else self._pattern.sub(self._own, text)

    def has(self, text: str) -> bool:
        """Whether a text has any of these words, in any capitals."""
        return self._pattern.search(text) is not None

    @cached_property
    def _of(self) -> dict[str, str]:
        return {
            SCHOOL.pupil: self.pupil,
            SCHOOL.school: self.school,
            SCHOOL.head: self.head,
        }

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self._of)), re.IGNORECASE)

    def _own(self, found: re.Match[str]) -> str:
        old, new = found[0], self._of[found[0].lower()]
        if old.isupper():
            return new.upper()
        return new[:1].upper() + new[1:] if old[:1].isupper() else new


SCHOOL = Words()
CENTRE = Words("học viên", "trung tâm", "giám đốc")
"""Trung tâm GDNN-GDTX: TT 43/2021 speaks of học viên, giám đốc trung tâm."""
KINDERGARTEN = Words("trẻ")
"""TT 51/2020 (chương trình giáo dục mầm non) speaks of trẻ."""


def words_for(levels: str) -> Words:
    """The words of a place by its levels (`Place.levels`); those of a school without any."""
    held = levels.split()
    if held == ["kindergarten"]:
        return KINDERGARTEN
    return CENTRE if held and all(level.startswith("gdtx") for level in held) else SCHOOL
