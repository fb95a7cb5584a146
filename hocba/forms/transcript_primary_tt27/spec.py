"""Wording of the học bạ tiểu học (TT 27/2020, Phụ lục 1): snapshot -> what its pages print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hocba.documents.form import Sizing, View
from hocba.documents.snapshot import CoverSnapshot, Snapshot, Subject, Trait, YearSnapshot
from hocba.forms import wording
from hocba.forms.wording import UnknownCode, count, value_text, word


def view(snapshot: Snapshot, data: Mapping[str, Any]) -> View:
    """The view of either kind; `data` is the form.toml."""
    common = wording.head(snapshot, data["title"])
    if isinstance(snapshot, CoverSnapshot):
        personal = wording.personal(snapshot, data["personal"])
        return {**common, **personal, "basis": data["basis"], "history_rows": data["history_rows"]}
    return {**common, **_year(snapshot, data)}


def _year(snapshot: YearSnapshot, data: Mapping[str, Any]) -> View:
    room, results = snapshot.homeroom, snapshot.results
    specific = dict(data["specific_competencies"])
    if snapshot.klass.grade <= 2:
        specific = {
            code: name
            for code, name in specific.items()
            if code not in data["not_in_grades_1_2"]["codes"]
        }
    levels = data["trait_levels"]
    return {
        "year": snapshot.year.name,
        "klass": snapshot.klass.name,
        "height": wording.tenths(room.height_mm) if room.height_mm is not None else "",
        "weight": wording.tenths(room.weight_g // 100) if room.weight_g is not None else "",
        "absent_excused": count(room.absent_excused),
        "absent_unexcused": count(room.absent_unexcused),
        "rows": _rows(snapshot, data),
        "qualities": _traits("qualities", room.qualities, data["qualities"], levels),
        "qualities_comment": room.qualities_comment,
        "general": _traits(
            "general_competencies", room.general_competencies, data["general_competencies"], levels
        ),
        "general_comment": room.general_comment,
        "specific": _traits("specific_competencies", room.specific_competencies, specific, levels),
        "specific_comment": room.specific_comment,
        "overall": word(results.overall, data["overall"], "results.overall"),
        "award": results.award,
        "completion": results.completion_text,
        "promotion": results.promotion_text,
        "homeroom": room.teacher.name,
        "homeroom_how": _homeroom_how(snapshot),
    }


def _rows(snapshot: YearSnapshot, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row for each subject of the form, in its order; a subject not taught stays blank."""
    order = {row["code"]: row["name"] for row in data["subjects"]}
    by_code = {subject.code: (i, subject) for i, subject in enumerate(snapshot.subjects)}
    for code, (i, _) in by_code.items():
        if code not in order:
            raise UnknownCode(f"subjects[{i}].code", code)
    return [
        _row(*by_code[code], name, data["subject_levels"])
        if code in by_code
        else {"name": name, "level": "", "test": "", "comment": "", "field": ""}
        for code, name in order.items()
    ]


def _row(i: int, subject: Subject, name: str, words: Mapping[str, str]) -> dict[str, Any]:
    exempt = wording.EXEMPT if subject.exempt else ""
    return {
        "name": wording.row_name(name, subject.name),
        "level": exempt or value_text(subject.year, words, f"subjects[{i}].year"),
        "test": (exempt and "") or _whole(subject.test),
        "comment": subject.comment,
        "field": f"subjects[{i}].comment",
    }


def _whole(test: int | None) -> str:
    """KTĐK scores are whole numbers (TT 27 Điều 7); a stray tenth is shown, never dropped."""
    if test is None:
        return ""
    return str(test // 10) if test % 10 == 0 else wording.tenths(test)


def _traits(
    field: str, traits: tuple[Trait, ...], names: Mapping[str, str], levels: Mapping[str, str]
) -> list[dict[str, str]]:
    by_code = {trait.code: (i, trait) for i, trait in enumerate(traits)}
    for code, (i, _) in by_code.items():
        if code not in names:
            raise UnknownCode(f"homeroom.{field}[{i}].code", code)
    rows = []
    for code, name in names.items():
        i, trait = by_code.get(code, (0, Trait(code=code)))
        rows.append(
            {
                "name": name,
                "level": word(trait.level, levels, f"homeroom.{field}[{i}].level"),
                "comment": trait.comment,
                "field": f"homeroom.{field}[{i}].comment",
            }
        )
    return rows


def _homeroom_how(snapshot: YearSnapshot) -> str:
    slot = wording.slot_of(snapshot, "GVCN")
    return slot.mode if slot else ""


# Inner widths of the columns in points, as in year.typ.
_NAME, _COMMENT, _TRAIT_COMMENT = 132, 235, 277
_ROOM = {"A": 628.0, "B": 420.0}
_BLOCKS = ("qualities", "general", "specific")
_BLOCK_FIELD = {
    "qualities": "homeroom.qualities_comment",
    "general": "homeroom.general_comment",
    "specific": "homeroom.specific_comment",
}


def sizing(view: View, page: str, fit: Mapping[str, float]) -> Sizing:
    """Row heights of page A and of the three tables of page B."""
    if page == "A":
        return _size_subjects(view, fit)
    if page == "B":
        return _size_traits(view, fit)
    return (
        wording.personal_sizing(view, fit) if page == "Lí lịch" else Sizing({}, 0, 0, "school.name")
    )


def _size_subjects(view: View, fit: Mapping[str, float]) -> Sizing:
    size = fit["text"]
    needs = [
        max(
            wording.block("subjects.name", row["name"], size, _NAME),
            wording.block(row["field"], row["comment"], size, _COMMENT),
        )
        for row in view["rows"]
    ]
    heights, used = wording.row_heights(needs, fit["row"], 8)
    longest = view["rows"][max(range(len(needs)), key=needs.__getitem__)]["field"]
    return Sizing({"heights": heights}, used, _ROOM["A"], longest)


def _size_traits(view: View, fit: Mapping[str, float]) -> Sizing:
    size = min(11, fit["text"])
    given: dict[str, list[float | None]] = {}
    needs: dict[str, float] = {}
    used = 0.0
    for name in _BLOCKS:
        rows, field = view[name], _BLOCK_FIELD[name]
        own = [wording.block(row["field"], row["comment"], size, _TRAIT_COMMENT) for row in rows]
        heights, total = wording.row_heights(own, fit["trait"], 6)
        merged = wording.block(field, view[f"{name}_comment"], size, _TRAIT_COMMENT) + 6
        given[name] = heights if merged <= total else [None] * len(rows)
        used += max(total, merged)
        needs[field] = merged
        needs |= {row["field"]: need for row, need in zip(rows, own, strict=True)}
    needs["results.award"] = wording.block("results.award", view["award"], 12, 380, leading=5)
    used += max(0.0, needs["results.award"] - 13)
    return Sizing(given, used, _ROOM["B"], max(needs, key=needs.__getitem__))
