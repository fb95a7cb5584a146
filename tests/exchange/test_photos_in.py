"""A zip of photos: what is read, what is refused at its file, what is taken back."""

import io
import zipfile

import pytest

from demo.photos import photo_zip, silhouette
from hocba.exchange.photos import check_photo
from hocba.kernel.pictures import BadPicture, size_of


def test_a_silhouette_is_a_sound_upright_photo() -> None:
    data = silhouette(32, 46, 112, 0)
    assert size_of(data) == (120, 160)
    check_photo(data)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: b"GIF89a" + d, "không phải ảnh JPEG hoặc PNG"),
        (lambda d: d[:-20], "PNG bị hỏng"),
        (lambda d: d[:60] + bytes([d[60] ^ 1]) + d[61:], "PNG bị hỏng"),
        (lambda d: d + b"\0" * 400_001, "nặng quá 400 kB"),
        (lambda d: b"\xff\xd8\xff\xe0\x00\x04ab", "JPEG bị hỏng"),
    ],
)
def test_a_bad_photo_is_refused_with_its_reason(change, said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadPicture, match=said):
        check_photo(change(silhouette(32, 46, 112, 0)))


def test_the_size_of_a_jpeg_stands_in_its_frame_header() -> None:
    frame = b"\xff\xc0\x00\x11\x08\x01\x90\x01\x2c\x03" + b"\0" * 9
    pixels = b"\xff\xda\x00\x08" + b"\0" * 6 + b"\1\2\3"
    data = b"\xff\xd8\xff\xe0\x00\x04ab" + frame + pixels + b"\xff\xd9"
    assert size_of(data) == (300, 400)
    check_photo(data)


def test_the_demo_zip_has_the_same_bytes_each_time_and_one_photo_a_pupil() -> None:
    people = [("9900010001", "nam"), ("9900010002", "nu")]
    made = photo_zip(people, "seed")
    assert made == photo_zip(people, "seed")
    names = zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert names == ["9900010001.png", "9900010002.png"]
