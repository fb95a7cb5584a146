"""«Nhật kí sửa điểm»: what became of marks in a period, for the monthly meeting and inspectors."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from hocba.books.models import Book, Column
from hocba.kernel.errors import Hidden, Invalid, Refusal
from hocba.kernel.policy import targets
from hocba.kernel.sheets import Table, write_workbook
from hocba.org.models import Place
from hocba.people.models import Person, Student
from hocba.reports import policy
from hocba.reports.changes import Journal, Kind, Path, Tally, by_class, by_column, teachers, total
from hocba.reports.commands import export_changes
from hocba.reports.queries import Words, changes, comments
from hocba.web import given
from hocba.web.given import number_of
from hocba.web.page import WRITE, Request, authorised_at, ctx_from, page, render
from hocba.web.people.log import SOURCES
from hocba.web.requests.words import TERM, timed, wire_words
from hocba.year.models import Klass, SchoolYear

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 100
VIEWS = (
    ("teacher", "Theo giáo viên"),
    ("class", "Theo lớp"),
    ("column", "Theo cột"),
    ("cells", "Từng ô"),
)
HEADS = ("Lần ghi", "Nhập", "Sửa", "Xóa", "Nhập lại", "Tăng", "Giảm", "Ô có sửa", "Ô nay khác")


@dataclass(frozen=True)
class Asked:
    """What is looked at: school, year, period, and whose or which class's."""

    school: Place
    frame: SchoolYear
    since: datetime.date
    until: datetime.date
    teacher: int | None
    klass: int | None
    kind: Kind | None

    @property
    def query(self) -> str:
        """The same as an address."""
        pairs = {
            "tu": self.since.isoformat(),
            "den": self.until.isoformat(),
            "gv": self.teacher or "",
            "lop": self.klass or "",
            "loai": self.kind.name if self.kind else "",
        }
        return urlencode({k: v for k, v in pairs.items() if v})


@dataclass(frozen=True)
class CellLine:
    """One cell of the report in words."""

    path: Path
    book: str
    column: str
    pupil: str
    steps: list[dict[str, str]]
    first: str
    last: str
    other: str
    href: str


