"""What signing refuses, survives and never forgets."""

import dataclasses
import datetime as dt
import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from documents_world import (
    AT,
    CLERK,
    HOMEROOM,
    IT,
    KLASS,
    NO_KEY,
    PRINCIPAL,
    STRANGER,
    YEAR,
    School,
)

from hocba.documents import commands, keys, policy, queries, tasks
from hocba.documents.keys import OpenKey
from hocba.documents.models import Certificate, Document, DocumentFile, Signature, Slot
from hocba.documents.signing.provider import KeyCertificate, Progress
from hocba.documents.verify import State, verify_bytes
from hocba.kernel import blobs
from hocba.kernel.errors import Hidden, Invalid, Refusal
from hocba.kernel.models import Event
from hocba.kernel.policy import Actor, can, registry, visible
from hocba.kernel.record import writing
from hocba.org.models import Place
from hocba.people.models import Staff


class Faltering:
    """A provider over another one that answers for every second hash only, `times` times."""

    def __init__(self, inner: OpenKey, times: int) -> None:
        self.inner, self.times = inner, times

    def list_certificates(self) -> Sequence[KeyCertificate]:
        return self.inner.provider.list_certificates()

    def start(self, key: str, hashes: Sequence[bytes], algorithm: str, description: str) -> str:
        return self.inner.provider.start(key, hashes, algorithm, description)

    def poll(self, batch: str) -> Progress:
        whole = self.inner.provider.poll(batch)
        if self.times <= 0:
            return whole
        self.times -= 1
        values = {i: v for i, v in whole.values.items() if i % 2 == 0}
        failures = {i: "Thẻ ký bị rút ra giữa chừng." for i in whole.values if i % 2}
        return Progress(True, values, failures)


def falter(school: School, monkeypatch: pytest.MonkeyPatch, times: int = 1) -> None:
    plain = keys.PROVIDERS[keys.SIMULATOR]
    provider: list[Faltering] = []

    def opened(certificate: Certificate) -> OpenKey:
        key = plain(certificate)
        if not provider:
            provider.append(Faltering(key, times))
        return OpenKey(provider[0], key.name, key.certificate)

    monkeypatch.setitem(keys.PROVIDERS, keys.SIMULATOR, opened)


def ready(school: School, who: str, stage: int) -> list[int]:
    rows = queries.slot_rows(school.ctx(who).actor, stage=stage, only_ready=True)
    return [r.slot for r in rows]


