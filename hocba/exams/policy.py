"""Who loads the list of a central test, who explains a difference, who reads both sides."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, Q

from hocba.books.models import Book
from hocba.exams.models import ExamList, ExamMark, ExamNote
from hocba.kernel.policy import Actor, Standing, allow, see
from hocba.org.models import Place
from hocba.people.roles import Role, homeroom, inspector, leaders, office, subject_teacher


@dataclass(frozen=True)
class TeacherOfSubject:
    """Who teaches the list's subject in the pupil's class; `subject` is the path to the subject."""

    subject: str

    def standing(self, actor: Actor, obj: Any) -> Standing | None:
        query = self.query(actor, type(obj))
        if query is None or not type(obj)._default_manager.filter(query, pk=obj.pk).exists():
            return None
        return subject_teacher.standing(actor, obj)

    def query(self, actor: Actor, model: type[models.Model]) -> Q | None:
        mine = actor.scope_ids(Role.SUBJECT_TEACHER)
        if not mine:
            return None
        courses = "student__enrolments__klass__courses"
        return Q(**{f"{courses}__in": mine, f"{courses}__subject": F(self.subject)})


teacher = TeacherOfSubject("exam__subject")


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
    who=[teacher, *leaders],
    label="giải trình chênh lệch với điểm thi",
)

see(ExamList, [*office, inspector])
see(ExamMark, [*office, teacher, homeroom, inspector])
see(ExamNote, [*office, teacher, homeroom, inspector])
