"""«Xin sửa điểm»: a filled cell that is published, locked or under a signed transcript is changed.

TH Điều 8 and BD II.2: reason, evidence by the kind of the mark, somebody else's decision where the
course asks for it, exactly these cells, and word to those who teach the class.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from hocba.books import settings
from hocba.books.cells import EMPTY, Key, Line, value_of
from hocba.books.commands.entry import put
from hocba.books.flow import CORRECTION
from hocba.books.models import Book, ChangeNotice, Column
from hocba.books.policy import homeroom_book
from hocba.books.queries import load_book
from hocba.books.state import Phase, phase
from hocba.books.touched import Touched, touched
from hocba.kernel import requests
from hocba.kernel.command import Ctx
from hocba.kernel.errors import Fault, Refusal
from hocba.kernel.models import Evidence, Request
from hocba.kernel.policy import Actor
from hocba.org.queries import in_force
from hocba.org.settings import InForce, settings_for
from hocba.people.models import Assignment
from hocba.people.roles import Role, department_head, homeroom, inspector, leaders, subject_teacher

HOURS_TO_WRITE = 72
"""How long an approval holds before it lapses."""
DAYS_BEFORE_TEST = 7
TERM_TESTS = ("ck", "kt_ck", "muc_ck")
"""TH Điều 8 k2: the last day is one week before the term test."""
PUBLISHED_KINDS = ("score", "integer", "level", "text")
PAPER, PERSONAL, ORAL, GROUND = "paper", "personal", "oral", "ground"
EVIDENCE = {
    PAPER: "Bài kiểm tra",
    PERSONAL: "Trang sổ điểm cá nhân",
    ORAL: "Xác nhận điểm miệng",
    GROUND: "Căn cứ đánh giá",
}
OF_MARKS = {"written": "bài viết, thực hành, sản phẩm", "oral": "kiểm tra miệng"}
EVALUATION = "evaluation"
HOW = OF_MARKS | {EVALUATION: "mức hoặc lời nhận xét"}
"""What is corrected decides on the evidence: TH Điều 8 k2 speaks of tests and oral marks; for
levels of the homeroom teacher and comments no text asks for a paper [open], the reason must do."""
CONFIRMED = {"table": "kí trên bảng kiểm tra", "spoken": "nói trước lớp, kí bảng sau"}


@dataclass(frozen=True)
class Cell:
    """One cell to correct: the pupil, what stands there, what should stand there (wire values)."""

    student: int
    old: int | str | None
    new: int | str | None


def cells_of(request: Request) -> list[Cell]:
    """The cells of a correction."""
    return [Cell(c["student"], c["old"], c["new"]) for c in request.content["cells"]]


def column_of(request: Request) -> Column:
    """The column of a correction."""
    found: Column = Column.objects.select_related("subject").get(pk=request.content["column"])
    return found


def is_evaluation(column: Column, book: Book) -> bool:
    """Whether a column holds comments, or what the homeroom teacher judges, and no marks."""
    return column.kind == "text" or book.course_id is None


def publishable(column: Column) -> bool:
    """Whether a column can be published, and then corrected: typed by a teacher, and no count or
    measure."""
    return column.kind in PUBLISHED_KINDS and not column.source


def last_day(column: Column, held: InForce) -> datetime.date | None:
    """The last day for correcting a column: a week before the term test of its book (TH Điều 8 k2).

    The day of the test is that of the plan. None where the school does not correct by explaining
    (TH), or set no last day; where no date of that test is known; for the term test itself (k3).
    """
    if not _ends(held) or not _before_test(column):
        return None
    tests = Column.objects.filter(book=column.book_id, term=column.term, slot__in=TERM_TESTS)
    return _last_of(tests.filter(due__isnull=False))


def closed(book: Book, columns: Sequence[Column], at: datetime.datetime) -> frozenset[int]:
    """Of all columns of some terms of a book those that are corrected no more. No statement
    before the last day of one of them."""
    late = set()
    for term in {c.term for c in columns}:
        tests = [c for c in columns if c.term == term and c.slot in TERM_TESTS and c.due]
        last = _last_of(tests)
        if last is not None and timezone.localdate(at) > last:
            late.add(term)
    found = frozenset(c.pk for c in columns if c.term in late and _before_test(c))
    if not found:
        return found
    held = settings_for(book.school_id, book.year)
    return found if _ends(held) and held.value(settings.LAST_DAY.name) == "closed" else frozenset()


def _ends(held: InForce) -> bool:
    explains = held.value(settings.COURSE.name) == "explain"
    return explains and held.value(settings.LAST_DAY.name) != "none"


def _before_test(column: Column) -> bool:
    """Whether a column is one that the last day is about."""
    return column.slot not in TERM_TESTS and column.kind != "text" and column.term in (1, 2)


def _last_of(tests: Iterable[Column]) -> datetime.date | None:
    days = [test.due for test in tests if test.due is not None]
    return max(days) - datetime.timedelta(days=DAYS_BEFORE_TEST) if days else None


@dataclass(frozen=True)
class Way:
    """What changing filled cells of a column asks for at a time: the phase, the course, and the
    last day with whether it has passed."""

    phase: Phase
    course: str
    late: bool
    last: datetime.date | None


def way(column: Column, when: Phase, held: InForce, at: datetime.datetime) -> Way:
    """The way of a correction. From locked on it is approval, whatever the school's course."""
    last = last_day(column, held)
    late = last is not None and timezone.localdate(at) > last
    simple = when is Phase.SUBMITTED and not late
    return Way(when, held.value(settings.COURSE.name) if simple else "approve", late, last)