def test_a_provider_that_fails_half_way_leaves_the_rest_to_be_retried_alone(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.released()
    run = school.start("12", 1)
    falter(school, monkeypatch)
    chunk = tasks.sign_chunk(school.ctx("12"), run.pk)
    assert (chunk.done, chunk.failed, chunk.left) == (1, 1, 1)
    progress = queries.run_progress(school.ctx("12").actor, run.pk)
    assert [f[2] for f in progress.failures] == ["Thẻ ký bị rút ra giữa chừng."]
    first = Signature.objects.get()
    assert commands.retry_failed(school.ctx("12", 1), run.pk, AT) == 1
    again = tasks.sign_run(school.ctx("12", 1), run.pk)
    assert (again.done, again.left) == (1, 0)
    assert Signature.objects.order_by("pk").first() == first
    run.refresh_from_db()
    assert run.state == "done"


def test_a_run_killed_between_chunks_loses_nothing_and_goes_on(school: School) -> None:
    school.released()
    run = school.start("12", 1)

    class Killed(BaseException):
        pass

    def die(_: object) -> None:
        raise Killed

    with pytest.raises(Killed):
        tasks.sign_run(school.ctx("12"), run.pk, size=1, told=die)
    assert Signature.objects.count() == 1
    assert tasks.sign_run(school.ctx("12", 1), run.pk, size=1).left == 0
    assert Signature.objects.count() == 2


def test_a_run_killed_before_a_chunk_is_stored_signs_it_again(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.released("transcript_cover")
    run = school.start(PRINCIPAL, 3)

    def full(*_: object) -> str:
        raise Refusal("Máy chủ không ghi được tệp.")

    with monkeypatch.context() as broken:
        broken.setattr(blobs, "put", full)
        with pytest.raises(Refusal, match="không ghi được"):
            tasks.sign_run(school.ctx(PRINCIPAL), run.pk)
    assert not Signature.objects.exists() and not DocumentFile.objects.exists()
    assert tasks.sign_run(school.ctx(PRINCIPAL, 1), run.pk).done == 2


def test_a_slot_filled_by_another_run_keeps_its_first_signature(school: School) -> None:
    school.released("transcript_cover")
    one, two = school.start(PRINCIPAL, 3), school.start(PRINCIPAL, 3)
    tasks.sign_run(school.ctx(PRINCIPAL), one.pk)
    kept = set(Signature.objects.values_list("pk", flat=True))
    chunk = tasks.sign_run(school.ctx(PRINCIPAL, 1), two.pk)
    assert (chunk.done, chunk.left) == (0, 0)
    assert set(Signature.objects.values_list("pk", flat=True)) == kept


def test_a_repeated_request_gets_the_first_answer(school: School) -> None:
    school.released()
    run = school.start("12", 1)
    request = uuid.uuid4()
    first = tasks.sign_chunk(school.ctx("12", request_id=request), run.pk, size=1)
    events = Event.objects.count()
    again = tasks.sign_chunk(school.ctx("12", 1, request_id=request), run.pk, size=1)
    assert again == first and first.receipt
    assert Event.objects.count() == events and Signature.objects.count() == 1


def test_nobody_signs_a_slot_of_somebody_else(school: School) -> None:
    school.released()
    slots = ready(school, "12", 1)
    with pytest.raises(Refusal, match="không ai ký thay"):
        school.start("15", 1, slots=slots)
    with pytest.raises(Refusal, match="quyền"):
        commands.start_run(school.ctx("15"), school.certificate("12"), slots, AT, "0" * 64)
    with pytest.raises(Refusal, match="quyền"):
        commands.confirm_slot(school.ctx("15"), Slot.objects.filter(mode="confirmed")[0])


def test_the_seal_is_for_the_clerk_alone(school: School) -> None:
    school.released("transcript_cover")
    school.sign(PRINCIPAL, 3)
    slots = ready(school, CLERK, 4)
    for who in (PRINCIPAL, IT, "12"):
        with pytest.raises(Refusal, match="quyền"):
            commands.start_run(school.ctx(who), school.certificate(CLERK), slots, AT, "0" * 64)
    assert school.sign(CLERK, 4, 1).done == 2


def test_a_slot_planned_for_a_certificate_is_not_confirmed_by_account(school: School) -> None:
    school.released()
    with pytest.raises(Refusal, match="chứng thư số"):
        commands.confirm_slot(school.ctx("12"), ready(school, "12", 1)[0])


def test_the_person_is_asked_for_again(school: School) -> None:
    school.released()
    slots, view = ready(school, "12", 1), "0" * 64
    key = school.certificate("12")
    with pytest.raises(Refusal, match="xác nhận lại mật khẩu"):
        commands.start_run(school.ctx("12", 6), key, slots, AT, view)
    run = commands.start_run(school.ctx("12", 5), key, slots, AT, view)
    with pytest.raises(Refusal, match="nghỉ quá 5 phút"):
        tasks.sign_chunk(school.ctx("12", 11), run.pk)
    again = AT + dt.timedelta(minutes=11)
    assert tasks.sign_chunk(school.ctx("12", 12), run.pk, authorised_at=again).left == 0


def test_whoever_has_left_the_school_signs_no_more(school: School) -> None:
    school.released()
    run = school.start("12", 1)
    with writing():
        Staff.objects.filter(person=school.people["12"]).update(status=Staff.Status.MOVED)
    with pytest.raises(Refusal, match="không còn làm việc"):
        tasks.sign_chunk(school.ctx("12"), run.pk)


@pytest.fixture
def own_authority(school: School, settings: Any, tmp_path: Path) -> School:
    """The same school with a copy of the authority that this test may spoil."""
    shutil.copytree(settings.PKI, tmp_path / "pki")
    settings.PKI = tmp_path / "pki"
    return school


def test_a_revoked_certificate_is_refused_in_words(own_authority: School) -> None:
    school = own_authority
    school.released()
    person = school.people["18"]
    slots = ready(school, "18", 1)
    keys.revoke(school.certificate("18"), AT - dt.timedelta(minutes=5))
    with pytest.raises(Refusal, match="đã bị thu hồi từ"):
        school.start("18", 1, slots=slots)
    assert Slot.objects.filter(person=person, state="waiting").count() == 2


def test_an_expired_certificate_is_refused_in_words(school: School) -> None:
    school.released()
    years = 3 * 365 * 24 * 60
    with pytest.raises(Refusal, match="đã hết hạn"):
        school.start("19", 1, minutes=years)


def test_a_certificate_revoked_during_a_run_stops_its_items(own_authority: School) -> None:
    school = own_authority
    school.released()
    run = school.start("31", 1)
    keys.revoke(school.certificate("31"), AT + dt.timedelta(minutes=1))
    chunk = tasks.sign_chunk(school.ctx("31", 2), run.pk)
    assert (chunk.done, chunk.failed) == (0, 2)
    progress = queries.run_progress(school.ctx("31").actor, run.pk)
    assert all("thu hồi" in f[2] for f in progress.failures)


def test_an_ended_registration_signs_no_more(school: School) -> None:
    school.released()
    commands.end_certificate(school.ctx(IT), school.certificate("12"))
    with pytest.raises(Refusal, match="thôi đăng ký"):
        school.start("12", 1)


def test_certificates_of_others_and_of_the_other_world_are_not_registered(school: School) -> None:
    mine = school.certificate("12")
    row = keys.NewCertificate(school.people["15"], keys.SIMULATOR, mine.key_name, keys.der_of(mine))
    with pytest.raises(Invalid, match="không phải của người được đăng ký"):
        commands.register_certificates(school.ctx(IT), school.place, [row])
    with writing():
        Place.objects.filter(pk=school.place.pk).update(trust="real")
    row = dataclasses.replace(row, person=school.people["12"])
    with pytest.raises(Invalid, match="không thuộc hệ chính thức"):
        commands.register_certificates(school.ctx(IT), school.place, [row])


def test_without_its_time_stamp_nothing_is_sealed_or_issued(school: School, settings: Any) -> None:
    (document, _) = school.released("transcript_cover")
    school.sign(PRINCIPAL, 3)
    run = school.start(CLERK, 4, 1)
    stamper = keys._stamper(Path(settings.PKI) / "test-authority")
    stamper.failures = 4
    chunk = tasks.sign_run(school.ctx(CLERK, 1), run.pk)
    assert (chunk.done, chunk.failed) == (0, 2)
    with pytest.raises(Refusal, match="đang ký"):
        commands.issue(school.ctx(CLERK, 2), document)
    stamper.failures = 0
    commands.retry_failed(school.ctx(CLERK, 2), run.pk, AT)
    assert tasks.sign_run(school.ctx(CLERK, 2), run.pk).done == 2
    commands.issue(school.ctx(CLERK, 3), document)


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Signature, {"xml": ""}),
        (Signature, {"evidence": {}}),
        (DocumentFile, {"kind": "txt"}),
        (Document, {"short_code": "X"}),
        (Document, {"version": 9}),
        (Slot, {"person": 1}),
        (Certificate, {"pem": ""}),
    ],
)
def test_signed_things_are_frozen_in_the_database(
    school: School, model: type[Signature], change: dict[str, object]
) -> None:
    school.released("transcript_cover", students=school.students[:1])
    school.sign(PRINCIPAL, 3)
    with writing():
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all()._raw_delete("default")
    assert model.objects.exists()


