"""Examples of the secondary circulars turned into arrays for the rules, and the results back.

One adapter per kind of example; the vocabulary is that of the worked examples.  Scales and what a
circular takes come from its regime.  No rule lives here: every answer comes out of
`Regime.compute`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..exact import Array, BadInput, to_tenths
from ..example import Case, score_array, status_out, validate_score
from ..levels import COMMENT, EXEMPT, MISSING, NOT_APPLICABLE, Scale

Kinds = Mapping[str, Callable[[Case], dict[str, Any]]]


def scale_of(case: Case, column: str) -> Scale:
    """The scale whose levels a column of this circular holds."""
    unit = case.regime.unit(column)
    assert isinstance(unit, Scale)
    return unit


def level_array(case: Case, column: str, code: str | None) -> Array:
    return np.array([scale_of(case, column).value(code)], dtype=np.int8)


def year_results(case: Case) -> dict[str, Array]:
    """`scores`, `comments` and `exempt` as the year results of one pupil."""
    scores, comments = case.input.get("scores") or {}, case.input.get("comments") or {}
    values = {code: MISSING if v is None else to_tenths(v) for code, v in scores.items()}
    given = {
        "subjects": np.array(list(scores), dtype=object),
        "average_year": _row(case, values, np.int16),
    }
    if "comment_year" in case.regime.rulebook.columns:
        levels = {code: COMMENT.value(v) for code, v in comments.items()}
        given["comment_subjects"] = np.array(list(comments), dtype=object)
        given["comment_year"] = _row(case, levels, np.int8)
    elif comments:
        raise BadInput("comments", f"{case.regime.code} không có môn đánh giá bằng nhận xét")
    return given


def _row(case: Case, values: Mapping[str, int], dtype: type[np.generic]) -> Array:
    exempt = case.input.get("exempt") or ()
    row = [EXEMPT if code in exempt else value for code, value in values.items()]
    return np.array([row], dtype=dtype).reshape(1, len(row))


def components(marks: Mapping[str, Any], term: str) -> dict[str, Array]:
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


def widen(given: dict[str, Array], part: str) -> None:
    """Give both terms' slots of a kind one width, in place; what is added is not expected."""
    width = max(given[f"{part}_{term}"].shape[2] for term in ("1", "2"))
    for term in ("1", "2"):
        slots = given[f"{part}_{term}"]
        more = ((0, 0), (0, 0), (0, width - slots.shape[2]))
        given[f"{part}_{term}"] = np.pad(slots, more, constant_values=MISSING)


def subject_semester_average(case: Case) -> dict[str, Any]:
    return case.number("dtbmhk", "average_1", components(case.input, "1"), 0)


def subject_year_average(case: Case) -> dict[str, Any]:
    given = {f"average_{t}": score_array([case.input[f"hk{t}"]])[None] for t in ("1", "2")}
    return case.number("dtbmcn", "average_year", given, 0)


def subject_year_from_components(case: Case) -> dict[str, Any]:
    given = {**components(case.input["hk1"], "1"), **components(case.input["hk2"], "2")}
    widen(given, "tx")
    out: dict[str, Any] = {}
    for term in ("1", "2"):
        out |= case.number(f"dtbmhk{term}", f"average_{term}", given, 0)
    return {**out, **case.number("dtbmcn", "average_year", given, 0)}


def comment_subject_semester(case: Case) -> dict[str, Any]:
    marks = case.input["marks"]
    regular = [COMMENT.value(m) for m in marks["tx"]]
    given: dict[str, Array] = {}
    if case.regime.takes("comment_tx_expected"):
        given["comment_tx_expected_1"] = np.array([len(regular)])
    else:
        regular += [MISSING] * (case.regime.params.comment_tx - len(regular))
    given["comment_tx_1"] = np.array([[regular]], dtype=np.int8).reshape(1, 1, len(regular))
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
    return level_out(case, year_results(case))


def level_out(case: Case, given: dict[str, Array]) -> dict[str, Any]:
    """`level`, `base`, `adjusted` of the year, or the status and what is missing."""
    computed, scale = case.regime.compute(given), scale_of(case, "learning_year")
    out = case.level("level", "learning_year", given, scale)
    out["base"] = scale.code(int(computed["base_year"][0]))
    out["adjusted"] = bool(computed["adjusted_year"][0])
    return out


def conduct_year(case: Case) -> dict[str, Any]:
    given = {
        f"conduct_{t}": level_array(case, f"conduct_{t}", case.input[f"hk{t}"]) for t in ("1", "2")
    }
    out = case.level("level", "conduct_year", given, scale_of(case, "conduct_year"))
    if "missing" in out:
        out["missing"] = [name.replace("conduct_", "hk") for name in out["missing"]]
    return out


