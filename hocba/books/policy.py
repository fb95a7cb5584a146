"""Who writes in which book, who locks, who reads."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from hocba.books import flow
from hocba.books.models import (
    Absence,
    AbsenceChange,
    Book,
    ChangeNotice,
    Column,
    Goal,
    LessonAbsence,
    LessonCheck,
    LessonEntry,
    Lock,
    Mark,
    MarkChange,
    PersonalBook,
    Phrase,
    PupilRemark,
    Reminder,
    RollCall,
    Ruling,
    SubjectResult,
    Suggestion,
    WeekRemark,
    ZeroCase,
)
from hocba.kernel.policy import Actor, Standing, allow, see
from hocba.org.models import Place
from hocba.people.models import Staff, User
from hocba.people.roles import (
    Oneself,
    OneselfAs,
    Role,
    Where,
    clerk,
    department_head,
    homeroom,
    inspector,
    it_admin,
    leaders,
    office,
    principal,
    subject_teacher,
    vice_principal,
)
from hocba.year.models import Course, Klass


@dataclass(frozen=True)
class Colleague:
    """Anybody with a duty at the school of a row that nobody owns: the school's bank of phrases."""

    def standing(self, actor: Actor, obj: Any) -> Standing | None:
        if obj.owner is not None:
            return None
        mine = (d for d in actor.duties if d.role != Role.INSPECTOR and d.school == obj.school_id)
        return next((Standing(d.id) for d in mine), None)

    def query(self, actor: Actor, model: type[models.Model]) -> Q | None:
        mine = (d for d in actor.duties if d.role != Role.INSPECTOR)
        schools = {d.school for d in mine if d.school is not None}
        return Q(school__in=schools, owner=None) if schools else None


@dataclass(frozen=True)
class OwnAtSchool:
    """Oneself, by a path to a Person id, while holding a duty at a school; an inspector's is none:
    who only reads keeps no phrases."""

    path: str

    def standing(self, actor: Actor, obj: Any) -> Standing | None:
        duty = _at_school(actor)
        own = Oneself(self.path).standing(actor, obj) if duty else None
        return Standing(duty) if duty and own else None

    def query(self, actor: Actor, model: type[models.Model]) -> Q | None:
        return Oneself(self.path).query(actor, model) if _at_school(actor) else None


def _at_school(actor: Actor) -> int | None:
    mine = (d for d in actor.duties if d.role != Role.INSPECTOR and d.school is not None)
    return next((d.id for d in mine), None)


def is_waiting(actor: Actor, lock: Any) -> str | None:
    """Only an order that nobody has carried out or taken back."""
    return None if lock.waiting and lock.ends is None else "Lệnh này không còn chờ thực hiện."


def not_submitted(actor: Actor, column: Any) -> str | None:
    """A column is published once; corrections follow, it is never taken back."""
    return None if column.submitted_at is None else "Cột này đã công bố rồi."


