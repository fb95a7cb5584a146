"""Small files that unpack into much are refused in words, before they cost time and memory."""

import io
import zipfile

import pytest
from excel import CREATED, gradebook

from hocba.exchange.template import is_ours
from hocba.kernel.sheets import Field, Form, Row, SheetError, fill_cells, read_workbook, write_forms
from hocba.kernel.sheets.untold import MAX_FAULTS

MANY = {
    "empty cells in one row": b"<row>" + b"<c/>" * 2_100_000 + b"</row>",
    "cells": (b"<row>" + b"<c><v>7</v></c>" * 30 + b"</row>") * 19_000,
}


def with_more(rows: bytes, data: bytes = b"") -> bytes:
    """A gradebook with more rows at the end of its sheet."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data or gradebook())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            text = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                text = text.replace(b"</sheetData>", rows + b"</sheetData>")
            new.writestr(part.filename, text)
    return out.getvalue()


@pytest.mark.parametrize("what", MANY)
def test_too_many_cells_are_refused_before_they_are_read(what: str) -> None:
    data = with_more(MANY[what])
    assert len(data) < 200_000
    with pytest.raises(SheetError, match="quá nhiều ô, kể cả ô trống") as refused:
        read_workbook(data)
    assert refused.value.code == "too_many_cells"


def test_more_broken_cells_than_anybody_mends_are_one_fault() -> None:
    row = b"<row>" + b'<c t="e"><v>#N/A</v></c>' * 200 + b"</row>"
    with pytest.raises(SheetError, match="sửa, lưu lại rồi tải lên") as refused:
        read_workbook(with_more(row * (MAX_FAULTS // 200 + 1)))
    assert refused.value.code == "too_many_faults"


def test_a_file_to_fill_is_bounded_more_narrowly() -> None:
    data = with_more((b"<row>" + b"<c><v>7</v></c>" * 30 + b"</row>") * 4_000)
    assert read_workbook(data)
    with pytest.raises(SheetError, match="quá nhiều ô"):
        fill_cells(data, {})


def test_a_file_that_cannot_be_filled_is_said_so() -> None:
    data = with_more(b"<row>" + b"<c/>" * 20_000 + b"</row>")
    with pytest.raises(SheetError, match="lưu lại trong Excel"):
        fill_cells(data, {("HK1", 3, 6): 7})


def test_what_is_no_form_of_ours_is_told_by_its_list_of_sheets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = Row(1, "", "An", None, {})
    form = Form("8A1", ["Toán 8A1"], [Field("1", "TX1", "score")], [row], {"book": 1})
    assert is_ours(write_forms([form], CREATED))

    def never(data: bytes) -> None:
        raise AssertionError("read twice")

    monkeypatch.setattr("hocba.exchange.template.read_workbook", never)
    assert not is_ours(gradebook())
