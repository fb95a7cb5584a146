"""«Nhập tệp»: choose a kind and a file, see what it would do, apply all of it or nothing, undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hocba.books.policy import CHOOSE, SET_FLEXIBLE, SPECIALISE
from hocba.exchange import commands, policy
from hocba.exchange.books import PERIODS
from hocba.exchange.cells import COUNTED, SAME
from hocba.exchange.models import Import
from hocba.kernel.command import Ctx, receipt_code
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.kernel.models import Event
from hocba.kernel.policy import Action, Actor, can, fetch, visible
from hocba.org.models import Place
from hocba.people import policy as people
from hocba.people.models import Person, Student
from hocba.people.roles import Role
from hocba.web.given import pk_of
from hocba.web.page import WRITE, Request, ctx_from, page, render
from hocba.year import policy as year
from hocba.year.models import SchoolYear

KINDS_OF_ROLE = {
    Role.SUBJECT_TEACHER: ("gradebook", "primary", "template", "after_year"),
    Role.HOMEROOM: ("homeroom", "primary", "template", "after_year"),
}
# What applying a register does: only who may do all of it is offered the kind.
RIGHTS: dict[str, tuple[Action, ...]] = {
    "staff": (people.TAKE_STAFF, people.ASSIGN),
    "timetable": (year.OPEN_YEAR, year.OPEN_CLASSES, year.OPEN_COURSES, people.ASSIGN),
    "pupils": (people.ADMIT, year.ENROL),
    "photos": (people.ADMIT, people.SET_PHOTO),
    "exemptions": (year.EXEMPT,),
    "choices": (CHOOSE,),
    "traits": (SET_FLEXIBLE, SPECIALISE),
}
LEVELS = {"primary": "primary", "choices": "upper"}
"""Kinds for schools of one level."""
OWN_FORM = frozenset({"exam"})
"""Kinds with a form of their own, that asks what the file itself does not say."""
ENDINGS = (".xlsx", ".xls")
HELP = {
    "staff": "Mỗi dòng một người; lập hồ sơ cán bộ và chức vụ.",
    "timetable": "Năm học, lớp, môn, chủ nhiệm và phân công; mở sổ của các lớp.",
    "pupils": "Tệp xuất từ cơ sở dữ liệu ngành; lập hồ sơ học sinh và xếp lớp.",
    "photos": "Tệp .zip, mỗi ảnh 3×4 đặt tên theo mã học sinh, ví dụ 9900010001.jpg.",
    "exemptions": "Mỗi dòng một quyết định miễn môn, hoặc môn chỉ đánh giá bằng nhận xét.",
    "choices": "Mỗi dòng một học sinh, mỗi cột một môn hoặc cụm chuyên đề, đánh dấu x; tải tệp mẫu ở trang «Môn lựa chọn».",
    "traits": "Danh sách lớp hoặc học sinh có cột Lớp, Lớp học linh hoạt (có, không), Môn chuyên, Số quyết định, Ngày quyết định, Căn cứ.",
    "gradebook": "Sổ điểm một môn của một lớp; chỉ giáo viên của sổ nhập được.",
    "primary": "Một bảng có mọi môn, phẩm chất, năng lực của một lớp hay cả khối; lấy các ô thuộc sổ của mình.",
    "template": "Tệp mẫu của một sổ hay của mọi lớp mình dạy, tải ở trang «Excel» của sổ.",
    "homeroom": "Rèn luyện, nghỉ học, nhận xét của lớp chủ nhiệm.",
    "after_year": "Kết quả kiểm tra lại và rèn luyện hè, các ô thuộc sổ của mình.",
}
STATES = {
    "previewed": ("waiting", "mới xem trước"),
    "applied": ("done", "đã áp dụng"),
    "undone": ("draft", "đã hoàn tác"),
}
SHOWN = 100


def kinds_for(actor: Actor) -> list[str]:
    """The kinds of files somebody's duties let them bring in, in the order of the registry."""
    held = {duty.role for duty in actor.duties}
    allowed = {kind for kind, actions in RIGHTS.items() if all(_may(actor, a) for a in actions)}
    for role, kinds in KINDS_OF_ROLE.items():
        if role in held:
            allowed |= set(kinds)
    for kind, level in LEVELS.items():
        if kind in allowed and not _at(actor, level):
            allowed.discard(kind)
    return [kind for kind in commands.KINDS if kind in allowed]


