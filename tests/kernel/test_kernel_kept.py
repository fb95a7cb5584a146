"""Rows that are no ledger are held against the fingerprints that the events tell of them."""

import datetime

import pytest
import small_world
from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from hocba.kernel import kept
from hocba.kernel.checks import Problem, Scope, Unseen
from hocba.kernel.events import ledgers
from hocba.kernel.models import Event
from hocba.kernel.record import Record
from hocba.people import commands as people
from hocba.people.commands import Duty, PersonFacts, StaffFacts
from hocba.people.models import Assignment, Student
from hocba.year import commands as year
from hocba.year.models import Enrolment, Subject

pytestmark = pytest.mark.django_db
START = datetime.date(2025, 9, 5)

UNVOUCHED = {
    "books.absence": "held against its ledger (books/checks.py)",
    "books.mark": "held against its ledger (books/checks.py)",
    "books.subjectresult": "computed anew (books/checks.py)",
    "documents.documentfile": "hashed and verified (documents/checks.py)",
    "documents.issue": "follows from the state of its document",
    "documents.document": "its files are verified (documents/checks.py); its state is not",
    "documents.slot": "its signatures are lines of the log",
    "documents.signingrun": "machinery of signing",
    "documents.signingitem": "machinery of signing",
    "kernel.blob": "hashed (ops/verify_all.py)",
    "kernel.event": "sealed",
    "kernel.receipt": "an answer kept for a repeated request",
    "kernel.seal": "chained",
    "kernel.sealleaf": "chained",
    "exchange.import": "a preview; what was applied is told by the events of its batch",
    "books.book": "an empty frame, made with its class",
    "books.column": "the plan of a column; not looked at",
    "books.changenotice": "a notice; not looked at",
    "books.reminder": "a reminder; not looked at",
    "books.rollcall": "absences are held against their ledger",
    "books.lessonentry": "sổ ghi đầu bài; not looked at",
    "books.lessonabsence": "sổ ghi đầu bài; not looked at",
    "books.lessoncheck": "sổ ghi đầu bài; not looked at",
    "books.goal": "goals of a kindergarten; not looked at",
    "books.phrase": "phrases to choose from; not looked at",
    "books.weekremark": "remarks of a week; not looked at",
    "books.pupilremark": "remarks of a week; not looked at",
    "books.suggestion": "proof-reading; not looked at",
}
"""Why the rows of these models carry no fingerprint."""


def found() -> list[str]:
    scope = Scope(timezone.now(), False, lambda done, total: None)
    return [one.sentence for one in kept.check_rows(scope) if isinstance(one, Problem)]


def unseen() -> list[str]:
    scope = Scope(timezone.now(), False, lambda done, total: None)
    return [one.sentence for one in kept.check_rows(scope) if isinstance(one, Unseen)]


