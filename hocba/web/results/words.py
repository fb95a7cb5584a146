"""Result codes as short words for tables; the full words are those of the regime."""

from collections.abc import Mapping

from hocba.books.shapes import Shape
from hocba.rules.levels import LEARNING, PRIMARY_OVERALL, STATUS_CODES, STATUS_WORDS
from hocba.rules.tt58_2011.params import CONDUCT
from hocba.rules.tt58_2011.params import LEARNING as LEARNING_58

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
LAST_GRADE = {
    "PROMOTED": "Hoàn thành chương trình",
    "NOT_PROMOTED": "Không hoàn thành chương trình",
    "COMPLETED": "Hoàn thành chương trình",
}
"""Where no grade follows one does not go up: the programme of the level is completed, or not."""
LEVEL = {
    code: word
    for scale in (LEARNING, PRIMARY_OVERALL, CONDUCT, LEARNING_58)
    for code, word in zip(scale.codes, scale.words, strict=True)
}
STATUS = {code: STATUS_WORDS[value] for value, code in STATUS_CODES.items()}
LABELS = {"promotion": "lên lớp", "promotion_after": "lên lớp", "award": "khen thưởng"}


def ends_level(shape: Shape, grade: int) -> bool:
    """Whether this is the last grade of a level that its circular lets people complete (TT 27 Điều
    11, TT 22 Điều 12, TT 43 Điều 11)."""
    return "completion" in shape.decided and grade in (5, 9, 12)


def promotion(code: str, last: bool = False) -> str:
    """«Được lên lớp», of the last grade «Hoàn thành chương trình»; a status in its own words."""
    return (LAST_GRADE.get(code) if last else None) or PROMOTION.get(code) or STATUS.get(code, code)


def brief(code: str, last: bool = False) -> str:
    """As `promotion`, short enough for a column: «Lên lớp», «Hoàn thành»."""
    if code in ("PROMOTED", "COMPLETED"):
        return "Hoàn thành" if last else "Lên lớp"
    return promotion(code, last)


def award(code: str, awards: Mapping[str, str]) -> str:
    """«Học sinh Giỏi» by the words of the regime's shape, nothing when there is none."""
    return awards[code] if code in awards else STATUS.get(code, code)


def title(code: str, awards: Mapping[str, str]) -> str:
    """As `award`, short enough for a column: «Giỏi»."""
    said = award(code, awards).removeprefix("Học sinh ").removeprefix("Học viên ")
    return said[:1].upper() + said[1:]


def level(code: str) -> str:
    """«Khá», «Hoàn thành tốt»; a status in its own words."""
    return LEVEL.get(code) or STATUS.get(code, code)


def standing(codes: Mapping[str, str]) -> tuple[str, str]:
    """The promotion that stands in a map of result codes: (its name, its code)."""
    name = "promotion_after" if codes.get("promotion_after") else "promotion"
    return name, codes.get(name, "")
