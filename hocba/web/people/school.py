"""The school's own facts: names, codes, authorities above it, the dates of its years."""

from typing import Any

from django.http import HttpResponse

from hocba.kernel.errors import Hidden
from hocba.kernel.policy import Actor, fetch, visible
from hocba.org.models import Place, PlaceCode, PlaceName, PlaceParent
from hocba.org.queries import schools_under
from hocba.people.models import Staff, Student
from hocba.people.roles import Role
from hocba.web.page import Request, page, render
from hocba.year.models import Klass, SchoolYear

ISSUERS = {
    "BGDĐT": "Mã trường (Bộ GD&ĐT)",
    "Sở": "Mã trường (Sở GD&ĐT)",
    "tax": "Mã số thuế",
    "gso": "Mã của Thống kê",
}


@page(reader=Place)
def school(request: Request, pk: int | None = None) -> HttpResponse:
    """One's own school, or a school below an officer's authority."""
    own = request.user.school_id
    below = schools_under(request.actor.scope_ids(Role.OFFICER), request.actor.on)
    wanted = pk or own
    if wanted is None or wanted not in {own, *below}:
        raise Hidden(f"place {wanted}")
    place: Place = fetch(request.actor, Place, wanted)
    return render(
        request,
        "people/school.html",
        place=place,
        facts=_facts(place),
        names=visible(request.actor, PlaceName).filter(place=place).order_by("-starts"),
        codes=[
            (ISSUERS.get(code.issuer, code.issuer), code)
            for code in visible(request.actor, PlaceCode).filter(place=place).order_by("issuer")
        ],
        parents=visible(request.actor, PlaceParent)
        .filter(place=place)
        .select_related("parent")
        .order_by("-starts", "purpose"),
        years=visible(request.actor, SchoolYear).filter(school=place).order_by("-year"),
        counts=_counts(request.actor, place),
        below=visible(request.actor, Place).filter(pk__in=below).order_by("name")
        if wanted == own
        else [],
    )


def _facts(place: Place) -> list[tuple[str, Any]]:
    facts = [
        ("Loại", place.get_kind_display()),
        ("Xã, phường", place.ward_name),
        ("Tỉnh, thành phố", place.province_name),
        ("Thành lập", f"{place.starts:%d/%m/%Y}"),
        ("Văn bản ký số", "thử nghiệm" if place.trust == "test" else "có giá trị pháp lý"),
    ]
    return [(label, value) for label, value in facts if value]


def _counts(actor: Actor, place: Place) -> list[tuple[str, int]]:
    """Figures of the school as far as the reader's duties go; nothing is shown as nought."""
    latest = visible(actor, Klass).filter(school=place).order_by("-year").first()
    counts = [
        ("Học sinh", visible(actor, Student).filter(school=place, status="Đang học").count()),
        (
            "Lớp",
            visible(actor, Klass).filter(school=place, year=latest.year).count() if latest else 0,
        ),
        ("Cán bộ, giáo viên", visible(actor, Staff).filter(school=place).count()),
    ]
    return [(label, count) for label, count in counts if count > 1]
