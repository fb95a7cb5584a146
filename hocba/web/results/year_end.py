"""The end of the year of a school: classes with counts, exceptions first; one decision for many."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from hocba.books.columns import shape_for
from hocba.books.school import class_sheets
from hocba.books.sheet import Sheet
from hocba.kernel.flow import State
from hocba.kernel.policy import targets, visible
from hocba.promotion import policy
from hocba.promotion.commands import Decided, decide_class
from hocba.promotion.flow import REVIEW
from hocba.promotion.models import Review, YearDecision
from hocba.promotion.queries import AFTER, PERIODS, TERM, YEAR_END, proposals
from hocba.web.page import WRITE, Request, page, render
from hocba.web.people.settings import decree_of
from hocba.web.results import words
from hocba.web.results.lists import FAILED, PASSED, kinds_of
from hocba.web.results.reach import readable, this_year
from hocba.web.results.tabs import tabs
from hocba.web.results.together import decide_together, ticked
from hocba.year.models import Klass


@dataclass(frozen=True)
class Line:
    """A class in a period: its state, its pupils, and how they stand by decision or proposal."""

    klass: Klass
    state: State
    review: Review | None
    pupils: int
    passed: int
    again: int
    failed: int
    waiting: int
    praised: int
    changed: int

    @property
    def exceptions(self) -> int:
        return self.again + self.failed + self.waiting + self.changed


def classes_of(request: Request) -> list[Klass]:
    """The classes of the latest year whose results as a whole are theirs to read."""
    return [b.klass for b in this_year(readable(request.actor)) if b.course_id is None]


@page(reader=YearDecision)
def year_end(request: Request) -> HttpResponse:
    """All classes I may read as a whole, those with exceptions first."""
    period = AFTER if request.GET.get("dot") == AFTER else YEAR_END
    classes = classes_of(request)
    reviews = {
        r.klass_id: r
        for r in visible(request.actor, Review).filter(klass__in=classes, period=period)
    }
    made: dict[int, dict[int, YearDecision]] = {}
    for row in visible(request.actor, YearDecision).filter(klass__in=classes):
        made.setdefault(row.klass_id, {})[row.student_id] = row
    open_ones = [k for k in classes if not _settled(reviews.get(k.pk), made.get(k.pk), period)]
    sheets = {k.pk: sheet for k, sheet, _ in class_sheets(open_ones)}
    lines = [
        _line(k, reviews.get(k.pk), made.get(k.pk, {}), period, sheets.get(k.pk)) for k in classes
    ]
    lines = [one for one in lines if period != AFTER or one.pupils]
    lines.sort(key=lambda one: (one.exceptions == 0, one.klass.grade, one.klass.name))
    mine = set(targets(request.actor, policy.DECIDE).values_list("pk", flat=True))
    sources = REVIEW.move("decide").sources
    return render(
        request,
        "results/year_end.html",
        tabs=tabs(request.actor, "results-year"),
        period=period,
        lines=lines,
        totals=_totals(lines),
        ready={x.klass.pk for x in lines if x.klass.pk in mine and x.state.code in sources},
        may=bool(mine),
        kinds=kinds_of(False, classes),
        terms=any(shape_for(k).shown(year=False) for k in classes),
        year=classes[0].year if classes else None,
        today=request.actor.on,
    )


def address(period: str) -> str:
    """The page where a period is decided for the whole school."""
    if period == TERM:
        return reverse("results-term-school")
    return reverse("results-year") + (f"?dot={AFTER}" if period == AFTER else "")


def _settled(review: Review | None, made: dict[int, YearDecision] | None, period: str) -> bool:
    """Whether what was decided of a class is all there is to count."""
    return period == YEAR_END and bool(made) and review is not None and review.state == "decided"


def _line(
    klass: Klass,
    review: Review | None,
    made: dict[int, YearDecision],
    period: str,
    sheet: Sheet | None,
) -> Line:
    """Counts by what is decided; a class nobody has decided (`sheet`) by what is proposed."""
    state = REVIEW.state(review.state if review else "proposed")
    if sheet is None:
        codes = [row.decided for row in made.values()]
        pupils, waiting = len(codes), 0
    else:
        found = proposals(sheet, why=False) if sheet.students else []
        if period == AFTER:
            found = [p for p in found if p.codes.get("promotion_after")]
        waiting = sum(p.student not in made and not p.ready for p in found)
        codes = [made[p.student].decided if p.student in made else p.codes for p in found]
        pupils = len(codes)
    awards = shape_for(klass).awards
    counts = Counter(words.standing(code)[1] for code in codes)
    again = sum(
        n
        for code, n in counts.items()
        if code in words.PROMOTION and code not in (*PASSED, *FAILED)
    )
    return Line(
        klass,
        state,
        review,
        pupils,
        sum(counts[code] for code in PASSED),
        again,
        sum(counts[code] for code in FAILED),
        waiting,
        sum(bool(awards.get(code.get("award", ""))) for code in codes),
        sum(row.decided != row.proposed for row in made.values()),
    )


def _totals(lines: list[Line]) -> list[tuple[str, int, str]]:
    """(label, count, tone) of the school."""
    return [
        ("Học sinh", sum(x.pupils for x in lines), ""),
        ("Lên lớp, hoàn thành", sum(x.passed for x in lines), "good"),
        ("Đánh giá lại, rèn luyện hè", sum(x.again for x in lines), ""),
        ("Không lên lớp, chưa đủ căn cứ", sum(x.failed + x.waiting for x in lines), "warn"),
    ]


@page(action=policy.DECIDE, methods=WRITE)
def decide(request: Request) -> HttpResponse:
    """One decision for all classes ticked: each as proposed, earlier changes kept; all or none."""
    asked = request.POST.get("dot", "")
    period = asked if asked in PERIODS else YEAR_END
    chosen = ticked(request, "klass")
    readable_classes = {k.pk: k for k in classes_of(request)}
    wanted = [readable_classes[pk] for pk in chosen if pk in readable_classes]
    decree, council = decree_of(request), request.POST.get("council", "")
    made: list[Decided] = []

    def done() -> str:
        left = sum(len(one.open) for one in made)
        more = f" Còn {left} học sinh chưa đủ căn cứ, để lại." if left else ""
        count = sum(one.count for one in made)
        return f"Đã quyết định {PERIODS[period]} cho {count} học sinh của {len(wanted)} lớp.{more}"

    return decide_together(
        request,
        wanted,
        lambda ctx, klass: made.append(
            decide_class(ctx, klass, None, None, decree, period, council)
        ),
        to=address(period),
        none="Chưa chọn lớp nào. Hãy đánh dấu các lớp đã kiểm tra xong.",
        done=done,
    )
