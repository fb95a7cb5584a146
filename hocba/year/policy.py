"""Who sets up the year and who sees its frame."""

from typing import Any

from hocba.kernel.policy import Actor, allow, see
from hocba.org.models import Place
from hocba.org.policy import EVERYBODY
from hocba.people.models import Student
from hocba.people.roles import (
    belongs,
    clerk,
    department_head,
    homeroom,
    inspector,
    it_admin,
    office,
    officer,
    principal,
    province_officer,
    subject_teacher,
    vice_principal,
)
from hocba.year.models import (
    Choice,
    Course,
    Enrolment,
    Exemption,
    IndividualPlan,
    Klass,
    SchoolYear,
    Subject,
)

belongs("klass", lambda ids: dict(Klass.objects.filter(pk__in=ids).values_list("pk", "school_id")))
belongs(
    "course",
    lambda ids: dict(Course.objects.filter(pk__in=ids).values_list("pk", "klass__school_id")),
)

setters = [it_admin, principal, vice_principal]
OPEN_YEAR = allow("year.open", on=Place, who=setters, label="mở năm học")
OPEN_CLASSES = allow("class.open", on=Place, who=setters, label="lập lớp")
OPEN_COURSES = allow("course.open", on=Place, who=setters, label="khai báo môn học của lớp")
ENROL = allow("class.enrol", on=Place, who=[clerk, *setters], label="xếp lớp")
keepers = [homeroom, clerk, *setters]
"""Who keeps the changes of a class's list month by month; homeroom teachers for their own class."""
LEAVE = allow("class.leave", on=Enrolment, who=keepers, label="ghi học sinh rời lớp")
STAY = allow("class.stay", on=Enrolment, who=keepers, label="bỏ ghi rời lớp")
MOVE = allow("class.move", on=Enrolment, who=keepers, label="chuyển học sinh sang lớp khác")
EXEMPT = allow("student.exempt", on=Student, who=[principal, vice_principal], label="miễn môn học")


def not_annulled(actor: Actor, row: Any) -> str | None:
    """An exemption is annulled once; a new one is a new decision."""
    return "Quyết định miễn này đã thôi áp dụng." if row.annulled else None


UNEXEMPT = allow(
    "student.unexempt",
    on=Exemption,
    who=[principal, vice_principal],
    when=[not_annulled],
    label="thôi miễn môn học",
)
SET_PLAN = allow(
    "student.plan",
    on=Student,
    who=[principal, vice_principal],
    label="ghi kế hoạch giáo dục cá nhân",
)


def plan_stands(actor: Actor, row: Any) -> str | None:
    """A plan is withdrawn once; a new one is a new decision."""
    return "Kế hoạch này đã được thu hồi." if row.end_number else None


WITHDRAW_PLAN = allow(
    "plan.withdraw",
    on=IndividualPlan,
    who=[principal, vice_principal],
    when=[plan_stands],
    label="thu hồi kế hoạch giáo dục cá nhân",
)
DECIDE_SETTING = allow(
    "setting.decide", on=Place, who=[principal, province_officer], label="quyết định thiết lập"
)

see(Subject, [EVERYBODY])
see(SchoolYear, [EVERYBODY])
see(Klass, [*office, homeroom, subject_teacher, department_head, officer, inspector])
see(Course, [*office, homeroom, subject_teacher, department_head, officer, inspector])
see(Choice, [*office, homeroom, subject_teacher, department_head, inspector])
see(Enrolment, [*office, homeroom, subject_teacher, department_head, inspector])
see(Exemption, [*office, homeroom, subject_teacher, inspector])
see(IndividualPlan, [*office, homeroom, subject_teacher, inspector])
