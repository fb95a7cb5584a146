"""What the books put on people's desks: missing cells, late books, decisions, gaps in the data."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from hocba.books import policy
from hocba.books.models import Book
from hocba.books.queries import book_page
from hocba.exchange.models import Import
from hocba.kernel.policy import targets, visible
from hocba.people.models import Student
from hocba.people.roles import Role
from hocba.promotion.models import YearDecision
from hocba.web.books import draw
from hocba.web.desk.registry import (
    NOW,
    SOON,
    TODAY,
    Button,
    Desk,
    Figure,
    Item,
    Panel,
    Waiting,
    desk_card,
)
from hocba.web.jinja import whole
from hocba.web.results.board import Board, Cell, board_of, counted
from hocba.web.results.data_gaps import GAPS, gap_counts
from hocba.web.results.reach import this_year
from hocba.web.results.review_cards import (
    before_the_principal,
    term_unchecked,
    to_check,
    to_decide,
)
from hocba.year.models import Klass, SchoolYear

MOST = 6
SCHOOLS_COUNTED = 12
"""How many schools' books are counted cell by cell while an officer waits."""


def term_of(year: SchoolYear | None, today: datetime.date) -> int:
    """The term whose cells are asked for today."""
    return 1 if year is not None and today <= year.term1_ends else 2


def _books(rows: Any) -> list[Book]:
    return this_year(rows.select_related("klass", "course__subject", "school").order_by("pk"))


def _name(book: Book) -> str:
    return f"{book.course.subject if book.course else 'Sổ chủ nhiệm'} · {book.klass.name}"


@desk_card(Role.SUBJECT_TEACHER, Role.HOMEROOM, order=10)
def my_books(desk: Desk) -> Iterator[Item]:
    """A teacher's own books: how full, and which to fill first."""
    books = _books(targets(desk.actor, policy.ENTER))
    if not books:
        return
    term = term_of(desk.year, desk.today)
    board = board_of(books, term, desk.today)
    yield Figure(
        "Ô đã nhập vào sổ của tôi",
        board.percent,
        f"% · học kì {'I' if term == 1 else 'II'}",
        "good" if board.done >= board.total else "",
        board.done,
        board.total,
        reverse("books"),
    )
    yield from _unfilled(books, board, term)


def _since(cell: Cell) -> str:
    """Why a book is late: the term is over, or a day of the plan."""
    return "quá ngày trong kế hoạch" if all(c.planned for c in cell.late) else "đã hết học kì"


def _unfilled(books: list[Book], board: Board, term: int) -> Iterator[Item]:
    by_id = {b.pk: b for b in books}
    cells = [c for line in board.lines for c in line.cells if c.book and c.done < c.total]
    cells.sort(key=lambda c: (not c.late, c.done - c.total))
    yield Figure(
        "Sổ còn thiếu",
        len(cells),
        f"/ {len(books)} sổ",
        "warn" if any(c.late for c in cells) else "",
    )
    for cell in cells[:MOST]:
        book = by_id[cell.book or 0]
        late = f"{_since(cell)}, " if cell.late else ""
        yield Waiting(
            _name(book),
            f"{late}còn thiếu {cell.total - cell.done} trong {whole(cell.total)} ô",
            f"{reverse('book', args=[book.pk])}?ki={draw.last_tab(book, term).code}",
            "Mở sổ",
            urgency=NOW if cell.late else TODAY,
        )
    if len(cells) > MOST:
        yield Waiting(
            f"và {len(cells) - MOST} sổ nữa",
            "còn ô chưa nhập",
            reverse("books"),
            "Xem",
            urgency=SOON,
        )


