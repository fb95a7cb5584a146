"""Members of staff: the list, one person with duties, giving and ending a duty."""

import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from hocba.kernel.errors import Fault, Hidden
from hocba.kernel.policy import can, fetch, visible
from hocba.org.queries import in_force
from hocba.people import commands, policy
from hocba.people.models import Assignment, Department, Staff, User
from hocba.people.queries import actor_for
from hocba.people.roles import SCOPE_OF_ROLE, Role
from hocba.web import given
from hocba.web.given import pk_of, pks_of
from hocba.web.page import Request, act, page, render
from hocba.web.people.labels import duties_in_words
from hocba.web.people.me import duty_rows, rights_of
from hocba.web.people.search import by_name
from hocba.year.models import Course, Klass

GIVEN = (
    Role.SUBJECT_TEACHER,
    Role.HOMEROOM,
    Role.DEPARTMENT_HEAD,
    Role.VICE_PRINCIPAL,
    Role.PRINCIPAL,
    Role.CLERK,
    Role.IT_ADMIN,
)


@page(reader=Staff)
def staff_list(request: Request) -> HttpResponse:
    """All staff this person may see, with what they do today and whether they have an account."""
    text = request.GET.get("q", "").strip()
    found = visible(request.actor, Staff).filter(by_name(text, "person__search_key"))
    if request.GET.get("idle"):
        busy = Assignment.objects.filter(in_force(request.actor.on)).values("person")
        found = found.filter(status=Staff.Status.WORKING).exclude(person__in=busy)
    rows = list(
        found.select_related("person", "department", "school").order_by(
            "school", "person__sort_key", "pk"
        )[:500]
    )
    people = [row.person_id for row in rows]
    duties = visible(request.actor, Assignment).filter(
        in_force(request.actor.on), person__in=people
    )
    accounts = {u.person_id: u for u in visible(request.actor, User).filter(person__in=people)}
    return render(
        request,
        "people/staff.html",
        q=text,
        idle=bool(request.GET.get("idle")),
        rows=rows,
        duties=duties_in_words(duties.order_by("person", "role", "pk")),
        accounts=accounts,
        manages=bool(accounts) and _manages(request),
        many_schools=len({row.school_id for row in rows}) > 1,
    )


def _manages(request: Request) -> bool:
    school = request.user.school
    return school is not None and can(request.actor, policy.OPEN_ACCOUNTS, school).right


def _member(request: Request, pk: int) -> Staff:
    member: Staff = fetch(request.actor, Staff, pk, "person", "department", "school")
    return member


@page(reader=Staff)
def member(request: Request, pk: int) -> HttpResponse:
    """One member of staff."""
    return _draw_member(request, _member(request, pk))


def _draw_member(
    request: Request,
    row: Staff,
    faults: list[Fault] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    rows = list(
        visible(request.actor, Assignment).filter(person=row.person_id).order_by("-starts", "pk")
    )
    theirs = actor_for(row.person_id, request.actor.on)
    account = visible(request.actor, User).filter(person=row.person_id).first()
    return render(
        request,
        "people/member.html",
        status,
        member=row,
        duties=duty_rows(rows),
        rights=rights_of(theirs),
        account=account,
        today=request.actor.on,
        may_assign=can(request.actor, policy.ASSIGN, row.school).right,
        may_reset=account is not None and can(request.actor, policy.RESET_ACCOUNT, account).right,
        mine=row.person_id == request.actor.person,
        faults=faults or [],
        **_choices(request, row),
    )


def _choices(request: Request, row: Staff) -> dict[str, Any]:
    """What the form to give a duty offers, for the role and subject chosen so far."""
    wanted = request.POST.get("role") or request.GET.get("role", "")
    role = next((r for r in GIVEN if r == wanted), Role.SUBJECT_TEACHER)
    kind = SCOPE_OF_ROLE[role]
    year = request.user.latest_year or 0
    subjects: list[tuple[int, str]] = []
    subject = 0
    scopes: list[tuple[int, str]] = []
    if kind == "school":
        scopes = [(row.school_id, row.school.name)]
    elif kind == "department":
        scopes = [(d.pk, d.name) for d in Department.objects.filter(school=row.school)]
    elif kind == "klass":
        classes = Klass.objects.filter(school=row.school, year=year).order_by("grade", "name")
        scopes = [(k.pk, k.name) for k in classes]
    else:
        courses = Course.objects.filter(klass__school=row.school, klass__year=year)
        subjects = list(
            courses.order_by("subject__position").values_list("subject", "subject__name").distinct()
        )
        asked = request.POST.get("subject") or request.GET.get("subject", "")
        subject = pk_of(asked) if asked else (subjects[0][0] if subjects else 0)
        of_subject = courses.filter(subject=subject).order_by("klass__grade", "klass__name")
        scopes = list(of_subject.values_list("pk", "klass__name"))
    return {
        "roles": [(r.label, f"?role={r.value}#give", r == role) for r in GIVEN],
        "role": role.value,
        "kind": kind,
        "subjects": subjects,
        "subject": subject,
        "scopes": scopes,
        "given": request.POST,
    }


def _date(text: str) -> datetime.date | None:
    try:
        return given.day(text)
    except ValueError:
        return None


@page(action=policy.ASSIGN, methods=("POST",))
def give(request: Request, pk: int) -> HttpResponse:
    """Give one or more duties of a role."""
    row = _member(request, pk)

    def again(faults: list[Fault], status: HTTPStatus) -> HttpResponse:
        return _draw_member(request, row, faults, status)

    offered = _choices(request, row)
    known = {key for key, _ in offered["scopes"]}
    chosen = [key for key in pks_of(request.POST.getlist("scope")) if key in known]
    starts, ends = _date(request.POST.get("starts", "")), _date(request.POST.get("ends", ""))
    faults = []
    if not chosen:
        faults.append(Fault("scope", "Hãy chọn ít nhất một lớp, tổ hoặc trường."))
    if starts is None:
        faults.append(Fault("starts", "Hãy ghi ngày bắt đầu."))
    if request.POST.get("ends") and ends is None:
        faults.append(Fault("ends", "Ngày thôi chưa đúng."))
    if starts and ends and ends < starts:
        faults.append(Fault("ends", "Ngày thôi không thể trước ngày bắt đầu."))
    if faults or starts is None:
        return again(faults, HTTPStatus.UNPROCESSABLE_ENTITY)
    decision = request.POST.get("decision", "").strip()[:200]
    duties = [
        commands.Duty(row.person_id, offered["role"], s, starts, ends, decision) for s in chosen
    ]
    to = reverse("people-member", args=[row.pk])
    done = f"Đã phân công {len(duties)} nhiệm vụ cho {row.person.full_name}."
    return act(request, commands.assign, row.school, duties, to=to, done=done, again=again)


@page(action=policy.END_ASSIGNMENT, methods=("POST",))
def end(request: Request, pk: int) -> HttpResponse:
    """End a duty with its last day."""
    duty: Assignment = fetch(request.actor, Assignment, pk, "person")
    staff = visible(request.actor, Staff).filter(person=duty.person_id).first()
    if staff is None:
        raise Hidden("staff")
    to = reverse("people-member", args=[staff.pk])
    ends = _date(request.POST.get("ends", "")) or request.actor.on
    done = f"Phân công thôi từ hết ngày {ends:%d/%m/%Y}; những gì đã ghi, đã ký vẫn giữ nguyên."
    return act(request, commands.end_assignment, duty, ends, to=to, done=done)
