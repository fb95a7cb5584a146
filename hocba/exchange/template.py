"""Our own Excel form of a book: taken away, filled without a line, brought back.

Taking it is an event; its number is in the form. What the form showed then is known from the
ledger, so a cell nobody touched in the form never undoes what somebody wrote in the book since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from hocba.books.cells import EMPTY, TEXT_LIMIT, Key, Value, Wire
from hocba.books.commands import Change, why_not
from hocba.books.models import Book, Column, MarkChange
from hocba.books.policy import ENTER
from hocba.books.queries import BookPage, load_book
from hocba.exchange import policy
from hocba.exchange.cells import Said, Since, take
from hocba.exchange.parsers.values import SCALES, BadValue, parse_level, parse_score
from hocba.exchange.reading import Reading, Source
from hocba.kernel.command import Ctx, batch, command, event_of
from hocba.kernel.errors import Invalid
from hocba.kernel.models import Event
from hocba.kernel.names import clean_text, search_key
from hocba.kernel.policy import can
from hocba.kernel.sheets import (
    Cell,
    Field,
    Filled,
    Form,
    Problems,
    Row,
    SheetError,
    cell_text,
    column_letter,
    is_form,
    may_be_form,
    read_forms,
    read_workbook,
    write_forms,
)
from hocba.people.models import Person
from hocba.year.models import Enrolment

KIN = frozenset({"gradebook", "homeroom", "primary", "template"})
"""Kinds of files for which somebody may bring our form."""
TERMS = {1: "Học kì I", 2: "Học kì II", 3: "Sau năm học"}
NAME = 3
"""The column of the name, after the hidden key, number and code."""


@dataclass(frozen=True)
class Taken:
    """The answer to taking a form: its receipt, which names the event."""

    receipt: str


@command(policy.TEMPLATE, says="Tải tệp mẫu của sổ {on}")
def take_template(ctx: Ctx, book: Book, term: int, way: str = "form") -> Taken:
    """Note that somebody takes the values of a book away as a file (`way`: form, or filled, a file
    of another program that we fill)."""
    if not book.columns.filter(term=term).exists():
        raise Invalid("Sổ này không có cột nào ở học kì đó.")
    ctx.tell(term=term, way=way)
    return Taken("")


def template(ctx: Ctx, books: Sequence[Book], term: int) -> bytes:
    """The workbook of these books in a term, a sheet each. Refusal when one is not theirs to fill."""
    forms = []
    with batch(ctx) as inner:
        for book in books:
            taken = take_template(inner, book.pk, term)
            forms.append(_form(book, term, event_of(taken.receipt) or 0))
    return write_forms(forms, timezone.localtime(ctx.at).replace(tzinfo=None))


def _form(book: Book, term: int, event: int) -> Form:
    at = timezone.now()
    page = load_book(book, at, (term,))
    seats = Enrolment.objects.filter(klass=book.klass_id).values_list(
        "student_id", "student__moet_code", "student__person__birth_date"
    )
    people = {pk: (code or "", born) for pk, code, born in seats}
    subject = str(book.course.subject) if book.course else "Chủ nhiệm"
    title = (
        f"{subject} · Lớp {book.klass.name} · {TERMS[term]}",
        f"{book.school.name}, năm học {book.year}–{book.year + 1}. Chỉ ghi vào ô trắng; ô xám không nhập được.",
        "Ghi xong thì lưu và tải lên ở trang «Excel» của sổ: xem từng ô cũ → mới rồi mới áp dụng.",
    )
    fields = [_field(page, column) for column in page.columns]
    rows = [_row(page, seat.student, seat.name, *people[seat.student]) for seat in page.seats]
    key = {"book": book.pk, "event": event, "term": term}
    return Form(f"{subject} {book.klass.name}", title, fields, rows, key)


def _place(column: Column) -> str:
    return f"{column.subject_id}:{column.term}:{column.slot}"


def _field(page: BookPage, column: Column) -> Field:
    change, add = page.states[column.pk], page.adding[column.pk]
    shut = "" if change.open or add.open else change.why()
    codes = tuple(column.codes.split(",")) if column.codes else ()
    return Field(_place(column), column.label, column.kind, codes, shut)


def _row(page: BookPage, student: int, name: str, code: str, born: Any) -> Row:
    values: dict[str, Decimal | int | str] = {}
    shut = set()
    refusal = why_not(page)
    for column in page.columns:
        value = page.cells.get(Key(column.subject_id, column.term, column.slot, student), EMPTY)
        if value != EMPTY:
            values[_place(column)] = plain(column.kind, value)
        # Any value will do: only the place is judged.
        probe = Change(student, column.term, column.slot, value.wire, "", column.subject_id)
        if refusal(probe):
            shut.add(_place(column))
    return Row(student, code, name, born, values, frozenset(shut))


def plain(kind: str, value: Value) -> Decimal | int | str:
    """A value as Excel has it: 75 → 7.5."""
    if value.number is None:
        return value.code or value.body or ""
    return value.number if kind == "count" else Decimal(value.number).scaleb(-1)


def is_ours(data: bytes) -> bool:
    """Whether a file is a form of ours. SheetError when it may be one and cannot be read."""
    return may_be_form(data) and is_form(read_workbook(data))


def returned(source: Source) -> Reading:
    """A form that came back, with one or several books."""
    book = read_workbook(source.data)
    if not is_form(book):
        raise SheetError("wrong_columns", "Đây không phải là tệp mẫu tải từ HọcBạ.")
    if book.old:
        raise SheetError(
            "old_form",
            "Tệp mẫu đã bị lưu thành .xls; hãy lưu lại thành .xlsx (Excel Workbook) rồi tải lên.",
        )
    reading = Reading()
    for filled in read_forms(book):
        _sheet(reading, source, filled)
    return reading


def _sheet(reading: Reading, source: Source, filled: Filled) -> None:
    name = filled.sheet.name
    key = filled.key
    rows = Book.objects.filter(pk=key.get("book", 0), school=source.school, year=source.year)
    book = rows.select_related(*Book.with_command).first()
    mine = Event.objects.filter(pk=key.get("event", 0), verb=policy.TEMPLATE.name)
    if book is None or not mine.filter(on_id=str(book.pk)).exists():
        reading.fail(
            f"trang “{name}”", "Trang này không phải là tệp mẫu của một sổ trong năm học đã chọn."
        )
        return
    decision = can(source.actor, ENTER, book)
    if not decision.allowed:
        for reason in decision.reasons:
            reading.fail(f"trang “{name}”", reason)
        return
    page = load_book(book, timezone.now(), (key["term"],))
    since = _since(book, key["event"])
    problems = Problems()
    said = _cells(filled, page, since, problems)
    reading.take(problems)
    take(reading, page, said, since)
    shown = f"{book.course.subject if book.course else 'Chủ nhiệm'} {book.klass.name}"
    reading.summary["sổ"] = ", ".join(filter(None, (reading.summary.get("sổ"), shown)))


def _since(book: Book, event: int) -> dict[Key, Since]:
    """What stood in the cells that were changed after an event, and who changed them last."""
    rows = MarkChange.objects.filter(
        book=book, year=book.year, school=book.school_id, event__gt=event
    )
    lines = list(rows.select_related("event").order_by("event_id"))
    people = Person.objects.in_bulk({line.event.actor for line in lines if line.event.actor})
    found: dict[Key, Since] = {}
    for line in lines:
        key = Key(line.subject_id, line.term, line.slot, line.student_id)
        old = Value(line.old_number, line.old_code, line.old_body, line.old_decision)
        before = found[key].before if key in found else old
        who = people.get(line.event.actor or 0)
        at = timezone.localtime(line.event.at).strftime("%H:%M %d/%m")
        found[key] = Since(before, who.full_name if who else "hệ thống", at)
    return found


def _cells(
    filled: Filled, page: BookPage, since: Mapping[Key, Since], problems: Problems
) -> list[Said]:
    columns = {_place(c): c for c in page.columns}
    seats = {s.student: s.name for s in page.seats}
    sheet, seen = filled.sheet, dict[int, int]()
    said: list[Said] = []
    for row, mark in filled.rows():
        student = int(mark) if isinstance(mark, int | float) and float(mark).is_integer() else 0
        if student not in seats:
            problems.add(
                sheet.name,
                row,
                0,
                mark,
                "Dòng này không phải của một em trong sổ; đừng thêm dòng vào tệp mẫu.",
            )
            continue
        written = cell_text(sheet.cell(row, NAME))
        if search_key(written) != search_key(seats[student]):
            problems.add(
                sheet.name,
                row,
                NAME,
                written,
                f"Khóa ẩn của dòng này là của {seats[student]}; có phải đã sắp xếp riêng vài cột? Hãy tải tệp mẫu mới.",
            )
            continue
        if student in seen:
            problems.add(sheet.name, row, NAME, written, f"Em này đã có ở dòng {seen[student]}.")
            continue
        seen[student] = row + 1
        for place, at in filled.columns.items():
            column = columns.get(place)
            if column is None:
                continue
            if fault := sheet.fault(row, at):
                problems.add(sheet.name, row, at, *fault)
                continue
            try:
                value = read_value(column, sheet.cell(row, at))
            except BadValue as error:
                problems.add(sheet.name, row, at, sheet.cell(row, at), str(error))
                continue
            key = Key(column.subject_id, column.term, column.slot, student)
            base = since[key].before if key in since else page.cells.get(key, EMPTY)
            if value != base.wire:
                problems.read(sheet, row, seats[student])
            where = f"trang “{sheet.name}”, ô {column_letter(at)}{row + 1}"
            said.append(Said(column, student, value, where, base))
    return said


def read_value(column: Column, cell: Cell) -> Wire:
    """A cell as a value of its column; BadValue with a sentence when it is none."""
    text = cell_text(cell)
    if not text:
        return None
    if column.kind in ("score", "integer"):
        return parse_score(cell, whole=column.kind == "integer")
    if column.kind == "level":
        return _level(column, cell)
    if column.kind == "text":
        if len(text) > TEXT_LIMIT:
            raise BadValue(f"Nhận xét dài quá {TEXT_LIMIT} kí tự.")
        return clean_text(text)
    most = 366 if column.kind == "count" else 3000
    whole, _, part = text.replace(",", ".").partition(".")
    if not (
        whole.isascii() and whole.isdigit() and (part == "" or (part.isascii() and part.isdigit()))
    ):
        raise BadValue(f"“{text}” không phải là số.")
    tenths = int(whole) * 10 + int((part or "0")[0])
    if len(part.rstrip("0")) > (0 if column.kind == "count" else 1):
        raise BadValue(
            f"“{text}”: {'phải là số nguyên' if column.kind == 'count' else 'chỉ một chữ số thập phân'}."
        )
    value = tenths // 10 if column.kind == "count" else tenths
    if value > most:
        raise BadValue(f"“{text}” lớn hơn {most if column.kind == 'count' else most // 10}.")
    return value


def _level(column: Column, cell: Cell) -> str:
    codes = column.codes.split(",")
    for name, (levels, _) in SCALES.items():
        if set(levels.values()) == set(codes):
            return parse_level(cell, name) or ""
    found = next((c for c in codes if c == cell_text(cell)), None)
    if found is None:
        raise BadValue(
            f"“{cell_text(cell)}” không phải là mức của cột này; cần {', '.join(codes)}."
        )
    return found