@desk_card(Role.HOMEROOM, order=12)
def my_class(desk: Desk) -> Iterator[Item]:
    """The class of a homeroom teacher: subjects that lack marks, and what is left to the teacher."""
    classes = desk.actor.scope_ids(Role.HOMEROOM)
    books = _books(visible(desk.actor, Book).filter(klass__in=classes))
    term = term_of(desk.year, desk.today)
    for klass in sorted({b.klass_id for b in books}):
        own = [b for b in books if b.klass_id == klass]
        yield from to_check(desk, own)
        board = board_of(own, term, desk.today)
        lacking = [
            (board.heads[n][1], cell)
            for line in board.lines
            for n, cell in enumerate(line.cells)
            if cell.book and cell.done < cell.total
        ]
        yield Panel(
            f"Lớp chủ nhiệm {own[0].klass.name}",
            "results/desk_class.html",
            {
                "lacking": lacking,
                "open": _open_ends(desk, own, term),
                "term": "I" if term == 1 else "II",
                "klass": own[0].klass,
            },
            ("Kết quả của lớp", reverse("results-class", args=[klass])),
        )


def _open_ends(desk: Desk, books: list[Book], term: int) -> list[tuple[str, int]]:
    """Columns of the homeroom book that still lack cells up to this term: (label, how many)."""
    book = next((b for b in books if b.course_id is None), None)
    if book is None:
        return []
    page = book_page(desk.actor, book.pk, desk.now, range(1, term + 1))
    found: dict[str, int] = {}
    for column in page.columns:
        if column.required:
            filled, wanted = page.counts(column)
            if filled < wanted:
                label = f"{column.label} học kì {'I' if column.term == 1 else 'II'}"
                found[label] = found.get(label, 0) + wanted - filled
    return list(found.items())


@desk_card(Role.DEPARTMENT_HEAD, order=14)
def my_department(desk: Desk) -> Iterator[Item]:
    """The books of a department: how full, how many late."""
    teams = desk.actor.scope_ids(Role.DEPARTMENT_HEAD)
    books = _books(visible(desk.actor, Book).filter(course__department__in=teams))
    if not books:
        return
    board = board_of(books, term_of(desk.year, desk.today), desk.today)
    yield Figure(
        "Tổ: ô đã nhập so với kế hoạch", board.percent, "%", "", board.done, board.total,
        reverse("results-progress"),
    )  # fmt: skip
    yield Figure("Tổ: sổ chậm", board.late, f"/ {len(books)} sổ", "warn" if board.late else "",
                 href=reverse("results-progress"))  # fmt: skip
    board.lines = [line for line in board.lines if not line.full]
    if board.lines:
        yield Panel(
            "Sổ của tổ còn thiếu",
            "results/desk_board.html",
            {"board": board},
            ("Bảng tiến độ", reverse("results-progress")),
        )


@desk_card(Role.PRINCIPAL, Role.VICE_PRINCIPAL, order=16)
def my_school(desk: Desk) -> Iterator[Item]:
    """The school: big figures, the board, and classes ready to be decided."""
    if desk.school is None or desk.year is None:
        return
    books = _books(visible(desk.actor, Book).filter(school=desk.school))
    if not books:
        return
    term = term_of(desk.year, desk.today)
    known = counted(books)
    board = board_of(books, term, desk.today, known=known)
    here = reverse("results-progress")
    yield Figure("Ô đã nhập so với kế hoạch", board.percent, "%", "", board.done, board.total, here)
    yield Figure(
        "Sổ chậm", board.late, "quá ngày mà chưa đủ", "warn" if board.late else "", href=here
    )
    decided = _decided(desk)
    yield Figure(
        "Lớp đã quyết định cuối năm",
        len(decided),
        f"/ {len(board.lines)}",
        "good" if len(decided) == len(board.lines) else "",
        len(decided),
        len(board.lines),
        reverse("results-classes"),
    )
    yield from before_the_principal(desk)
    yield Button("In bảng tiến độ", here)
    if desk.actor.scope_ids(Role.PRINCIPAL) and term == 2:
        yield from to_decide(board, decided)
    yield from term_unchecked(desk, board if term == 1 else board_of(books, 1, known=known))
    yield Panel(
        f"Còn thiếu điểm · học kì {'I' if term == 1 else 'II'}",
        "results/desk_board.html",
        {"board": board},
        ("Bảng tiến độ", here),
    )


