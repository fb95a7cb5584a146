"""A class's results: checked by the homeroom teacher, decided by the principal, reopened."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from hocba.books.queries import class_sheet
from hocba.books.sheet import Sheet
from hocba.documents.queries import signed_students
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.org.decree import Decree
from hocba.promotion import policy
from hocba.promotion.commands.term import decide_term
from hocba.promotion.flow import REVIEW
from hocba.promotion.models import DecisionLine, Review, YearDecision
from hocba.promotion.queries import (
    AFTER,
    OPEN,
    PERIODS,
    PRINTED,
    TERM,
    Proposal,
    assessed_again,
    codes_of,
    follow_overall,
    overridden,
    proposals,
    review_of,
    term_proposals,
)
from hocba.year.models import Klass

CHANGEABLE = frozenset({"promotion", "promotion_after", "award", "completion"})


PROMOTIONS = frozenset({"promotion", "promotion_after"})


@dataclass(frozen=True)
class Decided:
    """How many pupils were decided, and whose data were not complete (student ids)."""

    receipt: str
    count: int
    open: list[int]


@dataclass
class Wish:
    """What the principal wants: other results by pupil, the reason of each."""

    changes: dict[int, dict[str, str]]
    reasons: Mapping[int, str] = field(default_factory=dict)
    common: str = ""

    def reason(self, student: int) -> str:
        return (self.reasons.get(student) or self.common).strip()[:500]


@command(policy.CHECK, says="Kiểm tra kết quả {period} lớp {on}")
def check_class(
    ctx: Ctx,
    klass: Klass,
    period: str = "year",
    remarks: str = "",
    notes: Mapping[int, str] | None = None,
) -> Review:
    """The homeroom teacher has looked through the proposals of a period, pupil by pupil.

    `remarks` are about the class, `notes` about single pupils (student id → words). Refusal once
    the principal has decided.
    """
    review = _review(klass, period, "check")
    sheet, _ = class_sheet(klass)
    if period == TERM:
        term_proposals(sheet, int(period), why=False)
    kept = {str(s): t.strip()[:300] for s, t in (notes or {}).items() if t.strip()}
    unknown = [s for s in kept if int(s) not in sheet.rows]
    if unknown:
        raise Invalid("Học sinh này không thuộc lớp.", unknown[0])
    review.state = REVIEW.after(review.state, "check")
    review.remarks, review.notes = remarks.strip()[:1000], kept
    review.checked_by, review.checked_at = ctx.actor.person, ctx.at
    review.save()
    ctx.tell(period=PERIODS[period], review=review.pk, notes=len(kept))
    return review


@command(policy.DECIDE, says="Quyết định kết quả {period} lớp {on}: {count} học sinh")
def decide_class(
    ctx: Ctx,
    klass: Klass,
    changes: Mapping[int, Mapping[str, str]] | None = None,
    reasons: Mapping[int, str] | None = None,
    decree: Decree | None = None,
    period: str = "year",
    council: str = "",
) -> Decided:
    """Decide a class whose results the homeroom teacher has checked.

    What the rules propose stands, except for `changes` (student id → result → code); each needs a
    reason, of its own or `ctx.reason`. What was decided otherwise before stays so until it is
    changed again. The first term («1») has no changes and writes no decision of the year. Pupils
    with missing data, or with an individual plan and no word of the principal, are left open and
    returned; what is under signatures stands. `period` «after» is the second decision, after
    re-assessment and summer training: only for pupils who had either.
    """
    review = _review(klass, period, "decide")
    if period == TERM and changes:
        raise Invalid("Kết quả học kì theo sổ. Sửa trong sổ rồi quyết định lại.", "changes")
    if decree is not None:
        decree = decree.checked(ctx.actor.on, ground=False)
    wish = Wish({k: dict(v) for k, v in (changes or {}).items()}, reasons or {}, ctx.reason)
    sheet, _ = class_sheet(klass)
    signed = signed_students(klass.pk, klass.year)
    if sheet.students and signed.issuperset(sheet.students):
        raise Refusal(f"Học bạ lớp {klass.name} đang ký hoặc đã cấp, không quyết định lại được.")
    if period == TERM:
        standing, left = decide_term(ctx, review, sheet)
    else:
        rows, left, standing = _year_rows(ctx, klass, period, sheet, wish, signed)
        _store(ctx, review, rows)
    _close(ctx, review, decree, council)
    ctx.tell(
        count=standing,
        open=left,
        changed=sorted(changes or {}),
        period=PERIODS[period],
        decision=review.number,
    )
    return Decided("", standing, left)


def _year_rows(
    ctx: Ctx, klass: Klass, period: str, sheet: Sheet, wish: Wish, signed: Collection[int]
) -> tuple[list[YearDecision], list[int], int]:
    """(decisions that are new or changed, students left open, how many stand decided)."""
    earlier = {d.student_id: d for d in YearDecision.objects.filter(klass=klass, year=klass.year)}
    rows: list[YearDecision] = []
    left, standing = [], 0
    for proposal in proposals(sheet, why=False):
        student = proposal.student
        if student in signed:
            continue
        own = wish.changes.pop(student, {})
        if period == AFTER and not (proposal.codes.get("promotion_after") or own):
            continue
        row, new = _row(ctx, klass, sheet, proposal, own, wish, earlier.get(student))
        settled = {**overridden(row), **own}
        by_head = PROMOTIONS & set(sheet.rulings.get(student, {}))
        planned = student in sheet.plans and not by_head
        if (not proposal.ready or planned) and not PROMOTIONS & set(settled):
            left.append(student)
            continue
        standing += 1
        if new:
            rows.append(row)
    if wish.changes:
        said = "Học sinh này không thuộc lớp, hoặc học bạ đang ký, đã cấp."
        raise Invalid([Fault(str(s), said) for s in wish.changes])
    return rows, left, standing


def _close(ctx: Ctx, review: Review, decree: Decree | None, council: str) -> None:
    """The review is decided, with the number and minutes that are known."""
    review.state = REVIEW.after(review.state, "decide")
    review.decided_by, review.decided_at = ctx.actor.person, ctx.at
    review.council = council.strip()[:200] or review.council
    if decree is not None:
        review.number, review.decided_on = decree.number, decree.day
        review.ground = decree.ground
    review.save()


@command(policy.REOPEN, says="Mở lại việc xét {period} lớp {on}")
def reopen_class(ctx: Ctx, klass: Klass, period: str = "year") -> Review:
    """Take a decided class up again, with a reason; the homeroom teacher checks it anew.

    What was decided stands until it is decided otherwise.
    """
    if not ctx.reason.strip():
        raise Invalid("Mở lại việc xét cần lí do.", "reason")
    review = _review(klass, period, "reopen")
    review.state = REVIEW.after(review.state, "reopen")
    review.reopened_why = ctx.reason.strip()[:300]
    review.save()
    ctx.tell(period=PERIODS[period], review=review.pk)
    return review


def _review(klass: Klass, period: str, verb: str) -> Review:
    """The review of a class and period, if its state allows the verb."""
    if period not in PERIODS:
        raise Invalid("Không có đợt xét này.", "period")
    review = review_of(klass, period)
    if review.state not in REVIEW.move(verb).sources:
        if verb == "decide":
            raise Refusal(
                f"Giáo viên chủ nhiệm chưa kiểm tra kết quả {PERIODS[period]} của lớp"
                f" {klass.name}. Nhắc kiểm tra xong rồi hãy quyết định."
            )
        raise Refusal(
            f"Việc xét {PERIODS[period]} lớp {klass.name} đang ở trạng thái"
            f" «{REVIEW.state(review.state).word}», không làm được việc này."
        )
    return review


def _row(
    ctx: Ctx,
    klass: Klass,
    sheet: Sheet,
    proposal: Proposal,
    own: dict[str, str],
    wish: Wish,
    before: YearDecision | None,
) -> tuple[YearDecision, bool]:
    """The decision of one pupil, and whether it says anything that did not stand before."""
    if faults := list(_faults(sheet, proposal, own)):
        raise Invalid(faults)
    kept = {
        name: code
        for name, code in (overridden(before) if before else {}).items()
        if name in CHANGEABLE or (name != PRINTED and proposal.codes.get(name) in OPEN)
    }
    other = {k: v for k, v in {**kept, **own}.items() if proposal.codes.get(k) != v}
    reason = wish.reason(proposal.student) if own else ""
    if not reason and other:
        reason = before.reason if before and not own else ""
    if other and not reason:
        raise Invalid("Quyết định khác với đề xuất phải có lí do.", "lí do")
    decided = {**proposal.codes, **other}
    follow_overall(sheet, decided)
    again = assessed_again(sheet, proposal.student)
    stood = (before.proposed, before.decided, before.again) if before else None
    if (
        before
        and stood == (proposal.codes, decided, again)
        and (not own or before.reason == reason)
    ):
        return before, False
    row = YearDecision(
        school_id=klass.school_id,
        year=klass.year,
        klass=klass,
        student_id=proposal.student,
        proposed=proposal.codes,
        decided=decided,
        again=again,
        reason=reason if other else "",
        regime=sheet.regime.stamp,
        decided_by=ctx.actor.person or 0,
        decided_at=ctx.at,
    )
    return row, True


def _faults(sheet: Sheet, proposal: Proposal, wanted: Mapping[str, str]) -> Iterator[Fault]:
    """What is wrong with the results somebody wants instead of the proposed ones."""
    for name, code in wanted.items():
        if name not in CHANGEABLE:
            yield Fault(
                name,
                "Mức này không sửa tay được; chỗ quy định để người đứng đầu quyết định"
                " thì ghi ở trang kết quả của học sinh.",
            )
        elif code not in codes_of(sheet, name):
            yield Fault(name, f"Không có kết quả “{code}”.")


def _store(ctx: Ctx, review: Review, rows: list[YearDecision]) -> None:
    """Write what is new: the decision that stands, and a line that stays for ever."""
    if review.pk is None:
        review.save()
    YearDecision.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["year", "school", "student"],
        update_fields=[
            "klass",
            "proposed",
            "decided",
            "again",
            "reason",
            "regime",
            "decided_by",
            "decided_at",
        ],
    )
    DecisionLine.objects.bulk_create(
        DecisionLine(
            review=review,
            student_id=row.student_id,
            proposed=row.proposed,
            decided=row.decided,
            reason=row.reason,
            regime=row.regime,
            by=row.decided_by,
            at=row.decided_at,
        )
        for row in rows
    )
