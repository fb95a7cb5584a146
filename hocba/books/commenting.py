"""What the comments of a book's column rest on: the pupils' own results of the same time."""

from collections.abc import Callable

from hocba.books.cells import Key
from hocba.books.models import Column, Phrase
from hocba.books.queries import BookPage
from hocba.books.remarks import Known, rank_of, trend_of
from hocba.year.models import Subject

Standing = dict[int, tuple[int | None, str]]
"""Rank and trend by pupil."""
QUALITY, SKILLS = "nx_pham_chat", "nx_nang_luc"
KINDS = {
    QUALITY: (Subject.Kind.QUALITY,),
    SKILLS: (Subject.Kind.GENERAL, Subject.Kind.SPECIFIC),
}


def comment_columns(page: BookPage) -> list[Column]:
    """The columns of words of a book, in the order of terms."""
    rows = [c for c in page.columns if c.kind == "text" and c.term < 3]
    return sorted(rows, key=lambda c: (c.term, c.position, c.pk))


def phrase_kind(column: Column) -> str:
    """Which part of a bank suits a column."""
    if column.book.course_id:
        return str(Phrase.Kind.SUBJECT)
    kinds = {QUALITY: Phrase.Kind.QUALITY, SKILLS: Phrase.Kind.COMPETENCY}
    return str(kinds.get(column.subject.code, Phrase.Kind.CONDUCT))


def standing(page: BookPage, column: Column) -> Standing:
    """Rank and trend of every pupil for a column of comments, from results of the same time.

    A subject: its average or level of the term. Phẩm chất, năng lực: the best rank only when all
    of them have it, the lowest when one of them has. The homeroom teacher's: the level given for
    conduct in the term. Nobody without such a result has a rank.
    """
    if column.book.course_id:
        return _of_subject(page, column)
    if column.subject.code in KINDS:
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
    kinds = KINDS[column.subject.code]
    slot = f"muc_{column.slot.removeprefix('nx_')}"
    traits = [
        c
        for c in page.columns
        if c.term == column.term and c.slot == slot and c.subject.kind in kinds
    ]

    def find(student: int) -> tuple[int | None, str]:
        ranks = [_rank(page, c, student) for c in traits]
        known = [r for r in ranks if r is not None]
        if not traits or len(known) < len(ranks):
            return None, ""
        return (min(known) if min(known) in (0, 3) else 1), ""

    return _each(page, find)


def bank_of(phrases: list[Phrase]) -> list[Known]:
    """A bank as the wording reads it; one's own phrases before the school's."""
    rows = sorted(phrases, key=lambda p: (p.owner is None, p.pk))
    return [Known(p.pk, p.text, p.rank, p.trend, p.subject_id) for p in rows]
