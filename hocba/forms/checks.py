"""`hocba verify --all`: what issued transcripts say, recomputed from the books as they are now."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterator
from itertools import zip_longest

from hocba.documents import queries
from hocba.documents.content import Results, Subject, YearSnapshot
from hocba.documents.models import Document
from hocba.documents.snapshot import load
from hocba.forms import collect
from hocba.forms.make import MAKERS
from hocba.kernel.checks import Problem, Scope, check
from hocba.year.models import Klass


@check("results", "Kết quả trên học bạ tính lại", order=50)
def check_results(scope: Scope) -> Iterator[Problem]:
    """Recompute every issued year from marks and decisions, and compare with its snapshot."""
    rows = Document.objects.filter(kind=Document.Kind.YEAR, state="issued")
    total, done = rows.count(), 0
    for scope_id in rows.order_by("scope_id").values_list("scope_id", flat=True).distinct():
        klass = Klass.objects.select_related("school").get(pk=scope_id)
        g = collect.Gathering(klass, scope.at.date(), uuid.uuid4)
        for document in rows.filter(scope_id=scope_id).select_related("student__person"):
            done += 1
            scope.progress(done, total)
            yield from _compare(g, document)


def _compare(g: collect.Gathering, document: Document) -> Iterator[Problem]:
    name = f"Học bạ {document.short_code}"
    frozen = load(queries.stored(document.snapshot_id))
    assert isinstance(frozen, YearSnapshot)
    try:
        now = MAKERS[g.klass.level](g, document.student_id, frozen.document.form_version)
    except (collect.NotReady, KeyError) as reason:
        yield Problem(f"{name}: không tính lại được ({reason}).")
        return
    pairs = zip_longest(map(_plain, frozen.subjects), map(_plain, now.subjects))
    for subject in (before or after for before, after in pairs if before != after):
        yield Problem(f"{name}: môn {subject.name} khác với sổ điểm hiện nay.")
    if _plain_results(frozen.results) != _plain_results(now.results):
        yield Problem(f"{name}: kết quả cuối năm khác với kết quả tính lại.")
    if frozen.homeroom != dataclasses.replace(now.homeroom, teacher=frozen.homeroom.teacher):
        yield Problem(f"{name}: phần của giáo viên chủ nhiệm khác với sổ hiện nay.")


def _plain(subject: Subject) -> Subject:
    """Without the teachers, whose duties may have changed since."""
    return dataclasses.replace(subject, teachers=())


def _plain_results(results: Results) -> Results:
    return dataclasses.replace(results, decided_by=None, decided_on=None)
