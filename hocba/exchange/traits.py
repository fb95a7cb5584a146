"""Facts about classes by a file: lớp học linh hoạt and môn chuyên, each class by its decision."""

from __future__ import annotations

from typing import Any

from hocba.books import policy
from hocba.books.columns import regime_of
from hocba.books.commands import restore_traits, set_flexible, specialise
from hocba.documents.queries import signed_students
from hocba.exchange.models import Import
from hocba.exchange.parsers.subjects import same_subject
from hocba.exchange.parsers.traits import FLEXIBLE, SPECIAL, TraitRow, parse_traits
from hocba.exchange.reading import Reading, Source
from hocba.kernel.errors import Invalid
from hocba.kernel.models import Event
from hocba.kernel.policy import can
from hocba.org.decree import Decree
from hocba.year.models import Course, Klass

VERBS = (policy.SET_FLEXIBLE.name, policy.SPECIALISE.name)
WORDS = {FLEXIBLE: "Lớp học linh hoạt", SPECIAL: "Môn chuyên"}
ASKED = {FLEXIBLE: "flexible_class", SPECIAL: "specialised"}
NOT_ASKED = {
    FLEXIBLE: "Quy định của lớp này không có lớp học linh hoạt.",
    SPECIAL: "Quy định của lớp này không xét riêng môn chuyên.",
}
SIGNED = "Lớp có học bạ đang ký hoặc đã cấp; cần sửa thì lập bản thay thế trước."


def traits(source: Source) -> Reading:
    """Make classes flexible or ordinary, and name their môn chuyên; what stands is left alone."""
    rows = Klass.objects.filter(school=source.school, year=source.year).select_related("school")
    classes = {klass.name: klass for klass in rows}
    found, reading = parse_traits(source.data, list(classes)), Reading()
    reading.take(found.problems)
    reading.skip(found.skipped)
    for row in found.rows:
        _class(reading, source, classes[row.klass], row)
    changed = {cell["who"] for cell in reading.cells}
    reading.summary = {"lớp trong tệp": len(found.rows), "lớp thay đổi": len(changed)}
    return reading


def _class(reading: Reading, source: Source, klass: Klass, row: TraitRow) -> None:
    flexible = row.flexible if row.flexible != bool(klass.flexible) else None
    courses = list(Course.objects.filter(klass=klass, kind="scored").select_related("subject"))
    named = {c.subject_id for c in courses if c.specialised}
    special = _subjects(reading, courses, row)
    if special == named:
        special = None
    if flexible is None and special is None:
        return
    decree = _decree(reading, source, row)
    names = {c.subject_id: c.subject.name for c in courses}
    if flexible is not None:
        old, new = ("có", "không")[:: -1 if flexible else 1]
        _cell(reading, source, klass, row, FLEXIBLE, old, new)
        reading.steps.append(lambda ctx: set_flexible(ctx, klass, flexible, decree))
    if special is not None:
        old, new = (", ".join(names[s] for s in sorted(x)) or "không" for x in (named, special))
        _cell(reading, source, klass, row, SPECIAL, old, new)
        reading.steps.append(lambda ctx: specialise(ctx, klass, special, decree))


def _subjects(reading: Reading, courses: list[Course], row: TraitRow) -> set[int] | None:
    """The subjects of the class that the file names; None when it names none or they are wrong."""
    if row.special is None:
        return None
    found = set()
    for code in row.special:
        mine = [c.subject_id for c in courses if same_subject(c.subject.code, code)]
        if not mine:
            reading.fail(_where(row, SPECIAL), "Môn chuyên phải là môn tính điểm của lớp.", code)
            return None
        found.add(mine[0])
    return found


def _decree(reading: Reading, source: Source, row: TraitRow) -> Decree:
    try:
        return Decree(row.number, row.on, row.ground).checked(source.actor.on)
    except Invalid as invalid:
        for fault in invalid.faults:
            reading.fail(f"trang “{row.sheet}”, dòng {row.row}", fault.message)
    return Decree(row.number, row.on, row.ground)


def _cell(
    reading: Reading, source: Source, klass: Klass, row: TraitRow, key: str, old: str, new: str
) -> None:
    """Show a change, with the reasons against it."""
    where = _where(row, key)
    action = policy.SET_FLEXIBLE if key == FLEXIBLE else policy.SPECIALISE
    if ASKED[key] not in regime_of(klass).rulebook.inputs:
        reading.fail(where, NOT_ASKED[key], f"lớp {klass.name}")
    elif not can(source.actor, action, klass):
        reading.fail(where, "Việc này do hiệu trưởng quyết định; nhờ hiệu trưởng tải tệp này lên.")
    elif signed_students(klass.pk, klass.year):
        reading.fail(where, SIGNED, f"lớp {klass.name}")
    day = f" ngày {row.on:%d/%m/%Y}" if row.on else ""
    reading.changes += [klass.pk, key, old, new]
    reading.cells.append({
        "book": 0, "student": 0, "who": f"Lớp {klass.name}", "where": where, "column": WORDS[key],
        "old": old, "new": new, "what": "change", "why": f"theo quyết định số {row.number}{day}",
    })  # fmt: skip


def _where(row: TraitRow, key: str) -> str:
    return f"trang “{row.sheet}”, ô {row.places[key]}"


def take_back_traits(row: Import) -> int:
    """Put the classes back as they were before a file, where nobody has decided otherwise since.

    Inside a command only; Refusal under signatures.
    """
    count = 0
    for event in Event.objects.filter(batch=row.batch, verb__in=VERBS).order_by("-pk"):
        told: dict[str, Any] = event.params
        klass = Klass.objects.get(pk=int(event.on_id))
        count += restore_traits(klass, event.verb, told["was"], told["now"])
    return count
