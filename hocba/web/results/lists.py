"""The lists that follow from the decisions of a term or year: one table each for screen, Excel, paper."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hocba.books.columns import regime_of, shape_for
from hocba.books.models import Ruling
from hocba.books.shapes import Shape
from hocba.kernel.policy import Actor, visible
from hocba.org.settings import DEFAULTS
from hocba.people.models import Person, Student
from hocba.promotion.models import DecisionLine, Praise, Review, YearDecision
from hocba.promotion.queries import AFTER, TERM, YEAR_END, printed_overall
from hocba.web.results import words
from hocba.year.models import Enrolment, Klass, Subject

PASSED = ("PROMOTED", "COMPLETED")
FAILED = ("NOT_PROMOTED", "NOT_COMPLETED")


@dataclass(frozen=True)
class Entry:
    """One decided pupil, ready to stand in a list."""

    student: Student
    klass: Klass
    codes: dict[str, str]
    proposed: dict[str, str]
    reason: str
    again: list[str] = field(default_factory=list)
    by_head: str = ""
    """The decision by which the head gave a level that the rules left open."""

    @property
    def final(self) -> str:
        return words.standing(self.codes)[1]

    @property
    def ends(self) -> bool:
        """Whether the pupil is in the last grade of a level: who passes completes its programme."""
        return words.ends_level(shape_for(self.klass), self.klass.grade)

    def passes(self, key: str = "promotion") -> bool:
        """Whether the pupil goes up, or completes, by the decision of the year or after it."""
        return self.codes.get(key) in PASSED

    @property
    def note(self) -> str:
        """Marked wherever the decision differs from what the rules proposed, or a level is the head's."""
        said = [f"Khác đề xuất: {self.reason}"] if self.codes != self.proposed else []
        return ". ".join([*said, f"Theo {self.by_head}"] if self.by_head else said)

    @property
    def title(self) -> str:
        """The award in words, empty when there is none."""
        return shape_for(self.klass).awards.get(self.codes.get("award", ""), "")

    def level(self, key: str) -> str:
        """A level in words, an average as it is written («8,5»)."""
        code = printed_overall(self.codes) if key == "overall" else self.codes.get(key, "")
        if code.isdecimal():
            return f"{int(code) // 10},{int(code) % 10}"
        return "không đánh giá" if (key, code) == ("conduct", "EXEMPT") else words.level(code)

    @property
    def after(self) -> str:
        """The level after assessment again, with the one the học bạ prints where it differs."""
        said = self.level("overall_after") or self.level("learning_after")
        printed = self.level("overall_final")
        return said if printed in ("", said) else f"{said} (học bạ ghi: {printed})"

    @property
    def second(self) -> str:
        """What was decided after the summer; of the last grade in its own words."""
        code = self.codes.get("promotion_after")
        return words.promotion(code, self.ends) if code else ""


@dataclass(frozen=True)
class Column:
    """A column of a list: its head, the cell of a pupil, and the decided result it shows, if any."""

    head: str
    cell: Callable[[Entry], str]
    key: str = ""


Columns = Callable[[Sequence[Shape]], list[Column]]


@dataclass(frozen=True)
class Kind:
    """A list: its address, title, trích yếu of the decision, who stands in it, and its columns, which
    follow from the shapes of the classes it is about."""

    code: str
    title: str
    about: str
    article: str
    columns: Columns
    holds: Callable[[Entry], bool]
    period: str = YEAR_END


NOTE = Column("Ghi chú", lambda e: e.note)
SECOND = Column("Xét lại", lambda e: e.second, "promotion_after")
AWARD = Column("Danh hiệu", lambda e: e.title, "award")


def _levels(shapes: Sequence[Shape], year: bool) -> list[Column]:
    """A column for each level that some class has, under all the names it has there."""
    heads: dict[str, list[str]] = {}
    for shape in shapes:
        for one in shape.shown(year):
            if one.key != "award" and (not year or one.key in shape.decided):
                heads.setdefault(one.key, []).append(f"{one.label} {one.small}".strip())
    return [_level(" / ".join(dict.fromkeys(said)), key) for key, said in heads.items()]


