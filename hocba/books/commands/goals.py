"""The goals of kindergarten: the school sets them, the homeroom books get their columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max

from hocba.books import policy
from hocba.books.kindergarten import LEVEL
from hocba.books.models import Book, Column, Goal, Mark
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.org.models import Place
from hocba.org.settings import settings_for
from hocba.rules.mam_non import MamNon
from hocba.rules.mam_non.params import FIVE_YEARS, GOAL, GROUPS
from hocba.rules.tt23_2010.standards import DOMAINS, STANDARDS, indicator_text, standard_of
from hocba.year.models import Subject

LONGEST = 300
LABEL = 60
FIRST_POSITION = 500
"""Goals stand behind the columns that every class has."""
STANDARDS_ON = "five_year_standards"


@dataclass(frozen=True)
class GoalPlan:
    """A goal to set: code of the domain, its words, stage, term, topic, or number of indicator."""

    domain: str
    text: str
    stage: str
    term: int
    topic: str = ""
    indicator: int | None = None


def standard_plans(term: int = 2) -> list[GoalPlan]:
    """The 120 indicators of TT 23/2010 as goals of the end of the age."""
    return [
        GoalPlan(
            f"lv_{standard_of(n).domain}",
            f"Chuẩn {standard_of(n).number}. {indicator_text(n)}",
            "do_tuoi",
            term,
            indicator=n,
        )
        for n in range(1, STANDARDS[-1].last + 1)
    ]


DOMAIN_CODES = (*(f"lv_{code}" for code, _, _ in DOMAINS), "lv_khac")


@command(policy.SET_GOALS, says="Đặt {count} mục tiêu cho nhóm tuổi {grade}, năm học {year}")
def set_goals(
    ctx: Ctx, school: Place, year: int, grade: int, plans: Sequence[GoalPlan]
) -> list[int]:
    """Set goals of an age group; those that are there already are passed over. Returns new ids.

    Indicators of TT 23/2010 are for five-year-olds and only while the school uses them
    (setting 15). Raises Invalid with a fault per bad goal.
    """
    domains = {s.code: s for s in Subject.objects.filter(kind=Subject.Kind.DOMAIN)}
    _check(grade, plans, domains)
    if any(p.indicator for p in plans):
        _standards_allowed(school, year, grade)
    held = Goal.objects.filter(school=school, year=year, grade=grade, dropped=False)
    known = set(held.values_list("domain__code", "text", "stage", "term", "topic"))
    top = Goal.objects.filter(school=school, year=year).aggregate(top=Max("number"))["top"] or 0
    rows: list[Goal] = []
    for plan in plans:
        about = (plan.domain, plan.text.strip(), plan.stage, plan.term, plan.topic.strip())
        if about in known:
            continue
        known.add(about)
        rows.append(
            Goal(
                school=school,
                year=year,
                grade=grade,
                domain=domains[plan.domain],
                number=top + len(rows) + 1,
                text=about[1],
                stage=plan.stage,
                term=plan.term,
                topic=about[4],
                indicator=plan.indicator,
            )
        )
    Goal.objects.bulk_create(rows)
    books = Book.objects.filter(
        school=school, year=year, kind=Book.Kind.HOMEROOM, klass__level=LEVEL, klass__grade=grade
    )
    add_columns(books, rows)
    ctx.tell(count=len(rows), grade=grade, year=year)
    return [row.pk for row in rows]


def _check(grade: int, plans: Sequence[GoalPlan], domains: dict[str, Subject]) -> None:
    if not 0 <= grade < len(GROUPS):
        raise Invalid("Trường mầm non không có nhóm tuổi này.", "grade")
    stages = {code for code, _ in MamNon().stages(grade)}
    faults = []
    for n, plan in enumerate(plans):
        if not plan.text.strip() or len(plan.text.strip()) > LONGEST:
            faults.append(Fault("text", f"Mục tiêu thứ {n + 1}: viết từ 1 đến {LONGEST} chữ."))
        if plan.domain not in domains:
            faults.append(Fault("domain", f"Mục tiêu thứ {n + 1}: hãy chọn lĩnh vực."))
        if plan.stage not in stages:
            faults.append(Fault("stage", f"Mục tiêu thứ {n + 1}: thời điểm không hợp nhóm tuổi."))
        if plan.term not in (1, 2):
            faults.append(Fault("term", f"Mục tiêu thứ {n + 1}: hãy chọn học kì."))
    if not plans:
        faults.append(Fault("text", "Chưa có mục tiêu nào."))
    if faults:
        raise Invalid(faults)


def _standards_allowed(school: Place, year: int, grade: int) -> None:
    if grade != FIVE_YEARS:
        raise Invalid("Bộ chuẩn năm tuổi chỉ dùng cho mẫu giáo 5–6 tuổi.", "grade")
    if settings_for(school.pk, year).value(STANDARDS_ON) != "yes":
        raise Refusal(
            "Trường chưa chọn dùng Bộ chuẩn phát triển trẻ em năm tuổi (thiết lập số 15). "
            "Hiệu trưởng bật ở trang Thiết lập."
        )


def add_columns(books: Iterable[Book], goals: Sequence[Goal]) -> None:
    """Give homeroom books the columns of goals. Inside a command only."""
    codes = ",".join(GOAL.codes[::-1])
    Column.objects.bulk_create(
        [
            Column(
                book=book,
                subject=goal.domain,
                term=goal.term,
                slot=goal.slot,
                kind=Column.Kind.LEVEL,
                codes=codes,
                label=shorten(goal.text),
                position=FIRST_POSITION + goal.number,
                required=False,
            )
            for book in books
            for goal in goals
        ]
    )


def shorten(text: str) -> str:
    """The words of a goal as the head of a column."""
    return text if len(text) <= LABEL else text[: LABEL - 1].rstrip() + "…"


@command(policy.DROP_GOAL, says="Bỏ mục tiêu số {number}, năm học {year}")
def drop_goal(ctx: Ctx, goal: Goal) -> None:
    """Take a goal out of use; Refusal once a child was assessed by it."""
    cells = Mark.objects.filter(
        year=goal.year, school=goal.school, subject=goal.domain, term=goal.term, slot=goal.slot
    )
    if cells.exists():
        raise Refusal("Đã có trẻ được đánh giá theo mục tiêu này nên không bỏ được.")
    Column.objects.filter(
        book__school=goal.school,
        book__year=goal.year,
        book__kind=Book.Kind.HOMEROOM,
        subject=goal.domain,
        term=goal.term,
        slot=goal.slot,
    ).delete()
    goal.dropped = True
    goal.save(update_fields=["dropped"])
    ctx.tell(number=goal.number, year=goal.year)


__all__ = [
    "DOMAIN_CODES",
    "GoalPlan",
    "add_columns",
    "drop_goal",
    "set_goals",
    "standard_plans",
]