def raw(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.fixture
def world() -> small_world.SmallWorld:
    made = small_world.build()
    ctx, school = small_world.autumn(), made.school
    [staff] = people.take_staff(
        ctx, school, [StaffFacts(PersonFacts("Lê Thị Cô"), "GV1", "Tổ Toán")]
    )
    teacher = people.Staff.objects.get(pk=staff).person_id
    klass = made.book.klass_id
    people.assign(ctx, school, [Duty(teacher, "homeroom", klass, START)])
    art = Subject.objects.get(name="Giáo dục thể chất", kind="subject")
    year.open_courses(ctx, school, [year.CoursePlan(klass, art.pk, "comment", 70, 2)])
    return made


def test_every_row_is_vouched_for_or_told_why_not():
    known = {m._meta.label_lower for m in apps.get_models() if issubclass(m, Record)}
    sealed = {m._meta.label_lower for m in ledgers()}
    vouched = {m._meta.label_lower for m in kept.kept_models()}
    assert known - sealed - vouched == UNVOUCHED.keys()


def test_what_commands_wrote_agrees_with_the_log(world):
    duty = Assignment.objects.get()
    people.end_assignment(small_world.autumn(), duty, datetime.date(2025, 12, 31))
    assert found() == [] and unseen() == []


@pytest.mark.parametrize(
    "sql, said",
    [
        ("UPDATE people_person SET full_name = 'Lê Đạt Khác' WHERE full_name = 'Lê Đạt'", "Người"),
        ("UPDATE people_person SET birth_date = '2012-01-01' WHERE full_name = 'Lê Đạt'", "Người"),
        ("UPDATE people_student SET moet_code = '7900000009999' WHERE moet_code LIKE '%%1'", "Học sinh"),
        ("UPDATE people_assignment SET role = 'principal'", "Phân công"),
        ("UPDATE people_assignment SET starts = '2024-09-05'", "Phân công"),
        ("UPDATE year_enrolment SET ends = '2025-10-01' WHERE position = 2", "Tên trong danh sách lớp"),
        ("UPDATE year_course SET kind = 'comment' WHERE kind = 'scored'", "Môn của lớp"),
    ],
)  # fmt: skip
def test_a_row_changed_beside_the_log_is_named(world, sql, said):
    raw(sql)
    [sentence] = found()
    assert sentence.startswith(f"{said} số ") and "khác với lần ghi cuối (sự kiện số" in sentence


def test_a_row_slipped_in_and_a_row_taken_away_are_named(world):
    duty = Assignment.objects.get()
    columns = "person_id, role, scope_kind, scope_id, school_id, starts, decision"
    raw(
        f"INSERT INTO people_assignment ({columns})"
        f" SELECT {columns.replace('role', chr(39) + 'principal' + chr(39))} FROM people_assignment"
    )
    added = Assignment.objects.latest("pk").pk
    assert found() == [f"Phân công số {added}: không sự kiện nào của nhật ký ghi."]
    raw("DELETE FROM people_assignment WHERE id IN (%s, %s)", added, duty.pk)
    [said] = found()
    assert said.startswith(f"Phân công số {duty.pk}: không còn (ghi ở sự kiện số")


def test_an_exemption_changed_withdrawn_or_revived_beside_the_log_is_named(world):
    pupil, subject = world.pupils[0], Subject.objects.get(name="Toán", kind="subject").pk
    year.exempt(
        small_world.autumn(), pupil, subject, 2025, "12/QĐ", START, "Khuyết tật vận động nặng"
    )
    assert found() == []
    raw("UPDATE year_exemption SET term = 1")
    [said] = found()
    assert said.startswith("Quyết định miễn số") and "khác với lần ghi cuối" in said
    raw("UPDATE year_exemption SET term = 0")
    assert found() == []
    raw("DELETE FROM year_exemption")
    assert "không còn" in found()[0]


def test_what_a_command_takes_away_may_not_come_back(world):
    seat = Enrolment.objects.get(position=3)
    year.leave(small_world.autumn(), seat, datetime.date(2025, 10, 10), "Chuyển trường")
    assert found() == []
    raw("UPDATE year_enrolment SET ends = NULL, leaving = ''")
    assert len(found()) == 1


def test_the_log_tells_no_names_and_nothing_to_guess_them_by(world, settings):
    admitted = Event.objects.get(verb="student.admit")
    prints = admitted.params["fingerprints"]["rows"]
    assert prints.keys() == {"people.person", "people.student"}
    assert len(prints["people.student"]) == 3
    told = prints["people.person"].values()
    assert all(len(text) == len(kept.MADE) + kept.LENGTH for text in told)
    pupil = Student.objects.get(pk=world.pupils[0])
    before = kept.told({Student: {pupil.pk: False}})
    settings.SECRET_KEY = "another"
    assert kept.told({Student: {pupil.pk: False}}) != before


def test_under_another_secret_nothing_is_wrong_and_nothing_is_claimed(world, settings):
    settings.SECRET_KEY = "another"
    assert found() == []
    [said] = unseen()
    assert "bằng khóa bí mật khác" in said and "Học sinh 3" in said
    people.set_photo(small_world.autumn(), world.pupils[0], b"x", "image/jpeg")
    [said] = unseen()
    assert "Học sinh 2" in said and found() == []


def test_rows_older_than_the_fingerprints_are_counted_not_accused(world):
    if connection.vendor == "sqlite":
        raw('DROP TRIGGER "kernel_event_keep_update"')
    else:
        raw('DROP TRIGGER "kernel_event_keep_update" ON kernel_event')
    raw("UPDATE kernel_event SET params = '{}' WHERE verb = 'student.admit'")
    people.set_photo(small_world.autumn(), world.pupils[0], b"x", "image/jpeg")
    assert found() == []  # the first pupil is told of by now, the others are not
    [said] = unseen()
    assert "ghi trước khi" in said and "Người 3" in said and "Học sinh 2" in said


def test_a_new_empty_column_changes_no_fingerprint():
    """What a migration adds with an empty default leaves old rows as they were told."""
    values = [kept.canonical(("a", "b"), (v or None, 5)) for v in ("", None, 0, False, [], {})]
    assert set(values) == {'{"b":5}'}


def test_a_model_kept_has_columns_that_are_plain():
    odd = (models.FloatField, models.TimeField, models.DecimalField, models.BinaryField)
    for model in kept.kept_models():
        assert not [f for f in model._meta.concrete_fields if isinstance(f, odd)], model
