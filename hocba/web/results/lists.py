"""The lists that follow from a year's decisions: one table each for screen, Excel and paper."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hocba.books.columns import shape_for
from hocba.books.models import Ruling
from hocba.kernel.policy import visible
from hocba.org.decree import Decree
from hocba.people.models import Person
from hocba.promotion.models import Praise, Review, YearDecision
from hocba.promotion.queries import AFTER, YEAR_END, printed_overall
from hocba.web.page import Request
from hocba.web.results import words
from hocba.year.models import Enrolment, Klass, Subject

PASSED = ("PROMOTED", "COMPLETED")
FAILED = ("NOT_PROMOTED", "NOT_COMPLETED")
Cells = Callable[["Entry"], list[str]]


@dataclass(frozen=True)
class Entry:
    """One decided pupil, ready to stand in a list."""

    row: YearDecision
    name: str
    born: datetime.date | None
    klass: Klass
    again: list[str]
    by_head: str = ""
    """The decision by which the head gave a level that the rules left open."""

    @property
    def codes(self) -> dict[str, str]:
        found: dict[str, str] = self.row.decided
        return found

    @property
    def final(self) -> str:
        return words.standing(self.codes)[1]

    @property
    def note(self) -> str:
        """Marked wherever the decision differs from what the rules proposed, or a level is the head's."""
        other = self.row.decided != self.row.proposed
        said = [f"Khác đề xuất: {self.row.reason}"] if other else []
        return ". ".join([*said, f"Mức theo {self.by_head}"] if self.by_head else said)

    @property
    def title(self) -> str:
        """The award in words, empty when there is none."""
        return shape_for(self.klass).awards.get(self.codes.get("award", ""), "")

    def level(self, key: str) -> str:
        return words.level(self.codes.get(key, ""))


@dataclass(frozen=True)
class Kind:
    """A list: its address, title, trích yếu of the decision, columns, and who stands in it."""

    code: str
    title: str
    about: str
    article: str
    heads: tuple[str, ...]
    cells: Cells
    holds: Callable[[Entry], bool]
    period: str = YEAR_END


def _levels(entry: Entry) -> list[str]:
    overall = words.level(printed_overall(entry.codes)) or entry.level("learning")
    return [overall, entry.level("conduct")]


def _plain(entry: Entry) -> list[str]:
    return [*_levels(entry), entry.note]


def _again(entry: Entry) -> list[str]:
    after = entry.level("overall_after") or entry.level("learning_after")
    printed = entry.level("overall_final")
    if printed not in ("", after):
        after = f"{after} (học bạ ghi: {printed})"
    result = (
        words.promotion(entry.codes["promotion_after"])
        if entry.codes.get("promotion_after")
        else ""
    )
    return [", ".join(entry.again), after, result, entry.note]


def _summer(entry: Entry) -> list[str]:
    result = (
        words.promotion(entry.codes["promotion_after"])
        if entry.codes.get("promotion_after")
        else ""
    )
    return [entry.level("conduct"), entry.level("conduct_again"), result, entry.note]


def _award(entry: Entry) -> list[str]:
    return [entry.title, entry.note]


LEVELS = ("Học tập (KQGD)", "Rèn luyện", "Ghi chú")
KINDS = {
    kind.code: kind
    for kind in (
        Kind("len-lop", "Được lên lớp", "công nhận học sinh được lên lớp, hoàn thành chương trình lớp học",
             "Công nhận {count} học sinh có tên trong danh sách kèm theo được lên lớp", LEVELS, _plain,
             lambda e: e.codes.get("promotion") in PASSED),
        Kind("sau-he", "Được lên lớp sau hè", "công nhận học sinh được lên lớp sau đánh giá lại, rèn luyện trong hè",
             "Công nhận {count} học sinh có tên trong danh sách kèm theo được lên lớp sau đánh giá lại, rèn luyện trong kì nghỉ hè",
             ("Môn đánh giá lại", "Kết quả sau đánh giá lại", "Xét lại", "Ghi chú"), _again,
             lambda e: e.codes.get("promotion_after") in PASSED, AFTER),
        Kind("o-lai", "Không được lên lớp", "học sinh không được lên lớp",
             "{count} học sinh có tên trong danh sách kèm theo không được lên lớp", LEVELS, _plain,
             lambda e: e.final in FAILED),
        Kind("danh-gia-lai", "Đánh giá lại, đánh giá bổ sung", "tổ chức đánh giá lại, đánh giá bổ sung trong hè",
             "Tổ chức đánh giá lại, đánh giá bổ sung cho {count} học sinh, theo các môn ghi trong danh sách kèm theo",
             ("Môn đánh giá lại", "Kết quả sau đánh giá lại", "Xét lại", "Ghi chú"), _again,
             lambda e: e.codes.get("promotion") in ("RETEST", "SUPPLEMENTARY_ASSESSMENT")),
        Kind("ren-luyen-he", "Rèn luyện trong hè", "học sinh rèn luyện trong kì nghỉ hè",
             "{count} học sinh có tên trong danh sách kèm theo rèn luyện trong kì nghỉ hè",
             ("Rèn luyện cả năm", "Sau hè", "Xét lại", "Ghi chú"), _summer,
             lambda e: e.codes.get("promotion") == "SUMMER_TRAINING"),
        Kind("hoan-thanh", "Hoàn thành chương trình cấp học", "công nhận học sinh hoàn thành chương trình cấp học",
             "Công nhận {count} học sinh có tên trong danh sách kèm theo hoàn thành chương trình cấp học", LEVELS,
             _plain, lambda e: e.codes.get("completion") == "COMPLETED"),
        Kind("khen-thuong", "Khen thưởng cuối năm", "khen thưởng học sinh",
             "Khen thưởng {count} học sinh có tên trong danh sách kèm theo", ("Danh hiệu", "Ghi chú"), _award,
             lambda e: bool(e.title)),
    )
}  # fmt: skip
PRAISE = "khen-khac"
PRAISE_TITLE = "Khen đột xuất, thành tích đặc biệt"


