"""Who left a class in mid-year: named beside its transcripts, with why there is none here."""

import datetime

import pytest

from hocba.kernel.record import writing
from hocba.year.models import Enrolment
from tests.commands.entries import pupil
from tests.web.helpers import client_of, text
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 11, 10)


def test_who_moved_class_and_who_left_the_school_are_named_with_the_reason(world: World) -> None:
    klass, other = world.classes["8A1"], world.classes["8A2"]
    mover, leaver = pupil(world, 0), pupil(world, 1)
    with writing():
        rows = Enrolment.objects.filter(klass=klass)
        rows.filter(student=mover).update(ends=DAY, leaving="chuyển lớp")
        rows.filter(student=leaver).update(ends=DAY, leaving="chuyển trường")
        Enrolment(student=mover, klass=other, position=99, starts=DAY).save()
    page = text(client_of(world, "principal").get(f"/hoc-ba/lop/{klass.pk}/"))
    assert "Không có trong danh sách · 2 học sinh" in page
    assert "Chuyển lớp ngày 10/11/2025; học bạ của em lập ở lớp 8A2." in page
    assert "Chuyển trường ngày 10/11/2025. Chưa lập được học bạ" in page
    assert page.index(leaver.person.full_name) > page.index("Không có trong danh sách")
    assert "Không có trong danh sách" not in text(
        client_of(world, "principal").get(f"/hoc-ba/lop/{other.pk}/")
    )
