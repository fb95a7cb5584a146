"""Lớp học linh hoạt and môn chuyên by a file: seen first, applied by the head, taken back."""

import pytest

from hocba.books.commands import specialise
from hocba.books.models import Column
from hocba.exchange import commands as exchange
from hocba.exchange.models import Import
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.models import Event
from hocba.kernel.record import writing
from hocba.kernel.sheets import Table
from hocba.org.decree import Decree
from hocba.year.models import Course, Klass
from tests.commands import files, objects
from tests.commands.excel import bring
from tests.levels_world import Levels, levels, levels_of_module
from tests.world import TODAY, system

__all__ = ["levels", "levels_of_module"]
pytestmark = pytest.mark.django_db
HEADS = ["STT", "Lớp", "Môn chuyên", "Số QĐ", "Ngày quyết định", "Căn cứ"]
DECREE = ["8/QĐ-SC", "01/12/2025", "Đề án lớp chuyên"]


def send(levels: Levels, *rows: list[str], heads: list[str] = HEADS, year: int = 2021) -> Import:
    data = files.book(Table("Lop", heads, rows, ()))
    return bring(levels.ctx("high_principal"), levels.high, data, "traits", year)


def special(levels: Levels, klass: str = "9C") -> list[str]:
    rows = Course.objects.filter(klass=levels.classes[klass], specialised=True)
    return sorted(rows.values_list("subject__code", flat=True))


def test_the_mon_chuyen_of_a_class_is_seen_applied_and_taken_back(levels: Levels) -> None:
    row = send(levels, ["1", "9c", "Hóa học; Vật lý", *DECREE])
    assert (row.problem_count, row.summary) == (0, {"lớp trong tệp": 1, "lớp thay đổi": 1})
    [cell] = row.cells
    assert (cell["who"], cell["column"], cell["old"]) == ("Lớp 9C", "Môn chuyên", "không")
    assert {"Hóa học", "Vật lí"} == set(cell["new"].split(", ")) and "8/QĐ-SC" in cell["why"]
    assert special(levels) == [], "a preview writes nothing"
    head = levels.ctx("high_principal")
    exchange.apply(head, row)
    assert special(levels) == ["HH", "VL"]
    event = Event.objects.get(verb="class.specialise")
    assert event.batch is not None and event.params["decision"] == "8/QĐ-SC"
    again = send(levels, ["1", "9C", "Vật lí, Hóa học", "", "", ""])
    assert (again.problem_count, again.cells) == (0, []), "what stands needs no decision"
    exchange.undo(head, Import.objects.get(pk=row.pk))
    assert special(levels) == []


def test_undoing_leaves_a_later_decision_alone(levels: Levels) -> None:
    row, head = send(levels, ["1", "9C", "Hóa", *DECREE]), levels.ctx("high_principal")
    exchange.apply(head, row)
    decree = Decree("9/QĐ-SC", TODAY, "Sửa đề án")
    specialise(system(), levels.classes["9C"], [levels.courses["9C", "TOAN"].subject_id], decree)
    exchange.undo(head, Import.objects.get(pk=row.pk))
    assert special(levels) == ["TOAN"]


def test_each_fault_is_named_at_its_cell(levels: Levels) -> None:
    row = send(
        levels,
        ["1", "9C", "Thể dục", *DECREE],
        ["2", "9Z", "Hóa học", *DECREE],
        ["3", "9C", "Thiên văn", *DECREE],
    )
    said = {p["message"] for p in row.problems}
    assert "Môn chuyên phải là môn tính điểm của lớp." in said
    assert "Không có lớp “9Z” trong trường." in said and "Không rõ môn “Thiên văn”." in said
    row = send(levels, ["1", "9C", "Hóa học", "", "", ""])
    assert {"Cần số của quyết định.", "Cần ngày của quyết định."} <= {
        p["message"] for p in row.problems
    }
    row = send(levels, ["1", "9A", "Toán", *DECREE], year=2024)
    assert [p["message"] for p in row.problems] == ["Quy định của lớp này không xét riêng môn chuyên."]  # fmt: skip
    with pytest.raises(Invalid, match="Môn chuyên"):
        send(levels, ["1", "9C"], heads=["STT", "Lớp"])


def test_a_list_of_pupils_says_it_once_a_pupil_and_must_agree(levels: Levels) -> None:
    heads = ["STT", "Lớp", "Họ và tên", *HEADS[2:]]
    names = [s.person.full_name for s in levels.roster("9C")]
    agreed = send(levels, *([str(n), "9C", name, "Hóa", *DECREE] for n, name in enumerate(names)), heads=heads)  # fmt: skip
    assert (agreed.problem_count, len(agreed.cells)) == (0, 1)
    torn = send(
        levels, ["1", "9C", names[0], "Hóa", *DECREE], ["2", "9C", names[1], "Toán", *DECREE],
        heads=heads,
    )  # fmt: skip
    assert any("Lớp 9C ghi khác ở dòng" in p["message"] for p in torn.problems)


def test_a_class_becomes_flexible_and_ordinary_again(levels: Levels) -> None:
    klass, head = levels.classes["3A"], levels.ctx("primary_principal")

    def brought(said: str) -> Import:
        heads = ["Lớp", "Lớp học linh hoạt", "Số quyết định", "Ngày quyết định", "Căn cứ"]
        rows = [["3A", said, "7/QĐ-TH", "01/12/2025", "Điểm trường vùng lũ"]]
        data = files.book(Table("Danh sách lớp", heads, rows, ()))
        return bring(head, levels.primary, data, "traits")

    def asked() -> int:
        return Column.objects.filter(book__klass=klass, slot="kt_ck", required=True).count()

    before, row = asked(), brought("Có")
    exchange.apply(head, row)
    assert Klass.objects.get(pk=klass.pk).flexible == "Quyết định số 7/QĐ-TH ngày 01/12/2025"
    assert brought("x").cells == []
    assert brought("không").cells[0]["new"] == "không"
    exchange.undo(head, Import.objects.get(pk=row.pk))
    assert (Klass.objects.get(pk=klass.pk).flexible, asked()) == ("", before)


def test_only_the_head_brings_it_and_nothing_changes_under_signatures(levels: Levels) -> None:
    data = files.book(Table("Lop", HEADS, [["1", "9C", "Hóa học", *DECREE]], ()))
    clerk = bring(levels.ctx("high_clerk"), levels.high, data, "traits", 2021)
    assert [p["message"] for p in clerk.problems] == ["Việc này do hiệu trưởng quyết định; nhờ hiệu trưởng tải tệp này lên."]  # fmt: skip
    with pytest.raises(Refusal, match="Chỉ văn phòng"):
        bring(levels.ctx("physics"), levels.high, data, "traits", 2021)
    row = send(levels, ["1", "9C", "Hóa học", *DECREE])
    page = objects.document(levels, "signing")
    page.pk, page.year, page.scope_id = None, 2021, levels.classes["9C"].pk
    page.student, page.short_code = levels.roster("9C")[0], "TEST-0002"
    with writing():
        page.save(force_insert=True)
    with pytest.raises(Refusal, match="bản thay thế"):
        exchange.apply(levels.ctx("high_principal"), row)
    assert special(levels) == []