def _level(head: str, key: str) -> Column:
    return Column(head, lambda entry: entry.level(key), key)


def _term(shapes: Sequence[Shape]) -> list[Column]:
    titled = any(one.key == "award" for shape in shapes for one in shape.shown(year=False))
    return [*_levels(shapes, year=False), *([AWARD] if titled else []), NOTE]


def _plain(shapes: Sequence[Shape]) -> list[Column]:
    return [*_levels(shapes, year=True), NOTE]


def _again(shapes: Sequence[Shape]) -> list[Column]:
    return [
        Column("Môn đánh giá lại", lambda e: ", ".join(e.again), "promotion"),
        Column("Kết quả sau đánh giá lại", lambda e: e.after, "learning_after overall_after"),
        SECOND,
        NOTE,
    ]


def _summer(shapes: Sequence[Shape]) -> list[Column]:
    return [
        _level("Rèn luyện cả năm", "conduct"),
        _level("Sau hè", "conduct_again"),
        SECOND,
        NOTE,
    ]


def _award(shapes: Sequence[Shape]) -> list[Column]:
    return [AWARD, NOTE]


KINDS = {
    kind.code: kind
    for kind in (
        Kind("hoc-ki-1", "Kết quả học kì I", "công nhận kết quả đánh giá học sinh học kì I",
             "Công nhận kết quả học kì I của {count} học sinh có tên trong danh sách kèm theo", _term,
             lambda e: True, TERM),
        Kind("danh-hieu-hoc-ki-1", "Danh hiệu học kì I", "công nhận danh hiệu học sinh học kì I",
             "Công nhận danh hiệu học kì I của {count} học sinh có tên trong danh sách kèm theo", _award,
             lambda e: bool(e.title), TERM),
        Kind("len-lop", "Được lên lớp", "công nhận học sinh được lên lớp, hoàn thành chương trình lớp học",
             "Công nhận {count} học sinh có tên trong danh sách kèm theo được lên lớp", _plain,
             lambda e: e.passes() and not e.ends),
        Kind("sau-he", "Được lên lớp sau hè", "công nhận học sinh được lên lớp sau đánh giá lại, rèn luyện trong hè",
             "Công nhận {count} học sinh có tên trong danh sách kèm theo được lên lớp sau đánh giá lại, rèn luyện trong kì nghỉ hè",
             _again, lambda e: e.passes("promotion_after") and not e.ends, AFTER),
        Kind("o-lai", "Không được lên lớp", "học sinh không được lên lớp",
             "{count} học sinh có tên trong danh sách kèm theo không được lên lớp", _plain,
             lambda e: e.final in FAILED),
        Kind("danh-gia-lai", "Đánh giá lại, đánh giá bổ sung", "tổ chức đánh giá lại, đánh giá bổ sung trong hè",
             "Tổ chức đánh giá lại, đánh giá bổ sung cho {count} học sinh, theo các môn ghi trong danh sách kèm theo",
             _again, lambda e: e.codes.get("promotion") in ("RETEST", "SUPPLEMENTARY_ASSESSMENT")),
        Kind("ren-luyen-he", "Rèn luyện trong hè", "học sinh rèn luyện trong kì nghỉ hè",
             "{count} học sinh có tên trong danh sách kèm theo rèn luyện trong kì nghỉ hè", _summer,
             lambda e: e.codes.get("promotion") == "SUMMER_TRAINING"),
        Kind("hoan-thanh", "Hoàn thành chương trình cấp học", "công nhận học sinh hoàn thành chương trình cấp học",
             "Công nhận {count} học sinh có tên trong danh sách kèm theo hoàn thành chương trình cấp học",
             _plain, lambda e: e.passes() and e.ends),
        Kind("hoan-thanh-sau-he", "Hoàn thành chương trình cấp học sau hè",
             "công nhận học sinh hoàn thành chương trình cấp học sau đánh giá lại, rèn luyện trong hè",
             "Công nhận {count} học sinh có tên trong danh sách kèm theo hoàn thành chương trình cấp học sau đánh giá lại, rèn luyện trong kì nghỉ hè",
             _again, lambda e: e.passes("promotion_after") and e.ends, AFTER),
        Kind("khen-thuong", "Khen thưởng cuối năm", "khen thưởng học sinh",
             "Khen thưởng {count} học sinh có tên trong danh sách kèm theo", _award, lambda e: bool(e.title)),
    )
}  # fmt: skip
PRAISE = "khen-khac"
PRAISE_TITLE = "Khen đột xuất, thành tích đặc biệt"


