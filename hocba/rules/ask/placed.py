"""Input that remembers where it stands, so that an error can name the place.

The adapters of the circulars read plain dicts and lists; here those note what is read, and their
numbers and strings carry their place.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from .faults import Fault


class PlacedInt(int):
    place: str


class PlacedDecimal(Decimal):
    place: str


class PlacedText(str):
    __slots__ = ("place",)
    place: str


class Trail:
    """What has been read: `last` the place read last, `used` the names of the top fields."""

    def __init__(self, place: str) -> None:
        self.last = place
        self.used: set[str] = set()


class Fields(dict[str, Any]):
    """An object of the input; reading a field that is not there is a Fault with its place."""

    def __init__(self, value: dict[str, Any], place: str, trail: Trail, top: bool) -> None:
        super().__init__({key: placed(one, f"{place}.{key}", trail) for key, one in value.items()})
        self.place, self.trail, self.top = place, trail, top

    def _note(self, key: str) -> None:
        self.trail.last = f"{self.place}.{key}"
        if self.top:
            self.trail.used.add(key)

    def __getitem__(self, key: str) -> Any:
        self._note(key)
        if key not in self:
            raise Fault("MISSING_FIELD", self.trail.last, "thiếu trường này")
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self._note(key)
        return super().get(key, default)

    def __iter__(self) -> Iterator[str]:
        self.trail.last = self.place
        return super().__iter__()


class Items(list[Any]):
    """A list of the input."""

    def __init__(self, value: list[Any], place: str, trail: Trail) -> None:
        super().__init__(placed(one, f"{place}[{n}]", trail) for n, one in enumerate(value))
        self.place = place


def placed(value: Any, place: str, trail: Trail, top: bool = False) -> Any:
    """The value with its place; None and booleans carry none."""
    if isinstance(value, dict):
        return Fields(value, place, trail, top)
    if isinstance(value, list):
        return Items(value, place, trail)
    kinds = {int: PlacedInt, Decimal: PlacedDecimal, str: PlacedText}
    if type(value) not in kinds:
        return value
    leaf = kinds[type(value)](value)
    leaf.place = place
    return leaf


def place_of(about: object) -> str:
    """Where a value of the input stands; "" when it carries no place."""
    return str(getattr(about, "place", ""))
