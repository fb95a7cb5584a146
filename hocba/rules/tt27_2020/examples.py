"""Examples of TT 27/2020 turned into arrays for the rules, and the results back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..exact import Array
from ..example import Case, score_array, status_out
from ..levels import NOT_APPLICABLE, PRIMARY_OVERALL, PRIMARY_SUBJECT, PRIMARY_TRAIT, Scale
from .params import AWARD


def _levels(values: Mapping[str, str | None], codes: list[str], scale: Scale) -> Array:
    row = [scale.value(values.get(code)) for code in codes]
    return np.array([row], dtype=np.int8).reshape(1, len(row))


Traits = Sequence[tuple[str, Mapping[str, str | None], Sequence[tuple[str, str]]]]


def year_end(case: Case, traits: Traits, scheduled: Any) -> dict[str, Array]:
    """Levels, tests and traits of the pupil at year end.

    `traits` are (array, levels by code, codes and names); a test is expected where `scheduled`
    (one flag, or one a subject) says so and wherever one is listed, be it null.
    """
    levels, tests = case.input["subject_levels"], case.input["year_end_test_scores"]
    subjects = subjects_of(case)
    exempt = case.input.get("exempt") or ()
    given = {
        "subjects": np.array(subjects, dtype=object),
        "muc_ck_2": _levels(levels, subjects, PRIMARY_SUBJECT),
        "kt_ck_2": score_array([tests.get(code) for code in subjects])[None],
        "kt_expected_ck_2": scheduled | np.array([code in tests for code in subjects]),
        "exempt": np.array([code in exempt for code in subjects]),
    }
    for array, values, codes in traits:
        given[array] = _levels(values, [code for code, _ in codes], PRIMARY_TRAIT)
    return given


def subjects_of(case: Case) -> list[str]:
    """Subjects with a level or a test, in the order given."""
    return list(dict.fromkeys((*case.input["subject_levels"], *case.input["year_end_test_scores"])))


def _overall_given(case: Case) -> dict[str, Array]:
    """Tests are expected where the schedule has one, and wherever a score is given."""
    competencies = {**case.input["general_competencies"], **case.input["specific_competencies"]}
    traits = (
        ("quality_ck_2", case.input["qualities"], case.regime.qualities(case.grade)),
        ("competency_ck_2", competencies, case.regime.competencies(case.grade)),
    )
    flexible = bool(case.input.get("flexible_class"))
    scheduled = case.regime.tests_expected(case.grade, subjects_of(case), "ck_2", flexible)
    given = year_end(case, traits, scheduled)
    given["flexible_class"] = np.array([flexible])
    given["individual_plan"] = np.array([bool(case.input.get("individual_plan"))])
    return given


def primary_overall(case: Case) -> dict[str, Any]:
    return case.level("overall", "overall", _overall_given(case), PRIMARY_OVERALL)


def primary_supplementary(case: Case) -> dict[str, Any]:
    """The year again with what was assessed once more, given under `again` in the same words."""
    again = case.input["again"]
    first = _overall_given(case)
    levels, tests = again.get("subject_levels") or {}, again.get("year_end_test_scores") or {}
    traits = {
        **(again.get("qualities") or {}),
        **(again.get("general_competencies") or {}),
        **(again.get("specific_competencies") or {}),
    }
    codes = [str(code) for code in first["subjects"]]
    given: dict[str, Array] = {
        **first,
        "muc_again": _levels(levels, codes, PRIMARY_SUBJECT),
        "kt_again": score_array([tests.get(code) for code in codes])[None],
    }
    for column, fields in (
        ("quality_again", case.regime.qualities(case.grade)),
        ("competency_again", case.regime.competencies(case.grade)),
    ):
        given[column] = _levels(traits, [code for code, _ in fields], PRIMARY_TRAIT)
    out = case.level("overall_after", "overall_after", given, PRIMARY_OVERALL)
    completed = case.value("completion_after", given)
    printed = case.row("kt_printed", given)
    return {
        **out,
        "completed": bool(completed) if completed >= 0 else None,
        "overall_final": PRIMARY_OVERALL.code(case.value("overall_final", given)),
        "printed_test_scores": {
            code: int(score) // 10 for code, score in zip(codes, printed, strict=True) if score >= 0
        },
    }


def _overall(case: Case) -> dict[str, Array]:
    value = PRIMARY_OVERALL.value(case.input["overall"])
    return {"overall": np.array([value], dtype=np.int8), "grade": np.array([case.grade])}


def primary_class_completion(case: Case) -> dict[str, Any]:
    nothing_redone = np.array([NOT_APPLICABLE], dtype=np.int8)
    given = {**_overall(case), "completion_after": nothing_redone}
    value = case.value("class_completion", given)
    out: dict[str, Any] = {
        "class_completed": None if value < 0 else bool(value),
        "primary_completed": case.value("primary_completion", given) == 1,
        **status_out(value),
    }
    if value == 1:
        out["record_text"] = case.regime.record_text(case.grade, True)
    if value == 0:
        out["next_action"] = "SUPPLEMENTARY_ASSESSMENT"
    return out


def primary_award(case: Case) -> dict[str, Any]:
    given = {
        **_overall(case),
        "outstanding_or_progress": np.array(
            [bool(case.input.get("outstanding_subject_or_progress"))]
        ),
        "class_recognised": np.array([bool(case.input.get("class_recognised"))]),
    }
    value = case.value("award", given)
    return {"award": AWARD.word(value) if value > 0 else None, **status_out(value)}


def primary_periodic_test_schedule(case: Case) -> dict[str, Any]:
    times = {"mid_1": "gk_1", "end_1": "ck_1", "mid_2": "gk_2", "year_end": "ck_2"}
    return {key: sorted(case.regime.test_subjects(case.grade, time)) for key, time in times.items()}


KINDS: dict[str, Callable[[Case], dict[str, Any]]] = {
    function.__name__: function
    for function in (
        primary_overall,
        primary_supplementary,
        primary_class_completion,
        primary_award,
        primary_periodic_test_schedule,
    )
}
