"""Exemptions and individual plans on a pupil's page: the forms, and the evidence behind them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse

from hocba.books.columns import regime_of
from hocba.books.sheet import homeroom_items
from hocba.kernel.errors import Hidden, Invalid
from hocba.kernel.policy import Actor, can, fetch, visible
from hocba.people.models import Student
from hocba.web.given import number_of, pk_of
from hocba.web.page import WRITE, Request, act, page
from hocba.web.people.settings import decree_of, evidence_of
from hocba.web.served import serve_scan
from hocba.year import policy
from hocba.year.commands import exempt, set_plan, unexempt, withdraw_plan
from hocba.year.models import Course, Enrolment, Exemption, IndividualPlan

MODES = (
    ("exempt", "miễn, không đánh giá"),
    ("comment", "đánh giá bằng nhận xét, không cho điểm (kế hoạch cá nhân)"),
)
SCOPES = (
    ("0", "cả năm học"),
    ("1", "học kì I"),
    ("2", "học kì II"),
    ("all", "mọi năm học còn lại"),
)


def of_pupil(actor: Actor, row: Student) -> dict[str, Any]:
    """What the pupil's page shows and offers about exemptions and plans."""
    seats = visible(actor, Enrolment).filter(student=row).select_related("klass")
    seat = seats.order_by("-klass__year", "-starts").first()
    may = can(actor, policy.EXEMPT, row).allowed and seat is not None
    courses = []
    if may and seat is not None:
        rows = visible(actor, Course).filter(klass=seat.klass_id).select_related("subject")
        courses = [(c.subject_id, c.subject.name) for c in rows.order_by("subject__position")]
        if "conduct_exempt" in regime_of(seat.klass).rulebook.inputs:
            courses.append((homeroom_items()["ren_luyen"], "Rèn luyện (vừa làm vừa học, tự học)"))
    plans = list(visible(actor, IndividualPlan).filter(student=row).order_by("-year", "-pk"))
    year = seat.klass.year if seat else None
    planned = any(p.year == year and not p.end_number for p in plans)
    return {
        "plans": [(p, can(actor, policy.WITHDRAW_PLAN, p).allowed) for p in plans],
        "may_exempt": may,
        "exempt_subjects": courses,
        "exempt_modes": MODES,
        "exempt_scopes": SCOPES,
        "exempt_year": year,
        "may_plan": may and bool(row.disability) and not planned,
    }


@page(action=policy.EXEMPT, methods=WRITE)
def give(request: Request, pk: int) -> HttpResponse:
    """Exempt the pupil in the latest year of the pupil's class."""
    from hocba.web.people.pupils import draw

    row: Student = fetch(request.actor, Student, pk, "person")
    sent, scope = request.POST, request.POST.get("scope", "0")
    year = _year(request, row)
    try:
        decree = decree_of(request).checked(request.actor.on)
    except Invalid as invalid:
        return draw(request, pk, invalid.faults, HTTPStatus.UNPROCESSABLE_ENTITY)
    return act(
        request,
        exempt,
        row,
        pk_of(sent.get("subject", "")),
        year,
        decree.number,
        decree.day,
        decree.ground,
        int(scope) if scope in ("1", "2") else 0,
        mode=sent.get("mode", "exempt"),
        part=sent.get("part", "")[:100],
        until=year + 12 if scope == "all" else None,
        evidence=evidence_of(request),
        to=reverse("people-pupil", args=[pk]),
        done="Đã ghi quyết định miễn; kết quả của môn đã tính lại.",
        again=lambda faults, status: draw(request, pk, faults, status),
    )


@page(action=policy.UNEXEMPT, methods=WRITE)
def end(request: Request, pk: int) -> HttpResponse:
    """Annul an exemption, or let it end with a school year or («2025-1») with its first term."""
    row: Exemption = fetch(request.actor, Exemption, pk, *Exemption.with_command)
    last, _, term = request.POST.get("last_year", "").partition("-")
    return act(
        request,
        unexempt,
        row,
        decree_of(request),
        (number_of(last) or 0) if last else None,
        1 if term == "1" else 2,
        evidence=evidence_of(request),
        to=reverse("people-pupil", args=[row.student_id]),
        done="Đã ghi quyết định thôi miễn; kết quả của môn đã tính lại.",
    )


@page(action=policy.SET_PLAN, methods=WRITE)
def plan(request: Request, pk: int) -> HttpResponse:
    """Record the pupil's individual plan of the year."""
    row: Student = fetch(request.actor, Student, pk, "person")
    return act(
        request,
        set_plan,
        row,
        _year(request, row),
        decree_of(request),
        evidence_of(request),
        to=reverse("people-pupil", args=[pk]),
        done="Đã ghi kế hoạch giáo dục cá nhân; việc lên lớp do Hiệu trưởng quyết định.",
    )


@page(action=policy.WITHDRAW_PLAN, methods=WRITE)
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take an individual plan back."""
    row: IndividualPlan = fetch(request.actor, IndividualPlan, pk, *IndividualPlan.with_command)
    return act(
        request,
        withdraw_plan,
        row,
        decree_of(request),
        evidence_of(request),
        to=reverse("people-pupil", args=[row.student_id]),
        done="Đã thu hồi kế hoạch giáo dục cá nhân; kết quả cả năm tính theo quy định chung.",
    )


@page(reader=Exemption)
def evidence(request: Request, pk: int, sha256: str) -> HttpResponse:
    """The scan behind an exemption or plan of a pupil."""
    row: Student = fetch(request.actor, Student, pk)
    given = visible(request.actor, Exemption).filter(student=row)
    plans = visible(request.actor, IndividualPlan).filter(student=row)
    scanned = Q(evidence=sha256) | Q(end_evidence=sha256)
    if not (given.filter(scanned).exists() or plans.filter(scanned).exists()):
        raise Hidden("evidence")
    return serve_scan(sha256, f"minh-chung-{sha256[:8]}")


def _year(request: Request, row: Student) -> int:
    seats = visible(request.actor, Enrolment).filter(student=row).order_by("-klass__year")
    found = seats.values_list("klass__year", flat=True).first()
    if found is None:
        raise Hidden("no class")
    return int(found)
