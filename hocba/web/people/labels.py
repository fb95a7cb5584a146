"""What a duty is about, in words: the school, class, course, department or authority it names."""

from collections.abc import Iterable
from typing import Any

from hocba.books.models import Book
from hocba.org.models import Place
from hocba.people.models import Department
from hocba.year.models import Course, Klass

KIND_MODELS: dict[str, Any] = {
    "school": Place,
    "place": Place,
    "klass": Klass,
    "department": Department,
    "course": Course,
    "book": Book,
}


def scope_labels(pairs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """(kind, id) → words, one query a kind. What is no longer there reads «(không còn)»."""
    wanted: dict[str, set[int]] = {}
    for kind, pk in pairs:
        wanted.setdefault(kind, set()).add(pk)
    found: dict[tuple[str, int], str] = {}
    for kind, ids in wanted.items():
        rows = KIND_MODELS[kind]._default_manager.filter(pk__in=ids)
        if kind == "course":
            rows = rows.select_related("klass", "subject")
        if kind == "book":
            rows = rows.select_related("klass", "course__subject")
        said = {row.pk: _words(kind, row) for row in rows}
        found |= {(kind, pk): said.get(pk, "(không còn)") for pk in ids}
    return found


def _words(kind: str, row: Any) -> str:
    if kind == "course":
        return f"{row.subject.name} {row.klass.name}"
    if kind == "book":
        return f"sổ {row.course.subject.name if row.course else 'chủ nhiệm'} {row.klass.name}"
    if kind == "klass":
        return f"lớp {row.name}"
    return str(row.name)


def duties_in_words(duties: Iterable[Any]) -> dict[int, list[str]]:
    """person id → «Giáo viên bộ môn · Toán 8A1», duties of one role gathered in one line."""
    rows = list(duties)
    words = scope_labels((d.scope_kind, d.scope_id) for d in rows)
    gathered: dict[int, dict[str, list[str]]] = {}
    for d in rows:
        about = gathered.setdefault(d.person_id, {}).setdefault(d.get_role_display(), [])
        if d.scope_kind not in ("school", "place"):
            about.append(words[d.scope_kind, d.scope_id])
    return {
        person: [f"{role} · {', '.join(about)}" if about else role for role, about in roles.items()]
        for person, roles in gathered.items()
    }
