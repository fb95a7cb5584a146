"""The shape of a regime: which homeroom columns, results and choices its books and pages have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hocba.books.shapes.plan import ColumnPlan
from hocba.org.words import Words
from hocba.rules.regime import Regime, Slot


@dataclass(frozen=True)
class Level:
    """A result of the whole pupil that tables show beside the subjects.

    `column` is a column or an input of the rulebook; `_t` in it stands for the term or "year".
    `key` is its name in a decision. `terms` and `year` say in which views it is shown.
    """

    key: str
    column: str
    label: str
    small: str = ""
    title: str = ""
    terms: bool = True
    year: bool = True

    def at(self, term: int) -> str:
        """The column of a term; 3 is the year."""
        period = "year" if term == 3 else str(term)
        return f"{self.column[:-2]}_{period}" if self.column.endswith("_t") else self.column


@dataclass(frozen=True)
class Part:
    """One view of a homeroom book: the columns of a term whose slots begin with one of `slots`;
    without `slots` those that no other part of the term has."""

    code: str
    label: str
    term: int
    slots: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """What books and pages need to know of a regime beyond its rules.

    `homeroom` and `again` make the homeroom columns of a grade and the re-assessment columns of a
    subject from its slots of term 2. `comments` are (slot, label, required) of a subject's words
    in each term. `stems` name the results of a subject by axis ("S": "average" for
    `average_1` …); empty where teachers give them. `levels` are the results of the whole pupil,
    `decided` the columns a year's decision stores by key, `inputs` the given levels stored beside
    them, `main` what must be known before the year is decided. `options` list, best first, the
    codes a person may decide for a key; `awards` are their words, `explained` the columns with a
    why-tree of their own. `comment_rule` says in short when a term of a comment subject is Đạt.
    """

    homeroom: Callable[[Regime, int], list[ColumnPlan]]
    again: Callable[[str, tuple[Slot, ...]], list[ColumnPlan]]
    comments: tuple[tuple[str, str, bool], ...]
    stems: Mapping[str, str]
    levels: tuple[Level, ...]
    decided: Mapping[str, str]
    inputs: tuple[str, ...]
    main: tuple[str, ...]
    options: Mapping[str, tuple[str, ...]]
    awards: Mapping[str, str]
    explained: tuple[str, ...]
    four_times: bool = False
    """Levels are given at four times of the year, with phẩm chất and năng lực."""
    trait_words: bool = False
    """Each phẩm chất and năng lực has words of its own beside those of its block."""
    tests_by_use: bool = False
    """A subject has a test where the class has a mark for it, not where the regime says so."""
    after_subject: str = "Đánh giá lại"
    after_homeroom: str = "Rèn luyện hè"
    """What the views after the year are called; "" where the books have nothing to write then."""
    comment_rule: str = "Đ khi đủ và đều Đ"
    beside: Mapping[str, str] = field(default_factory=dict)
    """Results that say something only where another result applies, which they name."""
    parts: tuple[Part, ...] = ()
    """Views of the homeroom book where terms alone are too wide."""
    facts: Callable[[Any], dict[str, Any]] | None = None
    """Arrays that follow from a class's sheet beside its cells: ages, sex, the school's goals."""
    words: Words = field(default_factory=Words)
    given: Mapping[str, str] = field(default_factory=dict)
    """The clause by which people give a level: of a subject ("subject"), of "conduct", of a
    "quality" or "competency"."""

    def stem(self, kind: str) -> str:
        """The result name of a course by its kind: "average", "comment", "" for none."""
        return self.stems.get("C" if kind == "comment" else "S", "")

    def shown(self, year: bool) -> list[Level]:
        """The levels of a term's view or of the year's."""
        return [one for one in self.levels if (one.year if year else one.terms)]
