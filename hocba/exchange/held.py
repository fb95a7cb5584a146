"""Why an applied register cannot be taken back: who or what hangs on it, and what to do."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from hocba.kernel.errors import Refusal
from hocba.people.models import Person, Student
from hocba.year.models import Klass

NAMED = 5
"""People or classes named; the others are counted."""
LEDGER = frozenset({"markchange", "absencechange"})
"""Ledgers: who stands in one is never deleted."""
WHAT = {
    "mark": "điểm, nhận xét",
    "markchange": "điểm, nhận xét",
    "subjectresult": "điểm, nhận xét",
    "exammark": "điểm kiểm tra tập trung",
    "zerocase": "đề nghị ghi 0",
    "absence": "điểm danh",
    "absencechange": "điểm danh",
    "rollcall": "điểm danh",
    "lessonentry": "sổ ghi đầu bài",
    "lessonabsence": "sổ ghi đầu bài",
    "pupilremark": "nhận xét trong tuần",
    "weekremark": "nhận xét trong tuần",
    "document": "học bạ",
    "choice": "môn lựa chọn",
    "exemption": "quyết định miễn môn",
    "enrolment": "học sinh",
    "user": "tài khoản đăng nhập",
    "assignment": "phân công",
    "lock": "lệnh khóa sổ",
}
OTHER = "dữ liệu khác"
FIRST = "Hãy gỡ những thứ đó trước rồi hoàn tác."
LEFT = (
    "Nhật kí giữ mãi điều đã ghi về em, nên hồ sơ không gỡ được nữa dù ô ấy nay đã trống. Em không"
    " học ở đây thì giáo viên chủ nhiệm ghi rời lớp ở «Điểm danh», trang «Biến động» của lớp; các em"
    " khác trong tệp cũng ở nguyên."
)
ACCOUNT = (
    "Người không còn làm việc thì kết thúc phân công ở trang của người ấy và khóa tài khoản ở trang"
    " «Tài khoản»."
)


def held(rows: Iterable[Model], classes: Mapping[int, str]) -> Refusal:
    """The refusal for rows that hang on what a file made; `classes` names the class of each of its
    pupils, who have left it already."""
    found = list(rows)
    kinds = {row._meta.model_name or "" for row in found}
    what = sorted({WHAT.get(kind, OTHER) for kind in kinds}, key=lambda w: (w == OTHER, w))
    names = _names(found, classes)
    shown = ", ".join(names[:NAMED])
    more = f" và {len(names) - NAMED} chỗ nữa" if len(names) > NAMED else ""
    who = f"{shown}{more} đã có" if names else "đã có"
    way = LEFT if kinds & LEDGER else ACCOUNT if "user" in kinds else FIRST
    return Refusal(f"Không hoàn tác được, chưa gỡ gì: {who} {', '.join(what)}.", way)


def _names(rows: list[Model], classes: Mapping[int, str]) -> list[str]:
    """Pupils with their class, people, classes: whom the rows are about, each once."""
    seats = [row for row in rows if row._meta.model_name == "enrolment"]
    others = [row for row in rows if row._meta.model_name != "enrolment"]
    students, people = _ids(others, "student_id"), _ids(others, "person_id", "teacher_id")
    rest = seats + [r for r in others if not _ids([r], "student_id", "person_id", "teacher_id")]
    pupils = dict(Student.objects.filter(pk__in=students).values_list("pk", "person__full_name"))
    found = [
        f"{name} ({classes[pk]})" if pk in classes else name
        for pk, name in sorted(pupils.items(), key=lambda one: (classes.get(one[0], ""), one[1]))
    ]
    found += sorted(Person.objects.filter(pk__in=people).values_list("full_name", flat=True))
    klasses = Klass.objects.filter(pk__in=_ids(rest, "klass_id")).order_by("grade", "name")
    return found + [f"lớp {name}" for name in klasses.values_list("name", flat=True)]


def _ids(rows: Iterable[Any], *fields: str) -> set[int]:
    return {pk for row in rows for f in fields if isinstance(pk := getattr(row, f, None), int)}
