"""What requests put on the desks: those to decide, and orders to carry out."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from hocba.books import policy
from hocba.books.models import ChangeNotice
from hocba.kernel.models import Request
from hocba.kernel.policy import can, targets
from hocba.kernel.requests.policy import APPROVE as approve
from hocba.kernel.requests.queries import waiting_for
from hocba.people.roles import Role
from hocba.web.desk.registry import NOW, SOON, TODAY, Desk, Item, Panel, Waiting, desk_card
from hocba.web.requests import words
from hocba.web.requests.reissue import Old, mine

SHOWN, SHOWN_NOTICES = 4, 8
TO_DO = {"correction": "Ghi điểm mới", "replacement": "In sổ thay"}
"""What the asker does next with an approved request, by its kind."""


@desk_card(Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.DEPARTMENT_HEAD, order=12)
def to_decide(desk: Desk) -> Iterator[Item]:
    """Requests that wait for this person, oldest first."""
    rows = waiting_for(desk.actor)
    for line in words.lines(rows[:SHOWN], desk.now):
        yield Waiting(
            f"{line.kind}: {line.about}",
            f"{line.who} · {line.what}",
            reverse("request", args=[line.request.pk]),
            "Xem, duyệt" if can(desk.actor, approve, line.request) else "Xem, xác nhận",
            urgency=NOW,
        )
    if len(rows) > SHOWN:
        yield Waiting(
            f"Còn {len(rows) - SHOWN} đề nghị khác", "chờ thầy cô", reverse("requests"), "Mở", urgency=NOW
        )  # fmt: skip


@desk_card(Role.SUBJECT_TEACHER, Role.HOMEROOM, order=11)
def my_requests(desk: Desk) -> Iterator[Item]:
    """Own corrections that were approved and wait to be written, drafts, and what was just opened."""
    own = Request.objects.filter(asker=desk.actor.person or 0)
    rows = own.filter(state="approved", until__gt=desk.now) | own.filter(state="draft")
    rows |= own.filter(kind="opening", state="applied", until__gt=desk.now)
    for line in words.lines(rows.order_by("asked_at")[:SHOWN], desk.now):
        urgent, opened = line.request.state == "approved", line.request.state == "applied"
        page = reverse("request", args=[line.request.pk])
        yield Waiting(
            f"{line.kind}: {line.about}",
            f"{line.word} · {line.what}",
            words.about_link(line.request)[1] if opened else page,
            TO_DO.get(line.request.kind, "Mở") if urgent else "Mở sổ" if opened else "Mở",
            urgency=NOW if urgent else SOON,
        )


@desk_card(Role.SUBJECT_TEACHER, Role.HOMEROOM, order=40)
def changed_marks(desk: Desk) -> Iterator[Item]:
    """Published marks that were changed and that this person has not read of yet."""
    rows = ChangeNotice.objects.filter(person=desk.actor.person or 0, read_at=None)
    unread = list(rows.select_related("request").order_by("at")[:SHOWN_NOTICES])
    if unread:
        lines = words.lines([n.request for n in unread], desk.now)
        whose = words.pupils([n.request for n in unread])
        shown = [(n, line, whose[n.request_id]) for n, line in zip(unread, lines, strict=True)]
        yield Panel(
            "Điểm đã công bố được sửa", "requests/desk_notices.html", {"rows": shown}, wide=False
        )


@desk_card(Role.VICE_PRINCIPAL, Role.IT_ADMIN, order=13)
def to_carry_out(desk: Desk) -> Iterator[Item]:
    """Orders of the principal that nobody has carried out yet."""
    count = targets(desk.actor, policy.CARRY_OUT).filter(waiting=True, ends=None).count()
    if count:
        yield Waiting(
            f"{count} lệnh khóa sổ chờ thực hiện",
            "hiệu trưởng đã ra lệnh, giao Ban quản trị",
            reverse("results-locks"),
            "Thực hiện",
            urgency=TODAY,
        )


@desk_card(Role.PRINCIPAL, Role.VICE_PRINCIPAL, order=14)
def to_replace(desk: Desk) -> Iterator[Item]:
    """Signed transcripts that a correction has made old, by class."""
    found: dict[int, list[Old]] = {}
    for old in mine(desk.actor):
        found.setdefault(old.klass.pk, []).append(old)
    for klass, rows in found.items():
        names = list(dict.fromkeys(old.name for old in rows))
        more = f" và {len(names) - SHOWN} em khác" if len(names) > SHOWN else ""
        yield Waiting(
            f"Học bạ lớp {rows[0].klass.name} còn ghi điểm cũ",
            f"{', '.join(names[:SHOWN])}{more}: điểm đã sửa sau khi kí, cần bản thay thế",
            reverse("papers-class", args=[klass]),
            "Mở học bạ",
            urgency=TODAY,
        )
