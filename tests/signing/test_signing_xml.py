"""XML signatures: what is accepted, what is caught, and that other tools agree."""

import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from signing_world import AT, LATER, SigningWorld, cover, transcript

from hocba.documents.signing import layout, xades
from hocba.documents.signing.sentences import Refused
from hocba.documents.verify import State, Verdict, verify_bytes


def judge(world: SigningWorld, data: bytes, *, full: bool = True) -> Verdict:
    return verify_bytes(data, world.trust, at=LATER, full=full)


def refusal(action: object) -> str:
    with pytest.raises(Refused) as caught:
        action()  # type: ignore[operator]
    return caught.value.problems[0].code


def test_complete_transcript_is_valid_and_labelled_as_test(
    world: SigningWorld, complete_xml: bytes
) -> None:
    verdict = judge(world, complete_xml)
    assert verdict.problems == ()
    assert verdict.state is State.VALID
    assert verdict.label == "THỬ NGHIỆM – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
    assert [(s.slot, s.name, s.level) for s in verdict.signers] == [
        ("gvbm-12", "Lê Văn An", "B-B"),
        ("gvbm-15", "Đỗ Thị Bình", "xác nhận bằng tài khoản"),
        ("gvcn", "Trần Thị Đào", "B-B"),
        ("cbql", "Phạm Quốc Huy", "B-B"),
        ("seal", "Trường THCS Hoa Sen", "B-T"),
    ]
    assert verdict.document.document == "d-0001"


