"""Who writes in which book, who locks, who reads."""

from hocba.books.models import Book, Column, Lock, Mark, MarkChange, SubjectResult
from hocba.documents.models import Document
from hocba.kernel.policy import Actor, allow, see
from hocba.kernel.prepared import Prepared
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

SIGNED = Prepared(
    2,
    lambda klass, year: Document.objects.filter(
        scope_kind="klass",
        scope_id=klass,
        year=year,
        kind=Document.Kind.YEAR,
        state__in=("signing", "sealed", "issued"),
    )[:1],
)


def not_in_signed_transcripts(actor: Actor, book: Book) -> str | None:
    """Marks under a signature change only by a new version of the document."""
    if SIGNED.first(book.klass_id, book.year) is not None:
        return (
            f"Học bạ lớp {book.klass.name} đang ký hoặc đã cấp, không sửa sổ được nữa."
            " Cần sửa thì hiệu trưởng hủy hoặc thay học bạ bằng phiên bản mới trước."
        )
    return None


homeroom_book = Where(homeroom, "kind", Book.Kind.HOMEROOM)
OPEN_BOOKS = allow("book.open", on=Place, who=[it_admin, principal, vice_principal], label="mở sổ")
ENTER = allow(
    "mark.enter",
    on=Book,
    who=[subject_teacher, homeroom_book],
    when=[not_in_signed_transcripts],
    label="nhập điểm và nhận xét vào sổ này",
)
LOCK = allow("book.lock", on=Place, who=[principal], label="khóa sổ")
UNLOCK = allow("book.unlock", on=Lock, who=[principal], label="mở khóa sổ")
OPEN_FOR = allow("book.open_for", on=Place, who=[principal], label="mở sổ có thời hạn")

see(Book, [*office, department_head, homeroom, subject_teacher])
see(Column, [*office, homeroom, subject_teacher])
see(Mark, [*office, homeroom, subject_teacher])
see(MarkChange, [*office])
see(SubjectResult, [*office])
see(Lock, [*office])
