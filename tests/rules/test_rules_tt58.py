"""TT 58/2011 in both texts: books, exemptions, conduct as a proposal, the reasons given."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from hocba.rules import regime_by_name
from hocba.rules.levels import EXEMPT, INCOMPLETE, NEEDS_DECISION, NOT_APPLICABLE
from hocba.rules.tt58_2011 import TT58 as TextOf2011
from tests.rules.reasons import every_value_has_a_reason
from tests.rules.worlds58 import COMMENTS, SUBJECTS, school58

OLD = regime_by_name("TT58/2011")
NEW = regime_by_name("TT58/2011+TT26/2020")
BOTH = pytest.mark.parametrize("regime", [OLD, NEW], ids=lambda r: r.code)
KEM, YEU, TB, KHA, GIOI = range(5)


def year(scores: list[int], comments: list[int] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "subjects": np.array(SUBJECTS[: len(scores)]),
        "comment_subjects": np.array(COMMENTS),
        "average_year": np.array([scores], dtype=np.int16),
        "comment_year": np.array([comments or [1, 1, 1]], dtype=np.int8),
        "conduct_1": np.array([3]),
        "conduct_2": np.array([3]),
        "absences": np.array([0]),
        **more,
    }


def test_the_names_of_both_texts_find_them() -> None:
    for name in ("TT58", "TT58/2011", "TT58/2011 (trước TT26)"):
        assert regime_by_name(name).code == "TT58"
    for name in ("TT58+TT26", "TT58/2011+TT26/2020", "TT26/2020"):
        assert regime_by_name(name).code == "TT58+TT26"


def test_the_books_of_both_texts_have_the_cells_of_their_time() -> None:
    codes = {
        regime.code: [s.code for s in regime.slots(9, "TOAN", "score", 140)["1"]]
        for regime in (OLD, NEW)
    }
    assert codes["TT58"] == ["tx1", "tx2", "tx3", "tx4", "dk1", "dk2", "ck"]
    assert codes["TT58+TT26"] == ["tx1", "tx2", "tx3", "tx4", "gk", "ck"]
    assert isinstance(OLD, TextOf2011)
    five = OLD.slots(9, "TOAN", "score", 140, dk=5)["2"]
    assert [s.code for s in five if s.array == "dk"] == ["dk1", "dk2", "dk3", "dk4", "dk5"]
    for regime in (OLD, NEW):
        for kind, prefix in (("score", ""), ("comment", "comment_")):
            for slot in regime.slots(9, "TD", kind, 70)["1"]:
                assert regime.takes(f"{slot.array}_1") and slot.array.startswith(prefix)


@BOTH
def test_the_key_subjects_follow_from_the_codes(regime: Any) -> None:
    given = year([79, 79, 80, 85, 85, 85, 85, 85, 85, 77])
    assert regime.compute(given)["learning_year"][0] == (GIOI if regime is NEW else KHA)
    given["subjects"] = np.array(["TOAN", "NV", "NN1", *SUBJECTS[3:]])
    assert regime.compute(given)["learning_year"][0] == (GIOI if regime is NEW else KHA)
    without = {k: v for k, v in given.items() if k != "subjects"}
    assert "learning_year" not in regime.compute(without)
    assert "gpa_year" in regime.compute(without)


@BOTH
def test_without_any_key_subject_the_head_decides(regime: Any) -> None:
    given = year([EXEMPT, EXEMPT, EXEMPT, *[80] * 7])
    computed = regime.compute(given)
    assert computed["gpa_year"][0] == 80
    assert computed["learning_year"][0] == computed["promotion"][0] == NEEDS_DECISION
    assert "Toán, Ngữ văn" in regime.explain("base_year", given, 0).sentence


@BOTH
def test_exempt_in_one_term_the_other_terms_result_is_the_years(regime: Any) -> None:
    given = {
        "average_1": np.array([[EXEMPT, 70, EXEMPT, EXEMPT, 70]]),
        "average_2": np.array([[80, EXEMPT, EXEMPT, -1, 80]]),
        "comment_1": np.array([[EXEMPT, 0, EXEMPT, 1, 0]]),
        "comment_2": np.array([[1, EXEMPT, EXEMPT, -1, 1]]),
        "comment_subjects": np.array(["TD", "AN", "MT", "x", "y"]),
    }
    computed = regime.compute(given)
    assert computed["average_year"][0].tolist() == [80, 70, EXEMPT, INCOMPLETE, 77]
    assert computed["comment_year"][0].tolist() == [1, 0, EXEMPT, INCOMPLETE, 1]
    for name in ("average_year", "comment_year"):
        assert "học kì còn lại" in regime.explain(name, given, 0, 0).sentence


@BOTH
def test_conduct_of_the_year_is_a_proposal_until_people_decide(regime: Any) -> None:
    given = year([80] * 10, conduct_1=np.array([3]), conduct_2=np.array([2]))
    assert regime.compute(given)["conduct_year"][0] == 2
    assert "đề nghị Khá" in regime.explain("conduct_year", given, 0).sentence
    decided = given | {"conduct_decided": np.array([3])}
    computed = regime.compute(decided)
    assert (computed["conduct_year"][0], computed["award"][0]) == (3, 2)
    assert "Giáo viên chủ nhiệm xếp loại" in regime.explain("conduct_year", decided, 0).sentence
    given["conduct_1"] = np.array([-1])
    assert regime.compute(given)["conduct_year"][0] == INCOMPLETE
    assert regime.missing("conduct_year", given, 0) == ["conduct_1"]


@BOTH
def test_titles_are_given_each_term_and_for_the_year(regime: Any) -> None:
    given: dict[str, Any] = {"subjects": np.array(SUBJECTS), "comment_subjects": np.array(COMMENTS)}
    for term, mark in (("1", 80), ("2", 70)):
        given[f"average_{term}"] = np.full((1, 10), mark)
        given[f"comment_{term}"] = np.ones((1, 3), dtype=int)
        given[f"conduct_{term}"] = np.array([3])
    computed = regime.compute(given)
    assert [computed[name][0] for name in ("award_1", "award_2", "award")] == [2, 1, 1]
    assert regime.words("award", 1) == "Học sinh tiên tiến"
    assert regime.explain("award_1", given, 0).sentence == (
        "Hạnh kiểm Tốt, học lực Giỏi: học sinh giỏi."
    )


@BOTH
def test_the_retest_re_classifies_with_the_mean_worked_out_again(regime: Any) -> None:
    given = year([50, 40, 30, *[50] * 7], average_again=np.array([[-1, -1, 60, *[-1] * 7]]))
    computed = regime.compute(given)
    assert (computed["gpa_year"][0], computed["learning_year"][0]) == (47, YEU)
    assert computed["retest"][0].tolist() == [False, True, True, *[False] * 7]
    assert (computed["gpa_after"][0], computed["learning_after"][0]) == (50, TB)
    assert computed["promotion"][0] == 2 and computed["promotion_after"][0] == 3
    assert regime.compute(year([50] * 10))["gpa_after"][0] == NOT_APPLICABLE


@BOTH
def test_a_fall_from_gioi_to_kem_follows_the_setting(regime: Any) -> None:
    given = year([95, *[90] * 8, 19])
    assert regime.compute(given)["learning_year"][0] == YEU
    other = regime_by_name(regime.code, {"tt58_G_to_Kem": "none"})
    assert other.compute(given)["learning_year"][0] == KEM
    assert other.compute(year([75] * 9 + [19]))["learning_year"][0] == YEU


def test_the_reason_of_an_old_average_shows_both_weights() -> None:
    given = {
        "tx_1": np.array([[[80, 90, 70]]]),
        "tx_expected": np.array([3]),
        "dk_1": np.array([[[75, 80]]]),
        "dk_expected": np.array([2]),
        "ck_1": np.array([[85]]),
        "subjects": np.array(["TOAN"]),
    }
    why = OLD.explain("average_1", given, 0, 0)
    assert why.sentence == (
        "(8,0 + 9,0 + 7,0 + 2 × (7,5 + 8,0) + 3 × 8,5) : 10 = 80,5 : 10 = 8,05, làm tròn 8,1."
    )
    assert [n.label for n in why.inputs][:4] == [
        "KTtx 1 học kì I",
        "KTtx 2 học kì I",
        "KTtx 3 học kì I",
        "KTđk 1 học kì I",
    ]
    given["dk_1"] = np.array([[[75, -1]]])
    assert OLD.missing("average_1", given, 0, 0) == ["dk2"]


@BOTH
def test_the_reason_of_a_level_names_the_key_subjects_and_the_floor(regime: Any) -> None:
    given = year([64, 64, 64, *[85] * 6, 40], comments=[0, 1, 1])
    sentence = regime.explain("base_year", given, 0).sentence
    assert "chưa đến loại Trung bình vì 1 môn nhận xét Chưa đạt (Thể dục)" in sentence
    given = year([60, 60, 60, *[75] * 7])
    sentence = regime.explain("learning_year", given, 0).sentence
    assert "không có môn nào trong Toán, Ngữ văn" in sentence and "6,5" in sentence
    special = np.array([i == 4 for i in range(10)])
    given = year([85, 85, 85, 85, 79, *[85] * 5], specialised=special)
    assert "môn chuyên dưới 8,0 (Hóa học)" in regime.explain("learning_year", given, 0).sentence


@BOTH
def test_every_value_of_many_pupils_has_a_reason_that_is_plain_json(regime: Any) -> None:
    every_value_has_a_reason(regime, school58(400, seed=3, amended=regime is NEW))
    given = school58(5, seed=3, amended=regime is NEW)
    tree = regime.explain("promotion", given, 0, depth=9)
    assert json.loads(json.dumps(tree.as_json()))["name"] == "promotion"
    assert {"gpa_year", "tx_1[1]", "conduct_1", "absences"} <= {n.name for n in tree.walk()}


def test_the_sentences_cite_the_text_in_force() -> None:
    given = year([80] * 10)
    for regime in (OLD, NEW):
        clause = regime.explain("base_year", given, 0).clause
        assert clause is not None and clause.regulation == regime.law.regulation
        assert ("3 môn" in regime.law.clause("Điều 13 khoản 1").text) == (regime is NEW)
