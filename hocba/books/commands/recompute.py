"""Stored results made anew when something beside the marks changed what counts."""

from collections.abc import Collection, Sequence

from hocba.books import cells, results
from hocba.books.models import SubjectResult
from hocba.books.queries import by_comment, exemptions, year_of
from hocba.books.roster import choices_in
from hocba.books.sheet import Sheet
from hocba.year.models import Course


def recompute(student: int, subject: int, year: int) -> None:
    """Results of a pupil in a subject, of this and later years. Inside a command only."""
    courses = Course.objects.filter(
        subject=subject, klass__year__gte=year, klass__enrolments__student=student
    )
    for course in courses.select_related("klass__school", "subject").distinct():
        _store(course, [student])


def recompute_stored(courses: Collection[int], students: Collection[int]) -> None:
    """Results of these pupils in these courses, where there are any yet. Inside a command only."""
    for course in Course.objects.filter(pk__in=courses).select_related("klass__school", "subject"):
        klass = course.klass
        rows = SubjectResult.objects.filter(
            year=klass.year, school=klass.school_id, subject=course.subject_id, student__in=students
        )
        if known := sorted(set(rows.values_list("student_id", flat=True))):
            _store(course, known)


def _store(course: Course, students: Sequence[int]) -> None:
    klass, subject = course.klass, course.subject_id
    exempt = exemptions(klass.year, students)
    sheet = Sheet(
        klass,
        [course],
        students,
        cells.read(klass.year, klass.school_id, [subject], students),
        exempt,
        choices=choices_in(klass.pk, [course], students, year_of(klass.school_id, klass.year)),
        by_comment=by_comment(klass.year, exempt),
    )
    results.store(sheet, klass.year, klass.school_id)
