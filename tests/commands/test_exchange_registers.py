"""Registers from files: staff, year with classes, pupils, exemptions; and taking them back."""

import pytest

from hocba.books.commands import lock
from hocba.books.models import Book, Column
from hocba.exchange import commands as exchange
from hocba.exchange.known import KNOWN
from hocba.exchange.models import Import
from hocba.kernel.errors import Refusal
from hocba.kernel.models import Event
from hocba.people import commands as people
from hocba.people.models import Assignment, Person, Staff, Student
from hocba.people.roles import Role
from hocba.year.commands import exempt
from hocba.year.models import Course, Enrolment, Exemption, Klass, SchoolYear
from tests.commands import files
from tests.commands.entries import change, pupil
from tests.world import TODAY, YEAR, World, system

pytestmark = pytest.mark.django_db
NEXT = YEAR + 1


def bring(world: World, kind: str, data: bytes, who: str = "admin", year: int = YEAR) -> Import:
    row = exchange.preview(world.ctx(who), world.secondary, year, kind, f"{kind}.xlsx", data)
    assert row.problems == []
    return exchange.apply(world.ctx(who), row)


def listed(klass: str) -> list[str]:
    """The names of a class as its list has them."""
    seats = Enrolment.objects.filter(klass__name=klass, klass__year=YEAR).order_by("position")
    return list(seats.values_list("student__person__full_name", flat=True))


def test_a_staff_list_makes_people_with_the_duties_of_their_position(world: World) -> None:
    row = exchange.preview(
        world.ctx("principal"),
        world.secondary,
        YEAR,
        "staff",
        "cb.xlsx",
        files.staff("Tạ Thị Na", "Hà Lan"),
    )
    assert row.summary == {"cán bộ, giáo viên": 2, "tổ": 1} and not Staff.objects.filter(
        code="9900070000"
    )
    exchange.apply(world.ctx("principal"), row)
    clerk = Staff.objects.get(code="9900070000")
    assert Assignment.objects.get(person=clerk.person).role == Role.CLERK


def test_the_whole_staff_list_may_be_brought_again_with_one_more(world: World) -> None:
    bring(world, "staff", files.staff("Tạ Thị Na"))
    row = bring(world, "staff", files.staff("Tạ Thị Na", "Hà Lan"))
    assert row.summary == {KNOWN: 1, "cán bộ, giáo viên": 1, "tổ": 1}
    assert Staff.objects.filter(code__startswith="990007").count() == 2
    exchange.undo(world.ctx("admin"), row)
    assert [s.person.full_name for s in Staff.objects.filter(code__startswith="990007")] == [
        "Tạ Thị Na"
    ]


def test_a_code_of_somebody_else_is_a_problem_at_its_row(world: World) -> None:
    bring(world, "staff", files.staff("Tạ Thị Na"))
    row = exchange.preview(
        world.ctx("admin"), world.secondary, YEAR, "staff", "cb.xlsx", files.staff("Lê Lợi")
    )
    assert [(p["place"], p["message"]) for p in row.problems] == [
        (
            "trang “Sheet1”, dòng 2",
            "Mã này trong trường là của Tạ Thị Na, sinh ngày 01/02/1980;"
            " hãy xem lại mã hoặc họ tên, ngày sinh.",
        )
    ]


def test_undoing_a_staff_list_removes_people_and_duties(world: World) -> None:
    before = (Person.objects.count(), Assignment.objects.count())
    row = bring(world, "staff", files.staff("Tạ Thị Na", "Hà Lan"))
    exchange.undo(world.ctx("admin"), row)
    assert (Person.objects.count(), Assignment.objects.count()) == before
    assert Event.objects.get(verb="import.undo").params["undone"] == 5


def test_a_staff_list_whose_people_have_accounts_stays(world: World) -> None:
    row = bring(world, "staff", files.staff("Tạ Thị Na"))
    member = Staff.objects.get(code="9900070000")
    people.open_accounts(world.ctx("admin"), world.secondary, [member.pk])
    with pytest.raises(Refusal) as refused:
        exchange.undo(world.ctx("admin"), row)
    said, way = refused.value.reasons
    assert said.endswith("chưa gỡ gì: Tạ Thị Na đã có tài khoản đăng nhập.") and "khóa" in way
    assert (
        Staff.objects.filter(pk=member.pk).exists()
        and Import.objects.get(pk=row.pk).state == "applied"
    )


