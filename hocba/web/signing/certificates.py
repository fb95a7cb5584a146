"""«Chứng thư số»: one's own, and for those who look after them the board of the school."""

import datetime
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from hocba.documents import commands, keys, policy
from hocba.documents.models import Certificate
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.policy import can, fetch, no_right, targets, visible
from hocba.org.models import Place
from hocba.people.models import Person, Staff
from hocba.web.page import Request, act, authorised_at, ctx_from, page, render

SOON = datetime.timedelta(days=30)
SEAL = "seal"


@dataclass(frozen=True)
class Holder:
    """A person or the school with the certificate in use, or none."""

    key: str
    name: str
    position: str
    certificate: Certificate | None
    state: str
    may_end: bool = False


@page(reader=Certificate)
def board(request: Request) -> HttpResponse:
    """Own certificates; for the office and the principal who of the school has one and until when."""
    school, now = request.user.school, timezone.now()
    rows = list(visible(request.actor, Certificate).select_related("school").order_by("-ends"))
    mine = [c for c in rows if c.person == request.actor.person]
    may_register = school is not None and can(request.actor, policy.REGISTER, school).right
    keeps = school is not None and any(c.person != request.actor.person for c in rows)
    holders = []
    if school is not None and (may_register or keeps):
        holders = _holders(request, school, [c for c in rows if c.school_id == school.pk], now)
    return render(
        request,
        "signing/certificates.html",
        school=school,
        mine=[(c, *_state(c, now)) for c in mine],
        holders=holders,
        missing=sum(h.certificate is None for h in holders),
        late=sum(h.state in ("soon", "over") for h in holders),
        may_register=may_register,
        test=school is not None and school.trust == "test",
    )


def _state(certificate: Certificate, now: datetime.datetime) -> tuple[str, int]:
    days = (certificate.ends - now).days
    if certificate.ended_at is not None:
        return "ended", days
    if certificate.ends <= now:
        return "over", days
    return ("soon" if certificate.ends - now < SOON else "good"), days


def _holders(
    request: Request, school: Place, rows: list[Certificate], now: datetime.datetime
) -> list[Holder]:
    """The seal first, then the working staff by name; several certificates: the latest."""
    using: dict[int | None, Certificate] = {}
    for row in rows:
        if row.ended_at is None:
            using.setdefault(row.person, row)
    members = Staff.objects.filter(school=school, status=Staff.Status.WORKING)
    staff = list(members.select_related("person").order_by("person__sort_key", "pk"))
    may_end = set(
        targets(request.actor, policy.END_CERTIFICATE)
        .filter(school=school, ended_at=None)
        .values_list("pk", flat=True)
    )
    places: list[tuple[int | None, str, str]] = [
        (None, f"Con dấu số · {school.name}", "Văn thư giữ")
    ]
    places += [(m.person_id, m.person.full_name, m.position) for m in staff]
    found = []
    for person, name, position in places:
        held = using.get(person)
        state = _state(held, now)[0] if held else "none"
        ends = held is not None and held.pk in may_end
        found.append(Holder(str(person or SEAL), name, position, held, state, ends))
    return found


@page(action=policy.REGISTER, methods=("POST",))
def register(request: Request) -> HttpResponse:
    """Certificates of the built-in test authority for those chosen; test schools only."""
    school, now = request.user.school, timezone.now()
    if school is None:
        raise Refusal("Tài khoản này không thuộc trường nào.")
    if not can(request.actor, policy.REGISTER, school):
        raise Refusal(no_right(policy.REGISTER.label))
    authorised_at(request)
    to = reverse("certificates")
    if school.trust != "test":
        messages.error(request, "Trường này ở hệ thật: không dùng chứng thư thử nghiệm.")
        return HttpResponseRedirect(to)
    wanted = request.POST.getlist("holder")[:200]
    members = Staff.objects.filter(school=school, status=Staff.Status.WORKING)
    people = {str(p.pk): p for p in Person.objects.filter(pk__in=members.values("person"))}
    rows = [keys.test_certificate(people[w], school, now) for w in wanted if w in people]
    if SEAL in wanted:
        rows.append(keys.test_seal(school, now))
    if not rows:
        messages.error(request, "Chưa chọn ai để cấp chứng thư thử nghiệm.")
        return HttpResponseRedirect(to)
    try:
        made = commands.register_certificates(ctx_from(request), school, rows)
    except (Refusal, Invalid) as error:
        said = error.reasons if isinstance(error, Refusal) else [f.message for f in error.faults]
        for sentence in list(said)[:5]:
            messages.error(request, sentence)
        return HttpResponseRedirect(to)
    messages.success(request, f"Đã đăng ký {len(made or rows)} chứng thư thử nghiệm.")
    return HttpResponseRedirect(to)


@page(action=policy.END_CERTIFICATE, methods=("POST",))
def end(request: Request, pk: int) -> HttpResponse:
    """«Thôi đăng ký»: the certificate signs no more here; its signatures stay."""
    row: Certificate = fetch(request.actor, Certificate, pk)
    authorised_at(request)
    to = reverse("certificates")
    return act(request, commands.end_certificate, row, to=to, done="Đã thôi đăng ký chứng thư.")
