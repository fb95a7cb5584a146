"""Entering cells: checks, conflicts, ledger, results at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hocba.books import cells, policy, results
from hocba.books.cells import EMPTY, TEXT_LIMIT, Key, Line, Value, Wire, value_of
from hocba.books.models import Book, Column
from hocba.books.queries import BookPage, is_exempt
from hocba.books.roster import Seat, name_of
from hocba.books.shapes import TOPICS
from hocba.books.sheet import Sheet
from hocba.books.state import ColumnState
from hocba.books.touched import Touched, touched
from hocba.kernel import clock, names
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.people.models import Person

HIGHEST = {"score": 100, "integer": 100, "count": 366, "measure": 3000}
PUBLISHED = "Cột đã công bố. Sửa ô đã ghi thì bấm vào ô, chọn «Xin sửa»."


class Change(NamedTuple):
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
class Confirmed:
    """A hint of `guards` that the teacher confirmed: its code, the other column, the counts."""

    code: str
    other: str
    count: int
    of: int


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
def enter_marks(
    ctx: Ctx, book: Book, changes: Sequence[Change], confirmed: Sequence[Confirmed] = ()
) -> Saved:
    """Enter cells of a book by its teacher.

    `confirmed` are the hints of `guards` that the teacher saw and saved all the same.
    A cell that is no longer what the writer saw is not overwritten but comes back as a conflict.
    Raises Invalid with a fault per bad cell, Refusal when a column is locked; then nothing changed.
    """
    return enter_cells(ctx, book, changes, confirmed)


def enter_cells(
    ctx: Ctx, book: Book, changes: Sequence[Change], confirmed: Sequence[Confirmed] = ()
) -> Saved:
    """What every command does that enters cells of a book: `enter_marks`, a central test's list."""
    places = {change[1:3] for change in changes}
    part = touched(book, ctx.at, places)
    page = part.page
    todo, conflicts = _sort_out(page, changes)
    found = put(ctx, part, todo)
    ctx.tell(
        count=len(todo),
        conflicts=len(conflicts),
        slots=sorted(f"{term}:{slot}" for term, slot in places)[:30],
        **({"confirmed": [vars(one) for one in confirmed]} if confirmed else {}),
    )
    return Saved(
        receipt="",
        saved_at=clock.local(ctx.at).strftime("%H:%M:%S"),
        saved=len(todo),
        conflicts=conflicts,
        results=found,
        counts=_counts(page, {key[:3] for key, _, _ in todo}),
    )


def put(ctx: Ctx, part: Touched, todo: Sequence[Line]) -> dict[str, dict[str, dict[str, str]]]:
    """Write checked cells of a book with their ledger, and the results that follow, shown."""
    page, book = part.page, part.page.book
    cells.put(ctx, book, todo)
    _unproof(page, todo)
    page.cells.update({key: new for key, _, new in todo})
    for key in [key for key, _, new in todo if new is EMPTY]:
        del page.cells[key]
    return _recompute(part, {key[3] for key, _, _ in todo})


def _unproof(page: BookPage, todo: Sequence[Line]) -> None:
    """A column that was proof-read and then changed is proof-read no more."""
    proofread = [c for c in page.columns if c.proofread_at is not None]
    changed = {line.key[:3] for line in todo} if proofread else set()
    stale = [c.pk for c in proofread if (c.subject_id, c.term, c.slot) in changed]
    if stale:
        Column.objects.filter(pk__in=stale).update(proofread_at=None, proofread_by=None)


def preview_marks(
    page: BookPage, changes: Sequence[Change]
) -> dict[str, dict[str, dict[str, str]]]:
    """The results as they would be with these changes; nothing is stored. Bad cells are left out."""
    columns, subject = _columns(page), _own_subject(page.book)
    future = dict(page.cells)
    for change in changes:
        named = subject if change.subject is None else change.subject
        column = columns.get((named, change.term, change.slot))
        if column is None or fault_of(column.row, change.new):
            continue
        key = Key(named, change.term, change.slot, change.student)
        value = value_of(column.row.kind, change.new)
        future[key] = value
        if value == EMPTY:
            future.pop(key)
    sheet = _course_sheet(page, future, {c.student for c in changes})
    return {} if sheet is None else _show(results.results_of(sheet))


