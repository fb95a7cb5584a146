"""Rows hidden by hand or by a filter are read like any other, and named."""

import io
import re
import zipfile
from datetime import date

import pytest
from excel import ROSTERS, SCORED, gradebook, page, workbook
from old_excel import old_workbook

from hocba.exchange.parsers.gradebook import parse_gradebook
from hocba.exchange.parsers.primary import Time, parse_primary
from hocba.exchange.reading import Reading
from hocba.kernel.sheets import read_workbook

ROWS = [
    (1, "6A", "9900000001", "Nguyễn Văn Đạt", date(2014, 5, 2), 7, 8),
    (2, "6A", "9900000002", "Trần Thị Ngọc Anh", date(2014, 1, 9), 6, 5),
    (3, "6A", "9900000003", "Trần Thị Ngọc Anh", date(2014, 8, 30), None, None),
]


def with_rows(data: bytes, tag: str, *rows: int) -> bytes:
    """The file with the tags of these rows (as Excel counts) written anew; `%d` is the row."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                for row in rows:
                    text = re.sub(rb'<row r="%d"[^>]*>' % row, (tag % row).encode(), text)
            new.writestr(part.filename, text)
    return out.getvalue()


@pytest.mark.parametrize(
    "tag",
    [
        '<row r="%d" hidden="1">',
        '<row hidden="true" spans="1:7" r="%d">',
        '<row r="%d" ' + 'x="' + "y" * 300 + "\" hidden='1'>",
    ],
)
def test_a_hidden_row_is_known_however_its_tag_is_written(tag: str) -> None:
    book = read_workbook(with_rows(gradebook(*ROWS), tag, 5, 6))
    assert [sheet.unseen for sheet in book.sheets] == [{4, 5}]
    assert (
        not read_workbook(with_rows(gradebook(*ROWS), '<row r="%d" hidden="0">', 5))
        .sheets[0]
        .unseen
    )


def test_a_tag_between_two_pieces_of_a_big_part_is_seen() -> None:
    rows = [(n, "6A", "", "Nguyễn Văn Đạt" * 8, None, 7) for n in range(20_000 - 10)]
    data = workbook(page(SCORED, rows))
    xml = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    tags = re.finditer(rb'<row r="(\d+)"', xml)
    across = max(int(m[1]) for m in tags if m.start() < (1 << 20) - 20)
    tag = '<row r="%d" ' + 'x="' + "y" * 350 + '" hidden="1">'
    [sheet] = read_workbook(with_rows(data, tag, across)).sheets
    assert sheet.unseen == {across - 1}


def test_a_hidden_row_of_an_old_xls_is_known() -> None:
    book = read_workbook(old_workbook("HK1", [["Họ tên"], ["An"], ["Bình"]], hidden=(2,)))
    assert book.sheets[0].unseen == {2}


def test_the_note_names_rows_and_pupils_and_only_those_that_say_something() -> None:
    data = with_rows(gradebook(*ROWS), '<row r="%d" hidden="1">', 4, 5, 6, 7)
    found = parse_gradebook(data, ROSTERS, "6A", "TOAN")
    assert {key for key, _ in found.certain()} == {"p1", "p2"}
    reading = Reading()
    reading.take(found.problems)
    [note] = reading.notes
    assert note["place"] == "trang “HK1”, dòng 5–6" and note["hidden"] == 2
    assert note["value"] == "Nguyễn Văn Đạt, Trần Thị Ngọc Anh" and not reading.total


def test_rows_of_other_classes_behind_a_filter_are_not_told() -> None:
    head = ["STT", "Lớp", "Mã học sinh", "Họ tên", "Ngày sinh", "Toán"]
    rows = [
        [1, "4B", "9900000011", "Thạch Sô Phia", date(2016, 5, 2), "T"],
        [2, "4A", "9900000019", "Em lớp khác", date(2016, 5, 2), "T"],
    ]
    data = with_rows(workbook(page(head, rows, "Khối 4")), '<row r="%d" hidden="1">', 2, 3)
    rosters = ROSTERS | {"4A": []}
    found = parse_primary(data, rosters, Time(1, "ck"), {"4B": {"TOAN"}})
    assert found.passed == {"4A": 1} and found.problems.unseen == {"Khối 4": {1: "Thạch Sô Phia"}}
