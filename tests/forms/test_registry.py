"""Which form is used when, and that the fonts are the unmodified ones."""

from __future__ import annotations

import hashlib
import tomllib

import pytest

from hocba.documents import metrics
from hocba.forms import registry


@pytest.mark.parametrize(
    ("kind", "level", "year", "code"),
    [
        ("transcript_year", "primary", "2025-2026", "hocba_primary_tt27"),
        ("transcript_cover", "primary", "2020-2021", "hocba_primary_tt27"),
        ("transcript_year", "lower_secondary", "2025-2026", "hocba_lower_secondary_tt22"),
        ("transcript_cover", "lower_secondary", "2021-2022", "hocba_lower_secondary_tt22"),
    ],
)
def test_the_form_follows_level_and_school_year(
    kind: str, level: str, year: str, code: str
) -> None:
    found = registry.form_for(kind, level, year)
    assert found.code == code
    assert registry.form(code) is found


@pytest.mark.parametrize(
    ("kind", "level", "year"),
    [
        ("transcript_year", "primary", "2019-2020"),
        ("transcript_year", "lower_secondary", "2020-2021"),
        ("transcript_year", "upper_secondary", "2025-2026"),
        ("diary", "primary", "2025-2026"),
        ("transcript_year", "primary", "2025"),
    ],
)
def test_no_form_is_used_before_its_time_or_outside_its_level(
    kind: str, level: str, year: str
) -> None:
    with pytest.raises(registry.NoForm):
        registry.form_for(kind, level, year)


def test_the_fonts_are_those_of_the_manifest() -> None:
    manifest = tomllib.loads((metrics.FONTS / "FONTS.toml").read_text(encoding="utf-8"))
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in metrics.FONTS.glob("*.ttf")
    }
    assert found == manifest["sha256"]
    assert (metrics.FONTS / manifest["licence_file"]).exists()


def test_the_font_has_every_vietnamese_letter() -> None:
    vowels = "aăâeêioôơuưy"
    tones = ["", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"]
    import unicodedata

    letters = [unicodedata.normalize("NFC", v + t) for v in vowels for t in tones] + ["đ"]
    assert all(metrics.has(letter) and metrics.has(letter.upper()) for letter in letters)


def test_lines_are_counted_as_they_are_broken() -> None:
    assert metrics.lines("", 10, 100) == 0
    assert metrics.lines("Toán", 10, 100) == 1
    assert metrics.lines("một\nhai", 10, 100) == 2
    text = "Nắm chắc kiến thức, tính toán cẩn thận; cần trình bày lời giải gọn hơn."
    assert metrics.lines(text, 10, 180) == 2
    with pytest.raises(metrics.TooWide):
        metrics.lines("x" * 40, 10, 100)
