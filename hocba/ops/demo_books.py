"""The demo's open books: plan, phrases, central test, proof-reading, publishing, corrections, locks.

Class 8B is where marks are still published, corrected, locked and opened; 3C lacks only a few.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from demo import papers
from demo import words as said
from hocba.books import commands
from hocba.books.cells import Key, Wire
from hocba.books.commands import Change, PhraseFacts, Piece
from hocba.books.corrections import ORAL, PAPER, Cell
from hocba.books.models import Book, Column, PersonalBook, Suggestion
from hocba.books.plan import planned
from hocba.books.queries import BookPage, load_book, year_of
from hocba.exams.commands import explain, load_exam
from hocba.exams.models import ExamMark
from hocba.kernel.command import Ctx
from hocba.kernel.models import Request
from hocba.kernel.requests import commands as requests
from hocba.ops.demo_school import Demo, holder, teacher_of
from hocba.org.models import Place
from hocba.people.models import Assignment, Staff, User
from hocba.year.models import Course, Klass, SchoolYear, Subject

Role = Assignment.Role


@dataclass
class Open:
    """A book of an open class, with its teacher."""

    demo: Demo
    book: Book
    teacher: int

    def ctx(self, reason: str = "", person: int | None = None) -> Ctx:
        """The teacher (or somebody else of the school) acting now on a stated reason."""
        ctx = self.demo.as_person(person or self.teacher, self.demo.last_day)
        ctx.reason, ctx.source = reason, "web"
        return ctx

    def page(self) -> BookPage:
        return load_book(self.book, self.demo.now)

    def column(self, term: int, slot: str, subject: str = "") -> Column:
        """A column of the book, in a homeroom book of one item."""
        rows = Column.objects.filter(book=self.book, term=term, slot=slot)
        found: Column = (rows.filter(subject__code=subject) if subject else rows).get()
        return found

    def wire(self, column: Column, student: int) -> Wire:
        """What stands in a cell."""
        return self.page().cells[Key(column.subject_id, column.term, column.slot, student)].wire


def klass_of(demo: Demo, name: str) -> Klass:
    """A class of the demo's year."""
    return Klass.objects.select_related("school").get(year=demo.year, name=name)


def opened(demo: Demo, klass: Klass, code: str) -> Open:
    """The book of a subject of a class, or with no code its homeroom book."""
    rows = Book.objects.select_related(*Book.with_command).filter(klass=klass)
    if code:
        book = rows.get(course__subject__code=code)
        return Open(demo, book, teacher_of("course", book.course_id or 0, Role.SUBJECT_TEACHER, demo.last_day))  # fmt: skip
    book = rows.get(kind=Book.Kind.HOMEROOM)
    return Open(demo, book, teacher_of("klass", klass.pk, Role.HOMEROOM, demo.last_day))


def plans(demo: Demo, school: Place) -> None:
    """By its head, each department's plan of assessments for all its courses, with dates."""
    year = year_of(school.pk, demo.year)
    deputy = holder(school, Role.VICE_PRINCIPAL)
    heads = dict(Assignment.objects.filter(school=school, role=Role.DEPARTMENT_HEAD).values_list("scope_id", "person_id"))  # fmt: skip
    courses = Course.objects.filter(klass__school=school, klass__year=demo.year)
    for course in courses.select_related("klass", "subject").order_by("pk"):
        head = heads.get(course.department_id or 0, deputy)
        commands.set_plan(demo.in_year(head, year.starts, 15), course, _days(course, year))


