"""Who brings files in: registers by the office, books by their teachers."""

from hocba.books.models import Book
from hocba.books.policy import homeroom_book
from hocba.exchange.models import Import
from hocba.kernel.policy import Actor, allow, see
from hocba.org.models import Place
from hocba.people.roles import (
    Oneself,
    Where,
    homeroom,
    it_admin,
    office,
    principal,
    subject_teacher,
    vice_principal,
)


def previewed(actor: Actor, row: Import) -> str | None:
    """Only a preview without problems may be applied, once."""
    if row.state == "applied":
        return "Tệp này đã được áp dụng rồi."
    if row.state == "undone":
        return "Lần nhập này đã được hoàn tác; hãy tải tệp lên lại."
    if row.problem_count:
        return "Tệp còn lỗi. Hãy sửa trong Excel rồi tải lên lại; chưa có gì được ghi."
    return None


def applied(actor: Actor, row: Import) -> str | None:
    """Only what was applied can be undone."""
    return None if row.state == "applied" else "Lần nhập này chưa được áp dụng."


owner = Oneself("created_by")
PREVIEW = allow(
    "import.preview", on=Place, who=[*office, homeroom, subject_teacher], label="xem trước tệp nhập"
)
TEMPLATE = allow(
    "book.template", on=Book, who=[subject_teacher, homeroom_book], label="tải tệp mẫu của sổ"
)
APPLY = allow("import.apply", on=Import, who=[owner], when=[previewed], label="áp dụng tệp nhập")
UNDO = allow("import.undo", on=Import, who=[owner], when=[applied], label="hoàn tác lần nhập")
REGISTERS = frozenset({"staff", "timetable", "pupils", "photos", "exemptions", "choices", "traits"})

# The school looks an applied file up by its receipt; what was only previewed is its bringer's own.
keepers = [
    Where(who, "state", state)
    for who in (principal, vice_principal, it_admin)
    for state in ("applied", "undone")
]
see(Import, [owner, *keepers])
