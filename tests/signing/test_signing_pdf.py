"""PDF signatures: accepted by standard tools, and every change after signing is caught and named."""

import io
import re
import subprocess
from pathlib import Path

import page
import pikepdf
import pypdf
import pytest
from signing_world import AT, LATER, SPECS, SigningWorld, transcript, typst_pdf

from hocba.documents.signing import cms, layout, pades, pdffile
from hocba.documents.signing.sentences import Refused
from hocba.documents.verify import State, Verdict, verify_bytes


def judge(world: SigningWorld, data: bytes, **more: object) -> Verdict:
    return verify_bytes(data, world.trust, at=LATER, **more)  # type: ignore[arg-type]


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)


def test_sealed_transcript_is_valid_with_both_files_and_all_judges(
    world: SigningWorld, sealed_pdf: bytes, complete_xml: bytes
) -> None:
    verdict = judge(world, sealed_pdf, companions=[complete_xml], full=True)
    assert verdict.problems == ()
    assert verdict.state is State.VALID
    assert verdict.label.startswith("THỬ NGHIỆM")
    assert [(s.slot, s.form, s.level) for s in verdict.signers] == [
        ("gvbm-12", "XML", "B-B"),
        ("gvbm-15", "XML", "xác nhận bằng tài khoản"),
        ("gvcn", "XML", "B-B"),
        ("cbql", "PDF", "B-B"),
        ("seal", "PDF", "B-T"),
    ]
    assert judge(world, complete_xml, companions=[sealed_pdf]).problems == ()


def test_pdfsig_and_qpdf_accept_the_file(sealed_pdf: bytes, tmp_path: Path) -> None:
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed_pdf)
    said = run("pdfsig", "-nocert", path).stdout
    assert said.count("Signature is Valid.") == 2
    assert said.count("  - Total document signed") == 1
    assert "Signature Type: ETSI.CAdES.detached" in said
    checked = run("qpdf", "--check", path)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_pdf_a_and_pdf_ua_survive_signing(
    world: SigningWorld, teachers_xml: bytes, sealed_pdf: bytes, tmp_path: Path
) -> None:
    slots = layout.read(teachers_xml).slots
    empty = world.slotted(teachers_xml)
    first = world.sign_pdf(empty, slots["cbql"])
    for name, data in {"empty": empty, "first": first, "sealed": sealed_pdf}.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(data)
        archive = page.validate_pdf(str(path), profile="3b")
        assert page.validate_pdf(str(path), profile="ua1").is_compliant, name
        rules = set(
            re.findall(
                r"PDFA\w+-[A-Z-]+-\d+",
                archive.to_json() if hasattr(archive, "to_json") else str(archive),
            )
        )
        assert archive.is_compliant or (
            name == "sealed" and rules <= {"PDFA3B-SIGNATURE-BYTERANGE-001"}
        ), rules


def test_openssl_accepts_each_cms_and_the_time_stamp(
    world: SigningWorld, sealed_pdf: bytes, tmp_path: Path
) -> None:
    anchor = next((world.folder / "trust" / "test" / "anchors").glob("*.pem"))
    between = next((world.folder / "trust" / "test" / "intermediates").glob("*.pem"))
    _, _, found = pdffile.revisions(sealed_pdf)
    assert [r.field.name for r in found] == ["cbql", "seal"]
    for revision in found:
        start, end = revision.hole
        (tmp_path / "content").write_bytes(sealed_pdf[:start] + sealed_pdf[end : revision.end])
        message = cms.read(revision.contents, padded=True)
        (tmp_path / "cms").write_bytes(revision.contents)
        seconds = str(int(AT.timestamp()))
        command = [
            "openssl",
            "cms",
            "-verify",
            "-cades",
            "-binary",
            "-inform",
            "DER",
            "-in",
            tmp_path / "cms",
        ]
        command += [
            "-content",
            tmp_path / "content",
            "-CAfile",
            anchor,
            "-purpose",
            "any",
            "-attime",
            seconds,
        ]
        ran = run(*command, "-out", "/dev/null")
        assert ran.returncode == 0, ran.stderr
    assert message.token is not None
    (tmp_path / "token").write_bytes(message.token)
    (tmp_path / "value").write_bytes(message.value)
    command = [
        "openssl",
        "ts",
        "-verify",
        "-token_in",
        "-in",
        tmp_path / "token",
        "-data",
        tmp_path / "value",
    ]
    ran = run(*command, "-CAfile", anchor, "-untrusted", between, "-attime", seconds)
    assert ran.returncode == 0, ran.stderr


