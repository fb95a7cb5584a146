"""Who reads and takes away the log of corrections: the leaders of the school (TH Điều 8 k2), and an inspector."""

from hocba.kernel.policy import allow
from hocba.org.models import Place
from hocba.people.roles import inspector, leaders

EXPORT_CHANGES = allow(
    "changes.export", on=Place, who=[*leaders, inspector], label="xem, in, xuất nhật kí sửa điểm"
)
