"""Giving and ending inspections, what each inspector opened, choosing the school to look at."""

import datetime
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, ResolverMatch, resolve, reverse

from hocba.kernel.errors import Fault, Hidden, Invalid
from hocba.kernel.models import Event
from hocba.kernel.models import Request as Asked
from hocba.kernel.policy import can, fetch, targets, visible
from hocba.kernel.requests import KINDS
from hocba.org.models import Place
from hocba.people import inspection, policy
from hocba.people.models import Assignment
from hocba.people.roles import Role
from hocba.web import given
from hocba.web.given import pk_of
from hocba.web.inspecting import KEPT, schools_of
from hocba.web.page import WRITE, Request, act, authorised_at, ctx_from, page, render
from hocba.web.requests.words import about_names, book_names
from hocba.year.models import Klass

SHOWN = 300
WORDS = {
    "desk": "Hôm nay",
    "books": "Danh sách sổ",
    "book": "Sổ",
    "book-history": "Nhật kí ô",
    "changes": "Nhật kí sửa điểm",
    "changes-print": "In nhật kí sửa điểm",
    "changes-export": "Xuất nhật kí sửa điểm",
    "request": "Phiếu đề nghị",
    "request-evidence": "Minh chứng",
    "results-classes": "Kết quả các lớp",
    "results-class": "Kết quả một lớp",
    "results-pupil": "Kết quả của một em",
    "results-locks": "Khóa sổ",
    "exams": "Đối chiếu điểm thi",
    "exams-list": "Một danh sách điểm thi",
    "attendance": "Điểm danh",
    "attendance-roll": "Điểm danh một lớp",
    "attendance-month": "Bảng điểm danh tháng",
    "attendance-week": "Sổ đầu bài",
    "attendance-changes": "Biến động của lớp",
    "results-lists": "Danh sách cuối năm",
    "people-pupils": "Danh sách học sinh",
    "people-pupil": "Trang một học sinh",
    "inspection-schools": "Chọn trường",
    "account_change_password": "Đổi mật khẩu",
}


@page(action=policy.APPOINT_INSPECTOR)
def index(request: Request) -> HttpResponse:
    """All inspections I may read, and the form to open one."""
    return _draw(request, [], HTTPStatus.OK)


def _draw(request: Request, faults: list[Fault], status: HTTPStatus) -> HttpResponse:
    rows = visible(request.actor, Assignment).filter(role=Role.INSPECTOR).select_related("person")
    held = list(rows.order_by("-ends", "-pk").distinct())
    places = Place.objects.in_bulk({r.scope_id for r in held})
    mine = targets(request.actor, policy.APPOINT_INSPECTOR).order_by("kind", "name")
    return render(
        request,
        "inspection/index.html",
        status,
        rows=[
            (r, places[r.scope_id].name, *_state(r, request.actor.on), _may_end(request, r))
            for r in held
        ],
        places=[(str(p.pk), p.name) for p in mine],
        today=request.actor.on.isoformat(),
        faults=faults,
        sent=request.POST,
    )


def _state(row: Assignment, today: datetime.date) -> tuple[str, str]:
    """(chip, words) of an inspection today."""
    if row.ended_at is not None:
        return "old", "đã kết thúc"
    if row.ends is not None and row.ends < today:
        return "old", "đã hết hạn"
    return ("waiting", "chưa đến ngày") if row.starts > today else ("open", "đang hiệu lực")


def _may_end(request: Request, row: Assignment) -> bool:
    return can(request.actor, policy.END_INSPECTION, row).allowed


@page(action=policy.APPOINT_INSPECTOR, methods=WRITE)
def give(request: Request) -> HttpResponse:
    """Open the account; the slip is this very answer and nothing else."""
    authorised_at(request)
    sent = request.POST
    found = targets(request.actor, policy.APPOINT_INSPECTOR)
    place = found.filter(pk=pk_of(sent.get("place", ""))).first()
    if place is None:
        return _draw(request, [Fault("place", "Hãy chọn đơn vị được thanh tra.")], HTTPStatus.UNPROCESSABLE_ENTITY)  # fmt: skip
    try:
        wanted = inspection.Inspection(
            sent.get("name", ""),
            sent.get("agency", ""),
            _day(sent.get("starts", "")),
            _day(sent.get("ends", "")),
            sent.get("decision", ""),
        )
        slip = inspection.appoint(ctx_from(request), place, wanted)
    except Invalid as invalid:
        return _draw(request, invalid.faults, HTTPStatus.UNPROCESSABLE_ENTITY)
    return render(
        request,
        "people/slips.html",
        slips=[slip],
        school=place,
        address=settings.PUBLIC_URL,
        above=[("Thanh tra", reverse("inspection"))],
    )


