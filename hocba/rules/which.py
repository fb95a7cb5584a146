"""Which circular governs a pupil: by level, grade and school year, never by today.

`PACKS` is the transition table.  A new circular, or an amendment, is one more row: of the rows
that cover a grade and year the one with the latest first year governs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .exact import RuleError
from .mam_non import MamNon
from .regime import Regime
from .settings import SETTINGS
from .tt22_2021 import TT22
from .tt23_2010 import TT23
from .tt26_2020 import TT58AsAmended
from .tt27_2020 import TT27
from .tt30_2014 import TT30
from .tt43_2021 import TT43
from .tt58_2011 import TT58

Factory = Callable[..., Regime]
"""Makes a regime; takes the keyword `settings`."""

LEVELS = {
    "kindergarten": range(0, 6),
    "primary": range(1, 6),
    "lower_secondary": range(6, 10),
    "upper_secondary": range(10, 13),
    "gdtx_lower": range(6, 10),
    "gdtx_upper": range(10, 13),
}
"""Level → its grades; the gdtx levels are those of GDTX centres, the grades of kindergarten its age
groups (`mam_non.params.GROUPS`)."""

REGIMES: dict[str, Factory] = {
    "TT22": TT22,
    "TT27": TT27,
    "TT43": TT43,
    "TT58": TT58,
    "TT58+TT26": TT58AsAmended,
    "TT30": TT30,
    "MN": MamNon,
    "TT23": TT23,
}
"""The circulars the program has, by short code."""

PERIOD = re.compile(r" (học kì II?|cả năm)(?= |$)")

GDPT2006, GDPT2018 = "GDPT2006", "GDPT2018"


@dataclass(frozen=True)
class Pack:
    """One row: who is governed by a text, and from which school year.

    `first` is the calendar year in which the first school year starts; a row governs until a later
    one takes over.  `programme` None: whatever the programme.  `make` None: the text is known by
    its `title` but the program does not have it.
    """

    level: str
    grades: Sequence[int]
    first: int
    make: Factory | None = None
    programme: str | None = None
    title: str = ""

    def covers(self, level: str, grade: int, year: int) -> bool:
        return level == self.level and grade in self.grades and self.first <= year


def by_grade(
    level: str, first_years: Mapping[int, int], make: Factory, programme: str | None = None
) -> tuple[Pack, ...]:
    """Rows of a text that starts grade by grade: {6: 2021, 7: 2022}."""
    return tuple(
        Pack(level, (grade,), first, make, programme=programme)
        for grade, first in first_years.items()
    )


SECONDARY = ("lower_secondary", "upper_secondary")

GDTX_FROM = {
    "gdtx_lower": {6: 2022, 7: 2023, 8: 2024, 9: 2025},
    "gdtx_upper": {10: 2022, 11: 2023, 12: 2024},
}
"""First school year of TT 43/2021 by grade [to check]: 2022–2023 for grades 6 and 10 is reported,
one more grade each year follows the roll-out of the programme."""

TT58_FROM = 2011
"""First school year under TT 58/2011 [to check]: issued in December 2011."""

PACKS: tuple[Pack, ...] = (
    Pack("kindergarten", LEVELS["kindergarten"], 2021, MamNon),
    Pack("primary", LEVELS["primary"], 0, title="Thông tư 30/2014 chưa sửa đổi"),
    Pack("primary", LEVELS["primary"], 2016, TT30, programme=GDPT2006),
    *by_grade("primary", {1: 2020, 2: 2021, 3: 2022, 4: 2023, 5: 2024}, TT27, GDPT2018),
    *(Pack(level, LEVELS[level], TT58_FROM, TT58, GDPT2006) for level in SECONDARY),
    *(Pack(level, LEVELS[level], 2020, TT58AsAmended, GDPT2006) for level in SECONDARY),
    *by_grade("lower_secondary", {6: 2021, 7: 2022, 8: 2023, 9: 2024}, TT22, GDPT2018),
    *by_grade("upper_secondary", {10: 2022, 11: 2023, 12: 2024}, TT22, GDPT2018),
    *(
        Pack(level, LEVELS[level], 0, title="Quyết định 02/2007 và Thông tư 26/2014")
        for level in GDTX_FROM
    ),
    *(pack for level, first in GDTX_FROM.items() for pack in by_grade(level, first, TT43)),
)


class NoRegime(RuleError):
    """No circular of the program covers this level, grade and school year."""


def pack_for(
    level: str,
    grade: int,
    year: int,
    programme: str | None = None,
    packs: Sequence[Pack] = PACKS,
) -> Pack:
    """The row that governs; NoRegime for an unknown level, a grade outside it, a year before the
    first row, or a programme the row is not for."""
    if level not in LEVELS:
        raise NoRegime(f"Không có cấp học “{level}”.")
    if grade not in LEVELS[level]:
        raise NoRegime(f"Lớp {grade} không thuộc cấp học “{level}”.")
    rows = [pack for pack in packs if pack.covers(level, grade, year)]
    if not rows:
        raise NoRegime(f"Chưa có quy định nào cho lớp {grade} năm học {year}–{year + 1}.")
    found = max(rows, key=lambda pack: pack.first)
    if programme and found.programme and programme != found.programme:
        raise NoRegime(
            f"Lớp {grade} năm học {year}–{year + 1} học chương trình {found.programme}, "
            f"không phải {programme}."
        )
    return found


def regime_for(
    level: str,
    grade: int,
    year: int,
    settings: Mapping[str, Any] | None = None,
    *,
    programme: str | None = None,
    packs: Sequence[Pack] = PACKS,
) -> Regime:
    """The regime of a pupil: `level` is a key of `LEVELS`, `year` the calendar year in which the
    school year starts (2025 for 2025–2026), `programme` checked when given.

    Raises NoRegime as `pack_for` does, and for a text the program does not have.
    """
    pack = pack_for(level, grade, year, programme, packs)
    if pack.make is None:
        raise NoRegime(
            f"Lớp {grade} năm học {year}–{year + 1} theo {pack.title}, "
            "chương trình chưa có quy định này."
        )
    return pack.make(settings=settings)


def codes_of(level: str, year: int) -> frozenset[str]:
    """Short codes of the circulars that govern some grade of a level in a school year."""
    found = set()
    for grade in LEVELS.get(level, ()):
        try:
            found.add(regime_for(level, grade, year).code)
        except NoRegime:
            continue
    return frozenset(found)


def acts_in(setting: str) -> tuple[str, ...]:
    """The results in which a setting acts, by their labels, in any circular; its place in the books
    where no result names it."""
    labels = dict.fromkeys(
        PERIOD.sub("", spec.label)
        for make in REGIMES.values()
        for spec in make().rulebook.columns.values()
        if setting in spec.settings
    )
    return tuple(labels) or (SETTINGS[setting].beside,)


def regime_by_name(name: str, settings: Mapping[str, Any] | None = None) -> Regime:
    """The regime of a code or full name: "TT22" or "TT22/2021"; NoRegime when there is none."""
    for code, make in REGIMES.items():
        regime = make(settings=settings)
        if name.casefold() in map(str.casefold, (code, *regime.law.names)):
            return regime
    raise NoRegime(f"Chương trình không có quy định “{name}”; có: {', '.join(REGIMES)}.")
