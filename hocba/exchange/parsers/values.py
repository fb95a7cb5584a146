"""Exact reading of marks and levels from the cells of a spreadsheet."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time

from hocba.kernel.names import search_key
from hocba.kernel.sheets import Cell, cell_text
from hocba.rules.exact import half_up_text, show_tenths

_WORDS = {"khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}  # fmt: skip
_EXEMPT, _ABSENT = ("m", "mien", "mien giam"), ("v", "vang", "k", "p")
_PASS = {"Đ": ("d", "dat"), "CĐ": ("cd", "c d", "chua dat", "khong dat", "kd")}
_PRIMARY = {
    "T": ("t", "tot", "hoan thanh tot", "htt"),
    "H": ("h", "hoan thanh"),
    "C": ("c", "chua hoan thanh", "cht"),
}
_QUALITY = {"T": ("t", "tot"), "Đ": ("d", "dat"), "C": ("c", "can co gang", "ccg")}
_BEFORE = {"T": ("t", "tot"), "K": ("k", "kha"), "Tb": ("tb", "trung binh"), "Y": ("y", "yeu")}
_GOAL = {"+": ("+", "d", "dat"), "-": ("-", "cd", "c d", "chua dat")}
_DASHES = str.maketrans("–—−", "---")
_CONDUCT = {"T": ("t", "tot"), "K": ("k", "kha"), **_PASS}


def _scale(levels: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {word: level for level, words in levels.items() for word in words}


SCALES = {
    "pass": (_scale(_PASS), "Đ hoặc CĐ"),
    "primary": (_scale(_PRIMARY), "T, H hoặc C"),
    "quality": (_scale(_QUALITY), "T, Đ hoặc C"),
    "conduct": (_scale(_CONDUCT), "T, K, Đ hoặc CĐ"),
    "conduct_before": (_scale(_BEFORE), "T, K, Tb hoặc Y"),
    "goal": (_scale(_GOAL), "+ (đạt) hoặc - (chưa đạt)"),
}


class BadValue(ValueError):
    """A cell that is no mark or level; the message is for the user, `suggestion` may hold a value."""

    def __init__(self, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.suggestion = suggestion


def parse_score(cell: Cell, whole: bool = False) -> int | None:
    """Return a mark as integer tenths (7,5 → 75), None for an empty cell.

    "7,5", "7.5" and the number 7.5 are one mark. Raises BadValue for more than one decimal, for
    anything outside 0..10 (11–99 with the suggestion of a comma), for words, and, when `whole`, for
    any mark with a decimal (KTĐK at primary school, TT 27/2020).

    >>> parse_score("7,5"), parse_score(7.5), parse_score("10"), parse_score("")
    (75, 75, 100, None)
    """
    if isinstance(cell, date | time):
        raise _from_day(cell)
    text = unicodedata.normalize("NFKC", cell_text(cell))
    if not text:
        return None
    match = re.fullmatch(r"([0-9]{1,4})(?:[.,]([0-9]+))?", text)
    if match is None:
        raise _not_a_mark(text)
    units, decimals = int(match[1]), (match[2] or "").rstrip("0")
    if whole and units > 10:
        raise BadValue(f"“{text}” lớn hơn 10; điểm ở đây là số nguyên từ 0 đến 10.")
    if units > 10 or (units == 10 and decimals):
        if 11 <= units <= 99 and not decimals:
            guess = f"{units // 10},{units % 10}"
            raise BadValue(f"“{text}” lớn hơn 10; có phải là {guess}?", guess)
        raise BadValue(f"“{text}” lớn hơn 10.")
    if whole and decimals:
        raise BadValue(f"“{_comma(text)}”: điểm kiểm tra định kì ở tiểu học là số nguyên.")
    if len(decimals) > 1:
        guess = show_tenths(half_up_text(match[1], decimals)[0])
        said = f"“{_comma(text)}”: điểm chỉ có một chữ số thập phân; có phải là {guess}?"
        raise BadValue(said, guess)
    return 10 * units + int(decimals or 0)


def _from_day(cell: date | time) -> BadValue:
    """What a mark was that Excel took for a day or an hour: 7/5, 7.5, 7:5, or a number shown as one."""
    if isinstance(cell, time):
        shown, pairs = f"giờ {cell:%H:%M}", [(cell.hour, cell.minute)]
    elif cell.year == 1900:  # the number of the day and its part
        part = (cell.hour * 60 + cell.minute + 72) // 144 if isinstance(cell, datetime) else 0
        shown, pairs = f"ngày {cell:%d/%m/%Y}", [(cell.day, part)]
    else:
        shown, pairs = f"ngày {cell:%d/%m/%Y}", [(cell.day, cell.month), (cell.month, cell.day)]
    marks = [show_tenths(10 * a + b) for a, b in pairs if max(a, b) < 10 or (a, b) == (10, 0)]
    guess = f" (có phải là {' hay '.join(dict.fromkeys(marks))}?)" if marks else ""
    said = f"Excel đã đổi điểm thành {shown}; hãy đổi định dạng ô về Số rồi gõ lại điểm{guess}."
    return BadValue(said, marks[0] if marks else "")


def _comma(text: str) -> str:
    return text.replace(".", ",")


def _not_a_mark(text: str) -> BadValue:
    word = search_key(text)
    if word in _WORDS:
        guess = str(_WORDS[word])
        return BadValue(f"“{text}” không phải là số; có phải là {guess}?", guess)
    if word in _EXEMPT:
        return BadValue(f"“{text}”: miễn giảm được ghi bằng quyết định, không ghi vào ô điểm.")
    if word in _ABSENT:
        return BadValue(f"“{text}”: vắng thì để trống ô điểm; điểm 0 phải có quyết định.")
    if re.fullmatch(r"[-−–]\s*[0-9.,]+", text):
        return BadValue(f"“{text}”: điểm không thể âm.")
    return BadValue(f"“{text}” không phải là điểm; cần số từ 0 đến 10, ví dụ 7,5.")


def parse_level(cell: Cell, scale: str) -> str | None:
    """Return the level of a cell in a scale of SCALES, None for an empty cell; BadValue otherwise.

    >>> parse_level("Đạt", "pass"), parse_level("cđ", "pass"), parse_level("Hoàn thành tốt", "primary")
    ('Đ', 'CĐ', 'T')
    """
    text = cell_text(cell)
    if not text:
        return None
    levels, allowed = SCALES[scale]
    level = levels.get(search_key(text) or text.translate(_DASHES))
    if level is not None:
        return level
    if search_key(text) in _EXEMPT:
        raise BadValue(f"“{text}”: miễn giảm được ghi bằng quyết định, không ghi vào ô mức.")
    if search_key(text) in _ABSENT[:2]:  # «k», «p» might be a level somebody meant
        raise BadValue(f"“{text}”: vắng thì để trống ô mức.")
    raise BadValue(f"“{text}” không phải là mức đánh giá; cần {allowed}.")
