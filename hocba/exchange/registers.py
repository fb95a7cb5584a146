"""Readings of the registers: staff, classes with assignments, pupils, exemptions."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db.models import Max

from hocba.books.commands import open_books
from hocba.exchange.known import Known, strangers
from hocba.exchange.parsers.decisions import parse_exemptions
from hocba.exchange.parsers.pupils import Move, PupilRow, parse_pupils
from hocba.exchange.parsers.staff import StaffRow, parse_staff
from hocba.exchange.parsers.timetable import AssignmentRow, Timetable, parse_timetable
from hocba.exchange.reading import Reading, Source, rosters
from hocba.kernel.command import Ctx
from hocba.kernel.names import sort_key
from hocba.kernel.sheets import Problems
from hocba.people import commands as people
from hocba.people.models import Assignment, Department, Staff, Student
from hocba.rules.which import regime_for
from hocba.year import commands as years
from hocba.year.models import Course, Enrolment, Klass, SchoolYear, Subject
from hocba.year.queries import level_at

Role = Assignment.Role
KINDS = {"level": "primary", "comment": "comment", "score": "scored", "none": "none"}
"""How a regime assesses a subject → the kind of its course."""
MOVES = {
    "class": "biến động: chuyển lớp",
    "in": "biến động: chuyển đến",
    "out": "biến động: chuyển đi",
}
_SCIENCES = frozenset({"DL", "GDKTPL", "VL", "HH", "SH", "CN", "TIN"})
CHOSEN = {"upper_secondary": _SCIENCES | {"AN", "MT"}, "gdtx_upper": _SCIENCES}
"""Subjects that pupils of the 2018 programme choose from, by level."""
GONE = frozenset({"Chuyển đi", "Thôi học", "Bỏ học", "Bảo lưu kết quả", "Đi nước ngoài", "Đã mất"})


def staff(source: Source) -> Reading:
    """A staff list: people, departments, and the duties that their positions give."""
    found, reading = parse_staff(source.data), Reading()
    reading.take(found.problems)
    reading.doubt(found.warnings)
    reading.skip(found.skipped)
    members = Staff.objects.filter(school=source.school).values_list(
        "code", "person__full_name", "person__birth_date"
    )
    known = {code: Known(name, born) for code, name, born in members}
    new = strangers(reading, found.sheet, found.staff, known)
    rows = [r for r in new if r.status == "working"]
    reading.people = [_shown(r, r.department, found.sheet, found.problems) for r in rows]
    reading.summary |= {
        "cán bộ, giáo viên": len(rows),
        "tổ": len({r.department for r in rows if r.department}),
    }

    def apply(ctx: Ctx) -> None:
        people.take_staff(ctx, source.school, [_staff_facts(r) for r in rows])
        persons = _persons(source)
        duties = [
            people.Duty(persons[r.code], r.role, source.school.pk, r.starts or ctx.at.date())
            for r in rows
            if r.role
        ]
        if duties:
            people.assign(ctx, source.school, duties)

    if rows:
        reading.steps.append(apply)
    return reading


def _shown(
    row: StaffRow | PupilRow, group: str, sheet: str, problems: Problems
) -> dict[str, str | bool]:
    """Somebody a register adds, as the preview names them."""
    return {
        "name": row.full_name,
        "group": group,
        "born": f"{row.born:%d/%m/%Y}" if row.born else "",
        "code": row.code,
        "where": f"dòng {row.row}",
        "hidden": row.row - 1 in problems.unseen.get(sheet, {}),
    }


def _staff_facts(row: StaffRow) -> people.StaffFacts:
    person = people.PersonFacts(
        full_name=row.full_name,
        sex=row.sex,
        birth_date=row.born,
        personal_id=row.personal_id or None,
        phone=row.phone,
        email=row.email,
    )
    return people.StaffFacts(person, row.code, row.department, row.position)


def _persons(source: Source) -> dict[str, int]:
    return dict(Staff.objects.filter(school=source.school).values_list("code", "person_id"))


def timetable(source: Source) -> Reading:
    """The assignment file: year, classes, courses, homeroom and subject teachers; opens the books."""
    names = dict(
        Staff.objects.filter(school=source.school).values_list("code", "person__full_name")
    )
    found, reading = parse_timetable(source.data, names), Reading()
    reading.take(found.problems)
    reading.skip(found.skipped)
    if Klass.objects.filter(school=source.school, year=source.year).exists():
        reading.fail("tệp", "Năm học này đã có lớp; tệp phân công chỉ dùng để lập năm học mới.")
    for row in found.classes:
        if level_at(source.school, row.grade) is None:
            reading.fail(
                f"dòng {row.row}", f"Trường không dạy cấp học của khối {row.grade}.", row.name
            )
    dates = _dates(found, source.year, reading)
    courses = {(a.klass, a.subject) for a in found.assignments}
    reading.summary = {
        "lớp": len(found.classes),
        "môn của lớp": len(courses),
        "lượt phân công": len(found.assignments) + len(found.classes) + len(found.departments),
    }
    if dates is not None:
        reading.steps.append(lambda ctx: _set_up(ctx, source, found, dates))
    return reading


def _dates(found: Timetable, year: int, reading: Reading) -> years.YearDates | None:
    terms = {t.term: t for t in found.terms if t.year == year}
    ends = [d for t in (1, 2) if t in terms for d in (terms[t].starts, terms[t].ends) if d]
    if len(ends) != 4:
        reading.fail(
            "trang “NamHoc”",
            f"Thiếu ngày bắt đầu hoặc kết thúc học kì của năm học {year}–{year + 1}.",
        )
        return None
    return years.YearDates(*ends)


def _set_up(ctx: Ctx, source: Source, found: Timetable, dates: years.YearDates) -> None:
    school = source.school
    if not SchoolYear.objects.filter(school=school, year=source.year).exists():
        years.open_year(ctx, school, source.year, dates)
    years.open_classes(
        ctx,
        school,
        source.year,
        [years.ClassPlan(level_at(school, c.grade) or "", c.grade, c.name) for c in found.classes],
    )
    classes = {k.name: k for k in Klass.objects.filter(school=school, year=source.year)}
    subjects = {s.code: s.pk for s in Subject.objects.all()}
    periods = {(p.grade, p.subject): p.periods for p in found.programme}
    clusters = {(p.grade, p.subject) for p in found.programme if p.topics}
    members = {s.code: s for s in Staff.objects.filter(school=school)}
    plans: dict[tuple[str, str], years.CoursePlan] = {}
    for row in found.assignments:
        if (row.klass, row.subject) in plans:
            continue
        klass = classes[row.klass]
        per_year = periods.get((klass.grade, row.subject)) or row.periods or 35
        regime = regime_for(klass.level, klass.grade, source.year)
        kind = KINDS[regime.subject_kind(row.subject)]
        marks = regime.tx_count(per_year) if kind == "scored" else 0
        team = members[row.teacher].department_id if row.teacher in members else None
        plans[row.klass, row.subject] = years.CoursePlan(
            klass.pk,
            subjects[row.subject],
            kind,
            per_year,
            marks,
            team,
            chosen=row.subject in CHOSEN.get(klass.level, ()) and regime.code in ("TT22", "TT43"),
            topics=(klass.grade, row.subject) in clusters and kind == "scored",
            language=row.language,
        )
    years.open_courses(ctx, school, list(plans.values()))
    _assign(ctx, source, found, classes, {s.code: s.person_id for s in members.values()}, dates)
    open_books(ctx, school, source.year)


def _assign(
    ctx: Ctx,
    source: Source,
    found: Timetable,
    classes: dict[str, Klass],
    persons: dict[str, int],
    dates: years.YearDates,
) -> None:
    courses = {
        (c.klass.name, c.subject.code): c.pk
        for c in Course.objects.filter(klass__in=classes.values()).select_related(
            "klass", "subject"
        )
    }
    teams = dict(Department.objects.filter(school=source.school).values_list("name", "pk"))
    first = dates.starts.replace(day=1, month=8)

    def until(day: dt.date | None) -> dt.date | None:
        """A duty of the whole year stays until somebody ends it."""
        return None if day is None or day >= dates.ends else day

    duties = [
        people.Duty(
            persons[c.homeroom],
            Role.HOMEROOM,
            classes[c.name].pk,
            c.starts or first,
            until(c.ends),
        )
        for c in found.classes
        if c.homeroom
    ]
    duties += [
        people.Duty(
            persons[d.head], Role.DEPARTMENT_HEAD, teams[d.name], d.starts or first, until(d.ends)
        )
        for d in found.departments
        if d.head and d.name in teams
    ]
    duties += [
        people.Duty(
            persons[a.teacher],
            Role.SUBJECT_TEACHER,
            courses[a.klass, a.subject],
            a.starts or first,
            until(a.ends),
        )
        for a in _once(found.assignments)
    ]
    people.assign(ctx, source.school, duties)


def _once(rows: list[AssignmentRow]) -> list[AssignmentRow]:
    """A teacher of two parts of one subject holds one duty."""
    seen: dict[tuple[str, str, str, dt.date | None], AssignmentRow] = {}
    for row in rows:
        seen.setdefault((row.klass, row.subject, row.teacher, row.starts), row)
    return list(seen.values())


def pupils(source: Source) -> Reading:
    """The sector's pupil export: admits pupils and puts them into their classes, moves included."""
    classes = {k.name: k for k in Klass.objects.filter(school=source.school, year=source.year)}
    found, reading = parse_pupils(source.data, list(classes), source.year), Reading()
    reading.take(found.problems)
    reading.doubt(found.warnings)
    reading.skip(found.skipped)
    new = strangers(reading, found.sheet, found.pupils, _known_pupils(source))
    frame = SchoolYear.objects.filter(school=source.school, year=source.year).first()
    if frame is None:
        reading.fail("tệp", "Chưa mở năm học. Hãy nhập tệp phân công trước.")
        return reading
    who = {_who(row) for row in new}
    moves = {_who(m): m for m in found.moves if _who(m) in who}
    reading.people = [_shown(r, r.klass, found.sheet, found.problems) for r in new]
    reading.summary |= {"học sinh": len(new), "lớp": len({r.klass for r in new})}
    reading.summary |= {
        MOVES[k]: n for k, n in sorted(Counter(m.kind for m in moves.values() if m.kind).items())
    }

    def apply(ctx: Ctx) -> None:
        ids = people.admit(ctx, source.school, [_student_facts(r) for r in new])
        seats = _seats(list(zip(new, ids, strict=True)), moves, classes, frame)
        years.enrol(ctx, source.school, seats)

    if new:
        reading.steps.append(apply)
    return reading


