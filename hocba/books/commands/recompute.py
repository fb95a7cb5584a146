"""Stored results of one pupil made anew when something beside the marks changed what counts."""

from hocba.books import cells, results
from hocba.books.queries import by_comment, exemptions
from hocba.books.sheet import Sheet
from hocba.year.models import Course


def recompute(student: int, subject: int, year: int) -> None:
    """Results of a pupil in a subject, of this and later years. Inside a command only."""
    courses = Course.objects.filter(
        subject=subject, klass__year__gte=year, klass__enrolments__student=student
    )
    for course in courses.select_related("klass__school", "subject").distinct():
        klass = course.klass
        held = cells.read(klass.year, klass.school_id, [subject], [student])
        exempt = exemptions(klass.year, [student])
        only = by_comment(klass.year, exempt)
        sheet = Sheet(klass, [course], [student], held, exempt, by_comment=only)
        results.store(sheet, klass.year, klass.school_id)
