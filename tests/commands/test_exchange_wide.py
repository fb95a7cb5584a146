"""Excel at primary school and kindergarten: forms there and back, a whole grade in one table."""

from collections.abc import Sequence
from typing import Any

import pytest

from hocba.books.models import Mark, MarkChange
from hocba.exchange import commands as exchange
from hocba.exchange.models import Import
from hocba.exchange.template import template
from hocba.kernel.errors import Refusal
from hocba.kernel.models import Event
from hocba.kernel.sheets import Table, read_forms, read_workbook
from tests.commands import files
from tests.commands.excel import bring, there_and_back
from tests.commands.test_exchange_template import filled
from tests.kindergarten import make_kindergarten, with_goals
from tests.world import World

pytestmark = pytest.mark.django_db


def test_the_form_of_a_primary_subject_has_levels_tests_and_words(world: World) -> None:
    cells = there_and_back(world.ctx("primary_homeroom"), world.books["3A", "TOAN"], 2)
    assert {"muc_gk", "muc_ck", "kt_ck", "nx_ck"} <= cells.keys()
    assert cells["muc_ck"][1] == cells["kt_ck"][1] == len(world.roster("3A"))


def test_the_form_of_a_kindergarten_has_weighing_and_goals(world: World) -> None:
    school = make_kindergarten(world)
    with_goals(world, school)
    cells = there_and_back(world.ctx("mn_homeroom"), school.book, 1)
    goals = [slot for slot, (c, _) in cells.items() if c.subject.code.startswith("lv_")]
    assert goals and all(cells[slot][1] == len(school.children) for slot in goals)


def test_a_goal_not_reached_stays_so_in_the_form(world: World) -> None:
    school = make_kindergarten(world)
    with_goals(world, school)
    teacher = world.ctx("mn_homeroom")
    data = template(teacher, [school.book], 1)
    [form] = read_forms(read_workbook(data))
    goal = school.book.columns.get(term=1, subject__code="lv_the_chat")
    at = form.columns[f"{goal.subject_id}:1:{goal.slot}"] + 1
    said = ["+", "-", "−", "chưa đạt"]

    def write(page: Any) -> None:
        for (row, _), word in zip(form.rows(), said, strict=True):
            page.cell(row + 1, at).value = word

    row = bring(teacher, school.school, filled(data, write), "template")
    assert row.problem_count == 0
    assert [cell["new"] for cell in row.cells] == ["+", "-", "-", "-"]
    wrong = filled(data, lambda page: page.cell(form.first + 1, at, "?"))
    assert bring(teacher, school.school, wrong, "template").problem_count == 1


def grade(world: World, rows: Sequence[Sequence[files.Cell]], **more: str) -> bytes:
    """Grade 3 as one table: Tiếng Việt, Toán, Đạo đức, one quality."""
    place = ["STT", "Lớp", "Họ và tên"]
    heads = [
        "TV Mức đạt được",
        "TV Điểm KTĐK",
        "Toán Mức đạt được",
        "Toán Điểm KTĐK",
        "Đạo đức",
        "Yêu nước",
    ]
    table = [
        [str(n), "3A", student.person.full_name, *own]
        for n, (student, own) in enumerate(zip(world.roster("3A"), rows, strict=False), 1)
    ]
    title = (more.get("title", "Kết quả cuối năm"),)
    return files.book(Table("Khối 3", [*place, *heads], table, title))


ROWS = [["T", 9, "H", "", "T", "Tốt"], ["H", 7, "C", "", "H", "Đ"]]


def test_a_table_of_a_grade_goes_into_the_books_that_are_ones_own(world: World) -> None:
    teacher = world.ctx("primary_homeroom")
    row = bring(teacher, world.primary, grade(world, ROWS), "primary")
    assert row.problem_count == 0, row.problems
    assert (row.summary["lớp"], row.summary["sổ của thầy cô"], row.summary["ô mới"]) == ("3A", 3, 8)
    [left] = [n for n in row.notes if "không lấy" in n["message"]]
    assert (left["place"], left["message"][:12]) == ("sổ Đạo đức 3A", "2 ô không lấ")
    exchange.apply(teacher, row)
    assert Event.objects.filter(verb="mark.enter").count() == 3, "an event for each book"
    marks = Mark.objects.filter(student=world.roster("3A")[0])
    assert sorted(marks.values_list("subject__code", "slot", "number", "code")) == [
        ("TOAN", "muc_ck", None, "H"), ("TV", "kt_ck", 90, None), ("TV", "muc_ck", None, "T"),
        ("yeu_nuoc", "muc_ck", None, "T"),
    ]  # fmt: skip
    exchange.undo(teacher, Import.objects.get(pk=row.pk))
    assert not Mark.objects.exists() and MarkChange.objects.count() == 16


def test_the_teacher_of_one_subject_takes_that_one_from_the_same_table(world: World) -> None:
    row = bring(world.ctx("stranger"), world.primary, grade(world, ROWS), "primary")
    assert {c["column"] for c in row.cells} == {"Mức cuối năm"} and row.summary["ô mới"] == 2


def test_nobody_elses_books_are_written_through_a_table(world: World) -> None:
    row = bring(world.ctx("primary_principal"), world.primary, grade(world, ROWS), "primary")
    assert "chỉ giáo viên của sổ" in row.problems[0]["message"]
    with pytest.raises(Refusal):
        exchange.apply(world.ctx("primary_principal"), row)
    assert not Mark.objects.exists()


def test_faults_in_what_is_anothers_do_not_keep_ones_own_out(world: World) -> None:
    rows = [["T", 9, "H", "", "sai", "Tốt"], ["H", 7, "C", "", "sai", "Đ"]]
    row = bring(world.ctx("primary_homeroom"), world.primary, grade(world, rows), "primary")
    assert (row.problem_count, row.summary["ô mới"]) == (0, 8)


def test_one_fault_anywhere_keeps_the_whole_table_out(world: World) -> None:
    rows = [ROWS[0], ["H", 7, "C", "", "H", "Giỏi"]]
    teacher = world.ctx("primary_homeroom")
    row = bring(teacher, world.primary, grade(world, rows, title="Bảng"), "primary", period="2ck")
    assert row.problems[0]["place"].endswith("ô I5")
    with pytest.raises(Refusal, match="Tệp còn lỗi"):
        exchange.apply(teacher, row)
    assert not Mark.objects.exists()
