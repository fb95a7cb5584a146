"""What a correction is asked with: cells that stand, paper or witnesses, sound pictures."""

import uuid

import pytest

from hocba.books.commands import (
    Piece,
    hand_in,
)
from hocba.books.corrections import Cell
from hocba.kernel.errors import Hidden, Invalid
from hocba.kernel.models import Evidence, Request
from hocba.kernel.policy import fetch
from hocba.kernel.requests import commands as moves
from tests.commands.corrections import (
    PAPER,
    WHY,
    answer,
    by,
    column,
    correct,
    entered,
    locked,
    png,
    state,
)
from tests.commands.entries import (
    MATHS,
    pupil,
)
from tests.world import World

__all__ = ["entered", "locked"]
pytestmark = pytest.mark.django_db


def test_a_written_mark_needs_the_paper_and_nothing_half_done_stays(locked: World) -> None:
    with pytest.raises(Invalid, match="bài kiểm tra"):
        correct(locked, pieces=())
    assert not Request.objects.exists() and not Evidence.objects.exists()


def test_the_page_of_the_personal_book_is_asked_where_the_school_decided_so(locked: World) -> None:
    answer(locked, "correction_personal_page", "required")
    with pytest.raises(Invalid, match="sổ điểm cá nhân"):
        correct(locked)
    assert state(correct(locked, pieces=(PAPER, Piece("personal", png(3))))) == "submitted"


def oral(world: World, mate: int) -> Piece:
    return Piece("oral", None, {"pupil": pupil(world).pk, "classmate": mate, "how": "table"})


def test_an_oral_mark_needs_the_pupil_and_one_other_of_the_class(locked: World) -> None:
    other_class = locked.roster("8A2")[0].pk
    for pieces in ((PAPER,), (oral(locked, pupil(locked).pk),), (oral(locked, other_class),)):
        with pytest.raises(Invalid, match="một học sinh khác của lớp"):
            correct(locked, pieces=pieces, how="oral")
    request = correct(locked, pieces=(oral(locked, pupil(locked, 1).pk),), how="oral")
    assert state(request) == "submitted"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%!PS", "không phải ảnh"),
        (b"", "không phải ảnh"),
        (png()[:-20], "bị hỏng"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 40, "bị hỏng"),
        (png() + b"\0" * moves.MOST_BYTES, "nặng quá"),
        (b"<svg onload=alert(1)>", "không phải ảnh"),
    ],
    ids=["postscript", "empty", "cut", "broken jpeg", "too large", "svg"],
)
def test_evidence_that_is_no_sound_picture_is_refused_and_nothing_is_lost(
    locked: World, data: bytes, said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        correct(locked, pieces=(Piece("paper", data),))
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([(0, 60, 110)], "từ 0 đến 10"),
        ([(0, 60, 60)], "giống điều đang có"),
        ([(0, 55, 75)], "đã đổi từ lúc mở trang"),
        ([], "ít nhất một em"),
    ],
)
def test_cells_are_checked_before_anything_is_asked(
    locked: World, cells: list[tuple[int, int, int]], said: str
) -> None:
    wanted = [Cell(pupil(locked, n).pk, old, new) for n, old, new in cells]
    ctx = by(locked, "teacher", WHY, hours=2)
    with pytest.raises(Invalid, match=said):
        hand_in(ctx, locked.books[MATHS], column(locked).pk, wanted, "written", (PAPER,))


def test_a_replayed_form_is_the_first_request_with_its_evidence_once(locked: World) -> None:
    again = uuid.uuid4()
    first, second = correct(locked, request_id=again), correct(locked, request_id=again)
    assert first.pk == second.pk
    assert (Request.objects.count(), Evidence.objects.count()) == (1, 1)


def test_evidence_is_kept_by_its_hash_and_read_by_those_who_may(locked: World) -> None:
    piece = correct(locked).evidence.get()
    assert (piece.blob.media_type, piece.blob.size) == ("image/png", len(png()))
    for who in ("teacher", "head", "principal", "homeroom"):
        assert fetch(locked.actor(who), Evidence, piece.pk).pk == piece.pk
    for who in (
        "literature",
        "other_class",
        "clerk",
        "stranger",
        "ward_officer",
        "primary_principal",
    ):
        with pytest.raises(Hidden):
            fetch(locked.actor(who), Evidence, piece.pk)
