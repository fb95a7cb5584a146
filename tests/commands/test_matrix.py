"""tests/matrix.csv, read by people, executed here: action × state × role.

A cell is `y` (may), `w` (has the right, but the state forbids it now) or empty (has no right).
In lines with `x` under `runs` every cell is also run through the command; in the other lines the
cells without the right are, and the tests of that command run the rest.
"""

import csv
import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from hocba.books.commands import Change, GoalPlan, Ground, Lesson
from hocba.books.corrections import Cell
from hocba.books.models import Column
from hocba.kernel.command import COMMANDS
from hocba.kernel.errors import Refusal
from hocba.kernel.models import Event
from hocba.kernel.policy import Action, Actor, can, registry
from hocba.org.decree import Decree
from hocba.people.commands import Duty, PersonFacts, StaffFacts, StudentFacts
from hocba.people.inspection import Inspection
from hocba.people.roles import Role
from hocba.year.commands import ClassPlan, CoursePlan, Seat, YearDates
from hocba.year.models import Subject
from tests.commands.objects import OBJECTS
from tests.world import NOW, STARTS, TODAY, YEAR, World

MATRIX = Path(__file__).parent.parent / "matrix.csv"
FIXED = ("action", "on", "state", "runs")
Example = Callable[[World, Any], dict[str, Any]]
NEW = PersonFacts("Nguyễn Thị Mới", birth_date=datetime.date(2012, 5, 1))


def _year_dates() -> YearDates:
    day = datetime.date
    return YearDates(day(2026, 9, 5), day(2027, 1, 15), day(2027, 1, 18), day(2027, 5, 28))


def _one_cell(world: World, book: Any) -> dict[str, Any]:
    """One change that the kind of book takes: a mark, or a comment of the homeroom teacher."""
    column = Column.objects.filter(book=book, kind__in=("score", "text")).order_by("pk")[0]
    pupil = world.roster(book.klass.name)[0].pk
    new = 75 if column.kind == "score" else "Chăm ngoan."
    change = Change(pupil, column.term, column.slot, None, new, subject=column.subject_id)
    return {"changes": [change]}


EXAMPLES: dict[str, Example] = {
    "inspection.appoint": lambda w, o: {
        "wanted": Inspection("Hà Văn Xét", "Thanh tra Sở", TODAY, TODAY, "1/QĐ")
    },
    "inspection.open": lambda w, o: {"page": "/so/1/"},
    "staff.take": lambda w, o: {"rows": [StaffFacts(NEW, "SC099")]},
    "student.admit": lambda w, o: {"rows": [StudentFacts(NEW, "7999999999")]},
    "student.photo": lambda w, o: {"data": b"a photo", "media_type": "image/png"},
    "account.open": lambda w, o: {"staff": []},
    "account.password": lambda w, o: {"password": "mot-mat-khau-khac"},
    "assignment.give": lambda w, o: {
        "duties": [
            Duty(w.people["expired"].pk, Role.SUBJECT_TEACHER, w.courses["8A2", "NV"].pk, TODAY)
        ]
    },
    "assignment.end": lambda w, o: {"ends": TODAY},
    "book.template": lambda w, o: {"term": 1},
    "column.proofread": lambda w, o: {"values": {w.roster("8A1")[0].pk: 75}},
    "year.open": lambda w, o: {"year": YEAR + 1, "dates": _year_dates()},
    "class.open": lambda w, o: {
        "year": YEAR,
        "plans": [ClassPlan("lower_secondary", 9, "9A1")],
    },
    "course.open": lambda w, o: {
        "plans": [
            CoursePlan(w.classes["8A1"].pk, Subject.objects.get(code="TIN").pk, "scored", 35, 2)
        ]
    },
    "class.enrol": lambda w, o: {
        "seats": [Seat(w.roster("8A1")[0].pk, w.classes["8A2"].pk, 9, STARTS)]
    },
    "class.leave": lambda w, o: {"ends": TODAY, "leaving": "Chuyển trường"},
    "class.stay": lambda w, o: {},
    "class.move": lambda w, o: {"to": w.classes["8A2"].pk, "day": TODAY},
    "attendance.take": lambda w, o: {"day": TODAY, "session": "S", "away": {}},
    "lesson.write": lambda w, o: {
        "day": TODAY,
        "period": 1,
        "lesson": Lesson(w.courses["8A1", "TOAN"].pk, title="Hình thang cân"),
    },
    "plan.set": lambda w, o: {"dates": {(1, "gk"): TODAY}},
    "exam.load": lambda w, o: {
        "year": YEAR,
        "name": "Cuối kì I",
        "subject": w.courses["8A1", "TOAN"].subject_id,
        "term": 1,
        "slot": "ck",
        "marks": {w.roster("8A1")[0].pk: 75},
    },
    "exam.fill": lambda w, o: {"exam": 0},
    "exam.explain": lambda w, o: {"number": None},
    "personal.print": lambda w, o: {"year": YEAR},
    "phrase.keep": lambda w, o: {"facts": []},
    "phrase.school": lambda w, o: {"starters": True},
    "week.remark": lambda w, o: {"day": TODAY, "text": "Nề nếp tốt."},
    "pupil.remark": lambda w, o: {
        "day": TODAY,
        "students": [],
        "tone": "praise",
        "text": "Hăng hái.",
    },
    "comment.suggest": lambda w, o: {
        "student": 0,
        "subject": 0,
        "term": 1,
        "slot": "nx",
        "new": "x",
    },
    "comment.answer": lambda w, o: {"accept": True},
    "lesson.close": lambda w, o: {"day": TODAY},
    "lesson.review": lambda w, o: {"day": TODAY},
    "student.exempt": lambda w, o: {
        "subject": w.courses["8A1", "GDTC"].subject_id,
        "year": YEAR,
        "decision": "15/QĐ-THCS",
        "decided_on": TODAY,
        "ground": "Khuyết tật vận động",
    },
    "setting.decide": lambda w, o: {
        "name": "both_fail",
        "value": "SUMMER_TRAINING",
        "from_year": YEAR,
        "decree": Decree("15/QĐ-THCS", TODAY, "Họp hội đồng"),
    },
    "praise.nominate": lambda w, o: {
        "student": w.roster("8A1")[0].pk,
        "kind": "sudden",
        "achievement": "Cứu bạn đuối nước",
    },
    "praise.decide": lambda w, o: {"decree": Decree("17/QĐ-THCS", TODAY)},
    "student.unexempt": lambda w, o: {"decree": Decree("16/QĐ-THCS", TODAY, "Ghi nhầm môn")},
    "plan.withdraw": lambda w, o: {"decree": Decree("16/QĐ-THCS", TODAY, "Ghi nhầm em")},
    "result.decide": lambda w, o: {
        "student": w.roster("8A1")[0].pk,
        "value": 75,
        "decree": Decree("16/QĐ-THCS", TODAY, "Một học kì"),
    },
    "zero.propose": lambda w, o: {
        "student": w.roster(o.klass.name)[0].pk,
        "term": 1,
        "slot": "gk",
        "why": "Nghỉ kiểm tra, không đến đánh giá bù",
    },
    "zero.withdraw": lambda w, o: {"decree": Decree("18/QĐ-THCS", TODAY, "Ghi nhầm")},
    "ruling.withdraw": lambda w, o: {"decree": Decree("18/QĐ-THCS", TODAY, "Ghi nhầm")},
    "zero.decide": lambda w, o: {"decree": Decree("16/QĐ-THCS", TODAY)},
    "course.choose": lambda w, o: {"picks": [], "drops": [], "starts": STARTS},
    "course.switch": lambda w, o: {"drops": [], "picks": [], "ground": Ground("3/QĐ", TODAY)},
    "goal.set": lambda w, o: {
        "year": YEAR,
        "grade": 4,
        "plans": [GoalPlan("lv_nhan_thuc", "Đếm đến 10", "do_tuoi", 2)],
    },
    "book.open": lambda w, o: {"year": YEAR},
    "mark.enter": _one_cell,
    "book.lock": lambda w, o: {
        "year": YEAR,
        "scope_kind": "klass",
        "scope_id": w.classes["8A1"].pk,
    },
    "opening.ask": lambda w, o: {
        "columns": [(1, "gk" if o.course_id else "nx")],
        "hours": 2,
    },
    "correction.ask": lambda w, o: {
        "column": o.columns.get(term=1, slot="gk" if o.course_id else "muc").pk,
        "wanted": [Cell(w.roster(o.klass.name)[0].pk, 60, 75)],
    },
    "changes.export": lambda w, o: {"since": STARTS, "until": TODAY, "count": 0},
    "request.attach": lambda w, o: {"kind": "paper", "facts": {"seen": True}},
    "book.open_for": lambda w, o: {
        "year": YEAR,
        "scope_kind": "klass",
        "scope_id": w.classes["8A1"].pk,
        "until": NOW + datetime.timedelta(hours=2),
    },
}


