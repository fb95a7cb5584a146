"""Founding a school from the command line, and going on in the browser."""

from argparse import Namespace

import pytest
from django.test import Client

from hocba.ops.school import found
from hocba.org.models import Place
from hocba.people.models import Assignment, User

FACTS = {
    "name": "Trường Tiểu học Mới",
    "level": "primary",
    "code": "01000001",
    "tax_code": "0100000010",
    "ward": "Xã A",
    "province": "Tỉnh B",
    "parent": "Ủy ban nhân dân xã A",
    "admin": "Nguyễn Văn An",
    "admin_code": "QT01",
    "trust": "test",
}


@pytest.mark.django_db
def test_a_school_is_founded_with_an_administrator_who_can_bring_files(client: Client) -> None:
    said: list[str] = []
    assert found(Namespace(**FACTS), said.append) == 0
    school = Place.objects.get(kind="school")
    assert school.parents.filter(purpose="administrative", parent__kind="ward").exists()
    duty = Assignment.objects.get(school=school)
    assert duty.role == "it_admin"
    user = User.objects.get(person=duty.person_id)
    password = next(line.split()[-1] for line in said if "Mật khẩu" in line)
    assert user.check_password(password) and user.must_change_password
    user.must_change_password = False
    user.save()
    client.force_login(user)
    assert "Danh sách cán bộ" in client.get("/nhap-tep/").content.decode()


@pytest.mark.django_db
def test_the_same_school_is_not_founded_twice_and_a_bad_code_is_named() -> None:
    said: list[str] = []
    found(Namespace(**FACTS), said.append)
    said.clear()
    assert found(Namespace(**FACTS), said.append) == 1
    assert said == ["Trường mang mã 01000001 đã có."]
    said.clear()
    assert found(Namespace(**{**FACTS, "code": "01x"}), said.append) == 1
    assert "chữ số" in said[0]
    assert Place.objects.filter(kind="school").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"tax_code": "12"}, "Mã số thuế “12” phải có 10 hoặc 13 chữ số."),
        ({"tax_code": "0100000011"}, "Mã số thuế “0100000011” sai chữ số kiểm tra."),
        ({"tax_code": "0100000010"}, "Mã số thuế 0100000010 đã là của Trường Tiểu học Mới."),
        ({"name": " "}, "--name đang để trống."),
    ],
)
def test_what_would_spoil_the_seal_is_refused(wrong: dict[str, str], says: str) -> None:
    found(Namespace(**FACTS), str)
    said: list[str] = []
    other = {**FACTS, "name": "Trường B", "code": "01000002", "tax_code": "0100000028", **wrong}
    assert found(Namespace(**other), said.append) == 1
    assert said == [says]
    assert Place.objects.filter(kind="school").count() == 1
