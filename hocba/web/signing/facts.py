"""What a signer reviews of each pupil: only what that signature answers for, in few figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hocba.documents.content import CoverSnapshot, Snapshot, Subject, YearSnapshot
from hocba.documents.fields import Value

LEVELS = {"T": "Tốt", "K": "Khá", "Đ": "Đạt", "CĐ": "Chưa đạt"}
PRIMARY = {"T": "HT tốt", "H": "Hoàn thành", "C": "Chưa HT"}
OVERALL = {
    "HTXS": "Hoàn thành xuất sắc",
    "HTT": "Hoàn thành tốt",
    "HT": "Hoàn thành",
    "CHT": "Chưa hoàn thành",
}
PROMOTED = {
    "promoted": "Được lên lớp",
    "promoted_after": "Được lên lớp sau đánh giá lại",
    "not_promoted": "Chưa được lên lớp",
}
EXEMPT = {"year": "miễn", "term1": "miễn HK I", "term2": "miễn HK II", "": ""}


@dataclass(frozen=True)
class Cell:
    """One figure; `look` is "num", "wrap" for sentences, or "". `late` asks to look twice."""

    text: str
    look: str = ""
    late: bool = False


@dataclass(frozen=True)
class Review:
    """A table to review: heads (label, look) and the cells of each document by its id."""

    heads: list[tuple[str, str]]
    cells: dict[str, list[Cell]]


def review(contents: Mapping[str, Snapshot], stage: int, person: str) -> Review:
    """The figures for a stage; `person` (id as text) picks the subjects of a subject teacher."""
    if not contents:
        return Review([], {})
    years = {k: s for k, s in contents.items() if isinstance(s, YearSnapshot)}
    if stage == 1 and years:
        return _taught(years, person)
    if years:
        primary = next(iter(years.values())).school.level == "primary"
        heads = _heads("Kết quả giáo dục" if primary else "Học tập", primary)
        return Review(heads, {k: _results(s, primary) for k, s in years.items()})
    covers = {k: s for k, s in contents.items() if isinstance(s, CoverSnapshot)}
    heads = [("Ngày sinh", "n"), ("Giới tính", ""), ("Số đăng bộ", "n"), ("Nơi sinh", "")]
    return Review(heads, {k: _personal(s) for k, s in covers.items()})


def _heads(first: str, primary: bool) -> list[tuple[str, str]]:
    middle = [] if primary else [("Rèn luyện", "")]
    return [(first, ""), *middle, ("Khen thưởng", ""), ("Kết luận", ""), ("Nhận xét", "")]


def _results(s: YearSnapshot, primary: bool) -> list[Cell]:
    r, room = s.results, s.homeroom
    conduct = room.conduct_reassessed or room.conduct_year
    learning = r.learning_reassessed or r.learning_year
    first = OVERALL.get(r.overall, r.overall) if primary else LEVELS.get(learning, learning)
    said = r.promotion_text or PROMOTED.get(r.promotion, "")
    found = [Cell(first, late=first in ("Chưa đạt", "Chưa hoàn thành"))]
    if not primary:
        found.append(Cell(LEVELS.get(conduct, conduct), late=conduct == "CĐ"))
    found.append(Cell(r.award or "–"))
    found.append(Cell(said or r.completion_text, late=r.promotion == "not_promoted"))
    found.append(Cell(room.comment or room.qualities_comment, "wrap"))
    return found


def _taught(years: Mapping[str, YearSnapshot], person: str) -> Review:
    subjects = {
        one.code: one for s in years.values() for one in s.subjects if _teaches(one, person)
    }
    primary = next(iter(years.values())).school.level == "primary"
    terms = ("Mức", "Điểm KT") if primary else ("HK I", "HK II", "Cả năm")
    many = len(subjects) > 1
    heads: list[tuple[str, str]] = []
    for subject in subjects.values():
        heads += [(f"{subject.name} {t}" if many else t, "n") for t in terms]
        heads.append((f"{subject.name}: nhận xét" if many else "Nhận xét", ""))
    cells = {}
    for key, snapshot in years.items():
        mine = {one.code: one for one in snapshot.subjects if _teaches(one, person)}
        cells[key] = [c for code in subjects for c in _subject(mine.get(code), primary)]
    return Review(heads, cells)


def names_of_subjects(contents: Iterable[Snapshot], person: str) -> list[str]:
    """The subjects this person signs for."""
    found = {
        one.name: None
        for s in contents
        if isinstance(s, YearSnapshot)
        for one in s.subjects
        if _teaches(one, person)
    }
    return list(found)


def _teaches(subject: Subject, person: str) -> bool:
    return any(t.person == person for t in subject.teachers)


def _subject(subject: Subject | None, primary: bool) -> Sequence[Cell]:
    if subject is None:
        return [Cell("")] * (3 if primary else 4)
    comment = Cell(subject.comment or EXEMPT[subject.exempt], "wrap")
    if primary:
        test = _mark(subject.test)
        return [_value(subject.year, PRIMARY), Cell(test, "num"), comment]
    year = subject.year if subject.reassessed is None else subject.reassessed
    values = (subject.term1, subject.term2, year)
    return [*(_value(v, LEVELS) for v in values), comment]


def _value(value: Value, words: Mapping[str, str]) -> Cell:
    if isinstance(value, int):
        return Cell(_mark(value), "num", late=value < 50)
    return Cell(words.get(value or "", value or ""), "num", late=value in ("CĐ", "C"))


def _mark(tenths: int | None) -> str:
    return "" if tenths is None else f"{tenths // 10},{tenths % 10}"


def _personal(s: CoverSnapshot) -> list[Cell]:
    pupil = s.pupil
    return [
        Cell(f"{pupil.birth_date:%d/%m/%Y}", "num"),
        Cell("Nam" if pupil.sex == "M" else "Nữ"),
        Cell(pupil.register_number, "num", late=not pupil.register_number),
        Cell(pupil.birthplace),
    ]
