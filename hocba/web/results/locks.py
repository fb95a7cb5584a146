"""«Khóa sổ»: orders in force, who gave them and why; locking, unlocking, opening for some hours."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Max, Min
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from hocba.books import commands, policy
from hocba.books.models import Column, Lock
from hocba.kernel.command import Ctx, batch
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.kernel.policy import fetch, targets, visible
from hocba.people.models import Person
from hocba.web.given import number_of, pk_of
from hocba.web.page import WRITE, Request, act, authorised_at, ctx_from, page, render
from hocba.web.people.labels import scope_labels
from hocba.web.results.tabs import tabs
from hocba.year.models import Course, Klass, SchoolYear

TERMS = (("0", "Cả năm"), ("1", "Học kì I"), ("2", "Học kì II"), ("3", "Đánh giá lại"))
MODES = (
    ("both", "Khóa cả nhập và sửa"),
    ("changing", "Chỉ khóa sửa, vẫn nhập được ô còn trống"),
    ("adding", "Chỉ khóa nhập thêm, vẫn sửa được"),
)
CARRIERS = (("", "Có hiệu lực theo giờ đã chọn"), ("board", "Giao Ban quản trị thực hiện"))
HOURS = tuple((str(h), f"{h} giờ") for h in (1, 2, 4, 8, 24, 48))
PAST = 30


@dataclass(frozen=True)
class Line:
    """One order in words."""

    lock: Lock
    about: str
    column: str
    mode: str
    who: str
    live: bool
    ahead: bool
    carried: str


@dataclass(frozen=True)
class Asked:
    """A form read: the scopes to lock or open, term and column."""

    scopes: list[tuple[str, int]]
    term: int
    slot: str


@page(reader=Lock)
def locks(request: Request) -> HttpResponse:
    """Orders in force, then those past; the forms for those who may give them."""
    return _draw(request, [])


def _draw(request: Request, faults: list[Fault], status: Any = 200) -> HttpResponse:
    now = timezone.now()
    frame = _frame(request)
    rows = list(visible(request.actor, Lock).filter(year=frame.year) if frame else [])
    slots = _slots(frame)
    lines = _lines(rows, dict(slots), now)
    may, carries = (
        frame is not None
        and targets(request.actor, action).filter(**{path: frame.school_id}).exists()
        for action, path in ((policy.LOCK, "pk"), (policy.CARRY_OUT, "school"))
    )
    return render(
        request,
        "results/locks.html",
        status,
        tabs=tabs(request.actor, "results-locks"),
        frame=frame,
        waiting=[line for line in lines if line.lock.waiting and line.lock.ends is None],
        ahead=[line for line in lines if line.ahead],
        live=[line for line in lines if line.live],
        past=[line for line in lines if line.lock.ends and not line.live and not line.ahead][:PAST],
        may=may,
        carries=carries,
        carriers=CARRIERS,
        faults=faults,
        sent=request.POST,
        scopes=_scopes(frame) if may else [],
        subjects=_subjects(frame) if may else [],
        slots=[("", "Tất cả các cột"), *slots],
        terms=TERMS,
        modes=MODES,
        hours=HOURS,
    )  # fmt: skip


def _frame(request: Request) -> SchoolYear | None:
    rows = SchoolYear.objects.filter(school=request.user.school).order_by("-year")
    return rows.select_related("school").first()


def _scopes(frame: SchoolYear | None) -> list[tuple[str, str]]:
    if frame is None:
        return []
    classes = list(
        Klass.objects.filter(school=frame.school, year=frame.year).order_by("grade", "name")
    )
    found = [(f"school:{frame.school_id}", "Toàn trường")]
    found += [(f"grade:{g}", f"Khối {g}") for g in sorted({k.grade for k in classes})]
    return found + [(f"klass:{k.pk}", f"Lớp {k.name}") for k in classes]


def _subjects(frame: SchoolYear | None) -> list[tuple[str, str]]:
    if frame is None:
        return []
    rows = Course.objects.filter(klass__school=frame.school, klass__year=frame.year)
    names = {c.subject_id: c.subject for c in rows.select_related("subject")}
    ordered = sorted(names.values(), key=lambda s: s.position)
    return [("", "Tất cả các môn và sổ chủ nhiệm"), *((str(s.pk), s.name) for s in ordered)]


def _slots(frame: SchoolYear | None) -> list[tuple[str, str]]:
    """Columns of subjects' books by slot, in the order of the book that has most of them."""
    if frame is None:
        return []
    rows = Column.objects.filter(
        book__school=frame.school, book__year=frame.year, book__course__isnull=False
    )
    shelf = rows.values("slot").annotate(at=Max("position"), name=Min("label")).order_by("at")
    return [(row["slot"], row["name"]) for row in shelf]


