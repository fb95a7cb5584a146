"""«Học bạ»: how far each class is, one class with its pupils, and what is done for a whole class."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from hocba.documents import commands, policy, queries
from hocba.documents.flow import LIVE, STAGE_WORDS
from hocba.documents.models import Document, Slot
from hocba.documents.queries import DocumentRow
from hocba.forms.make import missing_form
from hocba.kernel.command import batch
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.policy import Action, Actor, fetch, no_right, targets, visible
from hocba.web.page import Request, ctx_from, page, render
from hocba.web.signing import making, words
from hocba.web.years import years_of
from hocba.year.models import Enrolment, Klass

YEAR, COVER = Document.Kind.YEAR, Document.Kind.COVER
LEFT = "transcripts_left"


@dataclass
class Line:
    """A class on the board: pupils, documents of the year by state, slots filled by stage."""

    klass: Klass
    pupils: int
    states: Counter[str] = field(default_factory=Counter)
    slots: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def made(self) -> int:
        return sum(self.states.values())

    @cached_property
    def no_form(self) -> str:
        """Why there can be no transcripts of this class; "" when there can."""
        return missing_form(self.klass)

    @property
    def missing(self) -> int:
        """Pupils without a live document of the year; none where no form exists."""
        return 0 if self.no_form else max(self.pupils - self.made, 0)


def board_lines(actor: Actor, classes: Iterable[Klass]) -> list[Line]:
    """The lines of classes as far as this person sees documents. Three queries."""
    found = list(classes)
    ids = [k.pk for k in found]
    allowed = visible(actor, Document).filter(scope_id__in=ids, state__in=LIVE, kind=YEAR)
    pupils = dict(
        Enrolment.objects.filter(klass__in=ids, ends=None)
        .values_list("klass")
        .annotate(n=Count("pk"))
    )
    lines = {k.pk: Line(k, pupils.get(k.pk, 0)) for k in found}
    rows = Document.objects.filter(pk__in=allowed.values("pk"))
    for klass, state, n in rows.values_list("scope_id", "state").annotate(n=Count("pk")):
        lines[klass].states[state] = n
    slots = Slot.objects.filter(document__in=allowed.values("pk"))
    counted = slots.values_list("document__scope_id", "stage", "state").annotate(n=Count("pk"))
    for klass, stage, state, n in counted:
        done, total = lines[klass].slots.get(stage, (0, 0))
        lines[klass].slots[stage] = (done + n * (state != "waiting"), total + n)
    return list(lines.values())


@page(reader=Document)
def board(request: Request) -> HttpResponse:
    """Every class whose documents this person sees, with its state and signatures by role."""
    keeper = words.keeps_papers(request.actor)
    years = years_of(request)
    classes = visible(request.actor, Klass).filter(year=years.year)
    if not keeper:
        mine = queries.my_slots(request.actor).values("document__scope_id")
        classes = classes.filter(pk__in=mine)
    rows = list(classes.order_by("grade", "name"))
    lines = board_lines(request.actor, rows)
    if keeper and not _leads(request.actor):
        may = set(targets(request.actor, policy.MAKE).values_list("enrolments__klass", flat=True))
        lines = [x for x in lines if x.klass.pk in may or x.made]
    sums: Counter[str] = Counter()
    for line in lines:
        sums += line.states
    return render(
        request,
        "signing/board.html",
        lines=lines,
        years=years,
        sums=sums,
        pupils=sum(x.pupils for x in lines if not x.no_form),
        missing=sum(x.missing for x in lines),
        stages=STAGE_WORDS,
    )


def _leads(actor: Actor) -> bool:
    return any(d.role in ("principal", "vice_principal", "clerk") for d in actor.duties)


@dataclass
class PupilLine:
    """A pupil of the class with the live document of the year and the cover."""

    student: int
    name: str
    position: int
    year: DocumentRow | None = None
    cover: DocumentRow | None = None
    why: str = ""


@page(reader=Document)
def klass(request: Request, klass: int) -> HttpResponse:
    """One class: each pupil with the state of year and cover, and what can be done for all."""
    return _class_page(request, klass)


def _class_page(
    request: Request, pk: int, status: HTTPStatus = HTTPStatus.OK, faults: tuple[str, ...] = ()
) -> HttpResponse:
    row: Klass = fetch(request.actor, Klass, pk, "school")
    why = {int(k): v for k, v in request.session.get(LEFT, {}).get(str(pk), [])}
    lines = _pupil_lines(request.actor, row, why)
    no_form = missing_form(row)
    documents = [d for x in lines for d in (x.year, x.cover) if d]
    states = Counter(d.state for d in documents)
    return render(
        request,
        "signing/class.html",
        status,
        faults=faults,
        klass=row,
        lines=lines,
        gone=_gone(request.actor, row, lines),
        states=states,
        missing=sum(x.year is None for x in lines),
        no_cover=sum(x.cover is None for x in lines),
        reasons=Counter(x.why for x in lines if x.why).most_common(),
        may_make=not no_form and making.may_make(request.actor, pk),
        no_form=no_form,
        may_release=bool(states["proof"]) and _may(request.actor, pk, policy.RELEASE),
        may_issue=bool(states["sealed"]) and _may(request.actor, pk, policy.ISSUE),
        chip=words.chip,
        working=words.working(timezone.now()),
    )


def _may(actor: Actor, klass: int, action: Action) -> bool:
    return bool(targets(actor, action).filter(scope_id=klass).exists())


def _pupil_lines(actor: Actor, row: Klass, why: dict[int, str]) -> list[PupilLine]:
    seats = visible(actor, Enrolment).filter(klass=row, ends=None).select_related("student__person")
    lines = {
        s.student_id: PupilLine(s.student_id, s.student.person.full_name, s.position)
        for s in seats.order_by("position", "pk")
    }
    for kind, name in ((YEAR, "year"), (COVER, "cover")):
        for found in queries.documents_of_class(actor, row.pk, row.year, kind):
            line = lines.setdefault(found.student, PupilLine(found.student, found.name, 0))
            setattr(line, name, found)
    for line in lines.values():
        line.why = why.get(line.student, "") if line.year is None else ""
    return list(lines.values())


def _gone(actor: Actor, row: Klass, lines: list[PupilLine]) -> list[tuple[str, str]]:
    """(name, why) of pupils who left the class in its year and so have no transcript here."""
    held = {line.student for line in lines}
    left = visible(actor, Enrolment).filter(klass=row, ends__isnull=False)
    left = left.exclude(student__in=held).select_related("student__person")
    now = Enrolment.objects.filter(
        student__in=left.values("student"),
        klass__year=row.year,
        klass__school=row.school,
        ends=None,
    )
    there = dict(now.values_list("student_id", "klass__name"))
    return [
        (seat.student.person.full_name, _why_not_here(seat, there.get(seat.student_id, "")))
        for seat in left.order_by("position", "pk")
    ]


def _why_not_here(seat: Enrolment, klass: str) -> str:
    said = f"{seat.leaving or 'đã rời lớp'} ngày {seat.ends:%d/%m/%Y}".capitalize()
    if klass:
        return f"{said}; học bạ của em lập ở lớp {klass}."
    return (
        f"{said}. Chưa lập được học bạ cho em rời trường giữa năm;"
        " điểm, nhận xét đến ngày ấy vẫn ở trong sổ."
    )


@page(action=policy.MAKE, methods=("POST",))
def make(request: Request, klass: int) -> HttpResponse:
    """«Lập bản rà soát» for all of a class who can have one; the others stay with the reason."""
    row: Klass = fetch(request.actor, Klass, klass, "school")
    now = timezone.now()
    try:
        made = making.make_rest(ctx_from(request), row, timezone.localdate(now))
    except Invalid as invalid:
        said = tuple(f.message for f in invalid.faults[:5])
        return _class_page(request, klass, HTTPStatus.UNPROCESSABLE_ENTITY, said)
    except Refusal as refusal:
        if not making.may_make(request.actor, klass):
            raise
        return _class_page(request, klass, HTTPStatus.CONFLICT, refusal.reasons)
    request.session[LEFT] = {str(klass): [[pk, why] for pk, _, why in made.left]}
    if made.documents:
        messages.success(request, f"Đã lập {len(made.documents)} bản rà soát của lớp {row.name}.")
    if made.left:
        messages.warning(
            request,
            f"{len(made.left)} học sinh chưa lập được; lí do ở dưới.",
        )
    if not made.documents and not made.left:
        messages.info(request, "Cả lớp đã có học bạ đang ký hoặc đã ký, không lập lại.")
    return HttpResponseRedirect(reverse("papers-class", args=[klass]))


@page(action=policy.RELEASE, methods=("POST",))
def release(request: Request, klass: int) -> HttpResponse:
    """«Đưa ra ký» all proofs of a class, after it was said that they were reconciled."""
    _require(request, klass, policy.RELEASE)
    if not request.POST.get("checked"):
        messages.error(request, "Hãy đánh dấu là đã rà soát bản in với sổ trước khi đưa ra ký.")
        return HttpResponseRedirect(reverse("papers-class", args=[klass]))
    return _for_all(request, klass, "proof", "release", "Đã đưa {} học bạ ra ký.")


@page(action=policy.ISSUE, methods=("POST",))
def issue(request: Request, klass: int) -> HttpResponse:
    """«Phát hành» all sealed documents of a class."""
    return _for_all(request, klass, "sealed", "issue", "Đã phát hành {} học bạ.")


def _require(request: Request, klass: int, action: Action) -> None:
    """The class is there for this person, and some document of it theirs to do this with."""
    fetch(request.actor, Klass, klass)
    if not _may(request.actor, klass, action):
        raise Refusal(no_right(action.label))


def _for_all(request: Request, klass: int, state: str, verb: str, said: str) -> HttpResponse:
    _require(request, klass, getattr(policy, verb.upper()))
    found = visible(request.actor, Document).filter(scope_id=klass, state=state)
    rows = list(Document.objects.filter(pk__in=found.values("pk")).order_by("pk"))
    to = reverse("papers-class", args=[klass])
    try:
        with batch(ctx_from(request)) as inner:
            for document in rows:
                getattr(commands, verb)(inner, document)
    except Refusal as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        return HttpResponseRedirect(to)
    messages.success(request, said.format(len(rows)))
    return HttpResponseRedirect(to)