def _own_subject(book: Book) -> int:
    """The subject of changes that name none."""
    return book.course.subject_id if book.course else 0


class _Column(NamedTuple):
    """A column as each of its changes asks for it: whole numbers up to `top` may stand in it, and
    of everybody in `seats` who sat in the class in that term, unless some are `apart`."""

    subject: int
    change: ColumnState
    add: ColumnState
    of: str
    row: Column
    top: int
    apart: bool


def _columns(page: BookPage) -> dict[tuple[int, int, str], _Column]:
    apart = bool(page.signed or page.exempt)
    found = {}
    for c in page.columns:
        of = page.of.get((c.term, c.slot), "")
        top = -1 if c.kind == "integer" else HIGHEST.get(c.kind, -1)
        found[c.subject_id, c.term, c.slot] = _Column(
            c.subject_id, page.states[c.pk], page.adding[c.pk], of, c, top, bool(apart or of)
        )
    return found


def _sort_out(page: BookPage, changes: Sequence[Change]) -> tuple[list[Line], list[dict[str, Any]]]:
    """Check each change; returns what to write and the conflicts. Raises when anything is wrong."""
    columns, seats = _columns(page), {s.student: s for s in page.seats}
    subject = _own_subject(page.book)
    held_now, made = page.cells.get, tuple.__new__
    faults: list[Fault] = []
    refused: list[str] = []
    clashes: list[tuple[Change, Key, Value]] = []
    todo: dict[Key, Line] = {}
    for change in changes:
        student, term, slot, seen, new, named, decision = change
        column = columns.get((subject if named is None else named, term, slot))
        seat = seats.get(student)
        if column is None or seat is None:
            faults.append(Fault(_where(change), "Sổ này không có cột hoặc học sinh đó."))
            continue
        plain = new.__class__ is int and 0 <= new <= column.top
        if problem := (None if plain else fault_of(column.row, new)) or (
            _not_here(page, seat, column, change)
            if column.apart or min(term, 2) not in seat.terms
            else None
        ):
            faults.append(Fault(_where(change), problem))
            continue
        key = made(Key, (column.subject, term, slot, student))
        now = held_now(key, EMPTY)
        value = (
            made(Value, (new, None, None, decision))
            if plain
            else value_of(
                column.row.kind, names.clean_text(new) if isinstance(new, str) else new, decision
            )
        )
        if value == now:
            continue
        known = seen.__class__ is int and now[0] == seen
        if not known and now.wire != (None if seen == "" else seen):
            clashes.append((change, key, now))
            continue
        held = column.add if now == EMPTY else column.change
        if not held.open:
            refused.append(f"Cột {column.row.label}: {held.why()}")
            continue
        if now != EMPTY and column.row.submitted_at is not None:
            refused.append(f"Cột {column.row.label}: {PUBLISHED}")
            continue
        todo[key] = made(Line, (key, now, value))
    if refused:
        raise Refusal(*dict.fromkeys(refused))
    if faults:
        raise Invalid(faults)
    return list(todo.values()), _conflicts(page, clashes)


def _where(change: Change) -> str:
    return f"{change.student}:{change.term}:{change.slot}"


def fault_of(column: Column, new: Wire) -> str | None:
    """What is wrong with a wire value for a column; None when it may stand."""
    if new is None or new == "":
        return None
    if column.kind == "text":
        if not isinstance(new, str) or len(new) > TEXT_LIMIT:
            return f"Nhận xét dài quá {TEXT_LIMIT} kí tự."
        return None
    if column.kind == "level":
        known = column.codes.split(",")
        return None if new in known else f"Cột này chỉ nhận {', '.join(known)}."
    if not isinstance(new, int) or isinstance(new, bool):
        return "Ô này chỉ nhận số."
    highest = HIGHEST[column.kind]
    if not 0 <= new <= highest:
        return "Điểm phải từ 0 đến 10." if highest == 100 else "Số này ngoài khoảng cho phép."
    if column.kind == "integer" and new % 10:
        return "Cột này chỉ nhận điểm nguyên từ 0 đến 10."
    return None


