"""Our own form: taken away, filled offline, brought back; other programs' files filled in place."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from hocba.books import commands as books
from hocba.books import guards
from hocba.books.models import Mark
from hocba.exchange import commands as exchange
from hocba.exchange.models import Import
from hocba.exchange.outgoing import fill
from hocba.exchange.template import template
from hocba.kernel.errors import Refusal
from hocba.kernel.models import Event
from hocba.kernel.sheets import SheetError, read_workbook
from tests.commands import files
from tests.commands.entries import MATHS, change, enter, number_at, pupil
from tests.exchange.old_excel import old_workbook
from tests.world import YEAR, World

pytestmark = pytest.mark.django_db
TX1, TX2 = "F", "G"  # the first fields after key, number, code, name, birth date
FIRST = 5  # the row of the first pupil, as Excel counts


def form(world: World, who: str = "teacher", *names: tuple[str, str]) -> bytes:
    return template(world.ctx(who), [world.books[name] for name in names or (MATHS,)], 1)


def filled(data: bytes, write: Callable[[Any], None], sheet: int = 0) -> bytes:
    """The form as Excel would save it after somebody wrote in it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    write(book.worksheets[sheet])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring(world: World, data: bytes, who: str = "teacher", kind: str = "gradebook") -> Import:
    return exchange.preview(world.ctx(who), world.secondary, YEAR, kind, "mau.xlsx", data)


def put(**cells: Any) -> Callable[[Any], None]:
    def write(page: Any) -> None:
        for place, value in cells.items():
            page[place] = value

    return write


def what(row: Import) -> list[tuple[str, str, str]]:
    return sorted((c["what"], c["old"], c["new"]) for c in row.cells)


def test_a_form_brought_back_untouched_changes_nothing(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "tx1", 75)])
    row = bring(world, form(world))
    assert (row.kind, row.problem_count, row.cells) == ("template", 0, [])


def test_each_cell_is_shown_old_and_new_and_applied_as_one(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "tx1", 75), change(pupil(world, 1), "tx1", 60)])
    data = filled(form(world), put(F5="8,5", F6=None, G5=9, F7=10))
    row = bring(world, data)
    assert what(row) == [
        ("change", "7,5", "8,5"),
        ("clear", "6", ""),
        ("new", "", "10"),
        ("new", "", "9"),
    ]
    assert {c["where"] for c in row.cells} >= {"trang “Toán 8A1”, ô F5", "trang “Toán 8A1”, ô G5"}
    exchange.apply(world.ctx("teacher"), row)
    assert [number_at(pupil(world, n), "tx1") for n in range(3)] == [85, None, 100]
    row.refresh_from_db()
    exchange.undo(world.ctx("teacher"), row)
    assert [number_at(pupil(world, n), "tx1") for n in range(3)] == [75, 60, None]


def test_a_hidden_row_that_changes_something_is_named(world: World) -> None:
    enter(world, "teacher", [change(pupil(world, 1), "tx1", 75)])
    data = files.hidden(filled(form(world), put(F5="8,5")), FIRST, FIRST + 1)
    [note] = bring(world, data).notes
    assert (
        note["place"].endswith(f"dòng {FIRST}") and note["value"] == pupil(world).person.full_name
    )


def test_what_others_wrote_since_is_kept_where_the_form_was_not_touched(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "tx1", 75)])
    data = form(world)
    enter(world, "teacher", [change(pupil(world), "tx1", 80, seen=75)])
    row = bring(world, filled(data, put(G5=7)))
    assert what(row) == [("new", "", "7")]
    exchange.apply(world.ctx("teacher"), row)
    assert number_at(pupil(world), "tx1") == 80


def test_a_cell_changed_on_both_sides_waits_for_a_word(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "tx1", 75)])
    data = filled(form(world), put(F5=9, G5=7))
    enter(world, "teacher", [change(pupil(world), "tx1", 80, seen=75)])
    row = bring(world, data)
    [clash] = [c for c in row.cells if c["what"] == "conflict"]
    assert (clash["old"], clash["new"]) == ("8", "9")
    assert world.people["teacher"].full_name in clash["why"]
    exchange.apply(world.ctx("teacher"), row)
    assert (number_at(pupil(world), "tx1"), number_at(pupil(world), "tx2")) == (80, 70)
    again = bring(world, data)
    exchange.apply(world.ctx("teacher"), again, over=True)
    assert number_at(pupil(world), "tx1") == 90


