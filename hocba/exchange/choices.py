"""Chosen subjects and cụm chuyên đề by a file: its form, what it would write, how it is taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from hocba.books import policy
from hocba.books.commands import CLUSTERS, ELECTIVES, Ground, Pick, choose, holding_cells, switch
from hocba.books.commands.choices import SIGNED, refuse_signed, renew, under_signatures
from hocba.books.queries import year_of
from hocba.exchange.models import Import
from hocba.exchange.parsers.choices import CLUSTER, ChoiceRow, parse_choices
from hocba.exchange.reading import Reading, Source, rosters
from hocba.kernel.command import Ctx
from hocba.kernel.errors import Refusal
from hocba.kernel.models import Event
from hocba.kernel.policy import can
from hocba.kernel.sheets import Field, Form, Row, write_forms
from hocba.year.models import Choice, Course, Enrolment, Klass

VERBS = (policy.CHOOSE.name, policy.SWITCH.name)
HELD = "Đã có điểm, nhận xét ở môn này: muốn bỏ thì ghi cả số quyết định và ngày đổi."
NOT_HEAD = "Đổi môn theo quyết định do hiệu trưởng ghi; thầy cô nhờ hiệu trưởng tải tệp này lên."
HAS_CELLS = "Không hoàn tác được: môn ghi bằng tệp này đã có điểm hoặc nhận xét."
NO_SUBJECT = "Học cụm chuyên đề của môn lựa chọn thì phải học môn ấy."


def offers_of(klass: Klass) -> dict[str, tuple[Pick, str]]:
    """What pupils of a class may choose: code → (pick without a pupil, name)."""
    rows = Course.objects.filter(klass=klass).select_related("subject")
    courses = list(rows.order_by("subject__position"))
    found = {c.subject.code: (Pick(0, c.pk), c.subject.name) for c in courses if c.chosen}
    return found | {
        c.subject.code + CLUSTER: (Pick(0, c.pk, topics=True), f"Chuyên đề {c.subject.name}")
        for c in courses
        if c.topics
    }


def choice_form(classes: Iterable[Klass], made: datetime) -> bytes:
    """The workbook to fill, a sheet for each class, with what stands now."""
    return write_forms([_form(klass) for klass in classes], made)


def _form(klass: Klass) -> Form:
    offers = offers_of(klass)
    fields = [Field(code, name, "level", ("x",)) for code, (_, name) in offers.items()]
    fields += [Field("so", "Số quyết định", "text"), Field("ngay", "Học từ ngày", "text")]
    standing = _standing(klass)
    seats = Enrolment.objects.filter(klass=klass, ends=None).order_by("position")
    rows = [
        Row(
            seat.student_id,
            seat.student.moet_code or "",
            seat.student.person.full_name,
            seat.student.person.birth_date,
            {
                code: "x"
                for code, (pick, _) in offers.items()
                if pick._replace(student=seat.student_id) in standing
            },
        )
        for seat in seats.select_related("student__person")
    ]
    title = (
        f"Môn lựa chọn, cụm chuyên đề · Lớp {klass.name}",
        f"{klass.school.name}, năm học {klass.year}–{klass.year + 1}. Đánh dấu x môn học sinh học, để trống môn không học.",
        "Bỏ môn đã có điểm thì ghi số quyết định và ngày bắt đầu học môn thay; các dòng khác để trống hai cột ấy.",
    )
    return Form(klass.name, title, fields, rows, {"klass": klass.pk})


def _standing(klass: Klass) -> set[Pick]:
    rows = Choice.objects.filter(course__klass=klass, ends=None)
    return {Pick(*row) for row in rows.values_list("student", "course", "topics")}


@dataclass
class _Turn:
    """What a file changes in one class: at once, or by a decision from a day on."""

    picks: list[Pick] = field(default_factory=list)
    drops: list[Pick] = field(default_factory=list)
    by_decision: dict[Ground, tuple[list[Pick], list[Pick]]] = field(
        default_factory=lambda: defaultdict(lambda: ([], []))
    )


def choices(source: Source) -> Reading:
    """Enrol and withdraw pupils of chosen subjects and cụm chuyên đề."""
    rows = Klass.objects.filter(school=source.school, year=source.year).select_related("school")
    classes = {klass.name: klass for klass in rows}
    offers = {name: offers_of(klass) for name, klass in classes.items()}
    columns = {name: frozenset(found) for name, found in offers.items()}
    found, reading = parse_choices(source.data, rosters(source), columns), Reading()
    reading.take(found.problems)
    reading.skip(found.skipped)
    by_class: dict[str, list[ChoiceRow]] = defaultdict(list)
    for row in found.rows:
        if row.match.verdict == "green" and row.match.pupil is not None:
            by_class[row.klass].append(row)
    for name in sorted(by_class):
        _class(reading, source, classes[name], offers[name], by_class[name])
    added = sum(cell["what"] == "new" for cell in reading.cells)
    gone = len(reading.cells) - added
    reading.summary = {"lớp": ", ".join(sorted(by_class)), "thêm": added, "bỏ": gone}
    return reading


def _class(
    reading: Reading,
    source: Source,
    klass: Klass,
    offers: dict[str, tuple[Pick, str]],
    rows: Sequence[ChoiceRow],
) -> None:
    if not can(source.actor, policy.CHOOSE, klass):
        reading.fail(f"lớp {klass.name}", "Thầy cô không ghi môn lựa chọn của lớp này.")
        return
    standing, turn = _standing(klass), _Turn()
    head = bool(can(source.actor, policy.SWITCH, klass))
    for row in rows:
        _line(reading, row, offers, standing, turn, head)
    blocked = set(holding_cells(klass, turn.drops))
    for row in rows:
        for code, (pick, _) in offers.items():
            if pick._replace(student=int(row.match.pupil or 0)) in blocked and not row.decision:
                reading.fail(_where(row, code), HELD)
    changed = [p for both in turn.by_decision.values() for picks in both for p in picks]
    signed = under_signatures(klass, [*turn.picks, *turn.drops, *changed])
    for row in rows:
        if int(row.match.pupil or 0) in signed:
            reading.fail(f"trang “{row.sheet}”, dòng {row.row}", SIGNED, row.name)
    if not reading.total:
        _steps(reading, klass, turn)


def _where(row: ChoiceRow, code: str) -> str:
    return f"trang “{row.sheet}”, ô {row.places[code]}" if code in row.places else f"dòng {row.row}"


def _line(
    reading: Reading,
    row: ChoiceRow,
    offers: dict[str, tuple[Pick, str]],
    standing: set[Pick],
    turn: _Turn,
    head: bool,
) -> None:
    student = int(row.match.pupil or 0)
    picks, drops = turn.picks, turn.drops
    if row.on is not None:
        picks, drops = turn.by_decision[Ground(row.decision, row.on)]
    after: set[str] = set()
    changed = False
    for code, (plain, name) in offers.items():
        pick = plain._replace(student=student)
        takes = row.takes.get(code, pick in standing)
        if takes:
            after.add(code)
        if takes == (pick in standing):
            continue
        changed = True
        (picks if takes else drops).append(pick)
        reading.cells.append({
            "book": 0, "student": student, "where": _where(row, code), "column": name,
            "old": "" if takes else "học", "new": "học" if takes else "không học",
            "what": "new" if takes else "clear",
            "why": f"theo {row.decision} từ {row.on:%d/%m/%Y}" if row.on else "",
        })  # fmt: skip
    if changed and row.on is not None and not head:
        reading.fail(f"trang “{row.sheet}”, dòng {row.row}", NOT_HEAD)
    for code in sorted(after):
        base = code.removesuffix(CLUSTER)
        if code != base and base in offers and base not in after:
            reading.fail(_where(row, code), NO_SUBJECT, row.name)
    _count(reading, row, after, offers)


def _count(
    reading: Reading, row: ChoiceRow, after: set[str], offers: dict[str, tuple[Pick, str]]
) -> None:
    """A pupil with more or fewer than usual is a note: the school may still be choosing."""
    clusters = sum(code.endswith(CLUSTER) for code in after)
    subjects = len(after) - clusters
    some = {code.endswith(CLUSTER) for code in offers}
    if (False in some and subjects != ELECTIVES) or (True in some and clusters != CLUSTERS):
        said = f"{subjects} môn lựa chọn, {clusters} cụm chuyên đề (thường là {ELECTIVES} và {CLUSTERS})."
        place = f"trang “{row.sheet}”, dòng {row.row}"
        reading.notes.append({"place": place, "value": row.name, "message": said})


def _steps(reading: Reading, klass: Klass, turn: _Turn) -> None:
    starts: date = year_of(klass.school_id, klass.year).starts

    def write(ctx: Ctx) -> None:
        if turn.picks or turn.drops:
            choose(ctx, klass.pk, turn.picks, turn.drops, starts)
        for ground, (picks, drops) in turn.by_decision.items():
            if picks or drops:
                switch(ctx, klass.pk, drops, picks, ground)

    by_ground = [(ground, *both) for ground, both in turn.by_decision.items()]
    reading.changes += [klass.pk, turn.picks, turn.drops, by_ground]
    reading.steps.append(write)


def take_back_choices(row: Import) -> int:
    """Put the choices back as they stood before a file, with the results that follow; Refusal when
    there are cells by now, or signatures. Inside a command only.
    """
    count, again = 0, set[Pick]()
    for event in Event.objects.filter(batch=row.batch, verb__in=VERBS).order_by("-pk"):
        told = event.params
        made = Choice.objects.filter(pk__in=told["choices"])
        ended = Choice.objects.filter(pk__in=told.get("ended", []))
        gone = [
            Choice(
                student_id=student, course_id=course, topics=topics,
                starts=date.fromisoformat(starts), decision=decision,
            )
            for student, course, topics, starts, decision in told.get("removed", [])
        ]  # fmt: skip
        new = {_pick(choice) for choice in made}
        old = {_pick(choice) for choice in (*ended, *gone)}
        for klass in Klass.objects.filter(courses__in={p.course for p in new | old}).distinct():
            refuse_signed(klass, new | old)
            if holding_cells(klass, [p for p in new if p.course in _courses(klass)]):
                raise Refusal(HAS_CELLS)
        count += made.delete()[0] + ended.update(ends=None)
        count += len(Choice.objects.bulk_create(gone))
        again |= new | old
    renew(again)
    return count


def _pick(choice: Choice) -> Pick:
    return Pick(choice.student_id, choice.course_id, choice.topics)


def _courses(klass: Klass) -> set[int]:
    return set(Course.objects.filter(klass=klass).values_list("pk", flat=True))
