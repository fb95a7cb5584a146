"""Wording of the học bạ THCS (TT 22/2021): snapshot -> what its pages print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hocba.documents.form import Sizing, View
from hocba.documents.snapshot import CoverSnapshot, Results, Snapshot, Subject, YearSnapshot
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
    return {
        "year": snapshot.year.name,
        "klass": snapshot.klass.name,
        "rows": _rows(snapshot, data),
        "corrections": count(results.corrections),
        "corrected_subjects": results.corrected_subjects,
        "levels": _levels(snapshot, data["levels"]),
        "conduct_after": word(
            room.conduct_reassessed, data["levels"], "homeroom.conduct_reassessed"
        ),
        "learning_after": word(
            results.learning_reassessed, data["levels"], "results.learning_reassessed"
        ),
        "absences": count(room.absent_total),
        **_conclusions(results),
        "summer": room.summer,
        "homeroom_comment": room.comment,
        "homeroom": room.teacher.name,
        "homeroom_how": _homeroom_how(snapshot),
    }


def _rows(snapshot: YearSnapshot, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row for each subject of the form, in its order; optional rows only when present."""
    order = {row["code"]: row for row in data["subjects"]}
    by_code = {subject.code: (i, subject) for i, subject in enumerate(snapshot.subjects)}
    for code, (i, _) in by_code.items():
        if code not in order:
            raise UnknownCode(f"subjects[{i}].code", code)
    rows = []
    for code, row in order.items():
        if code in by_code:
            rows.append(_row(*by_code[code], row["name"], snapshot, data["subject_levels"]))
        elif not row.get("optional"):
            rows.append(
                {
                    "name": row["name"],
                    "term1": "",
                    "term2": "",
                    "year": "",
                    "reassessed": "",
                    "comment": "",
                    "signed": [],
                    "field": "",
                }
            )
    return rows


def _row(
    i: int, subject: Subject, name: str, snapshot: YearSnapshot, words: Mapping[str, str]
) -> dict[str, Any]:
    def cell(time: str) -> str:
        if subject.exempt in (time, "year"):
            return wording.EXEMPT
        return value_text(getattr(subject, time), words, f"subjects[{i}].{time}")

    return {
        "name": wording.row_name(name, subject.name),
        "term1": cell("term1"),
        "term2": cell("term2"),
        "year": cell("year"),
        "reassessed": value_text(subject.reassessed, words, f"subjects[{i}].reassessed"),
        "comment": subject.comment,
        "signed": wording.signatures(snapshot, subject),
        "field": f"subjects[{i}].comment",
    }


def _levels(snapshot: YearSnapshot, words: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows Học kì I, Học kì II, Cả năm of page B."""
    room, results = snapshot.homeroom, snapshot.results
    rows = []
    for time, label in (("term1", "Học kì I"), ("term2", "Học kì II"), ("year", "Cả năm")):
        rows.append(
            {
                "label": label,
                "conduct": word(
                    getattr(room, f"conduct_{time}"), words, f"homeroom.conduct_{time}"
                ),
                "learning": word(
                    getattr(results, f"learning_{time}"), words, f"results.learning_{time}"
                ),
            }
        )
    return rows


def _conclusions(results: Results) -> dict[str, str]:
    lines = {"promoted": "", "promoted_after": "", "not_promoted": ""}
    if results.promotion:
        lines[results.promotion] = results.promotion_text
    return {
        **lines,
        "completion": results.completion_text,
        "certificate": results.certificate,
        "certificate_grade": results.certificate_grade,
        "competitions": results.competitions,
        "award": results.award,
    }


def _homeroom_how(snapshot: YearSnapshot) -> str:
    slot = wording.slot_of(snapshot, "GVCN")
    return slot.mode if slot else ""


# Inner widths of page A's columns and of page B's boxes, in points, as in year.typ.
_NAME, _COMMENT, _BOX = 96, 180, 480
_ROOM = {"A": 538.0, "B": 212.0}


def sizing(view: View, page: str, fit: Mapping[str, float]) -> Sizing:
    """Row heights of page A, box heights of page B."""
    if page == "A":
        return _size_rows(view, fit)
    if page == "B":
        return _size_boxes(view, fit)
    return (
        wording.personal_sizing(view, fit) if page == "Lí lịch" else Sizing({}, 0, 0, "school.name")
    )


def _size_rows(view: View, fit: Mapping[str, float]) -> Sizing:
    size, needs = fit["text"], []
    for row in view["rows"]:
        name = wording.block("subjects.name", row["name"], size, _NAME)
        comment = wording.block(row["field"], row["comment"], size, _COMMENT)
        for signer in row["signed"]:
            line = f"Xác nhận: {signer['name']}"
            comment += 4 + wording.block("subjects.teachers", line, 0.86 * size, _COMMENT)
        needs.append(max(name, comment))
    heights, used = wording.row_heights(needs, fit["row"], 8)
    longest = view["rows"][max(range(len(needs)), key=needs.__getitem__)]["field"]
    return Sizing({"heights": heights}, used, _ROOM["A"], longest)


def _size_boxes(view: View, fit: Mapping[str, float]) -> Sizing:
    size = min(11, fit["text"] + 1)
    needs = {
        "homeroom.summer": wording.block("homeroom.summer", view["summer"], size, _BOX, leading=5),
        "homeroom.comment": wording.block(
            "homeroom.comment", view["homeroom_comment"], size, _BOX, leading=5
        ),
        "results.competitions": wording.block(
            "results.competitions", view["competitions"], 11, _BOX - 200, leading=5
        ),
        "results.award": wording.block("results.award", view["award"], 11, _BOX - 110, leading=5),
    }
    summer = max(0.6 * fit["box"], needs["homeroom.summer"])
    comment = max(fit["box"], needs["homeroom.comment"])
    extra = sum(max(0.0, needs[f"results.{name}"] - 12.5) for name in ("competitions", "award"))
    return Sizing(
        {"summer": summer, "comment": comment},
        summer + comment + extra,
        _ROOM["B"] - (0 if view["mode"] == "signed" else 24),
        max(needs, key=needs.__getitem__),
    )
