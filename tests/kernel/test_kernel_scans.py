"""What may be kept as evidence: pictures and PDFs that everybody can open, and nothing that acts."""

import io
import re
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from hocba.kernel.scans import BadScan, media_of
from tests.scans import saved, scan_pdf


def changed(change: Callable[[pikepdf.Pdf], object], **more: object) -> bytes:
    with pikepdf.open(io.BytesIO(scan_pdf())) as pdf:
        change(pdf)
        return saved(pdf, **more)


def jpeg(**more: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((90, 120), 80).save(out, "JPEG", **more)
    return out.getvalue()


def script(pdf: pikepdf.Pdf) -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def opens_with_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pdf.make_indirect(script(pdf))


def named_script(pdf: pikepdf.Pdf) -> None:
    names = Dictionary(Names=Array([String("x"), script(pdf)]))
    pdf.Root.Names = Dictionary(JavaScript=names)


def page_with_script(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=script(pdf))


def launches(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.Launch, F=String("x.exe"))


def sends(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.SubmitForm, F=String("http://x.vn")))


def plays(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.RichMedia)])


def dynamic_form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(XFA=pdf.make_stream(b"<xdp/>"))


def without_pages(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0]


def locked(user: str) -> bytes:
    return changed(lambda pdf: None, encryption=pikepdf.Encryption(owner="chu", user=user))


@pytest.mark.parametrize("data", [scan_pdf(), scan_pdf(pages=3), scan_pdf() + b"\n \n"])
def test_a_scan_as_pdf_is_taken(data: bytes) -> None:
    assert media_of(data) == "application/pdf"


@pytest.mark.parametrize("more", [{}, {"progressive": True}, {"restart_marker_blocks": 2}])
def test_a_photo_is_taken_to_its_end_and_not_without_it(more: dict[str, object]) -> None:
    data = jpeg(**more)
    assert media_of(data) == media_of(data + b"what a telephone adds") == "image/jpeg"
    for cut in (len(data) - 2, len(data) // 2, 30):
        with pytest.raises(BadScan, match="JPEG bị hỏng"):
            media_of(data[:cut])


def test_the_thumbnail_in_a_photo_does_not_end_it() -> None:
    small, large = jpeg(), jpeg()
    data = large[:2] + b"\xff\xe1" + (len(small) + 2).to_bytes(2, "big") + small + large[2:]
    assert media_of(data) == "image/jpeg"
    with pytest.raises(BadScan):
        media_of(data[:-500])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 quyet dinh", "bị hỏng, không mở được"),
        (scan_pdf()[:60], "bị hỏng, không mở được"),
        (b"%PDF-1.7\n" + b"\0" * 4000, "bị hỏng, không mở được"),
        (changed(without_pages), "bị hỏng, không mở được"),
        (changed(lambda pdf: pdf.pages[0].obj.__delitem__("/Contents")), "không có trang nào"),
        (locked("mo"), "có mật khẩu hoặc bị hạn chế"),
        (locked(""), "có mật khẩu hoặc bị hạn chế"),
        (changed(opens_with_script), "mã lệnh tự chạy"),
        (changed(named_script), "mã lệnh tự chạy"),
        (changed(page_with_script), "mã lệnh tự chạy"),
        (changed(launches), "mã lệnh tự chạy"),
        (changed(sends), "mã lệnh tự chạy"),
        (changed(plays), "mã lệnh tự chạy"),
        (b"\n" + scan_pdf(), "không phải ảnh JPEG, PNG hoặc bản quét PDF"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "không phải ảnh JPEG"),
        (b"<!doctype html><script>alert(1)</script>", "không phải ảnh JPEG"),
        (b"GIF89a/*" + jpeg() + b"*/=1;alert(1)", "không phải ảnh JPEG"),
        (b"PK\x03\x04" + jpeg(), "không phải ảnh JPEG"),
        (
            changed(opens_with_script, object_stream_mode=pikepdf.ObjectStreamMode.generate),
            "mã lệnh tự chạy",
        ),
        (changed(dynamic_form), "biểu mẫu điền được"),
        (b"GIF89a", "không phải ảnh JPEG, PNG hoặc bản quét PDF"),
    ],
)
def test_what_is_no_scan_is_refused_with_its_reason(data: bytes, said: str) -> None:
    with pytest.raises(BadScan, match=said) as caught:
        media_of(data)
    assert re.search(r"quét|khóa|ảnh", str(caught.value))


def test_a_file_that_would_unpack_to_a_giant_is_cut_off() -> None:
    with pikepdf.open(io.BytesIO(scan_pdf())) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(b"0" * (80 << 20))
        data = saved(pdf)
    assert media_of(data) == "application/pdf"  # nobody unpacks it here
    with pikepdf.open(io.BytesIO(data)) as again, pytest.raises(pikepdf.PdfError):
        again.pages[0].Contents.read_bytes()
