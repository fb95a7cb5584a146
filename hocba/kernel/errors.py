"""What can go wrong that is not a bug, in sentences for the person who did it."""

from collections.abc import Iterable
from dataclasses import dataclass


class Refusal(Exception):
    """A person may not do this now. `reasons` are Vietnamese sentences that say the way out."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


class Hidden(Exception):
    """The thing does not exist for this person: another school's object, or none (404)."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input. `place` names the cell or field, e.g. `Sheet1!C7`."""

    place: str
    message: str


class Invalid(Exception):
    """Bad input, with the place of each fault; nothing was changed."""

    def __init__(self, faults: Iterable[Fault] | str, place: str = "") -> None:
        self.faults = [Fault(place, faults)] if isinstance(faults, str) else list(faults)
        super().__init__("; ".join(f.message for f in self.faults[:3]))
