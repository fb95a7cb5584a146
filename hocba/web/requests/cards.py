"""What requests put on the desks: those to decide, and orders to carry out."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from hocba.books import policy
from hocba.kernel.policy import targets
from hocba.kernel.requests.queries import waiting_for
from hocba.people.roles import Role
from hocba.web.desk.registry import NOW, TODAY, Desk, Item, Waiting, desk_card
from hocba.web.requests import words

SHOWN = 4


@desk_card(Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.DEPARTMENT_HEAD, order=12)
def to_decide(desk: Desk) -> Iterator[Item]:
    """Requests that wait for this person, oldest first."""
    rows = waiting_for(desk.actor)
    for line in words.lines(rows[:SHOWN], desk.now):
        yield Waiting(
            f"{line.kind}: {line.about}",
            f"{line.who} · {line.what}",
            reverse("request", args=[line.request.pk]),
            "Xem, duyệt",
            urgency=NOW,
        )
    if len(rows) > SHOWN:
        yield Waiting(
            f"Còn {len(rows) - SHOWN} đề nghị khác", "chờ thầy cô", reverse("requests"), "Mở", urgency=NOW
        )  # fmt: skip


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