def _at(actor: Actor, level: str) -> bool:
    schools = {duty.school for duty in actor.duties if duty.school}
    return Place.objects.filter(pk__in=schools, levels__contains=level).exists()


def _may(actor: Actor, action: Action) -> bool:
    return any(who.query(actor, action.on) is not None for who in action.who)


@page(action=policy.PREVIEW)
def imports(request: Request) -> HttpResponse:
    """The form, and my earlier files."""
    return _draw(request, [], HTTPStatus.OK)


def _draw(request: Request, faults: list[Fault], status: HTTPStatus) -> HttpResponse:
    rows = visible(request.actor, Import).filter(created_by=request.actor.person)
    rows = rows.order_by("-created_at", "-pk")[:SHOWN]
    return render(
        request,
        "exchange/imports.html",
        status,
        periods=list(PERIODS.items()),
        kinds=[(k, commands.LABELS[k], HELP[k]) for k in kinds_for(request.actor)],
        years=_years(request),
        sent=request.POST,
        faults=faults,
        rows=[(row, commands.LABELS[row.kind], *STATES[row.state]) for row in rows],
        limit=settings.UPLOAD_LIMIT // 2**20,
    )


def _years(request: Request) -> list[tuple[str, str]]:
    """School years to bring data into; the office may prepare the next one as well.

    A school that begins is also offered the year just past, whose transcripts it may still owe.
    """
    rows = SchoolYear.objects.filter(school=request.user.school).order_by("-year")
    known = list(rows.values_list("year", flat=True))
    if any(kind in policy.REGISTERS for kind in kinds_for(request.actor)):
        today = request.actor.on
        latest = today.year if today.month >= 6 else today.year - 1
        beside = [y + 1 for y in known[:1]] or [latest - 1]
        known = sorted({*known, latest, *beside}, reverse=True)
        first = SchoolYear.objects.filter(school=request.user.school).order_by("-year").first()
        if first is not None:
            known.sort(key=lambda y: (y != first.year, -y))
    return [(str(y), f"{y}–{y + 1}") for y in known]


@page(action=policy.PREVIEW, methods=WRITE)
def upload(request: Request) -> HttpResponse:
    """Read the file and store it with what it would do; nothing is applied."""
    try:
        kind, started, file = _sent(request)
        row = commands.preview(
            ctx_from(request),
            request.user.school,
            started,
            kind,
            file.name or "tệp",
            file.read(),
            _brought_to(request),
        )
    except Invalid as invalid:
        if (back := _came_from(request.POST)) is None:
            return _draw(request, invalid.faults, HTTPStatus.UNPROCESSABLE_ENTITY)
        for fault in invalid.faults:
            messages.error(request, fault.message)
        return HttpResponseRedirect(back)
    return HttpResponseRedirect(reverse("exchange-preview", args=[row.pk]))


def _came_from(about: Mapping[str, Any]) -> str | None:
    """The page «Excel» of the book, or of all my classes, that a file was brought to."""
    book = pk_of(str(about.get("book", "")))
    if book:
        return f"{reverse('book-excel', args=[book])}?ki={about.get('term', '')}"
    return reverse("books-excel") if about.get("mine") else None


