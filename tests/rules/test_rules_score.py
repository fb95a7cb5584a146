"""Typing and pasting marks: what is read, what is refused and what is suggested."""

from __future__ import annotations

import pytest

from hocba.rules import regime_by_name, regime_for
from hocba.rules.levels import COMMENT, LEARNING

TT22 = regime_by_name("TT22")
TT27 = regime_by_name("TT27")


@pytest.mark.parametrize(
    ("text", "tenths"),
    [("7,5", 75), ("7.5", 75), (" 8 ", 80), ("10", 100), ("10,0", 100), ("0", 0), ("7,50", 75)],
)
def test_a_mark_with_comma_or_point_is_the_same_mark(text: str, tenths: int) -> None:
    for typed in (False, True):
        assert TT22.parse_score(text, typed=typed).tenths == tenths


@pytest.mark.parametrize(("text", "tenths"), [("75", 75), ("99", 99), ("11", 11), ("05", 5)])
def test_two_typed_digits_mean_one_decimal(text: str, tenths: int) -> None:
    assert TT22.parse_score(text, typed=True).tenths == tenths


def test_a_pasted_zero_in_front_is_no_slip_and_one_behind_is() -> None:
    assert TT22.parse_score("05").tenths == 50
    refused = TT22.parse_score("50")
    assert (refused.error, refused.suggest) == ("OUT_OF_RANGE", 50)


def test_two_pasted_digits_are_refused_with_a_suggestion() -> None:
    refused = TT22.parse_score("75")
    assert (refused.tenths, refused.error, refused.suggest) == (None, "OUT_OF_RANGE", 75)
    assert "7,5?" in refused.message


@pytest.mark.parametrize(
    ("text", "error", "suggest"),
    [
        ("7,25", "ONE_DECIMAL_MAX", 73),
        ("7,24", "ONE_DECIMAL_MAX", 72),
        ("8,349999", "ONE_DECIMAL_MAX", 83),
        ("9,96", "ONE_DECIMAL_MAX", 100),
        ("10,04", "OUT_OF_RANGE", None),
        ("10,5", "OUT_OF_RANGE", None),
        ("100", "OUT_OF_RANGE", None),
        ("-1", "OUT_OF_RANGE", None),
        ("tám", "NOT_A_NUMBER", None),
        ("", "NOT_A_NUMBER", None),
        ("7,5,1", "NOT_A_NUMBER", None),
        ("1e1", "NOT_A_NUMBER", None),
        ("²", "NOT_A_NUMBER", None),
    ],
)
def test_a_refused_mark_says_why(text: str, error: str, suggest: int | None) -> None:
    refused = TT22.parse_score(text)
    assert (refused.ok, refused.error, refused.suggest) == (False, error, suggest)
    assert refused.message


@pytest.mark.parametrize(
    ("text", "tenths", "error"),
    [
        ("8", 80, None),
        ("10", 100, None),
        ("8,0", 80, None),
        ("8,5", None, "NO_DECIMAL"),
        ("75", None, "OUT_OF_RANGE"),
        ("11", None, "OUT_OF_RANGE"),
        ("-1", None, "OUT_OF_RANGE"),
        ("chín", None, "NOT_A_NUMBER"),
    ],
)
def test_primary_tests_take_whole_marks_without_shorthand(
    text: str, tenths: int | None, error: str | None
) -> None:
    for typed in (False, True):
        parsed = TT27.parse_score(text, typed=typed)
        assert (parsed.tenths, parsed.error) == (tenths, error)


def test_zero_at_primary_school_is_a_named_setting() -> None:
    assert TT27.parse_score("0").tenths == 0 and TT27.parse_score("0").warning
    strict = regime_by_name(TT27.code, {"primary_zero_score": "refuse"})
    assert strict.parse_score("0").error == "OUT_OF_RANGE"


@pytest.mark.parametrize(
    ("text", "value"), [("Đ", 1), ("d", 1), ("ĐẠT", 1), ("cđ", 0), ("Chưa đạt", 0), ("x", None)]
)
def test_levels_are_read_with_and_without_diacritics(text: str, value: int | None) -> None:
    assert COMMENT.parse(text) == value


def test_levels_have_codes_and_words_both_ways() -> None:
    assert [LEARNING.code(LEARNING.value(c)) for c in LEARNING.codes] == list(LEARNING.codes)
    assert (LEARNING.code(-1), LEARNING.word(-2), LEARNING.value(None)) == (None, "miễn", -1)


@pytest.mark.parametrize(("periods", "count"), [(35, 2), (36, 3), (70, 3), (71, 4), (140, 4)])
def test_a_book_has_as_many_regular_columns_as_the_periods_ask(periods: int, count: int) -> None:
    terms = regime_for("lower_secondary", 8, 2025).slots(8, "TOAN", "score", periods)
    regular = [f"tx{i + 1}" for i in range(count)]
    for slots in terms.values():
        assert [s.code for s in slots] == [*regular, "gk", "ck"]
        assert (slots[0].array, slots[0].index) == ("tx", 0)


def test_a_comment_subject_has_two_regular_columns() -> None:
    slots = TT22.slots(6, "GDTC", TT22.subject_kind("GDTC"), 70)["2"]
    assert [s.code for s in slots] == ["tx1", "tx2", "gk", "ck"]
    assert slots[0].array == "comment_tx" and slots[0].unit is COMMENT


def test_a_topic_score_is_one_more_column_unless_the_setting_says_within() -> None:
    codes = [s.code for s in TT22.slots(10, "VL", "score", 70, topics=True)["1"]]
    assert codes == ["tx1", "tx2", "tx3", "cd", "gk", "ck"]
    within = regime_by_name(TT22.code, {"topic_score_position": "within"})
    codes = [s.code for s in within.slots(10, "VL", "score", 70, topics=True)["1"]]
    assert codes == ["tx1", "tx2", "cd", "gk", "ck"]


@pytest.mark.parametrize(
    ("grade", "subject", "codes_1", "codes_2"),
    [
        (1, "TV", "muc_gk muc_ck kt_ck", "muc_gk muc_ck kt_ck"),
        (4, "TOAN", "muc_gk kt_gk muc_ck kt_ck", "muc_gk kt_gk muc_ck kt_ck"),
        (4, "KH", "muc_gk muc_ck kt_ck", "muc_gk muc_ck kt_ck"),
        (2, "NN1", "muc_gk muc_ck", "muc_gk muc_ck"),
        (5, "AN", "muc_gk muc_ck", "muc_gk muc_ck"),
    ],
)
def test_a_primary_book_has_test_columns_only_where_the_circular_has_tests(
    grade: int, subject: str, codes_1: str, codes_2: str
) -> None:
    terms = TT27.slots(grade, subject, "level", 0)
    assert " ".join(s.code for s in terms["1"]) == codes_1
    assert " ".join(s.code for s in terms["2"]) == codes_2
    assert all(s.whole for s in terms["1"] if s.kind == "test")


def test_lower_grades_have_no_technology_or_computing_competency() -> None:
    from hocba.rules.tt27_2020 import TT27 as Primary

    regime = Primary()
    assert [len(regime.competencies(g)) for g in range(1, 6)] == [8, 8, 10, 10, 10]
    assert len(regime.trait_slots(1)["quality"]) == 5
    one = Primary(settings={"primary_it_tech_scores": "one"})
    assert "CN" in regime.test_subjects(3, "ck_2") and "CN" not in one.test_subjects(3, "ck_2")