def test_a_snapshot_of_another_pupil_or_school_is_refused(school: School) -> None:
    one, two = school.students
    snapshot = school.snapshot(two)
    with pytest.raises(Invalid, match="học sinh khác"):
        commands.make_documents(school.ctx(CLERK), one, [snapshot], KLASS, YEAR)
    other = dataclasses.replace(
        snapshot, document=dataclasses.replace(snapshot.document, trust="real")
    )
    with pytest.raises(Invalid, match="không thuộc trường"):
        commands.make_documents(school.ctx(CLERK), two, [other], KLASS, YEAR)


def test_data_altered_on_disk_is_not_signed(school: School) -> None:
    (document,) = school.released("transcript_cover", students=school.students[:1])
    run = school.start(PRINCIPAL, 3)
    path = blobs.path_of(document.data_xml_id)
    path.write_bytes(path.read_bytes().replace("Đạt".encode(), "Đỗ".encode()))
    with pytest.raises(RuntimeError, match="altered"):
        tasks.sign_chunk(school.ctx(PRINCIPAL), run.pk)
    assert not Signature.objects.exists()


def test_who_sees_which_documents(school: School) -> None:
    school.released(students=school.students[:1])
    seen = {
        who: visible(school.ctx(who).actor, Document).count()
        for who in (PRINCIPAL, CLERK, HOMEROOM, "12", IT, STRANGER)
    }
    assert seen == {PRINCIPAL: 1, CLERK: 1, HOMEROOM: 1, "12": 0, IT: 0, STRANGER: 0}
    (document,) = Document.objects.all()
    assert visible(school.ctx("12").actor, Slot).count() == 1
    with pytest.raises(Hidden):
        queries.document_page(school.ctx(STRANGER).actor, str(document.pk))
    with pytest.raises(Hidden):
        queries.document_page(school.ctx(PRINCIPAL).actor, "không phải mã")


