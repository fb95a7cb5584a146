"""What waits on the people side: accounts to open, people without duties, pupils without numbers."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from hocba.kernel.policy import visible
from hocba.org.queries import in_force
from hocba.people.models import Assignment, Staff
from hocba.people.roles import Role
from hocba.web.desk.registry import SOMETIME, SOON, Desk, Item, Waiting, desk_card
from hocba.year.models import Enrolment

MISSING = Q(student__moet_code__isnull=True) | Q(student__register_no="")


def unnumbered(desk_year: int | None) -> Q:
    """Seats of this year's pupils that lack the sector's code or the register number."""
    return Q(klass__year=desk_year, ends__isnull=True) & MISSING


@desk_card(Role.PRINCIPAL, Role.IT_ADMIN, order=80)
def staff(desk: Desk) -> Iterable[Item]:
    """Accounts still to open, and people at work without any duty."""
    working = visible(desk.actor, Staff).filter(school=desk.school, status=Staff.Status.WORKING)
    without = working.filter(person__user__isnull=True).count()
    if without:
        yield Waiting(
            "Lập tài khoản",
            f"{without} người chưa có tài khoản",
            reverse("people-accounts"),
            "Lập",
            urgency=SOON,
        )
    busy = Assignment.objects.filter(in_force(desk.today), school=desk.school)
    idle = working.exclude(person__in=busy.values("person")).count()
    if idle:
        yield Waiting(
            "Phân công",
            f"{idle} người chưa có nhiệm vụ nào hôm nay",
            f"{reverse('people-staff')}?idle=1",
            "Xem",
            urgency=SOMETIME,
        )


@desk_card(Role.CLERK, order=80)
def numbers(desk: Desk) -> Iterable[Item]:
    """Pupils who lack a number that the transcript prints."""
    year = desk.year.year if desk.year else None
    count = visible(desk.actor, Enrolment).filter(unnumbered(year)).count()
    if count:
        yield Waiting(
            "Bổ sung mã, số đăng bộ",
            f"{count} học sinh còn thiếu",
            f"{reverse('people-pupils')}?missing=1",
            "Xem",
            urgency=SOON,
        )
