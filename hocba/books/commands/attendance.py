"""Calling the roll: who was away, carried at once into the absences of the homeroom book."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from hocba.books import cells, policy
from hocba.books.attendance import K, P, count_days, missed_by, term_on, term_span
from hocba.books.cells import EMPTY, Key, Line, value_of
from hocba.books.models import Absence, AbsenceChange, Book, Column, RollCall
from hocba.books.queries import locks_of, over, year_of
from hocba.books.roster import Seat, roster
from hocba.books.state import Mode, state
from hocba.documents.queries import signed_students
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.kernel.names import clean_text
from hocba.year.models import Klass, SchoolYear

NOTE_LIMIT = 200
ATTENDANCE = "attendance"


class Away(NamedTuple):
    """How a pupil is away: P with leave, K without; with a note."""

    kind: str
    note: str = ""


@dataclass(frozen=True)
class Called:
    """The answer to a roll call: how many are away, with and without leave."""

    receipt: str
    excused: int
    unexcused: int
    changed: int


@command(
    policy.CALL_ROLL, says="Điểm danh lớp {on}, {session} {day}: {excused} có phép, {unexcused} không phép"
)  # fmt: skip
def call_roll(
    ctx: Ctx,
    klass: Klass,
    day: datetime.date,
    session: str,
    away: Mapping[int, Away],
    seen: int = 0,
) -> Called:
    """Call the roll of a session: all who are not in `away` were there.

    `seen` is the version of the roll call that the writer had before the eyes (0: none); when
    somebody else has saved it since, nothing is overwritten. The homeroom book's counts of the
    term follow. Raises Invalid for a day outside the year or pupils who are not in the class then.
    """
    year = year_of(klass.school_id, klass.year)
    term = _term(ctx, year, day, session)
    _not_past(ctx, klass, year, term)
    seats = {s.student: s for s in roster(klass.pk, year)}
    _check(seats, day, away)
    row = RollCall.objects.filter(klass=klass, day=day, session=session).first()
    _not_overtaken(row, seen)
    before = _counts(seats, year, term)
    changes = _write(ctx, klass, day, session, away)
    _write_roll(ctx, row, klass, day, session)
    _carry(ctx, klass, term, seats, before, _counts(seats, year, term))
    counts = [a.kind for a in away.values()]
    ctx.tell(
        day=day.isoformat(),
        session=RollCall.Session(session).label,
        excused=counts.count(P),
        unexcused=counts.count(K),
    )
    return Called("", counts.count(P), counts.count(K), changes)


def _not_past(ctx: Ctx, klass: Klass, year: SchoolYear, term: int) -> None:
    """In a year that is over rolls are called only while its counts are opened."""
    past = over(year, ctx.at)
    if not past:
        return
    column = (
        Column.objects.filter(book__klass=klass, book__kind=Book.Kind.HOMEROOM, term=term, slot=P)
        .select_related("book__klass")
        .first()
    )
    if column is None or not _open(column, ctx.at, past):
        raise Refusal(past)


def _open(column: Column, at: datetime.datetime, past: str) -> bool:
    book = column.book
    locks = locks_of(book.school_id, book.year)
    return state(book, column.term, column.slot, Mode.ADD, locks, at, column.subject_id, past).open


def _term(ctx: Ctx, year: SchoolYear, day: datetime.date, session: str) -> int:
    term = term_on(day, year)
    if term is None:
        raise Invalid("Ngày này nằm ngoài năm học.", "ngày")
    if day > timezone.localdate(ctx.at):
        raise Invalid("Chưa đến ngày này nên chưa điểm danh được.", "ngày")
    if session not in RollCall.Session.values:
        raise Invalid("Hãy chọn buổi sáng hoặc buổi chiều.", "buổi")
    return term


def _check(seats: Mapping[int, Seat], day: datetime.date, away: Mapping[int, Away]) -> None:
    faults = []
    for student, one in away.items():
        seat = seats.get(student)
        if seat is None:
            faults.append(Fault(str(student), "Lớp này không có học sinh đó."))
        elif day < seat.starts or (seat.ends is not None and day > seat.ends):
            faults.append(Fault(str(student), f"{seat.name} không học lớp này ngày đó."))
        elif one.kind not in Absence.Kind.values:
            faults.append(Fault(str(student), "Vắng thì ghi P (có phép) hoặc K (không phép)."))
        elif len(one.note) > NOTE_LIMIT:
            faults.append(Fault(str(student), f"Ghi chú dài quá {NOTE_LIMIT} chữ."))
    if faults:
        raise Invalid(faults)


def _not_overtaken(row: RollCall | None, seen: int) -> None:
    now = 0 if row is None else row.version
    if row is None or now == seen:
        return
    from hocba.people.models import Person

    who = Person.objects.filter(pk=row.taken_by).values_list("full_name", flat=True).first()
    at = timezone.localtime(row.taken_at).strftime("%H:%M ngày %d/%m")
    raise Refusal(
        f"Buổi này {who or 'người khác'} vừa điểm danh lúc {at}."
        " Hãy xem bản mới rồi sửa thêm nếu cần; chưa có gì bị ghi đè."
    )


def _write(
    ctx: Ctx, klass: Klass, day: datetime.date, session: str, away: Mapping[int, Away]
) -> int:
    """Make the stored absences those of `away`, with a ledger line a difference."""
    rows = Absence.objects.filter(klass=klass, day=day, session=session)
    before = {r.student_id: r for r in rows}
    for student, one in away.items():
        note = clean_text(one.note)
        old = before.pop(student, None)
        if old is not None and (old.kind, old.note) == (one.kind, note):
            continue
        _tell_line(ctx, klass, day, session, student, old, Away(one.kind, note))
        if old is None:
            old = Absence(
                school_id=klass.school_id, year=klass.year, klass=klass,
                student_id=student, day=day, session=session,
            )  # fmt: skip
        old.kind, old.note = one.kind, note
        old.save()
    for student, old in before.items():
        _tell_line(ctx, klass, day, session, student, old, Away(""))
        old.delete()
    assert ctx.act is not None
    return len(ctx.act.lines)


def _tell_line(
    ctx: Ctx,
    klass: Klass,
    day: datetime.date,
    session: str,
    student: int,
    old: Absence | None,
    new: Away,
) -> None:
    ctx.line(
        AbsenceChange(
            school_id=klass.school_id,
            klass=klass,
            student_id=student,
            day=day,
            session=session,
            old=old.kind if old else "",
            old_note=old.note if old else "",
            new=new.kind,
            new_note=new.note,
        )
    )


def _write_roll(
    ctx: Ctx, row: RollCall | None, klass: Klass, day: datetime.date, session: str
) -> None:
    if row is None:
        row = RollCall(
            school_id=klass.school_id, year=klass.year, klass=klass,
            day=day, session=session, version=0,
        )  # fmt: skip
    row.version += 1
    row.taken_by, row.taken_at = ctx.actor.person or 0, ctx.at
    row.save()


Counts = Mapping[int, Mapping[str, int]]


def _counts(seats: Mapping[int, Seat], year: SchoolYear, term: int) -> Counts:
    """Sessions missed in a term by the pupils who sit in the class in it, by kind."""
    pupils = [s for s, seat in seats.items() if term in seat.terms]
    missed = missed_by(pupils, *term_span(term, year))
    return {s: count_days(missed.get(s, ())) for s in pupils}


def _carry(
    ctx: Ctx, klass: Klass, term: int, seats: Mapping[int, Seat], before: Counts, counts: Counts
) -> None:
    """Write the term's counts into the homeroom book, for every pupil of that term.

    A term in which somebody has typed counts of their own stays typed: nothing is overwritten.
    """
    book = Book.objects.filter(klass=klass, kind=Book.Kind.HOMEROOM).first()
    if book is None:
        return
    book.klass = klass
    wanted = {"subject__code": "vang", "term": term, "slot__in": (P, K)}
    columns = list(Column.objects.filter(book=book, **wanted))
    if not columns:
        return
    subject = columns[0].subject_id
    now = cells.read(book.year, book.school_id, [subject], list(counts), [term])
    fresh = [c.pk for c in columns if c.source != ATTENDANCE]
    typed = any(value.number != before[key.student][key.slot] for key, value in now.items())
    if fresh and typed:
        return
    lines = []
    for column in columns:
        for student, found in counts.items():
            key = Key(subject, term, column.slot, student)
            old, new = now.get(key, EMPTY), value_of("count", found[column.slot])
            if new != old:
                lines.append(Line(key, old, new))
    _may_change(ctx, book, columns, lines, seats)
    cells.put(ctx, book, lines)
    if fresh:
        Column.objects.filter(pk__in=fresh).update(source=ATTENDANCE)


def _may_change(
    ctx: Ctx, book: Book, columns: list[Column], lines: list[Line], seats: Mapping[int, Seat]
) -> None:
    """Refuse when a count that would change is locked or under signatures."""
    locks = locks_of(book.school_id, book.year)
    past = over(year_of(book.school_id, book.year), ctx.at)
    signed = signed_students(book.klass_id, book.year)
    reasons: dict[str, None] = {}
    for column in columns:
        for line in lines:
            if line.key.slot != column.slot:
                continue
            if line.key.student in signed:
                name = seats[line.key.student].name
                reasons[f"Học bạ của {name} đang ký hoặc đã cấp, không sửa số buổi nghỉ nữa."] = (
                    None
                )
            mode = Mode.ADD if line.old == EMPTY else Mode.CHANGE
            held = state(
                book, column.term, column.slot, mode, locks, ctx.at, column.subject_id, past
            )
            if not held.open:
                reasons[f"Cột {column.label}: {held.why()}"] = None
    if reasons:
        raise Refusal(*reasons)
