"""A book as the table that `<hb-grid>` takes over: cells are written by hand, they are the hot path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from hocba.books.blocks import is_trait_words
from hocba.books.cells import Value, shown
from hocba.books.models import Book, Column
from hocba.books.queries import BookPage, is_exempt
from hocba.books.results import HEADS, LEVEL_HEADS, YEAR
from hocba.books.roster import Seat
from hocba.books.shapes import NO_TOPICS, TOPICS, Part, shape_of
from hocba.books.shapes.names import LEVEL_NAMES
from hocba.books.state import ColumnState
from hocba.books.ways import Names, Ways, opening_helps, ways
from hocba.web.speak import say

WORDS = "nx"
SCORES = frozenset({"score", "integer", "measure"})
SIGNED = "Học bạ đang ký hoặc đã cấp; sửa thì phải lập bản thay thế"
ABSENT = ' data-lock="Không học lớp này trong học kì này"'
NOT_OF = {
    TOPICS: ' data-lock="Không học cụm chuyên đề của môn này"',
    NO_TOPICS: ' data-lock="Đã có cột cụm chuyên đề thay cho cột này"',
}


@dataclass(frozen=True)
class Head:
    """One column of the table: a column of the book, or a computed result (`result`)."""

    label: str
    small: str
    attributes: Markup
    css: str = ""


@dataclass(frozen=True)
class Tab:
    """One view of a book: a term, and in a primary homeroom book a time of it."""

    code: str
    label: str
    term: int
    part: str = ""
    slots: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def has(self, column: Column) -> bool:
        """Whether the column belongs to this view."""
        if column.term != self.term or column.slot.startswith(self.others or ("/",)):
            return False
        if self.slots:
            return column.slot.startswith(self.slots)
        if not self.part:
            return True
        if (self.part == WORDS) != is_trait_words(column):
            return False
        return self.part == WORDS or column.slot.endswith("_gk") == (self.part == "gk")


def tabs(book: Book) -> list[Tab]:
    """The views of a book."""
    shape = shape_of(book.regime)
    after = shape.after_subject if book.course_id else shape.after_homeroom
    last = [Tab("3", after, 3)] if after and not _without_marks(book) else []
    if shape.parts and not book.course_id:
        return [_part_tab(part, shape.parts) for part in shape.parts]
    if shape.four_times and not book.course_id:
        return [
            Tab("1gk", "Giữa kì I", 1, "gk"),
            Tab("1ck", "Cuối kì I", 1, "ck"),
            *([Tab("1nx", "Nhận xét kì I", 1, WORDS)] if shape.trait_words else []),
            Tab("2gk", "Giữa kì II", 2, "gk"),
            Tab("2ck", "Cuối năm", 2, "ck"),
            *([Tab("2nx", "Nhận xét cuối năm", 2, WORDS)] if shape.trait_words else []),
            *last,
        ]
    return [Tab("1", "Học kì I", 1), Tab("2", "Học kì II", 2), *last]


def _without_marks(book: Book) -> bool:
    """Whether the course has words alone, so that nothing is assessed again."""
    return book.course is not None and book.course.kind == "none"


def _part_tab(part: Part, parts: Sequence[Part]) -> Tab:
    others = [slot for p in parts if p.term == part.term and p != part for slot in p.slots]
    return Tab(part.code, part.label, part.term, "", part.slots, tuple(others))


def last_tab(book: Book, term: int) -> Tab:
    """The last view of a term: at primary school the end of it."""
    return [tab for tab in tabs(book) if tab.term == term and tab.part != WORDS][-1]


def key_of(book: Book, column: Column) -> str:
    """How the page names a column: `1:tx1`; in homeroom books `1:muc@35`, the subject behind."""
    place = f"{column.term}:{column.slot}"
    return place if book.course_id else f"{place}@{column.subject_id}"


def result_terms(book: Book, tab: Tab) -> list[int]:
    """Which computed results a view shows."""
    if book.course is None or not shape_of(book.regime).stem(book.course.kind):
        return []
    return {1: [1], 2: [2, YEAR], 3: [YEAR]}[tab.term]


def heads(
    page: BookPage,
    columns: Sequence[Column],
    tab: Tab,
    may_write: bool,
    closed: frozenset[int] = frozenset(),
) -> list[Head]:
    """The heads of the columns, then of the results, comments last."""
    named = [(c, key_of(page.book, c)) for c in columns]
    found = [head(page, c, k, may_write, closed) for c, k in named if c.kind != "text"]
    titles = LEVEL_HEADS if page.book.course and page.book.course.kind == "comment" else HEADS
    for term in result_terms(page.book, tab):
        label, small = titles[term]
        if titles is LEVEL_HEADS and term == 1:
            small = shape_of(page.book.regime).comment_rule
        found.append(Head(label, small, Markup(' data-result="kq_{}"').format(term), "avg"))
    return found + [head(page, c, k, may_write, closed) for c, k in named if c.kind == "text"]


def first_of(page: BookPage, columns: Sequence[Column]) -> str:
    """The column that stands ready: levels before absences; "" is the first one."""
    kinds = [c.kind for c in columns]
    if not kinds or kinds[0] != "count" or "level" not in kinds:
        return ""
    return key_of(page.book, columns[kinds.index("level")])


def shut(page: BookPage, column: Column) -> ColumnState | None:
    """The lock of a column that takes neither new values nor changes; None when it takes some."""
    change, add = page.states[column.pk], page.adding[column.pk]
    return None if change.open or add.open else change


def said_below(held: Sequence[tuple[str, ColumnState | None]]) -> str:
    """The lock told under a table, of (label, state) of its columns: of some only, which they are."""
    whys = [(label, state.why()) for label, state in held if state is not None]
    if not whys:
        return ""
    first = whys[0][1]
    alike = [label for label, why in whys if why == first]
    if len(alike) == len(held):
        return say(first)
    return say(f"{', '.join(alike) if len(alike) < 4 else f'{len(alike)} cột'}: {first[:1].lower()}{first[1:]}")  # fmt: skip


def head(page: BookPage, column: Column, key: str, may_write: bool, over: frozenset[int]) -> Head:
    """The head of a column that its page calls `key`; `over` are columns corrected no more."""
    filled, wanted = page.counts(column)
    state = page.states[column.pk]
    closed = shut(page, column)
    data = Markup(' data-col="{}" data-kind="{}"').format(key, column.kind)
    if column.codes:
        names = ",".join(LEVEL_NAMES.get(column.codes, ()))
        data += Markup(' data-codes="{}" data-labels="{}"').format(column.codes, names)
    small = f"{filled}/{wanted}"
    if closed or not may_write:
        why = say(closed.why()) if closed else "Chỉ giáo viên được phân công nhập sổ này."
        data += Markup(' data-state="locked" data-why="{}"').format(why)
    if closed:
        data += _ways_of(page, column, ways(page, column, over))
        small = f"{small}\u00a0·\u00a0khóa"
    elif not state.open:
        small = f"{small}\u00a0· khóa\u00a0sửa"
    elif not page.adding[column.pk].open:
        small = f"{small} · khóa nhập thêm"
    elif state.until is not None:
        small = f"{small} · mở có hạn"
    elif column.submitted_at is not None:
        small = f"{small} · đã công bố"
    if column.proofread_at is not None:
        small = f"{small} · đã soát"
    return Head(column.label, small, data, "lock" if closed else "")


def _ways_of(page: BookPage, column: Column, found: Ways) -> Markup:
    """What helps in a locked column: at its head, at filled cells, at empty ones."""
    head = "open" if opening_helps(page, column, found) else ""
    return Markup(' data-way="{}" data-filled="{}" data-empty="{}"').format(
        head, " ".join(found.filled), " ".join(found.empty)
    )


@dataclass(frozen=True)
class Drawn:
    """A column as its cells need it: place, kind, and the locks of filled, of empty, and of filled
    cells under signatures."""

    subject: int
    term: int
    slot: str
    kind: str
    filled: str
    empty: str
    signed: str
    of: str = ""


def drawn(page: BookPage, columns: Sequence[Column], closed: frozenset[int]) -> list[Drawn]:
    """Columns of a page, ready for the cells of its pupils."""
    found = []
    for c in columns:
        change, add = page.states[c.pk], page.adding[c.pk]
        helps = ways(page, c, closed)
        filled = empty = signed = ""
        if change.open != add.open:  # else the head says it for all
            filled = "" if change.open else _lock(change.why(), helps.filled)
            empty = "" if add.open else _lock(add.why(), helps.empty)
        if c.submitted_at is not None and change.open:
            marks = page.book.course_id and c.kind != "text"
            filled = _lock(f"{'Điểm' if marks else 'Cột'} đã công bố", helps.filled)
        if page.signed:
            signed = _lock(SIGNED, helps.signed)
        of = page.of.get((c.term, c.slot), "") if page.of else ""
        found.append(Drawn(c.subject_id, c.term, c.slot, c.kind, filled, empty, signed, of))
    return found


def _lock(why: str, ways: Names) -> str:
    """The attributes of a cell that is not typed into: why, and what helps."""
    way = Markup(' data-way="{}"').format(" ".join(ways)) if ways else ""
    return str(way + Markup(' data-lock="{}"').format(say(why)))


def rows(
    page: BookPage, columns: Sequence[Column], tab: Tab, closed: frozenset[int] = frozenset()
) -> Markup:
    """The body of the table; `closed` are columns corrected no more."""
    numbers = drawn(page, [c for c in columns if c.kind != "text"], closed)
    texts = drawn(page, [c for c in columns if c.kind == "text"], closed)
    terms = result_terms(page.book, tab)
    subject = page.book.course.subject_id if page.book.course else 0
    term = min(tab.term, 2)
    parts: list[str] = []
    for number, seat in enumerate(page.seats, 1):
        parts.append(lead(number, seat))
        absent = "" if term in seat.terms else ABSENT
        signed = seat.student in page.signed
        for column in numbers:
            parts.append(cell(page, column, seat.student, term, absent, signed))
        for when in terms:
            found = page.results.get((seat.student, subject, when))
            text = "" if found is None else found.text
            parts.append(f"<td>{text}</td>")
        for column in texts:
            parts.append(cell(page, column, seat.student, term, absent, signed))
        parts.append("</tr>")
    return Markup("".join(parts))


def lead(number: int, seat: Seat) -> str:
    """The beginning of a pupil's row."""
    name = f"{escape(seat.name)}{_chip(seat)}"
    return f'<tr data-student="{seat.student}"><td>{number}</td><th>{name}</th>'


