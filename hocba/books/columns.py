"""Which columns a book has, from the regime of its class."""

import functools
import zlib
from collections.abc import Sequence

from hocba.books.shapes import (
    AFTER_YEAR,
    NO_TOPICS,
    TOPICS,
    ColumnPlan,
    Shape,
    from_slot,
    shape_of,
    text,
)
from hocba.org.settings import DEFAULTS, InForce, settings_for
from hocba.rules.regime import Regime, Slot
from hocba.rules.settings import SETTINGS as READINGS
from hocba.rules.which import regime_for
from hocba.year.models import Course, Klass
from hocba.year.readings import for_rules

TERM_WORDS = {1: "HKI", 2: "HKII", AFTER_YEAR: "sau hè"}


@functools.lru_cache(maxsize=256)
def _regime(level: str, grade: int, year: int, held: InForce) -> Regime:
    return regime_for(level, grade, year, for_rules(held))


def regime_of(klass: Klass, held: InForce | None = None) -> Regime:
    """The regime of a class: by level, grade and school year, never by today.

    `held` are the school's settings of that year, where the caller has read them already.
    """
    if held is None:
        held = settings_for(klass.school_id, klass.year)
    return _regime(klass.level, klass.grade, klass.year, held)


def stamp_of(regime: Regime, held: InForce) -> str:
    """What a stored result says it was made by: circular, edition, and our own answers to questions
    of the law; at most 24 characters."""
    answers = sorted(
        (name, about, one.value) for (name, about), one in held.answers.items() if name in READINGS
    )
    own = f" {zlib.crc32(repr(answers).encode()) % 16**7:07x}" if answers else ""
    return f"{regime.stamp}{own}"


def shape_for(klass: Klass) -> Shape:
    """The shape of the books and results of a class."""
    return shape_of(regime_of(klass, DEFAULTS).code)


def course_columns(course: Course, regime: Regime | None = None) -> tuple[ColumnPlan, ...]:
    """The columns of a subject's book: both terms, comments, and re-assessment."""
    klass = course.klass
    regime = regime or regime_of(klass)
    plans = _course_columns(
        regime, klass.grade, course.subject.code, course.kind, course.periods, course.topics
    )
    return optional_tests(plans, regime) if klass.flexible else plans


def optional_tests(plans: Sequence[ColumnPlan], regime: Regime) -> tuple[ColumnPlan, ...]:
    """Columns of a flexible class (TT 27 Điều 8): tests are asked for in some subjects only."""
    asked = getattr(regime.params, "flexible_tests", None)
    return tuple(
        p.optional()
        if asked is not None and p.slot.startswith("kt_") and p.subject not in asked
        else p
        for p in plans
    )


@functools.lru_cache(maxsize=1024)
def _course_columns(
    regime: Regime, grade: int, code: str, kind: str, periods: int, topics: bool
) -> tuple[ColumnPlan, ...]:
    shape = shape_of(regime.code)
    plain = regime.slots(grade, code, kind, periods)
    more = regime.slots(grade, code, kind, periods, topics=True) if topics else plain
    plans: list[ColumnPlan] = []
    for term in (1, 2):
        slots = _both(plain[str(term)], more[str(term)])
        plans += [from_slot(code, term, slot, of) for slot, of in slots]
        plans += [text(code, term, *comment) for comment in shape.comments]
    return (*plans, *shape.again(code, plain["2"]))


def _both(plain: Sequence[Slot], more: Sequence[Slot]) -> list[tuple[Slot, str]]:
    """Cells without and with a cụm chuyên đề as one row of columns, each with whom it is for."""
    here, there = {s.code for s in plain}, {s.code for s in more}
    found = [(s, "" if s.code in there else NO_TOPICS) for s in plain]
    regular = sum(s.kind == "regular" for s in plain)
    found[regular:regular] = [(s, TOPICS) for s in more if s.code not in here]
    return found


def homeroom_columns(klass: Klass, regime: Regime | None = None) -> tuple[ColumnPlan, ...]:
    """The columns of the homeroom book of a class."""
    return _homeroom_columns(regime or regime_of(klass), klass.grade)


@functools.lru_cache(maxsize=256)
def _homeroom_columns(regime: Regime, grade: int) -> tuple[ColumnPlan, ...]:
    return tuple(shape_of(regime.code).homeroom(regime, grade))
