"""The settings under «Nhà trường»: read by all, answered by who owns the question."""

from unittest import mock

import pytest
from django.utils import timezone

from hocba.org.models import SettingDecision
from hocba.org.settings import SETTINGS
from tests.commands.entries import pupil
from tests.web.helpers import client_of, text
from tests.whole_year import fill_class, with_more_subjects
from tests.world import NOW, YEAR, World

FORM = {
    "value": "SUMMER_TRAINING",
    "from_year": str(YEAR),
    "number": "15/QĐ-THCS",
    "decided_on": "2025-12-10",
    "ground": "Hội đồng trường họp ngày 10/12",
}


@pytest.fixture(autouse=True)
def in_december() -> object:
    with mock.patch.object(timezone, "now", lambda: NOW):
        yield


def at(world: World, what: str = "both_fail/", place: str = "secondary") -> str:
    return f"/truong/{getattr(world, place).pk}/thiet-lap/{what}"


def test_the_principal_answers_and_the_page_says_who_decided(world: World) -> None:
    client = client_of(world, "principal")
    assert "mặc định" in text(client.get("/truong/thiet-lap/"))
    html = text(client.post(at(world, "both_fail/ghi"), FORM, follow=True))
    assert "Đã ghi quyết định" in html and "số 15/QĐ-THCS ngày 10/12/2025" in html
    page = text(client.get(at(world)))
    assert "Nguyễn Trọng An ghi" in page and "Hội đồng trường họp ngày 10/12" in page


def test_a_field_that_is_missing_is_said_at_the_field_and_nothing_is_lost(world: World) -> None:
    response = client_of(world, "principal").post(
        at(world, "both_fail/ghi"), FORM | {"number": "", "ground": ""}
    )
    html = text(response)
    assert response.status_code == 422 and "Cần số của quyết định." in html
    assert 'value="2025-12-10"' in html and not SettingDecision.objects.exists()


def test_others_read_and_have_no_form(world: World) -> None:
    for name in ("homeroom", "clerk", "ward_officer"):
        html = text(client_of(world, name).get(at(world)))
        assert "Rèn luyện và học tập cả năm đều Chưa đạt" in html and "Ghi quyết định" not in html


def test_the_officer_of_the_province_answers_and_the_school_is_told(world: World) -> None:
    officer = client_of(world, "province_officer")
    html = text(officer.post(at(world, "both_fail/ghi", "province"), FORM, follow=True))
    assert "Sở Giáo dục và Đào tạo Thử Nghiệm" in html
    html = text(client_of(world, "principal").get(at(world)))
    assert "nhà trường theo quyết định ấy" in html and "Ghi quyết định" not in html
    assert (
        client_of(world, "ward_officer").post(at(world, "both_fail/ghi"), FORM).status_code == 403
    )


def test_an_unknown_setting_is_not_there(world: World) -> None:
    assert client_of(world, "principal").get(at(world, "nothing/")).status_code == 404


def test_the_reason_of_a_result_names_the_setting_and_its_decision(world: World) -> None:
    fill_class(with_more_subjects(world), "8A1")
    client = client_of(world, "principal")
    client.post(at(world, "both_fail/ghi"), FORM)
    klass, one = world.classes["8A1"].pk, pupil(world).pk
    html = text(client.get(f"/lop/{klass}/vi-sao?student={one}&result=promotion"))
    assert "Theo thiết lập" in html
    assert "theo quyết định số 15/QĐ-THCS ngày 10/12/2025 của Trường THCS Sông Cầu" in html


def test_a_school_sees_what_acts_at_its_levels_and_the_province_sees_all(world: World) -> None:
    both, zero, old = "cả năm đều Chưa đạt", "được ghi điểm 0", "xuống loại Kém"
    lock = "Điểm đã công bố mà sổ chưa khóa"
    secondary = text(client_of(world, "principal").get("/truong/thiet-lap/"))
    primary = text(client_of(world, "primary_principal").get("/truong/thiet-lap/"))
    province = text(client_of(world, "province_officer").get("/truong/thiet-lap/"))
    assert [said in secondary for said in (both, zero, old, lock)] == [True, False, False, True]
    assert [said in primary for said in (both, zero, old, lock)] == [False, True, False, True]
    assert all(said in province for said in (both, zero, old, lock))
    earlier = text(client_of(world, "principal").get("/truong/thiet-lap/?nam=2021"))
    assert old in earlier  # TT 58 still governed grades 7 to 9


def test_each_setting_says_where_it_acts(world: World) -> None:
    page = text(client_of(world, "province_officer").get("/truong/thiet-lap/"))
    assert "Tác động: Xét lên lớp cuối năm" in page and "Tác động: nhập điểm kiểm tra" in page
    assert all(setting.acts for setting in SETTINGS.values())
