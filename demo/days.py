"""The days of the second term in some classes: who was away, what was taught, what teachers noted.

A plan, pure and reproducible; pupils are places on the list of the class, from 0.
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from demo.comments import skills

ROLL_CLASSES = ("3C", "5A", "8B", "9A")
"""Here the homeroom teacher calls the roll every morning of term II."""
LAST_WEEK = dt.date(2026, 5, 25)
"""From this day the roll is called in every class; the other classes' counts of the term are typed."""
LESSON_WEEKS = {
    "8B": (dt.date(2026, 4, 20), dt.date(2026, 5, 11), dt.date(2026, 5, 18), dt.date(2026, 5, 25)),
    "3C": (dt.date(2026, 5, 18), dt.date(2026, 5, 25)),
}
"""Mondays of the weeks of which the sổ đầu bài is kept here; the last one is still open."""
FIRST, LAST = dt.date(2026, 1, 19), dt.date(2026, 5, 29)
TET = (dt.date(2026, 2, 9), dt.date(2026, 2, 22))
FREE = {dt.date(2026, 4, 27), dt.date(2026, 4, 30), dt.date(2026, 5, 1)}
OFTEN_AWAY = ("8B", 12)
"""A pupil whose absences ask for attention long before the limit of 45."""
WEEKS_BEFORE = 18
"""Weeks of term I, for the running numbers of lessons."""
DAY = dt.timedelta(days=1)
WHY = ("sốt", "đau bụng", "khám răng", "việc gia đình", "đau mắt")

Away = Mapping[int, tuple[str, str]]
"""By pupil: P with leave or K without, and a note."""


def school_days() -> list[dt.date]:
    """Monday to Friday of term II without Tết and holidays."""
    days = (FIRST + n * DAY for n in range((LAST - FIRST).days + 1))
    return [d for d in days if d.weekday() < 5 and d not in FREE and not TET[0] <= d <= TET[1]]


def absences(seed: str, klass: str, pupils: int) -> dict[dt.date, Away]:
    """Who was away each morning of term II; a pupil is seldom away, and mostly with leave."""
    found: dict[dt.date, dict[int, tuple[str, str]]] = {day: {} for day in school_days()}
    days = list(found)
    for pupil in range(pupils):
        rng = random.Random(f"{seed}:away:{klass}:{pupil}")
        if (klass, pupil) == OFTEN_AWAY:
            missed = [*days[20:27], *rng.sample(days[30:], 12)]
        else:
            missed = rng.sample(days, rng.choices((0, 1, 2, 4), (5, 4, 2, 1))[0])
        for day in missed:
            leave = rng.randrange(6) > 0
            found[day][pupil] = ("P", rng.choice(WHY)) if leave else ("K", "")
    return dict(found)


def last_absences(seed: str, klass: str, typed: Sequence[tuple[int, int]]) -> dict[dt.date, Away]:
    """Who was away in the last week, never more often than the counts (with leave, without) that
    are typed for the pupil's whole term."""
    every = school_days()
    days = [d for d in every if d >= LAST_WEEK]
    found: dict[dt.date, dict[int, tuple[str, str]]] = {day: {} for day in days}
    for pupil, (leave, none) in enumerate(typed):
        rng = random.Random(f"{seed}:away:{klass}:{pupil}")
        kinds = ["P"] * leave + ["K"] * none
        for day, kind in zip(rng.sample(every, len(kinds)), kinds, strict=True):
            if day in found:
                found[day][pupil] = (kind, rng.choice(WHY) if kind == "P" else "")
    return dict(found)


@dataclass(frozen=True)
class Period:
    """A lesson of a class: the subject's code, its running number, what it was about."""

    day: dt.date
    period: int
    subject: str
    number: int
    title: str
    remark: str
    rating: str


_REMARKS = (
    ("Lớp chú ý nghe giảng, phát biểu sôi nổi.", "T"),
    ("Chuẩn bị bài đầy đủ, trật tự tốt.", "T"),
    ("Hoạt động nhóm tốt, làm xong bài tại lớp.", "T"),
    ("Học nghiêm túc; hai em chưa làm bài tập.", "K"),
    ("Đầu giờ còn ồn, sau đó học tốt.", "K"),
)


def timetable(hours: Mapping[str, int]) -> dict[tuple[int, int], str]:
    """(weekday, period) → subject: mornings of five periods, two afternoons for the rest."""
    left = Counter(hours)
    slots = [(day, period) for period in range(1, 6) for day in range(5)]
    slots += [(day, period) for day in (1, 3) for period in (6, 7)]
    table: dict[tuple[int, int], str] = {}
    for day, period in slots:
        today = {code for (d, _), code in table.items() if d == day}
        fresh = [c for c in left if left[c] and c not in today] or [c for c in left if left[c]]
        if not fresh:
            break
        table[day, period] = max(fresh, key=lambda c: (left[c], c))
        left[table[day, period]] -= 1
    return table