def kinds_of(term: bool, classes: Iterable[Klass]) -> list[tuple[str, str]]:
    """(code, title) of the lists of the first term, or of the year, that these classes can have."""
    if not term:
        found = [(c, k.title) for c, k in KINDS.items() if k.period != TERM]
        return [*found, (PRAISE, PRAISE_TITLE)]
    titled = any(one.key == "award" for s in _shapes(classes) for one in s.shown(year=False))
    found = [(c, k.title) for c, k in KINDS.items() if k.period == TERM]
    return found if titled else found[:1]


def _shapes(classes: Iterable[Klass]) -> list[Shape]:
    """The shapes of these classes, each once."""
    found: list[Shape] = []
    for klass in classes:
        if (shape := shape_for(klass)) not in found:
            found.append(shape)
    return found


@dataclass(frozen=True)
class Source:
    """Whose row it is, and the result of the rules behind each cell; empty for what is written."""

    student: int
    klass: int
    results: list[str]


def _result(entry: Entry, keys: str, period: str) -> str:
    """The column of the rules that computed a decided result; empty where a person gave it."""
    shape, rules = shape_for(entry.klass), regime_of(entry.klass, DEFAULTS).rulebook.columns
    if period == TERM:
        columns = {one.key: one.at(1) for one in shape.shown(year=False)}
    else:
        columns = dict(shape.decided)
    named = (columns.get(key, "") for key in keys.split() if key in entry.codes)
    return next((name for name in named if name in rules), "")


@dataclass(frozen=True)
class Listing:
    """A list with its rows as text: the number, name, birth, class, then the cells of its kind."""

    code: str
    title: str
    about: str
    article: str
    heads: tuple[str, ...]
    rows: list[list[str]]
    sources: list[Source]
    number: str
    day: datetime.date | None
    grounds: list[str]

    @property
    def all_heads(self) -> list[str]:
        return ["TT", "Họ và tên", "Ngày sinh", "Lớp", *self.heads]

    @property
    def of_term(self) -> bool:
        return self.code in KINDS and KINDS[self.code].period == TERM


def entries(actor: Actor, classes: Iterable[Klass], period: str = YEAR_END) -> list[Entry]:
    """All decided pupils of these classes that may be read, by class and place on its list."""
    wanted = [k.pk for k in classes]
    found = _term_entries(actor, wanted) if period == TERM else _year_entries(actor, wanted)
    seats = visible(actor, Enrolment).filter(klass__in=wanted)
    place = {(k, s): p for k, s, p in seats.values_list("klass_id", "student_id", "position")}
    found = _with_rulings(actor, found)
    found.sort(
        key=lambda e: (e.klass.grade, e.klass.name, place.get((e.klass.pk, e.student.pk), 0))
    )
    return found


