"""Who takes which chosen subject and which cụm chuyên đề of a class; changes by decision."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from http import HTTPStatus

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from hocba.books import policy
from hocba.books.commands import CLUSTERS, ELECTIVES, Ground, Pick, choose, switch
from hocba.books.queries import year_of
from hocba.books.roster import Seat, roster
from hocba.exchange.choices import choice_form
from hocba.exchange.commands import XLSX
from hocba.kernel.errors import Fault, Hidden
from hocba.kernel.policy import can, fetch, targets, visible
from hocba.web.given import pk_of
from hocba.web.page import WRITE, Request, act, page, render
from hocba.year.models import Choice, Course, Klass


@dataclass(frozen=True)
class Line:
    """A pupil with what is taken now, as form values «course» and «course-cd», and what lacks."""

    seat: Seat
    taken: frozenset[str]
    subjects: int
    clusters: int


@page(reader=Choice)
def choices(request: Request, klass: int) -> HttpResponse:
    """Pupils × chosen subjects and cụm chuyên đề: a form for the office, to read for others."""
    return _draw(request, _klass(request, klass), [])


def _klass(request: Request, pk: int) -> Klass:
    row: Klass = fetch(request.actor, Klass, pk, "school")
    return row


def _offers(klass: Klass) -> tuple[list[Course], list[Course]]:
    rows = Course.objects.filter(klass=klass).select_related("subject")
    courses = list(rows.order_by("subject__position"))
    return [c for c in courses if c.chosen], [c for c in courses if c.topics]


def _draw(
    request: Request, klass: Klass, faults: list[Fault], status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    chosen, topics = _offers(klass)
    if not (chosen or topics):
        raise Hidden(f"Klass {klass.pk} has nothing to choose")
    frame = year_of(klass.school_id, klass.year)
    seats = [s for s in roster(klass.pk, frame) if not s.gone]
    rows = visible(request.actor, Choice).filter(course__klass=klass)
    now: dict[int, set[str]] = {}
    for student, course, topic in rows.filter(ends=None).values_list("student", "course", "topics"):
        now.setdefault(student, set()).add(f"{course}-cd" if topic else str(course))
    lines = [_line(seat, frozenset(now.get(seat.student, ()))) for seat in seats]
    values = [(str(c.pk), c.subject.name) for c in chosen]
    values += [(f"{c.pk}-cd", f"Cụm chuyên đề {c.subject.name}") for c in topics]
    names = {s.student: s.name for s in seats}
    past = rows.exclude(ends=None).select_related("course__subject").order_by("ends")
    return render(
        request,
        "results/choices.html",
        status,
        hot=True,
        klass=klass,
        chosen=chosen,
        topics=topics,
        values=values,
        lines=lines,
        pupils=[("", "– chọn –"), *((s.student, s.name) for s in seats)],
        offers=[("", "– chọn –"), *values],
        short=[x for x in lines if (chosen and x.subjects != ELECTIVES) or (topics and x.clusters != CLUSTERS)],
        may=can(request.actor, policy.CHOOSE, klass).allowed,
        may_switch=can(request.actor, policy.SWITCH, klass).allowed,
        past=[(names.get(p.student_id, ""), p) for p in past],
        faults=[(names.get(pk_of(f.place), f.place), f.message) for f in faults],
        sent=request.POST,
        first=frame.term2_starts,
    )  # fmt: skip


@page(action=policy.CHOOSE)
def form(request: Request, klass: int | None = None) -> HttpResponse:
    """The Excel form of one class, or of all classes with something to choose, as they stand."""
    if klass is not None:
        classes = [_klass(request, klass)]
    else:
        rows = targets(request.actor, policy.CHOOSE).filter(
            Q(courses__chosen=True) | Q(courses__topics=True)
        )
        latest = rows.order_by("-year").values_list("year", flat=True).first()
        of_year = rows.filter(year=latest).select_related("school").distinct()
        classes = list(of_year.order_by("grade", "name"))
    if not classes:
        raise Hidden("no class with something to choose")
    data = choice_form(classes, timezone.localtime().replace(tzinfo=None))
    name = f"mon-lua-chon-{classes[0].name.lower()}" if klass else "mon-lua-chon"
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(data, content_type=XLSX, headers=headers)


def _line(seat: Seat, taken: frozenset[str]) -> Line:
    clusters = sum(value.endswith("-cd") for value in taken)
    return Line(seat, taken, len(taken) - clusters, clusters)


def _pick(student: int, value: str) -> Pick:
    """«812» or «812-cd» of a form as a pick; a course that is none is refused by the command."""
    course, _, topics = value.partition("-")
    return Pick(student, pk_of(course), topics == "cd")


@page(action=policy.CHOOSE, methods=WRITE)
def write(request: Request, klass: int) -> HttpResponse:
    """What the office ticked: new ticks are written from the first day, lost ones corrected."""
    row = _klass(request, klass)
    frame = year_of(row.school_id, row.year)
    standing = Choice.objects.filter(course__klass=row, ends=None)
    now = {Pick(s, c, t) for s, c, t in standing.values_list("student", "course", "topics")}
    seats = [s for s in roster(row.pk, frame) if not s.gone]
    ticked = {_pick(s.student, v) for s in seats for v in request.POST.getlist(f"hs-{s.student}")}
    here = {s.student for s in seats}
    drops = [p for p in now - ticked if p.student in here]
    return act(
        request,
        choose,
        row,
        sorted(ticked - now),
        sorted(drops),
        frame.starts,
        to=reverse("results-choices", args=[klass]),
        done=f"Đã ghi môn lựa chọn: thêm {len(ticked - now)}, bỏ {len(drops)}.",
        again=lambda faults, status: _draw(request, row, faults, status),
    )


@page(action=policy.SWITCH, methods=WRITE)
def change(request: Request, klass: int) -> HttpResponse:
    """One pupil gives up and takes subjects from a day on, by the principal's decision.

    With a subject its cụm chuyên đề is given up as well.
    """
    row = _klass(request, klass)
    given = request.POST
    student = pk_of(given.get("hs", ""))
    try:
        day = datetime.date.fromisoformat(given.get("ngay", ""))
    except ValueError:
        return _draw(request, row, [Fault("ngày đổi", "Hãy chọn ngày.")], HTTPStatus(422))
    drops = [_pick(student, v) for v in given.getlist("bo") if v]
    picks = [_pick(student, v) for v in given.getlist("hoc") if v]
    for pick in tuple(drops):
        cluster = Choice.objects.filter(
            student=student, course=pick.course, topics=True, ends=None, course__klass=row
        )
        if not pick.topics and cluster.exists():
            drops.append(Pick(student, pick.course, topics=True))
    if not (drops or picks):
        said = "Hãy chọn môn bỏ và môn học thay."
        return _draw(request, row, [Fault("đổi môn", said)], HTTPStatus(422))
    return act(
        request,
        switch,
        row,
        drops,
        picks,
        Ground(given.get("so", ""), day),
        to=reverse("results-choices", args=[klass]),
        done="Đã đổi môn lựa chọn theo quyết định.",
        again=lambda faults, status: _draw(request, row, faults, status),
    )
