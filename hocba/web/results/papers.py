"""A list on the screen, as an Excel file, and as a decision set for printing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from hocba.books.columns import regime_of
from hocba.forms.wording import long_day
from hocba.kernel.errors import Hidden
from hocba.kernel.policy import visible
from hocba.kernel.sheets import Table, write_workbook
from hocba.org.models import Place
from hocba.org.words import Words, words_for
from hocba.people.models import Assignment
from hocba.people.roles import Role
from hocba.promotion.models import YearDecision
from hocba.web.given import pk_of
from hocba.web.page import Request, page, render
from hocba.web.results.lists import KINDS, PRAISE, Listing, kinds_of, listing
from hocba.web.results.reach import reach_decided
from hocba.web.results.reason import Told, because
from hocba.web.results.year_end import classes_of
from hocba.web.served import serve_paper
from hocba.year.models import Klass

TEMPLATE = "decision_list/decision.typ"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {"Ghi chú": 5, "Môn đánh giá lại": 9, "Thành tích": 6, "Danh hiệu": 4, "Xét lại": 3}


def _widths(found: Listing) -> list[int]:
    """Shares of the columns after the name; notes that nobody wrote leave their room."""
    noted = any(row[-1] for row in found.rows)
    return [2 if head == "Ghi chú" and not noted else WIDTHS.get(head, 4) for head in found.heads]


@dataclass(frozen=True)
class Asked:
    """The list that was asked for, of a school's classes or of one of them."""

    found: Listing
    classes: list[Klass]
    one: Klass | None

    @property
    def school(self) -> Place:
        return self.classes[0].school

    @property
    def words(self) -> Words:
        return words_for(self.school.levels)

    @property
    def more(self) -> str:
        return f"?lop={self.one.pk}" if self.one else ""


def _asked(request: Request, code: str) -> Asked:
    """The list as this person may read it; a class of an older year with the duties of then."""
    if code not in KINDS and code != PRAISE:
        raise Hidden(f"list {code}")
    classes, actor = classes_of(request), request.actor
    wanted, one = request.GET.get("lop", ""), None
    if wanted:
        one = next((k for k in classes if str(k.pk) == wanted), None)
        if one is None:
            within = reach_decided(request, pk_of(wanted))
            one, classes, actor = within.klass, [within.klass], within.actor
    return Asked(listing(actor, code, [one] if one else classes), classes, one)


@page(reader=YearDecision)
def show(request: Request, code: str) -> HttpResponse:
    """One list of the school, or of one class (`?lop=`)."""
    asked = _asked(request, code)
    found, classes, one = asked.found, asked.classes, asked.one
    return render(
        request,
        "results/listing.html",
        listing=found,
        heads=[(label, "") for label in found.heads],
        klass=one,
        classes=[("", "cả trường"), *((k.pk, k.name) for k in classes)],
        kinds=[
            (title, reverse("results-listing", args=[name]) + asked.more, name == code)
            for name, title in kinds_of(found.of_term, [one] if one else classes)
        ],
        more=asked.more,
        because=because,
        told=Told,
        year=classes[0].year if classes else None,
    )


@page(reader=YearDecision)
def excel(request: Request, code: str) -> HttpResponse:
    """The list as an Excel file."""
    asked = _sure(_asked(request, code))
    found, one = asked.found, asked.one
    title = [asked.school.name, f"{found.title}{f' lớp {one.name}' if one else ''}"]
    if found.number and found.day:
        title.append(f"Quyết định số {found.number} ngày {found.day:%d/%m/%Y}")
    table = Table("Danh sách", found.all_heads, found.rows, title, (6, 28, 12, 8, 24, 24, 24, 40))
    answer = HttpResponse(write_workbook([table], timezone.now()), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{code}.xlsx"'
    return answer


@page(reader=YearDecision)
def paper(request: Request, code: str) -> HttpResponse:
    """The decision with its list as PDF; set in the job process, the page comes back by itself."""
    asked = _sure(_asked(request, code))
    back = reverse("results-listing", args=[code]) + asked.more
    data = _data(request, asked)
    return serve_paper(request, TEMPLATE, data, f"quyet-dinh-{code}", back)


def _sure(asked: Asked) -> Asked:
    """Nothing is printed for who reads no class as a whole."""
    if not asked.classes:
        raise Hidden("no class")
    return asked


def _data(request: Request, asked: Asked) -> dict[str, object]:
    """What the form prints. Grounds come from what the books and decisions say, nothing else."""
    found, one, school, say = asked.found, asked.one, asked.school, asked.words.say
    titles = dict.fromkeys(regime_of(k).title for k in ([one] if one else asked.classes))
    year = f"{asked.classes[0].year}-{asked.classes[0].year + 1}"
    head = f"{say('Hiệu trưởng')} {school.name}"
    of_class = f" lớp {one.name}" if one else ""
    about = say(found.about)
    place = school.ward_name.removeprefix("Xã ").removeprefix("Phường ") or school.province_name
    return {
        "parent": school.letterhead or school.ward_name,
        "school": school.name,
        "number": found.number,
        "place_date": f"{place}, {_written(found.day)}",
        "day_words": _written(found.day),
        "title": f"Quyết định về việc {about}, năm học {year}",
        "about": f"{about}{of_class}, năm học {year}",
        "authority": head,
        "authority_words": head,
        "grounds": [
            *(f"Căn cứ {title};" for title in titles),
            *(f"Căn cứ {council};" for council in found.grounds),
            say("Căn cứ kết quả đánh giá học sinh đã được giáo viên chủ nhiệm kiểm tra;"),
            "Theo đề nghị của giáo viên chủ nhiệm các lớp.",
        ],
        "articles": [
            f"{say(found.article)}, năm học {year}.",
            say(
                "Giáo viên chủ nhiệm, giáo viên bộ môn, văn thư và các học sinh có tên trong danh"
                " sách chịu trách nhiệm thi hành Quyết định này."
            ),
            "Quyết định này có hiệu lực kể từ ngày ký.",
        ],
        "recipients": ["Như Điều 2;", "Lưu: VT."],
        "signer_title": say("Hiệu trưởng"),
        "signer": _principal(request, school),
        "list_title": f"Danh sách {found.title[:1].lower()}{found.title[1:]}{of_class}, năm học {year}",
        "columns": found.all_heads,
        "widths": [0, 6, 0, 0, *_widths(found)],
        "rows": found.rows,
        "pupil": asked.words.pupil,
        "differs": sum(cell.startswith("Khác đề xuất") for row in found.rows for cell in row[-1:]),
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