def test_both_faces_of_every_reading_right_agree(school: School) -> None:
    school.released("transcript_year", "transcript_cover", students=school.students[:1])
    school.sign("12", 1)
    school.start("15", 1)
    for model, readers in registry.readers.items():
        if model._meta.app_label != "documents":
            continue
        for who in (PRINCIPAL, CLERK, HOMEROOM, "12", NO_KEY, IT, STRANGER):
            actor = school.ctx(who).actor
            by_query = set(visible(actor, model).values_list("pk", flat=True))
            rows = model._default_manager.all()
            by_object = {r.pk for r in rows if any(w.standing(actor, r) for w in readers)}
            assert by_query == by_object, (model, who)


def test_the_public_sees_state_and_signers_and_no_marks(school: School) -> None:
    (document,) = school.make_documents(students=school.students[:1])
    assert queries.public_lookup(document.short_code) is None
    commands.release(school.ctx(PRINCIPAL), document)
    school.sign("12", 1)
    card = queries.public_lookup(document.short_code.lower().replace("-", " "))
    assert card is not None
    assert card.name == "Đ. N. T. Đạt"
    assert [(s.role, s.name) for s in card.signers] == [("giáo viên bộ môn", "Phạm Quốc Bảo")]
    assert card.word == "đang ký"
    text = repr(card)
    assert "Nguyễn Thành" not in text and "Tin học" not in text and str(document.pk) not in text
    assert queries.public_lookup("ZZZZZ-ZZZZZ") is None


def test_the_installation_itself_makes_and_issues_but_never_signs(school: School) -> None:
    school.released(students=school.students[:1])
    system = Actor(None, AT.date(), system=True)
    assert can(system, policy.ISSUE, Document.objects.get()).right
    ctx = dataclasses.replace(school.ctx("12"), actor=system)
    slots = ready(school, "12", 1)
    with pytest.raises(Refusal, match="không còn làm việc"):
        commands.start_run(ctx, school.certificate("12"), slots, AT, "0" * 64)


def test_each_file_names_the_other_and_a_swap_is_caught(school: School) -> None:
    one, two = school.released("transcript_cover")
    school.through_seal()
    actor = school.ctx(PRINCIPAL).actor
    later = AT + dt.timedelta(days=1)
    keys.publish(later)
    pdf, xml = queries.body(actor, str(one.pk), "pdf"), queries.body(actor, str(two.pk), "xml")
    found = verify_bytes(pdf, keys.trust(), at=later, companions=[xml])
    assert found.state is State.INVALID and "swapped" in found.codes()


def test_a_queued_run_is_signed_by_the_job_process_as_its_person(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.released()
    slots, key = ready(school, "12", 1), school.certificate("12").pk
    run = tasks.start_in_background(school.ctx("12"), key, slots, AT, "0" * 64)
    later = AT + dt.timedelta(minutes=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    tasks.sign_queued.func(run.pk, school.people["12"], None, "192.0.2.7")
    run.refresh_from_db()
    assert run.state == "done"
    event = Event.objects.filter(verb="signing.sign").latest("pk")
    assert (event.actor, event.source, event.address) == (school.people["12"], "work", "192.0.2.7")


def test_a_queued_run_that_rested_too_long_waits_for_its_person(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.released()
    run = school.start("12", 1)
    late = AT + dt.timedelta(minutes=30)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    tasks.sign_queued.func(run.pk, school.people["12"], None, "")
    assert not Signature.objects.exists()
    tasks.resume_in_background(school.ctx("12", 30), run.pk, late)
    tasks.sign_queued.func(run.pk, school.people["12"], None, "")
    assert Signature.objects.count() == 2
