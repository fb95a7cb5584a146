""" "Còn thiếu gì để …?": the smallest ways to a level, against brute force and the naive witness."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocba.rules import MISSING, NEEDS_DECISION, BadInput, regime_by_name
from hocba.rules.lift import MOST_WAYS, Goal, Need, Outlook, Way, outlook, way_words
from tests.rules.often import often
from tests.rules.witness import level as witness_level

TT22, TT27, TT58 = (regime_by_name(code) for code in ("TT22", "TT27", "TT58"))
CODES = np.array(["NV", "TOAN", "NN1", "GDCD", "LSDL", "KHTN", "CN", "TIN"])
NOTED = np.array(["GDTC", "NT", "GDDP", "HDTNHN"])
LETTERS = ("CĐ", "Đ", "K", "T")
near = st.sampled_from([20, 33, 34, 35, 48, 49, 50, 64, 65, 66, 78, 79, 80, 81, 95])


def year(scores: list[int], comments: list[int] | None = None) -> dict[str, Any]:
    noted = [1] * 4 if comments is None else comments
    return {
        "subjects": CODES[: len(scores)],
        "comment_subjects": NOTED[: len(noted)],
        "average_year": np.array([scores]),
        "comment_year": np.array([noted], dtype=np.int8).reshape(1, len(noted)),
    }


def learning(scores: list[int], comments: list[int] | None = None) -> Outlook:
    return outlook(TT22, "learning_year", year(scores, comments), 0)


def said(goal: Goal) -> list[str]:
    return [way_words(TT22, way) for way in goal.ways]


def test_one_short_of_six_names_each_subject_that_could_be_the_sixth() -> None:
    [goal] = learning([80, 80, 80, 80, 80, 79, 70, 66]).goals
    assert goal.level == 3
    assert said(goal) == [
        "Khoa học tự nhiên từ 7,9 lên 8,0",
        "Công nghệ từ 7,0 lên 8,0",
        "Tin học từ 6,6 lên 8,0",
    ]


def test_the_smallest_rise_stands_first_wherever_the_subject_stands() -> None:
    [goal] = learning([80, 80, 80, 80, 80, 66, 70, 79]).goals
    assert said(goal) == [
        "Tin học từ 7,9 lên 8,0",
        "Công nghệ từ 7,0 lên 8,0",
        "Khoa học tự nhiên từ 6,6 lên 8,0",
    ]


def test_what_is_still_to_come_is_called_by_its_name_or_counted() -> None:
    need = Need("average_1", "NV", "Ngữ văn", 40, 65, True, ("ck",), 44)
    assert way_words(TT22, (need,)) == "Ngữ văn từ 6,5 (bài cuối kì từ 4,4 trở lên)"
    two = replace(need, missing=("gk", "ck"))
    assert way_words(TT22, (two,)) == "Ngữ văn từ 6,5 (2 điểm còn lại, mỗi điểm từ 4,4 trở lên)"
    assert way_words(TT22, (replace(need, mark=None),)) == "Ngữ văn từ 6,5 trở lên"
    assert way_words(TT22, (replace(need, missing=()),)) == "Ngữ văn từ 6,5 trở lên"


def test_the_one_subject_adjustment_makes_a_smaller_change_enough() -> None:
    """With seven good subjects Tin học 3,4 gives Đạt; 3,5 already gives Khá (Điều 9 khoản 3)."""
    found = learning([85, 85, 85, 85, 85, 85, 85, 34])
    assert (found.now, [said(goal) for goal in found.goals]) == (1, [["Tin học từ 3,4 lên 3,5"]])


def test_a_comment_subject_counts_as_a_change_like_any_other() -> None:
    found = learning([85] * 8, [0, 1, 1, 1])
    assert (found.now, said(found.goals[0])) == (2, ["Giáo dục thể chất từ Chưa đạt lên Đạt"])


def test_an_exempt_subject_is_never_proposed() -> None:
    found = learning([85, 85, 85, 85, 85, 79, -2, 70], [1, -2, 1, 1])
    assert all(need.code not in ("CN", "NT") for way in found.goals[0].ways for need in way)
    assert said(found.goals[0])[0] == "Khoa học tự nhiên từ 7,9 lên 8,0"


def test_nothing_is_proposed_at_the_top_or_where_a_person_decides() -> None:
    assert learning([90] * 8).goals == ()
    few = learning([90] * 5)
    assert (few.now, few.goals) == (NEEDS_DECISION, ())


def test_many_equal_ways_are_counted_and_the_smallest_rises_shown() -> None:
    [goal] = learning([60] * 8).goals
    assert len(goal.ways) == MOST_WAYS and goal.more == 28 - MOST_WAYS
    assert all(len(way) == 6 and {need.to for need in way} == {65} for way in goal.ways)


def term(**changed: Any) -> dict[str, Any]:
    marks = {
        "tx": np.full((1, 8, 2), 80, dtype=np.int16),
        "gk": np.full((1, 8), 80, dtype=np.int16),
        "ck": np.full((1, 8), 80, dtype=np.int16),
    }
    for slot, values in changed.items():
        for subject, value in values.items():
            marks[slot][0, subject] = value
    return {
        "subjects": CODES,
        "comment_subjects": NOTED,
        "tx_expected": np.full(8, 2),
        **{f"{slot}_1": array for slot, array in marks.items()},
        "comment_1": np.ones((1, 4), dtype=np.int8),
    }


def test_the_mark_needed_in_the_last_test_is_told() -> None:
    given_term = term(ck={0: MISSING, 6: 20, 7: 20})
    found = outlook(TT22, "learning_1", given_term, 0)
    assert (found.now, found.open) == (MISSING, True)
    needs = [(goal.level, way) for goal in found.goals for way in goal.ways]
    assert [(level, way[0].missing) for level, way in needs] == [(2, ("ck",))]
    # (8 + 8 + 2 × 8 + 3 × 4,4) : 7 = 6,457…, rounded 6,5; with 4,3 it is 6,4
    assert way_words(TT22, needs[0][1]) == "Ngữ văn từ 6,5 (bài cuối kì từ 4,4 trở lên)"


def test_what_the_marks_to_come_can_no_longer_reach_is_not_proposed() -> None:
    given_term = term(ck={0: MISSING}, tx={0: 0}, gk={0: 0})
    found = outlook(TT22, "learning_1", given_term, 0)
    assert [goal.level for goal in found.goals] == [2], "4,3 at most in Ngữ văn: Khá by khoản 3"
    assert found.sure == 1


def test_a_subject_of_which_nothing_is_entered_yet_can_still_move() -> None:
    scores = [85] * 7 + [MISSING]
    found = learning(scores)
    assert (found.now, found.sure) == (MISSING, 1)
    assert [said(goal) for goal in found.goals] == [
        ["Tin học từ 3,5 trở lên"],
        ["Tin học từ 6,5 trở lên"],
    ]


def test_a_column_that_is_no_level_is_refused() -> None:
    for column in ("average_year", "adjusted_year", "nope"):
        with pytest.raises(BadInput):
            outlook(TT22, column, year([80] * 8), 0)


def of_witness(scores: list[int], comments: list[int]) -> int:
    marks: list[Any] = [Decimal(s) / 10 for s in scores]
    found, _ = witness_level(marks, ["CĐ" if c == 0 else "Đ" for c in comments])
    return LETTERS.index(found)


def applied(scores: list[int], comments: list[int], way: Way) -> tuple[list[int], list[int]]:
    new_scores, new_comments = [*scores], [*comments]
    for need in way:
        if need.column == "average_year":
            new_scores[list(CODES).index(need.code)] = need.to
        else:
            new_comments[list(NOTED).index(need.code)] = need.to
    return new_scores, new_comments


def smaller(need: Need) -> Need:
    return Need(need.column, need.code, need.name, need.now, need.to - 1)


@often(40)
@given(st.lists(near, min_size=6, max_size=8), st.lists(st.integers(0, 1), max_size=2))
def test_every_way_reaches_the_next_level_and_nothing_smaller_does(
    scores: list[int], comments: list[int]
) -> None:
    """By the witness: the smallest number of changes, none to leave out, none to make smaller."""
    now = of_witness(scores, comments)
    found = learning(scores, comments)
    assert (found.now, found.open) == (now, False)
    assert [goal.level for goal in found.goals] == ([now + 1] if now < 3 else [])
    for goal in found.goals:
        size, sets = brute(scores, comments, goal.level)
        shown = {frozenset(need.code for need in way) for way in goal.ways}
        assert shown <= sets and (goal.more or shown == sets)
        for way in goal.ways:
            assert len(way) == size
            assert of_witness(*applied(scores, comments, way)) >= goal.level
            for at, need in enumerate(way):
                less = (*way[:at], smaller(need), *way[at + 1 :])
                assert of_witness(*applied(scores, comments, less)) < goal.level


def brute(scores: list[int], comments: list[int], level: int) -> tuple[int, set[frozenset[str]]]:
    """The smallest number of changes and every set of that size, by trying all of them."""
    codes = [*CODES[: len(scores)], *NOTED[: len(comments)]]
    best = [[s, 100] if s < 100 else [s] for s in scores] + [
        [c, 1] if c == 0 else [c] for c in comments
    ]
    can = [i for i, values in enumerate(best) if len(values) > 1]
    for size in range(len(can) + 1):
        sets = set()
        for chosen in combinations(can, size):
            values = [best[i][-1] if i in chosen else best[i][0] for i in range(len(best))]
            if of_witness(values[: len(scores)], values[len(scores) :]) >= level:
                sets.add(frozenset(str(codes[i]) for i in chosen))
        if sets:
            return size, sets
    raise AssertionError("not reachable")


slots = st.lists(
    st.tuples(*[st.one_of(near, st.just(MISSING))] * 4), min_size=6, max_size=6
)  # tx1, tx2, gk, ck of each subject


def arrays(marks: list[tuple[int, ...]]) -> dict[str, Any]:
    table = np.array(marks, dtype=np.int16)
    return {
        "subjects": CODES[: len(marks)],
        "tx_expected": np.full(len(marks), 2),
        "tx_1": table[None, :, :2],
        "gk_1": table[None, :, 2],
        "ck_1": table[None, :, 3],
        "comment_1": np.zeros((1, 0), dtype=np.int8),
    }


def with_missing(marks: list[tuple[int, ...]], needs: dict[str, int]) -> int:
    """The level when each missing mark is what its subject needs, 0 where it needs nothing."""
    filled = [
        tuple(needs.get(str(code), 0) if m == MISSING else m for m in row)
        for code, row in zip(CODES, marks, strict=False)
    ]
    return int(TT22.compute(arrays(filled))["learning_1"][0])


@often(30)
@given(slots)
def test_the_marks_told_for_what_is_still_to_come_are_enough_and_none_is_too_high(
    marks: list[tuple[int, ...]],
) -> None:
    found = outlook(TT22, "learning_1", arrays(marks), 0)
    best = with_missing(marks, dict.fromkeys(map(str, CODES), 100))
    assert found.sure == with_missing(marks, {})
    assert [goal.level for goal in found.goals] == (
        list(range(found.sure + 1, best + 1)) if found.open else [best + 1] if best < 3 else []
    )
    for goal in found.goals if found.open else ():
        for way in goal.ways:
            needs = {need.code: need.mark or 0 for need in way}
            assert with_missing(marks, needs) >= goal.level
            for code, mark in needs.items():
                assert mark > 0 and with_missing(marks, {**needs, code: mark - 1}) < goal.level


children = st.tuples(
    st.lists(st.integers(0, 2), min_size=4, max_size=4),
    st.lists(st.sampled_from([30, 40, 50, 60, 70, 80, 90, 100]), min_size=2, max_size=2),
    st.lists(st.integers(1, 2), min_size=15, max_size=15),
)


@often(30)
@given(children)
def test_ways_of_primary_school_reach_the_next_overall_level_and_nothing_smaller_does(
    child: tuple[list[int], list[int], list[int]],
) -> None:
    subjects, tests, traits = child
    given_year: dict[str, Any] = {
        "subjects": np.array(["TV", "TOAN", "DD", "AN"]),
        "muc_ck_2": np.array([subjects], dtype=np.int8),
        "kt_ck_2": np.array([[*tests, -1, -1]]),
        "kt_expected_ck_2": np.array([[True, True, False, False]]),
        "quality_ck_2": np.array([traits[:5]], dtype=np.int8),
        "competency_ck_2": np.array([traits[5:]], dtype=np.int8),
    }
    found = outlook(TT27, "overall", given_year, 0)
    assert not found.open
    for goal in found.goals:
        assert goal.level == found.now + 1 and len(goal.ways) == 1, "each condition is needed"
        changes = [(need.column, _index(need), need.to) for need in goal.ways[0]]
        steps = [10 if column == "kt_ck_2" else 1 for column, _, _ in changes]
        assert _overall(given_year, changes) >= goal.level
        for at, (column, index, to) in enumerate(changes):
            less = [*changes[:at], (column, index, to - steps[at]), *changes[at + 1 :]]
            assert _overall(given_year, less) < goal.level


def _index(need: Need) -> int:
    fields = {
        "quality_ck_2": [code for code, _ in TT27.qualities(4)],  # type: ignore[attr-defined]
        "competency_ck_2": [code for code, _ in TT27.competencies(4)],  # type: ignore[attr-defined]
    }
    return fields.get(need.column, ["TV", "TOAN", "DD", "AN"]).index(need.code)


def _overall(given_year: dict[str, Any], changes: list[tuple[str, int, int]]) -> int:
    arrays_of = {name: array.copy() for name, array in given_year.items()}
    for column, index, to in changes:
        arrays_of[column][0, index] = to
    return int(TT27.compute(arrays_of)["overall"][0])


@often(20)
@given(st.lists(near, min_size=6, max_size=6), st.lists(st.integers(0, 1), min_size=1, max_size=1))
def test_ways_of_the_older_circular_raise_the_average_of_all_subjects_no_more_than_needed(
    scores: list[int], comments: list[int]
) -> None:
    found = outlook(TT58, "learning_year", year(scores, comments), 0)
    for goal in found.goals:
        for way in goal.ways:
            assert _tt58(*applied(scores, comments, way)) >= goal.level
            for at, need in enumerate(way):
                less = (*way[:at], smaller(need), *way[at + 1 :])
                assert _tt58(*applied(scores, comments, less)) < goal.level


def _tt58(scores: list[int], comments: list[int]) -> int:
    return int(TT58.compute(year(scores, comments))["learning_year"][0])


def test_brute_force_agrees_that_fewer_changes_are_not_enough() -> None:
    """The brute force of this file is itself right: it finds the single change of a known case."""
    size, sets = brute([85] * 7 + [34], [1, 1], 2)
    assert (size, sets) == (1, {frozenset({"TIN"})})


def test_nothing_is_promised_while_a_mark_is_missing_and_the_subjects_are_too_few() -> None:
    found = learning([90, 90, 90, 90, MISSING])
    assert (found.now, found.sure, found.goals) == (MISSING, NEEDS_DECISION, ())


def test_a_comment_subject_without_a_result_yet_is_what_can_still_move() -> None:
    found = learning([85] * 8, [MISSING, 1, 1, 1])
    assert (found.now, found.open, found.sure) == (MISSING, True, 2)
    assert [said(goal) for goal in found.goals] == [["Giáo dục thể chất Đạt"]]


def test_a_level_that_only_a_ten_still_reaches_is_told() -> None:
    given_term = term(ck={0: MISSING, 6: 60, 7: 60}, tx={0: (60, 67)}, gk={0: 65})
    [*_, best] = outlook(TT22, "learning_1", given_term, 0).goals
    assert best.level == 3
    assert said(best) == ["Ngữ văn từ 8,0 (bài cuối kì từ 10,0 trở lên)"]


def test_a_subject_that_a_pupil_of_primary_school_is_exempt_from_is_never_proposed() -> None:
    given_year: dict[str, Any] = {
        "subjects": np.array(["TV", "TOAN", "DD", "AN"]),
        "muc_ck_2": np.array([[2, 2, 1, 0]]),
        "kt_ck_2": np.array([[90, 80, -1, -1]]),
        "kt_expected_ck_2": np.array([[True, True, False, False]]),
        "quality_ck_2": np.full((1, 5), 2),
        "competency_ck_2": np.full((1, 10), 2),
        "exempt": np.array([[False, False, False, True]]),
    }
    [goal] = outlook(TT27, "overall", given_year, 0).goals
    assert [[need.code for need in way] for way in goal.ways] == [["DD"]]


def test_ways_beyond_those_that_are_tried_are_counted_too() -> None:
    """Five of ten subjects have to rise: 252 ways."""
    many = {"average_year": np.array([[80] + [79] * 10]), "comment_year": np.array([[1]])}
    [goal] = outlook(TT22, "learning_year", many, 0).goals
    assert (goal.level, len(goal.ways), goal.more) == (3, MOST_WAYS, 252 - MOST_WAYS)
    [few] = learning([80, 80, 80, 80, 80, 79, 70, 66]).goals
    assert few.more == 0
