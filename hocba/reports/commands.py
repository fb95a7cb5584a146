"""Taking data out of the program is an act of its own, and stands in the log."""

import datetime

from hocba.kernel.command import Ctx, command
from hocba.org.models import Place
from hocba.reports import policy


@command(policy.EXPORT_CHANGES, says="Xuất nhật kí sửa điểm từ {since} đến {until}, {count} ô")
def export_changes(
    ctx: Ctx, school: Place, since: datetime.date, until: datetime.date, count: int
) -> None:
    """Note that the log of corrections of a period was taken out, and of how many cells."""
    ctx.tell(since=f"{since:%d/%m/%Y}", until=f"{until:%d/%m/%Y}", count=count)
