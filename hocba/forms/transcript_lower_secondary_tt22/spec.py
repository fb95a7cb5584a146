"""Wording of the học bạ THCS (TT 22/2021): snapshot -> what its pages print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hocba.documents.form import View
from hocba.documents.snapshot import CoverSnapshot, Results, Snapshot, Subject, YearSnapshot
from hocba.forms import wording
from hocba.forms.wording import UnknownCode, count, value_text, word


def view(snapshot: Snapshot, data: Mapping[str, Any]) -> View:
    """The view of either kind; `data` is the form.toml."""
    common = wording.head(snapshot, data["title"])
    if isinstance(snapshot, CoverSnapshot):
        return {**common, **wording.personal(snapshot), "history_rows": data["history_rows"]}
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
            rows.append(_row(*by_code[code], snapshot, data["subject_levels"]))
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
                }
            )
    return rows


def _row(
    i: int, subject: Subject, snapshot: YearSnapshot, words: Mapping[str, str]
) -> dict[str, Any]:
    def cell(time: str) -> str:
        if subject.exempt in (time, "year"):
            return wording.EXEMPT
        return value_text(getattr(subject, time), words, f"subjects[{i}].{time}")

    return {
        "name": subject.name,
        "term1": cell("term1"),
        "term2": cell("term2"),
        "year": cell("year"),
        "reassessed": value_text(subject.reassessed, words, f"subjects[{i}].reassessed"),
        "comment": subject.comment,
        "signed": wording.signatures(snapshot, subject),
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
