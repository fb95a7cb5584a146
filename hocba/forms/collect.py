"""From the books to snapshots: what one class's transcripts will say, and who is not ready.

`Gathering` loads everything once per class; the two forms' `snapshot.py` turn it into content.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Prefetch

from hocba.books import queries as books
from hocba.books.cells import EMPTY, Key, Value
from hocba.books.results import YEAR, Result
from hocba.books.roster import Seat
from hocba.books.sheet import Sheet
from hocba.documents import content as c
from hocba.documents.models import Certificate
from hocba.forms.places import full_line, ward_line
from hocba.kernel.ethnicity import ethnicity_name
from hocba.org.models import Place
from hocba.org.queries import code_of, in_force, name_on
from hocba.people.models import Assignment, Person, Student
from hocba.promotion.models import YearDecision
from hocba.promotion.queries import final
from hocba.year.models import Course, Enrolment, Klass, SchoolYear

Role = Assignment.Role


class NotReady(Exception):
    """This pupil's transcript cannot be made yet; the message says what to do first."""


@dataclass
class Gathering:
    """A class at the end of its year. `day` is the day printed above the principal's name."""

    klass: Klass
    day: dt.date
    new_id: Callable[[], uuid.UUID]
    sheet: Sheet = field(init=False)
    seats: list[Seat] = field(init=False)

    def __post_init__(self) -> None:
        self.sheet, self.seats = books.class_sheet(self.klass)

    @cached_property
    def school(self) -> Place:
        return self.klass.school

    @cached_property
    def frame(self) -> SchoolYear:
        return books.year_of(self.school.pk, self.klass.year)

    @cached_property
    def year_name(self) -> str:
        return f"{self.klass.year}-{self.klass.year + 1}"

    @cached_property
    def results(self) -> Mapping[tuple[int, int, int], Result]:
        from hocba.books.results import results_of

        return results_of(self.sheet)

    @cached_property
    def decisions(self) -> dict[int, YearDecision]:
        rows = YearDecision.objects.filter(year=self.klass.year, student__in=self.sheet.students)
        return {row.student_id: row for row in rows}

    @cached_property
    def students(self) -> dict[int, Student]:
        rows = Student.objects.filter(pk__in=self.sheet.students).select_related("person")
        history = Enrolment.objects.select_related("klass__school").order_by(
            "klass__year", "starts"
        )
        return {s.pk: s for s in rows.prefetch_related(Prefetch("enrolments", history))}

    @cached_property
    def _duties(self) -> list[Assignment]:
        rows = Assignment.objects.filter(in_force(self.frame.ends), school=self.school)
        return list(rows.select_related("person").order_by("pk"))

    def holders(self, role: str, kind: str, scope: int) -> list[Person]:
        """Who holds a duty on the last day of the year, in the order given."""
        return [
            d.person
            for d in self._duties
            if (d.role, d.scope_kind, d.scope_id) == (role, kind, scope)
        ]

    @cached_property
    def homeroom(self) -> c.PersonRef:
        found = self.holders(Role.HOMEROOM, "klass", self.klass.pk)
        if not found:
            raise NotReady(f"Lớp {self.klass.name} chưa có giáo viên chủ nhiệm đến cuối năm học.")
        return ref(found[0])

    @cached_property
    def principal(self) -> c.PersonRef:
        found = self.holders(Role.PRINCIPAL, "school", self.school.pk)
        if not found:
            raise NotReady("Trường chưa có phân công hiệu trưởng đến cuối năm học.")
        return ref(found[0])

    def teachers(self, course: Course) -> tuple[c.PersonRef, ...]:
        """All teachers of a subject of the class; all of them sign it."""
        return tuple(ref(p) for p in self.holders(Role.SUBJECT_TEACHER, "course", course.pk))

    @cached_property
    def certified(self) -> set[str]:
        """Ids of persons of the school with a live certificate; the others confirm by account."""
        rows = Certificate.objects.filter(
            school=self.school,
            person__isnull=False,
            world=self.school.trust,
            ended_at__isnull=True,
            ends__date__gte=self.day,
        )
        return {str(p) for p in rows.values_list("person", flat=True)}

    def cell(self, subject: int, term: int, slot: str, student: int) -> Value:
        """A cell of the class's books; empty when missing."""
        return self.sheet.cells.get(Key(subject, term, slot, student), EMPTY)

    def item(self, code: str, term: int, slot: str, student: int) -> Value:
        """A cell of the homeroom book by the code of its item."""
        return self.cell(self.sheet.items[code], term, slot, student)

    def printed_test(self, course: Course, student: int) -> int | None:
        """The test mark in tenths that the primary học bạ prints: the last one (TT 27)."""
        if course not in self.sheet.scored:
            return None
        printed = self.sheet.computed["kt_printed"]
        mark = int(printed[self.sheet.rows[student], self.sheet.axis(course)])
        return mark if mark >= 0 else None

    def document(self, kind: c.Kind, form: str, version: int, form_version: int) -> c.DocumentInfo:
        """A new document's identity, with its short code for people without a camera."""
        made = self.new_id()
        letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
        digits, rest = "", made.int
        for _ in range(10):
            rest, digit = divmod(rest, len(letters))
            digits += letters[digit]
        return c.DocumentInfo(
            id=str(made),
            version=version,
            kind=kind,
            form=form,
            form_version=form_version,
            trust=self.school.trust,  # type: ignore[arg-type]
            verify_base=f"{settings.PUBLIC_URL}/kt",
            short_code=f"{digits[:5]}-{digits[5:]}",
        )

    @cached_property
    def school_content(self) -> c.School:
        return c.School(
            name=name_on(self.school, self.day),
            code=code_of(self.school, "BGDĐT", self.day),
            tax_code=self.school.tax_code,
            ward=ward_line(self.school, self.klass.year),
            province=self.school.province_name,
            parent=self.school.letterhead,
            level=self.klass.level,  # type: ignore[arg-type]
        )

    @cached_property
    def signing(self) -> c.Signing:
        place = self.school.ward_name
        for prefix in ("Xã ", "Phường ", "Đặc khu "):
            place = place.removeprefix(prefix)
        return c.Signing(place=place, day=self.day, principal=self.principal)

    @cached_property
    def year_content(self) -> c.YearFrame:
        f = self.frame
        return c.YearFrame(
            name=self.year_name,
            term1_starts=f.starts,
            term1_ends=f.term1_ends,
            term2_starts=f.term2_starts,
            term2_ends=f.ends,
        )

    def absences(self, student: int) -> tuple[int | None, int | None]:
        """Days absent in the year with and without leave; None when a count is missing."""
        found = []
        for slot in ("P", "K"):
            numbers = [self.item("vang", term, slot, student).number for term in (1, 2)]
            found.append(None if None in numbers else sum(n for n in numbers if n is not None))
        return found[0], found[1]

    def decision(self, student: int) -> YearDecision:
        """The decided year; NotReady while somebody still has to decide or re-assess."""
        row = self.decisions.get(student)
        if row is None:
            raise NotReady("Hiệu trưởng chưa quyết định kết quả cuối năm của học sinh này.")
        if final(row.decided) in (
            "RETEST",
            "SUMMER_TRAINING",
            "SUPPLEMENTARY_ASSESSMENT",
            "HEAD_DECIDES",
        ):
            raise NotReady(
                "Chờ kết quả kiểm tra, đánh giá lại hoặc rèn luyện hè; học bạ ký ở đợt sau."
            )
        return row

    def exempt(self, student: int, subject: int) -> Any:
        """For which time a pupil is exempt from a subject: "", term1, term2 or year."""
        whole = (e for e in self.sheet.exempt if e not in self.sheet.by_comment)
        terms = {t for s, j, t in whole if (s, j) == (student, subject)}
        if 0 in terms or {1, 2} <= terms:
            return "year"
        return "term1" if 1 in terms else "term2" if 2 in terms else ""

    def comment_of(self, student: int, subject: int, said: str) -> str:
        """The words of a subject; where it is assessed by comment alone they begin by saying so."""
        if not self.by_comment(student, subject):
            return said
        return f"{BY_COMMENT} {said}".strip()

    def by_comment(self, student: int, subject: int) -> bool:
        """Whether a subject is assessed by comment alone, by the pupil's individual plan."""
        return any((s, j) == (student, subject) for s, j, _ in self.sheet.by_comment)


