"""Headings of the columns of gradebook files, of every regime."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hocba.exchange.parsers.table import WHO
from hocba.kernel.sheets import Header, Sheet, SkippedColumn, cell_text, column_letter, heading_key

MOST_REGULAR = 9
"""Regular assessments a term that a file may name."""
TX: dict[str, Sequence[str]] = {
    f"tx{n}": (f"ĐĐGtx {n}", f"ĐĐGtx{n}", f"ĐGtx {n}", f"ĐGtx{n}", f"TX{n}", f"TX {n}", f"Thường xuyên {n}", f"ĐĐGtx TX{n}", f"ĐĐGtx {n} {n}", f"Điểm thường xuyên {n}", f"Thường xuyên TX{n}", f"Đánh giá thường xuyên {n}", f"Đánh giá thường xuyên TX{n}", f"KTtx {n}", f"KTtx{n}")
    for n in range(1, MOST_REGULAR + 1)
}  # fmt: skip
TOPICS: dict[str, Sequence[str]] = {
    "cd": ("Cụm chuyên đề", "Chuyên đề", "Chuyên đề học tập", "Điểm chuyên đề", "ĐĐG chuyên đề", "ĐĐGcđ", "CĐHT", "CĐ", "Chuyên đề 1", "CĐ1", "CĐ 1"),
    "cd2": ("Chuyên đề 2", "CĐ2", "CĐ 2", "ĐĐGcđ 2"),
    "cd3": ("Chuyên đề 3", "CĐ3", "CĐ 3", "ĐĐGcđ 3"),
}  # fmt: skip
LOWER: dict[str, Sequence[str]] = {
    **TX,
    **TOPICS,
    "gk": ("ĐĐGgk", "ĐGgk", "Giữa kì", "Giữa kỳ", "GK", "Điểm giữa kì", "Điểm giữa kỳ", "Đánh giá giữa kì", "Đánh giá giữa kỳ", "KT giữa kì", "Kiểm tra giữa kì"),
    "ck": ("ĐĐGck", "ĐGck", "Cuối kì", "Cuối kỳ", "CK", "Điểm cuối kì", "Điểm cuối kỳ", "Đánh giá cuối kì", "Đánh giá cuối kỳ", "KT cuối kì", "Kiểm tra cuối kì"),
    "declared": ("Đánh giá", "Mức đánh giá", "Học kì", "Kết quả"),
    "comment": ("Nhận xét", "Nội dung nhận xét", "Nhận xét sự tiến bộ, ưu điểm nổi bật, hạn chế chủ yếu"),
}  # fmt: skip
PRIMARY: dict[str, Sequence[str]] = {
    "gk_level": ("Mức đạt được GK", "Giữa kì Mức đạt được", "Mức đạt được giữa kì", "Giữa kỳ Mức đạt được"),
    "gk_score": ("Điểm KTĐK GK", "Giữa kì Điểm KTĐK", "Điểm KTĐK giữa kì", "Giữa kỳ Điểm KTĐK"),
    "gk_comment": ("Nhận xét GK", "Giữa kì Nhận xét", "Nhận xét giữa kì", "Giữa kỳ Nhận xét"),
    "ck_level": ("Mức đạt được CK", "Cuối kì Mức đạt được", "Mức đạt được cuối kì", "Cuối kỳ Mức đạt được"),
    "ck_score": ("Điểm KTĐK", "Điểm KTĐK CK", "Cuối kì Điểm KTĐK", "Điểm KTĐK cuối kì", "Cuối kỳ Điểm KTĐK"),
    "ck_comment": ("Nhận xét CK", "Cuối kì Nhận xét", "Nhận xét cuối kì", "Cuối kỳ Nhận xét"),
}  # fmt: skip
_ORAL = ("Miệng", "KT miệng", "M", "15 phút", "15 p", "15'", "Viết 15 phút", "Hệ số 1", "HS1", "KTtx", "Kiểm tra thường xuyên")  # fmt: skip
_PERIOD = ("1 tiết", "Viết 1 tiết", "Viết", "V", "45 phút", "Hệ số 2", "HS2", "KTđk", "Kiểm tra định kì")  # fmt: skip
_OLD = {
    "regular": re.compile(r"(?:^|\b)(?:mieng|m|15(?: p(?:hut)?)?|15p|p|he so 1|hs 1|hs1|kttx|tx|(?:kt|kiem tra) thuong xuyen)(?: ?\d)?$"),
    "period": re.compile(r"(?:^|\b)(?:(?:viet )?(?:1|mot) tiet|45(?: p(?:hut)?)?|45p|viet|v|he so 2|hs 2|hs2|ktdk|dk|(?:kt|kiem tra) dinh k[iy])(?: ?\d)?$"),
    "final": re.compile(r"^(?:kthk|kt hk|(?:diem |bai )?(?:kiem tra|kt|thi) (?:hk|hoc k[iy])|thi|hk|hoc k[iy]|thi hk|cuoi k[iy]|ddgck)$"),
}  # fmt: skip
OLDER: dict[str, Sequence[str]] = {
    **{f"old{n}": (word, *(f"{word} {i}" for i in range(1, 6))) for n, word in enumerate((*_ORAL, *_PERIOD))},
    **TX,
    "ck": ("KThk", "Kiểm tra học kì", "Kiểm tra học kỳ", "KTHK", "Thi học kì", "Thi học kỳ", "Học kì", "Học kỳ", "HK", "Thi", *LOWER["ck"]),
    "comment": LOWER["comment"],
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """What the book of a file has: its subject as the class has it, its slots, how it is assessed."""

    subject: str
    slots: frozenset[str]
    comment: bool = False

    @property
    def primary(self) -> bool:
        """Whether it is a book of levels and periodic tests."""
        return any(slot.startswith("muc_") for slot in self.slots)

    @property
    def older(self) -> bool:
        """Whether it has KTtx, KTđk and KThk of TT 58/2011."""
        return "dk1" in self.slots

    def lacks(self, slot: str) -> str:
        """Why a value cannot stand in a slot, "" when it can."""
        if slot in self.slots:
            return ""
        if slot[:2] in ("tx", "dk"):
            count = sum(one.startswith(slot[:2]) for one in self.slots)
            what = "đánh giá thường xuyên" if slot[:2] == "tx" else "kiểm tra định kì"
            return f"Môn này chỉ có {count} lần {what} mỗi học kì."
        if slot[:2] == "cd":
            return "Môn này của lớp không có cột cụm chuyên đề."
        if slot[:2] == "kt":
            return "Môn này không có bài kiểm tra định kì vào lúc này."
        return "Sổ của môn này không có cột ấy."


def older_header(sheet: Sheet, header: Header, empty: bool = False) -> Header:
    """The columns of miệng, 15 phút, 1 tiết and học kì as slots tx1 …, dk1 … and ck.

    A book of TT 58/2011 counts its KTtx without telling miệng from 15 phút: their filled columns are
    taken from left to right. In a file that is to be filled (`empty`) they are left alone, since the
    book cannot say which is which. A merged heading reaches to the columns without one on its right.
    """
    kinds = _kinds(sheet, header)
    named = {key: at for key, at in header.columns.items() if key in WHO or key == "comment"}
    numbered = [key for key in header.columns if key.startswith("tx")]
    said = {at for at, _ in kinds if empty or _filled(sheet, header.first, at)}
    regular = [at for at, kind in kinds if kind == "regular" and at in said]
    if empty or (numbered and len(numbered) >= len(regular)):
        named |= {key: header.columns[key] for key in numbered}
    else:
        named |= {f"tx{n}": at for n, at in enumerate(regular, 1)}
    period = [at for at, kind in kinds if kind == "period" and at in said]
    named |= {f"dk{n}": at for n, at in enumerate(period, 1)}
    final = [at for at, kind in kinds if kind == "final"]
    if final:
        named["ck"] = final[0]
    return Header(named, header.first, header.labels)


def _kinds(sheet: Sheet, header: Header) -> list[tuple[int, str]]:
    """(column, kind) of the columns of marks, in order."""
    width = max((len(row) for row in sheet.rows), default=0)
    who = {at for key, at in header.columns.items() if key in WHO}
    found, kind = [], ""
    for column in range(width):
        if column in who:
            kind = ""
            continue
        label = header.labels.get(column, "")
        if label:
            key = heading_key(label)
            kind = next((name for name, words in _OLD.items() if words.search(key)), "")
        if kind == "final" and not label:
            kind = ""
        if kind:
            found.append((column, kind))
    return found


def _filled(sheet: Sheet, first: int, column: int) -> bool:
    return any(
        cell_text(sheet.cell(row, column)) or sheet.fault(row, column, merged=False)
        for row in range(first, len(sheet.rows))
    )


def unheaded(sheet: Sheet, header: Header) -> list[SkippedColumn]:
    """Columns with values but no heading, right of the names: left out, and said so."""
    who = [at for key, at in header.columns.items() if key in WHO]
    beside = header.columns["name"] + 1 if "name" in header.columns else -1
    used = {*header.columns.values(), *header.labels, beside}
    width = max((len(row) for row in sheet.rows), default=0)
    return [
        SkippedColumn(
            sheet.name, column_letter(column), "", "Cột có giá trị nhưng không có tiêu đề."
        )
        for column in range(max(who, default=0) + 1, width)
        if column not in used and _filled(sheet, header.first, column)
    ]
