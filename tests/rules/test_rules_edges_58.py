"""Every threshold of Điều 13 of TT 58/2011, at the mark and one tenth below."""

from __future__ import annotations

import numpy as np
import pytest

from hocba.rules import EXEMPT, BadInput, regime_by_name

TT58 = regime_by_name("TT58")
KEM, YEU, TB, KHA, GIOI = range(5)
BOTH = pytest.mark.parametrize("code", ["TT58", "TT58+TT26"])


def base(code: str, scores: list[int], passed: bool = True) -> int:
    """The level by the table; the first two are key subjects, the fifth the môn chuyên."""
    given = {
        "average_year": np.array([scores]),
        "comment_year": np.array([[1, int(passed)]], dtype=np.int8),
        "key": np.array([[True, True] + [False] * (len(scores) - 2)]),
        "specialised": np.array([[i == 4 for i in range(len(scores))]]),
    }
    return int(regime_by_name(code).compute(given)["base_year"][0])


@BOTH
@pytest.mark.parametrize(
    ("level", "mark", "floor"), [(GIOI, 80, 65), (KHA, 65, 50), (TB, 50, 35), (YEU, 35, 20)]
)
def test_each_level_begins_at_its_mark_and_its_floor(
    code: str, level: int, mark: int, floor: int
) -> None:
    assert base(code, [mark] * 10) == level
    assert base(code, [mark, mark] + [mark - 1] * 8) == level - 1
    high = mark + 15
    assert base(code, [high] * 9 + [floor]) == level
    assert base(code, [high] * 9 + [floor - 1]) < level


@BOTH
@pytest.mark.parametrize(("level", "mark"), [(GIOI, 80), (KHA, 65), (TB, 50)])
def test_one_key_subject_and_the_specialised_one_must_reach_the_mark(
    code: str, level: int, mark: int
) -> None:
    high = mark + 10
    assert base(code, [mark - 1, mark] + [high] * 8) == level
    assert base(code, [mark - 1, mark - 1] + [high] * 8) == level - 1
    assert base(code, [high] * 4 + [mark] + [high] * 5) == level
    assert base(code, [high] * 4 + [mark - 1] + [high] * 5) == level - 1
    assert base(code, [high] * 10, passed=False) == YEU


@BOTH
def test_the_mean_of_a_single_subject_is_that_subject(code: str) -> None:
    given = {"average_year": np.array([[75, -2, -2]])}
    assert regime_by_name(code).compute(given)["gpa_year"].tolist() == [75]


@BOTH
def test_periods_of_a_year_have_an_upper_bound(code: str) -> None:
    regime = regime_by_name(code)
    assert regime.tx_count(10_000) == 4
    with pytest.raises(BadInput, match="10000"):
        regime.tx_count(10_001)


@BOTH
def test_conduct_of_the_year_is_the_second_terms_even_after_a_first_one_of_yeu(code: str) -> None:
    terms = np.array([[0, 3], [3, 0], [-1, 3], [3, -1]])
    regime = regime_by_name(code)
    given = {"conduct_1": terms[:, 0], "conduct_2": terms[:, 1]}
    assert regime.compute(given)["conduct_year"].tolist() == [3, 0, -1, -1]
    by_head = regime.compute({**given, "conduct_decided": np.array([0, -1, 2, -1])})
    assert by_head["conduct_year"].tolist() == [0, 0, 2, -1]


@BOTH
def test_subjects_below_five_may_be_tested_again(code: str) -> None:
    given = {
        "average_year": np.array([[49, 50, 34, *[60] * 6, -2]] * 2),
        "promotion": np.array([2, 3]),
        "comment_year": np.array([[0, 1], [0, 1]]),
    }
    found = regime_by_name(code).compute(given)
    assert found["retest"].tolist() == [[True, False, True] + [False] * 7, [False] * 10]
    assert found["comment_retest"].tolist() == [[True, False], [False, False]]


def test_the_amendment_gives_as_many_regular_marks_as_tt22() -> None:
    amended = regime_by_name("TT58+TT26")
    assert [amended.tx_count(n) for n in (0, 35, 36, 70, 71)] == [2, 2, 3, 3, 4]


def test_a_book_of_2011_numbers_its_tests_and_has_no_topics() -> None:
    cells = TT58.slots(8, "TOAN", "score", 140)["1"]
    labels = [cell.label for cell in cells]
    assert labels == ["KTtx 1", "KTtx 2", "KTtx 3", "KTtx 4", "KTđk 1", "KTđk 2", "KThk"]
    assert TT58.tx_count(140, topics=True) == TT58.tx_count(140) == 4
    assert [TT58.tx_count(periods) for periods in (35, 36, 104, 105)] == [2, 3, 3, 4]


def test_each_pupil_may_have_other_key_subjects() -> None:
    """Ngoại ngữ of the one is another column than of the other (Điều 13)."""
    given = {
        "average_year": np.array([[80, 70, 70, 95], [80, 70, 70, 95]]),
        "comment_year": np.ones((2, 1), dtype=np.int8),
        "key": np.array([[True, True, False, False], [False, True, True, False]]),
    }
    assert TT58.compute(given)["base_year"].tolist() == [3, 3]
    given["average_year"] = np.array([[85, 70, 70, 95], [85, 70, 70, 95]])
    assert TT58.compute(given)["base_year"].tolist() == [4, 3]
    one = {**given, "key": np.array([[True, True, False, False]])}
    assert TT58.compute(one)["base_year"].tolist() == [4, 4]


def test_a_subject_of_nought_can_be_the_one_to_blame_under_the_text_of_2011() -> None:
    given = {
        "average_year": np.array([[0, *[90] * 9]]),
        "comment_year": np.ones((1, 2), dtype=np.int8),
        "key": np.array([[False] * 7 + [True] * 3]),
    }
    assert TT58.compute(given)["learning_year"].tolist() == [1]
    left = regime_by_name(TT58.code, {"tt58_G_to_Kem": "none"}).compute(given)
    assert left["learning_year"].tolist() == [0]
    again = TT58.compute({**given, "average_again": np.array([[34, *[-1] * 9]])})
    assert again["gpa_after"].tolist() == [84] and again["learning_after"].tolist() == [2]


@pytest.mark.parametrize(
    ("tx", "dk", "result"),
    [([0, 1], [1, 1], 1), ([0, 0, 0], [1, 1], 0), ([1, 1], [0, 0], 0), ([1, 1], [1, -1], -1)],
)
def test_tests_of_both_kinds_count_once_among_the_two_thirds(
    tx: list[int], dk: list[int], result: int
) -> None:
    found = TT58.compute(
        {
            "comment_tx_1": np.array([[tx]]),
            "comment_tx_expected_1": np.array([[len(tx)]]),
            "comment_dk_1": np.array([[dk]]),
            "comment_dk_expected_1": np.array([[len(dk)]]),
            "comment_ck_1": np.array([[1]]),
        }
    )
    assert found["comment_1"].tolist() == [[result]]


def test_the_year_of_a_comment_subject_in_2011_is_the_other_term_when_exempt_in_one() -> None:
    pairs = np.array(
        [[-1, 1], [1, -1], [EXEMPT, 1], [1, EXEMPT], [EXEMPT, EXEMPT], [-5, -5], [1, 0], [0, 1]]
    )
    given = {"comment_1": pairs[:, :1], "comment_2": pairs[:, 1:]}
    year = TT58.compute(given)["comment_year"][:, 0].tolist()
    assert year == [-1, -1, 1, 1, EXEMPT, -5, 0, 1]
