"""Certificates, trust worlds, revocation, time stamps, providers and the verify command."""

import json
import stat
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from signing_world import (
    AT,
    LATER,
    PEOPLE,
    SCHOOL,
    SIGNERS,
    TAXCODE,
    SigningWorld,
    sign_all,
    transcript,
)

from hocba.documents.signing import batch, check, layout, trust, xades
from hocba.documents.signing.pkcs12 import SoftKeys
from hocba.documents.signing.provider import RSA_SHA256, KeyCertificate, Progress
from hocba.documents.signing.sentences import Refused
from hocba.documents.signing.simulator import Authority, Flaw, StampAuthority
from hocba.documents.signing.trust import Trust, World
from hocba.documents.verify import State, verify_bytes
from hocba.documents.verify.report import verify_files


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> SigningWorld:
    """The same people with certificates of another authority."""
    return SigningWorld.make(Path(tmp_path_factory.mktemp("other")))


def fresh(world: SigningWorld, folder: Path, at: object = LATER) -> Trust:
    """Trust with revocation lists made now."""
    world.authority.export_trust(folder, at)  # type: ignore[arg-type]
    return Trust.load(folder)


@pytest.mark.parametrize(
    ("flaw", "code", "words"),
    [
        (Flaw.EXPIRED, "expired", "đã hết hạn"),
        (Flaw.REVOKED, "revoked", "đã bị thu hồi"),
        (Flaw.SHA1, "weak-algorithm", "SHA-1"),
        (Flaw.USAGE, "usage", "không được cấp để ký số"),
    ],
)
def test_flawed_certificate_is_refused_before_signing_and_named_afterwards(
    world: SigningWorld, tmp_path: Path, flaw: Flaw, code: str, words: str
) -> None:
    path = world.authority.person("12", PEOPLE["12"], SCHOOL, AT, flaw)
    key = world.authority.open(world.keys, path)
    certificate = world.keys.certificate(key)
    slot = layout.read(transcript()).slots["gvbm-12"]
    now = fresh(world, tmp_path, AT)
    with pytest.raises(Refused) as caught:
        check.before_signing(certificate, slot, now, World.TEST, AT)
    assert code in {p.code for p in caught.value.problems}
    assert words in str(caught.value)

    prepared = xades.prepare(transcript(), "gvbm-12", certificate, AT)
    value = world.keys.poll(world.keys.start(key, [prepared.hash], RSA_SHA256, "")).values[0]
    xml = xades.confirm(prepared.embed(value), "gvbm-15", AT)
    verdict = verify_bytes(world.complete(world.sign_xml(xml, "gvcn")), now, at=LATER)
    assert verdict.state is State.INVALID
    assert verdict.codes() == {code}


def test_revocation_is_also_known_from_ocsp(world: SigningWorld) -> None:
    path = world.authority.person("12", PEOPLE["12"], SCHOOL, AT, Flaw.REVOKED)
    certificate = world.keys.certificate(world.authority.open(world.keys, path))
    slot = layout.read(transcript()).slots["gvbm-12"]
    answer = world.authority.status(certificate.der, AT)
    with pytest.raises(Refused) as caught:
        check.before_signing(certificate, slot, world.trust, World.TEST, AT, answers=[answer])
    assert caught.value.problems[0].code == "revoked"


def test_evidence_holds_chain_answers_and_view(world: SigningWorld) -> None:
    slot = layout.read(transcript()).slots["gvbm-12"]
    evidence = world.evidence("12", slot)
    assert len(evidence.chain) == 3
    assert len(evidence.answers) == 2
    assert json.loads(json.dumps(evidence.to_json()))["world"] == "test"


def test_wrong_person_and_wrong_school_are_refused(world: SigningWorld) -> None:
    slots = layout.read(transcript()).slots
    for who, slot, code in (
        ("13", "gvbm-12", "wrong-person"),
        ("1", "seal", "wrong-school"),
        (TAXCODE, "cbql", "wrong-person"),
    ):
        with pytest.raises(Refused) as caught:
            world.evidence(who, slots[slot])
        assert [p.code for p in caught.value.problems] == [code]


def test_document_signed_by_another_person_is_named(world: SigningWorld) -> None:
    xml = xades.confirm(world.sign_xml(transcript(), "gvbm-12", who="13"), "gvbm-15", AT)
    verdict = verify_bytes(world.complete(world.sign_xml(xml, "gvcn")), world.trust, at=LATER)
    assert verdict.codes() == {"wrong-person"}
    assert "Trần Thị Đào" in verdict.problems[0].sentence


