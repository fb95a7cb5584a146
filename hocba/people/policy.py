"""Who may manage people, accounts and duties, and who sees them."""

from hocba.kernel.models import Event, Receipt
from hocba.kernel.policy import allow, see
from hocba.org.models import Place
from hocba.people.models import Assignment, Department, Person, Staff, Student, User
from hocba.people.roles import (
    Oneself,
    clerk,
    department_head,
    homeroom,
    it_admin,
    office,
    officer,
    principal,
    subject_teacher,
    vice_principal,
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

see(Person, [Oneself("id"), *office, officer])
see(Staff, [Oneself("person"), *office, department_head, officer])
see(Department, [*office, department_head, officer])
see(Student, [*office, homeroom, subject_teacher, department_head])
see(User, [it_admin, principal, Oneself("person")])
see(Assignment, [Oneself("person"), *office, officer])
see(Event, [principal, vice_principal, it_admin])
see(Receipt, [Oneself("actor"), principal, vice_principal, it_admin])
