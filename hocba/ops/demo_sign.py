"""The demo's closing of the year: decisions, transcripts, signatures of everybody, seals, issue."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from hocba.books.commands import lock
from hocba.documents import commands, keys, queries, tasks
from hocba.documents.models import Certificate, Document, DocumentFile, Slot
from hocba.forms.make import make_class
from hocba.kernel.command import Ctx, batch
from hocba.kernel.policy import Actor
from hocba.ops.demo_school import Demo, holder
from hocba.org.models import Place
from hocba.people.models import Assignment, Person, Staff
from hocba.promotion.commands import check_class, decide_class
from hocba.promotion.queries import proposals
from hocba.year.models import Klass

Role = Assignment.Role
BY_HAND = frozenset({"9B", "5C"})
"""Classes left before the principal's signature, so that signing and sealing can be tried by hand."""
BY_ACCOUNT = 2
"""How many teachers of a school have no certificate and confirm by account."""


@dataclass
class Count:
    """What was made, for the summary."""

    documents: int = 0
    left: list[str] = field(default_factory=list)
    signatures: int = 0
    confirmed: int = 0
    issued: int = 0


def certificates(demo: Demo, school: Place) -> None:
    """Keys of the test authority for the staff of a school and for its seal."""
    at = demo.now - dt.timedelta(hours=1)
    members = (
        Staff.objects.filter(school=school, status="working")
        .select_related("person")
        .order_by("pk")
    )
    teachers = Assignment.objects.filter(school=school, role=Role.SUBJECT_TEACHER)
    rooms = set(
        Assignment.objects.filter(school=school, role=Role.HOMEROOM).values_list(
            "person_id", flat=True
        )
    )
    without = [
        p for p in sorted(set(teachers.values_list("person_id", flat=True))) if p not in rooms
    ][:BY_ACCOUNT]
    people: list[Person] = [m.person for m in members if m.person_id not in without]
    rows = [keys.test_certificate(p, school, at) for p in people]
    admin = _ctx(demo, holder(school, Role.IT_ADMIN))
    commands.register_certificates(admin, school, [*rows, keys.test_seal(school, at)])


def _ctx(demo: Demo, person: int) -> Ctx:
    return demo.as_person(person, demo.now.date())


def close_class(demo: Demo, klass: Klass, count: Count) -> bool:
    """Lock, decide, make and release the transcripts of a class; False when it is not complete."""
    from hocba.books.queries import class_sheet

    sheet, _ = class_sheet(klass)
    if any(not p.ready for p in proposals(sheet)):
        count.left.append(f"lớp {klass.name}: còn thiếu điểm")
        return False
    head = _ctx(demo, holder(klass.school, Role.PRINCIPAL))
    head.reason = "Khóa sổ cuối năm học"
    lock(head, klass.school, klass.year, "klass", klass.pk)
    check_class(_ctx(demo, holder(klass.school, Role.VICE_PRINCIPAL)), klass)
    decide_class(_ctx(demo, holder(klass.school, Role.PRINCIPAL)), klass)
    clerk = _ctx(demo, holder(klass.school, Role.CLERK))
    made = make_class(clerk, klass, demo.now.date())
    count.documents += len(made.documents)
    count.left += [f"{name}, lớp {klass.name}: {why}" for _, name, why in made.left]
    with batch(_ctx(demo, holder(klass.school, Role.PRINCIPAL))) as inner:
        for document in Document.objects.filter(scope_id=klass.pk, state="proof"):
            commands.release(inner, document)
    return True


@contextmanager
def pool(processes: int) -> Iterator[Any]:
    """Spawned processes for the costly part of signing; a process that used Typst never forks."""
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as made:
        yield made


def sign_school(
    demo: Demo, school: Place, count: Count, spread: Any, told: Callable[[int], None]
) -> None:
    """Everybody signs in turn, each with one authorisation; then the clerk seals and issues."""
    for stage in (1, 2, 3, 4):
        for person in _signers(school, stage):
            _sign(demo, school, stage, person, count, spread, told)
    clerk = holder(school, Role.CLERK)
    with batch(_ctx(demo, clerk)) as inner:
        for document in Document.objects.filter(school=school, state="sealed"):
            commands.issue(inner, document)
            count.issued += 1


def _left_for_hands(school: Place) -> list[int]:
    return list(Klass.objects.filter(school=school, name__in=BY_HAND).values_list("pk", flat=True))


def _signers(school: Place, stage: int) -> list[int]:
    if stage == 4:
        return [holder(school, Role.CLERK)]
    rows = Slot.objects.filter(document__school=school, stage=stage, state="waiting")
    return sorted({p for p in rows.values_list("person", flat=True) if p is not None})


def _sign(
    demo: Demo,
    school: Place,
    stage: int,
    person: int,
    count: Count,
    spread: Any,
    told: Callable[[int], None],
) -> None:
    ctx = _ctx(demo, person)
    wanted = Slot.objects.filter(
        document__school=school, document__state="signing", stage=stage, state="waiting"
    )
    if stage != 4:
        wanted = wanted.filter(person=person)
    if stage >= 3:
        wanted = wanted.exclude(document__scope_id__in=_left_for_hands(school))
    with batch(ctx) as inner:
        for slot in wanted.filter(mode="confirmed"):
            commands.confirm_slot(inner, slot)
            count.confirmed += 1
    ids = list(wanted.filter(mode="signed").values_list("pk", flat=True))
    if not ids:
        return
    rows = queries.slot_rows(ctx.actor, stage=stage)
    owner = None if stage == 4 else person
    key = Certificate.objects.get(school=school, person=owner, ended_at=None)
    run = commands.start_run(ctx, key, ids, ctx.at, queries.view_hash(rows))

    def heard(chunk: Any) -> None:
        count.signatures += chunk.done * (2 if stage >= 3 else 1)
        told(chunk.done)
        if chunk.failed:
            first = run.items.filter(state="failed").values_list("message", flat=True)[0]
            raise SystemExit(f"{chunk.failed} học bạ không ký được: {first}")

    own = _ctx(demo, person)
    tasks.sign_run(own, run.pk, size=200, authorised_at=own.at, spread=spread, told=heard)


def slots_waiting() -> int:
    """How many signatures are still to be made with keys."""
    return Slot.objects.filter(state="waiting", mode="signed").count()


def slots_by_hand() -> int:
    """How many of them are left for people to try."""
    kept = Klass.objects.filter(name__in=BY_HAND).values_list("pk", flat=True)
    return Slot.objects.filter(
        state="waiting", stage__gte=3, document__scope_id__in=list(kept)
    ).count()


def issued_files(school: Place) -> Iterator[tuple[str, bytes]]:
    """(file name, bytes) of every issued document of a school: sealed PDF and complete XML."""
    rows = DocumentFile.objects.filter(document__school=school, document__state="issued", stage=4)
    for row in rows.select_related("document__student").iterator():
        document = row.document
        klass = Klass.objects.filter(pk=document.scope_id).values_list("name", flat=True).first()
        part = "nam-hoc" if document.kind == "transcript_year" else "bia"
        code = document.student.moet_code or f"hs{document.student_id}"
        yield f"{klass}/{code}-{part}.{row.kind}", queries.stored(row.blob_id)


def system(demo: Demo) -> Ctx:
    """The installation acting for itself."""
    return Ctx(Actor(None, demo.now.date(), system=True), demo.now, source="cli")
