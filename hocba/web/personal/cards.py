"""After the end of the year: who has not handed in the personal gradebook, on both desks."""

from collections.abc import Iterator

from django.urls import reverse

from hocba.books.models import PersonalBook
from hocba.kernel.policy import visible
from hocba.people.roles import Role
from hocba.web.desk.registry import SOON, TODAY, Desk, Item, Waiting, desk_card


@desk_card(Role.PRINCIPAL, Role.VICE_PRINCIPAL, order=26)
def not_handed_in(desk: Desk) -> Iterator[Item]:
    """Teachers whose book of the year that is over is still out."""
    if desk.school is None or desk.year is None or desk.year.ends >= desk.today:
        return
    rows = visible(desk.actor, PersonalBook).filter(school=desk.school, year=desk.year.year)
    count = rows.exclude(state="handed_in").values("teacher").distinct().count()
    if count:
        yield Waiting(
            f"{count} giáo viên chưa nộp sổ điểm cá nhân",
            f"năm học {desk.year.label} đã kết thúc ngày {desk.year.ends:%d/%m/%Y}",
            reverse("personal-school"),
            "Xem, nhận sổ",
            urgency=TODAY,
        )


@desk_card(Role.SUBJECT_TEACHER, Role.HOMEROOM, order=26)
def to_hand_in(desk: Desk) -> Iterator[Item]:
    """Own books to bring back: an old one that was replaced at once, the last one after the year."""
    rows = PersonalBook.objects.filter(teacher=desk.actor.person or 0).order_by("year", "number")
    over = desk.year is not None and desk.year.ends < desk.today
    for row in rows.exclude(state="handed_in"):
        if row.state == "replaced":
            why = "đã in sổ thay, sổ cũ phải nộp lại"
        elif over or desk.year is None or row.year < desk.year.year:
            why = "năm học đã kết thúc: kí xác nhận rồi nộp về trường"
        else:
            continue
        yield Waiting(
            f"Nộp sổ điểm cá nhân lần in {row.number}",
            why,
            reverse("personal"),
            "Xem",
            urgency=SOON,
        )
