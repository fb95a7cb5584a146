"""Certificates: one's own, the board of the school, test certificates for test schools only."""

from hocba.documents.models import Certificate
from hocba.kernel.record import writing
from hocba.org.models import Place
from tests.web.helpers import text
from tests.web.signing.conftest import Desk


def test_a_teacher_sees_the_own_one_and_the_administrator_all(desks: Desk) -> None:
    own = desks.get("teacher", "certificates")
    assert "Lê Thu Hằng" in own and "THỬ NGHIỆM" in own and "Cả trường" not in own
    none = desks.get("literature", "certificates")
    assert "chưa có chứng thư số ở đây" in none and "không gọi là chữ ký số" in none
    board = desks.get("admin", "certificates")
    assert "Con dấu số" in board and "Hồ Sĩ Quý" in board and "chưa có" in board


def test_the_administrator_registers_and_ends_a_test_certificate(desks: Desk) -> None:
    person = desks.world.people["literature"].pk
    answer = desks.post("admin", "certificates-register", holder=[str(person)])
    assert "Đã đăng ký 1 chứng thư thử nghiệm" in text(answer)
    made = Certificate.objects.get(person=person)
    assert (made.world, made.ended_at) == ("test", None)
    desks.post("admin", "certificates-end", made.pk)
    made.refresh_from_db()
    assert made.ended_at is not None
    desks.release()
    assert "Đây là xác nhận bằng tài khoản" in desks.get(
        "literature", "signing-review", 1, "transcript_year", "confirmed"
    ) or "ký số" in desks.get("literature", "signing-desk")


def test_nobody_of_another_school_is_given_one(desks: Desk) -> None:
    stranger = desks.world.people["stranger"].pk
    answer = desks.post("admin", "certificates-register", holder=[str(stranger)])
    assert "Chưa chọn ai" in text(answer)
    assert not Certificate.objects.filter(person=stranger).exists()


def test_a_school_of_the_real_world_gets_no_test_certificate(desks: Desk) -> None:
    with writing():
        Place.objects.filter(pk=desks.world.secondary.pk).update(trust="real")
    person = desks.world.people["literature"].pk
    answer = desks.post("admin", "certificates-register", holder=[str(person)])
    assert "không dùng chứng thư thử nghiệm" in text(answer)
    assert not Certificate.objects.filter(person=person).exists()