def test_worlds_are_never_mixed(
    world: SigningWorld, other: SigningWorld, complete_xml: bytes
) -> None:
    both = Trust(world.trust.test, other.trust.test)
    real = other.complete(other.by_teachers(transcript(trust="real")))
    verdict = verify_bytes(real, both, at=LATER)
    assert (verdict.state, verdict.world, verdict.label) == (State.VALID, "real", "")
    assert verify_bytes(complete_xml, both, at=LATER).state is State.VALID

    claims_real = world.complete(world.by_teachers(transcript(trust="real")))
    assert "other-world" in verify_bytes(claims_real, both, at=LATER).codes()
    claims_test = other.complete(other.by_teachers(transcript()))
    verdict = verify_bytes(claims_test, both, at=LATER)
    assert "other-world" in verdict.codes()
    assert any(
        "thuộc hệ chính thức, trong khi tài liệu thuộc hệ thử nghiệm" in p.sentence
        for p in verdict.problems
    )
    slot = layout.read(transcript()).slots["gvbm-12"]
    with pytest.raises(Refused) as caught:
        check.before_signing(other.keys.certificate(other.names["12"]), slot, both, World.TEST, AT)
    assert caught.value.problems[0].code == "other-world"


def test_unknown_authority_and_empty_store(
    world: SigningWorld, other: SigningWorld, complete_xml: bytes
) -> None:
    stranger = other.complete(other.by_teachers(transcript()))
    verdict = verify_bytes(stranger, world.trust, at=LATER)
    assert verdict.state is State.INVALID
    assert "unknown-ca" in verdict.codes()
    empty = verify_bytes(complete_xml, Trust(), at=LATER)
    assert empty.state is State.UNKNOWN
    assert "empty-trust" in empty.codes()


def test_without_revocation_information_nothing_is_concluded(
    world: SigningWorld, complete_xml: bytes
) -> None:
    store = world.trust.test
    bare = Trust(trust.Store(store.anchors, store.intermediates, []))
    verdict = verify_bytes(complete_xml, bare, at=LATER)
    assert (verdict.state, verdict.codes()) == (State.UNKNOWN, {"no-status"})
    ders = [world.keys.certificate(world.names[SIGNERS[s]]).der for s in SIGNERS]
    answers = [*(world.authority.status(der, AT) for der in ders), *world.authority.crls(AT)[:1]]
    assert verify_bytes(complete_xml, bare, at=LATER, answers=answers).state is State.VALID
    stale = [world.authority.status(der, AT - timedelta(days=9)) for der in ders]
    verdict = verify_bytes(complete_xml, bare, at=LATER, answers=[*stale, *answers[-1:]])
    assert verdict.codes() == {"no-status"}


def test_time_stamp_keeps_old_signatures_provable(
    world: SigningWorld, complete_xml: bytes, teachers_xml: bytes
) -> None:
    years_later = AT + timedelta(days=3 * 365)
    assert verify_bytes(complete_xml, world.trust, at=years_later).state is State.VALID
    unstamped = world.sign_xml(world.sign_xml(teachers_xml, "cbql"), "seal")
    verdict = verify_bytes(unstamped, world.trust, at=years_later)
    assert (verdict.state, verdict.codes()) == (State.UNKNOWN, {"expired-since"})


def test_later_revocation_does_not_touch_a_stamped_signature(tmp_path: Path) -> None:
    world = SigningWorld.make(tmp_path)
    xml = world.by_teachers(transcript())
    stamped, plain = world.complete(xml), world.sign_xml(world.sign_xml(xml, "cbql"), "seal")
    world.authority.revoke(world.keys.certificate(world.names["12"]).der, AT + timedelta(days=1))
    now = fresh(world, tmp_path / "trust")
    assert verify_bytes(stamped, now, at=LATER).state is State.VALID
    verdict = verify_bytes(plain, now, at=LATER)
    assert (verdict.state, verdict.codes()) == (State.UNKNOWN, {"revoked-since"})


def test_foreign_or_misplaced_stamps_do_not_count(
    world: SigningWorld, other: SigningWorld, teachers_xml: bytes
) -> None:
    xml = world.sign_xml(teachers_xml, "cbql")
    key = world.names[TAXCODE]
    prepared = xades.prepare(xml, "seal", world.keys.certificate(key), AT)
    value = world.keys.poll(world.keys.start(key, [prepared.hash], RSA_SHA256, "")).values[0]
    wrong = prepared.embed(value, world.stamper.stamp(bytes(32), AT))
    assert verify_bytes(wrong, world.trust, at=LATER).codes() == {"bad-stamp"}
    foreign = prepared.embed(value, other.stamper.stamp(prepared.stamp_hash(value), AT))
    assert verify_bytes(foreign, world.trust, at=LATER).codes() == {"stamp-ca"}
    early = prepared.embed(
        value, world.stamper.stamp(prepared.stamp_hash(value), AT - timedelta(days=1))
    )
    assert "bad-stamp" in verify_bytes(early, world.trust, at=LATER).codes()


