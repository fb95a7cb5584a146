"""Taking people in, opening accounts, giving and ending duties."""

import datetime
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from hocba.kernel import blobs, names
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.org.models import Place
from hocba.people import policy
from hocba.people.models import Assignment, Department, Person, Staff, Student, User
from hocba.people.roles import SCOPE_OF_ROLE, schools_of


@dataclass(frozen=True)
class PersonFacts:
    """The facts of a person; names in any spelling of spaces, stored as NFC."""

    full_name: str
    sex: str = ""
    birth_date: datetime.date | None = None
    personal_id: str | None = None
    ethnicity: str = ""
    nationality: str = "Việt Nam"
    birthplace: str = ""
    home_town: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class StaffFacts:
    """A member of staff to take in. `code` is unique in the school."""

    person: PersonFacts
    code: str
    department: str = ""
    position: str = ""


@dataclass(frozen=True)
class StudentFacts:
    """A pupil to admit, with the facts that the học bạ prints."""

    person: PersonFacts
    moet_code: str | None
    register_no: str = ""
    status: str = "Đang học"
    status_date: datetime.date | None = None
    admitted: datetime.date | None = None
    policy_group: str = ""
    disability: str = ""
    father_name: str = ""
    father_job: str = ""
    mother_name: str = ""
    mother_job: str = ""
    guardian_name: str = ""
    guardian_job: str = ""


@dataclass(frozen=True)
class Duty:
    """A duty to give: role, the thing it is about, and its dates."""

    person: int
    role: str
    scope: int
    starts: datetime.date
    ends: datetime.date | None = None
    decision: str = ""


def _person(facts: PersonFacts) -> Person:
    name = names.clean_name(facts.full_name)
    return Person(
        full_name=name,
        sort_key=names.sort_key(name),
        search_key=names.search_key(name),
        sex=facts.sex,
        birth_date=facts.birth_date,
        personal_id=facts.personal_id or None,
        ethnicity=facts.ethnicity,
        nationality=facts.nationality,
        birthplace=facts.birthplace,
        home_town=facts.home_town,
        address=facts.address,
        phone=facts.phone,
        email=facts.email,
    )


def _no_known_ids(rows: Sequence[PersonFacts]) -> None:
    wanted = {r.personal_id: i for i, r in enumerate(rows) if r.personal_id}
    known = Person.objects.filter(personal_id__in=wanted).values_list("personal_id", flat=True)
    faults = [
        Fault(
            f"dòng {wanted[k] + 1}", "Số định danh này đã thuộc về một người khác trong hệ thống."
        )
        for k in known
        if k is not None
    ]
    if faults:
        raise Invalid(faults)


@command(policy.TAKE_STAFF, says="Nhận {count} cán bộ, giáo viên")
def take_staff(ctx: Ctx, school: Place, rows: Sequence[StaffFacts]) -> list[int]:
    """Take staff in; departments named for the first time are founded. Returns Staff ids."""
    _no_known_ids([r.person for r in rows])
    wanted = {r.department for r in rows if r.department}
    known = {d.name: d for d in Department.objects.filter(school=school)}
    for name in sorted(wanted - known.keys()):
        known[name] = Department(school=school, name=name)
        known[name].save()
    people = Person.objects.bulk_create([_person(r.person) for r in rows])
    staff = Staff.objects.bulk_create(
        [
            Staff(
                person=person,
                school=school,
                code=row.code,
                department=known.get(row.department),
                position=row.position,
                starts=ctx.at.date(),
            )
            for person, row in zip(people, rows, strict=True)
        ]
    )
    ctx.tell(count=len(staff), staff=[s.pk for s in staff])
    return [s.pk for s in staff]


