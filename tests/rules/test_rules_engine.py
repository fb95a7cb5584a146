"""The engine beneath the circulars: places and widths, the tree of reasons, blocks of pupils."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hocba.rules import BadInput, regime_by_name
from hocba.rules.ask import answer
from hocba.rules.regime import BLOCK, Slot
from hocba.rules.view import show
from hocba.rules.why import Why

TT22 = regime_by_name("TT22")


def two_subjects(**changed: Any) -> dict[str, Any]:
    """Toán with two regular marks, Ngữ văn with one, of one pupil and term."""
    given = {
        "subjects": np.array(["TOAN", "NV"]),
        "tx_1": np.array([[[80, 70], [60, -1]]]),
        "tx_expected_1": np.array([[2, 1]]),
        "gk_1": np.array([[80, 70]]),
        "ck_1": np.array([[80, 70]]),
        "comment_1": np.array([[1]]),
    }
    return given | {name: np.array([values]) for name, values in changed.items()}


def lines(why: Why) -> list[tuple[str, str, str | None]]:
    return [(node.name, node.sentence, node.subject) for node in why.walk()]


def test_the_reasons_of_an_average_are_its_own_marks_and_only_those() -> None:
    why = TT22.explain("average_1", two_subjects(), 0, 1)
    assert lines(why)[1:] == [
        ("tx_1[1]", "ĐĐGtx 1 học kì I: 6,0.", None),
        ("gk_1", "ĐĐGgk học kì I, Ngữ văn: 7,0.", "NV"),
        ("ck_1", "ĐĐGck học kì I, Ngữ văn: 7,0.", "NV"),
    ]
    assert why.settings == (
        (
            "Thiếu ĐĐGtx (việc ghi 0 khi không đánh giá bù chỉ nói bài giữa kì, cuối kì) thì thế nào?",
            "chưa đủ dữ liệu cho đến khi có điểm bù hoặc quyết định ghi 0",
        ),
    )


def test_a_mark_by_decision_says_so_and_its_neighbour_does_not() -> None:
    given = two_subjects(
        tx_1=[[80, 0], [60, -1]],
        tx_by_decision_1=[[False, True], [False, False]],
        gk_1=[0, 70],
        gk_by_decision_1=[True, False],
    )
    by_decision = [
        sentence
        for subject in (0, 1)
        for _, sentence, _ in lines(TT22.explain("average_1", given, 0, subject))
        if "theo quyết định" in sentence
    ]
    assert by_decision == [
        "ĐĐGtx 2 học kì I: 0,0 theo quyết định (không đánh giá bù).",
        "ĐĐGgk học kì I, Toán: 0,0 theo quyết định (không đánh giá bù).",
    ]
    asked = answer(
        {
            "regulation": "TT22",
            "grade": 8,
            "input": {
                "kind": "subject_semester_average",
                **{"tx": [8, 8], "gk": None, "ck": 8, "absence_resolution": {"gk": "no_makeup"}},
            },
            "why": True,
        }
    )
    assert "0,0 theo quyết định" in asked["why"][0]["inputs"][2]["sentence"]


@pytest.mark.parametrize(
    ("changed", "subject", "value"),
    [
        ({"exempt_1": [True, False]}, 0, "miễn"),
        ({"exempt_1": [True, False]}, 1, "7,0"),
        ({"by_plan_1": [True, False]}, 0, "theo kế hoạch cá nhân"),
        ({"gk_1": [80, -1]}, 1, "chưa có"),
    ],
)
def test_a_given_mark_is_shown_as_it_counts(
    changed: dict[str, Any], subject: int, value: str
) -> None:
    why = TT22.explain("gk_1", two_subjects(**changed), 0, subject)
    assert (why.value, why.inputs, why.clause) == (value, (), None)
    assert why.sentence == f"{why.label}: {value}."


def depth(why: Why) -> int:
    return 1 + max(map(depth, why.inputs), default=0)


def test_the_tree_is_as_deep_as_asked_and_four_deep_unasked() -> None:
    for levels in (1, 2, 3, 4, 5):
        assert depth(TT22.explain("learning_1", two_subjects(), 0, depth=levels)) == levels
    assert depth(TT22.explain("learning_1", two_subjects(), 0, depth=6)) == 5
    assert depth(TT22.explain("learning_1", two_subjects(), 0)) == 4


def test_the_one_subject_is_named_and_its_reason_is_the_level_it_is_about() -> None:
    given = {
        "subjects": np.array(["NV", "TOAN", "NN1", "LSDL", "KHTN", "GDCD", "CN"]),
        "comment_subjects": np.array(["GDTC"]),
        "average_year": np.array([[30, *[85] * 6], [85] * 7, [85] * 7]),
        "comment_year": np.array([[1], [0], [1]]),
    }
    whys = [TT22.explain("culprit_year", given, row) for row in range(3)]
    assert [why.value for why in whys] == ["Ngữ văn", "Giáo dục thể chất", "không có"]
    assert [[node.name for node in why.inputs] for why in whys] == [["base_year"]] * 3
    adjusted = [TT22.explain("adjusted_year", given, row).value for row in range(3)]
    assert adjusted == ["có", "có", "không"]
    assert [show("index", at, ["a", "b"]) for at in (-1, 0, 1, 2)] == [
        "không có",
        "a",
        "b",
        "không có",
    ]


def test_a_column_that_was_handed_in_has_no_reason_below_it() -> None:
    why = TT22.explain("average_1", {"average_1": np.array([[80, -1]])}, 0, 1)
    assert (why.label, why.subject) == ("ĐTBmhk học kì I, mon2", "mon2")
    assert (why.sentence, why.inputs) == ("ĐTBmhk học kì I, mon2: chưa có.", ())
    assert TT22.missing("average_1", {"average_1": np.array([[80, -1]])}, 0, 1) == []


@pytest.mark.parametrize(("row", "subject"), [(-1, 0), (2, 0), (0, -1), (0, 2)])
def test_a_pupil_or_subject_that_is_not_there_is_refused(row: int, subject: int) -> None:
    given = {"average_year": np.array([[80, 70], [60, 50]])}
    assert TT22.explain("average_year", given, 1, 1).raw == 50
    with pytest.raises(BadInput) as refused:
        TT22.explain("average_year", given, row, subject)
    assert refused.value.code == "OUT_OF_RANGE"


def test_without_a_pupil_in_the_arrays_there_is_one() -> None:
    masks = {"exempt": np.array([[True]]), "average_year": np.array([[80]])}
    assert TT22.explain("average_year", masks, 0, 0).raw == 80
    with pytest.raises(BadInput, match="không có học sinh này"):
        TT22.explain("average_year", {"exempt": np.array([[True]])}, 1, 0)
    assert TT22.compute({"conduct_year": 3, "learning_year": 3, "absences": 0})["promotion"] == 3
    with pytest.raises(ValueError, match="read-only"):
        TT22.rulebook.defaults["exempt_1"][:] = True


def test_a_column_is_asked_about_with_a_subject_exactly_when_it_has_subjects() -> None:
    given = {"average_year": np.array([[80] * 7]), "comment_year": np.array([[1]])}
    with pytest.raises(BadInput, match="cần chỉ rõ môn học"):
        TT22.explain("average_year", given, 0)
    with pytest.raises(BadInput, match="không theo môn"):
        TT22.explain("learning_year", given, 0, 0)
    with pytest.raises(BadInput, match="chưa có đủ dữ liệu"):
        TT22.explain("promotion", given, 0)
    with pytest.raises(BadInput, match="không có môn học nào"):
        TT22.explain("average_year", {"average_year": np.empty((1, 0), dtype=np.int16)}, 0, 0)


@pytest.mark.parametrize(
    ("column", "low", "high"),
    [("average_1", -6, 100), ("base_1", -6, 3), ("adjusted_1", 0, 1), ("comment_1", -6, 1)],
)
def test_a_derived_column_may_be_handed_in_between_its_statuses_and_its_best(
    column: str, low: int, high: int
) -> None:
    axes = TT22.rulebook.columns[column].axes

    def taken(value: int) -> bool:
        try:
            TT22.arrays({column: np.full((1,) * len(axes), value)})
        except BadInput as refused:
            assert refused.code == "OUT_OF_RANGE" and refused.place == (0,) * len(axes)
            return False
        return True

    assert (taken(low), taken(high), taken(high + 1)) == (True, True, False)
    assert taken(-7) is False


def test_a_count_is_at_most_what_its_integer_holds() -> None:
    kindergarten = regime_by_name("MN")
    assert kindergarten.arrays({"goals_reached": [2**15 - 1]})[1] == 1
    with pytest.raises(BadInput) as refused:
        kindergarten.arrays({"goals_reached": [2**15]})
    assert refused.value.code == "OUT_OF_RANGE"


def test_pupils_of_many_blocks_are_those_of_each_alone() -> None:
    scores = np.full((2 * BLOCK + 1, 7), 80)
    scores[BLOCK - 1], scores[BLOCK], scores[-1] = 34, 50, 65
    given = {"average_year": scores, "comment_year": np.ones((len(scores), 1), dtype=np.int8)}
    levels = TT22.compute(given)["base_year"]
    assert len(levels) == len(scores)
    assert {int(i): int(levels[i]) for i in np.flatnonzero(levels != 3)} == {
        BLOCK - 1: 0,
        BLOCK: 1,
        2 * BLOCK: 2,
    }


def test_the_input_of_a_decision_is_named_where_a_head_may_decide() -> None:
    columns = ("learning_year", "average_year", "promotion", "base_year", "nope")
    assert [TT22.decided_by(column) for column in columns] == [
        *("learning_decided_year", "average_decided", "promotion_decided", "", "")
    ]


def test_a_result_is_stamped_with_code_and_edition() -> None:
    for code in ("TT22", "TT58+TT26", "MN"):
        assert regime_by_name(code).stamp == f"{code}-1"


def test_a_cell_is_asked_for_and_takes_decimals_unless_it_says_otherwise() -> None:
    slot = Slot("gk", "ĐĐGgk", "midterm", "gk", None, "tenths")
    assert (slot.whole, slot.asked) == (False, True)
    cells = regime_by_name("TT30").slots(4, "TOAN")["2"]
    assert {cell.code: (cell.whole, cell.asked) for cell in cells} == {
        **dict.fromkeys(("muc_gk", "muc_ck"), (False, True)),
        **dict.fromkeys(("kt_gk", "kt_ck"), (True, False)),
    }


def test_names_of_subjects_are_as_many_as_the_subjects() -> None:
    scores = {"average_year": np.array([[80, 70]])}
    named = {
        **scores,
        "subjects": np.array(["TOAN", "X"]),
        "subject_names": np.array(["T", "Môn X"]),
    }
    assert TT22.explain("average_year", named, 0, 1).label.endswith("Môn X")
    for wrong in (
        {"subjects": np.array(["TOAN"])},
        {"subjects": np.array(["TOAN", "X"]), "subject_names": np.array(["T"])},
    ):
        with pytest.raises(BadInput) as refused:
            TT22.explain("average_year", {**scores, **wrong}, 0, 1)
        assert refused.value.code == "WRONG_SHAPE"
    with pytest.raises(BadInput) as refused:
        TT22.compute({**scores, "subjects": np.array([["TOAN", "X"]])})
    assert (refused.value.column, refused.value.code) == ("subjects", "WRONG_SHAPE")
