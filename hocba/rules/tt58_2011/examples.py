"""Kinds of examples that TT 58/2011 answers, in either text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ..exact import Array, BadInput, to_tenths
from ..example import Case, score_array
from ..levels import COMMENT, EXEMPT, MISSING
from ..secondary.examples import (
    COMMENTS,
    MARKS,
    YEAR,
    Kinds,
    award,
    level_out,
    promotion,
    retest,
    widen,
    year_results,
)
from . import TT58

RULES_OF_2011 = ("TT58", "TT58-2011", "TT58/2011")
RULES_AS_AMENDED = ("TT26", "TT26/2020", "TT58+TT26")


def subject_semester_average_old(case: Case) -> dict[str, Any]:
    """The formula of 2011; the example may stand under either text."""
    out = _by_text_of_2011(case).number("dtbmhk", "average_1", _old_marks(case.input, "1"), 0)
    return _final_called("hk", out)


def subject_year_from_components(case: Case) -> dict[str, Any]:
    """Components of either text: {tx, gk, ck} or {tx, dk, hk}."""
    terms = {term: case.input[f"hk{term}"] for term in ("1", "2")}
    if not any("hk" in marks for marks in terms.values()):
        return MARKS["subject_year_from_components"](case)
    given: dict[str, Array] = {}
    for term, marks in terms.items():
        given |= _old_marks(marks, term)
    for part in ("tx", "dk"):
        widen(given, part)
    old, out = _by_text_of_2011(case), dict[str, Any]()
    for term in terms:
        out |= old.number(f"dtbmhk{term}", f"average_{term}", given, 0)
    return _final_called("hk", {**out, **old.number("dtbmcn", "average_year", given, 0)})


def _old_marks(marks: Mapping[str, Any], term: str) -> dict[str, Array]:
    """`tx`, `dk` and `hk` of one subject and term as the arrays of the text of 2011."""
    given: dict[str, Array] = {f"ck_{term}": score_array([marks.get("hk")])[None]}
    for part in ("tx", "dk"):
        cells = score_array(marks.get(part) or [])
        given[f"{part}_{term}"] = cells[None, None]
        given[f"{part}_expected_{term}"] = np.array([len(cells)])
    return given


def comment_subject_semester_tt58(case: Case) -> dict[str, Any]:
    """`marks` are all assessments but the final one, whatever their kind."""
    marks = [COMMENT.value(m) for m in case.input.get("marks") or []]
    given: dict[str, Array] = {
        "comment_tx_1": np.array([[marks]], dtype=np.int8).reshape(1, 1, len(marks)),
        "comment_tx_expected_1": np.array([len(marks)]),
        "comment_dk_1": np.empty((1, 1, 0), dtype=np.int8),
        "comment_dk_expected_1": np.array([0]),
        "comment_ck_1": np.array([[COMMENT.value(case.input.get("final"))]], dtype=np.int8),
    }
    return _final_called(
        "final", _by_text_of_2011(case).level("result", "comment_1", given, COMMENT, 0)
    )


def _final_called(name: str, out: dict[str, Any]) -> dict[str, Any]:
    """The answer with the final assessment, when it is missing, under the name of its field."""
    if "missing" in out:
        out["missing"] = [re.sub(r"\bck$", name, cell) for cell in out["missing"]]
    return out


def _by_text_of_2011(case: Case) -> Case:
    """The case under the text of 2011, whose kinds of marks these examples name."""
    return replace(case, regime=TT58(settings=case.regime.settings))


def gpa(case: Case) -> dict[str, Any]:
    """`missing` are the indices of the values that are not there."""
    values = score_array(case.input["values"])
    exempt = [int(i) for i in case.input.get("exempt_index") or ()]
    if any(not 0 <= i < len(values) for i in exempt):
        raise BadInput("exempt_index", f"không có môn ở vị trí {exempt}")
    values[exempt] = EXEMPT
    out = case.number("gpa", "gpa_year", {"average_year": values[None]}, None)
    if "missing" in out:
        out["missing"] = [i for i, value in enumerate(values) if value == MISSING]
    return out


def hoc_luc(case: Case) -> dict[str, Any]:
    return level_out(_by_key_subject_rule(case), _results(case))


def _results(case: Case) -> dict[str, Array]:
    """Year results with the mean as given and the môn chuyên."""
    given = year_results(case)
    if case.input.get("gpa") is not None:
        given["gpa_year"] = np.array([to_tenths(case.input["gpa"])])
    if special := case.input.get("specialised_subject"):
        if special not in given["subjects"]:
            raise BadInput("specialised_subject", f"không có môn {special} trong ví dụ")
        given["specialised"] = np.array([code == special for code in given["subjects"]])
    return given


def _by_key_subject_rule(case: Case) -> Case:
    """The case with the key subjects of the text the example names."""
    rule = case.input.get("key_subject_rule")
    if rule is None or rule in RULES_AS_AMENDED + RULES_OF_2011:
        if rule in RULES_OF_2011:
            return replace(case, regime=TT58(settings=case.regime.settings))
        return case
    raise BadInput("key_subject_rule", f"không có cách xét “{rule}”")


KINDS: Kinds = {
    **MARKS,
    **COMMENTS,
    **YEAR,
    "subject_semester_average_old": subject_semester_average_old,
    "subject_year_from_components": subject_year_from_components,
    "comment_subject_semester_tt58": comment_subject_semester_tt58,
    "gpa": gpa,
    "hoc_luc": hoc_luc,
    "learning_level": hoc_luc,
    "promotion_tt58": promotion,
    "award_tt58": award,
    "retest": retest,
}
