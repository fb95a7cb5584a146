"""TT 43/2021: five subjects, topic scores, learners without rèn luyện, the words of a centre."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hocba.rules import BadInput, regime_by_name, regime_for
from hocba.rules.levels import EXEMPT, INCOMPLETE, NEEDS_DECISION
from tests.rules.reasons import every_value_has_a_reason
from tests.rules.worlds import centre

TT43 = regime_by_name("TT43")
CHUA_DAT, DAT, KHA, TOT = range(4)


def year(scores: list[int], **more: Any) -> dict[str, Any]:
    return {
        "subjects": np.array(["NV", "TOAN", "LS", "DL", "GDKTPL", "VL", "HH"][: len(scores)]),
        "average_year": np.array([scores], dtype=np.int16),
        "conduct_1": np.array([TOT]),
        "conduct_2": np.array([TOT]),
        "absences": np.array([0]),
        **more,
    }


def test_both_levels_are_under_the_same_circular() -> None:
    for level, grade in (("gdtx_lower", 6), ("gdtx_upper", 10)):
        assert regime_for(level, grade, 2025).version == TT43.version


def test_a_learner_not_assessed_in_conduct_is_promoted_by_the_rest() -> None:
    given = year([80] * 5 + [65, 65], conduct_1=np.array([-1]), conduct_2=np.array([-1]))
    assert TT43.compute(given)["promotion"][0] == INCOMPLETE
    given["conduct_exempt"] = np.array([True])
    computed = TT43.compute(given)
    assert (computed["conduct_year"][0], computed["promotion"][0]) == (EXEMPT, 3)
    assert computed["award"][0] == NEEDS_DECISION
    assert "không được đánh giá" in TT43.explain("conduct_year", given, 0).sentence
    assert "Giám đốc" in TT43.explain("award", given, 0).sentence
    everyone = regime_by_name(TT43.code, {"gdtx_conduct_self_study": "everyone"})
    assert everyone.compute(given)["promotion"][0] == INCOMPLETE


def test_a_retest_of_a_learner_without_conduct_decides_by_the_marks_alone() -> None:
    given = year([50] * 4 + [49, 49, 49], conduct_exempt=np.array([True]))
    given["average_again"] = np.array([[-1] * 4 + [50, -1, -1]])
    computed = TT43.compute(given)
    assert (computed["promotion"][0], computed["promotion_after"][0]) == (2, 3)


def test_topics_are_regular_marks_after_the_others() -> None:
    codes = [s.code for s in TT43.slots(11, "NV", "score", 105, topics=2)["1"]]
    assert codes == ["tx1", "tx2", "tx3", "tx4", "cd", "cd2", "gk", "ck"]
    assert [s.index for s in TT43.slots(11, "NV", "score", 105, topics=2)["1"][:6]] == [*range(6)]


def test_there_are_no_comment_subjects() -> None:
    assert TT43.subject_kind("GDTC") == "score" and TT43.subject_kind("GDDP") == "none"
    assert TT43.slots(10, "GDDP", "none", 35) == {"1": (), "2": ()}
    assert not any("comment" in name for name in TT43.rulebook.inputs)
    with pytest.raises(BadInput) as error:
        TT43.compute({"comment_1": np.array([[1]])})
    assert error.value.column == "comment_1"


def test_the_words_are_those_of_a_centre() -> None:
    assert TT43.words("award", 2) == "Học viên Xuất sắc"
    given = year([90] * 4)
    assert "Chỉ có 4 môn" in TT43.explain("learning_year", given, 0).sentence
    assert "Giám đốc quyết định" in TT43.explain("learning_year", given, 0).sentence


def test_one_subject_lifts_a_level_as_in_tt22() -> None:
    given = year([85] * 6 + [30])
    why = TT43.explain("learning_year", given, 0)
    assert TT43.compute(given)["learning_year"][0] == DAT
    assert "Hóa học (3,0)" in why.sentence and why.clause is not None
    assert why.clause.regulation == "TT43/2021"


def test_every_value_of_many_learners_has_a_reason() -> None:
    every_value_has_a_reason(TT43, centre(400, seed=3))
