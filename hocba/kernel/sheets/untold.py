"""What the reader of values does not tell of an .xlsx: cells without a value, rows that are hidden.

It gives an empty cell for a formula nobody worked out and for an error value, and an empty cell
means something else; a row hidden by hand or by a filter it gives like any other.
"""

import posixpath
import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from hocba.kernel.sheets.cells import SheetError

Fault = tuple[str, str]
"""What stands in the cell, and what to do about it."""
Faults = dict[tuple[int, int], Fault]
_HINT = re.compile(
    rb"""<(?:\w+:)?f[\s/>]|\bt\s*=\s*["']e["']|<(?:\w+:)?row\s[^>]*\bhidden\s*=\s*["'](?:1|true)"""
)
_REF = re.compile(r"([A-Z]{1,3})([0-9]+)")
_SAFE: Any = {"resolve_entities": False, "no_network": True, "huge_tree": True}
MAX_FAULTS = 20_000
TOO_MANY = (
    f"Tệp có hơn {MAX_FAULTS} ô báo lỗi hoặc có công thức chưa được tính;"
    " hãy mở tệp bằng Excel, sửa, lưu lại rồi tải lên."
)
NOT_WORKED_OUT = "Ô có công thức chưa được tính; mở tệp bằng Excel, lưu lại rồi tải lên."


@dataclass
class Untold:
    """Of one sheet: its broken cells by place, its hidden rows; all count from 0."""

    faults: Faults = field(default_factory=dict)
    unseen: set[int] = field(default_factory=set)


def error_value(text: str) -> Fault:
    """What is said of a cell that shows an error."""
    shown = text or "#N/A"
    return shown, f"Ô báo lỗi {shown}; hãy sửa công thức hoặc gõ thẳng giá trị vào ô."


def has_some(xml: bytes) -> bool:
    """Whether a piece of a part has a formula, an error value or a hidden row in it."""
    return _HINT.search(xml) is not None


def untold(archive: zipfile.ZipFile, parts: Collection[str]) -> dict[str, Untold]:
    """What is not told of each sheet whose part is one of these, by the sheet's name.

    Raises etree.XMLSyntaxError and KeyError for a workbook whose parts cannot be followed, and
    SheetError `too_many_faults`.
    """
    return {name: _of(archive, part) for name, part in _sheets(archive).items() if part in parts}


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of each sheet, by name."""
    by_name = {name.lower(): name for name in archive.namelist()}
    links = _tree(archive, by_name["xl/_rels/workbook.xml.rels"])
    target = {
        link.get("Id"): posixpath.normpath(posixpath.join("/xl", link.get("Target", "")))[1:]
        for link in links.iter("{*}Relationship")
    }
    found = {}
    for sheet in _tree(archive, by_name["xl/workbook.xml"]).iter("{*}sheet"):
        link = next((v for k, v in sheet.items() if k.endswith("}id")), None)
        found[sheet.get("name", "")] = target.get(link, "")
    return found


def _tree(archive: zipfile.ZipFile, part: str) -> Any:
    return etree.fromstring(archive.read(part), etree.XMLParser(**_SAFE))


def _of(archive: zipfile.ZipFile, part: str) -> Untold:
    found, row, column = Untold(), 0, -1
    with archive.open(part) as stream:
        for _, node in etree.iterparse(stream, events=("end",), tag=("{*}row", "{*}c"), **_SAFE):
            parent, before = node.getparent(), node.getprevious()
            if before is not None:
                parent.remove(before)  # what was seen is not kept
            if node.tag.endswith("}row"):
                row = _number(node, row)
                if node.get("hidden") in ("1", "true"):
                    found.unseen.add(row)
                row, column = row + 1, -1
                node.clear()
                continue
            at, column = _place(node.get("r"), _number(parent, row), column + 1)
            fault = _fault(node)
            if fault:
                found.faults[at, column] = fault
                if len(found.faults) > MAX_FAULTS:
                    raise SheetError("too_many_faults", TOO_MANY)
            node.clear()
    return found


def _number(row: Any, following: int) -> int:
    """The number of a row from 0: its own, else that of the row after the one before."""
    told = row.get("r")
    return int(told) - 1 if told else following


def _place(reference: str | None, row: int, column: int) -> tuple[int, int]:
    found = _REF.fullmatch(reference or "")
    if not found:
        return row, column
    number = 0
    for letter in found[1]:
        number = 26 * number + ord(letter) - 64
    return int(found[2]) - 1, number - 1


def _fault(cell: Any) -> Fault | None:
    value, formula = cell.find("{*}v"), cell.find("{*}f")
    text = (value.text or "") if value is not None else ""
    if cell.get("t") == "e":
        return error_value(text)
    if formula is None or text or (cell.get("t") == "str" and value is not None):
        return None  # a formula may well give an empty text
    return f"={formula.text or ''}", NOT_WORKED_OUT