def _lines(rows: Iterable[Lock], slots: dict[str, str], now: datetime.datetime) -> list[Line]:
    rows = sorted(rows, key=lambda x: (x.starts, x.pk), reverse=True)
    pairs = [
        (x.scope_kind, x.scope_id) for x in rows if x.scope_kind in ("klass", "course", "book")
    ]
    about = scope_labels(pairs)
    people = dict(
        Person.objects.filter(
            pk__in={person for x in rows for person in (x.ordered_by, x.carried_by) if person}
        ).values_list("pk", "full_name")
    )
    return [
        Line(
            x,
            _scope(x, about),
            " · ".join(
                [dict(TERMS)[str(x.term)], *([slots.get(x.slot, x.slot)] if x.slot else [])]
            ),
            _mode(x),
            people.get(x.ordered_by, "hệ thống"),
            not x.waiting and x.starts <= now and (x.ends is None or x.ends > now),
            not x.waiting and x.starts > now and (x.ends is None or x.ends > x.starts),
            people.get(x.carried_by or 0, ""),
        )
        for x in rows
    ]


def _scope(lock: Lock, about: dict[tuple[str, int], str]) -> str:
    if lock.scope_kind == "school":
        return "Toàn trường"
    if lock.scope_kind == "grade":
        return f"Khối {lock.scope_id}"
    said = about[lock.scope_kind, lock.scope_id]
    return said[:1].upper() + said[1:]


def _mode(lock: Lock) -> str:
    if lock.opens:
        return "mở có hạn"
    if lock.adding and lock.changing:
        return "khóa"
    return "khóa sửa" if lock.changing else "khóa nhập thêm"


def _school(request: Request) -> SchoolYear:
    frame = _frame(request)
    if frame is None:
        raise Refusal("Trường chưa mở năm học nên chưa có sổ để khóa.")
    return frame


def _asked(request: Request, frame: SchoolYear) -> Asked:
    """Read the form; Invalid with the place of each fault. A subject means its courses in scope."""
    faults = []
    kind, _, number = request.POST.get("scope", "").partition(":")
    scope = number_of(number)
    if kind not in ("school", "grade", "klass") or scope is None:
        faults.append(Fault("scope", "Hãy chọn phạm vi."))
    term = request.POST.get("term", "0")
    if term not in dict(TERMS):
        faults.append(Fault("term", "Hãy chọn học kì."))
    slot = request.POST.get("slot", "")
    if slot and slot not in dict(_slots(frame)):
        faults.append(Fault("slot", "Không có cột này."))
    if not request.POST.get("reason", "").strip():
        faults.append(
            Fault("reason", "Hãy ghi lí do; giáo viên đọc lí do này ngay trên cột bị khóa.")
        )
    scopes = [] if faults or scope is None else _narrow(request, frame, kind, scope)
    if not faults and not scopes:
        faults.append(Fault("subject", "Không có lớp nào học môn này trong phạm vi đã chọn."))
    if faults:
        raise Invalid(faults)
    return Asked(scopes, int(term), slot)


def _narrow(request: Request, frame: SchoolYear, kind: str, scope: int) -> list[tuple[str, int]]:
    subject = request.POST.get("subject", "")
    if not subject:
        return [(kind, scope)]
    rows = Course.objects.filter(
        klass__school=frame.school, klass__year=frame.year, subject=pk_of(subject)
    )
    narrow = {"grade": {"klass__grade": scope}, "klass": {"klass": scope}}
    return [
        ("course", pk) for pk in rows.filter(**narrow.get(kind, {})).values_list("pk", flat=True)
    ]