def _sent(request: Request) -> tuple[str, int, UploadedFile[Any]]:
    """The form read; Invalid with the field of the fault."""
    faults = []
    kind = request.POST.get("kind", "")
    if kind not in kinds_for(request.actor):
        faults.append(Fault("kind", "Hãy chọn loại tệp trong danh sách."))
    chosen = request.POST.get("year", "")
    if chosen not in dict(_years(request)):
        faults.append(Fault("year", "Hãy chọn năm học."))
    file = request.FILES.get("file")
    if file is None:
        faults.append(Fault("file", "Hãy chọn một tệp Excel."))
    elif fault := not_fit(file, kind):
        faults.append(Fault("file", fault))
    if faults or file is None:
        raise Invalid(faults)
    return kind, int(chosen), file


def _brought_to(request: Request) -> dict[str, Any]:
    """The book and term whose page the file was brought to; the time of a primary table."""
    term, period = request.POST.get("term", ""), request.POST.get("period", "")
    about: dict[str, Any] = {"period": period} if period in PERIODS else {}
    if request.POST.get("mine"):
        about["mine"] = True
    if book := pk_of(request.POST.get("book", "")):
        about |= {"book": book, "term": int(term) if term in ("1", "2") else 0}
    return about


def not_fit(file: UploadedFile[Any], kind: str) -> str | None:
    """Why a file is not read at all, None when it may be."""
    name = (file.name or "").lower()
    if (file.size or 0) > settings.UPLOAD_LIMIT:
        most = settings.UPLOAD_LIMIT // 2**20
        return (
            f"Tệp lớn hơn {most} MB nên chưa đọc. Hãy tách thành các tệp nhỏ hơn, mỗi lớp một tệp."
        )
    if not file.size:
        return "Tệp này rỗng. Hãy lưu lại trong Excel rồi chọn lại."
    if kind == "photos":
        return None if name.endswith(".zip") else "Ảnh thẻ nhận bằng một tệp nén .zip."
    if not name.endswith(ENDINGS):
        return "Chỉ nhận tệp Excel (.xlsx hoặc .xls). Hãy mở tệp và lưu thành .xlsx."
    return None


@page(reader=Import)
def preview(request: Request, pk: int) -> HttpResponse:
    """What a file would do, or did: problems by row and column, notes, counts."""
    row: Import = fetch(request.actor, Import, pk, "school", "file")
    return _show(request, row, [])


