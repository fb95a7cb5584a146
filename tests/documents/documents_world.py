"""A lower-secondary school with a class of pupils, made by commands; snapshots from the samples."""

import dataclasses
import datetime as dt
import importlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hocba.documents import commands, keys, queries, tasks
from hocba.documents.commands import Chunk
from hocba.documents.models import Certificate, Document, SigningRun, Slot
from hocba.documents.snapshot import PersonRef, Snapshot
from hocba.documents.snapshot import Slot as Planned
from hocba.kernel.command import Ctx
from hocba.kernel.policy import Actor
from hocba.org.commands import PlaceFacts, found_place
from hocba.org.models import Place
from hocba.people.commands import (
    Duty,
    PersonFacts,
    StaffFacts,
    StudentFacts,
    admit,
    assign,
    take_staff,
)
from hocba.people.models import Person, Staff, Student
from hocba.people.queries import actor_for

samples: Any = importlib.import_module("samples")
AT: dt.datetime = samples.NOW
YEAR, KLASS = 2025, 77
PRINCIPAL, HOMEROOM, NO_KEY, CLERK, IT, STRANGER = "1", "11", "16", "90", "91", "92"
NAMES = {
    **{p.person: p.name for s in samples.lower_subjects() for p in s.teachers},
    PRINCIPAL: samples.PRINCIPAL.name,
    CLERK: "Tạ Thị Hồng Nhung",
    IT: "Cao Bá Lộc",
    STRANGER: "Phùng Minh Trí",
}
ROLES = {
    PRINCIPAL: ("principal", None),
    CLERK: ("clerk", None),
    IT: ("it_admin", None),
    HOMEROOM: ("homeroom", KLASS),
}


