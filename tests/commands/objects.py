"""The things the matrix and the policy tests are about, each in the state a line asks for.

Imports are put there as bare rows, as are documents (`objects_papers`): how they come about is the
matter of their own tests; here only who may do what to them is asked.
"""

import dataclasses
import datetime
from collections.abc import Callable
from typing import Any

from hocba.books.commands import (
    Change,
    carry_out,
    close_week,
    decide_zero,
    enter_marks,
    lock,
    print_personal,
    submit_column,
)
from hocba.books.models import (
    Book,
    ChangeNotice,
    Column,
    Goal,
    LessonCheck,
    PersonalBook,
    Phrase,
    PupilRemark,
    Ruling,
    Suggestion,
    ZeroCase,
)
from hocba.books.openings import content_of
from hocba.exams.commands import load_exam, withdraw
from hocba.exams.models import ExamList
from hocba.exchange.models import Import
from hocba.kernel.models import Request, Seal
from hocba.kernel.record import writing
from hocba.org.decree import Decree
from hocba.people.models import Assignment
from hocba.promotion.models import Praise
from hocba.year.commands import leave
from hocba.year.models import Enrolment, Exemption, IndividualPlan, Subject
from tests.commands.objects_papers import blob, certificate, document, run, seal_certificate, slot
from tests.world import NOW, TODAY, YEAR, World, system

Maker = Callable[[World, str], Any]


def goal(world: World, state: str) -> Goal:
    """A goal of the school, whoever set it."""
    with writing():
        row = Goal(
            school=world.secondary,
            year=YEAR,
            grade=4,
            domain=Subject.objects.get(code="lv_nhan_thuc"),
            number=1,
            text="Đếm đến 10",
            stage="do_tuoi",
            term=2,
        )
        row.save()
    return row


def incoming(world: World, state: str) -> Import:
    """A file the mathematics teacher has uploaded."""
    with writing():
        row = Import(
            school=world.secondary,
            year=YEAR,
            kind="gradebook",
            name="Toan 8A1.xlsx",
            file=blob(),
            state=state or "previewed",
            created_at=NOW,
            created_by=world.people["teacher"].pk,
        )
        row.save()
    return row


def last_seal(world: World, state: str) -> Seal:
    with writing():
        row = Seal(at=NOW, size=0, root="0" * 64, previous="", chain="0" * 64)
        row.save()
    return row


def order(world: World, state: str) -> Any:
    """An order of the principal to lock 8A1, given to the Ban quản trị."""
    row = lock(system(), world.secondary, YEAR, "klass", world.classes["8A1"].pk, waiting=True)
    if state == "carried out":
        carry_out(system(), row)
        row.refresh_from_db()
    return row


def wish(world: World, kind: str, asker: str, state: str, content: dict[str, Any]) -> Request:
    """A request about the mathematics book of 8A1, put there as a bare row."""
    with writing():
        row = Request(
            kind=kind,
            school=world.secondary.pk,
            about_kind="books.book",
            about_id=world.books["8A1", "TOAN"].pk,
            asker=world.people[asker].pk,
            asked_at=NOW,
            reason="Đã chấm xong bài giữa kì.",
            content=content,
            state=state or "submitted",
        )
        row.save()
    return row


def opening(world: World, state: str) -> Request:
    """The mathematics teacher of 8A1 asks to open a column for two hours."""
    return wish(world, "opening", "teacher", state, content_of([(1, "gk")], 2))


def correction(world: World, state: str) -> Request:
    """The mathematics teacher asks to correct one mark of a locked column."""
    column = world.books["8A1", "TOAN"].columns.get(term=1, slot="gk")
    pupil = world.roster("8A1")[0]
    content = {
        "column": column.pk, "term": 1, "slot": "gk", "how": "written", "phase": "locked",
        "cells": [{"student": pupil.pk, "old": 60, "new": 75}],
        "course": "approve", "late": False, "last_day": None,
    }  # fmt: skip
    return wish(world, "correction", "teacher", state, content)


def notice(world: World, state: str) -> ChangeNotice:
    """Word to the mathematics teacher that a published mark was changed."""
    with writing():
        row = ChangeNotice(
            school=world.secondary,
            person=world.people["teacher"].pk,
            request=correction(world, "applied"),
            at=NOW,
        )
        row.save()
    return row


def column(world: World, state: str) -> Column:
    """The first column of the mathematics book of 8A1, with a mark in it."""
    book = world.books["8A1", "TOAN"]
    enter_marks(system(), book, [Change(world.roster("8A1")[0].pk, 1, "tx1", None, 75)])
    found: Column = book.columns.get(term=1, slot="tx1")
    if state == "submitted":
        submit_column(system(), found)
        found.refresh_from_db()
    return found


