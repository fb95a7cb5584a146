"""The demo district: founded, then filled from its Excel files through the importers."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from hocba.books.progress import progress
from hocba.exchange import commands as exchange
from hocba.exchange.models import Import
from hocba.exchange.parsers.subjects import subject_code
from hocba.kernel.command import Ctx
from hocba.kernel.policy import Actor
from hocba.org.commands import PlaceFacts, found_place
from hocba.org.models import Place
from hocba.org.queries import in_force
from hocba.people import commands as people
from hocba.people.models import Assignment, Person, Staff, User
from hocba.people.queries import actor_for
from hocba.year.models import Course, Klass

PASSWORD = "hoc-ba-demo-2026"
"""The password of every demo account; printed at the end of `make demo`, useless elsewhere."""
Tick = Callable[[str], None]
Role = Assignment.Role


@dataclass
class Demo:
    """Where the files are, and the district's facts. Everything happens now."""

    files: Path
    facts: dict[str, Any]

    @property
    def now(self) -> dt.datetime:
        return timezone.now()

    @property
    def year(self) -> int:
        return int(self.facts["year"]["name"][:4])

    def system(self) -> Ctx:
        """The installation acting for itself."""
        return Ctx(Actor(None, self.now.date(), system=True), self.now, source="cli")

    def as_person(self, person: int, on: dt.date) -> Ctx:
        """A person of the demo with the duties of a day in the demo's year."""
        return Ctx(actor_for(person, on), self.now, source="import")

    def in_year(self, person: int, day: dt.date, hour: int, minute: int = 0) -> Ctx:
        """A person of the demo at an hour of a day of the demo's year, as the browser sends it."""
        at = dt.datetime.combine(day, dt.time(hour, minute), timezone.get_default_timezone())
        return Ctx(actor_for(person, day), at, source="web")

    @property
    def last_day(self) -> dt.date:
        return self.facts["year"]["term2"]["end"]  # type: ignore[no-any-return]


def load(root: Path, files: Path) -> Demo:
    """The demo as described in its district.toml."""
    return Demo(files, tomllib.loads((root / "district.toml").read_text()))


def found(demo: Demo) -> list[Place]:
    """Found ministry, department, commune and schools; open the officers' accounts."""
    f, start = demo.facts["district"], dt.date(2025, 7, 1)
    bo = found_place(
        demo.system(), None, PlaceFacts("ministry", f["ministry"], start, trust=f["trust"])
    )
    so = found_place(
        demo.system(), bo, PlaceFacts("province", f["department"], start, trust=f["trust"])
    )
    xa = found_place(
        demo.system(), so, PlaceFacts("ward", f["commune_office"], start, trust=f["trust"])
    )
    schools = []
    for s in demo.facts["schools"]:
        facts = PlaceFacts(
            kind="school",
            name=s["name"],
            starts=dt.date(2020, 8, 1),
            levels=s["level"],
            tax_code=s["tax_code"],
            ward_name=f["commune"],
            province_name=f["province"],
            letterhead=s["letterhead_parent"],
            trust=f["trust"],
            codes={"BGDĐT": s["moet_code"], "Sở": s["department_code"]},
        )
        schools.append(found_place(demo.system(), xa, facts))
    _officers(demo, {"department": so, "commune": xa})
    return schools


def _officers(demo: Demo, places: dict[str, Place]) -> None:
    for officer in demo.facts["officers"]:
        place = places[officer["place"]]
        facts = people.StaffFacts(
            people.PersonFacts(officer["name"]), officer["code"], position=officer["title"]
        )
        people.take_staff(demo.system(), place, [facts])
        member = Staff.objects.get(school=place, code=officer["code"])
        duty = people.Duty(member.person_id, Role.OFFICER, place.pk, dt.date(2025, 8, 1))
        people.assign(demo.system(), place, [duty])
        people.open_accounts(demo.system(), place, [member.pk], {member.pk: PASSWORD})


def bring(ctx: Ctx, school: Place, year: int, kind: str, path: Path) -> Import:
    """Preview and apply one file as a person does in the browser; a file with problems stops."""
    row = exchange.preview(ctx, school, year, kind, path.name, path.read_bytes())
    if row.problem_count:
        said = "; ".join(f"{p['place']}: {p['message']}" for p in row.problems[:5])
        raise SystemExit(f"{path.name}: {row.problem_count} lỗi. {said}")
    return exchange.apply(ctx, row)


