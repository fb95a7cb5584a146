"""The sổ ghi đầu bài: periods confirmed by their teachers, weeks closed, months checked."""

import datetime

import pytest

from hocba.books.commands import Lesson, close_week, reopen_lessons, review_month, write_lesson
from hocba.books.lessons import likely, week_of
from hocba.books.models import LessonEntry
from hocba.kernel.errors import Invalid, Refusal
from tests.commands.entries import later
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(days=7)


def maths(world: World, title: str = "Hình thang cân", **more) -> Lesson:
    return Lesson(world.courses["8A1", "TOAN"].pk, title=title, **more)


def write(world: World, lesson: Lesson, who: str = "teacher", **more) -> LessonEntry:
    day, period = more.pop("day", TODAY), more.pop("period", 2)
    seen = more.pop("seen", 0)
    ctx = later(world.ctx(who, reason=more.pop("reason", "")), **more)
    return write_lesson(ctx, world.classes["8A1"], day, period, lesson, seen)


def test_the_teacher_of_the_course_confirms_a_period(world: World) -> None:
    away = {world.roster("8A1")[0].pk: "K"}
    write(world, maths(world, number=31, rating="T", away=away))
    week = week_of(world.actor("homeroom"), world.classes["8A1"], TODAY)
    entry = week.entries[TODAY, 2]
    assert (entry.title, entry.number, entry.rating) == ("Hình thang cân", 31, "T")
    assert week.away == {entry.pk: [("Trần Gia Bảo", "K")]}


def test_nobody_writes_the_lesson_of_another_subject(world: World) -> None:
    with pytest.raises(Refusal, match="môn mình được phân công"):
        write(world, maths(world), who="literature")


def test_only_the_homeroom_teacher_says_that_no_lesson_was_held(world: World) -> None:
    with pytest.raises(Refusal, match="giáo viên chủ nhiệm ghi"):
        write(world, Lesson(None, remark="Nghỉ bão"))
    write(world, Lesson(None, remark="Nghỉ bão"), who="homeroom")
    assert LessonEntry.objects.get().course_id is None


def test_a_later_version_stands_and_the_earlier_stays(world: World) -> None:
    write(world, maths(world, "Hình bình hành"))
    write(world, maths(world), seen=1)
    assert [e.title for e in LessonEntry.objects.order_by("version")] == [
        "Hình bình hành",
        "Hình thang cân",
    ]
    week = week_of(world.actor("teacher"), world.classes["8A1"], TODAY)
    assert week.entries[TODAY, 2].title == "Hình thang cân"


def test_two_who_write_the_same_period_do_not_overwrite_each_other(world: World) -> None:
    write(world, maths(world, "Hình bình hành"))
    with pytest.raises(Refusal, match="chưa có gì bị ghi đè"):
        write(world, maths(world))


def test_writing_late_needs_a_reason(world: World) -> None:
    with pytest.raises(Invalid, match="Ghi muộn thì cần ghi lí do"):
        write(world, maths(world), days=2)
    write(world, maths(world), days=2, reason="mất mạng hai ngày")
    assert LessonEntry.objects.get().reason == "mất mạng hai ngày"


def test_a_closed_week_is_opened_again_with_a_reason(world: World) -> None:
    klass = world.classes["8A1"]
    check = close_week(world.ctx("homeroom"), klass, TODAY, "Nề nếp tốt")
    with pytest.raises(Refusal, match="đã chốt tuần"):
        write(world, maths(world))
    with pytest.raises(Invalid, match="lí do"):
        reopen_lessons(world.ctx("homeroom"), check)
    reopen_lessons(world.ctx("homeroom", reason="bổ sung tiết 2"), check)
    write(world, maths(world))
    close_week(world.ctx("homeroom"), klass, TODAY)
    with pytest.raises(Refusal, match="rồi"):
        close_week(world.ctx("homeroom"), klass, TODAY)


def test_the_leaders_check_a_month(world: World) -> None:
    row = review_month(world.ctx("vice_principal"), world.classes["8A1"], TODAY, "Ghi đủ")
    assert row.starts == TODAY.replace(day=1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": " "}, "tên bài"),
        ({"number": 0}, "Tiết PPCT"),
        ({"rating": "X"}, "Xếp loại"),
        ({"away": {0: "K"}}, "không thuộc lớp"),
    ],
)
def test_a_wrong_entry_says_what_is_wrong(world: World, change: dict, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        write(world, maths(world, **({"title": "Bài"} | change)))


def test_a_period_is_learned_from_the_week_before(world: World) -> None:
    course = world.courses["8A1", "TOAN"].pk
    write(world, maths(world, number=31), day=TODAY - WEEK, reason="nhập bù")
    found = likely(world.actor("teacher"), world.classes["8A1"], TODAY, 2, [course])
    assert (found.course, found.number) == (course, 32)
    other = likely(world.actor("teacher"), world.classes["8A1"], TODAY, 5, [course])
    assert (other.course, other.number) == (course, 32)