@dataclass
class School:
    """The school, its people by their number in the samples, and short ways to act."""

    place: Place
    people: dict[str, int]
    students: list[Student]

    @classmethod
    def make(cls, pupils: int = 2) -> "School":
        system = Ctx(Actor(None, AT.date(), system=True), AT - dt.timedelta(days=1), source="cli")
        s = samples.LOWER_SCHOOL
        place = found_place(
            system,
            None,
            PlaceFacts("school", s.name, dt.date(2000, 1, 1), "lower_secondary", s.tax_code),
        )
        rows = [StaffFacts(PersonFacts(name), f"GV{n}") for n, name in NAMES.items()]
        made = take_staff(system, place, rows)
        staff = Staff.objects.in_bulk(made)
        people = {n: staff[k].person_id for n, k in zip(NAMES, made, strict=True)}
        day = dt.date(2025, 8, 1)
        duties = [
            Duty(people[n], role, scope or place.pk, day) for n, (role, scope) in ROLES.items()
        ]
        assign(system, place, duties)
        named = ["Đặng Nguyễn Thành Đạt", "Lê Thị Ánh", "Trần Đạt", "Vũ Hà"][:pupils]
        ids = admit(system, place, [StudentFacts(PersonFacts(n), None) for n in named])
        found = Student.objects.select_related("person", "school").in_bulk(ids)
        school = cls(place, people, [found[i] for i in ids])
        school._register(system)
        return school

    def _register(self, ctx: Ctx) -> None:
        signers = [n for n in NAMES if n not in (NO_KEY, CLERK, IT)]
        people = Person.objects.in_bulk([self.people[n] for n in signers])
        rows = [keys.test_certificate(p, self.place, AT) for p in people.values()]
        commands.register_certificates(ctx, self.place, [*rows, keys.test_seal(self.place, AT)])

    def ctx(self, who: str, minutes: int = 0, **more: Any) -> Ctx:
        """The context of a person, some minutes after AT."""
        at = AT + dt.timedelta(minutes=minutes)
        return Ctx(actor_for(self.people[who], at.date()), at, **more)

    def certificate(self, who: str) -> Certificate:
        """The registered certificate of a person; of the school for the clerk."""
        person = None if who == CLERK else self.people[who]
        found: Certificate = Certificate.objects.get(person=person, school=self.place)
        return found

    def snapshot(self, student: Student, kind: str = "transcript_year") -> Snapshot:
        """A sample snapshot, made to speak of this school's people and this pupil."""
        plain = samples.lower_year() if kind == "transcript_year" else samples.lower_cover()
        made: Snapshot = self._renamed(plain, student, kind)
        return made

    def _renamed(self, plain: Any, student: Student, kind: str) -> Any:
        made = uuid.uuid4()
        code = made.hex[:10].upper()
        version = queries.next_versions(kind, YEAR, [student.pk])[student.pk]
        document = dataclasses.replace(
            plain.document, id=str(made), version=version, short_code=f"{code[:5]}-{code[5:]}"
        )
        pupil = dataclasses.replace(
            plain.pupil, id=str(student.pk), name=student.person.full_name, photo=""
        )
        return dataclasses.replace(self._mapped(plain), document=document, pupil=pupil)

    def _mapped(self, value: Any) -> Any:
        """The same content with this database's person ids."""
        if isinstance(value, tuple):
            return tuple(self._mapped(v) for v in value)
        if not dataclasses.is_dataclass(value) or isinstance(value, type):
            return value
        fields = {f.name: self._mapped(getattr(value, f.name)) for f in dataclasses.fields(value)}
        if isinstance(value, PersonRef | Planned) and value.person:
            fields["person"] = str(self.people[value.person])
        return type(value)(**fields)

    def make_documents(
        self, *kinds: str, students: Sequence[Student] = (), **more: Any
    ) -> list[Document]:
        """Documents of the kinds for the pupils (all by default), still proofs."""
        ctx = self.ctx(CLERK, reason=more.pop("reason", ""))
        made = []
        for student in students or self.students:
            snapshots = [self.snapshot(student, k) for k in kinds or ("transcript_year",)]
            answer = commands.make_documents(ctx, student, snapshots, KLASS, YEAR, **more)
            made += answer.documents
        found = Document.objects.in_bulk([uuid.UUID(i) for i in made])
        return [found[uuid.UUID(i)] for i in made]

    def released(self, *kinds: str, **more: Any) -> list[Document]:
        """The same, released for signing."""
        documents = self.make_documents(*kinds, **more)
        commands.release_all(self.ctx(PRINCIPAL), documents)
        return documents

    def start(
        self, who: str, stage: int, minutes: int = 0, slots: Sequence[int] = ()
    ) -> SigningRun:
        """A run of a person over all ready slots of a stage (or the given ones)."""
        ctx = self.ctx(who, minutes)
        rows = queries.slot_rows(ctx.actor, stage=stage, mode="signed", only_ready=True)
        wanted = slots or [r.slot for r in rows]
        view = queries.view_hash(rows)
        return commands.start_run(ctx, self.certificate(who), wanted, ctx.at, view)

    def sign(self, who: str, stage: int, minutes: int = 0, slots: Sequence[int] = ()) -> Chunk:
        """Start a run and sign all of it."""
        run = self.start(who, stage, minutes, slots)
        return tasks.sign_run(self.ctx(who, minutes), run.pk)

    def teachers(self) -> list[str]:
        """Subject teachers with a key who have ready slots."""
        waiting = set(
            Slot.objects.filter(stage=1, state="waiting", mode="signed").values_list(
                "person", flat=True
            )
        )
        return [n for n, person in self.people.items() if person in waiting]

    def confirm(self, minutes: int = 0) -> None:
        """The teacher without certificate confirms everything that waits."""
        ctx = self.ctx(NO_KEY, minutes)
        rows = queries.slot_rows(ctx.actor, stage=1, mode="confirmed", only_ready=True)
        commands.confirm_slots(ctx, [r.slot for r in rows])

    def through_teachers(self) -> None:
        """Subject teachers and the homeroom teacher sign and confirm."""
        for who in self.teachers():
            self.sign(who, 1, 1)
        self.confirm(1)
        self.sign(HOMEROOM, 2, 2)

    def through_seal(self) -> None:
        """The whole line up to the seal; covers need principal and seal only."""
        if Slot.objects.filter(stage=1, state="waiting").exists():
            self.through_teachers()
        self.sign(PRINCIPAL, 3, 3)
        self.sign(CLERK, 4, 4)
