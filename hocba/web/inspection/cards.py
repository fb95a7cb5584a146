"""The desk of an inspector: until when, on which decision, and where to begin."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from hocba.people.models import Assignment
from hocba.people.roles import Role
from hocba.web.desk.registry import SOMETIME, Desk, Figure, Item, Waiting, desk_card
from hocba.web.inspecting import duty_of, schools_of

PAGES = (
    ("Nhật kí sửa điểm", "Điểm, mức nào đã đổi; ai, lúc nào, vì sao, minh chứng gì", "changes"),
    ("Sổ điểm", "Mọi sổ của trường, chỉ xem; nhật kí từng ô", "books"),
    ("Kết quả các lớp", "Kết quả và «Vì sao?» theo điều khoản", "results-classes"),
    ("Đối chiếu điểm thi", "Danh sách điểm thi tập trung bên cạnh sổ", "exams"),
)


@desk_card(Role.INSPECTOR, order=5)
def inspection(desk: Desk) -> Iterator[Item]:
    """The dates of the inspection, and the pages it may open."""
    duty = duty_of(desk.actor)
    assert duty is not None
    row = Assignment.objects.get(pk=duty.id)
    until = f"{row.ends:%d/%m/%Y}" if row.ends else ""
    yield Figure("Được xem đến hết ngày", until, row.decision)
    yield Figure(
        "Trường được xem", len(schools_of(desk.actor)), desk.school.name if desk.school else ""
    )
    for title, detail, name in PAGES:
        yield Waiting(title, detail, reverse(name), "Mở", urgency=SOMETIME)


@desk_card(order=5)
def inspection_over(desk: Desk) -> Iterator[Item]:
    """For who has no duty any more: that the inspection is over, and since when."""
    if desk.actor.duties or desk.actor.person is None:
        return
    rows = Assignment.objects.filter(person=desk.actor.person, role=Role.INSPECTOR)
    over = Q(ends__lt=desk.today) | Q(ended_at__isnull=False)
    row = rows.filter(over).order_by("-ends").first()
    if row is not None and row.ends is not None:
        if row.ended_at is None:
            yield Figure("Đợt thanh tra đã hết ngày", f"{row.ends:%d/%m/%Y}", row.decision)
        else:
            when = f"{timezone.localtime(row.ended_at):%H:%M %d/%m/%Y}"
            yield Figure("Đợt thanh tra kết thúc lúc", when, row.decision)
        said = "Tài khoản không còn xem được gì. Cần xem thêm thì đề nghị nơi đã mở tài khoản mở đợt mới."
        yield Waiting("Đợt thanh tra đã kết thúc", said, reverse("people-me"), "Xem quyết định", urgency=SOMETIME)  # fmt: skip
