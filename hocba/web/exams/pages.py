"""«Đối chiếu điểm thi»: the published list beside the book; red until explained."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from hocba.books.models import Column
from hocba.exams import commands, policy
from hocba.exams.models import ExamList, ExamMark
from hocba.exams.queries import lists_of, sides
from hocba.exchange import commands as exchange
from hocba.kernel.errors import Fault, Hidden, Invalid
from hocba.kernel.policy import can, fetch, targets
from hocba.people.models import Person
from hocba.rules.exact import show_tenths
from hocba.web.exchange.pages import not_fit
from hocba.web.given import number_of
from hocba.web.page import WRITE, Request, act, ctx_from, page, render
from hocba.web.results.tabs import tabs
from hocba.year.models import SchoolYear, Subject

WORDS = {
    "same": ("done", "khớp"),
    "missing": ("rejected", "sổ chưa có"),
    "differs": ("rejected", "khác nhau"),
    "explained": ("late", "đã giải trình"),
}
SCORES = ("score", "integer")


def _frame(request: Request) -> SchoolYear | None:
    return SchoolYear.objects.filter(school=request.user.school).order_by("-year").first()


@page(reader=ExamMark)
def index(request: Request) -> HttpResponse:
    """The lists of the year, and the form for those who may load one."""
    return _draw(request, [], HTTPStatus.OK)


def _draw(request: Request, faults: list[Fault], status: HTTPStatus) -> HttpResponse:
    frame = _frame(request)
    rows = lists_of(request.actor, frame.school_id, frame.year) if frame else []
    may = (
        frame is not None
        and targets(request.actor, policy.LOAD).filter(pk=frame.school_id).exists()
    )
    return render(
        request,
        "exams/index.html",
        status,
        tabs=tabs(request.actor, "exams"),
        frame=frame,
        rows=[(row, *_counts(request, row)) for row in rows],
        columns=_columns(frame) if may else {},
        terms=[("1", "Học kì I"), ("2", "Học kì II")],
        subjects=_subjects(frame) if may else [],
        slots=_columns(frame) if may else [],
        may=may,
        sent=request.POST,
        faults=faults,
    )


def _counts(request: Request, exam: ExamList) -> tuple[int, int, int]:
    """Pupils, open differences and explained ones of a list, as far as this person reads it."""
    states = [s.state for s in sides(request.actor, exam) if s.mark.number is not None]
    return len(states), states.count("differs") + states.count("missing"), states.count("explained")


def _subjects(frame: SchoolYear | None) -> list[tuple[str, str]]:
    if frame is None:
        return []
    rows = Subject.objects.filter(
        course__klass__school=frame.school_id, course__klass__year=frame.year
    )
    return [(str(s.pk), s.name) for s in rows.distinct().order_by("position")]


def _columns(frame: SchoolYear | None) -> list[tuple[str, str]]:
    if frame is None:
        return []
    rows = Column.objects.filter(
        book__school=frame.school_id, book__year=frame.year, kind__in=SCORES, term__lt=3
    )
    found: dict[str, str] = {}
    for slot, label in rows.order_by("-position").values_list("slot", "label").distinct():
        found.setdefault(slot, label)
    return list(found.items())


@page(action=policy.LOAD, methods=WRITE)
def upload(request: Request) -> HttpResponse:
    """Read the list and show what it would do; applying it is the next page's button."""
    frame = _frame(request)
    try:
        about, file = _asked(request, frame)
        assert frame is not None
        row = exchange.preview(
            ctx_from(request),
            request.user.school,
            frame.year,
            "exam",
            file.name,
            file.read(),
            about,
        )
    except Invalid as invalid:
        return _draw(request, invalid.faults, HTTPStatus.UNPROCESSABLE_ENTITY)
    return HttpResponseRedirect(reverse("exchange-preview", args=[row.pk]))