def year_levels(case: Case) -> dict[str, Array]:
    """Conduct and learning of the year under either of their names."""
    columns = ("conduct_year", "learning_year")
    return {name: level_array(case, name, case.input[_key(case, name)]) for name in columns}


def _key(case: Case, column: str) -> str:
    """How the example calls a column: "conduct_year" or "conduct"."""
    return column if column in case.input else column.removesuffix("_year")


def promotion(case: Case) -> dict[str, Any]:
    absences = case.input.get("absences")
    given: dict[str, Array] = {
        **year_results(case),
        **year_levels(case),
        "absences": np.array([MISSING if absences is None else absences]),
    }
    out = case.level("decision", "promotion", given, scale_of(case, "promotion"))
    if "missing" in out:
        out["missing"] = [_key(case, name) for name in out["missing"]]
    return {**out, "retest_subjects": _retest_subjects(case, given)}


def _retest_subjects(case: Case, given: dict[str, Array]) -> list[str]:
    return [
        str(code)
        for key, column in (("subjects", "retest"), ("comment_subjects", "comment_retest"))
        if key in given
        for code, again in zip(given[key], case.row(column, given), strict=True)
        if again
    ]


def retest(case: Case) -> dict[str, Any]:
    """Re-assessment presumes sufficient conduct and few absences unless the example says more."""
    given = year_results(case)
    results = case.input.get("retest_results") or {}
    known = {*given["subjects"], *given.get("comment_subjects", ())}
    if unknown := [code for code in results if code not in known]:
        raise BadInput("retest_results", f"không có môn {', '.join(unknown)} trong ví dụ")
    conduct = case.input.get("conduct_year", case.input.get("conduct"))
    lowest = scale_of(case, "conduct_year").code(case.regime.params.promoted_from[0])
    given |= {
        "conduct_year": level_array(case, "conduct_year", conduct or lowest),
        "absences": np.array([case.input.get("absences") or 0]),
        "average_again": score_array([results.get(c) for c in given["subjects"]])[None],
    }
    if "comment_subjects" in given:
        given["comment_again"] = _comments_again(given["comment_subjects"], results)
    out = case.level("level_after", "learning_after", given, scale_of(case, "learning_after"))
    return {
        **out,
        "decision": scale_of(case, "promotion_after").code(case.value("promotion_after", given)),
        "retest_subjects": _retest_subjects(case, given),
    }


def _comments_again(codes: Sequence[str] | Array, results: Mapping[str, Any]) -> Array:
    row = [COMMENT.value(results.get(code)) for code in codes]
    return np.array([row], dtype=np.int8).reshape(1, len(row))


def summer_training(case: Case) -> dict[str, Any]:
    """Conduct again after the summer; học tập and absences stand."""
    given: dict[str, Array] = {
        **year_levels(case),
        "conduct_again": level_array(case, "conduct_again", case.input["conduct_again"]),
        "learning_after": np.array([NOT_APPLICABLE], dtype=np.int8),
        "absences": np.array([case.input.get("absences", 0)]),
    }
    return case.level("decision", "promotion_after", given, scale_of(case, "promotion_after"))


def completion(case: Case) -> dict[str, Any]:
    """What the last grades conclude from the decision of the year and the one after the summer."""
    given: dict[str, Array] = {"grade": np.array([case.grade])}
    for column in ("promotion", "promotion_after"):
        code = case.input["promotion"] if column == "promotion" else case.input.get(column)
        none = np.array([NOT_APPLICABLE], dtype=np.int8)
        given[column] = none if code is None else level_array(case, column, code)
    value = case.value("completion", given)
    return {"completed": bool(value) if value >= 0 else None, **status_out(value)}


def award(case: Case) -> dict[str, Any]:
    scores = case.input.get("year_scores") or []
    values = list(scores.values()) if isinstance(scores, dict) else scores
    given = {**year_levels(case), "average_year": score_array(values)[None]}
    value = case.value("award", given)
    return {
        "award": scale_of(case, "award").word(value) if value > 0 else None,
        **status_out(value),
    }


def required_tx_count(case: Case) -> dict[str, Any]:
    return {"tx": case.regime.tx_count(int(case.input["periods_per_year"]))}


def kinds(*functions: Callable[[Case], dict[str, Any]]) -> dict[str, Any]:
    return {function.__name__: function for function in functions}


MARKS: Kinds = kinds(
    subject_semester_average,
    subject_year_average,
    subject_year_from_components,
    required_tx_count,
    validate_score,
)
COMMENTS: Kinds = kinds(comment_subject_semester, comment_subject_year)
YEAR: Kinds = kinds(conduct_year, promotion, retest, summer_training, award)
