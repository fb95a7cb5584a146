"""Banks of phrases, weekly remarks on a class, and proof-reading of comments."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from hocba.books import cells, policy
from hocba.books.cells import Key
from hocba.books.commands.entry import Change, enter_cells
from hocba.books.lessons import monday_of
from hocba.books.models import Book, Column, Phrase, Suggestion, WeekRemark
from hocba.books.queries import refuse_past, year_of
from hocba.books.remarks.starter import STARTERS, TRAIT_STARTERS
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.kernel.names import clean_text
from hocba.org.models import Place
from hocba.people.models import User
from hocba.people.roles import Role
from hocba.year.models import Course, Klass, Subject

TEXT_LIMIT, REMARK_LIMIT, MOST = 500, 1000, 500
TRENDS = ("", "up", "down")


@dataclass(frozen=True)
class PhraseFacts:
    """A phrase to keep: kind of `Phrase.Kind`, text, and for whom."""

    kind: str
    text: str
    rank: int | None = None
    trend: str = ""
    subject: int | None = None
    period: str = ""


def _keep(school: int, owner: int | None, facts: Sequence[PhraseFacts]) -> int:
    faults = []
    for n, one in enumerate(facts):
        if not one.text.strip() or len(one.text) > TEXT_LIMIT:
            faults.append(Fault(f"{n}", f"Câu nhận xét cần có chữ, tối đa {TEXT_LIMIT} chữ."))
        elif (
            one.kind not in Phrase.Kind.values
            or one.trend not in TRENDS
            or one.rank not in (None, 0, 1, 2, 3)
            or one.period not in ("", *Phrase.Period.values)
        ):
            faults.append(Fault(f"{n}", "Loại, mức, xu hướng hoặc thời điểm không đúng."))
    if faults:
        raise Invalid(faults)
    rows = Phrase.objects.filter(school=school, owner=owner)
    if rows.count() + len(facts) > MOST:
        raise Refusal(f"Kho câu tối đa {MOST} câu. Hãy bỏ bớt câu không dùng.")
    known = set(rows.values_list("kind", "text", "rank", "trend", "subject_id", "period"))
    fresh = [
        Phrase(
            school_id=school,
            owner=owner,
            kind=one.kind,
            subject_id=one.subject,
            rank=one.rank,
            trend=one.trend,
            period=one.period,
            text=clean_text(one.text),
        )
        for one in facts
        if (one.kind, clean_text(one.text), one.rank, one.trend, one.subject, one.period)
        not in known
    ]
    Phrase.objects.bulk_create(fresh)
    return len(fresh)


@command(policy.KEEP_PHRASES, says="Thêm {count} câu vào kho câu của mình")
def keep_phrases(
    ctx: Ctx, user: User, facts: Sequence[PhraseFacts] = (), starters: bool = False
) -> int:
    """Add phrases to one's own bank at the own school; returns how many were new. `starters` takes
    over the program's first bank."""
    if user.school is None:
        raise Refusal("Tài khoản này không thuộc trường nào nên không có kho câu.")
    first = _starters(user.school) if starters else ()
    count = _keep(user.school.pk, user.person_id, [*first, *facts])
    ctx.tell(count=count)
    return count


def _starters(school: Place) -> list[PhraseFacts]:
    """The program's first bank, words on single traits where there are primary classes."""
    traits = TRAIT_STARTERS if "primary" in school.levels else []
    codes = Subject.objects.filter(code__in={s.trait for s in traits})
    ids = dict(codes.values_list("code", "pk"))
    return [
        PhraseFacts(s.kind, s.text, s.rank, s.trend, ids.get(s.trait)) for s in (*STARTERS, *traits)
    ]


@command(policy.SCHOOL_PHRASES, says="Thêm {count} câu vào kho câu của trường")
def keep_school_phrases(
    ctx: Ctx, school: Place, facts: Sequence[PhraseFacts] = (), starters: bool = False
) -> int:
    """Add phrases to the school's bank; `starters` takes over the program's first bank."""
    count = _keep(school.pk, None, [*(_starters(school) if starters else ()), *facts])
    ctx.tell(count=count)
    return count


@command(policy.DROP_PHRASE, says="Bỏ một câu khỏi kho câu")
def drop_phrase(ctx: Ctx, phrase: Phrase) -> None:
    """Take a phrase out of its bank; comments made with it stay."""
    ctx.tell(phrase=phrase.pk)
    phrase.delete()