BY_COMMENT = "Đánh giá bằng nhận xét theo kế hoạch giáo dục cá nhân."


def ref(person: Person) -> c.PersonRef:
    """A person as the snapshot names one."""
    return c.PersonRef(person=str(person.pk), name=person.full_name)


def pupil(student: Student) -> c.Pupil:
    """The facts of a pupil that the personal page prints."""
    person = student.person
    if person.sex not in ("M", "F") or person.birth_date is None:
        raise NotReady("Hồ sơ học sinh còn thiếu giới tính hoặc ngày sinh.")
    codes = [("BGDĐT", student.moet_code), ("ĐDCN", person.personal_id)]
    return c.Pupil(
        id=str(student.pk),
        name=person.full_name,
        sex=person.sex,  # type: ignore[arg-type]
        birth_date=person.birth_date,
        birthplace=person.birthplace,
        ethnicity=ethnicity_name(person.ethnicity),
        nationality=person.nationality,
        home_town=person.home_town,
        address=person.address,
        policy_group=student.policy_group,
        register_number=student.register_no,
        codes=tuple(c.Code(issuer=i, value=v) for i, v in codes if v),
        father=_relative(student.father_name, student.father_job),
        mother=_relative(student.mother_name, student.mother_job),
        guardian=_relative(student.guardian_name, student.guardian_job),
        photo=student.photo,
    )


