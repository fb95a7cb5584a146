"""Who may manage people, accounts and duties, and who sees them."""

from typing import Any

from hocba.kernel.models import Event, Receipt
from hocba.kernel.policy import Actor, allow, see
from hocba.org.models import Place
from hocba.people.models import Assignment, Department, Person, Staff, Student, User
from hocba.people.roles import (
    AreaOfficer,
    Oneself,
    OneselfAs,
    Role,
    Where,
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
    ward_officer,
)

TAKE_STAFF = allow("staff.take", on=Place, who=[it_admin, clerk, principal], label="nhận cán bộ")
ADMIT = allow(
    "student.admit", on=Place, who=[clerk, it_admin, principal], label="tiếp nhận học sinh"
)
SET_PHOTO = allow("student.photo", on=Student, who=[clerk, it_admin, homeroom], label="thay ảnh")
OPEN_ACCOUNTS = allow("account.open", on=Place, who=[it_admin, principal], label="lập tài khoản")
RESET_ACCOUNT = allow("account.reset", on=User, who=[it_admin, principal], label="cấp lại mật khẩu")
CLOSE_ACCOUNT = allow("account.close", on=User, who=[it_admin, principal], label="khóa tài khoản")
CHANGE_PASSWORD = allow(
    "account.password", on=User, who=[Oneself("person")], label="đổi mật khẩu của mình"
)
ASSIGN = allow(
    "assignment.give", on=Place, who=[principal, vice_principal, it_admin], label="phân công"
)
END_ASSIGNMENT = allow(
    "assignment.end",
    on=Assignment,
    who=[principal, vice_principal, it_admin],
    label="thôi phân công",
)

inspections = [Where(who, "role", Role.INSPECTOR) for who in (principal, officer)]


def not_over(actor: Actor, duty: Any) -> str | None:
    """An inspection that is over is not ended again."""
    if duty.ended_at is not None:
        return "Đợt thanh tra này đã kết thúc."
    over = duty.ends is not None and duty.ends < actor.on
    return "Đợt thanh tra này đã hết hạn." if over else None


APPOINT_INSPECTOR = allow(
    "inspection.appoint",
    on=Place,
    who=[principal, officer, ward_officer, province_officer],
    label="mở tài khoản thanh tra có hạn",
)
END_INSPECTION = allow(
    "inspection.end",
    on=Assignment,
    who=[*inspections, AreaOfficer()],
    when=[not_over],
    label="kết thúc đợt thanh tra",
)
LOOK = allow(
    "inspection.open",
    on=Assignment,
    who=[OneselfAs("person", Role.INSPECTOR)],
    label="mở sổ với tư cách thanh tra",
)

see(Person, [Oneself("id"), *office, officer])
see(Staff, [Oneself("person"), *office, department_head, officer])
see(Department, [*office, department_head, officer])
see(Student, [*office, homeroom, subject_teacher, department_head, inspector])
see(User, [it_admin, principal, Oneself("person")])
see(Assignment, [Oneself("person"), *office, officer, AreaOfficer()])
see(Event, [principal, vice_principal, it_admin])
see(Receipt, [Oneself("actor"), principal, vice_principal, it_admin])
