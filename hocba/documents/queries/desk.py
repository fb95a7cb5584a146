"""What waits for a person at the signing desk, who holds it up, and how far runs are."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from hocba.documents.flow import LIVE, RUN, SLOT, STAGE_WORDS
from hocba.documents.models import Certificate, SigningItem, SigningRun, Slot
from hocba.documents.queries.store import names_of
from hocba.kernel.policy import Actor, fetch, visible

_EARLIER = Slot.objects.filter(
    document=OuterRef("document"), stage__lt=OuterRef("stage"), state="waiting"
)


@dataclass(frozen=True)
class InboxGroup:
    """Slots of one person in one class and stage. `ready` may be signed now."""

    school: int
    year: int
    klass: int
    kind: str
    stage: int
    mode: str
    ready: int
    blocked: int
    signed: int

    @property
    def role(self) -> str:
        """The role in words."""
        return STAGE_WORDS[self.stage]

    @property
    def total(self) -> int:
        """All slots of the group."""
        return self.ready + self.blocked + self.signed


def my_slots(actor: Actor) -> QuerySet[Slot]:
    """Slots this person fills: the own ones, and for a clerk the school's seal."""
    seal_of = [d.scope for d in actor.duties if d.role == "clerk" and d.kind == "school"]
    mine = Q(person=actor.person) | Q(stage=4, document__school__in=seal_of)
    rows: QuerySet[Slot] = visible(actor, Slot).filter(mine, document__state__in=LIVE[1:])
    return rows


def inbox(actor: Actor, year: int | None = None) -> list[InboxGroup]:
    """What waits for this person, by class, kind and stage. One query."""
    rows = my_slots(actor).annotate(early=Exists(_EARLIER))
    if year is not None:
        rows = rows.filter(document__year=year)
    waiting = Q(state="waiting", document__state="signing")
    counted = (
        rows.values(
            "stage",
            "mode",
            school=F("document__school"),
            year=F("document__year"),
            klass=F("document__scope_id"),
            kind=F("document__kind"),
        )
        .annotate(
            ready=Count("pk", filter=waiting & Q(early=False)),
            blocked=Count("pk", filter=waiting & Q(early=True)),
            signed=Count("pk", filter=~Q(state="waiting")),
        )
        .order_by("-year", "klass", "kind", "stage")
    )
    return [InboxGroup(**row) for row in counted]


@dataclass(frozen=True)
class SlotRow:
    """One slot in a list. `blocked` is the sentence that says whose turn it is, or empty."""

    slot: int
    document: str
    student: int
    name: str
    klass: int
    kind: str
    version: int
    stage: int
    mode: str
    state: str
    data: str
    blocked: str = ""

    @property
    def word(self) -> str:
        """The state in words."""
        return SLOT.state(self.state).word


def slot_rows(
    actor: Actor,
    *,
    stage: int,
    klass: int | None = None,
    kind: str | None = None,
    mode: str | None = None,
    only_ready: bool = False,
) -> list[SlotRow]:
    """The slots of this person at a stage, in class-list order by name. One query.

    `data` is the SHA-256 of the data to be signed: `view_hash` over a list of them is what
    `start_run` asks for.
    """
    rows = my_slots(actor).filter(stage=stage)
    limits = {"document__scope_id": klass, "document__kind": kind, "mode": mode}
    rows = rows.filter(**{k: v for k, v in limits.items() if v is not None})
    rows = rows.annotate(early=Exists(_EARLIER))
    if only_ready:
        rows = rows.filter(early=False, state="waiting", document__state="signing")
    found = rows.order_by(
        "document__scope_id", "document__student__person__sort_key", "document__kind", "pk"
    ).select_related("document__student__person")
    return [_slot_row(s) for s in found]


def _slot_row(slot: Any) -> SlotRow:
    document = slot.document
    return SlotRow(
        slot=slot.pk,
        document=str(document.pk),
        student=document.student_id,
        name=document.student.person.full_name,
        klass=document.scope_id,
        kind=document.kind,
        version=document.version,
        stage=slot.stage,
        mode=slot.mode,
        state=slot.state,
        data=document.data_xml_id,
        blocked="Còn chờ người ký trước." if slot.early and slot.state == "waiting" else "",
    )


def view_hash(rows: Iterable[SlotRow]) -> str:
    """SHA-256 of a shown list: slot, pupil's document and the hash of its data, line by line."""
    lines = "".join(f"{r.slot} {r.document} {r.data}\n" for r in rows)
    return hashlib.sha256(lines.encode()).hexdigest()


@dataclass(frozen=True)
class Blocker:
    """Somebody whose slots others wait for."""

    person: int | None
    name: str
    stage: int
    waiting: int


def blockers(actor: Actor, *, year: int, klass: int | None = None) -> list[Blocker]:
    """Who has slots that may be filled now and are not, most first: what holds up the others."""
    rows = visible(actor, Slot).filter(
        ~Exists(_EARLIER), state="waiting", document__state="signing", document__year=year
    )
    if klass is not None:
        rows = rows.filter(document__scope_id=klass)
    counted = list(
        rows.values("person", "stage")
        .annotate(waiting=Count("pk", distinct=True))
        .order_by("-waiting")
    )
    names = names_of(r["person"] for r in counted)
    return [
        Blocker(r["person"], names.get(r["person"], ""), r["stage"], r["waiting"]) for r in counted
    ]


def certificates_of(actor: Actor, school: int) -> list[Certificate]:
    """Certificates this person may start a run with: the own ones, and a clerk's seal."""
    seal = any(d.role == "clerk" and d.scope == school for d in actor.duties)
    mine = Q(person=actor.person) | Q(person=None) if seal else Q(person=actor.person)
    rows = visible(actor, Certificate).filter(mine, school=school, ended_at=None)
    return list(rows.order_by("person", "-ends"))


@dataclass(frozen=True)
class RunProgress:
    """How far a run is; `failures` are (slot, pupil, sentence)."""

    run: int
    state: str
    stage: int
    total: int
    done: int
    failed: int
    failures: tuple[tuple[int, str, str], ...]

    @property
    def left(self) -> int:
        """Items not signed yet, failed ones included."""
        return self.total - self.done

    @property
    def word(self) -> str:
        """The state in words."""
        return RUN.state(self.state).word


def run_progress(actor: Actor, run: int) -> RunProgress:
    """Progress of one run with its failures (the first 200). Hidden for strangers."""
    row: SigningRun = fetch(actor, SigningRun, run)
    counts = dict(SigningItem.objects.filter(run=row).values_list("state").annotate(n=Count("pk")))
    failed = (
        SigningItem.objects.filter(run=row, state="failed")
        .order_by("pk")
        .values_list("slot_id", "slot__document__student__person__full_name", "message")[:200]
    )
    return RunProgress(
        row.pk,
        row.state,
        row.stage,
        row.total,
        counts.get("done", 0),
        counts.get("failed", 0),
        tuple(failed),
    )


def open_runs(actor: Actor) -> list[SigningRun]:
    """Runs of this person that are not finished, to be resumed or stopped."""
    rows = visible(actor, SigningRun).filter(person=actor.person, state="running")
    return list(rows.select_related("certificate").order_by("-pk"))