def _known_pupils(source: Source) -> dict[str, Known]:
    """The pupils of the school by their code (or key), with the class they are in now."""
    seats = Enrolment.objects.filter(klass__school=source.school, klass__year=source.year)
    classes = dict(seats.order_by("starts", "pk").values_list("student", "klass__name"))
    rows = Student.objects.filter(school=source.school).values_list(
        "pk", "moet_code", "person__full_name", "person__birth_date"
    )
    return {
        code or f"#{pk}": Known(name, born, classes.get(pk, "")) for pk, code, name, born in rows
    }


def _student_facts(row: PupilRow) -> people.StudentFacts:
    person = people.PersonFacts(
        full_name=row.full_name,
        sex=row.sex,
        birth_date=row.born,
        personal_id=row.personal_id or None,
        ethnicity=row.ethnicity,
        nationality=row.nationality or "Việt Nam",
        birthplace=row.birthplace,
        home_town=row.home_town,
        address=row.address,
        phone=row.phone,
    )
    return people.StudentFacts(
        person,
        moet_code=row.code or None,
        register_no=row.register_no,
        status=row.status,
        status_date=row.status_on,
        admitted=row.admitted,
        policy_group=row.policy_group,
        disability=row.disability,
        father_name=row.father_name,
        father_job=row.father_job,
        mother_name=row.mother_name,
        mother_job=row.mother_job,
        guardian_name=row.guardian_name,
        guardian_job=row.guardian_job,
    )