@dataclass(frozen=True)
class Listing:
    """A list with its rows as text: the number, name, birth, class, then the cells of its kind."""

    code: str
    title: str
    about: str
    article: str
    heads: tuple[str, ...]
    rows: list[list[str]]
    students: list[int]
    number: str
    day: datetime.date | None
    grounds: list[str]

    @property
    def all_heads(self) -> list[str]:
        return ["TT", "Họ và tên", "Ngày sinh", "Lớp", *self.heads]


def entries(request: Request, classes: Iterable[int]) -> list[Entry]:
    """All decided pupils of these classes that may be read, by class and place on its list."""
    wanted = list(classes)
    rows = visible(request.actor, YearDecision).filter(klass__in=wanted)
    rows = rows.select_related("student__person", "klass")
    seats = visible(request.actor, Enrolment).filter(klass__in=wanted)
    place = {(k, s): p for k, s, p in seats.values_list("klass_id", "student_id", "position")}
    found = list(rows)
    rulings: dict[tuple[int, int], list[Ruling]] = {}
    for one in visible(request.actor, Ruling).filter(klass__in=wanted, subject=None).order_by("pk"):
        rulings.setdefault((one.klass_id, one.student_id), []).append(one)
    subjects = Subject.objects.in_bulk({pk for r in found for pk in r.again})
    found.sort(
        key=lambda r: (r.klass.grade, r.klass.name, place.get((r.klass_id, r.student_id), 0))
    )
    return [
        Entry(
            r,
            r.student.person.full_name,
            r.student.person.birth_date,
            r.klass,
            [subjects[pk].name for pk in r.again if pk in subjects],
            _by_head(r, rulings.get((r.klass_id, r.student_id), [])),
        )
        for r in found
    ]


def _by_head(row: YearDecision, rulings: list[Ruling]) -> str:
    """The last decision that gave one of the decided levels; "" when the rules gave them all."""
    key = {column: name for name, column in shape_for(row.klass).decided.items()}
    acts = [r for r in rulings if row.decided.get(key.get(r.result, "")) == r.value]
    return f"QĐ {Decree(acts[-1].number, acts[-1].decided_on).cited}" if acts else ""


def listing(request: Request, code: str, classes: Iterable[int]) -> Listing:
    """One list of these classes. KeyError for an unknown code."""
    wanted = list(classes)
    if code == PRAISE:
        return _praise(request, wanted)
    kind = KINDS[code]
    held = [e for e in entries(request, wanted) if kind.holds(e)]
    reviews = visible(request.actor, Review).filter(klass__in=wanted, period=kind.period)
    reviews = reviews.exclude(number="").order_by("-decided_on")
    numbers = {(r.number, r.decided_on) for r in reviews}
    number, day = next(iter(numbers)) if len(numbers) == 1 else ("", None)
    councils = dict.fromkeys(r.council for r in reviews if r.council)
    return Listing(
        code,
        kind.title,
        kind.about,
        kind.article.format(count=len(held)),
        kind.heads,
        [_line(n, e.name, e.born, e.klass.name, kind.cells(e)) for n, e in enumerate(held, 1)],
        [e.row.student_id for e in held],
        number,
        day,
        list(councils),
    )


def _praise(request: Request, classes: list[int]) -> Listing:
    rows = visible(request.actor, Praise).filter(klass__in=classes, state="decided")
    held = list(
        rows.select_related("student__person", "klass").order_by(
            "klass__grade", "klass__name", "pk"
        )
    )
    numbers = {(r.number, r.decided_on) for r in held}
    number, day = next(iter(numbers)) if len(numbers) == 1 else ("", None)
    lines = []
    for n, row in enumerate(held, 1):
        person: Person = row.student.person
        cells = [row.get_kind_display(), row.achievement, "" if number else f"QĐ số {row.number}"]
        lines.append(_line(n, person.full_name, person.birth_date, row.klass.name, cells))
    return Listing(
        PRAISE,
        PRAISE_TITLE,
        "khen thưởng học sinh có thành tích đột xuất, đặc biệt",
        f"Khen thưởng {len(held)} học sinh có tên trong danh sách kèm theo",
        ("Hình thức", "Thành tích", "Ghi chú"),
        lines,
        [r.student_id for r in held],
        number,
        day,
        [],
    )


def _line(
    number: int, name: str, born: datetime.date | None, klass: str, cells: list[str]
) -> list[str]:
    return [str(number), name, f"{born:%d/%m/%Y}" if born else "", klass, *cells]
