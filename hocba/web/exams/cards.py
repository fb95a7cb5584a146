"""Differences to a central test that nobody has explained, on the desks of both sides."""

from collections.abc import Iterator

from django.urls import reverse

from hocba.exams.queries import open_differences
from hocba.people.roles import Role
from hocba.web.desk.registry import TODAY, Desk, Item, Waiting, desk_card


@desk_card(Role.SUBJECT_TEACHER, Role.PRINCIPAL, Role.VICE_PRINCIPAL, order=24)
def differences(desk: Desk) -> Iterator[Item]:
    """One entry a list."""
    if desk.school is None or desk.year is None:
        return
    for exam, count in open_differences(desk.actor, desk.school.pk, desk.year.year):
        yield Waiting(
            f"Điểm khác với «{exam.name}»",
            f"{exam.subject.name}: {count} em chưa được giải trình",
            reverse("exams-list", args=[exam.pk]),
            "Đối chiếu",
            urgency=TODAY,
        )