def _conduct_column(world: World, state: str) -> Column:
    """Rèn luyện of the first term in 8A1, given to one pupil."""
    room = world.books["8A1", ""]
    found: Column = room.columns.get(term=1, slot="muc")
    enter_marks(
        system(), room, [Change(world.roster("8A1")[0].pk, 1, "muc", None, "T", found.subject_id)]
    )
    return found


def opening_of_principal(world: World, state: str) -> Request:
    """The same, asked by the principal."""
    return wish(world, "opening", "principal", state, content_of([(1, "gk")], 2))


def _book(klass: str, subject: str) -> Maker:
    def find(world: World, state: str) -> Book:
        if state == "locked and filled":
            change = Change(world.roster(klass)[0].pk, 1, "gk", None, 60)
            enter_marks(system(), world.books[klass, subject], [change])
        if state.startswith("locked"):
            lock(system(), world.secondary, YEAR, "klass", world.classes["8A1"].pk)
        if state == "signed":
            document(world, "signing")
        return world.books[klass, subject]

    return find


def _klass(world: World, state: str) -> Any:
    if state == "signed":
        document(world, "signing")
    return world.classes["8A1"]


def _lock(world: World, state: str) -> Any:
    return lock(system(), world.secondary, YEAR, "klass", world.classes["8A1"].pk)


def _duty(world: World, state: str) -> Assignment:
    return Assignment.objects.get(
        person=world.people["literature"], role=Assignment.Role.SUBJECT_TEACHER
    )


def exemption(world: World, state: str) -> Exemption:
    """The first pupil of 8A1 is exempt from physical education for the year."""
    row = Exemption(
        student=world.roster("8A1")[0],
        subject=world.courses["8A1", "GDTC"].subject,
        year=YEAR,
        decision="15/QĐ-THCS",
        decided_on=TODAY,
        ground="Khuyết tật vận động",
        annulled=state == "annulled",
    )
    with writing():
        row.save()
    return row


def plan(world: World, state: str) -> IndividualPlan:
    """The first pupil of 8A1 learns by an individual plan this year."""
    row = IndividualPlan(
        student=world.roster("8A1")[0],
        year=YEAR,
        number="14/QĐ-THCS",
        decided_on=TODAY,
        ground="Khuyết tật trí tuệ",
        end_number="16/QĐ-THCS" if state == "withdrawn" else "",
    )
    with writing():
        row.save()
    return row


def zero(world: World, state: str) -> ZeroCase:
    """The midterm of mathematics that the first pupil of 8A1 missed."""
    row = ZeroCase(
        book=world.books["8A1", "TOAN"],
        student=world.roster("8A1")[0],
        subject=world.courses["8A1", "TOAN"].subject,
        term=1,
        slot="gk",
        state=state or "proposed",
        why="Nghỉ kiểm tra, không đến đánh giá bù",
        clause="Thông tư 22/2021, Điều 7 khoản 5",
        proposed_by=world.people["teacher"].pk,
        proposed_at=NOW,
    )
    if state == "decided":
        row.state = "proposed"
    with writing():
        row.save()
    if state == "decided":
        return decide_zero(world.ctx("principal"), row, Decree("15/QĐ-THCS", TODAY))
    return row


def ruling(world: World, state: str) -> Ruling:
    """The learning level of the first pupil of 8A1 by decision; «replaced» by a later one."""
    rows = [
        Ruling(
            school=world.secondary,
            year=YEAR,
            klass=world.classes["8A1"],
            student=world.roster("8A1")[0],
            result="learning_year",
            value=value,
            number="21/QĐ-THCS",
            decided_on=TODAY,
            ground="Kế hoạch giáo dục cá nhân",
            decided_by=world.people["principal"].pk,
            decided_at=NOW,
        )
        for value in ("K", "T")[: 2 if state == "replaced" else 1]
    ]
    with writing():
        for row in rows:
            row.save()
    return rows[0]


def _closed_week(world: World, state: str) -> LessonCheck:
    return close_week(world.ctx("homeroom"), world.classes["8A1"], NOW.date())


def _exam(world: World, state: str) -> ExamList:
    """The central test of mathematics in 8A1, loaded for one pupil."""
    subject = world.courses["8A1", "TOAN"].subject_id
    marks = {world.roster("8A1")[0].pk: 75}
    row = load_exam(system(), world.secondary, YEAR, "Cuối kì I", subject, 1, "ck", marks)
    if state == "withdrawn":
        withdraw(dataclasses.replace(system(), reason="nhầm"), row)
        row.refresh_from_db()
    return row


def praise(world: World, state: str) -> Praise:
    """A nomination of the first pupil of 8A1."""
    row = Praise(
        school=world.secondary,
        year=YEAR,
        klass=world.classes["8A1"],
        student=world.roster("8A1")[0],
        kind="sudden",
        achievement="Cứu bạn đuối nước",
        state=state or "proposed",
        proposed_by=world.people["homeroom"].pk,
        proposed_at=NOW,
    )
    with writing():
        row.save()
    return row