def _asked(request: Request, frame: SchoolYear | None) -> tuple[dict[str, Any], Any]:
    sent, faults = request.POST, []
    if frame is None:
        raise Invalid("Trường chưa mở năm học.", "file")
    if not sent.get("name", "").strip():
        faults.append(
            Fault("name", "Hãy đặt tên đợt kiểm tra, ví dụ: Cuối học kì I, đề chung khối 8.")
        )
    if sent.get("subject", "") not in dict(_subjects(frame)):
        faults.append(Fault("subject", "Hãy chọn môn."))
    if sent.get("term", "") not in ("1", "2"):
        faults.append(Fault("term", "Hãy chọn học kì."))
    if sent.get("slot", "") not in dict(_columns(frame)):
        faults.append(Fault("slot", "Hãy chọn cột."))
    file = request.FILES.get("file")
    if file is None:
        faults.append(Fault("file", "Hãy chọn tệp Excel của danh sách điểm."))
    elif fault := not_fit(file, "exam"):
        faults.append(Fault("file", fault))
    if faults or file is None:
        raise Invalid(faults)
    about = {
        "name": sent["name"].strip()[:120],
        "subject": int(sent["subject"]),
        "term": int(sent["term"]),
        "slot": sent["slot"],
    }
    return about, file


def _exam(request: Request, pk: int) -> ExamList:
    """A list with at least one mark this person may read; Hidden otherwise."""
    row = ExamList.objects.filter(pk=pk).select_related("subject", "school").first()
    if row is None or not sides(request.actor, row):
        raise Hidden(f"ExamList {pk}")
    return row


@page(reader=ExamMark)
def exam(request: Request, pk: int) -> HttpResponse:
    """Both sides of a list, the open differences first; the printed result sheet."""
    return _show(request, _exam(request, pk), [], HTTPStatus.OK)


def _show(request: Request, row: ExamList, faults: list[Fault], status: HTTPStatus) -> HttpResponse:
    lines = sides(request.actor, row)
    label = Column.objects.filter(
        book__school=row.school_id, book__year=row.year, subject=row.subject_id, term=row.term,
        slot=row.slot,
    ).values_list("label", flat=True).first()  # fmt: skip
    people = {row.loaded_by, *(s.note.person for s in lines if s.note)}
    order = {"differs": 0, "missing": 0, "explained": 1, "same": 2}
    return render(
        request,
        "exams/list.html",
        status,
        tabs=tabs(request.actor, "exams"),
        exam=row,
        label=label or row.slot,
        lines=[
            (s, *WORDS[s.state])
            for s in sorted(lines, key=lambda s: 3 if s.mark.number is None else order[s.state])
        ],
        open=sum(s.state in ("differs", "missing") for s in lines if s.mark.number is not None),
        explained=sum(s.state == "explained" for s in lines),
        people=dict(Person.objects.filter(pk__in=people).values_list("pk", "full_name")),
        may={
            s.mark.pk
            for s in lines
            if s.state != "same" and s.mark.number is not None
            and can(request.actor, policy.EXPLAIN, s.mark).allowed
        },
        may_withdraw=can(request.actor, policy.WITHDRAW, row).allowed,
        tenths=lambda n: "" if n is None else show_tenths(n),
        faults=faults,
        now=timezone.now(),
    )  # fmt: skip


@page(action=policy.EXPLAIN, methods=WRITE)
def explain(request: Request, pk: int) -> HttpResponse:
    """Explain one difference as it stood when the page was drawn."""
    mark: ExamMark = fetch(request.actor, ExamMark, pk, "exam")
    return act(
        request,
        commands.explain,
        mark,
        number_of(request.POST.get("seen", "")),
        to=reverse("exams-list", args=[mark.exam_id]),
        done="Đã ghi giải trình.",
        again=lambda faults, status: _show(request, _exam(request, mark.exam_id), faults, status),
    )


@page(action=policy.WITHDRAW, methods=WRITE)
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a list back; cells still as it filled them become empty."""
    row = _exam(request, pk)
    return act(
        request,
        commands.withdraw,
        row,
        to=reverse("exams"),
        done=lambda out: (
            f"Đã thu hồi: {out.saved} ô thành trống, giữ lại {out.kept} ô có người đã sửa."
        ),
        again=lambda faults, status: _show(request, row, faults, status),
    )
