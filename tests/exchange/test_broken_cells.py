"""A cell whose value the file does not have is named; it is never taken for an empty one."""

import contextlib
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from excel import ROSTERS, SCORED, gradebook
from old_excel import Error, Formula, old_workbook

from hocba.exchange.parsers.gradebook import Gradebook, parse_gradebook
from hocba.kernel.sheets import SheetError, fill_cells, read_workbook

ROWS = [
    (1, "6A", "9900000001", "Nguyễn Văn Đạt", date(2014, 5, 2), 7, 8),
    (2, "6A", "9900000002", "Trần Thị Ngọc Anh", date(2014, 1, 9), 6, 5),
]


def edited(write: Callable[[Any], None], data: bytes | None = None) -> bytes:
    """A gradebook as openpyxl saves it: formulas stand without their values."""
    book = openpyxl.load_workbook(io.BytesIO(data or gradebook(*ROWS)))
    write(book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes) -> Gradebook:
    return parse_gradebook(data, ROSTERS, "6A", "TOAN")


def said(found: Gradebook) -> list[tuple[str, str]]:
    return [(p.place, p.message) for p in found.problems]


def test_a_formula_nobody_worked_out_is_a_problem_at_its_cell() -> None:
    found = read(edited(lambda page: page.__setitem__("F5", "=SUM(G5:H5)/2")))
    [(place, message)] = said(found)
    assert place == "trang “HK1”, ô F5"
    assert message == "Ô có công thức chưa được tính; mở tệp bằng Excel, lưu lại rồi tải lên."
    assert [p.value for p in found.problems] == ["=SUM(G5:H5)/2"]
    assert [e.slot for key, e in found.certain() if key == "p1"] == ["tx2"]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?"])
def test_an_error_value_is_a_problem_at_its_cell(error: str) -> None:
    def write(page: Any) -> None:
        page["G6"] = error
        page["G6"].data_type = "e"

    [(place, message)] = said(read(edited(write)))
    assert place == "trang “HK1”, ô G6"
    assert error in message


def test_marks_merged_over_two_pupils_are_a_problem_of_the_second() -> None:
    [(place, message)] = said(read(edited(lambda page: page.merge_cells("F5:F6"))))
    assert place == "trang “HK1”, ô F6"
    assert "gộp với ô F5" in message


def test_one_class_merged_over_all_pupils_does_no_harm() -> None:
    assert said(read(edited(lambda page: page.merge_cells("B5:B6")))) == []


def test_a_name_that_is_a_formula_without_value_is_one_problem_of_its_row() -> None:
    found = read(edited(lambda page: page.__setitem__("D6", "=HK2!D6")))
    assert [place for place, _ in said(found)] == ["trang “HK1”, ô D6"]
    assert {key for key, _ in found.certain()} == {"p1"}


def test_rows_of_nothing_but_formulas_at_the_end_are_not_lost() -> None:
    def write(page: Any) -> None:
        for at in "ABCDEFG":
            page[f"{at}7"] = f"=HK2!{at}7"

    assert {place for place, _ in said(read(edited(write)))} >= {
        "trang “HK1”, ô D7",
        "trang “HK1”, ô F7",
    }


def test_averages_below_the_list_and_in_columns_that_are_not_taken_say_nothing() -> None:
    header = [*SCORED, "ĐTBmhk"]

    def write(page: Any) -> None:
        page["N5"], page["N6"] = "=AVERAGE(F5:G5)", "=AVERAGE(F6:G6)"
        page["D9"], page["F9"], page["G9"] = None, "=AVERAGE(F5:F6)", "=AVERAGE(G5:G6)"

    found = read(edited(write, gradebook(*ROWS, header=header)))
    assert said(found) == []