def registers(demo: Demo, school: Place, folder: Path, tick: Tick) -> None:
    """Staff and accounts, then classes, pupils and exemptions by the school's IT administrator."""
    bring(demo.system(), school, demo.year, "staff", folder / "can-bo.xlsx")
    tick("staff")
    staff = list(Staff.objects.filter(school=school).values_list("pk", flat=True))
    people.open_accounts(demo.system(), school, staff, dict.fromkeys(staff, PASSWORD))
    admin = holder(school, Role.IT_ADMIN)
    for kind, name in (("timetable", "phan-cong"), ("pupils", "hoc-sinh")):
        bring(
            demo.as_person(admin, demo.last_day), school, demo.year, kind, folder / f"{name}.xlsx"
        )
        tick(kind)
    bring(demo.as_person(admin, demo.last_day), school, demo.year, "photos", folder / "anh-the.zip")
    tick("photos")
    head = holder(school, Role.PRINCIPAL)
    if (folder / "mien-giam.xlsx").exists():
        bring(
            demo.as_person(head, demo.last_day),
            school,
            demo.year,
            "exemptions",
            folder / "mien-giam.xlsx",
        )
    tick("exemptions")


def holder(school: Place, role: str) -> int:
    """Who holds a school duty: the person's id."""
    return (
        Assignment.objects.filter(school=school, role=role)
        .order_by("pk")
        .values_list("person_id", flat=True)[0]
    )


def books(demo: Demo, school: Place, folder: Path, classes: set[str] | None) -> Iterator[str]:
    """Bring every gradebook by its teacher and every homeroom book by its homeroom teacher."""
    courses = {
        (c.klass.name, c.subject.code): c.pk
        for c in Course.objects.filter(klass__school=school, klass__year=demo.year).select_related(
            "klass", "subject"
        )
    }
    rooms = dict(Klass.objects.filter(school=school, year=demo.year).values_list("name", "pk"))
    for path in sorted((folder / "so-diem").glob("*.xlsx")):
        klass, _, name = path.stem.partition("-")
        if classes is not None and klass not in classes:
            continue
        code = subject_code(name.replace("-", " "))
        teacher = teacher_of(
            "course", courses[klass, code or ""], Role.SUBJECT_TEACHER, demo.last_day
        )
        bring(demo.as_person(teacher, demo.last_day), school, demo.year, "gradebook", path)
        yield path.stem
    for path in sorted((folder / "chu-nhiem").glob("*.xlsx")):
        if classes is not None and path.stem not in classes:
            continue
        teacher = teacher_of("klass", rooms[path.stem], Role.HOMEROOM, demo.last_day)
        bring(demo.as_person(teacher, demo.last_day), school, demo.year, "homeroom", path)
        yield path.stem


def after_year(demo: Demo, school: Place, folder: Path) -> None:
    """Results of the summer, each teacher bringing the same file: only own books are written."""
    path = folder / "sau-he.xlsx"
    if not path.exists():
        return
    duties = Assignment.objects.filter(
        school=school, role__in=(Role.SUBJECT_TEACHER, Role.HOMEROOM)
    )
    for person in sorted(set(duties.values_list("person_id", flat=True))):
        ctx = demo.as_person(person, demo.last_day)
        row = exchange.preview(ctx, school, demo.year, "after_year", path.name, path.read_bytes())
        if row.summary.get("ô mới"):
            exchange.apply(ctx, row)


def teacher_of(kind: str, scope: int, role: str, on: dt.date) -> int:
    """Who holds a duty over a class or course on a day: the person's id."""
    rows = Assignment.objects.filter(in_force(on), role=role, scope_kind=kind, scope_id=scope)
    return rows.order_by("pk").values_list("person_id", flat=True)[0]


def accounts(schools: list[Place]) -> list[tuple[str, str, str]]:
    """(user name, person, what for) of one account per role, for the summary and the guide."""
    shown = []
    roles = [Role.OFFICER, Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.DEPARTMENT_HEAD, Role.HOMEROOM,
             Role.SUBJECT_TEACHER, Role.CLERK, Role.IT_ADMIN]  # fmt: skip
    for role in roles:
        for school in [None, *schools]:
            rows = Assignment.objects.filter(role=role, person__user__isnull=False).order_by("pk")
            if school is not None:
                rows = rows.filter(school=school)
            elif role != Role.OFFICER:
                continue
            found_one = rows.values_list("person", flat=True).first()
            if found_one is None:
                continue
            user = User.objects.get(person=found_one)
            person = Person.objects.get(pk=found_one)
            place = f"{Role(role).label}, {school.name}" if school else Role(role).label
            shown.append((user.username, person.full_name, place))
    return [*shown, *dict.fromkeys(_with_open_ends(schools))]


def _with_open_ends(schools: list[Place]) -> Iterator[tuple[str, str, str]]:
    """The accounts of those whose books were left with gaps to fill by hand."""
    for school in schools:
        year = Klass.objects.filter(school=school).values_list("year", flat=True)[0]
        for book in progress(school.pk, year):
            if all(filled == wanted for filled, wanted in book.terms.values()):
                continue
            kind, role = (
                ("course", Role.SUBJECT_TEACHER) if book.course else ("klass", Role.HOMEROOM)
            )
            person = teacher_of(kind, book.course or book.klass, role, dt.date(year + 1, 5, 1))
            user = User.objects.select_related("person").get(person=person)
            name = Klass.objects.get(pk=book.klass).name
            yield user.username, user.person.full_name, f"sổ còn thiếu, lớp {name}"
