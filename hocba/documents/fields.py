"""Field plans of the snapshot dataclasses.

A plan says, for each field of a frozen dataclass, which of a few lexical kinds it has. The
JSON form (`snapshot`) and the XML form (`xml`) are both driven by it, so that a field cannot be
in one and missing in the other.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
import typing
from dataclasses import dataclass
from typing import Annotated, Any, Literal

Line = Annotated[str, "line"]
"""One line of printable text in NFC; at most LINE_MAX characters."""
Para = Annotated[str, "para"]
"""Printable text in NFC that may hold line feeds; at most PARA_MAX characters."""
Tenths = Annotated[int, "tenths"]
"""A mark in integer tenths, 0 to 100."""
Value = int | str | None
"""A result: integer tenths of a mark (75 is 7,5), a level code ("Đ"), or None for no result."""

LINE_MAX = 300
PARA_MAX = 4000

Kind = Literal[
    "line", "para", "choice", "int", "tenths", "bool", "date", "value", "words", "object", "list"
]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `optional` allows None; `of` is the class of an object or of a list's items."""

    name: str
    kind: Kind
    optional: bool = False
    of: type[Any] | None = None
    choices: tuple[str, ...] = ()


def _field(name: str, hint: Any) -> Field:
    if hint == Value:
        return Field(name, "value", optional=True)
    optional = False
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        inner = [part for part in typing.get_args(hint) if part is not type(None)]
        if len(inner) != 1:
            raise TypeError(f"{name}: unsupported union {hint}")
        optional, hint = True, inner[0]
    origin = typing.get_origin(hint)
    if origin is Annotated:
        return Field(name, typing.get_args(hint)[1], optional)
    if origin is Literal:
        return Field(name, "choice", optional, choices=typing.get_args(hint))
    if origin is tuple:
        item = typing.get_args(hint)[0]
        if dataclasses.is_dataclass(item):
            return Field(name, "list", of=typing.cast(type[Any], item))
        return Field(name, "words")
    if dataclasses.is_dataclass(hint):
        return Field(name, "object", optional, of=typing.cast(type[Any], hint))
    simple: dict[type[Any], Kind] = {bool: "bool", int: "int", dt.date: "date"}
    return Field(name, simple[hint], optional)


_plans: dict[type[Any], tuple[Field, ...]] = {}


def plan(cls: type[Any]) -> tuple[Field, ...]:
    """Fields of the dataclass `cls` in the order of declaration."""
    if cls not in _plans:
        _plans[cls] = _plan(cls)
    return _plans[cls]


def _plan(cls: type[Any]) -> tuple[Field, ...]:
    hints = typing.get_type_hints(cls, include_extras=True)
    return tuple(_field(f.name, hints[f.name]) for f in dataclasses.fields(cls))
