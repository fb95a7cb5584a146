"""«Ký số»: what waits for this person by class, the list to review, and one authorisation for all."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from hocba.documents import commands, keys, policy, queries, tasks
from hocba.documents.models import Certificate, SigningRun, Slot
from hocba.documents.queries import Blocker, InboxGroup, SlotRow
from hocba.kernel.command import batch
from hocba.kernel.errors import Refusal
from hocba.kernel.policy import Actor, visible
from hocba.web.given import pk_of
from hocba.web.page import Request, authorised_at, ctx_from, page, render
from hocba.web.signing import facts, words

SOON = datetime.timedelta(days=30)


@dataclass
class Pile:
    """All that waits for one person in one role, of one kind: a pile to sign in one go."""

    stage: int
    kind: str
    mode: str
    year: int
    school: int
    groups: list[InboxGroup] = field(default_factory=list)

    @property
    def ready(self) -> int:
        return sum(g.ready for g in self.groups)

    @property
    def blocked(self) -> int:
        return sum(g.blocked for g in self.groups)

    @property
    def signed(self) -> int:
        return sum(g.signed for g in self.groups)

    @property
    def total(self) -> int:
        return self.ready + self.blocked + self.signed

    @property
    def href(self) -> str:
        return reverse("signing-review", args=[self.stage, self.kind, self.mode])

    @property
    def title(self) -> str:
        return f"{words.KINDS[self.kind]} {self.year}–{self.year + 1}"


def piles(actor: Actor) -> list[Pile]:
    """What this person signs, confirms or seals, by role and kind; the latest year. One query."""
    groups = queries.inbox(actor)
    last = max((g.year for g in groups if g.ready or g.blocked), default=0)
    last = last or max((g.year for g in groups), default=0)
    found: dict[tuple[int, str, str], Pile] = {}
    for g in groups:
        if g.year == last or g.ready:
            key = (g.stage, g.kind, g.mode)
            found.setdefault(key, Pile(*key, g.year, g.school)).groups.append(g)
    return sorted(
        found.values(), key=lambda p: (p.ready == 0, p.stage, p.kind != "transcript_year")
    )


@dataclass(frozen=True)
class Key:
    """A certificate in use: its owner in words and how long it is still good."""

    certificate: Certificate
    days: int
    soon: bool
    test: bool


def own_keys(actor: Actor, schools: Iterable[int], now: datetime.datetime) -> list[Key]:
    """Certificates this person signs with: one a query and school."""
    rows = [c for s in schools for c in queries.certificates_of(actor, s)]
    return [Key(c, (c.ends - now).days, c.ends - now < SOON, c.world == "test") for c in rows]


@page(reader=Slot)
def desk(request: Request) -> HttpResponse:
    """The inbox: piles to sign, runs to go on with, certificates, who holds up whom."""
    now = timezone.now()
    mine = piles(request.actor)
    classes = words.class_names(g.klass for p in mine for g in p.groups)
    schools = {p.school for p in mine} | (
        {request.user.school_id} if request.user.school_id else set()
    )
    return render(
        request,
        "signing/desk.html",
        piles=mine,
        ready=sum(p.ready for p in mine),
        classes=classes,
        keys=own_keys(request.actor, schools, now),
        runs=_runs(request.actor),
        holding=_blockers(request.actor, mine),
        roles=words.ROLES,
        acts=words.ACTS,
        working=words.working(now),
        no_worker=words.NO_WORKER,
    )


def _runs(actor: Actor) -> list[tuple[SigningRun, queries.RunProgress]]:
    return [(r, queries.run_progress(actor, r.pk)) for r in queries.open_runs(actor)]


def _blockers(actor: Actor, mine: list[Pile]) -> list[Blocker]:
    """Others whose signatures are awaited, most first; only those this person may see."""
    year = max((p.year for p in mine if p.blocked), default=0)
    if not year:
        return []
    found = queries.blockers(actor, year=year)
    return [b for b in found if b.person != actor.person or b.person is None][:12]


def _rows(request: Request, stage: int, kind: str, mode: str) -> list[SlotRow]:
    if stage not in words.ROLES or kind not in words.KINDS or mode not in ("signed", "confirmed"):
        raise Http404
    wanted = request.POST.get("lop", request.GET.get("lop", ""))
    klass = pk_of(wanted) if wanted else None
    return queries.slot_rows(
        request.actor, stage=stage, klass=klass, kind=kind, mode=mode, only_ready=True
    )


@page(reader=Slot)
def review(request: Request, stage: int, kind: str, mode: str) -> HttpResponse:
    """The list to review before signing: key figures of each pupil, and who is to be left out."""
    rows = _rows(request, stage, kind, mode)
    wanted = request.GET.get("lop", "")
    contents = queries.contents(request.actor, [r.document for r in rows])
    person = str(request.actor.person)
    now = timezone.now()
    group = [p for p in piles(request.actor) if (p.stage, p.kind, p.mode) == (stage, kind, mode)]
    names = words.class_names(g.klass for p in group for g in p.groups)
    schools = {p.school for p in group}
    table = facts.review(contents, stage, person)
    own = [k for k in own_keys(request.actor, schools, now) if _fits(k.certificate, stage)]
    return render(
        request,
        "signing/review.html",
        rows=rows,
        table_heads=table.heads,
        figures=table.cells,
        subjects=facts.names_of_subjects(contents.values(), person) if stage == 1 else [],
        view=queries.view_hash(rows),
        stage=stage,
        kind=kind,
        mode=mode,
        lop=wanted,
        tabs=_tabs(group, names, wanted),
        names=names,
        keys=own,
        key_options=[
            (k.certificate.pk, f"{k.certificate.subject}, đến {k.certificate.ends:%d/%m/%Y}")
            for k in own
        ],
        role=words.ROLES[stage],
        act=words.ACTS[stage],
        title=words.KINDS[kind],
        working=words.working(now),
        no_worker=words.NO_WORKER,
    )


def _fits(certificate: Certificate, stage: int) -> bool:
    return (certificate.person is None) == (stage == 4)


def _tabs(group: list[Pile], names: dict[int, str], wanted: str) -> list[tuple[str, str, bool]]:
    ready = [(names.get(g.klass, ""), g.klass, g.ready) for p in group for g in p.groups if g.ready]
    found = [(f"Tất cả · {sum(n for _, _, n in ready)}", "?", not wanted)]
    found += [(f"{name} · {n}", f"?lop={pk}", wanted == str(pk)) for name, pk, n in sorted(ready)]
    return found if len(ready) > 1 or wanted else []


def _chosen(request: Request, rows: list[SlotRow]) -> list[SlotRow]:
    """The rows not left out; Refusal when the list is not the one that was shown."""
    if request.POST.get("view") != queries.view_hash(rows):
        raise Refusal("Danh sách đã đổi từ lúc thầy cô mở trang. Hãy xem lại rồi ký.")
    left = set(request.POST.getlist("leave"))
    chosen = [r for r in rows if str(r.slot) not in left]
    if not chosen:
        raise Refusal("Chưa chọn học bạ nào để ký.")
    return chosen


@page(action=policy.START, methods=("POST",))
def start(request: Request, stage: int, kind: str) -> HttpResponse:
    """«Ký tất cả N»: one authorisation, then the job process signs and the page follows it."""
    at = authorised_at(request)
    rows = _rows(request, stage, kind, "signed")
    try:
        chosen = _chosen(request, rows)
        certificate = _certificate(request, stage)
        run = tasks.start_in_background(
            ctx_from(request),
            certificate.pk,
            [r.slot for r in chosen],
            at,
            queries.view_hash(chosen),
        )
    except Refusal as refusal:
        return _back(request, stage, kind, "signed", refusal)
    return HttpResponseRedirect(reverse("signing-run", args=[run.pk]))


def _certificate(request: Request, stage: int) -> Certificate:
    rows = visible(request.actor, Certificate).filter(ended_at=None)
    found: Certificate | None = rows.filter(pk=pk_of(request.POST.get("certificate", ""))).first()
    if found is None or not _fits(found, stage):
        raise Refusal("Chưa có chứng thư số để ký. Hãy đăng ký ở trang Chứng thư số.")
    problems = keys.faults(found, found.subject, timezone.now())
    if problems:
        raise Refusal(*(p.sentence for p in problems))
    return found


@page(action=policy.CONFIRM, methods=("POST",))
def confirm(request: Request, stage: int, kind: str) -> HttpResponse:
    """Confirmation by account, for people without a certificate: never called a signature."""
    authorised_at(request)
    rows = _rows(request, stage, kind, "confirmed")
    try:
        chosen = _chosen(request, rows)
        with batch(ctx_from(request)) as inner:
            for row in chosen:
                commands.confirm_slot(inner, row.slot)
    except Refusal as refusal:
        return _back(request, stage, kind, "confirmed", refusal)
    messages.success(
        request,
        f"Đã xác nhận bằng tài khoản {len(chosen)} học bạ. Đây không phải là chữ ký số.",
    )
    return HttpResponseRedirect(reverse("signing-desk"))


def _back(request: Request, stage: int, kind: str, mode: str, refusal: Refusal) -> HttpResponse:
    for reason in refusal.reasons[:3]:
        messages.error(request, reason)
    to = reverse("signing-review", args=[stage, kind, mode])
    wanted = request.POST.get("lop", "")
    return HttpResponseRedirect(f"{to}?{urlencode({'lop': wanted})}" if wanted else to)
