"""The principal decides a class's year: proposals accepted, differences reasoned."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hocba.books.queries import class_sheet
from hocba.books.sheet import Sheet
from hocba.documents.queries import signed_students
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.promotion.models import YearDecision
from hocba.promotion.policy import DECIDE
from hocba.promotion.queries import codes_of, proposals
from hocba.year.models import Klass

CHANGEABLE = frozenset({"promotion", "promotion_after", "award", "completion"})


def _faults(sheet: Sheet, wanted: Mapping[str, str]) -> Iterator[Fault]:
    """What is wrong with the results somebody wants instead of the proposed ones."""
    for name, code in wanted.items():
        if name not in CHANGEABLE:
            yield Fault(name, "Kết quả này không sửa tay được.")
        elif code not in codes_of(sheet, name):
            yield Fault(name, f"Không có kết quả “{code}”.")


@dataclass(frozen=True)
class Decided:
    """How many pupils were decided, and whose data were not complete (student ids)."""

    receipt: str
    count: int
    open: list[int]


@command(DECIDE, says="Quyết định kết quả cuối năm lớp {on}: {count} học sinh")
def decide_class(
    ctx: Ctx, klass: Klass, changes: Mapping[int, Mapping[str, str]] | None = None
) -> Decided:
    """Decide the year of all pupils of a class whose data are complete.

    What the rules propose stands, except for `changes` (student id → result → code); a pupil with
    a change needs `ctx.reason`. Pupils with missing data are left open and returned; what was
    decided for pupils whose transcript is under signatures stands.
    """
    wanted = {k: dict(v) for k, v in (changes or {}).items()}
    if wanted and not ctx.reason.strip():
        raise Invalid("Quyết định khác với đề xuất phải có lí do.", "lí do")
    sheet, _ = class_sheet(klass)
    rows, left = [], []
    signed = signed_students(klass.pk, klass.year)
    if sheet.students and signed.issuperset(sheet.students):
        raise Refusal(f"Học bạ lớp {klass.name} đang ký hoặc đã cấp, không quyết định lại được.")
    for proposal in proposals(sheet):
        if proposal.student in signed:
            continue
        own = wanted.pop(proposal.student, {})
        if faults := list(_faults(sheet, own)):
            raise Invalid(faults)
        if not proposal.ready and not own.get("promotion"):
            left.append(proposal.student)
            continue
        rows.append(
            YearDecision(
                school_id=klass.school_id,
                year=klass.year,
                klass=klass,
                student_id=proposal.student,
                proposed=proposal.codes,
                decided={**proposal.codes, **own},
                reason=ctx.reason if own else "",
                regime=f"{sheet.regime.code} {sheet.regime.version}"[:24],
                decided_by=ctx.actor.person or 0,
                decided_at=ctx.at,
            )
        )
    if wanted:
        said = "Học sinh này không thuộc lớp, hoặc học bạ đang ký, đã cấp."
        raise Invalid([Fault(str(s), said) for s in wanted])
    YearDecision.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["year", "school", "student"],
        update_fields=[
            "klass",
            "proposed",
            "decided",
            "reason",
            "regime",
            "decided_by",
            "decided_at",
        ],
    )
    ctx.tell(count=len(rows), open=left, changed=sorted(changes or {}))
    return Decided("", len(rows), left)
