"""Opening books, entering cells, locking."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from hocba.books import cells, policy, results
from hocba.books.cells import EMPTY, Key, Line, Value, Wire, value_of
from hocba.books.columns import ColumnPlan, course_columns, homeroom_columns, regime_of
from hocba.books.models import Book, Column, Lock
from hocba.books.queries import BookPage, is_exempt, load_book
from hocba.books.sheet import Sheet
from hocba.books.state import Mode, state
from hocba.documents.models import Document
from hocba.kernel import names
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.org.models import Place
from hocba.year.models import Course, Klass, Subject

TEXT_LIMIT = 2000


@command(policy.OPEN_BOOKS, says="Mở {count} sổ năm học {year}")
def open_books(ctx: Ctx, school: Place, year: int) -> int:
    """Open the books of all courses and classes of a year that have none yet. Returns how many."""
    subjects = {s.code: s for s in Subject.objects.all()}
    courses = Course.objects.filter(klass__school=school, klass__year=year, book__isnull=True)
    plans: list[tuple[Book, list[ColumnPlan]]] = []
    for course in courses.select_related("klass", "subject"):
        book = Book(
            kind=Book.Kind.COURSE,
            school=school,
            year=year,
            klass=course.klass,
            course=course,
            regime=regime_of(course.klass).code,
        )
        plans.append((book, course_columns(course)))
    held = Book.objects.filter(school=school, year=year, kind=Book.Kind.HOMEROOM)
    for klass in Klass.objects.filter(school=school, year=year).exclude(
        pk__in=held.values("klass")
    ):
        book = Book(
            kind=Book.Kind.HOMEROOM,
            school=school,
            year=year,
            klass=klass,
            regime=regime_of(klass).code,
        )
        plans.append((book, homeroom_columns(klass)))
    Book.objects.bulk_create([book for book, _ in plans])
    Column.objects.bulk_create(
        [
            Column(
                book=book,
                subject=subjects[p.subject],
                term=p.term,
                slot=p.slot,
                kind=p.kind,
                codes=",".join(p.codes),
                label=p.label,
                position=n,
                required=p.required,
            )
            for book, columns in plans
            for n, p in enumerate(columns)
        ]
    )
    ctx.tell(count=len(plans), year=year)
    return len(plans)


@dataclass(frozen=True)
class Change:
    """One cell to change: what the writer saw, and the new wire value (None empties it).

    `subject` is needed in homeroom books only. `decision` names the decision behind a zero.
    """

    student: int
    term: int
    slot: str
    seen: Wire
    new: Wire
    subject: int | None = None
    decision: str | None = None


@dataclass(frozen=True)
class Saved:
    """The answer to an entry, kept as its receipt.

    `results` maps student id to {"kq_1": {"text", "status"}, …}; `counts` maps `term:slot` (or
    `subject:term:slot` in homeroom books) to "38/40"; `conflicts` list cells not overwritten.
    """

    receipt: str
    saved_at: str
    saved: int
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    results: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    counts: dict[str, str] = field(default_factory=dict)


@command(policy.ENTER, says="Nhập {count} ô vào sổ {on}")
def enter_marks(ctx: Ctx, book: Book, changes: Sequence[Change]) -> Saved:
    """Enter cells of a book by its teacher.

    A cell that is no longer what the writer saw is not overwritten but comes back as a conflict.
    Raises Invalid with a fault per bad cell, Refusal when a column is locked; then nothing changed.
    """
    page = load_book(book, ctx.at)
    todo, conflicts = _sort_out(ctx, page, changes)
    cells.write(book.year, book.school_id, {line.key: line.new for line in todo})
    ctx.write_lines(
        lambda event: cells.write_ledger(event, book.pk, book.year, book.school_id, todo)
    )
    page.cells.update({line.key: line.new for line in todo if line.new != EMPTY})
    for line in todo:
        if line.new == EMPTY:
            page.cells.pop(line.key, None)
    found = _recompute(page, {line.key.student for line in todo})
    ctx.tell(
        count=len(todo),
        conflicts=len(conflicts),
        slots=sorted({f"{c.term}:{c.slot}" for c in changes})[:30],
    )
    return Saved(
        receipt="",
        saved_at=timezone.localtime(ctx.at).strftime("%H:%M:%S"),
        saved=len(todo),
        conflicts=conflicts,
        results=found,
        counts=_counts(page, {(line.key.subject, line.key.term, line.key.slot) for line in todo}),
    )


def preview_marks(
    page: BookPage, changes: Sequence[Change]
) -> dict[str, dict[str, dict[str, str]]]:
    """The results as they would be with these changes; nothing is stored. Bad cells are left out."""
    columns = _columns(page)
    future = dict(page.cells)
    for change in changes:
        column = columns.get(_place(page.book, change))
        if column is None or _fault(column, change.new):
            continue
        key = Key(column.subject_id, change.term, change.slot, change.student)
        value = value_of(column.kind, change.new)
        future[key] = value
        if value == EMPTY:
            future.pop(key)
    sheet = _course_sheet(page, future, {c.student for c in changes})
    return {} if sheet is None else _show(results.results_of(sheet))


def _place(book: Book, change: Change) -> tuple[int, int, str]:
    subject = (
        change.subject
        if change.subject is not None
        else (book.course.subject_id if book.course else 0)
    )
    return subject, change.term, change.slot


def _columns(page: BookPage) -> dict[tuple[int, int, str], Column]:
    return {(c.subject_id, c.term, c.slot): c for c in page.columns}


def _sort_out(
    ctx: Ctx, page: BookPage, changes: Sequence[Change]
) -> tuple[list[Line], list[dict[str, Any]]]:
    """Check each change; returns what to write and the conflicts. Raises when anything is wrong."""
    columns, seats = _columns(page), {s.student: s for s in page.seats}
    faults: list[Fault] = []
    refused: list[str] = []
    clashes: list[tuple[Change, Key, Value]] = []
    todo: dict[Key, Line] = {}
    for change in changes:
        column, seat = columns.get(_place(page.book, change)), seats.get(change.student)
        where = f"{change.student}:{change.term}:{change.slot}"
        if column is None or seat is None:
            faults.append(Fault(where, "Sổ này không có cột hoặc học sinh đó."))
            continue
        if problem := _fault(column, change.new) or _not_here(
            page, seat.name, change, column, seat.terms
        ):
            faults.append(Fault(where, problem))
            continue
        key = Key(column.subject_id, change.term, change.slot, change.student)
        now = page.cells.get(key, EMPTY)
        text = names.clean_text(change.new) if isinstance(change.new, str) else change.new
        new = value_of(column.kind, text, change.decision)
        if new == now:
            continue
        if now.wire != (change.seen if change.seen != "" else None):
            clashes.append((change, key, now))
            continue
        mode = Mode.ADD if now == EMPTY else Mode.CHANGE
        held = state(page.book, column.term, column.slot, mode, page.locks, ctx.at)
        if not held.open:
            refused.append(f"Cột {column.label}: {held.why()}")
            continue
        todo[key] = Line(key, now, new)
    if refused:
        raise Refusal(*dict.fromkeys(refused))
    if faults:
        raise Invalid(faults)
    return list(todo.values()), _conflicts(page, clashes)


def _fault(column: Column, new: Wire) -> str | None:
    """What is wrong with a wire value for a column; None when it may stand."""
    if new is None or new == "":
        return None
    if column.kind == "text":
        if not isinstance(new, str) or len(new) > TEXT_LIMIT:
            return f"Nhận xét dài quá {TEXT_LIMIT} chữ."
        return None
    if column.kind == "level":
        known = column.codes.split(",")
        return None if new in known else f"Cột này chỉ nhận {', '.join(known)}."
    if not isinstance(new, int) or isinstance(new, bool):
        return "Ô này chỉ nhận số."
    highest = {"score": 100, "integer": 100, "count": 366, "measure": 3000}[column.kind]
    if not 0 <= new <= highest:
        return "Điểm phải từ 0 đến 10." if highest == 100 else "Số này ngoài khoảng cho phép."
    if column.kind == "integer" and new % 10:
        return "Cột này chỉ nhận điểm nguyên từ 0 đến 10."
    return None


def _not_here(
    page: BookPage, name: str, change: Change, column: Column, terms: frozenset[int]
) -> str | None:
    term = min(change.term, 2)
    if term not in terms:
        return f"{name} không học lớp này trong học kì {'I' if term == 1 else 'II'}."
    if change.new is not None and is_exempt(page.exempt, change.student, column.subject_id, term):
        return f"{name} được miễn môn này, không nhập điểm."
    return None


def _conflicts(page: BookPage, clashes: list[tuple[Change, Key, Value]]) -> list[dict[str, Any]]:
    from hocba.people.models import Person

    found = []
    for change, key, now in clashes:
        last = cells.history(page.book.year, page.book.school_id, key)[:1]
        who = (
            Person.objects.filter(pk=last[0]["actor"]).values_list("full_name", flat=True).first()
            if last
            else None
        )
        at = timezone.localtime(last[0]["at"]).strftime("%H:%M %d/%m") if last else ""
        found.append(
            {
                "student": change.student,
                "subject": key.subject,
                "term": change.term,
                "slot": change.slot,
                "now": now.wire,
                "by": who or "hệ thống",
                "at": at,
            }
        )
    return found


def _course_sheet(page: BookPage, now: Mapping[Key, Value], students: set[int]) -> Sheet | None:
    course = page.book.course
    if course is None or not students:
        return None
    rows = [s.student for s in page.seats if s.student in students]
    return Sheet(page.book.klass, [course], rows, now, page.exempt)


def _recompute(page: BookPage, students: set[int]) -> dict[str, dict[str, dict[str, str]]]:
    sheet = _course_sheet(page, page.cells, students)
    if sheet is None:
        return {}
    return _show(results.store(sheet, page.book.year, page.book.school_id))


def _show(
    found: Mapping[tuple[int, int, int], results.Result],
) -> dict[str, dict[str, dict[str, str]]]:
    shown: dict[str, dict[str, dict[str, str]]] = {}
    for (student, _, term), result in found.items():
        shown.setdefault(str(student), {})[f"kq_{term}"] = {
            "text": result.text,
            "status": result.status,
        }
    return shown


def _counts(page: BookPage, touched: set[tuple[int, int, str]]) -> dict[str, str]:
    shown = {}
    for column in page.columns:
        if (column.subject_id, column.term, column.slot) in touched:
            filled, wanted = page.counts(column)
            shown[column_key(page.book, column)] = f"{filled}/{wanted}"
    return shown


def column_key(book: Book, column: Column) -> str:
    """How pages name a column: `1:tx1`, in homeroom books `35:1:muc`."""
    place = f"{column.term}:{column.slot}"
    return place if book.course_id else f"{column.subject_id}:{place}"


@command(policy.LOCK, says="Khóa sổ ({scope_kind}, học kì {term})")
def lock(
    ctx: Ctx,
    school: Place,
    year: int,
    scope_kind: str,
    scope_id: int,
    term: int = 0,
    slot: str = "",
    adding: bool = True,
    changing: bool = True,
) -> Lock:
    """Lock a scope of columns from now on; `ctx.reason` is shown in every locked cell."""
    _check_scope(school, year, scope_kind, scope_id)
    row = Lock(
        school=school,
        year=year,
        scope_kind=scope_kind,
        scope_id=scope_id,
        term=term,
        slot=slot,
        adding=adding,
        changing=changing,
        starts=ctx.at,
        ordered_by=ctx.actor.person or 0,
        reason=ctx.reason[:300],
    )
    row.save()
    ctx.tell(
        scope_kind=scope_kind, scope_id=scope_id, term=term or "cả năm", slot=slot, lock=row.pk
    )
    return row


@command(policy.UNLOCK, says="Mở khóa sổ ({scope_kind})")
def unlock(ctx: Ctx, row: Lock) -> None:
    """End a lock now. Refused while transcripts made from these books are signed."""
    if row.ends is not None and row.ends <= ctx.at:
        raise Refusal("Lệnh khóa này đã hết hiệu lực.")
    _not_under_signatures(row.school_id, row.year, row.scope_kind, row.scope_id)
    row.ends = ctx.at
    row.save(update_fields=["ends"])
    ctx.tell(scope_kind=row.scope_kind, lock=row.pk)


@command(policy.OPEN_FOR, says="Mở sổ đến {until} ({scope_kind})")
def open_for(
    ctx: Ctx,
    school: Place,
    year: int,
    scope_kind: str,
    scope_id: int,
    until: datetime.datetime,
    term: int = 0,
    slot: str = "",
) -> Lock:
    """Open locked columns until a time; they close again by themselves."""
    if until <= ctx.at:
        raise Invalid("Giờ đóng lại phải ở sau bây giờ.", "đến")
    _check_scope(school, year, scope_kind, scope_id)
    _not_under_signatures(school.pk, year, scope_kind, scope_id)
    row = Lock(
        school=school,
        year=year,
        scope_kind=scope_kind,
        scope_id=scope_id,
        term=term,
        slot=slot,
        opens=True,
        starts=ctx.at,
        ends=until,
        ordered_by=ctx.actor.person or 0,
        reason=ctx.reason[:300],
    )
    row.save()
    ctx.tell(
        scope_kind=scope_kind,
        scope_id=scope_id,
        until=timezone.localtime(until).strftime("%H:%M %d/%m/%Y"),
        lock=row.pk,
    )
    return row


def _classes_in(school: int, year: int, kind: str, scope: int) -> list[int]:
    rows = Klass.objects.filter(school=school, year=year)
    narrow = {"grade": {"grade": scope}, "klass": {"pk": scope}, "course": {"courses": scope}}
    return list(rows.filter(**narrow.get(kind, {})).values_list("pk", flat=True))


def _check_scope(school: Place, year: int, kind: str, scope: int) -> None:
    if kind == "school" and scope != school.pk:
        raise Refusal("Không khóa sổ của trường khác.")
    if kind not in ("school", "grade", "klass", "course") or not _classes_in(
        school.pk, year, kind, scope
    ):
        raise Refusal("Không có lớp nào trong phạm vi này.")


def _not_under_signatures(school: int, year: int, kind: str, scope: int) -> None:
    signed = Document.objects.filter(
        scope_kind="klass",
        scope_id__in=_classes_in(school, year, kind, scope),
        year=year,
        kind=Document.Kind.YEAR,
        state__in=("signing", "sealed", "issued"),
    )
    if signed.exists():
        raise Refusal(
            "Học bạ của lớp trong phạm vi này đang ký hoặc đã cấp; không mở khóa sổ được."
        )