def cell(page: BookPage, column: Drawn, student: int, term: int, lock: str, signed: bool) -> str:
    """One cell; `lock` are the attributes of a pupil who is not in the book in this term."""
    key = (column.subject, column.term, column.slot, student)
    value = page.cells.get(key)  # type: ignore[call-overload]
    if signed:
        lock = column.signed if value is not None else f' data-lock="{SIGNED}"'
    if page.exempt and is_exempt(page.exempt, student, column.subject, term):
        if not is_exempt(page.by_comment, student, column.subject, term):
            lock = ' data-lock="Được miễn môn này theo quyết định"'
        elif column.kind != "text":
            lock = ' data-lock="Đánh giá bằng nhận xét theo kế hoạch cá nhân, không cho điểm"'
    if column.of and not page.choices.expects(column.of, student, column.subject, column.term):
        lock = NOT_OF[column.of]
    if value is None:
        return f"<td{lock or column.empty}></td>"
    lock = lock or column.filled
    if value.decision is not None:
        return _decided(column, value, lock)
    if column.kind == "score":
        whole, rest = divmod(value.number, 10)
        return f"<td{lock}>{whole},{rest}</td>" if rest else f"<td{lock}>{whole}</td>"
    if column.kind == "measure":
        return f'<td{lock} data-v="{value.number}">{shown(column.kind, value)}</td>'
    return f"<td{lock}>{escape(shown(column.kind, value))}</td>"


def _decided(column: Drawn, value: Value, lock: str) -> str:
    """A cell that stands by decision: «0 (QĐ)», the decision on pointing at it."""
    text, wire = shown(column.kind, value), value.wire
    return f'<td{lock} data-v="{escape(wire)}" title="{escape(value.decision)}">{escape(text)} (QĐ)</td>'


def _chip(seat: Seat) -> str:
    if seat.gone:
        word = escape(seat.leaving or "đã rời lớp").lower()
        return f' <span class="chip">{word}</span>'
    return "" if 1 in seat.terms else ' <span class="chip">vào HKII</span>'
