"""The homeroom teacher looks through the proposals of the class, and says that it is done."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hocba.kernel.errors import Fault
from hocba.kernel.policy import can
from hocba.promotion import policy
from hocba.promotion.commands import check_class, reopen_class
from hocba.promotion.flow import REVIEW
from hocba.promotion.models import YearDecision
from hocba.promotion.queries import AFTER, PERIODS, TERM, YEAR_END, review_of
from hocba.web.given import fields_of
from hocba.web.page import WRITE, Request, act, page, render
from hocba.web.results import term, words
from hocba.web.results.decisions import cases
from hocba.web.results.reach import Reach, reach_decided
from hocba.web.results.reason import Told, because

GOOD = ("PROMOTED", "COMPLETED")


@page(reader=YearDecision)
def check(request: Request, klass: int) -> HttpResponse:
    """Every pupil with the proposal, those who need a look first."""
    if _period(request) == TERM:
        return HttpResponseRedirect(reverse("results-term", args=[klass]))
    return _draw(request, reach_decided(request, klass), [])


@page(action=policy.CHECK, methods=WRITE)
def save(request: Request, klass: int) -> HttpResponse:
    """Record the check, with remarks about the class and about single pupils."""
    within = reach_decided(request, klass)
    period = _period(request)
    again = term.draw if period == TERM else _draw
    notes = fields_of(request.POST, "ghi-chu-")
    return act(
        request,
        check_class,
        within.klass,
        period,
        request.POST.get("remarks", ""),
        notes,
        to=_back(klass, period),
        done=f"Đã ghi là đã kiểm tra kết quả {PERIODS[period]}; Hiệu trưởng quyết định được rồi.",
        again=lambda faults, status: again(request, within, faults, status),
    )  # fmt: skip


@page(action=policy.REOPEN, methods=WRITE)
def reopen(request: Request, klass: int) -> HttpResponse:
    """Take the class up again; the homeroom teacher checks it anew."""
    within = reach_decided(request, klass)
    return act(
        request,
        reopen_class,
        within.klass,
        _period(request),
        to=_back(klass, _period(request)),
        done="Đã mở lại; quyết định cũ vẫn đứng cho đến khi quyết định lại.",
    )


def _back(klass: int, period: str) -> str:
    """The page of a class where this period is decided."""
    if period == TERM:
        return reverse("results-term", args=[klass])
    return reverse("results-decisions", args=[klass]) + (f"?dot={AFTER}" if period == AFTER else "")


def _period(request: Request) -> str:
    wanted = request.POST.get("dot") or request.GET.get("dot")
    return wanted if wanted in PERIODS else YEAR_END


def _draw(request: Request, within: Reach, faults: list[Fault], status: Any = 200) -> HttpResponse:
    sheet, rows = cases(request, within)
    period = _period(request)
    review = review_of(within.klass, period)
    decision = can(request.actor, policy.CHECK, within.klass)
    first = [c for c in rows if c.waiting or c.promotion not in GOOD or c.changed or c.stale]
    return render(
        request,
        "results/check.html",
        status,
        hot=True,
        klass=within.klass,
        period=period,
        period_words=PERIODS[period],
        state=REVIEW.state(review.state),
        review=review,
        notes={int(k): v for k, v in review.notes.items()},
        first=first,
        rest=[c for c in rows if c not in first],
        heads=[one.label for one in sheet.shape.shown(year=True)],
        may=decision.allowed and review.state in REVIEW.move("check").sources,
        faults=faults,
        sent=request.POST,
        words=words,
        ends=words.ends_level(sheet.shape, within.klass.grade),
        titles=sheet.shape.awards,
        because=because,
        told=Told,
        why=sheet.shape.decided,
        regime=sheet.regime.title,
    )
