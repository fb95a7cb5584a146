"""What is stored about pupils and classes reaches the rules of TT 43, TT 58 and upper secondary."""

import numpy as np
import pytest

from hocba.books.commands import decide_level, enter_marks, specialise
from hocba.books.models import Column
from hocba.books.queries import class_sheet
from hocba.kernel.errors import Invalid, Refusal
from hocba.org.decree import Decree
from hocba.year.commands import decide_setting, exempt
from tests.commands.entries import change, enter, stored_results
from tests.commands.test_rulings import CITED, QD, codes, why
from tests.levels_world import Levels, fill_as_expected, levels, levels_of_module
from tests.world import TODAY, YEAR, system

__all__ = ["levels", "levels_of_module"]


@pytest.mark.parametrize(
    ("klass", "subject", "result", "level"),
    [("10K1", "NV", "learning_year", "K"), ("9C", "TOAN", "learning_year", "Tb")],
)
def test_other_circulars_take_the_heads_level_too(
    levels: Levels, klass: str, subject: str, result: str, level: str
) -> None:
    """TT 43 and TT 58: one subject by an individual plan, so nothing follows from the table."""
    fill_as_expected(levels, klass)
    row, one = levels.classes[klass], levels.roster(klass)[0]
    course = levels.courses[klass, subject]
    exempt(system(), one, course.subject_id, row.year, "3/QĐ", TODAY, "Khuyết tật", mode="comment")
    assert codes(row, one)["learning"] == "NEEDS_DECISION"
    assert "kế hoạch giáo dục cá nhân" in why(row, one, result).sentence
    decide_level(system(), row, one.pk, result, level, QD)
    assert codes(row, one)["learning"] == level
    assert codes(row, one)["promotion"] == "PROMOTED"
    assert CITED in why(row, one, result).sentence


def test_within_a_topic_mark_is_one_of_the_prescribed_ones(levels: Levels) -> None:
    """Setting 3: (6 + 6 + 9 + 2·6 + 3·6)/8 = 6,4 with the topic; the others have tx3 as before."""
    decree = Decree("5/QĐ-SC", TODAY, "Họp hội đồng")
    decide_setting(system(), levels.high, "topic_score_position", "within", YEAR, decree)
    book = levels.books["10A1", "VL"]
    one, other = levels.roster("10A1")[:2]
    marks = {"tx1": 60, "tx2": 60, "gk": 60, "ck": 60}
    topic = [change(one, slot, value) for slot, value in (marks | {"cd": 90}).items()]
    plain = [change(other, slot, value) for slot, value in (marks | {"tx3": 60}).items()]
    enter(levels, "physics", topic + plain, ("10A1", "VL"))
    assert stored_results(one, book)[1] == (64, None, "ok")
    assert stored_results(other, book)[1] == (60, None, "ok")
    with pytest.raises(Invalid, match="thay cho cột này"):
        enter(levels, "physics", [change(one, "tx3", 60)], ("10A1", "VL"))


def test_the_mon_chuyen_of_a_class_is_asked_for_by_tt58(levels: Levels) -> None:
    """Điều 13: Giỏi asks 8,0 of the môn chuyên of a lớp chuyên; without it 6,5 is enough."""
    fill_as_expected(levels, "9C", score=85)
    klass, one = levels.classes["9C"], levels.roster("9C")[0]
    book, code = levels.books["9C", "HH"], "HH"
    columns = Column.objects.filter(book=book, kind="score", term__lt=3)
    low = [change(one, c.slot, 75, seen=85, term=c.term) for c in columns]
    enter_marks(system(), book, low)
    assert codes(klass, one)["learning"] == "G"
    decree = Decree("8/QĐ-SC", TODAY, "Lớp chuyên Hóa học")
    with pytest.raises(Invalid, match="môn tính điểm"):
        specialise(system(), klass, [levels.courses["9C", "TD"].subject_id], decree)
    specialise(system(), klass, [levels.courses["9C", code].subject_id], decree)
    assert codes(klass, one)["learning"] == "K"
    assert "môn chuyên dưới 8,0 (Hóa học)" in why(klass, one, "learning_year").sentence
    assert codes(klass, levels.roster("9C")[1])["learning"] == "G"
    specialise(system(), klass, [], decree)
    assert codes(klass, one)["learning"] == "G"
    with pytest.raises(Refusal, match="không xét riêng môn chuyên"):
        specialise(system(), levels.classes["9A"], [], decree)


def test_the_stamp_of_every_regime_is_short_and_whole(levels: Levels) -> None:
    """The longest code had been cut; the title stands with the circular, not with the result."""
    stamps = {}
    for name in ("8A1", "9C", "9D", "10K1", "3A"):
        sheet, _ = class_sheet(levels.classes[name])
        stamps[name] = sheet.stamp
        assert len(sheet.stamp) <= 24 and sheet.stamp.rpartition("-")[0] == sheet.regime.code
    assert stamps["9C"] == "TT58+TT26-1"
    assert np.unique(list(stamps.values())).size == 5
