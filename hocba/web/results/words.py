"""Result codes as short words for tables; the full words are those of the regime."""

from collections.abc import Mapping

from hocba.rules.levels import LEARNING, PRIMARY_OVERALL, STATUS_CODES, STATUS_WORDS

PROMOTION = {
    "PROMOTED": "Được lên lớp",
    "RETEST": "Đánh giá lại",
    "SUMMER_TRAINING": "Rèn luyện hè",
    "NOT_PROMOTED": "Không lên lớp",
    "COMPLETED": "Hoàn thành",
    "SUPPLEMENTARY_ASSESSMENT": "Đánh giá bổ sung",
    "HEAD_DECIDES": "Hiệu trưởng quyết định",
    "NOT_COMPLETED": "Chưa được lên lớp",
}
AWARD = {
    "NONE": "",
    "GIOI": "Học sinh Giỏi",
    "XUAT_SAC": "Học sinh Xuất sắc",
    "TIEU_BIEU": "Học sinh Tiêu biểu",
    "XUAT_SAC_NOI_DUNG": "Hoàn thành xuất sắc các nội dung học tập và rèn luyện",
    "VUOT_TROI": "Thành tích vượt trội, tiến bộ vượt bậc",
}
LEVEL = {
    **dict(zip(LEARNING.codes, LEARNING.words, strict=True)),
    **dict(zip(PRIMARY_OVERALL.codes, PRIMARY_OVERALL.words, strict=True)),
}
STATUS = {code: STATUS_WORDS[value] for value, code in STATUS_CODES.items()}
LABELS = {"promotion": "lên lớp", "promotion_after": "lên lớp", "award": "khen thưởng"}


def promotion(code: str) -> str:
    """«Được lên lớp»; a status in its own words."""
    return PROMOTION.get(code) or STATUS.get(code, code)


def brief(code: str) -> str:
    """As `promotion`, short enough for a column: «Lên lớp»."""
    return "Lên lớp" if code in ("PROMOTED", "COMPLETED") else promotion(code)


def award(code: str) -> str:
    """«Học sinh Giỏi», nothing when there is none."""
    return AWARD[code] if code in AWARD else STATUS.get(code, code)


def level(code: str) -> str:
    """«Khá», «Hoàn thành tốt»; a status in its own words."""
    return LEVEL.get(code) or STATUS.get(code, code)


def standing(codes: Mapping[str, str]) -> tuple[str, str]:
    """The promotion that stands in a map of result codes: (its name, its code)."""
    name = "promotion_after" if codes.get("promotion_after") else "promotion"
    return name, codes.get(name, "")