def _days(course: Course, year: SchoolYear) -> dict[tuple[int, str], dt.date | None]:
    """Regular marks spread over the term, the mid-term test in its middle, the last one at its end."""
    spans = {1: (year.starts, year.term1_ends), 2: (year.term2_starts, year.ends)}
    columns = planned(course.pk)
    found: dict[tuple[int, str], dt.date | None] = {}
    for term, (first, last) in spans.items():
        regular = [c for c in columns if c.term == term and c.slot.startswith("tx")]
        length = (last - first).days
        for column in (c for c in columns if c.term == term):
            if column in regular:
                share = (regular.index(column) + 1) * 85 // len(regular)
            else:
                share = 55 if column.slot.endswith("gk") else 94
            found[term, column.slot] = first + dt.timedelta(days=length * share // 100)
    return found


def phrases(demo: Demo, school: Place, klass: Klass, code: str) -> None:
    """The school's bank, and one teacher's own."""
    principal = demo.as_person(holder(school, Role.PRINCIPAL), demo.last_day)
    commands.keep_school_phrases(principal, school, starters=True)
    one = opened(demo, klass, code)
    user = User.objects.get(person=one.teacher)
    kind = "subject" if code else "quality"
    rows = [PhraseFacts(kind, text, rank) for rank, text in said.OWN_PHRASES[kind]]
    commands.keep_phrases(one.ctx(), user, rows)


def proofreading(one: Open, reader: int, column: Column, answers: tuple[str, ...]) -> None:
    """A colleague words comments anew; the teacher answers those for which there is an answer."""
    page = one.page()
    held = [(s.student, page.cells.get(Key(column.subject_id, column.term, column.slot, s.student))) for s in page.seats]  # fmt: skip
    worded = [(student, str(v.wire)) for student, v in held if v is not None and v.wire]
    for n, (old, new) in enumerate(said.REWORDED):
        student, text = worded[3 * n]
        better = text.replace(old, new) if old and old in text else text.rstrip(".") + said.MORE[n]
        place = (column.subject_id, column.term, column.slot)
        row = commands.suggest(one.ctx(person=reader), one.book, student, *place, better)
        if n < len(answers):
            why = answers[n]
            commands.answer(one.ctx(why), Suggestion.objects.get(pk=row.pk), accept=not why)


def entered(one: Open) -> None:
    """Before publishing, the teacher puts marks right at once; the ledger keeps all of it."""
    column = one.column(2, "tx2")
    first, second = (s.student for s in one.page().seats[2:4])
    was = one.wire(column, first)
    better = int(was or 0) + (5 if int(was or 0) <= 90 else -5)
    commands.enter_marks(one.ctx(), one.book, [Change(first, 2, "tx2", was, better)])
    was = one.wire(column, second)
    commands.enter_marks(one.ctx(), one.book, [Change(second, 2, "tx2", was, None)])
    commands.enter_marks(one.ctx(), one.book, [Change(second, 2, "tx2", None, was)])


def published(one: Open, slots: tuple[str, ...], read_aloud: str) -> None:
    """Columns of term II are read against the paper, ticked and published."""
    column, page = one.column(2, read_aloud), one.page()
    values = {s.student: one.wire(column, s.student) for s in page.seats}
    commands.proofread(one.ctx(), column, values)
    for slot in slots:
        commands.submit_column(one.ctx(), one.column(2, slot))


def corrections(one: Open, head: int, principal: int) -> None:
    """One correction is carried out and explained; one waits for the principal, one for the head
    of the department."""
    students = [s.student for s in one.page().seats]
    done = _correct(one, "gk", students[5], 10, said.WRONG[0], oral=None)
    requests.endorse(one.ctx(person=head), done)
    requests.approve(one.ctx(person=principal), done)
    requests.apply(one.ctx(), done)
    requests.hear(one.ctx(said.HEARD, principal), done)
    waiting = _correct(one, "gk", students[11], 5, said.WRONG[1], oral=None)
    requests.endorse(one.ctx(person=head), waiting)
    _correct(one, "tx1", students[14], -5, said.WRONG[2], oral=students[15])


def _correct(one: Open, slot: str, student: int, by: int, why: str, oral: int | None) -> Request:
    column = one.column(2, slot)
    old = int(one.wire(column, student) or 0)
    new = old + by if 0 <= old + by <= 100 else old - by
    if oral is None:
        piece = Piece(PAPER, papers.paper(new, f"{student}:{slot}"))
    else:
        facts = {"pupil": student, "classmate": oral, "how": "table"}
        piece = Piece(ORAL, None, facts)
    ctx = one.ctx(why)
    ctx.request_id = uuid.uuid5(uuid.NAMESPACE_OID, f"demo:{student}:{slot}")
    how = "written" if oral is None else "oral"
    return commands.hand_in(ctx, one.book, column.pk, [Cell(student, old, new)], how, [piece])


def locked(demo: Demo, klass: Klass, asks: Open, principal: int) -> None:
    """Term I of a class is locked; one of its teachers asks for an opening of one column."""
    head = demo.as_person(principal, demo.last_day)
    head.reason = "Đã tổng kết học kì I"
    commands.lock(head, klass.school, klass.year, "klass", klass.pk, term=1)
    commands.ask_opening(asks.ctx(said.OPEN_WHY), asks.book, [(1, "gk")], 4)


def ordered(demo: Demo, klass: Klass, principal: int) -> None:
    """An order of locking that the Ban quản trị has still to carry out."""
    head = demo.as_person(principal, demo.last_day)
    head.reason = "Hết hạn nhập học kì I"
    commands.lock(head, klass.school, klass.year, "klass", klass.pk, term=1, waiting=True)


def central_test(demo: Demo, school: Place, one: Open, deputy: int) -> None:
    """The list of a central test; two marks differ from the book, one of them is explained."""
    course = one.book.course
    assert course is not None
    subject = Subject.objects.get(pk=course.subject_id)
    column = one.column(1, "ck")
    marks: dict[int, int | None] = {s.student: int(one.wire(column, s.student) or 0) for s in one.page().seats if 1 in s.expected}  # fmt: skip
    first, second = list(marks)[7], list(marks)[19]
    for student in (first, second):
        mark = marks[student] or 0
        marks[student] = mark - 5 if mark >= 5 else mark + 5
    name = f"Kiểm tra cuối học kì I, {subject.name} khối {one.book.klass.grade}, đề chung"
    ctx = one.ctx(person=deputy)
    exam = load_exam(ctx, school, demo.year, name, subject.pk, 1, "ck", marks)
    row = ExamMark.objects.get(exam=exam, student=first)
    explain(one.ctx(said.EXAM_WHY), row, int(one.wire(column, first) or 0))


def printed(demo: Demo, school: Place, teachers: list[int], deputy: int) -> None:
    """Personal gradebooks: one handed in, one to be replaced, the others in use."""
    books: list[PersonalBook] = []
    for person in teachers:
        staff = Staff.objects.get(school=school, person=person)
        ctx = demo.as_person(person, demo.last_day)
        books.append(commands.print_personal(ctx, staff, demo.year))
    ctx = demo.as_person(teachers[0], demo.last_day)
    ctx.reason = "Sổ bị nước mưa làm nhòe nhiều trang"
    commands.ask_replacement(ctx, books[0])
    commands.receive_personal(demo.as_person(deputy, demo.last_day), books[-1])


def lower_secondary(demo: Demo, school: Place, klass: Klass) -> list[str]:
    """What goes on in 8B. Returns addresses that an inspector would open."""
    maths, literature, english = (opened(demo, klass, c) for c in ("TOAN", "NV", "NN1"))
    science, history = opened(demo, klass, "KHTN"), opened(demo, klass, "LSDL")
    principal, deputy = holder(school, Role.PRINCIPAL), holder(school, Role.VICE_PRINCIPAL)
    room = opened(demo, klass, "")
    head = Assignment.objects.get(role=Role.DEPARTMENT_HEAD, scope_id=maths.book.course.department_id or 0).person_id  # type: ignore[union-attr]  # fmt: skip
    phrases(demo, school, klass, "NV")
    entered(english)
    proofreading(literature, room.teacher, literature.column(2, "nx"), ("", said.KEEPS))
    published(maths, ("tx1", "tx2", "tx3", "gk"), "gk")
    published(literature, ("tx1", "gk"), "gk")
    corrections(maths, head, principal)
    central_test(demo, school, science, deputy)
    locked(demo, klass, history, principal)
    printed(demo, school, [maths.teacher, literature.teacher, english.teacher], deputy)
    commands.remind(maths.ctx("", deputy), maths.book, said.REMINDER)
    asked = Request.objects.filter(kind="correction", about_id=maths.book.pk)
    return [
        f"/so/{maths.book.pk}/",
        f"/so/{maths.book.pk}/lich-su",
        *(f"/de-nghi/{pk}/" for pk in asked.values_list("pk", flat=True)),
        f"/lop/{klass.pk}/",
    ]


def primary(demo: Demo, school: Place, klass: Klass) -> list[str]:
    """What goes on in 3C."""
    room = opened(demo, klass, "")
    phrases(demo, school, klass, "")
    deputy = holder(school, Role.VICE_PRINCIPAL)
    proofreading(room, deputy, room.column(2, "nx_ck", "nhan_ai"), ())
    ordered(demo, klass, holder(school, Role.PRINCIPAL))
    return []


def play(demo: Demo, school: Place, classes: set[str] | None) -> list[str]:
    """What goes on in the open class of a school. Returns addresses that an inspector would open."""
    name, goes_on = {"primary": ("3C", primary), "lower_secondary": ("8B", lower_secondary)}[school.levels]  # fmt: skip
    if classes is not None and name not in classes:
        return []
    return goes_on(demo, school, klass_of(demo, name))
