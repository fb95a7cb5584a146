"""«Tiến độ»: which books are full, which are not, and who is behind."""

from django.http import HttpResponse
from django.utils import timezone

from hocba.books.models import Book, Column
from hocba.books.queries import year_of
from hocba.web.page import Request, page, render
from hocba.web.results.board import board_of
from hocba.web.results.reach import readable, this_year
from hocba.web.results.tabs import tabs
from hocba.web.years import reader, years_of

TERMS = (("0", "Cả năm"), ("1", "Học kì I"), ("2", "Học kì II"))


@page(reader=Book)
def progress(request: Request) -> HttpResponse:
    """Class × subject of the books I may read."""
    years = years_of(request)
    books = this_year(readable(reader(request, years.year), years.year))
    term = _term(request, books)
    grade = request.GET.get("khoi", "")
    grades = sorted({b.klass.grade for b in books})
    chosen = [b for b in books if not grade or str(b.klass.grade) == grade]
    slots = _slots(books)
    slot = request.GET.get("cot", "") if request.GET.get("cot", "") in dict(slots) else ""
    board = board_of(chosen, term, timezone.localdate(), slot)
    return render(
        request,
        "results/progress.html",
        tabs=tabs(request.actor, "results-progress"),
        terms=[(w, f"?ki={c}&khoi={grade}&cot={slot}", c == str(term)) for c, w in TERMS],
        grades=[("Các khối", f"?ki={term}&cot={slot}", not grade)]
        + [(f"Khối {g}", f"?ki={term}&khoi={g}&cot={slot}", grade == str(g)) for g in grades],
        slots=[("", "Tất cả các cột"), *slots],
        slot=slot,
        grade=grade,
        number=term,
        board=board,
        years=years,
        term=dict(TERMS)[str(term)],
        year=books[0].year if books else None,
        school=books[0].school if books else None,
        now=timezone.now(),
    )


def _term(request: Request, books: list[Book]) -> int:
    wanted = request.GET.get("ki", "")
    if wanted in ("0", "1", "2"):
        return int(wanted)
    if not books:
        return 0
    frame = year_of(books[0].school_id, books[0].year)
    return 1 if timezone.localdate() <= frame.term1_ends else 2


def _slots(books: list[Book]) -> list[tuple[str, str]]:
    """Columns of the subjects' books by slot, in their order."""
    rows = Column.objects.filter(
        book__in=[b.pk for b in books if b.course_id], required=True, term__lt=3
    )
    found: dict[str, str] = {}
    for slot, label in rows.order_by("position").values_list("slot", "label").distinct():
        found.setdefault(slot, label)
    return list(found.items())