homeroom_book = Where(homeroom, "kind", Book.Kind.HOMEROOM)
homeroom_column = Where(homeroom, "book__kind", Book.Kind.HOMEROOM)
OPEN_BOOKS = allow("book.open", on=Place, who=[it_admin, principal, vice_principal], label="mở sổ")
ENTER = allow(
    "mark.enter",
    on=Book,
    who=[subject_teacher, homeroom_book],
    label="nhập điểm và nhận xét vào sổ này",
)
ASK_OPENING = allow(
    "opening.ask", on=Book, who=[subject_teacher, homeroom_book], label="xin mở sổ này"
)
ASK_CORRECTION = allow(
    "correction.ask",
    on=Book,
    who=[subject_teacher, homeroom_book],
    label="xin sửa điểm, mức, nhận xét trong sổ này",
)
SUBMIT_COLUMN = allow(
    "column.submit",
    on=Column,
    who=[subject_teacher, homeroom_column],
    when=[not_submitted],
    label="công bố cột này",
)
PROOFREAD = allow(
    "column.proofread",
    on=Column,
    who=[subject_teacher, homeroom_column],
    label="đánh dấu đã soát cột này",
)
READ_NOTICE = allow(
    "notice.read", on=ChangeNotice, who=[Oneself("person")], label="nhận thông báo sửa điểm"
)
LOCK = allow("book.lock", on=Place, who=[principal], label="khóa sổ")
UNLOCK = allow("book.unlock", on=Lock, who=[principal], label="mở khóa sổ")
CARRY_OUT = allow(
    "book.carry_out",
    on=Lock,
    who=[principal, vice_principal, it_admin],
    when=[is_waiting],
    label="thực hiện lệnh khóa sổ",
)
OPEN_FOR = allow("book.open_for", on=Place, who=[principal], label="mở sổ có thời hạn")
SET_PLAN = allow(
    "plan.set",
    on=Course,
    who=[department_head, *leaders],
    label="lập kế hoạch kiểm tra, đánh giá của môn",
)
REMIND = allow(
    "book.remind",
    on=Book,
    who=[*leaders, department_head, homeroom],
    label="nhắc giáo viên nhập sổ",
)
KEEP_PHRASES = allow(
    "phrase.keep", on=User, who=[OwnAtSchool("person")], label="thêm câu vào kho câu của mình"
)
SCHOOL_PHRASES = allow(
    "phrase.school", on=Place, who=[*leaders], label="thêm câu vào kho câu của trường"
)
DROP_PHRASE = allow(
    "phrase.drop",
    on=Phrase,
    who=[OwnAtSchool("owner"), *(Where(leader, "owner", None) for leader in leaders)],
    label="bỏ câu khỏi kho câu",
)
REMARK_WEEK = allow(
    "week.remark", on=Klass, who=[subject_teacher, homeroom], label="nhận xét tuần của lớp này"
)
REMARK_PUPILS = allow(
    "pupil.remark",
    on=Klass,
    who=[subject_teacher, homeroom],
    label="ghi nhận xét từng học sinh của lớp này trong tuần",
)


def not_withdrawn(actor: Actor, remark: Any) -> str | None:
    """A remark is taken back once."""
    return None if remark.withdrawn_at is None else "Nhận xét này đã được rút."


WITHDRAW_REMARK = allow(
    "pupil.unremark",
    on=PupilRemark,
    who=[Oneself("person")],
    when=[not_withdrawn],
    label="rút nhận xét về học sinh này",
)
SUGGEST = allow(
    "comment.suggest",
    on=Book,
    who=[*leaders, department_head, homeroom],
    label="đề nghị sửa lời nhận xét",
)
ANSWER = allow(
    "comment.answer",
    on=Suggestion,
    who=[subject_teacher, Where(homeroom, "of_homeroom", True)],
    label="trả lời đề nghị sửa nhận xét",
)
CALL_ROLL = allow(
    "attendance.take", on=Klass, who=[homeroom, subject_teacher], label="điểm danh lớp này"
)
WRITE_LESSON = allow(
    "lesson.write", on=Klass, who=[subject_teacher, homeroom], label="ghi sổ đầu bài lớp này"
)
CLOSE_LESSONS = allow("lesson.close", on=Klass, who=[homeroom], label="chốt tuần sổ đầu bài")
REVIEW_LESSONS = allow("lesson.review", on=Klass, who=[*leaders], label="kiểm tra sổ đầu bài")
REOPEN_LESSONS = allow(
    "lesson.reopen", on=LessonCheck, who=[homeroom, *leaders], label="mở lại tuần sổ đầu bài"
)
PROPOSE_ZERO = allow(
    "zero.propose", on=Book, who=[subject_teacher], label="đề nghị ghi 0 hoặc Chưa đạt"
)
DECIDE_ZERO = allow(
    "zero.decide",
    on=ZeroCase,
    who=[principal],
    when=[flow.ZERO.guard("decide")],
    label="quyết định ghi 0 hoặc Chưa đạt",
)
DECIDE_RESULT = allow(
    "result.decide", on=Book, who=[principal], label="quyết định kết quả cả năm của môn"
)
DECIDE_LEVEL = allow(
    "level.decide", on=Klass, who=[principal], label="quyết định mức của học sinh lớp này"
)


