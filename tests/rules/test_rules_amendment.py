"""An amendment is one more row with its params and dates; nothing else changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hocba.rules import NoRegime, regime_by_name, regime_for
from hocba.rules.clause import load_law
from hocba.rules.which import PACKS, REGIMES, pack_for
from tests.rules.amendment import PACKS_OF_2031

TOT, KHA = 3, 2
NOT_PROMOTED, PROMOTED = 0, 3


def of_grade_8(year: int) -> Any:
    return regime_for("lower_secondary", 8, year, packs=PACKS_OF_2031)


def pupil(**more: Any) -> dict[str, Any]:
    return {
        "average_year": np.array([[80] * 6 + [70] * 2]),
        "comment_year": np.array([[1, 1, 1, 1]]),
        "conduct_year": np.array([TOT]),
        "absences": np.array([42]),
        **more,
    }


def test_the_same_marks_are_judged_by_the_text_of_their_year() -> None:
    before, after = of_grade_8(2030).compute(pupil()), of_grade_8(2031).compute(pupil())
    assert (before["learning_year"][0], after["learning_year"][0]) == (TOT, KHA)
    assert (before["promotion"][0], after["promotion"][0]) == (PROMOTED, NOT_PROMOTED)


def test_results_keep_the_version_they_were_made_under() -> None:
    kept = of_grade_8(2030).compute(pupil())
    assert (kept.code, kept.version) == ("TT22", regime_by_name("TT22").version)
    again = regime_by_name(kept.code).compute(pupil())
    assert again.version == kept.version
    assert all((again[name] == kept[name]).all() for name in kept)
    assert of_grade_8(2031).version == "TT22/2021+TT99/2031-1"


def test_levels_grades_and_years_the_row_does_not_name_are_as_before() -> None:
    for level, grades in (("primary", (1, 5)), ("upper_secondary", (10, 12))):
        for grade in grades:
            row = pack_for(level, grade, 2035, packs=PACKS_OF_2031)
            assert row == pack_for(level, grade, 2035)
    for year in (2012, 2019, 2020, 2021, 2024, 2030):
        for grade in (6, 9):
            row = pack_for("lower_secondary", grade, year, packs=PACKS_OF_2031)
            assert row == pack_for("lower_secondary", grade, year)


def test_the_text_as_amended_is_the_old_one_with_the_changes_in_their_places() -> None:
    old, new = load_law("hocba.rules.tt22_2021"), load_law("tests.rules.amendment")
    refs, old_refs = [c.ref for c in new.clauses], [c.ref for c in old.clauses]
    at = refs.index("Điều 12 khoản 1 điểm d")
    assert refs[at - 1] == "Điều 12 khoản 1 điểm c" and refs[:at] + refs[at + 1 :] == old_refs
    assert "7 môn" in new.clause("Điều 9 khoản 2 điểm a").text
    assert new.clause("Điều 9 khoản 3").text == old.clause("Điều 9 khoản 3").text
    assert {c.regulation for c in new.clauses} == {"TT22/2021+TT99/2031"}


def test_the_reason_speaks_with_the_new_number_and_cites_the_new_text() -> None:
    given = pupil(subjects=np.array([*"ABCDEFGH"]), comment_subjects=np.array([*"ijkl"]))
    before = of_grade_8(2030).explain("base_year", given, 0)
    after = of_grade_8(2031).explain("base_year", given, 0)
    assert "ít nhất 6 môn" in before.sentence and "chỉ có 6 môn từ 8,0" in after.sentence
    assert after.clause is not None and after.clause.regulation == "TT22/2021+TT99/2031"


def test_grades_of_one_school_stand_side_by_side_under_their_own_texts() -> None:
    of_2021 = regime_for("lower_secondary", 9, 2021)
    of_2024 = regime_for("lower_secondary", 9, 2024)
    assert (of_2021.code, of_2024.code) == ("TT58+TT26", "TT22")
    same_year = {grade: regime_for("lower_secondary", grade, 2022).code for grade in range(6, 10)}
    assert same_year == {6: "TT22", 7: "TT22", 8: "TT58+TT26", 9: "TT58+TT26"}


def test_every_row_makes_a_regime_of_the_program_under_its_own_code() -> None:
    for code, make in REGIMES.items():
        assert make().code == code
    made = {pack.make().code for pack in PACKS if pack.make is not None}
    assert made <= set(REGIMES)


@pytest.mark.parametrize(
    ("programme", "year", "fits"),
    [("GDPT2018", 2024, True), ("GDPT2006", 2023, True), ("GDPT2018", 2023, False)],
)
def test_a_programme_that_the_grade_did_not_follow_that_year_is_refused(
    programme: str, year: int, fits: bool
) -> None:
    if fits:
        assert regime_for("lower_secondary", 9, year, programme=programme)
        return
    with pytest.raises(NoRegime, match="GDPT2006"):
        regime_for("lower_secondary", 9, year, programme=programme)
