"""Every page of every form: what it says, how it looks to a validator, and what it refuses."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest
from PIL import Image

from hocba.documents import xml
from hocba.documents.render import (
    ForkedAfterCompile,
    RenderError,
    render,
    render_booklet,
)
from hocba.documents.snapshot import (
    CoverSnapshot,
    Snapshot,
    YearSnapshot,
)
from hocba.forms import registry
from hocba.forms.wording import UnknownCode
from tests.forms import samples
from tests.forms.reading import flat, rendered, squeezed, text_of

SAMPLES = {
    make.__name__: make
    for make in (
        samples.lower_year,
        samples.lower_cover,
        samples.primary_year,
        samples.primary_cover,
    )
}
PAGES = {"transcript_year": 2, "transcript_cover": 3}
TEST_WORDS = "THỬ NGHIỆM – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"


@pytest.mark.parametrize("mode", ["draft", "print", "signed"])
@pytest.mark.parametrize("name", SAMPLES)
def test_every_document_passes_the_validators(name: str, mode: str, tmp_path: Path) -> None:
    snapshot = SAMPLES[name]()
    path = tmp_path / "document.pdf"
    path.write_bytes(rendered(snapshot, mode))
    for profile in ("3b" if mode == "signed" else "2b", "ua1"):
        report = page.validate_pdf(str(path), profile=profile)
        assert report.is_compliant, report.failures
    done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == PAGES[snapshot.document.kind]
        assert float(pdf.pages[0].mediabox[3]) == pytest.approx(841.89, abs=0.01)
        names = {str(font["/BaseFont"]) for font in pdf.objects if _is(font, "/Font", "/BaseFont")}
    assert names
    assert all("+LiberationSerif" in name for name in names), names


def _is(obj: Any, kind: str, key: str) -> bool:
    return isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == kind and key in obj


def _expected_year(snapshot: YearSnapshot) -> set[str]:
    said = {snapshot.pupil.name, snapshot.klass.name, snapshot.year.name}
    for subject in snapshot.subjects:
        said |= {subject.name, subject.comment}
        for value in (subject.term1, subject.term2, subject.year, subject.reassessed):
            said.add(f"{value // 10},{value % 10}" if isinstance(value, int) else value or "")
        if subject.exempt:
            said.add("Miễn")
        if subject.test is not None:
            said.add(str(subject.test // 10))
    room, results = snapshot.homeroom, snapshot.results
    for trait in (*room.qualities, *room.general_competencies, *room.specific_competencies):
        said |= {trait.level, trait.comment}
    said |= {room.qualities_comment, room.general_comment, room.specific_comment}
    said |= {room.comment, room.summer, room.teacher.name, results.award, results.competitions}
    said |= {results.promotion_text, results.completion_text, results.certificate}
    said |= {results.certificate_grade, results.corrected_subjects}
    said |= {snapshot.signing.principal.name, snapshot.signing.place}
    return said


def _expected_cover(snapshot: CoverSnapshot) -> set[str]:
    pupil = snapshot.pupil
    said = {pupil.name, pupil.birthplace, pupil.ethnicity, pupil.address}
    said |= {who.name for who in (pupil.father, pupil.mother, pupil.guardian) if who}
    if snapshot.school.level == "lower_secondary":
        said |= {pupil.policy_group, pupil.register_number}
        said |= {who.job for who in (pupil.father, pupil.mother, pupil.guardian) if who}
    else:
        said |= {pupil.nationality, pupil.home_town}
        said |= {row.register_number for row in snapshot.history}
    for row in snapshot.history:
        said |= {row.year, row.klass, row.school, row.place}
    return said | {snapshot.school.ward, snapshot.school.province}


@pytest.mark.parametrize("mode", ["print", "signed"])
@pytest.mark.parametrize("name", SAMPLES)
def test_every_printed_field_is_found_in_the_text(name: str, mode: str, tmp_path: Path) -> None:
    snapshot = SAMPLES[name]()
    text = squeezed(text_of(rendered(snapshot, mode), tmp_path, "-raw"))
    wanted = (
        _expected_year(snapshot)
        if isinstance(snapshot, YearSnapshot)
        else _expected_cover(snapshot)
    )
    missing = {words for words in wanted if squeezed(words) not in text}
    assert missing == set()
    assert squeezed(snapshot.document.short_code) in text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("lower_year", ["Tốt", "Khá", "Đạt", "Ký số: Phạm Quốc Bảo", "Xác nhận: Nguyễn Khuê",
                        "Ký số bởi: Huỳnh Thị Ngọc Ưu", "Lúc 2026-05-29T16:05:10+07:00",
                        "ngày 29 tháng 5 năm 2026", "HIỆU TRƯỞNG"]),
        ("primary_year", ["Hoàn thành", "128,5", "27,3", "Giải quyết vấn đề và sáng tạo",
                          "Ký số bởi: H'Lệ Ayŭn", "Xác nhận của Hiệu trưởng",
                          "KT. HIỆU TRƯỞNG – PHÓ HIỆU TRƯỞNG"]),
        ("lower_cover", ["Nam", "ngày 03 tháng 02 năm 2013", "QUÁ TRÌNH HỌC TẬP"]),
        ("primary_cover", ["Ngày nhập học/ chuyển đến", "25/08/2025", "HƯỚNG DẪN GHI HỌC BẠ"]),
    ],
)  # fmt: skip
def test_codes_are_printed_as_the_forms_words(name: str, words: list[str], tmp_path: Path) -> None:
    text = flat(text_of(rendered(SAMPLES[name](), "signed"), tmp_path, "-raw"))
    assert [word for word in words if word not in text] == []


def test_subject_rows_stand_in_the_order_of_the_form(tmp_path: Path) -> None:
    snapshot = samples.lower_year()
    shuffled = dataclasses.replace(snapshot, subjects=snapshot.subjects[::-1])
    text = text_of(rendered(shuffled, "print"), tmp_path, "-raw", "-l", "1")
    order = ["Toán", "Lịch sử và", "Khoa học tự", "Tin học", "Ngữ văn", "Ngoại ngữ 1",
             "Giáo dục công", "Công nghệ", "Giáo dục thể", "Nghệ thuật", "Ngoại ngữ 2",
             "Nội dung giáo", "Hoạt động trải"]  # fmt: skip
    places = [re.search(rf"^{words}", text, re.MULTILINE) for words in order]
    assert all(places)
    starts = [found.start() for found in places if found]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("sample", "own", "printed"),
    [
        (samples.primary_year, {"CN": "Công nghệ", "TIN": "Tin học", "AN": "Âm nhạc"},
         ["Tin học và Công nghệ (Công nghệ)", "Tin học và Công nghệ (Tin học)",
          "Nghệ thuật (Âm nhạc)", "Nghệ thuật (Mĩ thuật)", "Ngoại ngữ 1 (Tiếng Anh)"]),
        (samples.lower_year, {"GDDP": "GDĐP"},
         ["Nội dung giáo dục của địa phương", "Ngoại ngữ 1 (Tiếng Anh)"]),
    ],
)  # fmt: skip
def test_a_row_is_called_as_the_form_calls_it_whatever_the_book_says(
    sample: Any, own: dict[str, str], printed: list[str], tmp_path: Path
) -> None:
    snapshot = sample()
    subjects = tuple(
        dataclasses.replace(one, name=own.get(one.code, one.name)) for one in snapshot.subjects
    )
    text = flat(
        text_of(
            rendered(dataclasses.replace(snapshot, subjects=subjects), "print"), tmp_path, "-raw"
        )
    )
    assert [name for name in printed if name not in text] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_the_test_world_is_named_on_every_page_and_the_real_one_is_not(
    name: str, tmp_path: Path
) -> None:
    snapshot = SAMPLES[name]()
    for number in range(1, PAGES[snapshot.document.kind] + 1):
        text = text_of(rendered(snapshot, "signed"), tmp_path, "-f", str(number), "-l", str(number))
        assert TEST_WORDS in text
    real = dataclasses.replace(
        snapshot, document=dataclasses.replace(snapshot.document, trust="real")
    )
    text = text_of(rendered(real, "signed"), tmp_path)
    assert "THỬ NGHIỆM" not in text
    assert "Đóng dấu số" in text


def test_only_a_draft_has_the_watermark_and_its_print_date(tmp_path: Path) -> None:
    draft = text_of(rendered(samples.lower_year(), "draft"), tmp_path, "-raw")
    # The watermark stands on a slant, so that its letters come out one by one.
    assert re.sub(r"\s", "", draft).count("BẢNINĐỂRÀSOÁT") == 2
    assert draft.count("In để rà soát lúc 16:05 ngày 29/05/2026") == 2
    for mode in ("print", "signed"):
        text = text_of(rendered(samples.lower_year(), mode), tmp_path)
        assert "RÀSOÁT" not in re.sub(r"\s", "", text).upper()


@pytest.mark.parametrize("name", SAMPLES)
def test_the_signature_rects_hold_the_principals_name_and_the_page_exists(
    name: str, tmp_path: Path
) -> None:
    snapshot = SAMPLES[name]()
    layout = registry.form(snapshot.document.form).layouts[snapshot.document.kind]
    rect, seal = layout.rects["principal"], layout.rects["seal"]
    assert rect.page == seal.page <= len(layout.pages)
    overlap = min(rect.x + rect.w, seal.x + seal.w) - rect.x
    assert 0.25 <= overlap / rect.w <= 0.42
    for mode in ("print", "signed"):
        inside = text_of(
            rendered(snapshot, mode), tmp_path, "-f", str(rect.page), "-l", str(rect.page),
            "-x", str(int(rect.x)), "-y", str(int(841.89 - rect.y - rect.h)),
            "-W", str(int(rect.w)), "-H", str(int(rect.h) + 1),
        )  # fmt: skip
        assert snapshot.signing.principal.name in flat(inside)


def test_the_signed_file_carries_exactly_the_xml_as_data() -> None:
    snapshot = samples.primary_year()
    with pikepdf.open(io.BytesIO(rendered(snapshot, "signed"))) as pdf:
        (spec,) = pdf.Root.AF
        assert str(spec.AFRelationship) == "/Data"
        (attached,) = pdf.attachments.values()
        assert attached.get_file().read_bytes() == xml.build(snapshot)
    with pikepdf.open(io.BytesIO(rendered(snapshot, "print"))) as pdf:
        assert len(pdf.attachments) == 0


def test_the_xml_of_another_pupil_is_not_attached() -> None:
    form = registry.form("hocba_lower_secondary_tt22")
    other = dataclasses.replace(
        samples.lower_year(), pupil=dataclasses.replace(samples.DAT, name="Lê Văn Khác")
    )
    with pytest.raises(RenderError, match="snapshot"):
        render(form, samples.lower_year(), now=samples.NOW, mode="signed", attach=xml.build(other))
    with pytest.raises(RenderError, match="carries"):
        render(form, samples.lower_year(), now=samples.NOW, mode="signed")


def test_the_same_snapshot_gives_the_same_bytes_in_another_process() -> None:
    here = rendered(samples.lower_year(), "signed")
    assert rendered(samples.primary_year(), "signed") != here
    assert rendered(samples.lower_year(), "signed") == here
    code = (
        "import hashlib\n"
        "from tests.forms import samples\n"
        "from tests.forms.reading import rendered\n"
        "print(hashlib.sha256(rendered(samples.lower_year(), 'signed')).hexdigest())"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=root, text=True
    )
    assert done.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_data_is_never_read_as_markup(tmp_path: Path) -> None:
    trap = '#eval("1") *x* $y$ \\ "q" <b> {a} [b] // @c = _d_ `e`'
    first = samples.lower_year()
    room = dataclasses.replace(first.homeroom, comment=trap)
    assert trap in text_of(rendered(dataclasses.replace(first, homeroom=room), "print"), tmp_path)


def test_a_subject_or_level_unknown_to_the_form_is_refused() -> None:
    first = samples.lower_year()
    subjects = (dataclasses.replace(first.subjects[0], code="PHEP"), *first.subjects[1:])
    with pytest.raises(UnknownCode):
        rendered(dataclasses.replace(first, subjects=subjects, slots=first.slots[-3:]), "print")
    results = dataclasses.replace(first.results, learning_year="HTXS")
    with pytest.raises(UnknownCode):
        rendered(dataclasses.replace(first, results=results), "print")


def _photo(kind: str) -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((150, 200)).convert("RGB").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_the_photo_is_the_one_of_the_snapshot_and_keeps_the_file_valid(
    kind: str, tmp_path: Path
) -> None:
    photo = _photo(kind)
    pupil = dataclasses.replace(samples.DAT, photo=hashlib.sha256(photo).hexdigest())
    snapshot = dataclasses.replace(samples.lower_cover(), pupil=pupil)
    path = tmp_path / "photo.pdf"
    path.write_bytes(rendered(snapshot, "signed", photo))
    for profile in ("3b", "ua1"):
        assert page.validate_pdf(str(path), profile=profile).is_compliant
    assert "Ảnh 3" not in text_of(path.read_bytes(), tmp_path)
    with pytest.raises(RenderError, match="photo"):
        rendered(snapshot, "signed", photo + b"x")
    with pytest.raises(RenderError, match="photo"):
        rendered(snapshot, "signed")


def test_a_booklet_is_the_cover_and_the_years_in_one_print(tmp_path: Path) -> None:
    form = registry.form("hocba_primary_tt27")
    first = samples.primary_year()
    fifth = dataclasses.replace(first, klass=dataclasses.replace(first.klass, name="5C", grade=5))
    parts: list[tuple[Any, Snapshot]] = [
        (form, samples.primary_cover()),
        (form, first),
        (form, fifth),
    ]
    pdf = render_booklet(parts, now=samples.NOW)
    path = tmp_path / "booklet.pdf"
    path.write_bytes(pdf)
    with pikepdf.open(path) as opened:
        assert len(opened.pages) == 7
    for profile in ("2b", "ua1"):
        assert page.validate_pdf(str(path), profile=profile).is_compliant
    assert "5C" in text_of(pdf, tmp_path, "-f", "6", "-l", "6")


def test_a_forked_child_is_told_instead_of_hanging() -> None:
    rendered(samples.lower_year(), "print")
    child = os.fork()
    if child == 0:
        try:
            rendered(samples.lower_year(), "print")
        except ForkedAfterCompile:
            os._exit(17)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 17


def test_the_qr_code_says_where_to_verify(tmp_path: Path) -> None:
    snapshot = samples.lower_year()
    text = flat(text_of(rendered(snapshot, "signed"), tmp_path))
    assert text.count("https://hocba.example.vn/kt/K7QM-42XD") == 2
    assert shutil.which("pdftotext")
