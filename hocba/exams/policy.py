"""Who loads the list of a central test, who explains a difference, who reads both sides."""

from hocba.books.models import Book
from hocba.exams.models import ExamList, ExamMark, ExamNote
from hocba.kernel.policy import Actor, allow, see
from hocba.org.models import Place
from hocba.people.roles import homeroom, leaders, office, subject_teacher


def still_standing(actor: Actor, exam: ExamList) -> str | None:
    """A list that was taken back is closed."""
    return None if exam.withdrawn_at is None else "Danh sách này đã được thu hồi."


LOAD = allow("exam.load", on=Place, who=[*leaders], label="nạp điểm thi tập trung")
FILL = allow("exam.fill", on=Book, who=[*leaders], label="đưa điểm thi tập trung vào sổ")
WITHDRAW = allow(
    "exam.withdraw",
    on=ExamList,
    who=[*leaders],
    when=[still_standing],
    label="thu hồi danh sách điểm thi",
)
EXPLAIN = allow(
    "exam.explain",
    on=ExamMark,
    who=[subject_teacher, *leaders],
    label="giải trình chênh lệch với điểm thi",
)

see(ExamList, [*office])
see(ExamMark, [*office, subject_teacher, homeroom])
see(ExamNote, [*office, subject_teacher, homeroom])
