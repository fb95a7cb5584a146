"""What a stranger learns of a transcript, and what no file can do to the page."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hocba.documents import queries
from hocba.documents.models import Document
from hocba.documents.verify import apart
from tests.web.helpers import text
from tests.web.signing.conftest import Desk

NOTHING = "Không kết luận được"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has asked yet, and a busy machine is no reason for another verdict."""
    cache.clear()
    monkeypatch.setattr(apart, "SECONDS", 300)


def give(*files: tuple[str, bytes]) -> Any:
    """The answer to an upload without cookies, script or token."""
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return Client(enforce_csrf_checks=True).post(reverse("verify-file"), {"file": sent})


def by_code(code: str) -> Any:
    return Client().get(reverse("verify-code", args=[code]))


def sealed(desks: Desk, number: int = 0) -> tuple[bytes, bytes]:
    """PDF and XML of a pupil's year."""
    actor = desks.world.actor("principal")
    key = str(desks.documents()[number].pk)
    return queries.body(actor, key, "pdf"), queries.body(actor, key, "xml")


def test_a_stranger_learns_the_state_and_the_signers_and_no_more(issued: Desk) -> None:
    row = issued.documents()[0]
    page = text(by_code(row.short_code.lower().replace("-", " ")))
    assert "Học bạ thử nghiệm, đang dùng" in page and "THỬ NGHIỆM" in page and "T. G. Bảo" in page
    for words in ("Nguyễn Trọng An", "đã ký số", "đã đóng dấu số", "xác nhận bằng tài khoản"):
        assert words in page
    for secret in ("Trần Gia Bảo", "8,0", "Học sinh Giỏi", "Chăm ngoan", row.student.moet_code):
        assert str(secret) not in page
    assert "sessionid" not in by_code(row.short_code).cookies


def test_each_state_has_its_own_word(issued: Desk) -> None:
    first, last = issued.documents()[0], issued.documents()[-1]
    issued.post("principal", "papers-revoke", first.pk, reason="Cấp nhầm")
    page = text(by_code(first.short_code))
    assert "Đã thu hồi" in page and "Cấp nhầm" in page
    data, _ = sealed(issued)
    answer = text(give(("a.pdf", data)))
    assert "Hợp lệ" in answer and "Không dùng bản này nữa" in answer and "Cấp nhầm" in answer
    issued.post("clerk", "papers-replace", last.pk, reason="Sửa điểm")
    proof = Document.objects.get(supersedes=last)
    assert by_code(proof.short_code).status_code == 404, "a proof is nobody's business"
    assert by_code("AAAAA-AAAAA").status_code == 404


def test_whole_files_are_valid_and_broken_ones_are_named(issued: Desk) -> None:
    pdf, xml = sealed(issued)
    page = text(give(("a.pdf", pdf), ("a.xml", xml)))
    assert page.count("Hợp lệ") >= 3 and "THỬ NGHIỆM – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in page
    assert "Nguyễn Trọng An" in page and "cán bộ quản lí" in page
    _, other = sealed(issued, 1)
    attacks = {
        "changed byte": (
            ("a.xml", xml.replace("Trần Gia Bảo".encode(), "Trần Gia Báo".encode(), 1)),
            "đã bị sửa",
        ),
        "changed pdf": (("a.pdf", _flipped(pdf)), "đã bị sửa"),
        "another pupil": (("a.pdf", pdf), "không cùng một học bạ"),
        "cut": (("a.pdf", pdf[: len(pdf) // 2]), "Không"),
        "appended": (("a.pdf", pdf + b"\n% more\n"), "sau"),
        "no signature": (("a.xml", _without_seal(xml)), "thiếu"),
    }
    for name, (file, said) in attacks.items():
        cache.clear()
        files = (file, ("b.xml", other)) if name == "another pupil" else (file,)
        answer = give(*files)
        page = text(answer)
        assert answer.status_code == 200, name
        assert "Không hợp lệ" in page or NOTHING in page, name
        assert said in page, (name, re.findall(r"<li>([^<]+)</li>", page))


def _flipped(data: bytes) -> bytes:
    changed = bytearray(data)
    changed[len(data) // 2] ^= 1
    return bytes(changed)


def _without_seal(xml: bytes) -> bytes:
    start = xml.rindex(b"<ds:Signature ")
    end = xml.index(b"</ds:Signature>", start) + len(b"</ds:Signature>")
    return xml[:start] + xml[end:]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    (
        b"",
        b"\0" * 2000,
        b"%PDF-1.7\n",
        b"<a",
        b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
        b"PK\3\4" + b"x" * 500,
    ),
    ids=("empty", "zeros", "no pdf", "no xml", "entity", "zip"),
)
def test_any_broken_file_gets_a_clear_sentence(data: bytes) -> None:
    answer = give(("x.pdf", data))
    assert answer.status_code == 200
    page = text(answer)
    assert "không" in page.lower() and "Traceback" not in page and "root:" not in page
    assert "Hợp lệ<" not in page


@pytest.mark.django_db
def test_too_much_is_refused_before_it_is_read() -> None:
    big = give(("x.pdf", b"%PDF-" + b"0" * (5 * 2**20 + 1)))
    assert big.status_code == 413 and "quá 5 MB" in text(big)
    many = give(*((f"{n}.pdf", b"x") for n in range(3)))
    assert many.status_code == 413 and "nhiều hơn hai tệp" in text(many)
    assert Client().post(reverse("verify-file")).status_code == 400
    odd = Client().post(
        reverse("verify-file"), b"abc", content_type="multipart/form-data; boundary=x"
    )
    assert odd.status_code == 400
    assert Client().get(reverse("verify-file")).status_code == 302


@pytest.mark.django_db
def test_an_address_that_asks_too_often_waits_a_minute() -> None:
    answers = [by_code(f"A{n}").status_code for n in range(61)]
    assert set(answers[:60]) == {404} and answers[60] == 429
    other = Client(REMOTE_ADDR="10.0.0.9").get(reverse("verify-code", args=["B"]))
    assert other.status_code == 404, "others go on"
    for _ in range(12):
        Client().post(reverse("verify-file"))
    assert Client().post(reverse("verify-file")).status_code == 429


@pytest.mark.django_db
def test_the_code_is_typed_into_a_form_that_needs_no_script() -> None:
    answer = Client().get(reverse("verify"), {"ma": " 3dqvf584n8 "})
    assert answer["Location"] == "/kt/3DQVF-584N8"
    assert Client().get(reverse("verify"), {"ma": "///"}).status_code == 302
    page = text(Client().get(reverse("verify")))
    assert "không cần đăng nhập" in page and 'name="file"' in page


@pytest.mark.django_db
def test_files_are_judged_apart_and_not_kept(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    answer = give(("x.xml", b"<x/>" + b" " * 3_000_000))
    assert NOTHING in text(answer), "a process that takes too long cannot tell"
    assert not list(tmp_path.iterdir())
