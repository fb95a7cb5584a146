"""A gradebook file: previewed, applied as a whole or not at all, undone by compensating entries."""

import datetime

import pytest

from hocba.books import commands as books
from hocba.books.models import Mark, MarkChange
from hocba.exchange import commands as exchange
from hocba.exchange.models import Import
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.models import Event
from hocba.people.commands import end_assignment
from hocba.people.models import Assignment
from tests.commands import files
from tests.commands.entries import (
    MATHS,
    change,
    enter,
    ledger,
    number_at,
    pupil,
    stored_results,
)
from tests.world import TODAY, YEAR, World

pytestmark = pytest.mark.django_db
THREE = [["7,5", 8], [9, "10"], [6, "6,5"]]


def preview(world: World, data: bytes, who: str = "teacher", kind: str = "gradebook") -> Import:
    return exchange.preview(world.ctx(who), world.secondary, YEAR, kind, "so-diem.xlsx", data)


def apply(world: World, row: Import, who: str = "teacher") -> Import:
    return exchange.apply(world.ctx(who), row)


def test_a_preview_counts_and_applies_nothing(world: World) -> None:
    row = preview(world, files.gradebook(world, THREE))
    assert (row.state, row.problem_count) == ("previewed", 0)
    assert row.summary == {"lớp": "8A1", "sổ": "Toán", "ô mới": 6}
    assert not Mark.objects.exists()


def test_applying_enters_all_cells_as_one_entry_of_the_book(world: World) -> None:
    done = apply(world, preview(world, files.gradebook(world, THREE)))
    assert done.state == "applied"
    assert [number_at(p, "tx1") for p in world.roster("8A1")[:3]] == [75, 90, 60]
    verbs = Event.objects.filter(batch=done.batch).values_list("verb", flat=True)
    assert sorted(verbs) == ["import.apply", "mark.enter"]
    assert stored_results(pupil(world), world.books[MATHS])[1][2] == "incomplete"


def test_the_same_file_again_changes_nothing(world: World) -> None:
    data = files.gradebook(world, THREE)
    apply(world, preview(world, data))
    row = preview(world, data)
    assert row.summary["ô không đổi"] == 6 and "ô mới" not in row.summary
    apply(world, row)
    assert Event.objects.filter(verb="mark.enter").count() == 1


def test_a_file_with_problems_cannot_be_applied(world: World) -> None:
    row = preview(world, files.gradebook(world, [["7,5", 75], [11, "tám"], ["7,25", 6]]))
    assert row.problem_count == 4
    said = [p["message"] for p in row.problems]
    assert "có phải là 7,5?" in said[0] and "chỉ có một chữ số" in "".join(said)
    with pytest.raises(Refusal, match="Tệp còn lỗi"):
        apply(world, row)
    assert not Mark.objects.exists()


def test_a_file_is_applied_once(world: World) -> None:
    row = preview(world, files.gradebook(world, THREE))
    apply(world, row)
    with pytest.raises(Refusal, match="đã được áp dụng"):
        apply(world, row)
    assert MarkChange.objects.count() == 6


def test_a_cell_that_somebody_filled_after_the_preview_stops_the_file(world: World) -> None:
    row = preview(world, files.gradebook(world, THREE))
    enter(world, "teacher", [change(pupil(world), "tx1", 90)])
    with pytest.raises(Refusal, match="từ lúc xem trước"):
        apply(world, row)
    assert number_at(pupil(world), "tx1") == 90 and number_at(pupil(world), "tx2") is None
    assert Import.objects.get(pk=row.pk).state == "previewed"


def test_a_changed_cell_that_changed_once_more_stops_the_file(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "tx1", 70)])
    row = preview(world, files.gradebook(world, THREE))
    assert row.summary["ô thay đổi"] == 1
    enter(world, "teacher", [change(pupil(world), "tx1", 90, seen=70)])
    with pytest.raises(Refusal, match="từ lúc xem trước"):
        apply(world, row)
    assert number_at(pupil(world), "tx1") == 90


def test_a_column_locked_after_the_preview_stops_the_whole_file(world: World) -> None:
    row = preview(world, files.gradebook(world, THREE))
    klass = world.classes["8A1"].pk
    books.lock(world.ctx("principal"), world.secondary, YEAR, "klass", klass, slot="tx2")
    with pytest.raises(Refusal, match="Đã khóa ngày"):
        apply(world, row)
    assert not Mark.objects.exists()


