"""A list on the screen, as an Excel file, and as a decision set for printing."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from hocba.books.columns import regime_of
from hocba.documents import prints
from hocba.forms.wording import long_day
from hocba.kernel.errors import Hidden
from hocba.kernel.policy import visible
from hocba.kernel.sheets import Table, write_workbook
from hocba.org.models import Place
from hocba.people.models import Assignment
from hocba.people.roles import Role
from hocba.promotion.models import YearDecision
from hocba.web.page import Request, page, render
from hocba.web.results.lists import KINDS, PRAISE, PRAISE_TITLE, Listing, listing
from hocba.web.results.year_end import classes_of
from hocba.web.signing import words as signing_words
from hocba.year.models import Klass

TEMPLATE = "decision_list/decision.typ"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {"Ghi chú": 5, "Môn đánh giá lại": 5, "Thành tích": 6, "Danh hiệu": 4, "Xét lại": 3}


def _asked(request: Request, code: str) -> tuple[Listing, list[Klass], Klass | None]:
    if code not in KINDS and code != PRAISE:
        raise Hidden(f"list {code}")
    classes = classes_of(request)
    wanted = request.GET.get("lop", "")
    one = next((k for k in classes if str(k.pk) == wanted), None)
    if wanted and one is None:
        raise Hidden(f"class {wanted}")
    return listing(request, code, [one.pk] if one else [k.pk for k in classes]), classes, one


@page(reader=YearDecision)
def show(request: Request, code: str) -> HttpResponse:
    """One list of the school, or of one class (`?lop=`)."""
    found, classes, one = _asked(request, code)
    more = f"?lop={one.pk}" if one else ""
    return render(
        request,
        "results/listing.html",
        listing=found,
        heads=[(label, "") for label in found.heads],
        klass=one,
        classes=[("", "cả trường"), *((k.pk, k.name) for k in classes)],
        kinds=[
            (title, reverse("results-listing", args=[name]) + more, name == code)
            for name, title in [*((c, k.title) for c, k in KINDS.items()), (PRAISE, PRAISE_TITLE)]
        ],
        more=more,
        year=classes[0].year if classes else None,
    )


@page(reader=YearDecision)
def excel(request: Request, code: str) -> HttpResponse:
    """The list as an Excel file."""
    found, classes, one = _asked(request, code)
    school = _school(request, classes)
    title = [school.name, f"{found.title}{f' lớp {one.name}' if one else ''}"]
    if found.number and found.day:
        title.append(f"Quyết định số {found.number} ngày {found.day:%d/%m/%Y}")
    table = Table("Danh sách", found.all_heads, found.rows, title, (6, 28, 12, 8, 24, 24, 24, 40))
    answer = HttpResponse(write_workbook([table], timezone.now()), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{code}.xlsx"'
    return answer


@page(reader=YearDecision)
def paper(request: Request, code: str) -> HttpResponse:
    """The decision with its list as PDF; set in the job process, the page comes back by itself."""
    found, classes, one = _asked(request, code)
    now = timezone.now()
    made = prints.ask_paper(TEMPLATE, _data(request, found, classes, one), now)
    if made.path is not None:
        answer = HttpResponse(made.path.read_bytes(), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="quyet-dinh-{code}.pdf"'
        answer._csp_exempt = True  # type: ignore[attr-defined]  # the browser's own PDF viewer
        return answer
    return render(
        request,
        "signing/printing.html",
        hot=True,
        failure=made.failure,
        working=signing_words.working(now),
        back=reverse("results-listing", args=[code]) + (f"?lop={one.pk}" if one else ""),
        no_worker=signing_words.NO_WORKER,
    )


def _school(request: Request, classes: Sequence[Klass]) -> Place:
    if not classes:
        raise Hidden("no class")
    return classes[0].school


def _data(
    request: Request, found: Listing, classes: list[Klass], one: Klass | None
) -> dict[str, object]:
    """What the form prints. Grounds come from what the books and decisions say, nothing else."""
    school = _school(request, classes)
    titles = dict.fromkeys(regime_of(k).title for k in ([one] if one else classes))
    year = f"{classes[0].year}-{classes[0].year + 1}"
    head = f"Hiệu trưởng {school.name}"
    of_class = f" lớp {one.name}" if one else ""
    note = found.all_heads.index("Ghi chú")
    place = school.ward_name.removeprefix("Xã ").removeprefix("Phường ") or school.province_name
    return {
        "parent": school.letterhead or school.ward_name,
        "school": school.name,
        "number": found.number,
        "place_date": f"{place}, {_written(found.day)}",
        "day_words": _written(found.day),
        "title": f"Quyết định về việc {found.about}, năm học {year}",
        "about": f"{found.about}{of_class}, năm học {year}",
        "authority": head,
        "authority_words": head,
        "grounds": [
            *(f"Căn cứ {title};" for title in titles),
            *(f"Căn cứ {council};" for council in found.grounds),
            "Căn cứ kết quả đánh giá học sinh đã được giáo viên chủ nhiệm kiểm tra;",
            "Theo đề nghị của giáo viên chủ nhiệm các lớp.",
        ],
        "articles": [
            f"{found.article}, năm học {year}.",
            "Giáo viên chủ nhiệm, giáo viên bộ môn, văn thư và các học sinh có tên trong danh sách"
            " chịu trách nhiệm thi hành Quyết định này.",
            "Quyết định này có hiệu lực kể từ ngày ký.",
        ],
        "recipients": ["Như Điều 2;", "Lưu: VT."],
        "signer_title": "Hiệu trưởng",
        "signer": _principal(request, school),
        "list_title": f"Danh sách {found.title.lower()}{of_class}, năm học {year}",
        "columns": found.all_heads,
        "widths": [0, 6, 0, 0, *(WIDTHS.get(head, 4) for head in found.heads)],
        "rows": found.rows,
        "differs": sum(row[note].startswith("Khác đề xuất") for row in found.rows),
        "foot": "Trường thử nghiệm: văn bản không có giá trị pháp lý" if school.trust == "test" else "",
    }  # fmt: skip


def _written(day: datetime.date | None) -> str:
    """«ngày 05 tháng 6 năm 2026»; dots to be filled in by hand while there is no date."""
    return long_day(day) if day else "ngày …… tháng …… năm ……"


def _principal(request: Request, school: Place) -> str:
    """Who signs: the principal of today; a blank line where nobody may be named."""
    rows = visible(request.actor, Assignment).filter(
        role=Role.PRINCIPAL, scope_kind="school", scope_id=school.pk, starts__lte=request.actor.on
    )
    held = rows.exclude(ends__lt=request.actor.on).select_related("person").first()
    return held.person.full_name if held else ""
