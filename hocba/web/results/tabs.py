"""The pages about results stand side by side: classes, progress, what is late, the plan, locks."""

from django.urls import reverse

from hocba.books.models import Lock
from hocba.kernel.policy import Actor, registry

LABELS = (
    ("results-classes", "Kết quả các lớp"),
    ("results-progress", "Tiến độ"),
    ("plans-late", "Việc chậm"),
    ("plans", "Kế hoạch kiểm tra"),
    ("results-waiting", "Cần quyết định"),
    ("results-locks", "Khóa sổ"),
)


def reads_locks(actor: Actor) -> bool:
    """Whether orders of locking are theirs to read."""
    return any(w.query(actor, Lock) is not None for w in registry.readers[Lock])


def tabs(actor: Actor, here: str) -> list[tuple[str, str, bool]]:
    """(label, href, current) of the pages this person may open."""
    return [
        (label, reverse(name), name == here)
        for name, label in LABELS
        if name != "results-locks" or reads_locks(actor)
    ]