def _relative(name: str, job: str) -> c.Relative | None:
    return c.Relative(name=name, job=job) if name else None


def slots(g: Gathering, subjects: tuple[c.Subject, ...]) -> tuple[c.Slot, ...]:
    """Who must sign a year: one GVBM slot per teacher, GVCN, CBQL, the seal.

    A homeroom teacher who also teaches covers those subjects in the GVCN signature.
    """
    taught: dict[c.PersonRef, list[str]] = {}
    for subject in subjects:
        for teacher in subject.teachers:
            if teacher.person != g.homeroom.person:
                taught.setdefault(teacher, []).append(f"s-{subject.code}")
    found = [
        c.Slot(
            id=f"gvbm-{t.person}",
            role="GVBM",
            person=t.person,
            name=t.name,
            mode=_mode(g, t),
            covers=("identity", *covers),
        )
        for t, covers in taught.items()
    ]
    room = g.homeroom
    base = ("data", "region-gvbm")
    found.append(
        c.Slot(
            id="gvcn",
            role="GVCN",
            person=room.person,
            name=room.name,
            mode=_mode(g, room),
            covers=base,
        )
    )
    return (*found, *closing(g, (*base, "region-gvcn")))


def closing(g: Gathering, covers: tuple[str, ...]) -> tuple[c.Slot, ...]:
    """The principal's slot and the seal's, over `covers` and (for the seal) the principal's."""
    head, school = g.principal, g.school_content
    if head.person not in g.certified:
        raise NotReady("Hiệu trưởng chưa đăng kí chứng thư số nên chưa lập được học bạ để ký.")
    return (
        c.Slot(
            id="cbql", role="CBQL", person=head.person, name=head.name, mode="signed", covers=covers
        ),
        c.Slot(
            id="seal",
            role="KY_PHAT_HANH",
            name=school.name,
            mode="signed",
            school=school.name,
            tax_code=school.tax_code,
            covers=(*covers, "region-cbql"),
        ),
    )


def _mode(g: Gathering, person: c.PersonRef) -> Any:
    return "signed" if person.person in g.certified else "confirmed"


def cover(
    g: Gathering, student: int, form: str, form_version: int, version: int = 1
) -> c.CoverSnapshot:
    """Cover and personal page of a pupil: the same content for every level."""
    row = g.students[student]
    history = [
        c.HistoryRow(
            year=f"{e.klass.year}-{e.klass.year + 1}",
            klass=e.klass.name,
            school=e.klass.school.name,
            place=full_line(e.klass.school, e.klass.year),
            register_number=row.register_no,
            entered=e.starts,
        )
        for e in row.enrolments.all()
    ]
    return c.CoverSnapshot(
        document=g.document("transcript_cover", form, version, form_version),
        school=g.school_content,
        pupil=pupil(row),
        signing=g.signing,
        history=tuple(history),
        slots=closing(g, ("data",)),
    )


__all__ = ["YEAR", "Gathering", "NotReady", "closing", "cover", "pupil", "ref", "slots"]
