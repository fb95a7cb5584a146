"""Long texts: they shrink onto their page and lose nothing, or are refused by name."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from hocba.documents.render import OverlongText, UnprintableText
from hocba.documents.snapshot import Homeroom, Relative, Results, YearSnapshot
from tests.forms import samples
from tests.forms.reading import flat, rendered, squeezed, text_of


def _with_comments(snapshot: YearSnapshot, comment: str) -> YearSnapshot:
    subjects = tuple(dataclasses.replace(s, comment=comment) for s in snapshot.subjects)
    return dataclasses.replace(snapshot, subjects=subjects)


LONG = (
    "Em tiếp thu bài nhanh, tính toán cẩn thận, trình bày sạch đẹp; cần đọc kĩ đề bài, "
    "luyện thêm cách lập luận và mạnh dạn trao đổi với thầy cô, bạn bè trong giờ học."
)


@pytest.mark.parametrize("make", [samples.lower_year, samples.primary_year])
def test_long_comments_shrink_onto_their_page_and_lose_nothing(make: Any, tmp_path: Path) -> None:
    pdf = rendered(_with_comments(make(), LONG), "signed")
    text = flat(text_of(pdf, tmp_path, "-raw"))
    assert text.count(LONG) == len(make().subjects)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == 2


@pytest.mark.parametrize("make", [samples.lower_year, samples.primary_year])
def test_a_comment_too_long_for_the_page_is_refused_by_name(make: Any) -> None:
    first = make()
    subjects = list(first.subjects)
    for i, times in ((3, 24), (4, 12), (5, 12), (6, 12)):
        subjects[i] = dataclasses.replace(subjects[i], comment=(LONG + " ") * times)
    with pytest.raises(OverlongText) as caught:
        rendered(dataclasses.replace(first, subjects=tuple(subjects)), "print")
    assert (caught.value.field, caught.value.page) == ("subjects[3].comment", "A")


def test_a_homeroom_comment_too_long_for_page_b_is_refused_by_name() -> None:
    first = samples.lower_year()
    room = dataclasses.replace(first.homeroom, comment=(LONG + "\n") * 24)
    with pytest.raises(OverlongText) as caught:
        rendered(dataclasses.replace(first, homeroom=room), "print")
    assert (caught.value.field, caught.value.page) == ("homeroom.comment", "B")


def test_a_word_wider_than_its_column_is_refused_by_name() -> None:
    first = samples.primary_year()
    subjects = (dataclasses.replace(first.subjects[0], comment="x" * 120), *first.subjects[1:])
    with pytest.raises(OverlongText) as caught:
        rendered(dataclasses.replace(first, subjects=subjects), "print")
    assert caught.value.field == "subjects[0].comment"


def test_an_address_of_many_lines_never_reaches_the_principals_block() -> None:
    pupil = dataclasses.replace(samples.DAT, address="Ấp Vĩnh Tân " * 20)
    rendered(dataclasses.replace(samples.lower_cover(), pupil=pupil), "print")
    long = "Ấp Vĩnh Tân " * 24
    fields: dict[str, Any] = dict.fromkeys(("address", "birthplace", "policy_group"), long)
    fields |= {who: Relative(name=long, job=long) for who in ("father", "mother", "guardian")}
    pupil = dataclasses.replace(samples.DAT, **fields)
    with pytest.raises(OverlongText) as caught:
        rendered(dataclasses.replace(samples.lower_cover(), pupil=pupil), "print")
    assert caught.value.field.startswith("pupil.")


def test_a_history_of_many_schools_shrinks_and_at_last_is_refused(tmp_path: Path) -> None:
    first = samples.lower_cover()
    rows = [dataclasses.replace(first.history[0], year=f"{y}-{y + 1}") for y in range(2001, 2021)]
    text = text_of(rendered(dataclasses.replace(first, history=tuple(rows[:8])), "print"), tmp_path)
    assert [row.year for row in rows[:8] if row.year not in text] == []
    with pytest.raises(OverlongText) as caught:
        rendered(dataclasses.replace(first, history=tuple(rows)), "print")
    assert (caught.value.field, caught.value.page) == ("history", "Lí lịch")


def _blank(snapshot: YearSnapshot) -> YearSnapshot:
    room = Homeroom(teacher=snapshot.homeroom.teacher)
    results = Results(regime="TT22", regime_version="1")
    slots = snapshot.slots[-2:]
    return dataclasses.replace(snapshot, subjects=(), homeroom=room, results=results, slots=slots)


@pytest.mark.parametrize("make", [samples.lower_year, samples.primary_year])
def test_an_empty_year_prints_the_blank_form(make: Any, tmp_path: Path) -> None:
    text = flat(text_of(rendered(_blank(make()), "print"), tmp_path, "-raw"))
    assert "Toán" in text
    assert "None" not in text


def test_a_long_name_and_an_optional_subject_stay_on_two_pages(tmp_path: Path) -> None:
    first = samples.lower_year()
    name = "Công Tằng Tôn Nữ Nguyễn Phúc " * 4 + "Đạt"
    extra = dataclasses.replace(
        first.subjects[0], code="TDTTS", name="Tiếng dân tộc thiểu số (Khmer)"
    )
    snapshot = dataclasses.replace(
        first,
        pupil=dataclasses.replace(first.pupil, name=name),
        subjects=(*first.subjects, extra),
    )
    text = squeezed(text_of(rendered(snapshot, "signed"), tmp_path, "-raw"))
    assert text.count(squeezed(name)) == 2
    assert squeezed(extra.name) in text


@pytest.mark.parametrize("letter", ["学", "😀", "☑"])
def test_a_letter_the_font_lacks_is_refused_by_name(letter: str) -> None:
    first = samples.lower_year()
    room = dataclasses.replace(first.homeroom, comment=f"Em ngoan {letter}")
    with pytest.raises(UnprintableText) as caught:
        rendered(dataclasses.replace(first, homeroom=room), "print")
    assert caught.value.field == "homeroom.comment"