def _seats(
    newcomers: list[tuple[PupilRow, int]],
    moves: dict[tuple[str, ...], Move],
    classes: dict[str, Klass],
    frame: SchoolYear,
) -> list[years.Seat]:
    """Seats of the new pupils, in Vietnamese order of names; who came later stands at the end."""
    spans: list[tuple[str, bool, str, int, dt.date, dt.date | None, str]] = []
    for row, student in newcomers:
        move, key = moves.get(_who(row)), sort_key(row.full_name)
        starts, ends, leaving = frame.starts, None, ""
        if move is not None and move.on is not None:
            day = move.on - dt.timedelta(days=1)
            if move.kind == "class":
                spans.append(
                    (move.from_class, False, key, student, frame.starts, day, "Chuyển lớp")
                )
                starts = move.on
            elif move.kind == "in":
                starts = move.on
            else:
                ends, leaving = day, "Chuyển đi"
        elif row.status in GONE:
            ends, leaving = row.status_on or frame.starts, row.status
        spans.append((row.klass, starts > frame.starts, key, student, starts, ends, leaving))
    rows = Enrolment.objects.filter(klass__in=classes.values())
    count = Counter(dict(rows.values_list("klass__name").annotate(last=Max("position"))))
    seats = []
    for klass, _, _, student, starts, ends, leaving in sorted(spans, key=lambda s: s[:4]):
        count[klass] += 1
        seats.append(years.Seat(student, classes[klass].pk, count[klass], starts, ends, leaving))
    return seats


def _who(row: PupilRow | Move) -> tuple[str, ...]:
    return (row.code,) if row.code else (row.full_name, str(row.born))


def exemptions(source: Source) -> Reading:
    """Decisions that exempt pupils from subjects."""
    found, reading = parse_exemptions(source.data, rosters(source), source.year), Reading()
    reading.take(found.problems)
    reading.skip(found.skipped)
    subjects = {s.code: s.pk for s in Subject.objects.all()}
    reading.summary = {"quyết định miễn": len(found.rows)}

    def apply(ctx: Ctx) -> None:
        for row in found.rows:
            if row.match.verdict != "green" or row.match.pupil is None or row.decided_on is None:
                continue
            years.exempt(
                ctx,
                int(row.match.pupil),
                subjects[row.subject],
                source.year,
                row.decision,
                row.decided_on,
                row.ground,
                row.term,
                mode=row.mode,
            )

    reading.steps.append(apply)
    return reading
