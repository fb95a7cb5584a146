"""Words shared by the forms: how marks, levels, dates, names and signatures are printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from hocba.documents import metrics
from hocba.documents.form import Sizing, View
from hocba.documents.snapshot import (
    CoverSnapshot,
    Relative,
    Slot,
    Snapshot,
    Subject,
    Value,
    YearSnapshot,
)

EXEMPT = "Miễn"


class UnknownCode(ValueError):
    """A code that the form has no word or row for; `field` is its path in the snapshot."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: biểu mẫu không có mã {code!r}")
        self.field = field


def tenths(value: int) -> str:
    """75 -> "7,5"; also used for centimetres and kilograms."""
    return f"{value // 10},{value % 10}"


def value_text(value: Value, words: Mapping[str, str], field: str) -> str:
    """A mark with one decimal, the form's word for a level code, or ""."""
    if value is None:
        return ""
    return tenths(value) if isinstance(value, int) else word(value, words, field)


def word(code: str, words: Mapping[str, str], field: str) -> str:
    """The form's word for `code`; "" stays ""."""
    if not code:
        return ""
    if code not in words:
        raise UnknownCode(field, code)
    return words[code]


def row_name(form: str, own: str) -> str:
    """A row is called as the form calls it; what the subject adds in brackets (a language) stays."""
    return own if own.startswith(f"{form} (") else form


def count(value: int | None) -> str:
    return "" if value is None else str(value)


def day(value: dt.date | None) -> str:
    """05/09/2025."""
    return "" if value is None else f"{value.day:02d}/{value.month:02d}/{value.year}"


def long_day(value: dt.date) -> str:
    """ngày 05 tháng 02 năm 2026: zero before days < 10 and months 1, 2 only (NĐ 30, Phụ lục I)."""
    month = f"{value.month:02d}" if value.month <= 2 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def place_line(snapshot: Snapshot) -> str:
    return f"{snapshot.signing.place}, {long_day(snapshot.signing.day)}"


def sex(code: str) -> str:
    return "Nam" if code == "M" else "Nữ"


def after_label(name: str) -> str:
    """The school's name after a printed "Trường:", which need not be said twice."""
    return name.removeprefix("Trường ")


def slot_of(snapshot: Snapshot, role: str) -> Slot | None:
    """The first slot of `role`, or None."""
    return next((slot for slot in snapshot.slots if slot.role == role), None)


def signatures(snapshot: YearSnapshot, subject: Subject) -> list[dict[str, str]]:
    """Who answers for the row of `subject`, in the order of its teachers; `how` is the slot's mode.

    A teacher signs in a GVBM slot that covers the subject; a homeroom teacher who teaches it
    signs in the GVCN slot. Without a slot `how` is "".
    """
    how: dict[str, str] = {}
    for slot in snapshot.slots:
        if slot.role == "GVCN" or (slot.role == "GVBM" and f"s-{subject.code}" in slot.covers):
            how.setdefault(slot.person, slot.mode)
    return [{"name": t.name, "how": how.get(t.person, "")} for t in subject.teachers]


def head(snapshot: Snapshot, title: str) -> dict[str, Any]:
    """Fields that every page of every form needs."""
    signing, school = snapshot.signing, snapshot.school
    principal = slot_of(snapshot, "CBQL")
    seal = slot_of(snapshot, "KY_PHAT_HANH")
    return {
        "title": title,
        "school": school.name,
        "school_after_label": after_label(school.name),
        "parent": school.parent,
        "ward": school.ward,
        "province": school.province,
        "school_code": school.code,
        "pupil": snapshot.pupil.name,
        "place_line": place_line(snapshot),
        "principal": signing.principal.name,
        "principal_title": "KT. HIỆU TRƯỞNG" if signing.acting else "HIỆU TRƯỞNG",
        "principal_under": "PHÓ HIỆU TRƯỞNG" if signing.acting else "",
        "principal_how": principal.mode if principal else "",
        "seal": bool(seal and seal.mode == "signed"),
        "seal_tax": seal.tax_code if seal else "",
        "test": snapshot.document.trust == "test",
        "code": snapshot.document.short_code,
        "version": str(snapshot.document.version),
    }


def personal(snapshot: CoverSnapshot, labels: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The personal page: the fields that form.toml lists, and QUÁ TRÌNH HỌC TẬP."""
    pupil = snapshot.pupil
    values = {
        "name": pupil.name,
        "sex": sex(pupil.sex),
        "birth_date": long_day(pupil.birth_date),
        "birthplace": pupil.birthplace,
        "ethnicity": pupil.ethnicity,
        "nationality": pupil.nationality,
        "home_town": pupil.home_town,
        "address": pupil.address,
        "policy_group": pupil.policy_group,
    }
    for role in ("father", "mother", "guardian"):
        who: Relative | None = getattr(pupil, role)
        values[f"{role}.name"] = who.name if who else ""
        values[f"{role}.job"] = who.job if who else ""
    return {
        "fields": [(row["label"], values[row["field"]], f"pupil.{row['field']}") for row in labels],
        "register_number": pupil.register_number,
        "history": [
            {
                "year": row.year,
                "klass": row.klass,
                "school": row.school,
                "place": row.place,
                "register_number": row.register_number,
                "entered": day(row.entered),
            }
            for row in snapshot.history
        ],
    }


# The part of the personal page above the principal's block, in points, as in personal.typ.
_PERSONAL_ROOM = 372.0
_PERSONAL_WIDTH = 360.0
_HISTORY_ROOM, _HISTORY_SCHOOL = 140.0, 190.0


def personal_sizing(view: View, fit: Mapping[str, float]) -> Sizing:
    """The personal page: each field takes one line or more; the history table is tried."""
    size = fit["text"]
    used, longest, most = 0.0, "pupil.name", 0.0
    for label, value, field in view["fields"]:
        room = _PERSONAL_WIDTH - metrics.width(label, size) - 4
        need = block(field, value, size, room, 5, "Bold") or metrics.height(1, size)
        used += need + fit["gap"]
        if need > most:
            longest, most = field, need
    needs = []
    for i, row in enumerate(view["history"]):
        school = f"{row['school']}, {row['place']}"
        need = block(f"history[{i}].school", school, size - 1, _HISTORY_SCHOOL)
        needs.append(max(need, block(f"history[{i}].klass", row["klass"], size - 1, 44)))
    heights, table = row_heights(needs, fit["row"], 6)
    if table > _HISTORY_ROOM:
        used, longest = _PERSONAL_ROOM + table - _HISTORY_ROOM, "history"
    return Sizing({"heights": heights}, used, _PERSONAL_ROOM, longest, strict=True)


def block(
    field: str, text: str, size: float, width: float, leading: float = 4, style: str = "Regular"
) -> float:
    """Height in points of `text` in a column; `TooWide` names the field instead of the word."""
    try:
        return metrics.height(metrics.lines(text, size, width, style), size, leading)
    except metrics.TooWide as error:
        raise metrics.TooWide(field) from error


def row_heights(needs: list[float], least: float, pad: float) -> tuple[list[float | None], float]:
    """(height of each row or None for "as high as its content", sum of all).

    A row whose content surely fits the least height is fixed, which spares Typst the measuring.
    """
    heights = [least if need + pad <= least else None for need in needs]
    return heights, sum(max(least, need + pad) for need in needs)
