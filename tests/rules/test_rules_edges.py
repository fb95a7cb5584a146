"""Edges of the arithmetic, the tables and the choice of circular that mutants found untried."""

from decimal import Decimal

import numpy as np
import pytest

from hocba.rules import (
    BadInput,
    NoRegime,
    regime_for,
)
from hocba.rules.exact import SD_ZERO, half_up_by_subject, show_sd, to_tenths
from hocba.rules.secondary.decisions import (
    open_results,
)
from hocba.rules.verdict import Band, Bands, Bound, Grid, Verdict
from hocba.rules.which import pack_for


def test_a_school_year_without_circular_is_named_by_both_its_years() -> None:
    with pytest.raises(NoRegime, match="1990–1991"):
        pack_for("lower_secondary", 6, 1990)


def test_a_refusal_names_the_place_when_there_is_one() -> None:
    assert (
        str(BadInput("gk_1", "ngoài phạm vi", (3, 2))) == "“gk_1” tại vị trí (3, 2): ngoài phạm vi"
    )
    assert str(BadInput("gk_1", "ngoài phạm vi")) == "“gk_1”: ngoài phạm vi"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (Decimal("NaN"), "WRONG_TYPE"),
        (Decimal("Infinity"), "WRONG_TYPE"),
        (True, "WRONG_TYPE"),
        ("tám", "WRONG_TYPE"),
        ("10.1", "OUT_OF_RANGE"),
        ("-0.1", "OUT_OF_RANGE"),
        ("8.25", "OUT_OF_RANGE"),
    ],
)
def test_what_is_no_mark_is_refused_by_name(value: Decimal | str | bool, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        to_tenths(value)
    assert refused.value.code == code


def test_marks_from_zero_to_ten_are_whole_tenths() -> None:
    assert [to_tenths(mark) for mark in (0, "0.1", Decimal("8.4"), 10)] == [0, 1, 84, 100]


def test_a_z_score_of_nothing_has_no_sign() -> None:
    assert [show_sd(SD_ZERO + n) for n in (-204, -1, 0, 5)] == ["−2,04", "−0,01", "0,00", "0,05"]


def test_two_pupils_with_different_numbers_of_marks_have_each_their_own_divisor() -> None:
    totals = np.array([[400], [400]], dtype=np.int16)
    assert half_up_by_subject(totals, np.array([[5], [8]])).tolist() == [[80], [50]]
    assert half_up_by_subject(totals, np.array([[8]])).tolist() == [[50], [50]]


def test_a_table_of_two_levels_has_two_axes() -> None:
    with pytest.raises(ValueError, match="rows"):
        Grid((0, 1, 2))  # type: ignore[arg-type]


def test_a_text_the_program_lacks_is_named_with_both_years() -> None:
    with pytest.raises(NoRegime, match="Lớp 3 năm học 2010–2011 theo Thông tư 30/2014"):
        regime_for("primary", 3, 2010)
    with pytest.raises(NoRegime, match="năm học 2025–2026 học chương trình GDPT2018"):
        regime_for("primary", 3, 2025, programme="GDPT2006")


def test_a_blocked_pupil_changes_nothing_for_the_others() -> None:
    status = np.array([-1, 3, 3], dtype=np.int8)
    assert open_results(np.array([3, 3, 1], dtype=np.int8), status).tolist() == [-1, 3, 1]
    grid = Grid(((0, 1), (2, 3)))
    rows, columns = np.array([0, 0, 1, -1], dtype=np.int8), np.array([0, 1, 0, 0], dtype=np.int8)
    assert grid.decide(rows, columns).tolist() == [0, 1, 2, -1]
    assert grid.decide(columns, rows).tolist() == [0, 2, 1, -1]


def test_every_row_of_a_table_speaks_of_every_fact() -> None:
    with pytest.raises(ValueError, match="zip"):
        Verdict([((True, None), 1), ((False,), 0)])
    with pytest.raises(ValueError, match="2 rows"):
        Verdict([((True,), 1), ((None,), 0)])
    assert Verdict([((True,), 1), ((False,), 0)]).decide(np.array([True, False])).tolist() == [1, 0]


def test_only_the_last_band_may_be_the_rest() -> None:
    with pytest.raises(ValueError, match="the rest"):
        Bands(Band(2, ()), Band(1, (Bound("a", 1),)), Band(0, ()))
    with pytest.raises(ValueError, match="best level down"):
        Bands(Band(1, (Bound("a", 2),)), Band(1, (Bound("a", 1),)), Band(0, ()))


@pytest.mark.parametrize(
    ("level", "lowest", "highest"),
    [
        ("kindergarten", 0, 5),
        ("primary", 1, 5),
        ("lower_secondary", 6, 9),
        ("upper_secondary", 10, 12),
        ("gdtx_lower", 6, 9),
        ("gdtx_upper", 10, 12),
    ],
)
def test_each_level_has_its_grades(level: str, lowest: int, highest: int) -> None:
    for grade in (lowest, highest):
        assert pack_for(level, grade, 2025).covers(level, grade, 2025)
    for grade in (lowest - 1, highest + 1):
        with pytest.raises(NoRegime, match="không thuộc cấp học"):
            pack_for(level, grade, 2025)