def stands(actor: Actor, ruling: Ruling) -> str | None:
    """Only the last decision on a result can be withdrawn, and once."""
    same = Ruling.objects.filter(
        student=ruling.student_id, year=ruling.year, result=ruling.result, subject=ruling.subject_id
    )
    if same.filter(pk__gt=ruling.pk).exists() or not ruling.value:
        return "Quyết định này đã được thu hồi hoặc thay bằng quyết định sau."
    return None


WITHDRAW_RULING = allow(
    "ruling.withdraw",
    on=Ruling,
    who=[principal],
    when=[stands],
    label="thu hồi quyết định về kết quả này",
)
SET_FLEXIBLE = allow(
    "class.flexible",
    on=Klass,
    who=[principal],
    label="lập lớp học linh hoạt",
)
SPECIALISE = allow(
    "class.specialise",
    on=Klass,
    who=[principal],
    label="ghi môn chuyên của lớp",
)
WITHDRAW_ZERO = allow(
    "zero.withdraw",
    on=ZeroCase,
    who=[principal],
    when=[flow.ZERO.guard("withdraw")],
    label="thu hồi quyết định ghi 0 hoặc Chưa đạt",
)
REFUSE_ZERO = allow(
    "zero.refuse",
    on=ZeroCase,
    who=[principal],
    when=[flow.ZERO.guard("refuse")],
    label="không ghi 0, để đánh giá bù",
)


def no_kindergarten(actor: Actor, school: Any) -> str | None:
    """Goals are set where there are kindergarten children."""
    return None if "kindergarten" in school.levels else "Trường không có cấp mầm non."


SET_GOALS = allow(
    "goal.set",
    on=Place,
    who=[principal, vice_principal],
    when=[no_kindergarten],
    label="đặt mục tiêu đánh giá trẻ",
)
DROP_GOAL = allow("goal.drop", on=Goal, who=[principal, vice_principal], label="bỏ mục tiêu này")

PRINT_PERSONAL = allow(
    "personal.print",
    on=Staff,
    who=[OneselfAs("person", Role.SUBJECT_TEACHER), *leaders],
    label="in sổ điểm cá nhân của giáo viên này",
)
ASK_REPLACEMENT = allow(
    "personal.ask_replacement",
    on=PersonalBook,
    who=[OneselfAs("teacher", Role.SUBJECT_TEACHER)],
    when=[flow.PERSONAL.guard("replace")],
    label="xin thay sổ điểm cá nhân",
)
RECEIVE_PERSONAL = allow(
    "personal.hand_in",
    on=PersonalBook,
    who=[*leaders],
    when=[flow.PERSONAL.guard("hand_in")],
    label="nhận sổ điểm cá nhân nộp về trường",
)
CHOOSE = allow(
    "course.choose",
    on=Klass,
    who=[clerk, it_admin, principal, vice_principal],
    label="ghi môn lựa chọn của học sinh",
)
SWITCH = allow("course.switch", on=Klass, who=[principal], label="cho học sinh đổi môn lựa chọn")

see(Book, [*office, department_head, homeroom, subject_teacher, inspector])
see(Column, [*office, homeroom, subject_teacher, inspector])
see(Mark, [*office, homeroom, subject_teacher, inspector])
see(MarkChange, [*office, Oneself("event__actor"), inspector])
see(SubjectResult, [*office, inspector])
see(Lock, [*office, inspector])
see(Goal, [*office, homeroom, inspector])
see(ChangeNotice, [Oneself("person"), principal, vice_principal])
for attendance in (RollCall, Absence, LessonEntry, LessonAbsence, LessonCheck):
    see(attendance, [*office, homeroom, subject_teacher, inspector])
see(AbsenceChange, [*office, homeroom, inspector])
see(PersonalBook, [Oneself("teacher"), *leaders])
see(Reminder, [*office, department_head, homeroom, subject_teacher])
see(ZeroCase, [*office, homeroom, subject_teacher, inspector])
see(Ruling, [*office, homeroom, inspector])
see(Phrase, [OwnAtSchool("owner"), Colleague()])
see(WeekRemark, [*office, homeroom, subject_teacher])
see(PupilRemark, [*leaders, homeroom, subject_teacher])
see(Suggestion, [*office, department_head, homeroom, subject_teacher])