def test_signing_appends_and_changes_nothing(world: SigningWorld, teachers_xml: bytes) -> None:
    words = pades.keywords("d-0001", 1, 2)
    raw = typst_pdf(world.folder, teachers_xml, words)
    slots = layout.read(teachers_xml).slots
    empty = pades.make_slots(raw, SPECS)
    first = world.sign_pdf(empty, slots["cbql"])
    second = world.sign_pdf(first, slots["seal"])
    assert empty.startswith(raw + b"\n")
    assert first.startswith(empty)
    assert second.startswith(first)
    assert len(first) - len(empty) < 8_000


def test_seal_comes_after_the_principal_and_nobody_signs_twice(
    world: SigningWorld, teachers_xml: bytes
) -> None:
    slots = layout.read(teachers_xml).slots
    empty = world.slotted(teachers_xml)
    certificate = world.keys.certificate(world.names["1"])
    codes = []
    first = world.sign_pdf(empty, slots["cbql"])
    for pdf, slot in ((empty, "seal"), (first, "cbql"), (empty, "gvcn"), (b"%PDF-1.7\n", "cbql")):
        with pytest.raises(Refused) as caught:
            pades.prepare(pdf, slots[slot], certificate, AT)
        codes.append(caught.value.problems[0].code)
    assert codes == ["too-early", "already-signed", "no-slot", "no-slot"]


def test_removed_seal_is_named(world: SigningWorld, sealed_pdf: bytes) -> None:
    _, _, found = pdffile.revisions(sealed_pdf)
    verdict = judge(world, sealed_pdf[: found[1].start])
    assert verdict.state is State.INVALID
    assert [p.sentence for p in verdict.problems] == [
        "Tài liệu chưa đủ chữ ký: thiếu Trường THCS Hoa Sen (con dấu số của nhà trường)."
    ]
    without_principal = sealed_pdf[: found[0].start] + sealed_pdf[found[1].start :]
    assert judge(world, without_principal).state is not State.VALID
    assert judge(world, sealed_pdf[: found[0].start]).codes() == {"missing"}


def updates(pdf: bytes) -> dict[str, bytes]:
    """Updates in the manner of the published shadow attacks, each appended after the seal."""
    before = pdffile.trailer(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        first = opened.pages[0].obj
        content = (
            first.Contents.objgen[0]
            if not isinstance(first.Contents, pikepdf.Array)
            else first.Contents[0].objgen[0]
        )
        page_number, root_number = first.objgen[0], opened.Root.objgen[0]
        page_text = first.unparse(resolved=True)
        root_text = opened.Root.unparse(resolved=True)
        fields = opened.Root.AcroForm.objgen[0]
    stream = b"<</Length 12>>\nstream\nBT ET 0 0 m n\nendstream"
    note = b"<</Type/Annot/Subtype/FreeText/Rect[0 0 300 300]/Contents(10)/DA(/F 9 Tf)>>"
    field = b"<</Type/Annot/Subtype/Widget/FT/Sig/T(cbql)/Rect[0 0 0 0]>>"
    return {
        "page content replaced": pdffile.increment(before, [(content, stream)]),
        "note over the page": pdffile.increment(
            before,
            [
                (before.size, note),
                (page_number, page_text[:-2] + b"/Annots[%d 0 R]>>" % before.size),
            ],
        ),
        "catalogue changed": pdffile.increment(
            before, [(root_number, root_text[:-2] + b"/OpenAction null>>")]
        ),
        "form emptied": pdffile.increment(before, [(fields, b"<</Fields[]/SigFlags 3>>")]),
        "field replaced": pdffile.increment(before, [(before.size, field)]),
        "bytes behind the end": b"\n% nothing to see\n",
        "a second end": b"startxref\n0\n%%EOF\n",
    }


@pytest.mark.parametrize(
    "name",
    ["page content replaced", "note over the page", "catalogue changed", "form emptied", "field replaced", "bytes behind the end", "a second end"],
)  # fmt: skip
def test_update_after_the_seal_is_caught(world: SigningWorld, sealed_pdf: bytes, name: str) -> None:
    verdict = judge(world, sealed_pdf + updates(sealed_pdf)[name])
    assert verdict.state is State.INVALID
    assert "appended" in verdict.codes()
    assert "con dấu số của nhà trường" in verdict.problems[0].sentence


def test_update_between_principal_and_seal_is_caught(
    world: SigningWorld, teachers_xml: bytes
) -> None:
    slots = layout.read(teachers_xml).slots
    first = world.sign_pdf(world.slotted(teachers_xml), slots["cbql"])
    changed = first + updates(first)["page content replaced"]
    with pytest.raises(Refused):
        world.sign_pdf(changed, slots["seal"])
    assert "appended" in judge(world, changed).codes()


def test_appended_page_is_counted(world: SigningWorld, sealed_pdf: bytes) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(sealed_pdf), incremental=True)
    writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)
    verdict = judge(world, out.getvalue())
    assert {"appended", "pages-added"} <= verdict.codes()
    assert any("đã ký 2 trang, nay có 3 trang" in p.sentence for p in verdict.problems)


