"""Both sides of a central test: what the list says, what the book says now, and why they differ."""

from collections.abc import Iterable
from dataclasses import dataclass

from hocba.books.cells import Key, read
from hocba.exams.models import ExamList, ExamMark, ExamNote
from hocba.kernel.policy import Actor, visible
from hocba.year.models import Enrolment


@dataclass(frozen=True)
class Side:
    """A pupil of a list: both marks in tenths (None: nothing), and the explanation if there is one.

    `state`: same, missing (on the list, not in the book), differs, explained.
    """

    mark: ExamMark
    name: str
    klass: str
    book: int | None
    note: ExamNote | None

    @property
    def state(self) -> str:
        if self.mark.number == self.book:
            return "same"
        if self.note is not None:
            return "explained"
        return "missing" if self.book is None else "differs"


def lists_of(actor: Actor, school: int, year: int) -> list[ExamList]:
    """The lists of a school's year in which the actor may read any mark, newest first."""
    exams = visible(actor, ExamMark).filter(exam__school=school, exam__year=year)
    ids = set(exams.values_list("exam_id", flat=True))
    rows = ExamList.objects.filter(pk__in=ids).select_related("subject")
    return list(rows.order_by("-loaded_at", "-pk"))


def sides(actor: Actor, exam: ExamList) -> list[Side]:
    """The marks of a list the actor may read, beside the book as it is now, by class and name.

    An explanation holds for the value it was given for: another change is to be explained again.
    """
    marks = list(
        visible(actor, ExamMark).filter(exam=exam).select_related("student__person").distinct()
    )
    pupils = [m.student_id for m in marks]
    cells = read(exam.year, exam.school_id, [exam.subject_id], pupils, [exam.term])
    classes = _classes(exam, pupils)
    notes = _notes(exam, pupils)
    found = []
    for mark in marks:
        cell = cells.get(Key(exam.subject_id, exam.term, exam.slot, mark.student_id))
        now = None if cell is None else cell.number
        note = notes.get((mark.student_id, now))
        person = mark.student.person
        place = classes.get(mark.student_id, ("", 0))
        found.append((place, person.sort_key, Side(mark, person.full_name, place[0], now, note)))
    return [side for _, _, side in sorted(found, key=lambda row: (row[0][0], row[0][1], row[1]))]


def _classes(exam: ExamList, pupils: Iterable[int]) -> dict[int, tuple[str, int]]:
    rows = Enrolment.objects.filter(student__in=list(pupils), klass__year=exam.year)
    names = rows.order_by("starts").values_list("student_id", "klass__name", "position")
    return {student: (name, position) for student, name, position in names}


def _notes(exam: ExamList, pupils: Iterable[int]) -> dict[tuple[int, int | None], ExamNote]:
    rows = ExamNote.objects.filter(exam=exam, student__in=list(pupils)).order_by("at", "pk")
    return {(n.student_id, n.number): n for n in rows}


def open_differences(actor: Actor, school: int, year: int) -> list[tuple[ExamList, int]]:
    """Lists in force with differences nobody has explained yet, and how many the actor may read."""
    found = []
    for exam in lists_of(actor, school, year):
        if exam.withdrawn_at is None:
            count = sum(s.state in ("differs", "missing") for s in sides(actor, exam) if s.mark.number is not None)  # fmt: skip
            if count:
                found.append((exam, count))
    return found
