"""Opening the books of a year."""

from hocba.books import policy
from hocba.books.columns import course_columns, homeroom_columns, regime_of
from hocba.books.commands.goals import add_columns
from hocba.books.kindergarten import LEVEL, goals_of
from hocba.books.models import Book, Column
from hocba.books.shapes import ColumnPlan
from hocba.kernel.command import Ctx, command
from hocba.org.models import Place
from hocba.year.models import Course, Klass, Subject


@command(policy.OPEN_BOOKS, says="Mở {count} sổ năm học {year}")
def open_books(ctx: Ctx, school: Place, year: int) -> int:
    """Open the books of all courses and classes of a year that have none yet. Returns how many."""
    subjects = {s.code: s for s in Subject.objects.all()}
    courses = Course.objects.filter(klass__school=school, klass__year=year, book__isnull=True)
    plans: list[tuple[Book, tuple[ColumnPlan, ...]]] = []
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
    for book, _ in plans:
        if book.klass.level == LEVEL:
            add_columns([book], goals_of(school.pk, year, book.klass.grade))
    ctx.tell(count=len(plans), year=year)
    return len(plans)
