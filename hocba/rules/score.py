"""Reading a mark that a person typed or pasted: exact tenths, or a refusal with a suggestion."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .exact import half_up_text, show_tenths

NOT_A_NUMBER = "NOT_A_NUMBER"
ONE_DECIMAL_MAX = "ONE_DECIMAL_MAX"
NO_DECIMAL = "NO_DECIMAL"
OUT_OF_RANGE = "OUT_OF_RANGE"

_NUMBER = re.compile(r"(-?)(\d{1,6})(?:[.,](\d{1,12}))?")
_MOST = 100


@dataclass(frozen=True)
class Parsed:
    """`tenths` of an accepted mark, else `error` (a code), its `message` and maybe `suggest`
    (tenths to offer, never applied silently).  `warning` may accompany an accepted mark."""

    tenths: int | None = None
    error: str | None = None
    message: str = ""
    suggest: int | None = None
    warning: str = ""

    @property
    def ok(self) -> bool:
        return self.error is None


def parse_decimal_score(text: str, typed: bool) -> Parsed:
    """A 0..10 mark with at most one decimal, comma or point.

    11 to 99 without a decimal sign is a slip: with `typed` (key strokes in the grid) 75 means 7,5;
    otherwise it is refused and 7,5 suggested.  10 is always ten.
    """
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        return _unreadable(text)
    sign, whole, decimals = found.groups()
    if decimals is None and not sign and len(whole) == 2 and whole != "10":
        if typed:
            return Parsed(tenths=int(whole))
        if whole[0] != "0":
            suggest = int(whole)
            return _refused(
                OUT_OF_RANGE,
                f"Điểm {whole} lớn hơn 10. Ý thầy cô là {show_tenths(suggest)}?",
                suggest,
            )
    tenths, exact = half_up_text(whole, decimals or "")
    if sign or tenths > _MOST or (tenths == _MOST and int(whole) == 10 and not exact):
        return _refused(OUT_OF_RANGE, f"Điểm {text.strip()} nằm ngoài thang điểm 0 đến 10.")
    if not exact:
        return _refused(
            ONE_DECIMAL_MAX,
            f"Điểm chỉ lấy một chữ số thập phân. Làm tròn thành {show_tenths(tenths)}?",
            tenths,
        )
    return Parsed(tenths=tenths)


ZERO_REFUSED = "Trường không cho ghi điểm 0 bài kiểm tra định kì."


def parse_integer_score(text: str, zero: str, refusal: str = ZERO_REFUSED) -> Parsed:
    """A whole mark 0..10 (periodic tests at primary school), returned in tenths.

    There is no shorthand for decimals.  `zero` is the setting "warn" or "refuse", `refusal` what
    is said then.
    """
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        return _unreadable(text)
    sign, whole, decimals = found.groups()
    fraction = (decimals or "").strip("0")
    tenths = int(whole) * 10
    if (sign and (int(whole) or fraction)) or tenths > _MOST or (tenths == _MOST and fraction):
        return _refused(OUT_OF_RANGE, f"Điểm {text.strip()} nằm ngoài thang điểm 0 đến 10.")
    if fraction:
        return _refused(NO_DECIMAL, "Điểm kiểm tra định kì tiểu học là số nguyên, không lẻ.")
    if tenths == 0:
        if zero == "refuse":
            return _refused(OUT_OF_RANGE, refusal)
        return Parsed(tenths=0, warning="Điểm 0: hãy kiểm tra lại trước khi lưu.")
    return Parsed(tenths=tenths)


def _unreadable(text: str) -> Parsed:
    return _refused(NOT_A_NUMBER, f"Không đọc được điểm “{text.strip()}”. Hãy nhập số từ 0 đến 10.")


def _refused(error: str, message: str, suggest: int | None = None) -> Parsed:
    return Parsed(error=error, message=message, suggest=suggest)