def lessons(seed: str, klass: str, hours: Mapping[str, int]) -> Iterator[Period]:
    """The periods of the weeks of a class, in the order in which they were held."""
    table = timetable(hours)
    teaching = set(school_days())
    for monday in LESSON_WEEKS[klass]:
        weeks = WEEKS_BEFORE + _weeks_of_term(monday)
        numbers = {code: weeks * n for code, n in hours.items()}
        for (weekday, period), code in sorted(table.items()):
            day = monday + weekday * DAY
            numbers[code] += 1
            if day in teaching:
                rng = random.Random(f"{seed}:lesson:{klass}:{day}:{period}")
                yield _period(rng, klass, day, period, code, numbers[code])


def _weeks_of_term(monday: dt.date) -> int:
    held = {d - d.weekday() * DAY for d in school_days()}
    return sum(m < monday for m in held)


def _period(
    rng: random.Random, klass: str, day: dt.date, period: int, code: str, number: int
) -> Period:
    about = skills(code, int(klass[0]))
    skill = about[number // 2 % len(about)]
    title = f"Luyện tập: {skill}" if number % 2 else skill[0].upper() + skill[1:]
    remark, rating = rng.choice(_REMARKS)
    return Period(day, period, code, number, title, remark, rating)


@dataclass(frozen=True)
class Noted:
    """A remark on some pupils in a week: its tone (praise, note, remind) and whom it is about."""

    pupils: Sequence[int]
    tone: str
    text: str


WEEKS = tuple(dt.date(2026, 4, 20) + n * 7 * DAY for n in range(6))
"""Mondays of the weeks on which teachers remark here."""
_OF_HOMEROOM = (
    "Nền nếp tốt, đi học đúng giờ; giữ vệ sinh lớp sạch. Tuần sau ôn tập theo đề cương.",
    "Tham gia đầy đủ buổi lao động của trường. Còn vài em quên khăn quàng, đồng phục.",
    "Thi đua xếp thứ hai toàn khối. Tiếp tục đôi bạn cùng tiến, giúp nhau môn Toán.",
    "Truy bài đầu giờ nghiêm túc hơn tuần trước. Sĩ số các buổi khá đều.",
    "Ôn tập cuối học kì nghiêm túc, phần lớn làm đủ bài. Cần giữ trật tự giờ chuyển tiết.",
    "Hoàn thành kiểm tra cuối học kì, không em nào vi phạm. Chuẩn bị tổng kết năm học.",
)
_OF_SUBJECT = (
    "Lớp học tập tích cực, làm bài đủ.",
    "Trật tự tốt, phát biểu nhiều hơn tuần trước.",
    "Một số em chưa chuẩn bị bài, cần nhắc nhở.",
    "Ôn tập nghiêm túc, tự soát bài theo nhóm.",
)
_NOTES = (
    ("praise", "Xung phong giải bài khó và giảng lại cho bạn."),
    ("praise", "Tiến bộ rõ, hăng hái phát biểu."),
    ("praise", "Giúp bạn bị ốm chép bài đầy đủ."),
    ("note", "Nghỉ ốm, đã mượn vở chép bài bù."),
    ("note", "Đã nộp bài làm bổ sung."),
    ("remind", "Chưa làm bài tập về nhà."),
    ("remind", "Nói chuyện riêng trong giờ, đã nhắc."),
)


def week_of_class(week: int) -> str:
    """What the homeroom teacher says of a week (its place in `WEEKS`)."""
    return _OF_HOMEROOM[week]


def week_of_subject(seed: str, klass: str, code: str, week: int) -> str:
    """What a subject teacher says of the discipline of a class in a week."""
    return random.Random(f"{seed}:week:{klass}:{code}:{week}").choice(_OF_SUBJECT)


def notes(seed: str, klass: str, code: str, week: int, pupils: int) -> list[Noted]:
    """Remarks on single pupils in a week, by the teacher of a subject or, "", the homeroom one."""
    rng = random.Random(f"{seed}:notes:{klass}:{code}:{week}")
    return [
        Noted(sorted(rng.sample(range(pupils), rng.choice((1, 1, 2, 3)))), tone, text)
        for tone, text in rng.sample(_NOTES, 2 if code == "" else 1)
    ]
