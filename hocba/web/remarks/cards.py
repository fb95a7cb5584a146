"""Suggestions to my comments that wait for my answer."""

from collections.abc import Iterator

from django.urls import reverse

from hocba.books import policy
from hocba.books.models import Suggestion
from hocba.kernel.policy import targets
from hocba.people.roles import Role
from hocba.web.desk.registry import SOON, Desk, Item, Waiting, desk_card


@desk_card(Role.SUBJECT_TEACHER, Role.HOMEROOM, order=28)
def suggestions(desk: Desk) -> Iterator[Item]:
    """One entry a book."""
    rows = targets(desk.actor, policy.ANSWER).filter(state="open")
    books: dict[int, list[Suggestion]] = {}
    for row in rows.select_related("book__klass", "book__course__subject").order_by("at"):
        books.setdefault(row.book_id, []).append(row)
    for pk, waiting in books.items():
        book = waiting[0].book
        name = book.course.subject.name if book.course else "Sổ chủ nhiệm"
        yield Waiting(
            f"Đề nghị sửa nhận xét: {name} {book.klass.name}",
            f"{len(waiting)} lời nhận xét chờ thầy cô trả lời",
            reverse("remarks-proof", args=[pk]),
            "Xem",
            urgency=SOON,
        )