def over(column: Column, last: datetime.date) -> str:
    """Why a column is corrected no more, in a sentence."""
    test = last + datetime.timedelta(days=DAYS_BEFORE_TEST)
    term = "I" * column.term
    return (
        f"Đã hết hạn sửa điểm học kì {term}: hạn cuối là ngày {last:%d/%m/%Y}, một tuần trước"
        f" kiểm tra học kì ngày {test:%d/%m/%Y} (Quy định mẫu, Điều 8 khoản 2)."
        " Nhà trường đã chọn quá hạn thì không sửa nữa; riêng điểm kiểm tra học kì vẫn sửa theo phiếu."
    )


def endorsers(request: Request, on: datetime.date) -> list[int]:
    """People who head the department of the course that day, the asker left out."""
    department = Book.objects.filter(pk=request.about_id).values_list("course__department")[0][0]
    if department is None:
        return []
    rows = Assignment.objects.filter(
        in_force(on), role=Role.DEPARTMENT_HEAD, scope_kind="department", scope_id=department
    )
    return list(rows.exclude(person=request.asker).values_list("person_id", flat=True))


def endorsed_first(actor: Actor, request: Any) -> str | None:
    """A leader decides after the head of the department, where there is another one than the asker."""
    if request.state == "submitted" and endorsers(request, actor.on):
        return "Còn chờ tổ trưởng chuyên môn xác nhận."
    return None


def approved_first(actor: Actor, request: Any) -> str | None:
    """Written without approval only where the course of the school says so (TH Điều 8 k1)."""
    if request.state == "submitted" and request.content["course"] != "explain":
        return "Còn chờ duyệt; được duyệt rồi mới ghi vào sổ."
    return None


def check_evidence(ctx: Ctx, request: Request, evidence: Sequence[Evidence]) -> list[Fault]:
    """What TH Điều 8 k2 still asks for, by the kind of the mark."""
    if request.content["how"] == EVALUATION:
        return []
    faults = []
    if request.content["how"] == "oral":
        faults = _unconfirmed(request, evidence)
    elif not any(e.kind == PAPER and e.blob_id for e in evidence):
        faults.append(Fault(PAPER, "Kèm ảnh hoặc bản quét bài kiểm tra của học sinh."))
    year = Book.objects.values_list("year", flat=True).get(pk=request.about_id)
    wants = settings_for(request.school, year).value(settings.PERSONAL_PAGE.name)
    if wants == "required" and not any(e.kind == PERSONAL and e.blob_id for e in evidence):
        faults.append(Fault(PERSONAL, "Kèm ảnh trang sổ điểm cá nhân có điểm này."))
    return faults


def _unconfirmed(request: Request, evidence: Sequence[Evidence]) -> list[Fault]:
    """Pupils of whom nobody, or not two pupils of the class, confirmed the oral mark."""
    book = Book.objects.get(pk=request.about_id)
    klass = {s.student: s.name for s in load_book(book, request.asked_at).seats}
    said = [e.facts for e in evidence if e.kind == ORAL and e.facts]
    confirmed = {
        f["pupil"]
        for f in said
        if f.get("classmate") in klass and f.get("classmate") != f.get("pupil")
    }
    return [
        Fault(ORAL, f"{klass[c.student]}: chọn một học sinh khác của lớp cùng xác nhận điểm miệng.")
        for c in cells_of(request)
        if c.student not in confirmed
    ]