def _show(
    request: Request, row: Import, faults: list[str], status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    applying = can(request.actor, policy.APPLY, row)
    undoing = can(request.actor, policy.UNDO, row)
    who = Person.objects.filter(pk=row.created_by or 0).values_list("full_name", flat=True).first()
    return render(
        request,
        "exchange/preview.html",
        status,
        row=row,
        label=commands.LABELS[row.kind],
        state=STATES[row.state],
        summary=_summary(row),
        who=who or "hệ thống",
        may_apply=applying.allowed,
        may_undo=undoing.allowed,
        why_not="" if row.state != "previewed" else " ".join(applying.reasons),
        nothing=_changes_nothing(row),
        faults=faults,
        cells=_cells(request, row),
        total=sum(row.summary.get(label, 0) for label in (*COUNTED.values(), *CHOSEN)),
        contested=row.summary.get(COUNTED["conflict"], 0),
        shut=row.summary.get(COUNTED["shut"], 0),
        register=row.kind in policy.REGISTERS,
        people=row.kind in NEWCOMERS,
        newcomers=_newcomers(row),
        counted=NEWCOMERS.get(row.kind, ""),
        added=row.summary.get(NEWCOMERS.get(row.kind, ""), 0),
        hidden=sum(note.get("hidden", 0) for note in row.notes),
        receipt=_receipt(row),
        again=_came_from(row.about) or reverse("exchange-imports"),
    )


def _receipt(row: Import) -> str:
    """The code of the receipt of an applied file, "" of any other."""
    applied = Event.objects.filter(verb=policy.APPLY.name, on_id=str(row.pk)) if row.batch else ()
    return next((receipt_code(event.pk) for event in applied), "")


WHAT = {
    "new": ("open", "mới"),
    "change": ("late", "đổi"),
    "clear": ("late", "xóa"),
    "conflict": ("revoked", "trùng sửa"),
    "shut": ("locked", "không ghi"),
}
LISTED = 600
NEWCOMERS = {"pupils": "học sinh", "staff": "cán bộ, giáo viên"}
"""What counts the new people of a register that may be brought again."""
CHOSEN = ("thêm", "bỏ", "lớp thay đổi")
"""The counts of a file of choices, and of one about classes."""


def _cells(request: Request, row: Import) -> list[tuple[str, dict[str, Any], str, str]]:
    """(pupil or class, cell, chip, word) of each cell of a file, what needs a look first."""
    cells = row.cells[:LISTED]
    names = dict(
        visible(request.actor, Student)
        .filter(pk__in={cell["student"] for cell in cells})
        .values_list("pk", "person__full_name")
    )
    return [(c.get("who") or names.get(c["student"], "…"), c, *WHAT[c["what"]]) for c in cells]


def _summary(row: Import) -> list[tuple[str, Any]]:
    """The counts: which books and classes first, what stays as it is last."""
    order = {"lớp": 0, "sổ": 0, SAME: 2}
    counts = sorted(row.summary.items(), key=lambda one: order.get(one[0], 1))
    return [(label[:1].upper() + label[1:], count) for label, count in counts]


def _newcomers(row: Import) -> list[tuple[str, list[dict[str, Any]], int]]:
    """Whom a register adds, by class or department: its name, the people, how many rows of them
    are hidden in the file."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in row.people:
        groups.setdefault(one["group"], []).append(one)
    return [(name, rows, sum(r["hidden"] for r in rows)) for name, rows in groups.items()]


def _changes_nothing(row: Import) -> bool:
    """A book file in which every cell is as the book already has it. A central test's list is kept
    beside the books even then: it is what they are compared with."""
    if row.problem_count:
        return False
    if row.kind in NEWCOMERS:
        return not row.summary.get(NEWCOMERS[row.kind])
    if row.kind in policy.REGISTERS - {"choices", "traits"} | {"exam"}:
        return False
    labels = [label for what, label in COUNTED.items() if what != "shut"]
    return not any(row.summary.get(label) for label in (*labels, *CHOSEN))


@page(action=policy.APPLY, methods=WRITE)
def apply(request: Request, pk: int) -> HttpResponse:
    """Apply a previewed file: all or nothing; a second click finds it already done."""
    over = request.POST.get("over") == "1"
    done = "Đã áp dụng tệp. Cần thì hoàn tác ngay tại đây."
    return _run(request, pk, partial(commands.apply, over=over), "applied", done)


@page(action=policy.UNDO, methods=WRITE)
def undo(request: Request, pk: int) -> HttpResponse:
    """Take an applied file back."""
    done = "Đã hoàn tác. Ô nào có người sửa sau lần nhập thì được giữ nguyên."
    return _run(request, pk, commands.undo, "undone", done)


def _run(
    request: Request, pk: int, step: Callable[[Ctx, Import], Any], state: str, done: str
) -> HttpResponse:
    row: Import = fetch(request.actor, Import, pk, "school", "file")
    here = HttpResponseRedirect(reverse("exchange-preview", args=[pk]))
    if row.state == state:
        return here
    try:
        step(ctx_from(request), row)
    except Invalid as invalid:
        faults = [f"{f.place}: {f.message}" if f.place else f.message for f in invalid.faults]
        return _show(request, row, faults[:20], HTTPStatus.UNPROCESSABLE_ENTITY)
    except Refusal as refusal:
        row.refresh_from_db()
        if row.state == state:
            return here
        return _show(request, row, list(refusal.reasons), HTTPStatus.CONFLICT)
    messages.success(request, done)
    return here
