"""How a school's place is written on a form: with the district while there was one."""

import datetime as dt
import re

from hocba.org.models import Place
from hocba.org.queries import in_force, name_on
from hocba.org.settings import Choice, Setting, register, settings_for

TWO_TIERS = dt.date(2025, 7, 1)
"""From this day there are no districts."""
DISTRICT = register(
    Setting(
        "district_tier",
        "Biểu mẫu",
        "Địa chỉ trường trên học bạ có ghi huyện (quận, thị xã, thành phố) không?",
        (
            Choice("by_date", "theo ngày: có với năm học kết thúc trước ngày 01/7/2025"),
            Choice("present", "có, khi cây đơn vị còn ghi Phòng GDĐT của trường"),
            Choice("absent", "không, chỉ ghi xã và tỉnh"),
        ),
        ground="Hai cấp chính quyền địa phương từ ngày 01/7/2025; mẫu học bạ hai Thông tư 22, 27",
        acts=("bìa học bạ", "quá trình học tập"),
    )
)
_AREA = re.compile(r"\b(huyện|quận|thị xã|thành phố)\s.+", re.IGNORECASE)


def ward_line(school: Place, year: int) -> str:
    """The ward, with the district where the setting of that school year asks for it."""
    return _line(school.ward_name, _district(school, year))


def full_line(school: Place, year: int) -> str:
    """Ward, district and province, as far as they are known."""
    return _line(ward_line(school, year), school.province_name)


def _line(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _district(school: Place, year: int) -> str:
    """Named by the office that led the school at the end of that year: "Huyện Đồng Hòa"."""
    end, asked = dt.date(year + 1, 5, 31), settings_for(school.pk, year).value(DISTRICT.name)
    if asked == "absent" or (asked == "by_date" and end >= TWO_TIERS):
        return ""
    rows = school.parents.filter(in_force(end), parent__kind=Place.Kind.DISTRICT)
    office = rows.select_related("parent").order_by("-starts", "pk").first()
    found = _AREA.search(name_on(office.parent, end)) if office else None
    return found[0][:1].upper() + found[0][1:] if found else ""
