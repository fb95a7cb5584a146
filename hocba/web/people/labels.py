"""What a duty is about, in words: the school, class, course, department or authority it names."""

from collections.abc import Iterable
from typing import Any

from hocba.org.models import Place
from hocba.people.models import Department
from hocba.year.models import Course, Klass

KIND_MODELS: dict[str, Any] = {
    "school": Place,
    "place": Place,
    "klass": Klass,
    "department": Department,
    "course": Course,
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
        said = {row.pk: _words(kind, row) for row in rows}
        found |= {(kind, pk): said.get(pk, "(không còn)") for pk in ids}
    return found


def _words(kind: str, row: Any) -> str:
    if kind == "course":
        return f"{row.subject.name} {row.klass.name}"
    if kind == "klass":
        return f"lớp {row.name}"
    return str(row.name)
