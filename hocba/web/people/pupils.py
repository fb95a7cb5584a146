"""Pupils: by class, by search, and one pupil's facts as far as the reader's duty goes."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

from hocba.kernel import blobs
from hocba.kernel.errors import Fault, Hidden
from hocba.kernel.policy import Actor, fetch, visible
from hocba.people.models import Student
from hocba.people.roles import office
from hocba.web.page import Request, page, render
from hocba.web.people.cards import unnumbered
from hocba.web.people.exemptions import of_pupil
from hocba.web.people.search import by_name
from hocba.year.models import Enrolment, Exemption, Klass

SHOWN = 200


@page(reader=Student)
def pupils(request: Request) -> HttpResponse:
    """The list of a class, or everybody whose name starts so."""
    text = request.GET.get("q", "").strip()
    of_year = visible(request.actor, Klass).filter(year=request.user.latest_year)
    classes = list(of_year.order_by("grade", "name"))
    wanted = request.GET.get("klass", "")
    klass = next((k for k in classes if str(k.pk) == wanted), None)
    if klass is None and classes and not text:
        klass = classes[0]
    missing = bool(request.GET.get("missing"))
    seats = _unnumbered(request) if missing else _seats(request.actor, klass, text)
    return render(
        request,
        "people/pupils.html",
        q=text,
        missing=missing,
        klass=klass,
        classes=[(k.pk, k.name) for k in classes],
        seats=seats[:SHOWN],
        more=len(seats) > SHOWN,
    )


def _unnumbered(request: Request) -> list[Enrolment]:
    rows = visible(request.actor, Enrolment).filter(unnumbered(request.user.latest_year))
    rows = rows.select_related("student__person", "klass")
    return list(rows.order_by("klass__grade", "klass__name", "position")[: SHOWN + 1])


def _seats(actor: Actor, klass: Klass | None, text: str) -> list[Enrolment]:
    rows = visible(actor, Enrolment).select_related("student__person", "klass")
    if text:
        rows = rows.filter(by_name(text, "student__person__search_key"))
        return list(rows.order_by("student__person__sort_key", "-klass__year", "pk")[: SHOWN + 1])
    if klass is None:
        return []
    return list(rows.filter(klass=klass).order_by("position", "pk"))


@page(reader=Student)
def pupil(request: Request, pk: int) -> HttpResponse:
    """One pupil. The family, address and identity are for the office and the homeroom teacher."""
    return draw(request, pk, [])


def draw(
    request: Request, pk: int, faults: list[Fault], status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """The page, also when an exemption typed on it is refused: it comes back as typed."""
    row: Student = fetch(request.actor, Student, pk, "person", "school")
    seats = visible(request.actor, Enrolment).filter(student=row).select_related("klass")
    exemptions = visible(request.actor, Exemption).filter(student=row).select_related("subject")
    full = knows_family(request.actor, row)
    return render(
        request,
        "people/pupil.html",
        status,
        pupil=row,
        faults=faults,
        sent=request.POST,
        seats=seats.order_by("-klass__year", "-starts"),
        exemptions=exemptions.order_by("-year", "term"),
        facts=_facts(row),
        family=_family(row) if full else None,
        today=request.actor.on,
        **of_pupil(request.actor, row),
    )


def knows_family(actor: Actor, row: Student) -> bool:
    """Whether the reader is of the school's office or the homeroom teacher of the pupil's class."""
    from hocba.people.roles import homeroom

    return any(who.standing(actor, row) for who in (*office, homeroom))


def _facts(row: Student) -> list[tuple[str, Any]]:
    person = row.person
    facts = [
        ("Ngày sinh", f"{person.birth_date:%d/%m/%Y}" if person.birth_date else ""),
        ("Giới tính", person.get_sex_display()),
        ("Trạng thái", row.status),
        ("Mã học sinh (Bộ)", row.moet_code or ""),
        ("Số đăng bộ", row.register_no),
        ("Khuyết tật", row.disability),
    ]
    return [(label, value) for label, value in facts if value]


def _family(row: Student) -> list[tuple[str, Any]]:
    person = row.person

    def with_job(name: str, job: str) -> str:
        return f"{name} ({job})" if name and job else name

    facts = [
        ("Số định danh cá nhân", person.personal_id or ""),
        ("Nơi sinh", person.birthplace),
        ("Quê quán", person.home_town),
        ("Chỗ ở", person.address),
        ("Quốc tịch", person.nationality),
        ("Điện thoại", person.phone),
        ("Đối tượng chính sách", row.policy_group),
        ("Cha", with_job(row.father_name, row.father_job)),
        ("Mẹ", with_job(row.mother_name, row.mother_job)),
        ("Người giám hộ", with_job(row.guardian_name, row.guardian_job)),
        ("Ngày nhập học", f"{row.admitted:%d/%m/%Y}" if row.admitted else ""),
    ]
    return [(label, value) for label, value in facts if value]


@page(reader=Student)
def photo(request: Request, pk: int) -> HttpResponse:
    """The 3×4 photo of a pupil."""
    row: Student = fetch(request.actor, Student, pk)
    if not row.photo:
        raise Hidden("photo")
    return HttpResponse(blobs.get(row.photo), content_type="image/jpeg")
