"""What waits for a person today: every package adds its figures, tasks and panels here."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from hocba.kernel.policy import Actor
from hocba.org.models import Place
from hocba.people.models import User
from hocba.year.models import SchoolYear

NOW, TODAY, SOON, SOMETIME = range(4)


@dataclass(frozen=True)
class Desk:
    """The person, the day and the frame a card is asked for. `school` is None above schools."""

    actor: Actor
    user: User
    now: datetime.datetime
    school: Place | None
    year: SchoolYear | None

    @property
    def today(self) -> datetime.date:
        return self.actor.on


@dataclass(frozen=True)
class Figure:
    """One number with its context; `done` and `total` draw a meter. tone: good, warn, seal."""

    label: str
    value: str | int
    context: str = ""
    tone: str = ""
    done: int = 0
    total: int | None = None
    href: str | None = None


@dataclass(frozen=True)
class Waiting:
    """One thing to do: what, why, and the button that leads there. Urgent ones come first."""

    title: str
    detail: str
    href: str
    label: str
    what: str = ""
    urgency: int = SOON
    main: bool = False


@dataclass(frozen=True)
class Panel:
    """A sheet of its own, drawn from a Jinja2 template with `shown`."""

    title: str
    template: str
    shown: dict[str, Any] = field(default_factory=dict)
    link: tuple[str, str] | None = None
    wide: bool = True


@dataclass(frozen=True)
class Button:
    """A button in the head of the desk; at most one is `main`."""

    label: str
    href: str
    main: bool = False


Item = Figure | Waiting | Panel | Button
Card = Callable[[Desk], Iterable[Item]]


@dataclass(frozen=True)
class _Entry:
    roles: frozenset[str]
    order: int
    card: Card


_cards: list[_Entry] = []


def desk_card(*roles: str, order: int = 50) -> Callable[[Card], Card]:
    """Register a card for people who hold one of these roles today (no role: for everybody).

    The function gives any number of items; it is called once a visit and costs few queries.
    """

    def wrap(card: Card) -> Card:
        _cards.append(_Entry(frozenset(roles), order, card))
        return card

    return wrap


def items_for(desk: Desk) -> list[Item]:
    """All items for this person, in the order of the cards; tasks by urgency."""
    held = {duty.role for duty in desk.actor.duties}
    found: list[Item] = []
    for entry in sorted(_cards, key=lambda e: e.order):
        if not entry.roles or entry.roles & held:
            found += entry.card(desk)
    return sorted(found, key=lambda i: i.urgency if isinstance(i, Waiting) else NOW)