def _with_rulings(actor: Actor, found: list[Entry]) -> list[Entry]:
    """The same, each saying by which decision, the last one, the head gave one of its levels."""
    rows = visible(actor, Ruling).filter(klass__in={e.klass.pk for e in found}, subject=None)
    held: dict[tuple[int, int], dict[str, Ruling]] = {}
    for row in rows.order_by("pk"):
        held.setdefault((row.klass_id, row.student_id), {})[row.result] = row
    marked = []
    for entry in found:
        said = ""
        key = {column: name for name, column in shape_for(entry.klass).decided.items()}
        for row in held.get((entry.klass.pk, entry.student.pk), {}).values():
            if row.value and entry.codes.get(key.get(row.result, "")) == row.value:
                said = row.cited
        marked.append(replace(entry, by_head=said))
    return marked


def _year_entries(actor: Actor, classes: list[int]) -> list[Entry]:
    rows = visible(actor, YearDecision).filter(klass__in=classes)
    found = list(rows.select_related("student__person", "klass"))
    subjects = Subject.objects.in_bulk({pk for r in found for pk in r.again})
    return [
        Entry(
            r.student,
            r.klass,
            r.decided,
            r.proposed,
            r.reason,
            [subjects[pk].name for pk in r.again if pk in subjects],
        )
        for r in found
    ]


def _term_entries(actor: Actor, classes: list[int]) -> list[Entry]:
    rows = visible(actor, DecisionLine).filter(review__klass__in=classes, review__period=TERM)
    rows = rows.select_related("student__person", "review__klass").order_by("pk")
    last: dict[tuple[int, int], Any] = {(r.review_id, r.student_id): r for r in rows}
    return [
        Entry(r.student, r.review.klass, r.decided, r.proposed, r.reason) for r in last.values()
    ]


def listing(actor: Actor, code: str, classes: Sequence[Klass]) -> Listing:
    """One list of these classes. KeyError for an unknown code."""
    if code == PRAISE:
        return _praise(actor, classes)
    kind = KINDS[code]
    held = [e for e in entries(actor, classes, kind.period) if kind.holds(e)]
    reviews = visible(actor, Review).filter(klass__in=classes, period=kind.period)
    reviews = reviews.exclude(number="").order_by("-decided_on")
    numbers = {(r.number, r.decided_on) for r in reviews}
    number, day = next(iter(numbers)) if len(numbers) == 1 else ("", None)
    councils = dict.fromkeys(r.council for r in reviews if r.council)
    columns = kind.columns(_shapes(classes))
    return Listing(
        code,
        kind.title,
        kind.about,
        kind.article.format(count=len(held)),
        tuple(one.head for one in columns),
        [
            _line(n, e.student.person, e.klass.name, [one.cell(e) for one in columns])
            for n, e in enumerate(held, 1)
        ],
        [
            Source(e.student.pk, e.klass.pk, [_result(e, one.key, kind.period) for one in columns])
            for e in held
        ],
        number,
        day,
        list(councils),
    )


def _praise(actor: Actor, classes: Sequence[Klass]) -> Listing:
    rows = visible(actor, Praise).filter(klass__in=classes, state="decided")
    held = list(
        rows.select_related("student__person", "klass").order_by(
            "klass__grade", "klass__name", "pk"
        )
    )
    numbers = {(r.number, r.decided_on) for r in held}
    number, day = next(iter(numbers)) if len(numbers) == 1 else ("", None)
    lines = []
    for n, row in enumerate(held, 1):
        cells = [row.get_kind_display(), row.achievement, "" if number else f"QĐ số {row.number}"]
        lines.append(_line(n, row.student.person, row.klass.name, cells))
    return Listing(
        PRAISE,
        PRAISE_TITLE,
        "khen thưởng học sinh có thành tích đột xuất, đặc biệt",
        f"Khen thưởng {len(held)} học sinh có tên trong danh sách kèm theo",
        ("Hình thức", "Thành tích", "Ghi chú"),
        lines,
        [Source(r.student_id, r.klass_id, ["", "", ""]) for r in held],
        number,
        day,
        [],
    )


def _line(number: int, person: Person, klass: str, cells: list[str]) -> list[str]:
    born = f"{person.birth_date:%d/%m/%Y}" if person.birth_date else ""
    return [str(number), person.full_name, born, klass, *cells]
