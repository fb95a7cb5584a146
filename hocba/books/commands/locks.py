"""Locks of columns and short openings."""

import datetime

from django.utils import timezone

from hocba.books import policy
from hocba.books.models import Book, Column, Lock
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Invalid, Refusal
from hocba.org.models import Place
from hocba.year.models import Course, Klass

TERMS = {1: "học kì I", 2: "học kì II", 3: "đánh giá lại"}


@command(policy.LOCK, says="Khóa sổ {what}: {how}")
def lock(
    ctx: Ctx,
    school: Place,
    year: int,
    scope_kind: str,
    scope_id: int,
    term: int = 0,
    slot: str = "",
    adding: bool = True,
    changing: bool = True,
    starts: datetime.datetime | None = None,
    waiting: bool = False,
) -> Lock:
    """Lock a scope of columns; `ctx.reason` is shown in every locked cell.

    From now on, or from `starts`. With `waiting` it is an order that the Ban quản trị carries out.
    """
    _check_scope(school, year, scope_kind, scope_id)
    if starts is not None and starts < ctx.at:
        raise Invalid("Giờ bắt đầu khóa phải ở sau bây giờ.", "starts")
    row = Lock(
        school=school,
        year=year,
        scope_kind=scope_kind,
        scope_id=scope_id,
        term=term,
        slot=slot,
        adding=adding,
        changing=changing,
        starts=starts or ctx.at,
        ordered_by=ctx.actor.person or 0,
        reason=ctx.reason[:300],
        waiting=waiting,
    )
    row.save()
    ctx.tell(
        scope_kind=scope_kind,
        scope_id=scope_id,
        term=term or "cả năm",
        slot=slot,
        lock=row.pk,
        how=_how(row, ctx.at),
        what=_what(row),
        **({"waiting": True} if waiting else {}),
    )
    return row


@command(policy.CARRY_OUT, says="Thực hiện lệnh khóa sổ {what}")
def carry_out(ctx: Ctx, row: Lock) -> None:
    """Put an order of the principal in force: at once, or at its time when that is still to come."""
    row.waiting = False
    row.carried_by = ctx.actor.person
    row.carried_at = ctx.at
    row.starts = max(row.starts, ctx.at)
    row.save(update_fields=["waiting", "carried_by", "carried_at", "starts"])
    ctx.tell(scope_kind=row.scope_kind, lock=row.pk, what=_what(row))


@command(policy.UNLOCK, says="Thôi lệnh {order} sổ {what}")
def unlock(ctx: Ctx, row: Lock) -> None:
    """End a lock now. Cells under a signed transcript stay shut all the same."""
    if row.ends is not None and row.ends <= ctx.at:
        raise Refusal("Lệnh khóa này đã hết hiệu lực.")
    begun = not row.waiting and row.starts <= ctx.at
    order = "mở có hạn" if row.opens else "khóa" if begun else "chưa có hiệu lực khóa"
    row.ends = ctx.at
    row.save(update_fields=["ends"])
    ctx.tell(scope_kind=row.scope_kind, lock=row.pk, order=order, what=_what(row))


@command(policy.OPEN_FOR, says="Mở sổ đến {until}: {what}")
def open_for(
    ctx: Ctx,
    school: Place,
    year: int,
    scope_kind: str,
    scope_id: int,
    until: datetime.datetime,
    term: int = 0,
    slot: str = "",
) -> Lock:
    """Open locked columns until a time; they close again by themselves."""
    if until <= ctx.at:
        raise Invalid("Giờ đóng lại phải ở sau bây giờ.", "đến")
    _check_scope(school, year, scope_kind, scope_id)
    row = Lock(
        school=school,
        year=year,
        scope_kind=scope_kind,
        scope_id=scope_id,
        term=term,
        slot=slot,
        opens=True,
        starts=ctx.at,
        ends=until,
        ordered_by=ctx.actor.person or 0,
        reason=ctx.reason[:300],
    )
    row.save()
    ctx.tell(
        scope_kind=scope_kind,
        scope_id=scope_id,
        until=_time(until),
        lock=row.pk,
        what=_what(row),
    )
    return row


def _time(at: datetime.datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M %d/%m/%Y")


def _how(row: Lock, now: datetime.datetime) -> str:
    """What a lock shuts, from when, by whom, in words for the log."""
    both = row.adding and row.changing
    parts = ["cả nhập và sửa" if both else "chỉ sửa" if row.changing else "chỉ nhập thêm"]
    if row.starts > now:
        parts.append(f"từ {_time(row.starts)}")
    if row.waiting:
        parts.append("giao Ban quản trị thực hiện")
    return ", ".join(parts)


def _what(row: Lock) -> str:
    """What a lock covers, in words for the log: «Toán 8B, học kì II, cột ĐĐGgk»."""
    kind, scope = row.scope_kind, row.scope_id
    if kind == "course":
        course = Course.objects.select_related("subject", "klass").get(pk=scope)
        where = f"{course.subject.name} {course.klass.name}"
    elif kind == "book":
        where = str(Book.objects.select_related("klass", "course__subject").get(pk=scope))
    elif kind == "klass":
        where = f"lớp {Klass.objects.get(pk=scope).name}"
    else:
        where = f"khối {scope}" if kind == "grade" else "toàn trường"
    parts = [where, *([TERMS[row.term]] if row.term else [])]
    if row.slot:
        columns = Column.objects.filter(book__school=row.school_id, book__year=row.year)
        label = columns.filter(slot=row.slot).values_list("label", flat=True).first()
        parts.append(f"cột {label or row.slot}")
    return ", ".join(parts)


def _classes_in(school: int, year: int, kind: str, scope: int) -> list[int]:
    rows = Klass.objects.filter(school=school, year=year)
    narrow = {"grade": {"grade": scope}, "klass": {"pk": scope}, "course": {"courses": scope}}
    return list(rows.filter(**narrow.get(kind, {})).values_list("pk", flat=True))


def _check_scope(school: Place, year: int, kind: str, scope: int) -> None:
    if kind == "school" and scope != school.pk:
        raise Refusal("Không khóa sổ của trường khác.")
    if kind not in ("school", "grade", "klass", "course") or not _classes_in(
        school.pk, year, kind, scope
    ):
        raise Refusal("Không có lớp nào trong phạm vi này.")