class Recorder(SoftKeys):
    """A provider that remembers what it was given and fails where told."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[list[bytes], str]] = []
        self.failing: set[int] = set()

    def start(self, key: str, hashes: Sequence[bytes], algorithm: str, description: str) -> str:
        self.calls.append((list(hashes), description))
        return super().start(key, hashes, algorithm, description)

    def poll(self, batch: str) -> Progress:
        progress = super().poll(batch)
        kept = {i: v for i, v in progress.values.items() if i not in self.failing}
        return Progress(
            True, kept, dict.fromkeys(self.failing, "Người ký đã từ chối tài liệu này.")
        )


def test_a_class_is_signed_with_one_call_of_hashes_and_failures_are_retried_alone(
    world: SigningWorld,
) -> None:
    keys = Recorder()
    key = world.authority.open(keys, world.authority.person("12", PEOPLE["12"], SCHOOL, AT))
    documents = [transcript(f"d-{i}", pupil=f"Học sinh {i}") for i in range(45)]
    prepared = [xades.prepare(xml, "gvbm-12", keys.certificate(key), AT) for xml in documents]
    keys.failing = {7}
    outcomes = sign_all(keys, key, prepared, AT, "Lớp 6A, 45 học bạ")
    assert len(keys.calls) == 1
    assert {len(h) for h in keys.calls[0][0]} == {32}
    assert [i for i, o in enumerate(outcomes) if o.failure] == [7]
    assert outcomes[7].failure == "Người ký đã từ chối tài liệu này."
    keys.failing = set()
    (again,) = sign_all(keys, key, [prepared[7]], AT, "Lớp 6A, 1 học bạ")
    assert again.data is not None
    assert keys.calls[1][0] == [prepared[7].hash]


class Slow(SoftKeys):
    """A provider that hands out one value a poll, as a person confirms on a telephone."""

    def __init__(self) -> None:
        super().__init__()
        self.ready = 0
        self.whole: dict[str, Progress] = {}

    def poll(self, batch: str) -> Progress:
        if batch not in self.whole:
            self.whole[batch] = super().poll(batch)
        whole = self.whole[batch]
        self.ready += 1
        values = {i: v for i, v in whole.values.items() if i < self.ready}
        return Progress(len(values) == len(whole.values), values)


def test_values_may_come_one_by_one_and_each_is_stamped_once(
    world: SigningWorld, teachers_xml: bytes
) -> None:
    keys = Slow()
    key = world.authority.open(keys, world.authority.school(TAXCODE, SCHOOL, AT))
    xml = world.sign_xml(teachers_xml, "cbql")
    prepared = [xades.prepare(xml, "seal", keys.certificate(key), AT) for _ in range(3)]
    waits: list[timedelta] = []
    stamper = StampAuthority(world.authority, AT, wait=waits.append)
    asked = batch.start(keys, key, prepared, "3 học bạ")
    outcomes: list[batch.Outcome] = []
    for expected in ([True, False, False], [True, True, False], [True, True, True]):
        outcomes = batch.collect(keys, asked, prepared, AT, stamper=stamper, earlier=outcomes)
        assert [o.data is not None for o in outcomes] == expected
        assert [o.waiting for o in outcomes] == [not e for e in expected]
    assert len(waits) == 3


def test_preparing_again_gives_the_same_hash(world: SigningWorld) -> None:
    certificate = world.keys.certificate(world.names["12"])
    first, second = (xades.prepare(transcript(), "gvbm-12", certificate, AT) for _ in range(2))
    assert first == second


def test_nothing_is_finished_without_its_stamp(world: SigningWorld, teachers_xml: bytes) -> None:
    stamper = StampAuthority(world.authority, AT, failures=1, delay=timedelta(seconds=90))
    key = world.names[TAXCODE]
    prepared = xades.prepare(
        world.sign_xml(teachers_xml, "cbql"), "seal", world.keys.certificate(key), AT
    )
    (waiting,) = sign_all(world.keys, key, [prepared], AT, "", stamper)
    assert waiting.data is None
    assert waiting.value is not None
    assert "dấu thời gian" in waiting.failure
    done = batch.finish(prepared, waiting.value, AT, stamper=stamper)
    assert done.data is not None
    verdict = verify_bytes(done.data, world.trust, at=LATER)
    assert verdict.state is State.VALID
    assert verdict.signers[-1].stamped == "2026-05-30T08:01:30+07:00"


def test_keys_are_private_files_and_found_again(tmp_path: Path) -> None:
    world = SigningWorld.make(tmp_path)
    folder = world.authority.folder
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.glob("*.p12")} == {0o600}
    assert stat.S_IMODE((folder / "passphrase").stat().st_mode) == 0o600
    again = Authority(folder, LATER)
    keys = SoftKeys()
    key = again.open(keys, again.person("12", PEOPLE["12"], SCHOOL, LATER))
    assert key == world.names["12"]
    with pytest.raises(Refused) as caught:
        keys.load(next(folder.glob("person-12-*.p12")), "sai")
    assert caught.value.problems[0].code == "passphrase"
    renamed = again.open(keys, again.person("12", "Lê Văn Ân", SCHOOL, LATER))
    years_later = again.open(
        keys, again.person("12", "Lê Văn Ân", SCHOOL, LATER + timedelta(days=900))
    )
    assert len({key, renamed, years_later}) == 3
    with pytest.raises(Refused):
        keys.start("nobody", [], RSA_SHA256, "")


def test_anchor_needs_its_fingerprint(world: SigningWorld, tmp_path: Path) -> None:
    root = next(iter(world.trust.test.anchors.values()))
    with pytest.raises(ValueError, match="vân tay"):
        trust.add_anchor(tmp_path, World.REAL, root, "00" * 32)
    trust.add_anchor(tmp_path, World.REAL, root, trust.fingerprint(root).upper())
    assert Trust.load(tmp_path).real.anchors
    (tmp_path / "real" / "anchors.json").unlink()
    assert not Trust.load(tmp_path).real.anchors


def test_verify_command_reports_and_exits(
    world: SigningWorld, complete_xml: bytes, sealed_pdf: bytes, teachers_xml: bytes, tmp_path: Path
) -> None:
    folder = world.folder / "trust"
    files = {"an.xml": complete_xml, "an.pdf": sealed_pdf, "do.xml": teachers_xml, "la.bin": b"?"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    out: list[str] = []
    both = [tmp_path / "an.xml", tmp_path / "an.pdf"]
    assert verify_files(both, folder, LATER, out=out.append, full=True) == 0
    text = "\n".join(out)
    assert text.count("HỢP LỆ\n  THỬ NGHIỆM – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ") == 2
    assert (
        "✓ Phạm Quốc Huy, cán bộ quản lí (hiệu trưởng), ký số trên bản PDF lúc 08:00:00 ngày 30/05/2026"
        in text
    )
    assert "Đỗ Thị Bình, giáo viên bộ môn, xác nhận bằng tài khoản" in text
    assert out[-1] == "2 tệp: 2 hợp lệ."
    for name, code in (("do.xml", 1), ("la.bin", 2), ("none.xml", 2)):
        said: list[str] = []
        assert verify_files([tmp_path / name], folder, LATER, out=said.append) == code
        first = next(n for n, line in enumerate(said) if line.startswith("  Lí do: "))
        assert not any(line.startswith(("  ✓", "  ✗")) for line in said[:first]), "reasons first"
    doubted: list[str] = []
    assert verify_files(both[1:], tmp_path / "nowhere", LATER, out=doubted.append) == 2
    assert len(doubted) == len(set(doubted)), "a reason is said once"
    assert not any(line.startswith("  ✗") for line in doubted), "nothing was found wrong"
    assert any(line.startswith("  ? Phạm Quốc Huy") for line in doubted)
    machine: list[str] = []
    one = [tmp_path / "an.pdf"]
    assert verify_files(one, folder, LATER, as_json=True, out=machine.append) == 0
    assert json.loads(machine[0])[0]["state"] == "VALID"


def test_a_fault_of_ours_is_cannot_tell_and_no_traceback(
    world: SigningWorld,
    complete_xml: bytes,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(check, "belongs", None)
    verdict = verify_bytes(complete_xml, world.trust, at=LATER)
    assert (verdict.state, verdict.codes()) == (State.UNKNOWN, {"unreadable"})
    assert "TypeError at xmlcheck.py" in caplog.text
    assert "Traceback" not in caplog.text


def test_a_provider_lists_its_certificates(world: SigningWorld) -> None:
    listed = world.keys.list_certificates()
    assert all(isinstance(c, KeyCertificate) for c in listed)
    assert set(world.names.values()) <= {c.key for c in listed}
