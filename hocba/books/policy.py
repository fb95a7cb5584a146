"""Who writes in which book, who locks, who reads."""

from hocba.books import flow
from hocba.books.models import Book, Column, Lock, Mark, MarkChange, SubjectResult, ZeroCase
from hocba.kernel.policy import allow, see
from hocba.org.models import Place
from hocba.people.roles import (
    Where,
    department_head,
    homeroom,
    it_admin,
    office,
    principal,
    subject_teacher,
    vice_principal,
)

homeroom_book = Where(homeroom, "kind", Book.Kind.HOMEROOM)
OPEN_BOOKS = allow("book.open", on=Place, who=[it_admin, principal, vice_principal], label="mở sổ")
ENTER = allow(
    "mark.enter",
    on=Book,
    who=[subject_teacher, homeroom_book],
    label="nhập điểm và nhận xét vào sổ này",
)
LOCK = allow("book.lock", on=Place, who=[principal], label="khóa sổ")
UNLOCK = allow("book.unlock", on=Lock, who=[principal], label="mở khóa sổ")
OPEN_FOR = allow("book.open_for", on=Place, who=[principal], label="mở sổ có thời hạn")
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
REFUSE_ZERO = allow(
    "zero.refuse",
    on=ZeroCase,
    who=[principal],
    when=[flow.ZERO.guard("refuse")],
    label="không ghi 0, để đánh giá bù",
)

see(Book, [*office, department_head, homeroom, subject_teacher])
see(Column, [*office, homeroom, subject_teacher])
see(Mark, [*office, homeroom, subject_teacher])
see(MarkChange, [*office])
see(SubjectResult, [*office])
see(Lock, [*office])
see(ZeroCase, [*office, homeroom, subject_teacher])