def test_locked_cells_are_named_and_left_and_the_rest_is_written(world: World) -> None:
    data = filled(form(world), put(F5=9, G5=7))
    klass = world.classes["8A1"].pk
    books.lock(world.ctx("principal"), world.secondary, YEAR, "klass", klass, slot="tx2")
    row = bring(world, data)
    [shut] = [c for c in row.cells if c["what"] == "shut"]
    assert "Đã khóa ngày" in shut["why"]
    exchange.apply(world.ctx("teacher"), row)
    assert (number_at(pupil(world), "tx1"), number_at(pupil(world), "tx2")) == (90, None)


def test_every_wrong_value_has_its_place_and_nothing_is_written(world: World) -> None:
    row = bring(world, filled(form(world), put(F5="tám", F6=11, F7=7.25, F8=75, F9="8", F10=0)))
    said = {p["place"].rpartition(" ")[2]: p["message"] for p in row.problems}
    assert said.keys() == {"F5", "F6", "F7", "F8"}
    assert "có phải là 8?" in said["F5"] and "có phải là 7,5?" in said["F8"]
    with pytest.raises(Refusal):
        exchange.apply(world.ctx("teacher"), row)
    assert not Mark.objects.exists()


def test_names_that_no_longer_stand_beside_their_keys_are_refused(world: World) -> None:
    def sort_names_only(page: Any) -> None:
        page["D5"], page["D6"] = page["D6"].value, page["D5"].value
        page["F5"] = 9

    row = bring(world, filled(form(world), sort_names_only))
    assert row.problem_count == 2 and "sắp xếp" in row.problems[0]["message"]


def test_whole_rows_may_be_sorted(world: World) -> None:
    def turn(page: Any) -> None:
        first = [page.cell(5, c).value for c in range(1, 8)]
        second = [page.cell(6, c).value for c in range(1, 8)]
        for at, (a, b) in enumerate(zip(first, second, strict=True), 1):
            page.cell(5, at, b)
            page.cell(6, at, a)
        page["F5"] = 9

    exchange.apply(world.ctx("teacher"), bring(world, filled(form(world), turn)))
    assert (number_at(pupil(world), "tx1"), number_at(pupil(world, 1), "tx1")) == (None, 90)


def test_a_form_of_somebody_elses_book_or_made_by_hand_is_refused(world: World) -> None:
    stolen = form(world, "literature", ("8A1", "NV"))
    row = bring(world, filled(stolen, put(F5=9)))
    assert row.problem_count == 1 and "không có quyền" in row.problems[0]["message"]

    def forge(page: Any) -> None:
        for line in page.iter_rows():
            if line[0].value == "sheet":
                line[2].value = line[2].value.replace('"event": ', '"event": 9')

    row = bring(world, filled(form(world), forge, sheet=-1))
    assert row.problem_count == 1 and "không phải là tệp mẫu" in row.problems[0]["message"]


def test_the_form_locks_names_hides_keys_and_checks_cells(world: World) -> None:
    book = openpyxl.load_workbook(io.BytesIO(form(world)))
    page, keys = book.worksheets
    assert page.protection.sheet and page.column_dimensions["A"].hidden
    assert page["D5"].protection.locked and not page["F5"].protection.locked
    assert keys.sheet_state == "veryHidden"
    checks = {str(v.sqref): v for v in page.data_validations.dataValidation}
    assert checks["F5:F10"].type == "decimal" and "một chữ số thập phân" in checks["F5:F10"].error
    [event] = Event.objects.filter(verb="book.template")
    assert event.params == {"term": 1, "way": "form"}


def test_one_file_holds_a_sheet_for_each_book_and_comes_back_as_one(world: World) -> None:
    data = form(world, "other_class", ("8A2", "NV"), ("8A2", ""))
    assert [s.name for s in read_workbook(data).sheets] == [
        "Ngữ văn 8A2",
        "Chủ nhiệm 8A2",
        "_hocba",
    ]
    row = bring(world, filled(data, put(F5=8)), "other_class", "template")
    assert row.problem_count == 0 and row.summary["sổ"] == "Ngữ văn 8A2, Chủ nhiệm 8A2"
    exchange.apply(world.ctx("other_class"), row)
    assert number_at(pupil(world, 0, "8A2"), "tx1") == 80


