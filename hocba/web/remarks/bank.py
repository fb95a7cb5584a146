"""«Kho câu»: one's own phrases and the school's."""

from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse

from hocba.books import policy
from hocba.books.commands import PhraseFacts, drop_phrase, keep_phrases, keep_school_phrases
from hocba.books.models import Phrase
from hocba.books.remarks.starter_traits import COMPETENCIES, QUALITIES
from hocba.kernel.errors import Fault
from hocba.kernel.policy import fetch, targets, visible
from hocba.web.given import number_of, pk_of
from hocba.web.page import WRITE, Request, act, page, render
from hocba.year.models import Course, Klass, Subject

RANKS = (("", "Mọi mức"), ("3", "Tốt"), ("2", "Khá"), ("1", "Đạt"), ("0", "Chưa đạt"))
PERIODS = (
    ("", "Mọi thời điểm"),
    *((code, word.capitalize()) for code, word in Phrase.Period.choices),
)
TRENDS = (("", "Không kể"), ("up", "Tiến bộ so với học kì trước"), ("down", "Giảm so với học kì trước"))  # fmt: skip


@page(reader=Phrase)
def bank(request: Request) -> HttpResponse:
    """Both banks by kind and rank, and the form to add."""
    return _draw(request, [], HTTPStatus.OK)


def _draw(request: Request, faults: list[Fault], status: HTTPStatus) -> HttpResponse:
    rows = visible(request.actor, Phrase).select_related("subject")
    ordered = list(rows.order_by("kind", "-rank", "trend", "period", "pk"))
    school = request.user.school_id
    return render(
        request,
        "remarks/bank.html",
        status,
        own=[p for p in ordered if p.owner is not None],
        common=[p for p in ordered if p.owner is None],
        kinds=[(code, word.capitalize()) for code, word in Phrase.Kind.choices],
        kind_words=dict(Phrase.Kind.choices),
        ranks=RANKS,
        rank_words={int(k): v for k, v in RANKS if k},
        trends=TRENDS,
        trend_words=dict(TRENDS),
        periods=PERIODS,
        subjects=[("", "Mọi môn"), *_subjects(request), *_traits(request)],
        may_school=targets(request.actor, policy.SCHOOL_PHRASES).filter(pk=school).exists(),
        sent=request.POST,
        faults=faults,
    )


def _subjects(request: Request) -> list[tuple[str, str]]:
    rows = visible(request.actor, Course).values_list("subject", flat=True)
    found = Subject.objects.filter(pk__in=rows).order_by("position")
    return [(str(s.pk), s.name) for s in found]


def _traits(request: Request) -> list[tuple[str, str]]:
    """Phẩm chất and năng lực that have words of their own, where I see primary classes."""
    if not visible(request.actor, Klass).filter(level="primary").exists():
        return []
    found = Subject.objects.filter(code__in=[*QUALITIES, *COMPETENCIES]).order_by("position")
    return [(str(s.pk), f"{s.get_kind_display().capitalize()}: {s.name}") for s in found]


def _facts(request: Request) -> list[PhraseFacts]:
    """One phrase a line of the posted text."""
    sent = request.POST
    rank, subject = sent.get("rank", ""), sent.get("subject", "")
    kind = _kind(sent.get("kind", ""), subject)
    return [
        PhraseFacts(
            kind,
            line,
            number_of(rank),
            sent.get("trend", ""),
            number_of(subject),
            sent.get("period", ""),
        )
        for line in sent.get("texts", "").splitlines()
        if line.strip()
    ] or [PhraseFacts(kind, "")]


def _kind(chosen: str, subject: str) -> str:
    """The kind of a phrase; what is about one trait is of the kind of that trait."""
    code = Subject.objects.filter(pk=pk_of(subject)).values_list("code", flat=True).first()
    if code in QUALITIES:
        return str(Phrase.Kind.QUALITY)
    return str(Phrase.Kind.COMPETENCY) if code in COMPETENCIES else chosen


@page(action=policy.KEEP_PHRASES, methods=WRITE)
def keep(request: Request) -> HttpResponse:
    """Add to my own bank, or take over the first bank of the program."""
    starters = request.POST.get("mau") == "1"
    return act(
        request,
        keep_phrases,
        request.user,
        () if starters else _facts(request),
        starters,
        to=reverse("remarks-bank"),
        done=lambda n: f"Đã thêm {n} câu vào kho của thầy cô.",
        again=lambda faults, status: _draw(request, faults, status),
    )


@page(action=policy.SCHOOL_PHRASES, methods=WRITE)
def keep_for_school(request: Request) -> HttpResponse:
    """Add to the school's bank, or take over the first bank of the program."""
    starters = request.POST.get("mau") == "1"
    return act(
        request,
        keep_school_phrases,
        request.user.school,
        () if starters else _facts(request),
        starters,
        to=reverse("remarks-bank"),
        done=lambda n: f"Đã thêm {n} câu vào kho của trường.",
        again=lambda faults, status: _draw(request, faults, status),
    )


@page(action=policy.DROP_PHRASE, methods=WRITE)
def drop(request: Request, pk: int) -> HttpResponse:
    """Take a phrase out."""
    row = fetch(request.actor, Phrase, pk)
    return act(request, drop_phrase, row, to=reverse("remarks-bank"), done="Đã bỏ câu ấy.")