def test_file_written_anew_is_not_valid(world: SigningWorld, sealed_pdf: bytes) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sealed_pdf)) as opened:
        opened.save(out)
    verdict = judge(world, out.getvalue())
    assert verdict.state is State.INVALID
    assert "foreign-signature" in verdict.codes()


def test_every_sampled_byte_matters(world: SigningWorld, sealed_pdf: bytes) -> None:
    for at in range(0, len(sealed_pdf), 331):
        changed = bytearray(sealed_pdf)
        changed[at] ^= 1
        assert judge(world, bytes(changed)).state is not State.VALID, at


def test_one_changed_byte_in_a_page_names_the_signer(
    world: SigningWorld, sealed_pdf: bytes
) -> None:
    changed = bytearray(sealed_pdf)
    at = sealed_pdf.index(b"stream\n") + 40
    changed[at] ^= 1
    verdict = judge(world, bytes(changed))
    assert verdict.state is State.INVALID
    assert "changed" in verdict.codes()
    assert any(
        "“bản PDF” đã bị sửa sau khi Phạm Quốc Huy (cán bộ" in p.sentence for p in verdict.problems
    )


def test_cut_files_are_never_valid(world: SigningWorld, sealed_pdf: bytes) -> None:
    for cut in range(1, len(sealed_pdf), len(sealed_pdf) // 40):
        assert judge(world, sealed_pdf[:cut]).state is not State.VALID


def test_xml_of_another_pupil_inside_is_caught(world: SigningWorld) -> None:
    lan = world.by_teachers(transcript("d-0002", pupil="Trần Thị Lan"))
    words = pades.keywords("d-0001", 1, 2)
    pdf = pades.make_slots(typst_pdf(world.folder, lan, words), SPECS)
    slots = layout.read(lan).slots
    verdict = judge(world, world.sign_pdf(world.sign_pdf(pdf, slots["cbql"]), slots["seal"]))
    assert verdict.state is State.INVALID
    assert verdict.codes() == {"swapped"}
    assert "d-0002" in verdict.problems[0].sentence


def test_xml_of_another_pupil_beside_is_caught(
    world: SigningWorld, sealed_pdf: bytes, complete_xml: bytes
) -> None:
    lan = world.complete(world.by_teachers(transcript("d-0002", pupil="Trần Thị Lan")))
    assert judge(world, sealed_pdf, companions=[lan]).codes() == {"swapped"}
    assert judge(world, lan, companions=[sealed_pdf]).codes() == {"swapped"}
    other = transcript().replace(b'year="9.0"', b'year="9.5"')
    forged = world.complete(world.by_teachers(other))
    assert judge(world, sealed_pdf, companions=[forged]).codes() == {"companion"}
    assert judge(world, sealed_pdf, companions=[b"nonsense"]).codes() == {"companion"}


def test_signature_of_the_wrong_person_or_school_is_named(
    world: SigningWorld, teachers_xml: bytes
) -> None:
    slots = layout.read(teachers_xml).slots
    wrong = world.sign_pdf(world.slotted(teachers_xml), slots["cbql"], who="13")
    verdict = judge(world, world.sign_pdf(wrong, slots["seal"], who="1"))
    assert {"wrong-person", "wrong-school"} == verdict.codes()


def test_short_code_names_the_document_too(world: SigningWorld, teachers_xml: bytes) -> None:
    slots = layout.read(teachers_xml).slots
    for words, codes in ((("ABC",), set()), (("XYZ",), {"swapped"}), ((), {"swapped"})):
        pdf = pades.make_slots(typst_pdf(world.folder, teachers_xml, words), SPECS)
        verdict = judge(world, world.sign_pdf(world.sign_pdf(pdf, slots["cbql"]), slots["seal"]))
        assert verdict.codes() == codes


def test_plain_files_are_judged_without_fuss(world: SigningWorld, teachers_xml: bytes) -> None:
    raw = typst_pdf(world.folder, teachers_xml, pades.keywords("d-0001", 1, 2))
    assert judge(world, raw).codes() >= {"no-signature", "missing"}
    for data, state in (
        (b"", State.UNKNOWN),
        (b"\x89PNG\r\n", State.UNKNOWN),
        (b"<html/>", State.UNKNOWN),
        (b"%PDF-1.7", State.INVALID),
    ):
        verdict = judge(world, data, full=True)
        assert verdict.state is state, (data, verdict)
        assert verdict.problems
