"""Which phrase of a bank suits a pupil: by rank, trend and subject, rotated so that neighbours differ."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hocba.kernel.names import fold

BANDS = ((80, 3), (65, 2), (50, 1))
"""From so many tenths a result is of this rank; these are bands for wording, not for the law."""
CODES = {"T": 3, "K": 2, "H": 1, "Đ": 1, "C": 0, "CĐ": 0}
STEP = 10
"""Tenths between two terms from which a trend is spoken of."""


def rank_of(number: int | None, code: str | None) -> int | None:
    """Rank 3 (best) to 0 of a result: tenths or a level code; None when there is neither.

    >>> rank_of(80, None), rank_of(49, None), rank_of(None, "CĐ"), rank_of(None, None)
    (3, 0, 0, None)
    """
    if number is not None:
        return next((rank for floor, rank in BANDS if number >= floor), 0)
    return None if code is None else CODES.get(code)


def trend_of(before: int | None, now: int | None) -> str:
    """ "up" or "down" when two averages in tenths differ by a whole mark; "" otherwise."""
    if before is None or now is None or abs(now - before) < STEP:
        return ""
    return "up" if now > before else "down"


@dataclass(frozen=True)
class Known:
    """A phrase of a bank: `rank`, `trend` and `subject` say for whom, `period` when; None and "" mean
    anybody, at any time. A bank holds no phrase of another time (`commenting.bank_of`).

    `{ten}` in the text stands for the given name, `{mon}` for the subject.
    """

    id: int
    text: str
    rank: int | None = None
    trend: str = ""
    subject: int | None = None
    period: str = ""


Bank = Sequence[Known]


@dataclass(frozen=True)
class Pupil:
    """A pupil as the wording needs to know: given name, rank and trend of the own results."""

    id: int
    given: str
    rank: int | None
    trend: str = ""


@dataclass(frozen=True)
class Noted:
    """What was noted of a pupil in a week of the term, oldest first: tone (praise, note, remind)."""

    tone: str
    text: str


def with_weeks(text: str, noted: Sequence[Noted]) -> str:
    """A proposal with what the weeks of the term had to say: the last praise and the last reminder.

    >>> with_weeks("Nắm chắc bài.", [Noted("praise", "Giúp bạn học"), Noted("remind", "hay quên vở")])
    'Nắm chắc bài. Giúp bạn học. Cần chú ý: hay quên vở.'
    """
    praise = next((n.text for n in reversed(noted) if n.tone == "praise"), "")
    remind = next((n.text for n in reversed(noted) if n.tone == "remind"), "")
    said = [text, praise, f"Cần chú ý: {remind}" if remind else ""]
    return " ".join(part.rstrip(". ") + "." for part in said if part)


def _fits(phrase: Known, pupil: Pupil, subject: int | None) -> bool:
    return (
        phrase.rank in (None, pupil.rank)
        and phrase.trend in ("", pupil.trend)
        and phrase.subject in (None, subject)
    )


def _closeness(phrase: Known) -> int:
    """The more a phrase says for whom it is, the better it suits whom it fits."""
    told = (phrase.trend, phrase.subject is not None, phrase.period, phrase.rank is not None)
    return sum(2**n for n, one in enumerate(reversed(told)) if one)


def propose(
    bank: Bank,
    pupils: Sequence[Pupil],
    written: Mapping[int, str],
    subject: int | None = None,
    subject_name: str = "",
) -> dict[int, str]:
    """A text for each pupil who has a rank and no text in `written`, in the order of the list.

    The least used of the closest phrases is taken, never that of the neighbour before where there
    is another. What is written already counts as used and is never proposed anew, so running this
    again leaves accepted texts as they are.
    """

    def said(phrase: Known, pupil: Pupil) -> str:
        return phrase.text.replace("{ten}", pupil.given).replace("{mon}", subject_name)

    def taken(pupil: Pupil) -> int:
        text = fold(written[pupil.id])
        return next((p.id for p in bank if fold(said(p, pupil)) == text), 0)

    own = {pupil.id: taken(pupil) for pupil in pupils if pupil.id in written}
    used = Counter(own.values())
    found: dict[int, str] = {}
    before = 0
    for pupil in pupils:
        if pupil.id in own:
            before = own[pupil.id]
            continue
        fitting = [p for p in bank if pupil.rank is not None and _fits(p, pupil, subject)]
        if not fitting:
            before = 0
            continue
        best = max(map(_closeness, fitting))
        closest = [p for p in fitting if _closeness(p) == best]
        choice = min([p for p in closest if p.id != before] or closest, key=lambda p: used[p.id])
        used[choice.id] += 1
        before = choice.id
        found[pupil.id] = said(choice, pupil)
    return found