@page(action=policy.EXPORT_CHANGES)
def journal(request: Request) -> HttpResponse:
    """Counts by teacher, class or column, or the cells themselves with every step."""
    asked = asked_of(request)
    found = found_of(asked)
    edited = found.edited
    words = comments(*where_of(asked), teacher=asked.teacher, klass=asked.klass)
    names = Names(edited, words)
    view = request.GET.get("xem", "teacher")
    number = number_of(request.GET.get("trang", "")) or 1
    pages = max(1, -(-len(edited) // PER_PAGE))
    shown = edited[(number - 1) * PER_PAGE : number * PER_PAGE]
    here, whole = f"?{asked.query}&xem=", total(found)
    return render(
        request,
        "requests/journal.html",
        asked=asked,
        years=asked.frame,
        views=[(label, here + code, code == view) for code, label in VIEWS],
        view=view,
        total=whole,
        said=said_lines(view, words, names),
        kinds=[(k, whole.of(k)) for k in Kind if k is not Kind.ENTERED],
        heads=[("", ""), *((label, "n") for label in HEADS)],
        rows=_rows(view, found, names) if view != "cells" else [],
        cells=[names.line(p) for p in shown] if view == "cells" else [],
        listed=len(edited),
        number=number,
        pages=pages,
        onward=f"?{asked.query}&xem=cells&trang=",
        people=_people(asked),
        classes=_classes(asked),
        all_kinds=[("", "mọi loại"), *((k.name, k.value) for k in Kind)],
    )


def asked_of(request: Request) -> Asked:
    """The filters of the address; Hidden for whoever leads no school."""
    school = targets(request.actor, policy.EXPORT_CHANGES).filter(pk=request.user.school_id).first()
    frame = SchoolYear.objects.filter(school=school).order_by("-year").first() if school else None
    if school is None:
        raise Hidden("school")
    if frame is None:
        raise Refusal("Trường chưa mở năm học nên chưa có điểm nào.")
    today = request.actor.on
    start = max(frame.starts, min(today, frame.ends).replace(day=1))
    since, until = (
        _day(request.GET.get(name, ""), usual)
        for name, usual in (("tu", start), ("den", max(today, start)))
    )
    kind = request.GET.get("loai", "")
    return Asked(
        school,
        frame,
        since,
        until,
        number_of(request.GET.get("gv", "")),
        number_of(request.GET.get("lop", "")),
        Kind[kind] if kind in Kind.__members__ else None,
    )


def _day(text: str, usual: datetime.date) -> datetime.date:
    try:
        return given.day(text) if text else usual
    except ValueError:
        raise Invalid("Hãy chọn ngày có thật.", "ngày") from None


def found_of(asked: Asked) -> Journal:
    """Cells written in the period, of the kind that is asked for."""
    found = changes(
        asked.school.pk, asked.frame.year, asked.since, asked.until,
        teacher=asked.teacher, klass=asked.klass,
    )  # fmt: skip
    return found if asked.kind is None else found.of(asked.kind)


def where_of(asked: Asked) -> tuple[int, int, datetime.date, datetime.date]:
    """School, year and period of what is asked for."""
    return asked.school.pk, asked.frame.year, asked.since, asked.until


def said_lines(view: str, words: Sequence[Words], names: Names) -> list[tuple[str, int, int, int]]:
    """(label, written, changed, deleted) of comments, by teacher, class or column."""
    found: dict[str, list[int]] = {}
    for w in words:
        if view == "class":
            label = names.books[w.column[0]].klass.name
        elif view == "column":
            label = f"{names.book(w.column[0])} · {names.column(*w.column)}"
        else:
            label = names.person(w.actor)
        counts = found.setdefault(label, [0, 0, 0])
        for n, count in enumerate(w[2:]):
            counts[n] += count
    rows = [(label, a, b, c) for label, (a, b, c) in found.items()]
    return sorted(rows, key=lambda row: (-row[2] - row[3], row[0]))


class Names:
    """Words for books, columns, pupils and people of some cells; one query each."""

    def __init__(self, found: Sequence[Path], words: Sequence[Words] = ()) -> None:
        books = {p.place.book for p in found} | {w.column[0] for w in words}
        rows = Book.objects.filter(pk__in=books).select_related("klass", "course__subject")
        self.books = {b.pk: b for b in rows}
        labels = Column.objects.filter(book__in=books).values_list(
            "book", "term", "slot", "subject", "label"
        )
        self.labels = {
            (b, t, s, 0 if self.books[b].course_id else item): timed(
                label, s, self.books[b].course_id is None
            )
            for b, t, s, item, label in labels
        }
        pupils = Student.objects.filter(pk__in={p.place.student for p in found})
        self.pupils: dict[int, str] = dict(pupils.values_list("pk", "person__full_name"))
        actors = {s.actor for p in found for s in p.steps} | {w.actor for w in words}
        people = Person.objects.filter(pk__in={pk for pk in actors if pk})
        self.people: dict[int, str] = dict(people.values_list("pk", "full_name"))

    def person(self, pk: int | None) -> str:
        """A name, or «hệ thống»."""
        return self.people.get(pk or 0, "hệ thống")

    def book(self, pk: int) -> str:
        """«Toán 8A2»."""
        book = self.books[pk]
        return f"{book.course.subject.short if book.course else 'Chủ nhiệm'} {book.klass.name}"

    def column(self, book: int, term: int, slot: str, item: int = 0) -> str:
        """«ĐĐGtx 1 HKI»."""
        return f"{self.labels.get((book, term, slot, item), slot)} {TERM.get(term, '')}"

    def line(self, path: Path) -> CellLine:
        """One cell in words, with where each step came from."""
        p = path.place
        steps = [
            {
                "when": f"{timezone.localtime(s.at):%H:%M %d/%m/%Y}",
                "who": self.person(s.actor),
                "from": " · ".join(w for w in (SOURCES.get(s.source, s.source), s.address) if w),
                "old": wire_words(s.old),
                "new": wire_words(s.new),
                "reason": s.reason,
                "request": s.on_id if s.on_kind == "kernel.request" else "",
            }
            for s in path.steps
        ]
        other = self.column(*path.other.column) if path.other else ""
        named = f"{p.term}:{p.slot}" + (f"@{p.item}" if p.item else "")
        return CellLine(
            path, self.book(p.book), self.column(*p.column),
            self.pupils.get(p.student, ""), steps, wire_words(path.first), wire_words(path.last),
            other, f"{reverse('book', args=[p.book])}?ki={p.term}#cell={p.student}|{named}",
        )  # fmt: skip


def _rows(view: str, found: Journal, names: Names) -> list[tuple[str, Tally]]:
    """(label, tally) of the rows with at least one edit, the most edited first."""
    if view == "class":
        books = {p.place.book for p in found.edited} | {e.column[0] for e in found.entered}
        class_of = dict(Book.objects.filter(pk__in=books).values_list("pk", "klass_id"))
        titles = dict(Klass.objects.filter(pk__in=set(class_of.values())).values_list("pk", "name"))
        rows = [(titles[pk], tally) for pk, tally in by_class(found, class_of).items()]
    elif view == "column":
        rows = [
            (f"{names.book(key[0])} · {names.column(*key)}", tally)
            for key, tally in by_column(found).items()
            if key[0] in names.books
        ]
    else:
        rows = [(names.person(pk), tally) for pk, tally in teachers(found).items()]
    kept = [(label, tally) for label, tally in rows if tally.edits or tally.of(Kind.MOVED_TO)]
    return sorted(kept, key=lambda row: (-row[1].edits, row[0]))


def _people(asked: Asked) -> list[tuple[str, str]]:
    rows = Person.objects.filter(staff__school=asked.school).order_by("sort_key")
    return [("", "mọi giáo viên"), *((str(pk), n) for pk, n in rows.values_list("pk", "full_name"))]


def _classes(asked: Asked) -> list[tuple[str, str]]:
    rows = Klass.objects.filter(school=asked.school, year=asked.frame.year).order_by(
        "grade", "name"
    )
    return [("", "mọi lớp"), *((str(pk), n) for pk, n in rows.values_list("pk", "name"))]


@page(action=policy.EXPORT_CHANGES, methods=WRITE)
def export(request: Request) -> HttpResponse:
    """The report as an Excel file; asks again who it is, and the log keeps that it was taken."""
    asked = asked_of(request)
    authorised_at(request)
    found = found_of(asked).edited
    ctx = ctx_from(request)
    export_changes(ctx, asked.school, asked.since, asked.until, len(found))
    words = comments(*where_of(asked), teacher=asked.teacher, klass=asked.klass)
    data = write_workbook(tables(asked, found, Names(found, words), words), ctx.at)
    response = HttpResponse(data, content_type=EXCEL)
    name = f"nhat-ki-sua-diem-{asked.since}-{asked.until}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def tables(
    asked: Asked, found: Iterable[Path], names: Names, words: Sequence[Words] = ()
) -> list[Table]:
    """A row for each cell, a row for each step, and comments counted by person and column."""
    lines = [names.line(p) for p in found]
    title = (
        f"Nhật kí sửa điểm · {asked.school.name}",
        f"Từ {asked.since:%d/%m/%Y} đến {asked.until:%d/%m/%Y}",
    )
    cells = [
        (x.book, x.column, x.pupil, x.first, x.last, x.path.kind.value, x.other,
         len(x.path.edits), x.path.deletions, x.path.reentries, x.path.ups, x.path.downs)
        for x in lines
    ]  # fmt: skip
    steps = [
        (x.book, x.column, x.pupil, s["when"], s["who"], s["from"], s["old"], s["new"], s["reason"])
        for x in lines
        for s in x.steps
    ]
    return [
        Table("Từng ô", ("Môn, lớp", "Cột", "Học sinh", "Điểm đầu", "Điểm cuối", "Loại", "Cột kia",
              "Lần sửa", "Lần xóa", "Nhập lại", "Tăng", "Giảm"), cells, title, (16, 14, 26, 9, 9, 26, 14)),
        Table("Từng lần ghi", ("Môn, lớp", "Cột", "Học sinh", "Lúc", "Người ghi", "Từ đâu", "Cũ", "Mới", "Lí do"),
              steps, title, (16, 14, 26, 18, 22, 22, 8, 8, 40)),
        Table(
            "Lời nhận xét",
            ("Người ghi", "Môn, lớp", "Cột", "Ghi mới", "Sửa", "Xóa"),
            [(names.person(w.actor), names.book(w.column[0]), names.column(*w.column), *w[2:]) for w in words],
            title,
            (24, 16, 30, 10, 10, 10),
        ),
    ]  # fmt: skip