def test_the_assignment_file_sets_up_a_year_with_its_books(world: World) -> None:
    bring(world, "timetable", files.timetable(), year=NEXT)
    klass = Klass.objects.get(year=NEXT)
    assert (
        SchoolYear.objects.get(school=world.secondary, year=NEXT).starts.isoformat() == "2026-09-05"
    )
    assert (klass.name, klass.grade, klass.level) == ("9A", 9, "lower_secondary")
    assert sorted(Book.objects.filter(klass=klass).values_list("kind", flat=True)) == [
        "course",
        "homeroom",
    ]
    duties = Assignment.objects.filter(person=world.people["teacher"], starts__gte="2026-08-01")
    assert sorted(duties.values_list("role", flat=True)) == [Role.HOMEROOM, Role.SUBJECT_TEACHER]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Ngoại ngữ 1 (Tiếng Anh)", "Ngoại ngữ 1 (Tiếng Anh)"),
        ("Tiếng Anh", "Ngoại ngữ 1 (Tiếng Anh)"),
        ("Ngoại ngữ 1 (tiếng Nga)", "Ngoại ngữ 1 (Tiếng Nga)"),
        ("Ngoại ngữ 1", "Ngoại ngữ 1"),
        ("Nghệ thuật", "Nghệ thuật"),
    ],
)
def test_the_language_of_the_assignment_file_stays_with_the_subject(
    world: World, written: str, title: str
) -> None:
    bring(world, "timetable", files.timetable(subject=written), year=NEXT)
    assert Course.objects.get(klass__year=NEXT).title == title


def test_the_year_is_set_up_wholly_or_not_at_all(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, before = files.timetable(), Event.objects.count()
    row = exchange.preview(world.ctx("admin"), world.secondary, NEXT, "timetable", "pc.xlsx", data)

    def broken(*args: object) -> None:
        raise RuntimeError("the line drops")

    monkeypatch.setattr("hocba.exchange.registers.open_books", broken)
    with pytest.raises(RuntimeError):
        exchange.apply(world.ctx("admin"), row)
    assert (
        not SchoolYear.objects.filter(year=NEXT).exists()
        and not Klass.objects.filter(year=NEXT).exists()
    )
    assert Event.objects.count() == before + 1, "only the preview is in the log"


def test_undoing_the_year_takes_books_classes_and_duties_back(world: World) -> None:
    counts = [m.objects.count() for m in (Klass, Course, Book, Column, Assignment, SchoolYear)]
    row = bring(world, "timetable", files.timetable(), year=NEXT)
    exchange.undo(world.ctx("admin"), row)
    assert [
        m.objects.count() for m in (Klass, Course, Book, Column, Assignment, SchoolYear)
    ] == counts


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("pupils", "lớp 9A đã có học sinh"),
        ("duty", "Trương Công Minh đã có phân công"),
        ("lock", "chưa gỡ gì: đã có lệnh khóa sổ"),
    ],
)
def test_a_year_in_use_stays(world: World, what: str, says: str) -> None:
    row = bring(world, "timetable", files.timetable(), year=NEXT)
    klass = Klass.objects.get(year=NEXT)
    if what == "pupils":
        bring(world, "pupils", files.pupils("Hồ Thị Mới", klass="9A"), year=NEXT)
    elif what == "duty":
        course = Course.objects.get(klass=klass)
        duty = people.Duty(world.people["head"].pk, Role.SUBJECT_TEACHER, course.pk, TODAY)
        people.assign(world.ctx("principal"), world.secondary, [duty])
    else:
        lock(world.ctx("principal"), world.secondary, NEXT, "klass", klass.pk)
    with pytest.raises(Refusal, match=says):
        exchange.undo(world.ctx("admin"), row)
    assert Klass.objects.filter(pk=klass.pk).exists()


def test_undoing_classes_keeps_a_year_that_was_open_before(world: World) -> None:
    from hocba.year.commands import YearDates, open_year

    day = TODAY.replace
    dates = YearDates(day(2026, 9, 5), day(2027, 1, 15), day(2027, 1, 18), day(2027, 5, 28))
    open_year(world.ctx("admin"), world.secondary, NEXT, dates)
    row = bring(world, "timetable", files.timetable(), year=NEXT)
    exchange.undo(world.ctx("admin"), row)
    assert SchoolYear.objects.filter(school=world.secondary, year=NEXT).exists()


def test_a_year_with_classes_is_not_set_up_again(world: World) -> None:
    data = files.timetable(year=YEAR)
    row = exchange.preview(world.ctx("admin"), world.secondary, YEAR, "timetable", "pc.xlsx", data)
    assert any("đã có lớp" in p["message"] for p in row.problems)


def test_new_pupils_are_admitted_and_seated_in_vietnamese_order(world: World) -> None:
    bring(world, "pupils", files.pupils("Lê Đăng", "Lê Dung", "Lê Ánh", klass="8A2"), "clerk")
    seats = Enrolment.objects.filter(student__moet_code__startswith="99000001").order_by("position")
    assert [s.student.person.full_name for s in seats.select_related("student__person")] == [
        "Lê Ánh",
        "Lê Dung",
        "Lê Đăng",
    ]


def test_the_whole_list_of_pupils_may_be_brought_again_with_who_has_joined(world: World) -> None:
    bring(world, "pupils", files.pupils("Lê Đăng", "Lê Dung", klass="8A2"), "clerk")
    before = listed("8A2")
    row = bring(world, "pupils", files.pupils("Lê Đăng", "Lê Dung", "Lê Ánh", klass="8A2"), "clerk")
    assert row.summary == {KNOWN: 2, "học sinh": 1, "lớp": 1}
    assert listed("8A2") == [*before, "Lê Ánh"], "who came later stands at the end"
    exchange.undo(world.ctx("clerk"), row)
    assert listed("8A2") == before


