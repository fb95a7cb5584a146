"""The results of the first term, decided: lines of the review, never a decision of the year."""

from hocba.books.sheet import Sheet
from hocba.kernel.command import Ctx
from hocba.promotion.models import DecisionLine, Review
from hocba.promotion.queries import term_lines, term_proposals


def decide_term(ctx: Ctx, review: Review, sheet: Sheet) -> tuple[int, list[int]]:
    """Write what is new since the last decision of the term; part of `decide_class`.

    Returns how many pupils are decided, and the ids of those whose term is not complete.
    """
    if review.pk is None:
        review.save()
    stands = {line.student_id: line.decided for line in term_lines(review)}
    found = term_proposals(sheet, int(review.period), why=False)
    ready = [p for p in found if p.ready]
    DecisionLine.objects.bulk_create(
        DecisionLine(
            review=review,
            student_id=p.student,
            proposed=p.codes,
            decided=p.codes,
            regime=sheet.regime.stamp,
            by=ctx.actor.person or 0,
            at=ctx.at,
        )
        for p in ready
        if stands.get(p.student) != p.codes
    )
    return len(ready), [p.student for p in found if not p.ready]
