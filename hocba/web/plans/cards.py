"""What the plan puts on people's desks: reminders for teachers, late books for those who look after them."""

from collections.abc import Iterator

from django.urls import reverse

from hocba.books import policy
from hocba.books.models import Reminder
from hocba.books.progress import progress
from hocba.kernel.policy import targets, visible
from hocba.people.models import Person
from hocba.people.roles import Role
from hocba.web.desk.registry import NOW, Button, Desk, Item, Waiting, desk_card
from hocba.web.results.reach import cell_address, this_year


@desk_card(Role.SUBJECT_TEACHER, Role.HOMEROOM, order=11)
def by_week(desk: Desk) -> Iterator[Item]:
    """The way to the own open ends, week by week."""
    yield Button("Việc theo tuần", reverse("plans-mine"))


@desk_card(Role.SUBJECT_TEACHER, Role.HOMEROOM, order=6)
def reminded(desk: Desk) -> Iterator[Item]:
    """Books somebody reminded me of and that are still behind the plan."""
    mine = targets(desk.actor, policy.ENTER)
    rows = visible(desk.actor, Reminder).filter(book__in=mine).order_by("-at")
    last: dict[int, Reminder] = {}
    for row in rows.select_related("book__klass", "book__course__subject", "book__school"):
        last.setdefault(row.book_id, row)
    books = this_year(r.book for r in last.values())
    people = dict(
        Person.objects.filter(pk__in={r.person for r in last.values()}).values_list(
            "pk", "full_name"
        )
    )
    for school, year in {(b.school_id, b.year) for b in books}:
        for one in progress(school, year, books=[b.pk for b in books if b.school_id == school]):
            late = sorted(one.late(desk.today), key=lambda c: c.due)
            if not late:
                continue
            row = last[one.book]
            name = row.book.course.subject.name if row.book.course else "Sổ chủ nhiệm"
            yield Waiting(
                f"Được nhắc: {name} {row.book.klass.name}",
                f"{people.get(row.person, 'Nhà trường')} nhắc ngày {row.day:%d/%m}; còn thiếu"
                f" {sum(len(c.missing) for c in late)} ô đã quá ngày",
                cell_address(row.book, *late[0].place).format(late[0].missing[0]),
                "Nhập ngay",
                urgency=NOW,
            )
