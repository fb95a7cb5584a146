"""Excel for the books of TT 58, of THPT with topics: our form there and back, others' tables."""

import pytest

from hocba.books.commands import Change, enter_marks
from hocba.books.models import Mark
from hocba.exchange import commands as exchange
from hocba.exchange.outgoing import fill
from hocba.kernel.sheets import cell_text, read_workbook
from tests.commands import files
from tests.commands.excel import bring, there_and_back
from tests.levels_world import Levels, levels, levels_of_module
from tests.world import system

__all__ = ["levels", "levels_of_module"]
pytestmark = pytest.mark.django_db


def test_the_form_of_a_subject_with_topics_has_a_column_for_those_who_take_them(
    levels: Levels,
) -> None:
    cells = there_and_back(system(), levels.books["10A1", "VL"])
    assert (cells["gk"][1], cells["cd"][1]) == (3, 2), "of five pupils"


def test_the_form_of_tt_58_has_ktdk_and_hanh_kiem(levels: Levels) -> None:
    pupils = len(levels.roster("9C"))
    cells = there_and_back(system(), levels.books["9D", "VL"])
    assert {slot for slot in cells if slot[:2] == "dk"} and cells["ck"][1] == len(
        levels.roster("9D")
    )
    assert there_and_back(system(), levels.books["9D", "TD"])["tx1"][0].codes == "Đ,CĐ"
    assert there_and_back(system(), levels.books["9C", ""], 2)["cn"][1] == pupils


def test_a_table_of_oral_and_period_marks_goes_into_a_book_of_tt_58(levels: Levels) -> None:
    heads = ("Miệng 1", "15 phút 1", "1 tiết 1", "Học kì")
    data = files.gradebook(levels, [["8", 7, "6,5", 9]], heads, "9D", "Vật lý")
    row = bring(system(), levels.high, data, "gradebook", 2019)
    assert row.problem_count == 0, row.problems
    exchange.apply(system(), row)
    marks = Mark.objects.filter(student=levels.roster("9D")[0])
    assert dict(marks.values_list("slot", "number")) == {"tx1": 80, "tx2": 70, "dk1": 65, "ck": 90}


@pytest.mark.parametrize(
    ("name", "code"), [("Thể dục", "TD"), ("Tiếng Anh", "NN"), ("Công nghệ", "CN")]
)
def test_subjects_of_the_older_programme_find_their_books(
    levels: Levels, name: str, code: str
) -> None:
    value = "Đ" if code == "TD" else "7"
    data = files.gradebook(levels, [[value]], ("KTtx 1",), "9D", name)
    row = bring(system(), levels.high, data, "gradebook", 2019)
    assert (row.problem_count, row.summary["ô mới"]) == (0, 1)
    assert row.cells[0]["book"] == levels.books["9D", code].pk


def test_a_file_of_tt_58_is_filled_where_the_book_knows_the_kind(levels: Levels) -> None:
    student = levels.roster("9D")[0]
    book = levels.books["9D", "VL"]
    enter_marks(
        system(), book,
        [Change(student.pk, 1, slot, None, mark) for slot, mark in (("tx1", 80), ("dk1", 65), ("ck", 90))],
    )  # fmt: skip
    heads = ("Miệng 1", "1 tiết 1", "1 tiết 2", "Học kì")
    data = files.gradebook(levels, [[None, None, None, None]], heads, "9D", "Vật lý")
    sent = fill(system(), book, 1, data)
    page = read_workbook(sent.data).sheets[0]
    written = [cell_text(cell) for cell in page.rows[4][5:9]]
    assert written == ["", "6.5", "", "9"], "a KTtx may have been oral or written: left alone"
