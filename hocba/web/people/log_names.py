"""How the log calls the things that events are about."""

from collections.abc import Callable, Iterable, Mapping

from hocba.books.models import (
    Book,
    ChangeNotice,
    Column,
    Goal,
    LessonCheck,
    Lock,
    PersonalBook,
    Phrase,
    PupilRemark,
    Ruling,
    Suggestion,
    ZeroCase,
)
from hocba.documents.models import Certificate, Document, SigningRun, Slot
from hocba.exams.models import ExamList, ExamMark
from hocba.exchange.models import Import
from hocba.kernel.models import Request
from hocba.kernel.requests import KINDS
from hocba.org.models import Place
from hocba.people.models import Assignment, Staff, Student, User
from hocba.promotion.models import Praise
from hocba.web.people.labels import scope_labels
from hocba.year.models import Enrolment, Exemption, IndividualPlan

Names = Callable[[Iterable[str]], Mapping[str, str]]
NAMES: dict[str, Names] = {}


def names_of(kind: str) -> Callable[[Names], Names]:
    """Register how things of a kind (`app.model`) are called in the log: ids → names."""

    def wrap(function: Names) -> Names:
        NAMES[kind] = function
        return function

    return wrap


def _column(model: type[object], path: str) -> Names:
    def find(ids: Iterable[str]) -> Mapping[str, str]:
        rows = model._default_manager.filter(pk__in=list(ids))  # type: ignore[attr-defined]
        return {str(pk): str(name) for pk, name in rows.values_list("pk", path)}

    return find


for kind, model, path in (
    ("org.place", Place, "name"),
    ("people.user", User, "username"),
    ("people.student", Student, "person__full_name"),
    ("year.enrolment", Enrolment, "student__person__full_name"),
    ("year.exemption", Exemption, "student__person__full_name"),
    ("year.individualplan", IndividualPlan, "student__person__full_name"),
    ("books.pupilremark", PupilRemark, "student__person__full_name"),
    ("books.zerocase", ZeroCase, "student__person__full_name"),
    ("books.ruling", Ruling, "student__person__full_name"),
    ("promotion.praise", Praise, "student__person__full_name"),
    ("documents.document", Document, "student__person__full_name"),
    ("documents.slot", Slot, "document__student__person__full_name"),
    ("documents.signingrun", SigningRun, "certificate__subject"),
    ("documents.certificate", Certificate, "subject"),
    ("books.lessoncheck", LessonCheck, "klass__name"),
    ("books.personalbook", PersonalBook, "teacher__full_name"),
    ("people.staff", Staff, "person__full_name"),
    ("exchange.import", Import, "name"),
    ("books.suggestion", Suggestion, "student__person__full_name"),
    ("books.phrase", Phrase, "text"),
    ("books.changenotice", ChangeNotice, "at"),
    ("books.goal", Goal, "text"),
    ("books.column", Column, "label"),
    ("exams.exammark", ExamMark, "student__person__full_name"),
    ("exams.examlist", ExamList, "name"),
):
    names_of(kind)(_column(model, path))


@names_of("year.klass")
def _classes(ids: Iterable[str]) -> Mapping[str, str]:
    return {str(pk): said for (_, pk), said in scope_labels(("klass", int(i)) for i in ids).items()}


@names_of("year.course")
def _courses(ids: Iterable[str]) -> Mapping[str, str]:
    found = scope_labels(("course", int(i)) for i in ids)
    return {str(pk): said for (_, pk), said in found.items()}


@names_of("books.book")
def _books(ids: Iterable[str]) -> Mapping[str, str]:
    rows = Book.objects.filter(pk__in=list(ids)).select_related("klass", "course__subject")
    return {
        str(b.pk): f"{b.course.subject.name if b.course else 'chủ nhiệm'} {b.klass.name}"
        for b in rows
    }


@names_of("books.lock")
def _locks(ids: Iterable[str]) -> Mapping[str, str]:
    rows = list(Lock.objects.filter(pk__in=list(ids)))
    words = scope_labels((x.scope_kind, x.scope_id) for x in rows if x.scope_kind != "grade")
    return {str(x.pk): words.get((x.scope_kind, x.scope_id), f"khối {x.scope_id}") for x in rows}


@names_of("kernel.request")
def _requests(ids: Iterable[str]) -> Mapping[str, str]:
    rows = list(Request.objects.filter(pk__in=list(ids)))
    about = {
        kind: NAMES[kind](str(r.about_id) for r in rows if r.about_kind == kind)
        for kind in {r.about_kind for r in rows}
    }

    def said(row: Request) -> str:
        return about[row.about_kind].get(str(row.about_id), "")

    return {str(r.pk): f"{KINDS[r.kind].name.lower()} {said(r)} (số {r.pk})" for r in rows}


@names_of("people.assignment")
def _duties(ids: Iterable[str]) -> Mapping[str, str]:
    rows = list(Assignment.objects.filter(pk__in=list(ids)).select_related("person"))
    words = scope_labels((d.scope_kind, d.scope_id) for d in rows)
    return {
        str(
            d.pk
        ): f"{d.person.full_name} – {d.get_role_display()} {words[d.scope_kind, d.scope_id]}"
        for d in rows
    }
