"""Missing, zero by decision, exempt, not taken, by plan: what each does through every rule."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hocba.rules import BadInput, regime_by_name
from hocba.rules.levels import (
    BY_PLAN,
    EXEMPT,
    INCOMPLETE,
    NEEDS_DECISION,
    NOT_APPLICABLE,
    NOT_TAKEN,
)

TT22 = regime_by_name("TT22")
TT43 = regime_by_name("TT43")
TT58 = regime_by_name("TT58+TT26")
DAT, KHA, TOT = 1, 2, 3
PROMOTED = 3

THPT = np.array(
    ["NV", "TOAN", "NN1", "LS", "GDQPAN", "DL", "GDKTPL", "VL", "HH", "SH", "CN", "TIN"]
)
THPT_COMMENTS = np.array(["GDTC", "HDTNHN", "GDDP", "AN", "MT"])
CHOSEN = {
    "khtn": ["VL", "HH", "SH", "TIN"],
    "khxh": ["DL", "GDKTPL", "CN", "TIN"],
    "nghe_thuat": ["DL", "GDKTPL"],
}
ARTISTS = ("nghe_thuat",)
COMPULSORY = ["NV", "TOAN", "NN1", "LS", "GDQPAN"]


def class_10(mark: int = 80) -> dict[str, Any]:
    """Three pupils of one THPT class with different electives, all marks alike and present."""
    pupils, scored, noted = len(CHOSEN), len(THPT), len(THPT_COMMENTS)
    taken = np.array([[c in COMPULSORY + chosen for c in THPT] for chosen in CHOSEN.values()])
    arts = np.array(
        [[c not in ("AN", "MT") or name in ARTISTS for c in THPT_COMMENTS] for name in CHOSEN]
    )
    given: dict[str, Any] = {
        "subjects": THPT,
        "comment_subjects": THPT_COMMENTS,
        "tx_expected": np.array([4, 4, 4, 3, 2, *[3] * 7]),
        "taken": taken,
        "comment_taken": arts,
        "absences": np.zeros(pupils, dtype=int),
        "grade": np.full(pupils, 12),
    }
    for term in ("1", "2"):
        given[f"tx_{term}"] = np.where(taken[:, :, None], mark, -1) + np.zeros((1, 1, 4), dtype=int)
        given[f"gk_{term}"] = given[f"ck_{term}"] = np.where(taken, mark, -1)
        given[f"comment_tx_{term}"] = np.where(arts[:, :, None], 1, -1) + np.zeros(2, dtype=int)
        given[f"comment_gk_{term}"] = given[f"comment_ck_{term}"] = np.where(arts, 1, -1)
        given[f"conduct_{term}"] = np.full(pupils, TOT)
    assert scored == 12 and noted == 5
    return given


def test_each_pupil_of_a_thpt_class_is_judged_by_the_subjects_they_chose() -> None:
    computed = TT22.compute(class_10())
    assert [(row >= 0).sum() for row in computed["average_year"]] == [9, 9, 7]
    assert computed["learning_year"].tolist() == [TOT, TOT, TOT]
    assert computed["promotion"].tolist() == [PROMOTED] * 3
    assert computed["completion"].tolist() == [1, 1, 1]
    assert computed["average_1"][0, list(THPT).index("DL")] == NOT_TAKEN
    assert computed["comment_year"][0].tolist() == [1, 1, 1, NOT_TAKEN, NOT_TAKEN]
    assert computed["comment_year"][2].tolist() == [1] * 5


def test_a_subject_not_taken_is_neither_missing_nor_exempt_by_decision() -> None:
    given = class_10()
    geography = list(THPT).index("DL")
    assert TT22.missing("learning_year", given, 0) == []
    why = TT22.explain("average_1", given, 0, geography)
    assert (why.value, why.sentence) == ("không học", "Học sinh không học môn này.")
    tree = TT22.explain("learning_year", given, 0, depth=3)
    assert "DL" not in {node.subject for node in tree.walk()}
    given["taken"] = np.ones_like(given["taken"])
    assert TT22.compute(given)["learning_year"][0] == INCOMPLETE
    assert TT22.missing("base_1", given, 0) == ["DL", "GDKTPL", "CN"]


def test_marks_of_a_subject_that_is_no_longer_taken_count_nowhere() -> None:
    given = class_10()
    geography = list(THPT).index("DL")
    for name in ("tx", "gk", "ck"):
        for term in ("1", "2"):
            given[f"{name}_{term}"] = given[f"{name}_{term}"].copy()
            given[f"{name}_{term}"][0, geography] = 10
    computed = TT22.compute(given)
    assert computed["learning_year"][0] == TOT and not computed["retest"][0].any()


def test_a_subject_taken_in_one_term_only_waits_for_the_head() -> None:
    given = class_10()
    first = given.pop("taken")
    second = first.copy()
    second[0, list(THPT).index("VL")], second[0, list(THPT).index("DL")] = False, True
    given |= {"taken_1": first, "taken_2": second}
    given["gk_2"] = given["ck_2"] = np.where(second, 80, -1)
    given["tx_2"] = np.repeat(given["gk_2"][:, :, None], 4, axis=2)
    computed = TT22.compute(given)
    assert computed["learning_1"][0] == computed["learning_2"][0] == TOT
    assert computed["average_year"][0, list(THPT).index("VL")] == NEEDS_DECISION
    assert computed["learning_year"][0] == NEEDS_DECISION
    decided = np.full(first.shape, -1)
    decided[0, [list(THPT).index("VL"), list(THPT).index("DL")]] = [75, 80]
    computed = TT22.compute(given | {"average_decided": decided})
    assert computed["average_year"][0, list(THPT).index("VL")] == 75
    assert computed["learning_year"][0] == TOT


def test_a_topic_score_counts_for_the_pupils_who_took_the_topic() -> None:
    slots = TT22.slots(10, "VL", "score", 70, topics=True)["1"]
    assert [s.code for s in slots] == ["tx1", "tx2", "tx3", "cd", "gk", "ck"]
    given = {
        "tx_1": np.array([[[80, 80, 80, 40]], [[80, 80, 80, -1]]]),
        "tx_expected_1": np.array([[4], [3]]),
        "gk_1": np.array([[80], [80]]),
        "ck_1": np.array([[80], [80]]),
    }
    assert TT22.compute(given)["average_1"][:, 0].tolist() == [76, 80]
    within = regime_by_name(TT22.code, {"topic_score_position": "within"})
    codes = [s.code for s in within.slots(10, "VL", "score", 70, topics=True)["1"]]
    assert codes == ["tx1", "tx2", "cd", "gk", "ck"]


YEAR = {
    "comment_year": np.array([[1, 1, 1, 1]]),
    "conduct_year": np.array([TOT]),
    "absences": np.array([0]),
    "grade": np.array([12]),
}


def test_each_elective_may_count_or_not_whatever_the_setting_says() -> None:
    given = YEAR | {"average_year": np.array([[80] * 6 + [65, 40, 40]])}
    given["elective"] = np.array([False] * 7 + [True, True])
    leave_out = regime_by_name(TT22.code, {"elective_counts": False})
    assert TT22.compute(given)["base_year"][0] == DAT
    assert leave_out.compute(given)["base_year"][0] == TOT
    given["elective_counted"] = np.array([-1] * 7 + [0, 0])
    assert TT22.compute(given)["base_year"][0] == TOT
    given["elective_counted"] = np.array([-1] * 7 + [1, -1])
    assert leave_out.compute(given)["base_year"][0] == DAT


def test_second_languages_are_electives_by_their_codes() -> None:
    codes = np.array(["NV", "TOAN", "NN1", "LS", "DL", "VL", "NN2"])
    given = YEAR | {"subjects": codes, "average_year": np.array([[80] * 6 + [40]])}
    leave_out = regime_by_name(TT22.code, {"elective_counts": False})
    assert TT22.compute(given)["base_year"][0] == DAT
    assert leave_out.compute(given)["base_year"][0] == TOT
    assert "Ngoại ngữ 2" not in leave_out.explain("base_year", given, 0).sentence


@pytest.mark.parametrize(("regime", "need"), [(TT22, 6), (TT43, 5)])
def test_too_few_scored_subjects_wait_for_the_head_who_may_decide_the_level(
    regime: Any, need: int
) -> None:
    given = {k: v for k, v in YEAR.items() if regime is TT22 or k != "comment_year"}
    given["average_year"] = np.array([[80] * (need - 1) + [NOT_TAKEN, EXEMPT]])
    computed = regime.compute(given)
    for name in ("learning_year", "promotion", "award", "completion"):
        assert computed[name][0] == NEEDS_DECISION
    given["learning_decided_year"] = np.array([KHA])
    computed = regime.compute(given)
    assert (computed["base_year"][0], computed["learning_year"][0]) == (NEEDS_DECISION, KHA)
    assert (computed["promotion"][0], computed["award"][0]) == (PROMOTED, 0)
    assert regime.params.head in regime.explain("learning_year", given, 0).sentence


def test_a_decided_level_never_replaces_what_the_rules_conclude() -> None:
    given = YEAR | {"average_year": np.array([[80] * 8])}
    computed = TT22.compute(given | {"learning_decided_year": np.array([DAT])})
    assert computed["learning_year"][0] == TOT


def test_a_subject_by_individual_plan_leaves_the_level_to_the_head() -> None:
    given = class_10()
    given["by_plan"] = np.zeros_like(given["taken"])
    given["by_plan"][0, 1] = True
    given["comment_by_plan"] = np.zeros_like(given["comment_taken"])
    given["comment_by_plan"][1, 0] = True
    for name in ("tx_1", "gk_1", "ck_1"):
        given[name] = given[name].copy()
        given[name][0, 1] = -1
    computed = TT22.compute(given)
    assert computed["average_1"][0, 1] == computed["average_year"][0, 1] == BY_PLAN
    assert computed["comment_year"][1, 0] == BY_PLAN
    assert computed["learning_year"].tolist() == [NEEDS_DECISION, NEEDS_DECISION, TOT]
    assert "kế hoạch giáo dục cá nhân" in TT22.explain("learning_year", given, 0).sentence
    assert TT22.missing("learning_year", given, 0) == []


@pytest.mark.parametrize("regime", [TT22, TT43, TT58], ids=lambda r: r.code)
def test_the_head_decides_on_the_promotion_of_a_disabled_pupil(regime: Any) -> None:
    given = {
        "conduct_year": np.array([TOT, -1]),
        "learning_year": np.array([TOT, TOT]),
        "absences": np.array([0, 0]),
        "head_decides": np.array([True, True]),
        "learning_after": np.array([NOT_APPLICABLE] * 2),
        "conduct_again": np.array([TOT, -1]),
    }
    computed = regime.compute(given)
    assert computed["promotion"].tolist() == [NEEDS_DECISION, INCOMPLETE]
    assert computed["promotion_after"].tolist() == [NEEDS_DECISION, NOT_APPLICABLE]
    assert "xét lên lớp" in regime.explain("promotion", given, 0).sentence


def test_a_pupil_with_one_semester_is_concluded_only_by_the_heads_decisions() -> None:
    given = class_10()
    first, arts = given["taken"].copy(), given["comment_taken"].copy()
    first[0] = arts[0] = False
    given |= {"taken_1": first, "taken_2": given.pop("taken")}
    given |= {"comment_taken_1": arts, "comment_taken_2": given.pop("comment_taken")}
    given["conduct_1"] = np.array([-1, TOT, TOT])
    computed = TT22.compute(given)
    assert computed["learning_2"][0] == TOT and computed["learning_year"][0] == NEEDS_DECISION
    assert computed["conduct_year"][0] == INCOMPLETE and computed["promotion"][0] == INCOMPLETE
    given |= {
        "learning_decided_year": np.array([TOT, -1, -1]),
        "conduct_decided": np.array([KHA, -1, -1]),
    }
    computed = TT22.compute(given)
    assert (computed["learning_year"][0], computed["conduct_year"][0]) == (TOT, KHA)
    assert (computed["promotion"][0], computed["award"][0]) == (PROMOTED, 0)
    assert "quyết định" in TT22.explain("conduct_year", given, 0).sentence


@pytest.mark.parametrize("regime", [TT22, TT43, TT58], ids=lambda r: r.code)
def test_zero_by_decision_counts_where_missing_stops_and_exempt_leaves_out(regime: Any) -> None:
    def average(ck: int, **more: Any) -> int:
        given = {
            "tx_1": np.array([[[80, 80]]]),
            "tx_expected": np.array([2]),
            "gk_1": np.array([[80]]),
            "ck_1": np.array([[ck]]),
        }
        return int(regime.compute(given | more)["average_1"][0, 0])

    assert average(-1) == INCOMPLETE
    assert average(0, ck_by_decision_1=np.array([[True]])) == 46
    assert average(-1, exempt=np.array([True])) == EXEMPT
    assert average(0, exempt=np.array([True])) == EXEMPT


@pytest.mark.parametrize("regime", [TT22, TT43, TT58], ids=lambda r: r.code)
@pytest.mark.parametrize(
    ("given", "column", "place"),
    [
        ({"gk_1": np.array([[80, 101]])}, "gk_1", (0, 1)),
        ({"gk_1": np.array([[8.5]])}, "gk_1", ()),
        ({"horoscope": np.array([1])}, "horoscope", ()),
        ({"conduct_1": np.array([0, 4])}, "conduct_1", (1,)),
        ({"absences": np.array([-2])}, "absences", (0,)),
        ({"gk_1": np.array([[80]]), "ck_1": np.array([[80, 80]])}, "gk_1", ()),
        ({"tx_1": np.zeros((1, 1, 2), dtype=int), "tx_expected": np.array([3])}, "tx_1", ()),
    ],
)
def test_bad_input_is_a_named_error_with_its_place_in_every_circular(
    regime: Any, given: dict[str, Any], column: str, place: tuple[int, ...]
) -> None:
    with pytest.raises(BadInput) as error:
        regime.compute(given)
    assert (error.value.column, error.value.place) == (column, place)