def test_levels_and_comments_of_a_homeroom_book_come_back_too(world: World) -> None:
    data = form(world, "homeroom", ("8A1", ""))
    heads = read_workbook(data).sheets[0].rows[3]
    level = openpyxl.utils.get_column_letter(heads.index("Rèn luyện") + 1)
    row = bring(world, filled(data, put(**{f"{level}5": "Tốt", f"{level}6": "x"})), "homeroom")
    assert [c["new"] for c in row.cells] == ["T"]
    assert row.problem_count == 1 and "mức đánh giá" in row.problems[0]["message"]


def test_a_column_in_the_wrong_place_is_doubted_and_applying_confirms_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "ENOUGH", 6)  # the class of this world has six
    marks = [50, 60, 70, 80, 90, 55]
    roster = world.roster("8A1")
    enter(world, "teacher", [change(p, "gk", m) for p, m in zip(roster, marks, strict=True)])
    data = filled(form(world), put(**{f"F{n}": m / 10 for n, m in enumerate(marks, FIRST)}))
    row = bring(world, data)
    assert any("giống hệt cột ĐĐGgk" in note["message"] for note in row.notes)
    exchange.apply(world.ctx("teacher"), row)
    last = Event.objects.filter(verb="mark.enter").latest("pk")
    assert last.params["confirmed"] == [{"code": "same", "other": "1:gk", "count": 6, "of": 6}]


def vendor(world: World) -> bytes:
    """A gradebook as another program gives it out: hidden key column, hidden sheet, protection."""
    plain = files.gradebook(world, [[None]] * 6, ("ĐĐGtx 1",))
    book = openpyxl.load_workbook(io.BytesIO(plain))
    page = book.worksheets[0]
    page["Z9"] = "key-4711"
    page.column_dimensions["Z"].hidden = True
    page["F4"].fill = openpyxl.styles.PatternFill("solid", fgColor="FF00AA")
    page.protection.sheet = True
    book.create_sheet("_vendor")["A1"] = "secret"
    book["_vendor"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_file_of_another_program_is_filled_and_keeps_what_is_hidden(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "tx1", 75), change(pupil(world, 1), "tx1", 100)])
    sent = fill(world.ctx("teacher"), world.books[MATHS], 1, vendor(world))
    assert sent.cells == 2 and not sent.left
    book = openpyxl.load_workbook(io.BytesIO(sent.data))
    page = book.worksheets[0]
    values = [c.value for row in page.iter_rows() for c in row if isinstance(c.value, int | float)]
    assert 7.5 in values and 10 in values
    assert page["Z9"].value == "key-4711" and page.column_dimensions["Z"].hidden
    assert page["F4"].fill.fgColor.rgb.endswith("FF00AA") and page.protection.sheet
    assert book["_vendor"].sheet_state == "hidden" and book["_vendor"]["A1"].value == "secret"
    assert Event.objects.get(verb="book.template").params["way"] == "filled"


@pytest.mark.parametrize("data", [b"", b"no excel", b"PK\x03\x04 broken"])
def test_what_is_no_excel_file_is_said_so(world: World, data: bytes) -> None:
    with pytest.raises(SheetError):
        fill(world.ctx("teacher"), world.books[MATHS], 1, data)


def test_a_filled_file_needs_the_right_to_the_book(world: World) -> None:
    with pytest.raises(Refusal):
        fill(world.ctx("literature"), world.books[MATHS], 1, vendor(world))


@pytest.mark.parametrize("fault", ["formula", "error", "merged"])
def test_a_cell_without_its_value_never_deletes_a_mark(world: World, fault: str) -> None:
    enter(world, "teacher", [change(pupil(world, n), "tx1", 60) for n in (0, 1)])

    def write(page: Any) -> None:
        if fault == "merged":
            page.merge_cells("F5:F6")
            return
        page["F6"] = "=G6" if fault == "formula" else "#N/A"
        if fault == "error":
            page["F6"].data_type = "e"

    row = bring(world, filled(form(world), write))
    assert (row.problem_count, row.cells) == (1, [])
    assert row.problems[0]["place"] == "trang “Toán 8A1”, ô F6"
    with pytest.raises(Refusal):
        exchange.apply(world.ctx("teacher"), row)
    assert number_at(pupil(world, 1), "tx1") == 60


def test_a_form_saved_as_an_old_xls_is_sent_back(world: World) -> None:
    keys: list[list[str | float]] = [["hocba", "1"]]
    with pytest.raises(SheetError, match="Tệp mẫu đã bị lưu thành"):
        bring(world, old_workbook("_hocba", keys))