@page(action=policy.LOCK, methods=WRITE)
def lock(request: Request) -> HttpResponse:
    """Lock a scope from now on."""
    frame = _school(request)
    mode = request.POST.get("mode", "both")
    both = mode not in ("adding", "changing")
    waiting = request.POST.get("carrier") == "board"
    try:
        starts = _moment(request.POST.get("starts", ""))
    except ValueError:
        return _draw(request, [Fault("starts", "Hãy chọn ngày giờ có thật.")], 422)

    def order(ctx: Ctx, asked: Asked, kind: str, scope: int) -> None:
        commands.lock(
            ctx, frame.school, frame.year, kind, scope, asked.term, asked.slot,
            both or mode == "adding", both or mode == "changing", starts, waiting,
        )  # fmt: skip

    done = "Đã khóa. Giáo viên thấy lí do ngay trên cột bị khóa."
    if waiting:
        done = "Đã ra lệnh; sổ khóa khi Ban quản trị thực hiện."
    elif starts is not None:
        done = f"Đã đặt lịch; sổ tự khóa lúc {timezone.localtime(starts):%H:%M %d/%m/%Y}."
    return _give(request, frame, order, done)


def _moment(text: str) -> datetime.datetime | None:
    """The moment of a date and time field in local time; None when empty."""
    return timezone.make_aware(datetime.datetime.fromisoformat(text)) if text else None


@page(action=policy.OPEN_FOR, methods=WRITE)
def open_for(request: Request) -> HttpResponse:
    """Open a scope for some hours; it closes again by itself."""
    authorised_at(request)
    frame = _school(request)
    hours = request.POST.get("hours", "")

    def order(ctx: Ctx, asked: Asked, kind: str, scope: int) -> None:
        until = ctx.at + datetime.timedelta(hours=int(hours))
        commands.open_for(ctx, frame.school, frame.year, kind, scope, until, asked.term, asked.slot)

    if hours not in dict(HOURS):
        return _draw(request, [Fault("hours", "Hãy chọn mở trong bao lâu.")], 422)
    return _give(request, frame, order, f"Đã mở sổ trong {hours} giờ; hết giờ sổ tự đóng lại.")


Order = Callable[[Ctx, Asked, str, int], None]


def _give(request: Request, frame: SchoolYear, order: Order, done: str) -> HttpResponse:
    """Give one order a scope; several in one batch, all or nothing."""
    try:
        asked = _asked(request, frame)
        ctx = ctx_from(request)
        if len(asked.scopes) == 1:
            order(ctx, asked, *asked.scopes[0])
        else:
            with batch(ctx) as inner:
                for scope in asked.scopes:
                    order(inner, asked, *scope)
    except Invalid as invalid:
        return _draw(request, invalid.faults, 422)
    except Refusal as refusal:
        if not targets(request.actor, policy.LOCK).filter(pk=frame.school_id).exists():
            raise
        return _draw(request, [Fault("", said) for said in refusal.reasons], 409)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("results-locks"))


@page(action=policy.UNLOCK, methods=WRITE)
def unlock(request: Request, pk: int) -> HttpResponse:
    """End an order now, after asking again who it is."""
    authorised_at(request)
    row = fetch(request.actor, Lock, pk)
    done = "Đã đóng lại." if row.opens else "Đã mở khóa."
    if row.waiting or row.starts > timezone.now():
        done = "Đã hủy lệnh."
    return act(request, commands.unlock, row, to=reverse("results-locks"), done=done)


@page(action=policy.CARRY_OUT, methods=WRITE)
def carry_out(request: Request, pk: int) -> HttpResponse:
    """Put a waiting order in force."""
    row = fetch(request.actor, Lock, pk)
    return act(
        request,
        commands.carry_out,
        row,
        to=reverse("results-locks"),
        done="Đã thực hiện lệnh khóa.",
    )
