"""Chosen subjects and cụm chuyên đề by a file: taken away, ticked, brought back, taken back."""

import datetime

import pytest

from hocba.books.commands import Change, enter_marks
from hocba.books.models import SubjectResult
from hocba.documents.models import Document
from hocba.exchange import commands as exchange
from hocba.exchange.choices import choice_form
from hocba.exchange.models import Import
from hocba.kernel.errors import Refusal
from hocba.kernel.models import Event
from hocba.kernel.record import writing
from hocba.kernel.sheets import Table
from hocba.year.models import Choice
from tests.commands import files, objects
from tests.commands.excel import bring
from tests.levels_world import CHOSEN, Levels, levels, levels_of_module
from tests.world import system

__all__ = ["levels", "levels_of_module"]
pytestmark = pytest.mark.django_db
KLASS = "10A1"
MADE = datetime.datetime(2025, 9, 1)  # noqa: DTZ001 - Excel's property has no zone


def send(levels: Levels, data: bytes, who: str = "high_clerk") -> Import:
    return bring(levels.ctx(who), levels.high, data, "choices")


def now(levels: Levels, place: int) -> set[str]:
    rows = Choice.objects.filter(student=levels.roster(KLASS)[place], ends=None)
    return {
        f"{c}{'-cd' if t else ''}" for c, t in rows.values_list("course__subject__code", "topics")
    }


def said(row: Import) -> list[tuple[str, str]]:
    return sorted((c["column"], c["what"]) for c in row.cells)


def table(levels: Levels, heads: list[str], *ticks: list[str]) -> bytes:
    rows = [
        [str(n), student.person.full_name, *own]
        for n, (student, own) in enumerate(zip(levels.roster(KLASS), ticks, strict=False), 1)
    ]
    return files.book(Table(KLASS, ["STT", "Họ và tên", *heads], rows, ()))


def test_the_form_brought_back_untouched_says_what_stands(levels: Levels) -> None:
    row = send(levels, choice_form([levels.classes[KLASS]], MADE))
    assert (row.problem_count, row.cells, row.summary["thêm"], row.summary["bỏ"]) == (0, [], 0, 0)


def test_ticks_enrol_and_withdraw_and_undoing_puts_all_back(levels: Levels) -> None:
    before = list(
        Choice.objects.order_by("student", "course", "topics").values_list(
            "student", "course", "topics", "starts"
        )
    )
    row = send(
        levels,
        table(levels, ["Địa lí", "Vật lý", "Chuyên đề Vật lí"], ["x", "", ""], ["", "x", "x"]),
    )
    assert said(row) == [
        ("Chuyên đề Vật lí", "clear"), ("Chuyên đề Vật lí", "new"), ("Vật lí", "clear"), ("Địa lí", "new"),
    ]  # fmt: skip
    assert not row.problem_count
    exchange.apply(levels.ctx("high_clerk"), row)
    assert now(levels, 0) == {"DL", "HH", "SH", "TIN", "TOAN-cd", "HH-cd"}
    assert "VL-cd" in now(levels, 1)
    assert Event.objects.filter(verb="course.choose", batch__isnull=False).count() == 1
    exchange.undo(levels.ctx("high_clerk"), Import.objects.get(pk=row.pk))
    after = list(
        Choice.objects.order_by("student", "course", "topics").values_list(
            "student", "course", "topics", "starts"
        )
    )
    assert after == before


def test_a_column_that_is_not_in_the_table_says_nothing(levels: Levels) -> None:
    row = send(levels, table(levels, ["Địa lí"], ["x"]))
    exchange.apply(levels.ctx("high_clerk"), row)
    assert now(levels, 0) == {*CHOSEN[0][0].split(), "DL", "TOAN-cd", "VL-cd", "HH-cd"}
    assert any("5 môn lựa chọn" in note["message"] for note in row.notes)


@pytest.mark.parametrize(
    ("heads", "ticks", "message"),
    [
        (["Vật lí"], ["đúng"], "chỉ đánh dấu x"),
        (["Lịch sử"], ["x"], "không có môn lựa chọn này"),
        (["Chuyên đề Địa lí"], ["x"], "không có cụm chuyên đề này"),
        (["Vật lí"], [""], "phải học môn ấy"),
        (
            ["Vật lí", "Chuyên đề Vật lí", "Số quyết định"],
            ["", "", "9/QĐ"],
            "cả số quyết định và ngày",
        ),
    ],
)
def test_faults_have_their_cell_and_nothing_is_written(
    levels: Levels, heads: list[str], ticks: list[str], message: str
) -> None:
    row = send(levels, table(levels, heads, ticks))
    assert message in " ".join(p["message"] for p in row.problems)
    with pytest.raises(Refusal, match="Tệp còn lỗi"):
        exchange.apply(levels.ctx("high_clerk"), row)
    assert now(levels, 0) == {*CHOSEN[0][0].split(), "TOAN-cd", "VL-cd", "HH-cd"}


def enter_physics(levels: Levels) -> None:
    enter_marks(
        system(),
        levels.books[KLASS, "VL"],
        [Change(levels.roster(KLASS)[0].pk, 1, "tx1", None, 80)],
    )


HEADS = [
    "Địa lí",
    "Vật lí",
    "Chuyên đề Vật lí",
    "Chuyên đề Sinh học",
    "Số quyết định",
    "Học từ ngày",
]


def test_a_subject_with_marks_is_left_by_the_heads_decision_only(levels: Levels) -> None:
    enter_physics(levels)
    plain = send(levels, table(levels, HEADS, ["x", "", "", "x", "", ""]))
    assert "Đã có điểm" in plain.problems[0]["message"]
    decided = table(levels, HEADS, ["x", "", "", "x", "45/QĐ-THPT", "19/01/2026"])
    assert "do hiệu trưởng ghi" in send(levels, decided).problems[0]["message"]
    row = send(levels, decided, "high_principal")
    assert row.problem_count == 0, row.problems
    exchange.apply(levels.ctx("high_principal"), row)
    assert now(levels, 0) == {"DL", "HH", "SH", "TIN", "TOAN-cd", "HH-cd", "SH-cd"}
    left = Choice.objects.get(
        student=levels.roster(KLASS)[0], course__subject__code="VL", topics=False
    )
    assert left.ends == datetime.date(2026, 1, 18)
    changed = SubjectResult.objects.get(student=left.student, term=2, subject=left.course.subject)
    assert changed.status == "not_taken"
    document = objects.document(levels, "issued", left.student, levels.high, left.course.klass)
    with pytest.raises(Refusal, match="lập bản thay thế"):
        exchange.undo(levels.ctx("high_principal"), Import.objects.get(pk=row.pk))
    signed = send(levels, table(levels, HEADS, ["x", "x", "x", "x", "46/QĐ", "20/01/2026"]), "high_principal")  # fmt: skip
    assert "đang ký hoặc đã cấp" in signed.problems[0]["message"]
    with writing():
        Document.objects.filter(pk=document.pk).update(state="superseded")
    exchange.undo(levels.ctx("high_principal"), Import.objects.get(pk=row.pk))
    assert now(levels, 0) == {*CHOSEN[0][0].split(), "TOAN-cd", "VL-cd", "HH-cd"}
    changed.refresh_from_db()
    assert changed.status == "incomplete"


def test_a_teacher_does_not_enrol(levels: Levels) -> None:
    with pytest.raises(Refusal, match="Chỉ văn phòng"):
        send(levels, table(levels, ["Địa lí"], ["x"]), "physics")
