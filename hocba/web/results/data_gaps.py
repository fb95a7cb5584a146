"""What pupils' records lack: counted on the desk of the office, listed on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse

from hocba.kernel.policy import visible
from hocba.people.models import Student
from hocba.web.page import Request, page, render
from hocba.year.models import Enrolment

SHOWN = 300


@dataclass(frozen=True)
class Gap:
    """A field that should not be empty."""

    label: str
    missing: Q


GAPS = {
    "dang-bo": Gap("Thiếu số đăng bộ", Q(register_no="")),
    "ngay-sinh": Gap("Thiếu ngày sinh", Q(person__birth_date__isnull=True)),
    "ma-dinh-danh": Gap("Chưa có mã định danh", Q(moet_code__isnull=True) | Q(moet_code="")),
}


def here(pupils: QuerySet[Any]) -> QuerySet[Any]:
    """Pupils who are at the school now."""
    return pupils.filter(status="Đang học")


def gap_counts(pupils: QuerySet[Any]) -> dict[str, int]:
    """How many pupils lack each field. One statement."""
    counts = {code.replace("-", "_"): Count("pk", filter=gap.missing) for code, gap in GAPS.items()}
    found = here(pupils).aggregate(**counts)
    return {code: found[code.replace("-", "_")] for code in GAPS}


@page(reader=Student)
def gaps(request: Request) -> HttpResponse:
    """Pupils whose record lacks a field, by class."""
    wanted = request.GET.get("gi", "")
    code = wanted if wanted in GAPS else next(iter(GAPS))
    pupils = visible(request.actor, Student).filter(school=request.user.school)
    counts = gap_counts(pupils)
    lacking = here(pupils).filter(GAPS[code].missing).select_related("person")
    rows = list(lacking.order_by("person__sort_key", "pk")[: SHOWN + 1])
    seats = visible(request.actor, Enrolment).filter(student__in=rows[:SHOWN])
    classes = dict(seats.order_by("starts").values_list("student_id", "klass__name"))
    return render(
        request,
        "results/data_gaps.html",
        tabs=[(f"{g.label} · {counts[c]}", f"?gi={c}", c == code) for c, g in GAPS.items()],
        label=GAPS[code].label,
        rows=[(row, classes.get(row.pk, "")) for row in rows[:SHOWN]],
        more=len(rows) > SHOWN,
    )
