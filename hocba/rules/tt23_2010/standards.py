"""The table of TT 23/2010: four domains, 28 standards, 120 indicators.

Numbers only; the words of an indicator stand here where the text was read.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..exact import BadInput


@dataclass(frozen=True)
class Standard:
    """Chuẩn `number` with its indicators `first`..`last`, in the domain of that code."""

    number: int
    first: int
    last: int
    domain: str


DOMAINS = (
    ("the_chat", "Phát triển thể chất", (4, 8, 11, 14, 20, 26)),
    ("tinh_cam_xa_hoi", "Phát triển tình cảm và quan hệ xã hội", (30, 34, 41, 47, 52, 58, 60)),
    ("ngon_ngu_giao_tiep", "Phát triển ngôn ngữ và giao tiếp", (64, 71, 78, 81, 85, 91)),
    ("nhan_thuc", "Phát triển nhận thức", (95, 98, 103, 106, 108, 111, 113, 116, 120)),
)
"""Code, name, and the last indicator of each standard of the domain, in order."""

TEXTS = {1: "Bật xa tối thiểu 50 cm", 2: "Nhảy xuống từ độ cao 40 cm"}


def _standards() -> tuple[Standard, ...]:
    found: list[Standard] = []
    first = 1
    for domain, _, lasts in DOMAINS:
        for last in lasts:
            found.append(Standard(len(found) + 1, first, last, domain))
            first = last + 1
    return tuple(found)


STANDARDS = _standards()
INDICATORS = STANDARDS[-1].last


def standard(number: int) -> Standard:
    """Chuẩn by its number, 1 to 28; BadInput otherwise."""
    if not 1 <= number <= len(STANDARDS):
        raise BadInput("standard", f"không có chuẩn {number}")
    return STANDARDS[number - 1]


def standard_of(indicator: int) -> Standard:
    """The standard an indicator belongs to; BadInput outside 1 to 120."""
    for found in STANDARDS:
        if found.first <= indicator <= found.last:
            return found
    raise BadInput("indicator", f"không có chỉ số {indicator}")


def indicator_text(indicator: int) -> str:
    """ "Chỉ số 1: Bật xa tối thiểu 50 cm", or the number alone where the words were not read."""
    standard_of(indicator)
    words = TEXTS.get(indicator)
    return f"Chỉ số {indicator}: {words}" if words else f"Chỉ số {indicator}"
