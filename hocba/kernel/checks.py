"""Checks of the whole store that apps register, run by `hocba verify --all`."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol


class Progress(Protocol):
    """Told how far a check has come: of `total` things `done` are looked at."""

    def __call__(self, done: int, total: int) -> None: ...


@dataclass(frozen=True)
class Scope:
    """As of when to judge, and how deep: `full` asks the slow independent judges too."""

    at: datetime.datetime
    full: bool
    progress: Progress


@dataclass(frozen=True)
class Problem:
    """Something that is not as it must be. `certain` is False where it cannot be judged."""

    sentence: str
    certain: bool = True


@dataclass(frozen=True)
class Unseen:
    """What a check could not look at, said beside the verdict; nothing is wrong with it."""

    sentence: str


Run = Callable[[Scope], Iterable[Problem | Unseen]]


@dataclass(frozen=True)
class Check:
    """A named check with its Vietnamese label; `order` sorts them."""

    name: str
    label: str
    run: Run
    order: int


CHECKS: dict[str, Check] = {}


def check(name: str, label: str, *, order: int = 50) -> Callable[[Run], Run]:
    """Register a check; it yields a `Problem` for each thing found wrong,
    an `Unseen` for what it does not look at."""

    def wrap(run: Run) -> Run:
        if name in CHECKS:
            raise ValueError(f"two checks named {name}")
        CHECKS[name] = Check(name, label, run, order)
        return run

    return wrap


def ordered() -> list[Check]:
    """All checks in the order they run."""
    return sorted(CHECKS.values(), key=lambda c: (c.order, c.name))