def _decided(desk: Desk) -> set[int]:
    assert desk.year is not None
    rows = visible(desk.actor, YearDecision).filter(school=desk.school, year=desk.year.year)
    return set(rows.values_list("klass_id", flat=True).distinct())


@desk_card(Role.CLERK, Role.IT_ADMIN, order=18)
def my_office(desk: Desk) -> Iterator[Item]:
    """Files waiting to be applied, and what pupils' records lack."""
    rows = visible(desk.actor, Import).filter(state="previewed", problem_count=0)
    for row in rows.order_by("-created_at")[:3]:
        yield Waiting(
            f"Tệp chưa áp dụng: {row.name}",
            "đã xem trước, không có lỗi",
            reverse("exchange-preview", args=[row.pk]),
            "Xem",
            urgency=TODAY,
        )
    pupils = visible(desk.actor, Student).filter(school=desk.school)
    counts = gap_counts(pupils)
    for code, gap in GAPS.items():
        yield Figure(
            gap.label, counts[code], "học sinh", "warn" if counts[code] else "good",
            href=f"{reverse('results-gaps')}?gi={code}" if counts[code] else None,
        )  # fmt: skip
    if desk.year is None:
        yield Waiting("Lập năm học", "Nhập tệp cán bộ, phân công rồi học sinh", reverse("exchange-imports"),
                      "Nhập tệp", urgency=NOW, main=True)  # fmt: skip


@dataclass(frozen=True)
class SchoolLine:
    """One school for an officer: counts only, nobody's name."""

    name: str
    classes: int
    pupils: int
    percent: str
    decided: int


@desk_card(Role.OFFICER, order=20)
def schools(desk: Desk) -> Iterator[Item]:
    """Schools below an authority: classes, pupils, how full the books are. Never a pupil."""
    classes = visible(desk.actor, Klass)
    last = classes.order_by("-year").values_list("year", flat=True).first()
    if last is None:
        return
    lines = _school_lines(desk, list(classes.filter(year=last)), last)
    yield Figure("Trường", len(lines), f"năm học {last}–{last + 1}")
    yield Figure("Lớp", sum(x.classes for x in lines), "")
    yield Figure("Người học", sum(x.pupils for x in lines), "đang học")
    yield Panel(
        "Các trường", "results/desk_schools.html", {"lines": lines, "most": SCHOOLS_COUNTED}
    )


def _school_lines(desk: Desk, classes: list[Klass], year: int) -> list[SchoolLine]:
    ids = [k.pk for k in classes]
    rows = visible(desk.actor, Klass).filter(year=year)
    names = dict(rows.values_list("school", "school__name"))
    here = Q(enrolments__ends__isnull=True)
    pupils = _per_school(rows.filter(here), Count("enrolments", filter=here))
    decided = _per_school(rows.filter(decisions__isnull=False), Count("pk", distinct=True))
    number = Counter(k.school_id for k in classes)
    few = len(names) <= SCHOOLS_COUNTED
    return [
        SchoolLine(
            name,
            number[school],
            pupils.get(school, 0),
            _percent(ids, school, year) if few else "",
            decided.get(school, 0),
        )
        for school, name in sorted(names.items(), key=lambda pair: pair[1])
    ]


def _per_school(classes: Any, counted: Count) -> dict[int, int]:
    """One count a school; each its own statement, since joins of several lists multiply."""
    rows = classes.values("school").annotate(n=counted).order_by("school")
    return {row["school"]: row["n"] for row in rows}


def _percent(classes: Iterable[int], school: int, year: int) -> str:
    books = Book.objects.filter(school=school, year=year, klass__in=list(classes))
    rows = list(books.select_related("klass", "course__subject"))
    return board_of(rows, 0).percent if rows else ""