def as_whom(ctx: Ctx, klass: Klass, course: int | None) -> None:
    """Refusal unless the actor teaches this course of the class, or (none) is its homeroom teacher."""
    if ctx.actor.system:
        return
    mine = ctx.actor.scope_ids(Role.HOMEROOM if course is None else Role.SUBJECT_TEACHER)
    here = course is None or Course.objects.filter(pk=course, klass=klass).exists()
    if (klass.pk if course is None else course) not in mine or not here:
        raise Refusal("Thầy cô nhận xét tuần theo môn mình dạy, hoặc với tư cách chủ nhiệm.")


@command(policy.REMARK_WEEK, says="Nhận xét tuần lớp {on}")
def remark_week(
    ctx: Ctx, klass: Klass, day: datetime.date, text: str, course: int | None = None, seen: int = 0
) -> WeekRemark:
    """Say something of a class's week: with the own course on its discipline, without as homeroom.

    `seen` is the version the writer saw; earlier versions stay.
    """
    year = year_of(klass.school_id, klass.year)
    refuse_past(year, ctx.at)
    if not year.starts <= day <= year.ends or day > ctx.at.date():
        raise Invalid("Tuần này nằm ngoài năm học hoặc chưa đến.", "ngày")
    text = clean_text(text)
    if not text or len(text) > REMARK_LIMIT:
        raise Invalid(f"Nhận xét cần có chữ, tối đa {REMARK_LIMIT} chữ.", "text")
    as_whom(ctx, klass, course)
    monday = monday_of(day)
    rows = WeekRemark.objects.filter(klass=klass, monday=monday, course=course)
    last = rows.order_by("-version").values_list("version", flat=True).first() or 0
    if last != seen:
        raise Refusal("Nhận xét này vừa có bản mới. Hãy xem lại rồi ghi tiếp.")
    row = WeekRemark(
        school_id=klass.school_id,
        year=klass.year,
        klass=klass,
        monday=monday,
        course_id=course,
        version=last + 1,
        text=text,
        person=ctx.actor.person or 0,
        at=ctx.at,
    )
    row.save()
    ctx.tell(monday=monday.isoformat(), course=course)
    return row


@command(policy.SUGGEST, says="Đề nghị sửa lời nhận xét trong sổ {on}")
def suggest(
    ctx: Ctx, book: Book, student: int, subject: int, term: int, slot: str, new: str
) -> Suggestion:
    """Suggest a better wording of a comment that stands; its writer decides."""
    place = {"book": book, "subject": subject, "term": term, "slot": slot}
    if not Column.objects.filter(**place, kind="text").exists():
        raise Invalid("Chỉ đề nghị sửa lời nhận xét.", "slot")
    now = cells.read(book.year, book.school_id, [subject], [student], [term])
    cell = now.get(Key(subject, term, slot, student))
    old, new = (cell.body or "") if cell else "", clean_text(new)
    if not old:
        raise Refusal("Ô này chưa có nhận xét để soát.")
    if not new or new == old or len(new) > REMARK_LIMIT:
        raise Invalid("Hãy ghi lời nhận xét đã sửa, khác lời đang có.", "new")
    if Suggestion.objects.filter(**place, student=student, state="open").exists():
        raise Refusal("Lời nhận xét này đang có một đề nghị chờ giáo viên trả lời.")
    row = Suggestion(
        book=book,
        student_id=student,
        subject_id=subject,
        term=term,
        slot=slot,
        of_homeroom=book.course_id is None,
        old=old,
        new=new,
        person=ctx.actor.person or 0,
        at=ctx.at,
    )
    row.save()
    ctx.tell(suggestion=row.pk)
    return row


@command(policy.ANSWER, says="Trả lời đề nghị sửa nhận xét: {state}")
def answer(ctx: Ctx, row: Suggestion, accept: bool) -> Suggestion:
    """Accept a suggestion, which changes the comment, or decline it with `ctx.reason`."""
    if row.state != "open":
        raise Refusal("Đề nghị này đã được trả lời.")
    if accept:
        change = Change(row.student_id, row.term, row.slot, row.old, row.new, row.subject_id)
        if enter_cells(ctx, row.book, [change]).conflicts:
            raise Refusal("Lời nhận xét đã được sửa từ khi có đề nghị này. Hãy từ chối đề nghị.")
    elif not ctx.reason.strip():
        raise Invalid("Không nhận thì ghi vì sao.", "reason")
    row.state = "accepted" if accept else "declined"
    row.answered_by, row.answered_at = ctx.actor.person, ctx.at
    row.reason = "" if accept else clean_text(ctx.reason)[:300]
    row.save(update_fields=["state", "answered_by", "answered_at", "reason"])
    ctx.tell(state="đã nhận" if accept else "không nhận", suggestion=row.pk)
    return row
