"""Who decides a class's year, and who reads the decisions."""

from hocba.kernel.policy import Actor, allow, see
from hocba.people.roles import department_head, homeroom, office, principal, subject_teacher
from hocba.promotion.models import YearDecision
from hocba.year.models import Klass


def not_signed(actor: Actor, klass: Klass) -> str | None:
    """Decided results under a signature change only by a new version of the document."""
    from hocba.documents.models import Document

    signed = Document.objects.filter(
        scope_kind="klass",
        scope_id=klass.pk,
        kind=Document.Kind.YEAR,
        state__in=("signing", "sealed", "issued"),
    )
    if signed.exists():
        return f"Học bạ lớp {klass.name} đang ký hoặc đã cấp, không quyết định lại được."
    return None


DECIDE = allow(
    "year.decide",
    on=Klass,
    who=[principal],
    when=[not_signed],
    label="quyết định kết quả cuối năm",
)
see(YearDecision, [*office, homeroom, subject_teacher, department_head])