def test_the_preview_names_whom_it_adds_and_which_rows_were_hidden(world: World) -> None:
    bring(world, "pupils", files.pupils("Lê Đăng", klass="8A2"), "clerk")
    data = files.hidden(files.pupils("Lê Đăng", "Lê Dung", "Lê Ánh", klass="8A2"), 2, 4)
    row = exchange.preview(world.ctx("clerk"), world.secondary, YEAR, "pupils", "hs.xlsx", data)
    assert [(p["name"], p["group"], p["where"], p["hidden"]) for p in row.people] == [
        ("Lê Dung", "8A2", "dòng 3", False),
        ("Lê Ánh", "8A2", "dòng 4", True),
    ]
    note = row.notes[0]
    assert note["place"] == "trang “Sheet1”, dòng 2, 4" and note["value"] == "Lê Đăng, Lê Ánh"
    assert "xóa hẳn các dòng ấy" in note["message"] and note["hidden"] == 2
    exchange.apply(world.ctx("clerk"), row)
    assert listed("8A2")[-2:] == ["Lê Ánh", "Lê Dung"]


@pytest.mark.parametrize(
    ("names", "klass", "says"),
    [
        (("Lê Đăng",), "8A1", "Em này đang ở lớp 8A2, tệp ghi lớp 8A1."),
        (("Lê Đặng",), "8A2", "Mã này trong trường là của Lê Đăng, sinh ngày 30/09/2012"),
    ],
)
def test_a_known_pupil_whose_row_says_otherwise_is_a_problem(
    world: World, names: tuple[str, ...], klass: str, says: str
) -> None:
    bring(world, "pupils", files.pupils("Lê Đăng", klass="8A2"), "clerk")
    row = exchange.preview(
        world.ctx("clerk"),
        world.secondary,
        YEAR,
        "pupils",
        "hs.xlsx",
        files.pupils(*names, klass=klass),
    )
    assert row.problems[0]["place"] == "trang “Sheet1”, dòng 2"
    assert row.problems[0]["message"].startswith(says)


def test_undoing_pupils_removes_them_until_a_mark_hangs_on_one(world: World) -> None:
    from hocba.books.commands import enter_marks

    before = Student.objects.count()
    row = bring(world, "pupils", files.pupils("Lê Đăng", "Lê Dung"), "clerk")
    exchange.undo(world.ctx("clerk"), row)
    assert Student.objects.count() == before
    row = bring(world, "pupils", files.pupils("Lê Đăng", "Lê Dung"), "clerk")
    one = Student.objects.get(moet_code="9900000100")
    enter_marks(system(), world.books["8A2", "TOAN"], [change(one, "tx1", 75)])
    with pytest.raises(Refusal) as refused:
        exchange.undo(world.ctx("clerk"), row)
    said, way = refused.value.reasons
    assert said == "Không hoàn tác được, chưa gỡ gì: Lê Đăng (8A2) đã có điểm, nhận xét."
    assert "«Biến động»" in way and "nay đã trống" in way
    enter_marks(system(), world.books["8A2", "TOAN"], [change(one, "tx1", None, 75)])
    with pytest.raises(Refusal, match=r"Lê Đăng \(8A2\) đã có điểm"):
        exchange.undo(world.ctx("clerk"), row)
    assert Student.objects.count() == before + 2 and Enrolment.objects.filter(student=one).exists()


def test_exemptions_are_the_principals_and_undo_removes_only_its_own(world: World) -> None:
    one = pupil(world)
    nv = world.courses["8A1", "NV"].subject_id
    exempt(world.ctx("principal"), one, nv, YEAR, "9/QĐ", TODAY, "Khuyết tật", 1)
    row = bring(world, "exemptions", files.exemptions(one.person.full_name), "principal")
    assert Exemption.objects.filter(student=one).count() == 2
    exchange.undo(world.ctx("principal"), row)
    assert list(Exemption.objects.filter(student=one).values_list("subject", flat=True)) == [nv]


@pytest.mark.parametrize("kind", ["staff", "timetable", "pupils", "exemptions"])
def test_a_teacher_brings_no_register(world: World, kind: str) -> None:
    with pytest.raises(Refusal, match="Chỉ văn phòng"):
        exchange.preview(world.ctx("teacher"), world.secondary, YEAR, kind, "x.xlsx", b"x")


def test_a_clerk_cannot_set_up_a_year_though_the_preview_shows_it(world: World) -> None:
    row = exchange.preview(
        world.ctx("clerk"), world.secondary, NEXT, "timetable", "pc.xlsx", files.timetable()
    )
    with pytest.raises(Refusal, match="Thầy cô không có quyền"):
        exchange.apply(world.ctx("clerk"), row)
    assert not SchoolYear.objects.filter(year=NEXT).exists()
