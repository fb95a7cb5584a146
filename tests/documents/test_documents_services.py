"""Services that fail while a run signs: said in words, nothing lost, tried again."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from documents_world import AT, CLERK, PRINCIPAL, School

from hocba.documents import commands, keys, queries, tasks
from hocba.documents.models import Signature
from hocba.documents.signing.pkcs12 import SoftKeys
from hocba.kernel import blobs
from hocba.kernel.errors import Refusal
from hocba.kernel.tasks import Worker

STAMP = "Dịch vụ dấu thời gian không trả lời; hãy thử lại sau."
OCSP = "Dịch vụ trạng thái chứng thư (OCSP) không trả lời; hãy thử lại sau."
SIGNER = "Dịch vụ ký số không trả lời; hãy thử lại sau."


def broken(*_: object, **__: object) -> Any:
    raise ValueError("Could not deserialize PKCS12 data")


def away(*_: object, **__: object) -> Any:
    raise ConnectionRefusedError("nobody listens")


@pytest.mark.parametrize(
    ("owner", "name", "fails", "sentence"),
    [
        (keys, "_stamper", broken, STAMP),
        (keys, "open_authority", away, OCSP),
        (SoftKeys, "start", away, SIGNER),
        (SoftKeys, "poll", away, SIGNER),
        (keys, "_soft_key", away, "Không tìm thấy khóa ký của Trường THCS Nguyễn Đình Chiểu."),
    ],
    ids=["stamp", "status", "signer", "answer", "key"],
)
def test_a_service_that_fails_is_named_for_each_item_and_the_run_goes_on_later(
    school: School,
    monkeypatch: pytest.MonkeyPatch,
    owner: Any,
    name: str,
    fails: Any,
    sentence: str,
) -> None:
    school.released("transcript_cover")
    school.sign(PRINCIPAL, 3)
    run = school.start(CLERK, 4, 1)
    before = Signature.objects.count()
    with monkeypatch.context() as down:
        down.setattr(owner, name, fails)
        chunk = tasks.sign_run(school.ctx(CLERK, 1), run.pk)
    assert (chunk.done, chunk.failed) == (0, 2)
    progress = queries.run_progress(school.ctx(CLERK).actor, run.pk)
    assert {message for _, _, message in progress.failures} == {sentence}
    assert Signature.objects.count() == before
    commands.retry_failed(school.ctx(CLERK, 2), run.pk, AT)
    assert tasks.sign_run(school.ctx(CLERK, 2), run.pk).done == 2


def test_a_run_does_not_start_while_nobody_tells_the_state_of_the_certificate(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.released("transcript_cover")
    monkeypatch.setattr(keys, "open_authority", away)
    with pytest.raises(Refusal, match="OCSP"):
        school.start(PRINCIPAL, 3)


def test_a_full_disk_is_tried_again_by_the_job_process(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.released("transcript_cover")
    rows = queries.slot_rows(school.ctx(PRINCIPAL).actor, stage=3, only_ready=True)
    slots, key = [r.slot for r in rows], school.certificate(PRINCIPAL).pk
    run = tasks.start_in_background(school.ctx(PRINCIPAL), key, slots, AT, "0" * 64)
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + dt.timedelta(minutes=1))

    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    assert tasks.tries(run) == 0
    with monkeypatch.context() as disk:
        disk.setattr(blobs, "_write", full)
        assert Worker().work_one()
    assert tasks.tries(run) == 1 and not Signature.objects.exists()
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + dt.timedelta(minutes=2))
    assert Worker().work_one()
    assert tasks.tries(run) is None and Signature.objects.count() == 2
