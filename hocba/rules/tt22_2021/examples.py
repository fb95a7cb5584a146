"""Examples of TT 22/2021 turned into arrays for the rules, and the results back.

One adapter per kind of example; the vocabulary is that of the worked examples.  No rule lives
here: every answer comes out of `Regime.compute`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..exact import Array, to_tenths
from ..example import Case, score_array, status_out, validate_score
from ..levels import COMMENT, EXEMPT, LEARNING, MISSING, NOT_APPLICABLE, PROMOTION
from .params import AWARD


def _level(code: str | None) -> Array:
    return np.array([LEARNING.value(code)], dtype=np.int8)


def _comments(case: Case) -> tuple[list[str], Array]:
    given = case.input.get("comments") or {}
    values = [COMMENT.value(v) for v in given.values()]
    return _with_exempt(case, list(given), values, np.int8)


def _scores(case: Case) -> tuple[list[str], Array]:
    given = case.input.get("scores") or {}
    values = [MISSING if v is None else to_tenths(v) for v in given.values()]
    return _with_exempt(case, list(given), values, np.int16)


def _with_exempt(
    case: Case, codes: list[str], values: list[int], dtype: type[np.generic]
) -> tuple[list[str], Array]:
    exempt = case.input.get("exempt") or ()
    row = [EXEMPT if c in exempt else v for c, v in zip(codes, values, strict=True)]
    return codes, np.array([row], dtype=dtype).reshape(1, len(row))


def _year(case: Case) -> dict[str, Array]:
    scored, averages = _scores(case)
    commented, comments = _comments(case)
    return {
        "subjects": np.array(scored, dtype=object),
        "comment_subjects": np.array(commented, dtype=object),
        "average_year": averages,
        "comment_year": comments,
    }


def _components(marks: Mapping[str, Any], term: str) -> dict[str, Array]:
    """One scored subject of one term; topic scores follow the regular ones."""
    regular = [*marks["tx"], *(marks.get("topic_scores") or ())]
    resolution = marks.get("absence_resolution") or {}
    given: dict[str, Array] = {
        f"tx_{term}": score_array(regular)[None, None],
        f"tx_expected_{term}": np.array([len(regular)]),
    }
    for slot in ("gk", "ck"):
        decided = marks.get(slot) is None and resolution.get(slot) == "no_makeup"
        given[f"{slot}_{term}"] = score_array([0 if decided else marks.get(slot)])[None]
        given[f"{slot}_by_decision_{term}"] = np.array([[decided]])
    return given


def subject_semester_average(case: Case) -> dict[str, Any]:
    return case.number("dtbmhk", "average_1", _components(case.input, "1"), 0)


def subject_year_average(case: Case) -> dict[str, Any]:
    given = {f"average_{t}": score_array([case.input[f"hk{t}"]])[None] for t in ("1", "2")}
    return case.number("dtbmcn", "average_year", given, 0)


def subject_year_from_components(case: Case) -> dict[str, Any]:
    given = {**_components(case.input["hk1"], "1"), **_components(case.input["hk2"], "2")}
    out: dict[str, Any] = {}
    for term in ("1", "2"):
        out |= case.number(f"dtbmhk{term}", f"average_{term}", given, 0)
    return {**out, **case.number("dtbmcn", "average_year", given, 0)}


def comment_subject_semester(case: Case) -> dict[str, Any]:
    marks = case.input["marks"]
    regular = [COMMENT.value(m) for m in marks["tx"]]
    regular += [MISSING] * (case.regime.params.comment_tx - len(regular))
    given: dict[str, Array] = {"comment_tx_1": np.array([[regular]], dtype=np.int8)}
    for slot in ("gk", "ck"):
        value = COMMENT.value(marks.get(slot))
        given[f"comment_{slot}_1"] = np.array([[value]], dtype=np.int8)
    return case.level("result", "comment_1", given, COMMENT, 0)


def comment_subject_year(case: Case) -> dict[str, Any]:
    given = {
        f"comment_{t}": np.array([[COMMENT.value(case.input[f"hk{t}"])]], dtype=np.int8)
        for t in ("1", "2")
    }
    return case.level("result", "comment_year", given, COMMENT, 0)


def learning_level(case: Case) -> dict[str, Any]:
    given = _year(case)
    computed = case.regime.compute(given)
    out = case.level("level", "learning_year", given, LEARNING)
    out["base"] = LEARNING.code(int(computed["base_year"][0]))
    out["adjusted"] = bool(computed["adjusted_year"][0])
    return out


def conduct_year(case: Case) -> dict[str, Any]:
    given = {f"conduct_{t}": _level(case.input[f"hk{t}"]) for t in ("1", "2")}
    out = case.level("level", "conduct_year", given, LEARNING)
    if "missing" in out:
        out["missing"] = [name.replace("conduct_", "hk") for name in out["missing"]]
    return out


def promotion(case: Case) -> dict[str, Any]:
    absences = case.input.get("absences")
    given: dict[str, Array] = {
        **_year(case),
        "conduct_year": _level(case.input["conduct_year"]),
        "learning_year": _level(case.input["learning_year"]),
        "absences": np.array([MISSING if absences is None else absences]),
    }
    out = case.level("decision", "promotion", given, PROMOTION)
    return {**out, "retest_subjects": _retest_subjects(case, given)}


def _retest_subjects(case: Case, given: dict[str, Array]) -> list[str]:
    return [
        code
        for key, column in (("subjects", "retest"), ("comment_subjects", "comment_retest"))
        for code, again in zip(given[key], case.row(column, given), strict=True)
        if again
    ]


def retest(case: Case) -> dict[str, Any]:
    """Re-assessment presumes rèn luyện from Đạt and few absences unless the example says more."""
    given = _year(case)
    results = case.input.get("retest_results") or {}
    given |= {
        "conduct_year": _level(case.input.get("conduct_year", "Đ")),
        "absences": np.array([case.input.get("absences", 0)]),
        "average_again": score_array([results.get(c) for c in given["subjects"]])[None],
        "comment_again": _comments_again(given["comment_subjects"], results),
    }
    out = case.level("level_after", "learning_after", given, LEARNING)
    final = case.value("promotion_after", given)
    return {
        **out,
        "decision": PROMOTION.code(final),
        "retest_subjects": _retest_subjects(case, given),
    }


def summer_training(case: Case) -> dict[str, Any]:
    """Rèn luyện again after the summer; học tập and absences stand."""
    given: dict[str, Array] = {
        "conduct_year": _level(case.input["conduct_year"]),
        "conduct_again": _level(case.input["conduct_again"]),
        "learning_year": _level(case.input["learning_year"]),
        "learning_after": np.array([NOT_APPLICABLE], dtype=np.int8),
        "absences": np.array([case.input.get("absences", 0)]),
    }
    return case.level("decision", "promotion_after", given, PROMOTION)


def _comments_again(codes: Sequence[str] | Array, results: dict[str, Any]) -> Array:
    row = [COMMENT.value(results.get(code)) for code in codes]
    return np.array([row], dtype=np.int8).reshape(1, len(row))


def completion(case: Case) -> dict[str, Any]:
    """What grades 9 and 12 conclude from the decision of the year and the one after the summer."""
    given: dict[str, Array] = {
        "grade": np.array([case.grade]),
        "promotion": _decided(case.input["promotion"]),
        "promotion_after": _decided(case.input.get("promotion_after")),
    }
    value = case.value("completion", given)
    return {"completed": bool(value) if value >= 0 else None, **status_out(value)}


def _decided(code: str | None) -> Array:
    value = NOT_APPLICABLE if code is None else PROMOTION.value(code)
    return np.array([value], dtype=np.int8)


def award(case: Case) -> dict[str, Any]:
    scores = case.input.get("year_scores") or []
    values = list(scores.values()) if isinstance(scores, dict) else scores
    given: dict[str, Array] = {
        "conduct_year": _level(case.input["conduct_year"]),
        "learning_year": _level(case.input["learning_year"]),
        "average_year": score_array(values)[None],
    }
    value = case.value("award", given)
    return {"award": AWARD.word(value) if value > 0 else None, **status_out(value)}


def required_tx_count(case: Case) -> dict[str, Any]:
    return {"tx": case.regime.tx_count(int(case.input["periods_per_year"]))}


KINDS: dict[str, Callable[[Case], dict[str, Any]]] = {
    function.__name__: function
    for function in (
        subject_semester_average,
        subject_year_average,
        subject_year_from_components,
        comment_subject_semester,
        comment_subject_year,
        learning_level,
        conduct_year,
        promotion,
        retest,
        summer_training,
        completion,
        award,
        required_tx_count,
        validate_score,
    )
}
