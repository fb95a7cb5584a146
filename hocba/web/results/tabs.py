"""The pages about results stand side by side: classes, progress, what is late, the plan, locks."""

from django.db import models
from django.urls import reverse

from hocba.books.models import Lock
from hocba.books.policy import RECEIVE_PERSONAL
from hocba.exams.models import ExamMark
from hocba.kernel.policy import Actor, registry

LABELS = (
    ("results-classes", "Kết quả các lớp"),
    ("results-progress", "Tiến độ"),
    ("plans-late", "Việc chậm"),
    ("plans", "Kế hoạch kiểm tra"),
    ("results-year", "Cuối năm"),
    ("results-waiting", "Cần quyết định"),
    ("exams", "Đối chiếu điểm thi"),
    ("results-locks", "Khóa sổ"),
    ("personal-school", "Sổ điểm cá nhân"),
)


NEEDS: dict[str, type[models.Model]] = {"results-locks": Lock, "exams": ExamMark}
"""Pages that not everybody with a class may open: the rows they are about."""


def _reads(actor: Actor, model: type[models.Model]) -> bool:
    return any(w.query(actor, model) is not None for w in registry.readers[model])


def _opens(actor: Actor, name: str) -> bool:
    if name == "personal-school":
        return any(w.query(actor, RECEIVE_PERSONAL.on) is not None for w in RECEIVE_PERSONAL.who)
    return name not in NEEDS or _reads(actor, NEEDS[name])


def tabs(actor: Actor, here: str) -> list[tuple[str, str, bool]]:
    """(label, href, current) of the pages this person may open."""
    return [(label, reverse(name), name == here) for name, label in LABELS if _opens(actor, name)]