def on_approve(ctx: Ctx, request: Request) -> None:
    """The approval holds for some days; after the last day it needs a reason of its own."""
    if request.content["late"] and not ctx.reason.strip():
        raise Refusal("Đã quá hạn sửa điểm của học kì; duyệt thì phải ghi lí do.")
    request.until = ctx.at + datetime.timedelta(hours=HOURS_TO_WRITE)


def on_apply(ctx: Ctx, request: Request) -> None:
    """Write exactly these cells by their teacher, and tell those who teach the class."""
    if request.until is not None and request.until <= ctx.at:
        until = timezone.localtime(request.until)
        raise Refusal(f"Duyệt đã hết hiệu lực lúc {until:%H:%M %d/%m/%Y}; hãy rút và xin lại.")
    book = Book.objects.select_related(*Book.with_command).get(pk=request.about_id)
    column = column_of(request)
    part = touched(book, ctx.at, {(column.term, column.slot)})
    page = part.page
    _refuse_grown(ctx, request, column, part)
    lines = []
    for cell in cells_of(request):
        key = Key(column.subject_id, column.term, column.slot, cell.student)
        now = page.cells.get(key, EMPTY)
        if now.wire != cell.old:
            raise Refusal("Ô điểm đã đổi từ lúc xin; hãy rút đề nghị này và xin lại.")
        lines.append(Line(key, now, value_of(column.kind, cell.new)))
    put(ctx, part, lines)
    ctx.tell(count=len(lines), column=column.pk, book=book.pk)
    tell(ctx, request, book)


def _refuse_grown(ctx: Ctx, request: Request, column: Column, part: Touched) -> None:
    """Refusal where the column has come so far since the request that more is asked for now."""
    signed = any(cell.student in part.page.signed for cell in cells_of(request))
    now = way(column, phase(column, part.page.states[column.pk], signed), part.held, ctx.at)
    approved = request.until is not None
    if now.phase is Phase.SIGNED and request.content["phase"] != Phase.SIGNED.value:
        said = "học bạ đã vào vòng ký"
    elif approved or now.course == "explain":
        return
    elif now.phase is Phase.LOCKED:
        said = "cột đã khóa"
    else:
        said = "đã quá hạn sửa điểm" if now.late else "cách sửa điểm của trường đã đổi"
    raise Refusal(f"Từ lúc viết phiếu này, {said}. Hãy rút phiếu và xin lại.")


def tell(ctx: Ctx, request: Request, book: Book) -> None:
    """Word to the homeroom teacher of the class and every teacher of the course, the asker too:
    whoever uses somebody's account cannot keep the owner from reading of it."""
    rows = Assignment.objects.filter(in_force(ctx.actor.on))
    told = set(
        rows.filter(role=Role.HOMEROOM, scope_kind="klass", scope_id=book.klass_id).values_list(
            "person_id", flat=True
        )
    ) | set(
        rows.filter(
            role=Role.SUBJECT_TEACHER, scope_kind="course", scope_id=book.course_id or 0
        ).values_list("person_id", flat=True)
    )
    ChangeNotice.objects.bulk_create(
        [
            ChangeNotice(school_id=book.school_id, person=person, request=request, at=ctx.at)
            for person in sorted(told)
        ]
    )


KIND = requests.register(
    requests.Kind(
        code="correction",
        name="Xin sửa điểm",
        flow=CORRECTION,
        about=Book,
        askers=(subject_teacher, homeroom_book),
        endorsers=(requests.Through(department_head, Book),),
        approvers=leaders,
        readers=(
            requests.Through(homeroom, Book),
            requests.Through(subject_teacher, Book),
            inspector,
        ),
        evidence=EVIDENCE,
        check=check_evidence,
        guards={"approve": endorsed_first, "apply": approved_first},
        effects={"approve": on_approve, "apply": on_apply},
    )
)

__all__ = [
    "EVIDENCE",
    "KIND",
    "Cell",
    "cells_of",
    "column_of",
    "last_day",
]