def personal(world: World, state: str) -> PersonalBook:
    """The first print of the mathematics teacher's personal gradebook."""
    row = print_personal(world.ctx("teacher"), world.staff["teacher"], YEAR)
    if state != "printed":
        with writing():
            PersonalBook.objects.filter(pk=row.pk).update(state=state)
        row.refresh_from_db()
    return row


def replacement(world: World, state: str) -> Request:
    """The mathematics teacher asks to replace the first print."""
    book = personal(world, "printed")
    with writing():
        row = Request(
            kind="replacement",
            school=world.secondary.pk,
            about_kind="books.personalbook",
            about_id=book.pk,
            asker=world.people["teacher"].pk,
            asked_at=NOW,
            reason="Nhận thêm lớp.",
            content={"number": 1, "year": YEAR},
            state=state,
            until=NOW + datetime.timedelta(days=14) if state == "approved" else None,
        )
        row.save()
    return row


def _phrase(world: World, state: str) -> Phrase:
    owner = world.people["teacher"].pk if state == "of the teacher" else None
    row = Phrase(school=world.secondary, owner=owner, kind="subject", text="Chăm học.")
    with writing():
        row.save()
    return row


def _suggestion(world: World, state: str) -> Suggestion:
    """A suggestion to the comment of mathematics on the first pupil of 8A1."""
    book = world.books["8A1", "TOAN"]
    row = Suggestion(
        book=book, student=world.roster("8A1")[0], subject=world.courses["8A1", "TOAN"].subject,
        term=1, slot="nx", of_homeroom=False, old="Tốt", new="Rất tốt", person=0, at=NOW,
    )  # fmt: skip
    with writing():
        row.save()
    return row


def _pupil_remark(world: World, state: str) -> PupilRemark:
    """What the teacher of mathematics noted of the first pupil of 8A1."""
    row = PupilRemark(
        school=world.secondary, year=YEAR, klass=world.classes["8A1"], monday=TODAY,
        student=world.roster("8A1")[0], course=world.courses["8A1", "TOAN"], tone="praise",
        text="Hăng hái.", person=world.people["teacher"].pk, at=NOW,
        withdrawn_at=NOW if state == "withdrawn" else None,
    )  # fmt: skip
    with writing():
        row.save()
    return row


def _inspection(world: World, state: str) -> Assignment:
    """The duty of the inspector, over or not."""
    row = Assignment.objects.get(role="inspector")
    if state == "over":
        with writing():
            row.ends = TODAY - datetime.timedelta(days=1)
            row.save()
    return row


def _left(world: World) -> Enrolment:
    """A pupil who is recorded as having left."""
    seat = Enrolment.objects.select_related("klass").get(student=world.roster("8A1")[0])
    leave(world.ctx("homeroom"), seat, TODAY, "Chuyển trường")
    return seat


OBJECTS: dict[str, Maker] = {
    "inspection": _inspection,
    "staff_teacher": lambda world, state: world.staff["teacher"],
    "personal": personal,
    "replacement": replacement,
    "secondary": lambda world, state: world.secondary,
    "province": lambda world, state: world.province,
    "ward": lambda world, state: world.ward,
    "pupil_8A1": lambda world, state: world.roster("8A1")[0],
    "pupil_8A2": lambda world, state: world.roster("8A2")[0],
    "account": lambda world, state: world.user("teacher"),
    "account_inspector": lambda world, state: world.user("inspector"),
    "duty": _duty,
    "seat_left": lambda world, state: _left(world),
    "seat_8A1": lambda world, state: Enrolment.objects.get(student=world.roster("8A1")[0]),
    "book_8A1_TOAN": _book("8A1", "TOAN"),
    "book_8A1_NV": _book("8A1", "NV"),
    "book_8A1_homeroom": _book("8A1", ""),
    "book_8A2_TOAN": _book("8A2", "TOAN"),
    "book_8A2_homeroom": _book("8A2", ""),
    "course_8A1_TOAN": lambda world, state: world.courses["8A1", "TOAN"],
    "klass_8A1": _klass,
    "lock": _lock,
    "order": order,
    "opening": opening,
    "correction": correction,
    "notice": notice,
    "column_8A1_TOAN": column,
    "column_8A1_conduct": _conduct_column,
    "opening_of_principal": opening_of_principal,
    "closed_week": _closed_week,
    "goal": goal,
    "exam": _exam,
    "exam_mark": lambda world, state: _exam(world, state).marks.get(),
    "phrase": _phrase,
    "suggestion": _suggestion,
    "pupil_remark": _pupil_remark,
    "last_seal": last_seal,
    "document": document,
    "slot": slot,
    "certificate": certificate,
    "seal_certificate": seal_certificate,
    "run": run,
    "import": incoming,
    "zero": zero,
    "ruling": ruling,
    "exemption": exemption,
    "plan": plan,
    "praise": praise,
}