def test_a_formula_that_gives_an_empty_text_is_empty() -> None:
    sheet = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
    <row r="1"><c r="A1" t="str"><f>IF(B1="","",B1)</f><v></v></c><c r="B1"><f>1+1</f><v>2</v></c>
    <c r="C1"><f>1+1</f></c></row>
    <row><c><f>B1</f><v/></c><c t="e"><v>#N/A</v></c></row></sheetData></worksheet>"""
    [page] = read_workbook(_with_sheet(sheet)).sheets
    assert (page.cell(0, 0), page.fault(0, 0), page.cell(0, 1)) == ("", None, 2)
    assert {place: value for place, (value, _) in page.broken.items()} == {
        (0, 2): "=1+1",
        (1, 0): "=B1",
        (1, 1): "#N/A",
    }


def _with_sheet(xml: bytes) -> bytes:
    import zipfile

    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(gradebook(*ROWS))) as source,
        zipfile.ZipFile(out, "w") as target,
    ):
        for part in source.infolist():
            own = part.filename == "xl/worksheets/sheet1.xml"
            target.writestr(part, xml if own else source.read(part))
    return out.getvalue()


CSV = "STT;Họ và tên;Điểm\n1;Nguyễn Văn Đạt;7,5\n"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (CSV.encode(), "tệp văn bản .CSV."),
        (CSV.encode("utf-8-sig"), "tệp văn bản .CSV."),
        (CSV.replace(";", "\t").encode("utf-16"), "tệp văn bản .CSV."),
        ("<html><table><tr><td>Họ tên</td></tr></table>".encode(), "trang web"),
        (b"%PDF-1.7", "tệp PDF"),
        (b"\xff\xd8\xff\xe0", "là ảnh"),
        (b"\x00\x01\x02\n,", "không phải là tệp Excel"),
    ],
)
def test_a_file_of_another_kind_is_called_what_it_is(data: bytes, sentence: str) -> None:
    with pytest.raises(SheetError, match=sentence) as caught:
        read_workbook(data)
    assert caught.value.code == "not_excel"


def test_too_many_merged_cells_are_refused() -> None:
    many = b'<mergeCell ref="A1:B20"/>' * 6000
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 21))
    xml = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + rows + b"</sheetData><mergeCells>" + many + b"</mergeCells></worksheet>"
    )  # fmt: skip
    with pytest.raises(SheetError, match="quá nhiều ô gộp"):
        read_workbook(_with_sheet(xml))


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x.vn","xem")', "#N/A", "+1", "@SUM(A1)"])
def test_a_text_that_looks_like_a_formula_is_filled_in_as_text(text: str) -> None:
    """A comment of ours must not run in the program of whoever opens the filled file."""
    name = read_workbook(gradebook(*ROWS)).sheets[0].name
    filled = fill_cells(gradebook(*ROWS), {(name, 3, 1): text})
    cell = openpyxl.load_workbook(io.BytesIO(filled))[name].cell(4, 2)
    assert (cell.value, cell.data_type) == (text, "s")


OLD = [
    ("STT", "Lớp", "Mã học sinh", "Họ và tên", "Ngày sinh", "ĐĐGtx1", "ĐĐGtx2"),
    (1.0, "6A", "9900000001", "Nguyễn Văn Đạt", "02/05/2014", Error(0x17), 8.0),
    (2.0, "6A", "9900000002", "Trần Thị Ngọc Anh", "09/01/2014", 6.0, Formula(0x2A)),
]


def test_error_values_of_an_old_xls_are_named_too() -> None:
    book = read_workbook(old_workbook("HK1", [list(row) for row in OLD]))
    [sheet] = book.sheets
    assert {place: fault[0] for place, fault in sheet.broken.items()} == {
        (1, 5): "#REF!",
        (2, 6): "#N/A",
    }
    assert "Ô báo lỗi #REF!" in sheet.broken[1, 5][1]


def test_an_old_file_whose_chains_lead_nowhere_is_damaged_and_never_a_crash() -> None:
    data = old_workbook("HK1", [list(row) for row in OLD])
    for at in (48, 60, 68, 76, 512, 516, 1024 + 128 + 116):
        for wrong in (b"\xf0\xff\xff\x7f", b"\x00\x00\x00\x00", b"\xff\xff\xff\xff"):
            with contextlib.suppress(SheetError):
                read_workbook(data[:at] + wrong + data[at + 4 :])
