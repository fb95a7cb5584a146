"""What the fields of a question's `input` hold, looked at before an adapter reads them.

Whether a mark is in range, a level exists or a subject is known is for the rules to say; here a
field is a number, a text, a list, an object, and the place of what is not is exact.  A value may be
null (missing), a list or an object may not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from .faults import Fault

Shape = Callable[[Any, str], None]
MOST = 9_999
"""Beyond any count, age in days, weight or height."""


def _or_missing(check: Shape) -> Shape:
    """A value that may be null."""

    def or_missing(value: Any, place: str) -> None:
        if value is not None:
            check(value, place)

    return or_missing


@_or_missing
def _number(value: Any, place: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Fault("WRONG_TYPE", place, f"{_said(value)} không phải là số")


@_or_missing
def _whole(value: Any, place: str) -> None:
    """A mark without decimals; its range is the rules'."""
    _number(value, place)
    if value != Decimal(value).to_integral_value():
        raise Fault("OUT_OF_RANGE", place, f"{value} phải là điểm nguyên, không có phần thập phân")


@_or_missing
def _amount(value: Any, place: str) -> None:
    _number(value, place)
    if not 0 <= value <= MOST:
        raise Fault("OUT_OF_RANGE", place, f"{value} nằm ngoài phạm vi 0 đến {MOST}")


def _count(value: Any, place: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Fault("WRONG_TYPE", place, "cần một số nguyên")
    _amount(value, place)


@_or_missing
def _text(value: Any, place: str) -> None:
    if not isinstance(value, str):
        raise Fault("WRONG_TYPE", place, "cần chữ")


@_or_missing
def _flag(value: Any, place: str) -> None:
    if not isinstance(value, bool):
        raise Fault("WRONG_TYPE", place, "cần true hoặc false")


@_or_missing
def _day(value: Any, place: str) -> None:
    _text(value, place)
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise Fault("WRONG_TYPE", place, f"“{value}” không phải là ngày dạng 2025-09-05") from error


@_or_missing
def _mark_or_level(value: Any, place: str) -> None:
    if not isinstance(value, str):
        _number(value, place)


@_or_missing
def _no_makeup(value: Any, place: str) -> None:
    if value != "no_makeup":
        raise Fault("BAD_INPUT", place, f"không có lựa chọn {_said(value)}, chỉ có “no_makeup”")


def _listed(one: Shape) -> Shape:
    def check(value: Any, place: str) -> None:
        if not isinstance(value, list):
            raise Fault("WRONG_SHAPE", place, "cần một danh sách")
        for at, item in enumerate(value):
            one(item, f"{place}[{at}]")

    return check


def _filled(one: Shape) -> Shape:
    """A list of at least one, be it null: what is not listed is not expected."""
    check = _listed(one)

    def filled(value: Any, place: str) -> None:
        check(value, place)
        if not value:
            raise Fault("WRONG_SHAPE", place, "cần ít nhất một giá trị (null là còn thiếu)")

    return filled


def _table(one: Shape) -> Shape:
    def check(value: Any, place: str) -> None:
        for name, item in _object(value, place).items():
            one(item, f"{place}.{name}")

    return check


def _fields(shapes: Mapping[str, Shape]) -> Shape:
    def check(value: Any, place: str) -> None:
        for name, item in _object(value, place).items():
            if name not in shapes:
                raise Fault("UNKNOWN_FIELD", f"{place}.{name}", "không dùng trường này")
            shapes[name](item, f"{place}.{name}")

    return check


def _list_or_table(one: Shape) -> Shape:
    def check(value: Any, place: str) -> None:
        (_listed if isinstance(value, list) else _table)(one)(value, place)

    return check


def _object(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Fault("WRONG_SHAPE", place, "cần một đối tượng tên: giá trị")
    return value


def _said(value: Any) -> str:
    return f"“{value}”" if isinstance(value, str | int | Decimal) else "giá trị này"


COMPONENTS: dict[str, Shape] = {
    "tx": _filled(_number), "dk": _listed(_number), "topic_scores": _listed(_number),
    "gk": _number, "ck": _number, "hk": _number,
    "absence_resolution": _fields({"gk": _no_makeup, "ck": _no_makeup}),
}  # fmt: skip
PRIMARY: dict[str, Shape] = {
    "subject_levels": _table(_text), "year_end_test_scores": _table(_whole),
    "qualities": _table(_text), "competencies": _table(_text),
    "general_competencies": _table(_text), "specific_competencies": _table(_text),
}  # fmt: skip
SHAPES: dict[str, Shape] = {
    **COMPONENTS, **PRIMARY, "again": _fields(PRIMARY),
    "scores": _table(_number), "comments": _table(_text), "exempt": _listed(_text),
    "retest_results": _table(_mark_or_level), "year_scores": _list_or_table(_number),
    "values": _listed(_number), "exempt_index": _listed(_count), "gpa": _number,
    "hk1": _text, "hk2": _text, "marks": _listed(_text), "final": _text,
    "conduct_year": _text, "learning_year": _text, "conduct": _text, "learning": _text,
    "conduct_again": _text, "promotion": _text, "promotion_after": _text, "overall": _text,
    "absences": _or_missing(_count), "periods_per_year": _count, "score": _mark_or_level,
    "subject": _text, "specialised_subject": _text, "key_subject_rule": _text, "topics": _flag,
    "outstanding_subject_or_progress": _flag, "class_recognised": _flag,
    "individual_plan": _flag, "flexible_class": _flag,
    "indicator": _text, "sex": _text, "z": _number, "age_months": _amount, "age_days": _count,
    "value": _amount, "weight": _amount, "height": _amount, "born": _day, "last": _day,
    "goals": _listed(_text), "standard": _count, "reached": _listed(_count),
}  # fmt: skip
"""By name of the field."""
TERM_MARKS = _fields(COMPONENTS)
BY_KIND: dict[tuple[str, str], Shape] = {
    ("subject_year_average", "hk1"): _number,
    ("subject_year_average", "hk2"): _number,
    ("subject_year_from_components", "hk1"): TERM_MARKS,
    ("subject_year_from_components", "hk2"): TERM_MARKS,
    ("comment_subject_semester", "marks"): _fields(
        {"tx": _filled(_text), "gk": _text, "ck": _text}
    ),
}


def look_at_input(sent: Mapping[str, Any]) -> None:
    """Fault for the first field that holds something else; unknown fields are the adapter's."""
    kind = sent["kind"]
    for name, value in sent.items():
        shape = BY_KIND.get((kind, name), SHAPES.get(name))
        if shape is not None:
            shape(value, f"input.{name}")
