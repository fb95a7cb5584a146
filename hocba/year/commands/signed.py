"""What stands in a transcript under signatures is not changed behind it."""

from hocba.documents.models import Document
from hocba.kernel.errors import Refusal


def refuse_signed(student: int, year: int, until: int | None) -> None:
    """Refusal when the pupil's transcript of one of the years is being signed or was issued; None
    is the one year."""
    signed = Document.objects.filter(
        student=student,
        kind=Document.Kind.YEAR,
        year__gte=year,
        year__lte=year if until is None else until,
        state__in=("signing", "sealed", "issued"),
    )
    if signed.exists():
        raise Refusal(
            "Học bạ năm học này của học sinh đang ký hoặc đã cấp."
            " Cần sửa thì hiệu trưởng lập bản thay thế trước."
        )
