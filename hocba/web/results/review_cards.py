"""What waits to be checked or decided: classes in a term or year, missed tests, nominations."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.urls import reverse

from hocba.books.columns import shape_for
from hocba.books.models import Book, ZeroCase
from hocba.kernel.policy import visible
from hocba.people.roles import Role
from hocba.promotion.models import Praise, Review
from hocba.promotion.queries import PERIODS, TERM, YEAR_END
from hocba.web.desk.registry import SOON, TODAY, Desk, Item, Waiting
from hocba.web.results.board import Board, board_of
from hocba.web.results.year_end import address
from hocba.year.models import Klass


def to_check(desk: Desk, books: list[Book]) -> Iterator[Item]:
    """Results that wait for the homeroom teacher: reopened, a term that is full, the year nearly over."""
    klass = books[0].klass
    rows = visible(desk.actor, Review).filter(klass=klass)
    reviews = {r.period: r for r in rows}
    for period in (TERM, YEAR_END):
        review = reviews.get(period)
        state = review.state if review else "proposed"
        if state == "reopened" or (state == "proposed" and _ripe(desk, period, books, reviews)):
            why = "để Hiệu trưởng quyết định"
            yield Waiting(
                f"Kiểm tra kết quả {PERIODS[period]} lớp {klass.name}",
                review.reopened_why if review and state == "reopened" else why,
                reverse("results-check", args=[klass.pk])
                + (f"?dot={TERM}" if period == TERM else ""),
                "Kiểm tra",
                urgency=TODAY,
            )


def _ripe(desk: Desk, period: str, books: list[Book], reviews: dict[str, Review]) -> bool:
    """Whether a class can be checked: the books of the term are full, or the year is nearly over."""
    if desk.year is None:
        return False
    if period == YEAR_END:
        return desk.today >= desk.year.ends - datetime.timedelta(days=14)
    year = reviews.get(YEAR_END)
    if year is not None and year.state == "decided":
        return False
    return _has_terms(books[0].klass) and all(
        line.total and line.full for line in board_of(books, 1).lines
    )


def before_the_principal(desk: Desk) -> Iterator[Item]:
    """What waits for the principal: missed tests, classes that are checked, nominations."""
    if not desk.actor.scope_ids(Role.PRINCIPAL):
        return
    zero = visible(desk.actor, ZeroCase).filter(state="proposed").count()
    if zero:
        said = f"{zero} học sinh thiếu bài kiểm tra, giáo viên đề nghị ghi 0 hoặc Chưa đạt"
        yield Waiting(
            "Thiếu bài kiểm tra", said, reverse("results-waiting"), "Quyết định", urgency=TODAY
        )
    assert desk.year is not None
    checked: dict[str, list[str]] = {}
    rows = visible(desk.actor, Review).filter(state="checked", year=desk.year.year)
    for period, name in rows.order_by("klass__name").values_list("period", "klass__name"):
        checked.setdefault(period, []).append(name)
    for period, names in sorted(checked.items()):
        yield Waiting(
            f"Lớp đã kiểm tra {PERIODS[period]}, chờ quyết định",
            ", ".join(names[:8]),
            address(period),
            "Quyết định",
            urgency=TODAY,
        )
    praise = visible(desk.actor, Praise).filter(state="proposed").count()
    if praise:
        yield Waiting(
            "Đề nghị khen", f"{praise} đề nghị", reverse("results-praise"), "Xem", urgency=SOON
        )


def term_unchecked(desk: Desk, board: Board) -> Iterator[Item]:
    """Classes whose first term is full and which nobody has checked, until the year is decided."""
    full = {
        x.klass.pk: x.klass.name for x in board.lines if x.total and x.full and _has_terms(x.klass)
    }
    rows = visible(desk.actor, Review).filter(klass__in=full)
    past = rows.filter(period=TERM, state__in=("checked", "decided")) | rows.filter(period=YEAR_END)
    done = set(past.values_list("klass", flat=True))
    names = [name for pk, name in full.items() if pk not in done]
    if names:
        yield Waiting(
            f"Học kì I đủ điểm, chờ kiểm tra · {len(names)} lớp",
            ", ".join(names[:8]),
            address(TERM),
            "Xem",
            urgency=SOON,
        )


def _has_terms(klass: Klass) -> bool:
    return bool(shape_for(klass).shown(year=False))


def to_decide(board: Board, decided: set[int]) -> Iterator[Item]:
    """Classes whose books are full and whose year nobody has decided."""
    ready = [x.klass for x in board.lines if x.full and x.klass.pk not in decided]
    if ready:
        names = ", ".join(k.name for k in ready)
        yield Waiting(
            f"Quyết định cuối năm · {len(ready)} lớp",
            f"Sổ học kì II đã đủ: {names}",
            reverse("results-decisions", args=[ready[0].pk]),
            "Xét",
            urgency=SOON,
        )
