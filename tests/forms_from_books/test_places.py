"""Where a school stood in a year, as its forms print it."""

import datetime

import pytest

from hocba.forms.places import full_line, ward_line
from hocba.kernel.record import writing
from hocba.org.commands import PlaceFacts, found_place
from hocba.org.decree import Decree
from hocba.org.models import PlaceParent
from hocba.year.commands import decide_setting
from tests.world import TODAY, World, system

pytestmark = pytest.mark.django_db
OLD, NEW = 2023, 2025
DECREE = Decree("3/QĐ-THCS", TODAY, "Mẫu học bạ")


@pytest.fixture
def with_district(world: World) -> World:
    """The school stood under a Phòng until 30 June 2025."""
    facts = PlaceFacts(
        "district", "Phòng Giáo dục và Đào tạo huyện Đồng Hòa", datetime.date(2019, 1, 1)
    )
    office = found_place(system(), None, facts)
    with writing():
        PlaceParent(
            place=world.secondary,
            parent=office,
            purpose=PlaceParent.Purpose.REPORTING,
            starts=datetime.date(2019, 1, 1),
            ends=datetime.date(2025, 6, 30),
        ).save()
    return world


def test_the_district_stands_in_the_years_that_had_one(with_district: World) -> None:
    school = with_district.secondary
    assert ward_line(school, OLD) == "Xã Sông Cầu, Huyện Đồng Hòa"
    assert full_line(school, OLD) == "Xã Sông Cầu, Huyện Đồng Hòa, Tỉnh Thử Nghiệm"
    assert full_line(school, NEW) == "Xã Sông Cầu, Tỉnh Thử Nghiệm"


def test_a_school_may_leave_the_district_out_by_decision(with_district: World) -> None:
    school = with_district.secondary
    decide_setting(system(), school, "district_tier", "absent", OLD, DECREE)
    assert ward_line(school, OLD) == "Xã Sông Cầu"


def test_a_district_that_the_tree_does_not_know_is_not_invented(world: World) -> None:
    decide_setting(system(), world.secondary, "district_tier", "present", OLD, DECREE)
    assert ward_line(world.secondary, OLD) == ward_line(world.secondary, NEW) == "Xã Sông Cầu"