def test_a_fault_in_the_middle_leaves_nothing_behind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = preview(world, files.gradebook(world, THREE))
    before = Event.objects.count()

    def broken(*args: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("hocba.books.results.store", broken)
    with pytest.raises(RuntimeError):
        apply(world, row)
    assert not Mark.objects.exists() and not MarkChange.objects.exists()
    assert Event.objects.count() == before and Import.objects.get(pk=row.pk).state == "previewed"


def test_undoing_enters_the_old_values_and_keeps_what_changed_since(world: World) -> None:
    one, two = pupil(world), pupil(world, 1)
    enter(world, "teacher", [change(two, "tx2", 20)])
    row = apply(world, preview(world, files.gradebook(world, THREE)))
    enter(world, "teacher", [change(one, "tx1", 95, seen=75)])
    exchange.undo(world.ctx("teacher"), row)
    assert number_at(one, "tx1") == 95, "changed since the import: kept"
    assert number_at(one, "tx2") is None and number_at(two, "tx2") == 20
    assert ledger(two, "tx2") == [(None, 20), (20, 100), (100, 20)], "nothing is ever taken out"
    event = Event.objects.get(verb="import.undo")
    assert (event.params["undone"], event.params["kept"]) == (5, 1)
    with pytest.raises(Refusal, match="chưa được áp dụng"):
        exchange.undo(world.ctx("teacher"), row)


def test_undoing_gives_a_zero_its_decision_back(world: World) -> None:
    one = pupil(world)
    enter(world, "teacher", [change(one, "tx1", 0, decision="5/QĐ-THCS")])
    row = apply(world, preview(world, files.gradebook(world, [["7,5", 8]])))
    assert Mark.objects.get(student=one, slot="tx1").decision is None
    exchange.undo(world.ctx("teacher"), row)
    again = Mark.objects.get(student=one, slot="tx1")
    assert (again.number, again.decision) == (0, "5/QĐ-THCS")


@pytest.mark.parametrize(
    "who", ["literature", "other_class", "expired", "homeroom", "admin", "principal"]
)
def test_a_gradebook_of_somebody_else_is_refused_at_the_preview(world: World, who: str) -> None:
    if who == "expired":
        with pytest.raises(Refusal):
            preview(world, files.gradebook(world, THREE), who)
        return
    row = preview(world, files.gradebook(world, THREE), who)
    assert any("không có quyền" in p["message"] for p in row.problems)
    with pytest.raises(Refusal, match="Tệp còn lỗi"):
        apply(world, row, who)


def test_only_who_brought_a_file_applies_it(world: World) -> None:
    row = preview(world, files.gradebook(world, THREE))
    with pytest.raises(Refusal, match="không có quyền"):
        apply(world, row, "principal")


def test_a_duty_that_ended_after_the_preview_stops_the_file(world: World) -> None:
    row = preview(world, files.gradebook(world, THREE))
    duty = Assignment.objects.get(person=world.people["teacher"])
    end_assignment(world.ctx("principal"), duty, TODAY - datetime.timedelta(days=1))
    with pytest.raises(Refusal):
        apply(world, row)
    assert not Mark.objects.exists()


@pytest.mark.parametrize("data", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_a_file_that_is_no_workbook_is_refused_and_not_stored(world: World, data: bytes) -> None:
    with pytest.raises(Invalid):
        preview(world, data)
    assert not Import.objects.exists()


def test_an_unknown_kind_of_file_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match="chọn loại tệp"):
        preview(world, b"x", kind="magic")


def test_a_subject_the_class_does_not_have_is_a_problem(world: World) -> None:
    row = preview(world, files.gradebook(world, [["7,5"]], ("ĐĐGtx 1",), subject="Tin học"))
    assert any("không có sổ của môn này" in p["message"] for p in row.problems)


def test_results_after_the_year_go_into_the_bringers_own_books_only(world: World) -> None:
    names = [p.person.full_name for p in world.roster("8A1")[:2]]
    data = files.after_year(
        ["8A1", names[0], "Toán", "", "5,5"], ["8A1", names[1], "Ngữ văn", "", 6]
    )
    row = preview(world, data, kind="after_year")
    assert row.summary["ô mới"] == 1 and row.summary["ô thuộc sổ của người khác"] == 1
    apply(world, row)
    assert (
        number_at(pupil(world), "dgl", term=3) == 55
        and number_at(pupil(world, 1), "dgl", 3) is None
    )
