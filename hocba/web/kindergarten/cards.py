"""What kindergarten puts on a homeroom teacher's desk: children to be weighed."""

from collections.abc import Iterator

from django.urls import reverse

from hocba.books.kindergarten import LEVEL
from hocba.books.queries import class_sheet
from hocba.kernel.policy import visible
from hocba.people.roles import Role
from hocba.web.desk.registry import SOON, TODAY, Desk, Item, Waiting, desk_card
from hocba.web.kindergarten.growth import overdue
from hocba.year.models import Klass


@desk_card(Role.HOMEROOM, order=9)
def to_weigh(desk: Desk) -> Iterator[Item]:
    """The own class: children past their next weighing, children never weighed."""
    if desk.year is None or not desk.year.starts <= desk.today <= desk.year.ends:
        return
    mine = desk.actor.scope_ids(Role.HOMEROOM)
    for klass in visible(desk.actor, Klass).filter(pk__in=mine, level=LEVEL, year=desk.year.year):
        sheet, _ = class_sheet(klass)
        late, never = overdue(sheet, desk.today)
        if late or never:
            said = [f"{late} trẻ quá hạn"] if late else []
            said += [f"{never} trẻ chưa cân đo lần nào"] if never else []
            yield Waiting(
                f"Cân đo lớp {klass.name}",
                ", ".join(said),
                reverse("kindergarten-class", args=[klass.pk]),
                "Xem",
                urgency=TODAY if late else SOON,
            )