def _day(text: str) -> datetime.date:
    try:
        return given.day(text)
    except ValueError:
        raise Invalid("Hãy chọn ngày có thật.", "ends") from None


def _one(request: Request, pk: int) -> Assignment:
    row: Assignment = fetch(request.actor, Assignment, pk, "person")
    if row.role != Role.INSPECTOR:
        raise Hidden(f"inspection {pk}")
    return row


@page(action=policy.APPOINT_INSPECTOR)
def one(request: Request, pk: int) -> HttpResponse:
    """What one inspector opened, newest first; for who may read the inspection itself."""
    row = _one(request, pk)
    if not can(request.actor, policy.END_INSPECTION, row).right:
        raise Hidden(f"inspection {pk}")
    events = Event.objects.filter(
        verb=policy.LOOK.name, on_kind="people.assignment", on_id=str(pk)
    ).order_by("-pk")
    schools = Place.objects.in_bulk(set(events.values_list("school", flat=True)[:SHOWN]) - {None})
    return render(
        request,
        "inspection/one.html",
        row=row,
        place=Place.objects.get(pk=row.scope_id),
        state=_state(row, request.actor.on),
        count=events.count(),
        events=[(e, words, schools.get(e.school)) for e, words in _opened(list(events[:SHOWN]))],
        several=len(schools) > 1,
    )


def _opened(events: list[Event]) -> list[tuple[Event, str]]:
    """Each record with the page in words: which book, which page; the path where there are none."""
    matches = {}
    for path in {e.params["page"] for e in events}:
        try:
            matches[path] = resolve(path)
        except Resolver404:  # a page that is no more
            continue
    titles = _titles(list(matches.values()))
    found = []
    for event in events:
        match = matches.get(event.params["page"])
        words = WORDS.get(match.url_name or "", "") if match else ""
        title = titles.get(_about(match), "") if match else ""
        found.append((event, " · ".join(w for w in (words, title) if w)))
    return found


def _about(match: ResolverMatch) -> tuple[str, int]:
    """(kind, id) of what a page is about: a book, a class, a request; ("", 0) of a list."""
    kinds = [kind for kind in ("book", "klass") if kind in match.kwargs]
    if kinds:
        return kinds[0], match.kwargs[kinds[0]]
    request = (match.url_name or "").startswith("request")
    return ("request", match.kwargs["pk"]) if request else ("", 0)


def _titles(matches: list[ResolverMatch]) -> dict[tuple[str, int], str]:
    """What pages are about, in words."""
    ids: dict[str, set[int]] = {"book": set(), "klass": set(), "request": set(), "": set()}
    for kind, pk in map(_about, matches):
        ids[kind].add(pk)
    rows = list(Asked.objects.filter(pk__in=ids["request"]))
    about = about_names(rows)
    klasses = Klass.objects.filter(pk__in=ids["klass"]).values_list("pk", "name")
    return (
        {("book", pk): title for pk, title in book_names(ids["book"]).items()}
        | {("klass", pk): name for pk, name in klasses}
        | {("request", r.pk): f"{KINDS[r.kind].name}, {about.get((r.about_kind, r.about_id), '')}" for r in rows}
    )  # fmt: skip


@page(action=policy.END_INSPECTION, methods=WRITE)
def end(request: Request, pk: int) -> HttpResponse:
    """End it now."""
    row = _one(request, pk)
    done = "Đã kết thúc đợt thanh tra; tài khoản ấy không còn xem được gì."
    return act(request, inspection.end_inspection, row, to=reverse("inspection"), done=done)


@page(action=policy.LOOK)
def schools(request: Request) -> HttpResponse:
    """The schools the inspector may look at; the pages are about the chosen one."""
    rows = Place.objects.filter(pk__in=schools_of(request.actor)).order_by("name")
    return render(request, "inspection/schools.html", rows=list(rows), here=request.user.school_id)


@page(action=policy.LOOK, methods=WRITE)
def choose(request: Request, pk: int) -> HttpResponse:
    """Look at another school from now on."""
    if pk not in schools_of(request.actor):
        raise Hidden(f"school {pk}")
    request.session[KEPT] = pk
    messages.success(request, "Các trang từ nay là của trường vừa chọn.")
    return HttpResponseRedirect(reverse("desk"))