def lines() -> list[dict[str, str]]:
    with MATRIX.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def actor_named(world: World, name: str) -> Actor:
    return Actor(None, TODAY) if name == "nobody" else world.actor(name)


def said_by_policy(actor: Actor, action: Action, obj: Any) -> str:
    decision = can(actor, action, obj)
    if decision:
        return "y"
    return "w" if decision.right else ""


def said_by_command(world: World, name: str, action: Action, obj: Any) -> str:
    """What comes of really calling the command; everything is rolled back."""
    command = COMMANDS[action.name].run
    ctx = world.ctx(name if name != "nobody" else "teacher", reason="Có lí do.")
    if name == "nobody":
        ctx.actor = Actor(None, TODAY)
    example = EXAMPLES.get(action.name, lambda w, o: {})(world, obj)
    before = Event.objects.count()
    with transaction.atomic():
        try:
            command(ctx, obj, **example)
        except Refusal as refusal:
            assert Event.objects.count() == before, "a refused command wrote an event"
            no_right = any(r.startswith("Thầy cô không có quyền") for r in refusal.reasons)
            return "" if no_right else "w"
        assert Event.objects.count() == before + 1, "one command, one event"
        transaction.set_rollback(True)
    return "y"


def test_every_action_stands_in_the_matrix() -> None:
    assert set(registry.actions) == {line["action"] for line in lines()}


@pytest.mark.parametrize(
    "line", lines(), ids=lambda line: " ".join(filter(None, list(line.values())[:3]))
)
def test_each_cell_is_what_policy_and_command_say(world: World, line: dict[str, str]) -> None:
    action = registry.actions[line["action"]]
    obj = OBJECTS[line["on"]](world, line["state"])
    wrong = []
    for name, written in line.items():
        if name in FIXED:
            continue
        cell = written or ""
        policy = said_by_policy(actor_named(world, name), action, obj)
        if policy != cell:
            wrong.append(f"{name}: policy says {policy!r}, matrix {cell!r}")
        if action.name in COMMANDS and (line["runs"] or cell == ""):
            done = said_by_command(world, name, action, obj)
            if done != cell:
                wrong.append(f"{name}: command says {done!r}, matrix {cell!r}")
    assert wrong == []