def _not_here(page: BookPage, seat: Seat, column: _Column, change: Change) -> str | None:
    """Why this cell is not the pupil's to have: signed, not in the class, not chosen, exempt."""
    said = _barred(page, seat, column, change)
    return said and said.format(name=seat.name or name_of(seat.student))


def _barred(page: BookPage, seat: Seat, column: _Column, change: Change) -> str | None:
    student, term = seat.student, min(change.term, 2)
    if student in page.signed:
        return (
            "Học bạ của {name} đang ký hoặc đã cấp, không sửa được nữa."
            " Cần sửa thì hiệu trưởng lập bản thay thế trước."
        )
    if term not in seat.terms:
        return f"{{name}} không học lớp này trong học kì {'I' if term == 1 else 'II'}."
    if column.of and not page.choices.expects(column.of, student, column.subject, change.term):
        return (
            "{name} không học cụm chuyên đề của môn này."
            if column.of == TOPICS
            else "{name} có cột cụm chuyên đề thay cho cột này."
        )
    exempt = page.exempt and is_exempt(page.exempt, student, column.subject, term)
    if change.new is not None and exempt and not _by_comment(page, column, student):
        return "{name} được miễn môn này, không nhập điểm."
    return None


def _by_comment(page: BookPage, column: _Column, student: int) -> bool:
    term = min(column.row.term, 2)
    return column.row.kind == "text" and is_exempt(page.by_comment, student, column.subject, term)


def why_not(page: BookPage) -> Callable[[Change], str]:
    """A function that says why a cell cannot be written now, "" when it can; the value itself is
    not judged."""
    columns, seats = _columns(page), {s.student: s for s in page.seats}
    subject = _own_subject(page.book)

    def why(change: Change) -> str:
        named = subject if change.subject is None else change.subject
        column, seat = columns.get((named, change.term, change.slot)), seats.get(change.student)
        if column is None or seat is None:
            return "Sổ này không có cột hoặc học sinh đó."
        if problem := _not_here(page, seat, column, change):
            return problem
        now = page.cells.get(Key(named, change.term, change.slot, change.student), EMPTY)
        held = column.add if now == EMPTY else column.change
        published = now != EMPTY and column.row.submitted_at is not None
        return held.why() if not held.open else PUBLISHED if published else ""

    return why


def _conflicts(page: BookPage, clashes: list[tuple[Change, Key, Value]]) -> list[dict[str, Any]]:
    found = []
    for change, key, now in clashes:
        last = cells.history(page.book.year, page.book.school_id, key)[:1]
        who = (
            Person.objects.filter(pk=last[0]["actor"]).values_list("full_name", flat=True).first()
            if last
            else None
        )
        at = clock.local(last[0]["at"]).strftime("%H:%M %d/%m") if last else ""
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
    return Sheet(
        page.book.klass,
        [course],
        rows,
        now,
        page.exempt,
        choices=page.choices,
        by_comment=page.by_comment,
    )


def _recompute(part: Touched, students: set[int]) -> dict[str, dict[str, dict[str, str]]]:
    sheet = part.sheet(students)
    if sheet is None:
        return {}
    page = part.page
    return _show(results.store(sheet, page.book.year, page.book.school_id, page.results))


_NAMES = {term: f"kq_{term}" for term in (1, 2, results.YEAR)}


def _show(
    found: Mapping[tuple[int, int, int], results.Result],
) -> dict[str, dict[str, dict[str, str]]]:
    shown: dict[str, dict[str, dict[str, str]]] = {}
    for (student, _, term), result in found.items():
        name, said = _NAMES[term], results.said(result)
        of = shown.get(key := str(student))
        if of is None:
            shown[key] = {name: said}
        else:
            of[name] = said
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