@command(policy.ADMIT, says="Tiếp nhận {count} học sinh")
def admit(ctx: Ctx, school: Place, rows: Sequence[StudentFacts]) -> list[int]:
    """Admit pupils. Returns Student ids in the order given."""
    _no_known_ids([r.person for r in rows])
    people = Person.objects.bulk_create([_person(r.person) for r in rows])
    students = Student.objects.bulk_create(
        [
            Student(
                person=person,
                school=school,
                moet_code=row.moet_code or None,
                register_no=row.register_no,
                status=row.status,
                status_date=row.status_date,
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
            for person, row in zip(people, rows, strict=True)
        ]
    )
    ctx.tell(count=len(students), students=[s.pk for s in students])
    return [s.pk for s in students]


@command(policy.SET_PHOTO, says="Thay ảnh của học sinh")
def set_photo(ctx: Ctx, student: Student, data: bytes, media_type: str) -> None:
    """Set the 3×4 photo of a pupil; the caller has checked that it is one."""
    made = blobs.put(data, media_type, ctx.at)
    ctx.tell(old=student.photo, new=made)
    student.photo = made
    student.save(update_fields=["photo"])


@dataclass(frozen=True)
class Slip:
    """What is printed once for a new account. The password is stored nowhere else."""

    secret: ClassVar[bool] = True

    user: int
    name: str
    username: str
    password: str


def new_password() -> str:
    """A first password that can be read out: four groups of three unambiguous characters."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(3)) for _ in range(4))


@command(policy.OPEN_ACCOUNTS, says="Lập {count} tài khoản")
def open_accounts(
    ctx: Ctx, school: Place, staff: Iterable[int], passwords: dict[int, str] | None = None
) -> list[Slip]:
    """Open an account for each member of staff that has none; returns printable slips.

    The user name is the staff code with the school's prefix. `passwords` (by staff id) is for
    the demo, whose accounts are listed in public.
    """
    from django.contrib.auth.hashers import make_password

    rows = Staff.objects.filter(school=school, pk__in=list(staff), person__user__isnull=True)
    slips: list[Slip] = []
    users: list[User] = []
    for member in rows.select_related("person").order_by("pk"):
        given = (passwords or {}).get(member.pk)
        password = given or new_password()
        user = User(
            username=member.code.lower(),
            person=member.person,
            school=school,
            password=make_password(password),
            must_change_password=given is None,
            created_at=ctx.at,
        )
        users.append(user)
        slips.append(Slip(0, member.person.full_name, user.username, password))
    taken = set(
        User.objects.filter(username__in=[u.username for u in users]).values_list(
            "username", flat=True
        )
    )
    if taken:
        raise Invalid(
            [
                Fault(n, "Tên đăng nhập này đã có người dùng; hãy đổi mã cán bộ.")
                for n in sorted(taken)
            ]
        )
    made = User.objects.bulk_create(users)
    ctx.tell(count=len(made), users=[u.pk for u in made])
    return [Slip(u.pk, s.name, s.username, s.password) for u, s in zip(made, slips, strict=True)]


@command(policy.RESET_ACCOUNT, says="Cấp lại mật khẩu cho tài khoản {on}")
def reset_account(ctx: Ctx, user: User) -> Slip:
    """Give a new first password; the person must change it at the next log-in."""
    password = new_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    ctx.tell(user=user.pk)
    return Slip(user.pk, user.person.full_name, user.username, password)


@command(policy.CLOSE_ACCOUNT, says="Khóa tài khoản {on}")
def close_account(ctx: Ctx, user: User) -> None:
    """Close an account. Nothing the person wrote changes."""
    if user.person_id == ctx.actor.person:
        raise Refusal(
            "Không tự khóa tài khoản của chính mình; hãy nhờ hiệu trưởng hoặc quản trị khác."
        )
    user.is_active = False
    user.save(update_fields=["is_active"])
    ctx.tell(user=user.pk)


@command(policy.CHANGE_PASSWORD, says="Đổi mật khẩu của tài khoản {on}")
def change_password(ctx: Ctx, user: User, password: str) -> None:
    """Change one's own password; it has passed the validators already."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])


def _within(school: Place, duties: Sequence[Duty]) -> None:
    """Refuse duties for outsiders or over things of another school or authority."""
    wanted: dict[str, set[int]] = {}
    for duty in duties:
        wanted.setdefault(SCOPE_OF_ROLE[duty.role], set()).add(duty.scope)
    if "place" in wanted:
        raise Refusal("Cán bộ quản lí do cơ quan quản lí phân công, không do trường.")
    people = {d.person for d in duties}
    own = Staff.objects.filter(school=school, person__in=people).values_list("person_id", flat=True)
    foreign = [
        pk
        for kind, ids in wanted.items()
        for pk in ids
        if schools_of(kind, list(ids)).get(pk) != school.pk
    ]
    if foreign or people - set(own):
        raise Refusal("Chỉ phân công cán bộ của trường, về lớp, môn và tổ của chính trường mình.")


@command(policy.ASSIGN, says="Phân công {count} nhiệm vụ")
def assign(ctx: Ctx, school: Place, duties: Sequence[Duty]) -> list[int]:
    """Give duties at a school. Returns Assignment ids. Nobody assigns leadership to themselves."""
    leading = {Assignment.Role.PRINCIPAL, Assignment.Role.VICE_PRINCIPAL, Assignment.Role.IT_ADMIN}
    for duty in duties:
        if duty.person == ctx.actor.person and duty.role in leading:
            raise Refusal("Không ai tự phân công chức vụ cho mình; hãy nhờ người có quyền khác.")
    if not ctx.actor.system:
        _within(school, duties)
    rows = Assignment.objects.bulk_create(
        [
            Assignment(
                person_id=d.person,
                role=d.role,
                scope_kind=SCOPE_OF_ROLE[d.role],
                scope_id=d.scope,
                school=school,
                starts=d.starts,
                ends=d.ends,
                decision=d.decision,
            )
            for d in duties
        ]
    )
    ctx.tell(count=len(rows), assignments=[r.pk for r in rows])
    return [r.pk for r in rows]


@command(policy.END_ASSIGNMENT, says="Thôi một phân công từ ngày {ends}")
def end_assignment(ctx: Ctx, duty: Assignment, ends: datetime.date) -> None:
    """End a duty with its last day. The row stays: it says who signed what in whose place."""
    if duty.ends is not None and duty.ends < ends:
        raise Refusal("Phân công này đã thôi từ trước ngày đó.")
    duty.ends = ends
    duty.save(update_fields=["ends"])
    ctx.tell(ends=ends.isoformat())
