"""The results of a class as a table: pupils × subjects, written by hand because it is large.

Nothing is ranked: pupils stand in the order of the class's list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from hocba.books.cells import Key
from hocba.books.columns import homeroom_columns
from hocba.books.results import YEAR, result_of
from hocba.books.roster import Seat
from hocba.books.sheet import Sheet
from hocba.promotion.models import YearDecision
from hocba.rules.levels import INCOMPLETE, MISSING
from hocba.web.results import words
from hocba.web.results.reach import Gap, Reach
from hocba.web.results.reason import Told, because, given_level
from hocba.year.models import Course


@dataclass(frozen=True)
class View:
    """One tab: a term, the year, or at primary school one of the four times."""

    code: str
    label: str
    term: int
    part: str = ""


TERMS = (View("1", "Học kì I", 1), View("2", "Học kì II", 2), View("nam", "Cả năm", YEAR))
TIMES = (
    View("1gk", "Giữa kì I", 1, "gk"),
    View("1ck", "Cuối kì I", 1, "ck"),
    View("2gk", "Giữa kì II", 2, "gk"),
    View("nam", "Cuối năm", 2, "ck"),
)


@dataclass
class Overview:
    """What the page of a class shows. `total` counts empty required cells of this view."""

    within: Reach
    sheet: Sheet
    seats: list[Seat]
    gaps: dict[tuple[int, int], list[Gap]]
    decisions: dict[int, YearDecision]
    view: View

    def __post_init__(self) -> None:
        self.whole = self.within.homeroom is not None
        lines = (self.sheet.scored, self.sheet.comment)
        self.shape = self.sheet.shape
        self.columns = {p.array: p for p in homeroom_columns(self.sheet.klass)}
        self.places = {c.pk: n for line in lines for n, c in enumerate(line)}
        self.courses = [c for c in self.within.courses if c.pk in self.places]

    @property
    def year(self) -> bool:
        """Whether this view closes the year."""
        return self.view.code == "nam"

    def heads(self) -> list[tuple[str, str, str]]:
        """(words, small words, full words for a title) of the columns after the name."""
        found = [(c.subject.short, "", c.subject.name) for c in self.courses]
        if not self.whole:
            return found
        if self.shape.four_times:
            found.append(("PC, NL", "", "Mức phẩm chất, năng lực"))
        found += [(one.label, one.small, one.title) for one in self.shape.shown(self.year)]
        if self.view.part != "gk":
            found.append(("Nghỉ", "phép · không", "Ngày nghỉ có phép, không phép"))
        return found + self._ends() if self.year else found

    def _ends(self) -> list[tuple[str, str, str]]:
        small = "đã quyết định" if self.decisions else "đề xuất"
        return [("Lên lớp", small, ""), ("Khen thưởng", small, "")]

    def rows(self) -> Markup:
        """The body of the table."""
        here = [s for s in self.seats if s.student in self.sheet.rows]
        parts: list[str] = []
        for number, seat in enumerate(here, 1):
            name = f'<a href="/hoc-sinh/{seat.student}/ket-qua/?lop={self.sheet.klass.pk}">{escape(seat.name)}</a>'
            parts.append(f'<tr><th scope="row"><small class="muted">{number}</small> {name}</th>')
            parts += [self._subject(seat.student, course) for course in self.courses]
            if self.whole:
                parts += self._ending(seat.student)
            parts.append("</tr>")
        return Markup("".join(parts))

    def _subject(self, student: int, course: Course) -> str:
        if not self._takes(student, course):
            return '<td class="muted" title="Không học môn này"></td>'
        lacking = self._lacking(student, course.subject_id)
        stem = self.shape.stem(course.kind)
        if not stem:
            return self._levels(student, course.subject_id, lacking)
        name = f"{stem}_{'year' if self.view.term == YEAR else self.view.term}"
        value = int(self.sheet.computed[name][self.sheet.rows[student], self.places[course.pk]])
        if value == INCOMPLETE and lacking:
            return _missing(lacking)
        said = result_of(value, self.sheet.regime.unit(name)).text or "–"
        return self._why(student, name, said, course.subject.short, course.subject_id, lacking)

    def _takes(self, student: int, course: Course) -> bool:
        """Whether a pupil takes a subject in this view: the term, or either for the year."""
        untaken = self.sheet.choices.untaken
        if not untaken:
            return True
        terms = (1, 2) if self.year else (self.view.term,)
        return not all((student, course.subject_id, t) in untaken for t in terms)

    def _levels(self, student: int, subject: int, lacking: list[Gap]) -> str:
        if lacking:
            return _missing(lacking)
        level = self.sheet.cells.get(Key(subject, self.view.term, f"muc_{self.view.part}", student))
        mark = self.sheet.cells.get(Key(subject, self.view.term, f"kt_{self.view.part}", student))
        said = level.code if level else ""
        if mark is not None and mark.number is not None:
            said = f"{said} · {mark.number // 10}"
        if not said and any(e[:2] == (student, subject) for e in self.sheet.exempt):
            return "<td>miễn</td>"
        book, slot = self.within.book_of[subject], f"muc_{self.view.part}"
        title = book.course.subject.short if book.course else ""
        return f"<td>{given_level(book.pk, student, self.view.term, slot, said or '', title)}</td>"

    def _lacking(self, student: int, about: int) -> list[Gap]:
        found = self.gaps.get((student, about), [])
        if self.view.part:
            return [g for g in found if g.term == self.view.term and _time(g) == self.view.part]
        return [g for g in found if self.view.term in (g.term, YEAR)]

    def total(self) -> tuple[int, int]:
        """How many required cells of this view are empty, and of how many pupils."""
        students = set()
        count = 0
        for student, about in self.gaps:
            if lacking := self._lacking(student, about):
                students.add(student)
                count += len(lacking)
        return count, len(students)

    def homeroom_gaps(self) -> list[tuple[str, list[Gap]]]:
        """Empty cells of the homeroom book in this view, by pupil in the order of the list."""
        found = [(s.name, self._lacking(s.student, 0)) for s in self.seats]
        return [(name, lacking) for name, lacking in found if lacking]

    def _ending(self, student: int) -> list[str]:
        cells = [self._traits(student)] if self.shape.four_times else []
        for one in self.shape.shown(self.year):
            name = one.at(YEAR if self.year else self.view.term)
            given = name in self.sheet.given
            cells.append(
                self._given(student, name) if given else self._level(student, name, one.label)
            )
        if self.view.part != "gk":
            whole = self.year and not self.shape.four_times
            cells.append(self._absence(student, (1, 2) if whole else (self.view.term,)))
        return cells + self._closing(student) if self.year else cells

    def _traits(self, student: int) -> str:
        items, term, part = self.sheet.items, self.view.term, self.view.part
        counts: dict[str, int] = {}
        homeroom = [i for c, i in items.items() if c not in ("khen", "vang", "nhan_xet")]
        for item in homeroom:
            value = self.sheet.cells.get(Key(item, term, f"muc_{part}", student))
            if value is not None and value.code:
                counts[value.code] = counts.get(value.code, 0) + 1
        said = " ".join(f"{counts[c]}{c}" for c in ("T", "Đ", "C") if c in counts)
        lacking = [g for g in self._lacking(student, 0) if "muc" in g.href]
        return _missing(lacking) if lacking else f"<td>{said}</td>"

    def _level(self, student: int, name: str, title: str) -> str:
        value = int(self.sheet.computed[name][self.sheet.rows[student]])
        regime = self.sheet.regime
        said = regime.words(name, value) if value >= 0 else "–"
        return self._why(student, name, said, title)

    def _given(self, student: int, name: str) -> str:
        """A level that the homeroom teacher gives; while missing, the way to its cell."""
        value = int(self.sheet.given[name][self.sheet.rows[student]])
        plan = self.columns[name]
        item = self.sheet.items[plan.subject]
        if value != MISSING and self.within.homeroom is not None:
            said, slot = self.sheet.regime.words(name, value), f"{plan.slot}@{item}"
            book = self.within.homeroom.pk
            return f"<td>{given_level(book, student, plan.term, slot, said, plan.label)}</td>"
        lacking = [g for g in self._lacking(student, 0) if g.subject == item]
        return _missing(lacking) if lacking else "<td>–</td>"

    def _why(
        self,
        student: int,
        result: str,
        said: str,
        title: str,
        subject: int | None = None,
        lacking: Sequence[Gap] = (),
    ) -> str:
        """A cell with a value that opens its reason."""
        link = because(self.sheet.klass.pk, student, Told(said, result), title, subject)
        return _missing(list(lacking), link) if lacking else f"<td>{link}</td>"

    def _absence(self, student: int, terms: tuple[int, ...]) -> str:
        item = self.sheet.items["vang"]
        said = []
        for slot in ("P", "K"):
            found = [self.sheet.cells.get(Key(item, t, slot, student)) for t in terms]
            numbers = [v.number for v in found if v is not None and v.number is not None]
            said.append(str(sum(numbers)) if len(numbers) == len(terms) else "–")
        return f"<td>{said[0]} · {said[1]}</td>"

    def _closing(self, student: int) -> list[str]:
        """Promotion and award: as decided when they were, else as proposed."""
        made = self.decisions.get(student)
        row, columns = self.sheet.rows[student], self.shape.decided
        if made is None:
            codes = {
                key: str(self.sheet.regime.unit(columns[key]).codes[value])  # type: ignore[union-attr]
                for key in ("promotion", "promotion_after", "award")
                if key in columns and (value := int(self.sheet.computed[columns[key]][row])) >= 0
            }
        else:
            codes = made.decided
        key, code = words.standing(codes)
        last = words.ends_level(self.shape, self.sheet.klass.grade)
        passed = self._why(student, columns[key], words.brief(code, last) or "–", "Lên lớp")
        award = codes.get("award", "")
        title = words.title(award, self.shape.awards) if award else "–"
        return [passed, self._why(student, columns["award"], title or "không", "Khen thưởng")]


def _time(gap: Gap) -> str:
    """gk or ck: the time of a primary cell; absences, comments and measures belong to ck."""
    slot = gap.href.rpartition(":")[2].partition("@")[0]
    return "gk" if slot.endswith("_gk") else "ck"


def _missing(lacking: list[Gap], having: Markup | str = "") -> str:
    """A cell that leads to the first empty cell of the book, beside the value there is already."""
    title = "Thiếu " + ", ".join(g.label for g in lacking[:6])
    gap = f'<a href="{escape(lacking[0].href)}">thiếu {len(lacking)}</a>'
    shown = f'{having}<small class="gap">{gap}</small>' if having else gap
    return f'<td class="late" title="{escape(title)}">{shown}</td>'
