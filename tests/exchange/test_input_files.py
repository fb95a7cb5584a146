"""Wrong files are named in words before anything is decoded."""

import io
import random
import zipfile

import pytest
from excel import ROSTERS, gradebook, page, workbook
from old_excel import old_workbook

from hocba.exchange.parsers.gradebook import parse_gradebook
from hocba.exchange.parsers.homeroom import parse_homeroom
from hocba.exchange.parsers.pupils import parse_pupils
from hocba.exchange.parsers.staff import parse_staff
from hocba.exchange.parsers.timetable import parse_timetable
from hocba.kernel.sheets import (
    MAX_BYTES,
    MAX_LISTED,
    SheetError,
    Table,
    find_header,
    read_workbook,
)


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


def _with_sheet(xml: bytes) -> bytes:
    """A real workbook whose first sheet is replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(page(["A"], [["1"]])))) as source,
        zipfile.ZipFile(out, "w") as target,
    ):
        for part in source.infolist():
            target.writestr(
                part, xml if part.filename == "xl/worksheets/sheet1.xml" else source.read(part)
            )
    return out.getvalue()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WRONG = {
    "empty": (b"", "Tệp rỗng"),
    "not_excel": (b"%PDF-1.7 not a sheet", "không phải là tệp Excel"),
    "too_large": (b"PK\x03\x04" + bytes(100 * 1024 * 1024), "lớn hơn 20 MB"),
    "encrypted": (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "có mật khẩu"),
    "damaged": (gradebook()[:900], "bị hỏng"),
}


@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_file_is_named(code: str) -> None:
    data, sentence = WRONG[code]
    with pytest.raises(SheetError, match=sentence) as caught:
        read_workbook(data)
    assert caught.value.code == code


def test_a_damaged_old_file_is_named() -> None:
    with pytest.raises(SheetError, match="bị hỏng"):
        read_workbook(OLE + bytes(5000))


def test_a_word_document_is_not_a_workbook() -> None:
    with pytest.raises(SheetError, match="không phải là tệp Excel"):
        read_workbook(_zip(word__document=b"<w/>"))


def test_a_file_of_exactly_the_limit_is_still_looked_at() -> None:
    with pytest.raises(SheetError) as caught:
        read_workbook(b"x" * MAX_BYTES)
    assert caught.value.code == "not_excel"


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(SheetError, match="bung ra quá lớn"):
        read_workbook(
            _zip(xl__workbook=b"<workbook/>", xl__worksheets__sheet1=bytes(220 * 1024 * 1024))
        )


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (b'<row r="1048576"><c r="I1048576"><v>1</v></c></row>', "dòng 1048576"),
        (b"<row r='1048576'><c r = 'I1048576'><v>1</v></c></row>", "dòng 1048576"),
        (b'<row r="1000"><c r="XFD1000"><v>1</v></c></row>', "cột thứ 16384"),
        (b'<row r="30000"><c r="A30000"><v>1</v></c></row>', "Trang “HK1” có hơn 20000 dòng"),
        (b'<row r="1"><c r="ZZ1"><v>1</v></c></row>', "Trang “HK1” có hơn 400 cột"),
    ],
)
def test_a_single_far_cell_does_not_become_a_million_rows(cells: bytes, sentence: str) -> None:
    with pytest.raises(SheetError, match=sentence):
        read_workbook(_with_sheet(SHEET % cells))


def test_too_many_rows_are_refused_with_their_sheet() -> None:
    data = workbook(page(["Họ tên"], [["An"]] * 20_001, name="Dài"))
    with pytest.raises(SheetError, match="Trang “Dài” có hơn 20000 dòng"):
        read_workbook(data)


def test_a_workbook_without_any_cell_is_named() -> None:
    with pytest.raises(SheetError, match="không có dữ liệu"):
        read_workbook(workbook(Table("Trống", [], [])))


def test_wrong_columns_say_which_headings_were_looked_for() -> None:
    data = workbook(page(["Mặt hàng", "Giá"], [["Gạo", 12]], title=["Lớp: 6A", "Môn: Toán"]))
    for parse in (
        lambda: parse_pupils(data),
        lambda: parse_staff(data),
        lambda: parse_timetable(data, {}),
        lambda: parse_gradebook(data, ROSTERS),
        lambda: parse_homeroom(data, ROSTERS),
    ):
        with pytest.raises(SheetError, match="Không tìm thấy hàng tiêu đề có các cột “") as caught:
            parse()
        assert caught.value.code == "wrong_columns"


def test_ten_thousand_errors_are_counted_and_two_hundred_listed() -> None:
    rows = [[n, "6A", "", f"Người Lạ {'abcdefghij'[n % 10]}", "", "tám"] for n in range(10_000)]
    result = parse_gradebook(gradebook(*rows), ROSTERS)
    assert len(result.problems.listed) == MAX_LISTED
    assert result.problems.total == 20_000


def test_a_heading_of_three_rows_and_any_order_of_columns_is_found() -> None:
    top = ["Họ và tên", "", "Điểm", "", "", "TT"]
    rows = [
        ["", "", "ĐĐGtx", "", "ĐĐGck", ""],
        ["Họ đệm", "Tên", "1", "2", "", ""],
        ["Lê", "An", "7", "8", "9", "1"],
    ]
    sheet = read_workbook(workbook(page(top, rows))).sheets[0]
    wanted = {"number": ["TT"], "family": ["Họ đệm"], "given": ["Tên"], "tx1": ["ĐĐGtx 1", "Điểm ĐĐGtx 1"],
              "tx2": ["Điểm ĐĐGtx 2"], "ck": ["ĐĐGck"]}  # fmt: skip
    header = find_header(sheet, wanted, ["given", "ck"])
    assert header is not None
    assert header.columns == {"family": 0, "given": 1, "tx1": 2, "tx2": 3, "ck": 4, "number": 5}
    assert header.first == 3


def test_a_row_that_numbers_the_columns_is_not_data() -> None:
    data = workbook(
        page(["STT", "Họ và tên", "Ngày sinh"], [["(1)", "(2)", "(3)"], ["1", "Lê An", ""]])
    )
    sheet = read_workbook(data).sheets[0]
    header = find_header(sheet, {"a": ["STT"], "b": ["Họ và tên"], "c": ["Ngày sinh"]}, ["b"])
    assert header is not None and header.first == 2


def test_a_legacy_xls_is_read() -> None:
    head: list[str | float] = ["STT", "Họ và tên", "Ngày sinh", "ĐĐGtx 1"]
    rows = [["Lớp: 6A", "Môn: Toán"], head, [1.0, "Nguyễn Văn Đạt", 41761.0, 7.5]]
    book = parse_gradebook(old_workbook("HK1", rows), ROSTERS)
    assert not book.problems
    assert [(pupil, entry.slot, entry.value) for pupil, entry in book.certain()] == [
        ("p1", "tx1", 75)
    ]


def _broken(data: bytes, rng: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(rng.choice((1, 3, 10))):
        broken[rng.randrange(min(len(broken), 3000))] = rng.randrange(256)
    return bytes(broken)


@pytest.mark.parametrize("kind", ["xls", "xlsx", "inside"])
def test_a_file_with_broken_bytes_is_read_or_named_and_nothing_else(kind: str) -> None:
    rng = random.Random(kind)
    new = gradebook(["1", "6A", "", "An", None, 7])
    old = old_workbook("HK1", [["Lớp: 6A"], ["STT", "Họ và tên"], [1.0, "Nguyễn"]])
    with zipfile.ZipFile(io.BytesIO(new)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    codes = set()
    for _ in range(400):
        data = {"xls": old, "xlsx": new, "inside": sheet}[kind]
        broken = _broken(data, rng)
        try:
            read_workbook(_with_sheet(broken) if kind == "inside" else broken)
        except SheetError as error:
            codes.add(error.code)
    assert "damaged" in codes