def test_xmlsec1_accepts_every_signature(
    world: SigningWorld, complete_xml: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "full.xml"
    path.write_bytes(complete_xml)
    anchors = next((world.folder / "trust" / "test" / "anchors").glob("*.pem"))
    ours = (
        "Data",
        "Identity",
        "Subject",
        "Homeroom",
        "Results",
        "Slots",
        "GVBM",
        "GVCN",
        "CBQL",
        "KY_PHAT_HANH",
    )
    ids = [arg for name in ours for arg in ("--id-attr:Id", f"{layout.NS}:{name}")]
    ids += [
        "--id-attr:Id",
        f"{layout.DS}:Signature",
        "--id-attr:Id",
        f"{layout.XADES}:SignedProperties",
    ]
    for slot in ("gvbm-12", "gvcn", "cbql", "seal"):
        node = f"//*[local-name()='Signature'][@Id='sig-{slot}']"
        command = [
            "xmlsec1",
            "--verify",
            *ids,
            "--trusted-pem",
            str(anchors),
            "--verification-gmt-time",
        ]
        command += [f"{AT:%Y-%m-%d %H:%M:%S}", "--node-xpath", node, str(path)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr


def test_signing_changes_no_byte_outside_its_region(
    world: SigningWorld, teachers_xml: bytes
) -> None:
    signed = world.sign_xml(teachers_xml, "cbql")
    start = signed.index(b"<ds:Signature", signed.index(b"<CBQL"))
    end = signed.index(b"</ds:Signature>", start) + len(b"</ds:Signature>")
    assert signed[:start] + signed[end:] == teachers_xml


def test_teachers_sign_in_any_order(world: SigningWorld) -> None:
    xml = world.sign_xml(xades.confirm(transcript(), "gvbm-15", AT), "gvbm-12")
    assert judge(world, world.complete(world.sign_xml(xml, "gvcn"))).state is State.VALID


def test_transcript_signed_by_teachers_only_says_who_is_missing(
    world: SigningWorld, teachers_xml: bytes
) -> None:
    verdict = judge(world, teachers_xml)
    assert verdict.state is State.INVALID
    assert verdict.codes() == {"missing"}
    assert "Phạm Quốc Huy (cán bộ quản lí (hiệu trưởng))" in verdict.problems[0].sentence


def test_order_of_signing_is_kept(world: SigningWorld, teachers_xml: bytes) -> None:
    certificate = world.keys.certificate(world.names["13"])
    assert refusal(lambda: xades.prepare(transcript(), "gvcn", certificate, AT)) == "too-early"
    assert refusal(lambda: world.sign_xml(teachers_xml, "seal")) == "too-early"
    assert refusal(lambda: world.sign_xml(teachers_xml, "gvcn")) == "already-signed"
    assert refusal(lambda: world.sign_xml(teachers_xml, "gvbm-12")) == "already-signed"
    assert refusal(lambda: world.sign_xml(transcript(), "gvbm-99", who="12")) == "no-slot"
    assert refusal(lambda: world.sign_xml(transcript(), "gvbm-15", who="15")) == "slot-mode"
    assert refusal(lambda: xades.confirm(transcript(), "gvbm-12", AT)) == "slot-mode"


def test_value_of_another_key_is_not_embedded(world: SigningWorld) -> None:
    prepared = xades.prepare(transcript(), "gvbm-12", world.keys.certificate(world.names["12"]), AT)
    value = world.keys.poll(
        world.keys.start(world.names["13"], [prepared.hash], "rsa-pkcs1v15-sha256", "")
    ).values[0]
    assert refusal(lambda: xades.embed(prepared, value)) == "wrong-value"


def test_changed_mark_names_subject_and_teacher(world: SigningWorld, complete_xml: bytes) -> None:
    verdict = judge(world, complete_xml.replace(b'year="9.0"', b'year="9.5"'))
    sentences = [p.sentence for p in verdict.problems]
    assert "Nội dung “môn Toán” đã bị sửa sau khi Lê Văn An (giáo viên bộ môn) ký." in sentences
    assert {s.slot: s.good for s in verdict.signers}["seal"] is False
    assert {"changed", "second-opinion"} == verdict.codes()


def _moved_aside(match: re.Match[bytes]) -> bytes:
    forged = match[1].replace(b'<Data Id="data">', b"<Data>").replace(b'year="9.0"', b'year="10.0"')
    return re.sub(rb' Id="[^"]*"', b"", forged) + match[2] + match[1]


ATTACKS = {
    "signature removed": (
        lambda x: re.sub(rb"<ds:Signature [^>]*Id=\"sig-cbql\">.*?</ds:Signature>", b"", x),
        "missing",
    ),
    "confirmation removed": (lambda x: re.sub(rb"<Confirmed.*?</Confirmed>", b"", x), "missing"),
    "slot removed": (lambda x: re.sub(rb'<Slot [^>]*id="gvbm-12"[^>]*></Slot>', b"", x), "extra"),
    "signature moved to another region": (
        lambda x: re.sub(
            rb"(<ds:Signature [^>]*Id=\"sig-cbql\">.*?</ds:Signature>)(.*)(</KY_PHAT)",
            rb"\2\1\3",
            x,
            flags=re.S,
        ),
        "extra",
    ),
    "signature twice": (
        lambda x: re.sub(
            rb"(<ds:Signature [^>]*Id=\"sig-cbql\">.*?</ds:Signature>)", rb"\1\1", x, flags=re.S
        ),
        "wrapped",
    ),
    "weaker transform": (
        lambda x: x.replace(b"xml-exc-c14n#", b"xml-exc-c14n#WithComments", 1),
        "signature-shape",
    ),
    "reference dropped": (
        lambda x: re.sub(
            rb'<ds:Reference [^>]*URI="#s-TOAN">.*?</ds:Reference>', b"", x, flags=re.S
        ),
        "signature-shape",
    ),
    "wrapped subject": (
        lambda x: re.sub(
            rb'(<Subject Id="s-TOAN".*?</Subject>)',
            lambda m: m[1].replace(b'Id="s-TOAN" ', b"").replace(b"9.0", b"10.0"),
            x,
            flags=re.S,
        ).replace(
            b"</Homeroom>",
            re.search(rb'<Subject Id="s-TOAN".*?</Subject>', x, re.S)[0] + b"</Homeroom>",
        ),  # type: ignore[index]
        "wrapped",
    ),
    "wrapped with a twin": (
        lambda x: x.replace(
            b"</Homeroom>",
            re.search(rb'<Subject Id="s-TOAN".*?</Subject>', x, re.S)[0] + b"</Homeroom>",  # type: ignore[index]
        ),
        "wrapped",
    ),
    "wrapped inside a signature": (
        lambda x: x.replace(
            b"<ds:Object>", b'<ds:Object><Subject Id="s-HOA" code="HOA"></Subject>', 1
        ),
        "wrapped",
    ),
    "whole data moved aside": (
        lambda x: re.sub(
            rb"(<Data Id=.*?</Data>)(.*<ds:Object>)", _moved_aside, x, count=1, flags=re.DOTALL
        ),
        "wrapped",
    ),
    "second data block": (
        lambda x: x.replace(b"<Signatures>", b'<Data Id="data2"></Data><Signatures>'),
        "wrapped",
    ),
    "unsigned attribute": (
        lambda x: x.replace(b"<Signatures>", b'<Signatures note="x">'),
        "layout",
    ),
    "space in a tag": (lambda x: x.replace(b"<Signatures>", b"<Signatures >"), "not-fixed"),
    "comment": (lambda x: x.replace(b"<Signatures>", b"<!-- x --><Signatures>"), "forbidden-xml"),
    "document type": (
        lambda x: x.replace(
            b"<Transcript", b'<!DOCTYPE Transcript [<!ENTITY e "x">]><Transcript', 1
        ),
        "forbidden-xml",
    ),
    "character data section": (lambda x: x.replace(b"Ti", b"<![CDATA[Ti]]>", 1), "forbidden-xml"),
    "instruction": (lambda x: x.replace(b"<Signatures>", b"<?x y?><Signatures>"), "forbidden-xml"),
    "broken": (lambda x: x[:-20], "not-xml"),
    "enormous": (lambda x: x + b" " * 5_000_000, "too-large"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_caught_and_named(world: SigningWorld, complete_xml: bytes, name: str) -> None:
    change, code = ATTACKS[name]
    attacked = change(complete_xml)
    assert attacked != complete_xml
    verdict = judge(world, attacked)
    assert verdict.state is not State.VALID
    assert code in verdict.codes(), verdict.problems


def test_every_sampled_byte_matters(world: SigningWorld, complete_xml: bytes) -> None:
    """A flipped bit anywhere is never valid, wherever it falls."""
    for at in range(0, len(complete_xml), 31):
        changed = bytearray(complete_xml)
        changed[at] ^= 1
        assert judge(world, bytes(changed), full=False).state is not State.VALID, (
            at,
            complete_xml[at - 30 : at + 30],
        )


def test_signatures_of_another_pupil_do_not_fit(world: SigningWorld, complete_xml: bytes) -> None:
    other = world.complete(world.by_teachers(transcript("d-0002", pupil="Trần Thị Lan")))
    marks = slice(complete_xml.index(b"<Signatures>"), None)
    mixed = complete_xml[: marks.start] + other[other.index(b"<Signatures>") :]
    verdict = judge(world, mixed)
    assert verdict.state is State.INVALID
    assert "changed" in verdict.codes()


def test_times_must_follow_the_order(world: SigningWorld, teachers_xml: bytes) -> None:
    early = world.sign_xml(teachers_xml, "cbql", at=AT - timedelta(minutes=5))
    verdict = judge(world, world.sign_xml(early, "seal"))
    assert "order" in verdict.codes()
    before = verify_bytes(teachers_xml, world.trust, at=AT - timedelta(days=1))
    assert "future" in before.codes()


def test_cover_needs_only_principal_and_seal(world: SigningWorld) -> None:
    assert judge(world, world.complete(cover())).problems == ()
    sealed = world.sealed(cover())
    assert judge(world, sealed).problems == ()
    companion = world.complete(cover())
    assert verify_bytes(sealed, world.trust, at=LATER, companions=[companion]).problems == ()
