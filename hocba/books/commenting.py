"""What the comments of a book's column rest on: the pupils' own results of the same time."""

from collections.abc import Callable, Iterable

from hocba.books.attendance import term_span
from hocba.books.blocks import QUALITY, SKILLS, SPECIAL, TRAITS, block_of, is_trait_words
from hocba.books.cells import Key
from hocba.books.lessons import monday_of
from hocba.books.models import Column, Phrase, PupilRemark
from hocba.books.queries import BookPage
from hocba.books.remarks import Known, Noted, rank_of, trend_of
from hocba.kernel.policy import Actor, visible

Standing = dict[int, tuple[int | None, str]]
"""Rank and trend by pupil."""
PHRASES = {
    QUALITY: Phrase.Kind.QUALITY,
    SKILLS: Phrase.Kind.COMPETENCY,
    SPECIAL: Phrase.Kind.COMPETENCY,
}


def comment_columns(page: BookPage) -> list[Column]:
    """The columns of words of a book, in the order of terms."""
    rows = [c for c in page.columns if c.kind == "text" and c.term < 3]
    return sorted(rows, key=lambda c: (c.term, c.position, c.pk))


def phrase_kind(column: Column) -> str:
    """Which part of a bank suits a column."""
    if column.book.course_id:
        return str(Phrase.Kind.SUBJECT)
    return str(PHRASES.get(block_of(column), Phrase.Kind.CONDUCT))


def standing(page: BookPage, column: Column) -> Standing:
    """Rank and trend of every pupil for a column of comments, from results of the same time.

    A subject: its average or level of the term. One phẩm chất or năng lực: its level. A block of
    them: the best rank only when all of them have it, the lowest when one of them has. The homeroom teacher's: the level given for
    conduct in the term. Nobody without such a result has a rank.
    """
    if column.book.course_id:
        return _of_subject(page, column)
    if block_of(column):
        return _of_traits(page, column)
    levels = [c for c in page.columns if c.kind == "level" and c.term == column.term]
    return _each(page, lambda s: (_rank(page, levels[0], s) if levels else None, ""))


def _each(page: BookPage, find: Callable[[int], tuple[int | None, str]]) -> Standing:
    return {seat.student: find(seat.student) for seat in page.seats}


def _rank(page: BookPage, column: Column, student: int) -> int | None:
    cell = page.cells.get(Key(column.subject_id, column.term, column.slot, student))
    return None if cell is None else rank_of(None, cell.code)


def _of_subject(page: BookPage, column: Column) -> Standing:
    own = f"muc_{column.slot.removeprefix('nx_')}"
    levels = [c for c in page.columns if c.term == column.term and c.slot == own]

    def find(student: int) -> tuple[int | None, str]:
        if levels:
            return _rank(page, levels[0], student), ""
        now = page.results.get((student, column.subject_id, column.term))
        if now is None or now.status != "ok":
            return None, ""
        before = page.results.get((student, column.subject_id, 1)) if column.term == 2 else None
        return rank_of(now.number, now.code), trend_of(
            before.number if before else None, now.number
        )

    return _each(page, find)


def _of_traits(page: BookPage, column: Column) -> Standing:
    whole = column.subject.code in PHRASES
    slot = f"muc_{column.slot.removeprefix('nx_')}"
    traits = [
        c
        for c in page.columns
        if c.term == column.term
        and c.slot == slot
        and (block_of(c) == block_of(column) if whole else c.subject_id == column.subject_id)
    ]

    def find(student: int) -> tuple[int | None, str]:
        ranks = [_rank(page, c, student) for c in traits]
        known = [r for r in ranks if r is not None]
        if not traits or len(known) < len(ranks):
            return None, ""
        return (min(known) if min(known) in (0, 3) else 1), ""

    return _each(page, find)


def noted(actor: Actor, page: BookPage, column: Column) -> dict[int, list[Noted]]:
    """What teachers noted of each pupil in the weeks of a column's term, oldest first.

    For a subject's comments what its own teachers noted, for the homeroom teacher's all of it.
    Withdrawn remarks are left out.
    """
    first, last = term_span(column.term, page.year)
    rows = visible(actor, PupilRemark).filter(
        klass=page.book.klass_id, monday__range=(monday_of(first), last), withdrawn_at=None
    )
    if page.book.course_id:
        rows = rows.filter(course=page.book.course_id)
    found: dict[int, list[Noted]] = {}
    for student, tone, text in rows.order_by("pk").values_list("student_id", "tone", "text"):
        found.setdefault(student, []).append(Noted(tone, text))
    return found


def takes_weeks(column: Column) -> bool:
    """Whether proposals of a column take up remarks of the weeks: not those on one trait."""
    return not is_trait_words(column) and column.subject.code not in (SKILLS, SPECIAL)


def bank_of(phrases: Iterable[Phrase], column: Column) -> list[Known]:
    """A bank as the wording of a column reads it: of its time, one's own phrases before the school's.

    On a single trait only phrases that are about it: what is said of phẩm chất as a whole would
    say the same in every line.
    """
    own = column.book.course_id is None and column.subject.kind in TRAITS
    now = f"{'gk' if column.slot.endswith('_gk') else 'ck'}{column.term}"
    of_now = [p for p in phrases if p.period in ("", now)]
    fitting = [p for p in of_now if not own or p.subject_id == column.subject_id]
    rows = sorted(fitting, key=lambda p: (p.owner is None, p.pk))
    return [Known(p.pk, p.text, p.rank, p.trend, p.subject_id, p.period) for p in rows]
