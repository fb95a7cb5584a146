"""What commands and pages share: forms, versions, stored bytes, names."""

import hashlib
import uuid
from collections.abc import Iterable

from django.db.models import Max, QuerySet

from hocba.documents.form import Form
from hocba.documents.models import Document
from hocba.kernel import blobs, sql
from hocba.kernel.errors import Hidden, Refusal
from hocba.people.models import Person

_forms: dict[str, Form] = {}


def register_form(form: Form) -> None:
    """Make an official form known; `hocba.forms` calls it for each of its forms."""
    _forms[form.code] = form


def form(code: str) -> Form:
    """The registered form of that code; Refusal when there is none."""
    if code not in _forms:
        raise Refusal(f"Chưa cài biểu mẫu «{code}» nên chưa lập được học bạ.")
    return _forms[code]


def next_versions(kind: str, year: int, students: Iterable[int]) -> dict[int, int]:
    """The version the next document of each pupil must carry. One query."""
    wanted = list(students)
    rows = _same(kind, year).filter(student__in=wanted).values_list("student")
    latest = dict(rows.annotate(latest=Max("version")))
    return {student: latest.get(student, 0) + 1 for student in wanted}


def _same(kind: str, year: int) -> QuerySet[Document]:
    """Documents that replace each other: of one year, but a cover is one for all years."""
    rows: QuerySet[Document] = Document.objects.filter(kind=kind)
    return rows if kind == Document.Kind.COVER else rows.filter(year=year)


def of_pupil(student: int, kind: str, year: int) -> QuerySet[Document]:
    """All versions of one pupil's document, for commands (no rights applied)."""
    return _same(kind, year).filter(student=student)


def stored(sha256: str) -> bytes:
    """Bytes of a blob, with their hash checked: what is signed or served is what was stored."""
    data = blobs.get(sha256)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise RuntimeError(f"blob {sha256} was altered on disk")
    return data


def names_of(people: Iterable[int | None]) -> dict[int, str]:
    """Full names by Person id."""
    wanted = {p for p in people if p is not None}
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "full_name"))


def as_uuid(text: str) -> uuid.UUID:
    """A document's id from an address; Hidden when it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Hidden(f"Document {text}") from None


SIGNED = (
    "FROM documents_document WHERE scope_kind = 'klass' AND scope_id = %s"
    " AND year = %s AND kind = 'transcript_year' AND state IN ('signing', 'sealed', 'issued')"
)
"""Of a class and year: the transcripts that `signed_students` speaks of."""


def signed_students(klass: int, year: int) -> frozenset[int]:
    """Pupils of a class whose transcript of the year is being signed or is issued: what it says
    changes only by a new version. One statement."""
    return frozenset(row[0] for row in sql.rows(f"SELECT student_id {SIGNED}", [klass, year]))


def signed_schools(schools: Iterable[int], from_year: int) -> dict[int, int]:
    """School → the latest year, from this one on, of which transcripts are signed or issued."""
    rows = Document.objects.filter(
        school__in=list(schools), year__gte=from_year, state__in=("signing", "sealed", "issued")
    )
    pairs = rows.exclude(kind=Document.Kind.COVER).order_by("year").values_list("school", "year")
    return dict(pairs.distinct())
