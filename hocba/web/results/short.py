""" "Còn thiếu gì?": what a pupil lacks for the next level, for those who teach the pupil."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hocba.books.sheet import Sheet
from hocba.rules.column import Column
from hocba.rules.lift import LIFTED, Goal, Outlook, outlook, way_words
from hocba.rules.regime import Regime

SHOWN = 4


@dataclass(frozen=True)
class Step:
    """A level that can be reached, and the ways to it in words; `more` are not listed."""

    level: str
    ways: list[str]
    more: int


@dataclass(frozen=True)
class Short:
    """One result of the whole pupil with the steps above it.

    `open`: marks are still to come, and `sure` is the level that those entered secure.
    """

    label: str
    now: str
    sure: str
    open: bool
    steps: list[Step]


def short_of(sheet: Sheet, own: Collection[str] | None) -> list[Short]:
    """What the only pupil of the sheet lacks, for each result that may still rise.

    `own` are the codes of the subjects this person may see; None for the whole pupil.  With them
    only the changes of those subjects are told, and no level of the pupil.  A result that nothing
    can change any more is left out while a later one is still open.
    """
    regime, found = sheet.regime, []
    for column in LIFTED:
        if column not in regime.rulebook.columns:
            continue
        found.append(outlook(regime, column, sheet.given, 0))
    moving = [one for one in found if one.open] or found[-1:]
    shorts = (_short(regime, one, own) for one in moving)
    return [short for short in shorts if short.steps]


def _short(regime: Regime, found: Outlook, own: Collection[str] | None) -> Short:
    spec = regime.rulebook.spec(found.column)
    assert isinstance(spec, Column)
    steps = [_step(regime, found.column, goal, own) for goal in found.goals]
    return Short(
        spec.label,
        regime.words(found.column, found.now) if own is None else "",
        regime.words(found.column, found.sure) if own is None and found.sure >= 0 else "",
        found.open,
        [step for step in steps if step.ways],
    )


def _step(regime: Regime, column: str, goal: Goal, own: Collection[str] | None) -> Step:
    """All changes of each way, or those of one's own subjects, each once."""
    level = regime.words(column, goal.level)
    if own is None:
        ways = [way_words(regime, way) for way in goal.ways]
        return Step(level, ways[:SHOWN], goal.more + len(ways[SHOWN:]))
    kept = (tuple(need for need in way if need.code in own) for way in goal.ways)
    return Step(level, list(dict.fromkeys(way_words(regime, way) for way in kept if way)), 0)
