"""Named settings: questions that the law leaves open, and who answered them for a school.

An app registers its settings with `register`; the answers are rows of `SettingDecision`, dated by
school year and never changed. A setting names the levels that may answer it. Where both may, the
province's answer binds its schools and a school answers only while the province has not.
"""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hocba.kernel import sql

PROVINCE, SCHOOL = "province", "school"
OWNER_WORDS = {PROVINCE: "Sở Giáo dục và Đào tạo", SCHOOL: "nhà trường"}


@dataclass(frozen=True)
class Choice:
    """One answer: the stored code and its words in a sentence («không, chỉ áp dụng khoản 2»)."""

    code: str
    words: str


@dataclass(frozen=True)
class Setting:
    """A question with its answers; the first one is the default.

    `owners` are the kinds of place that may answer. `ground` is the clause or text the question
    comes from. `apart` lists things (code, words) that may be answered each for itself, as single
    subjects; nothing when there is one answer for all. `circulars` are codes of the circulars it
    acts in (none: whatever the circular), `acts` the results or pages it changes.
    """

    name: str
    group: str
    question: str
    choices: tuple[Choice, ...]
    owners: tuple[str, ...] = (PROVINCE, SCHOOL)
    ground: str = ""
    apart: tuple[Choice, ...] = ()
    circulars: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()

    @property
    def default(self) -> str:
        return self.choices[0].code

    def word(self, code: str) -> str:
        """The words of an answer."""
        return next((c.words for c in self.choices if c.code == code), code)

    def about_words(self, about: str) -> str:
        """What an answer is about: «Ngoại ngữ 2»; empty for the whole."""
        return next((c.words for c in self.apart if c.code == about), "")


SETTINGS: dict[str, Setting] = {}


def register(setting: Setting) -> Setting:
    """Add a setting; its name must be new."""
    if setting.name in SETTINGS:
        raise ValueError(f"setting registered twice: {setting.name}")
    SETTINGS[setting.name] = setting
    return setting


@dataclass(frozen=True)
class Answer:
    """The answer in force: by whom, by which decision, from which school year."""

    id: int
    place: int
    kind: str
    place_name: str
    value: str
    from_year: int
    number: str
    decided_on: datetime.date
    ground: str

    @property
    def cited(self) -> str:
        """«theo quyết định số 12/QĐ-SGDĐT ngày 05/9/2025 của Sở …»."""
        day = self.decided_on.strftime("%d/%m/%Y")
        return f"theo quyết định số {self.number} ngày {day} của {self.place_name}"


@dataclass(frozen=True)
class InForce:
    """All settings of a school in a school year. `answers` by (name, about); none is the default."""

    answers: dict[tuple[str, str], Answer]

    def __hash__(self) -> int:
        return hash(tuple(self.answers.items()))

    def answer(self, name: str, about: str = "") -> Answer | None:
        """The decision behind a value; for a single thing its own, else that of the whole."""
        own = self.answers.get((name, about)) if about else None
        return own or self.answers.get((name, ""))

    def value(self, name: str, about: str = "") -> str:
        """The code of the answer in force, the default where nobody decided."""
        found = self.answer(name, about)
        return found.value if found else SETTINGS[name].default

    def said(self, name: str) -> str:
        """The answer in words with its decision: «có, theo quyết định số …»."""
        setting = SETTINGS[name]
        parts = [_said(setting, self.value(name), self.answer(name))]
        for one in setting.apart:
            own = self.answers.get((name, one.code))
            if own is not None:
                parts.append(f"{one.words}: {_said(setting, own.value, own)}")
        return "; ".join(parts)


def _said(setting: Setting, value: str, answer: Answer | None) -> str:
    words = setting.word(value)
    return f"{words}, {answer.cited}" if answer else words


DEFAULTS = InForce({})
_SQL = """
WITH RECURSIVE above(id) AS (
  SELECT CAST(%s AS bigint)
  UNION
  SELECT p.parent_id FROM org_placeparent p JOIN above a ON p.place_id = a.id
  WHERE p.purpose = 'administrative' AND p.starts <= %s AND (p.ends IS NULL OR p.ends >= %s)
)
SELECT d.name, d.about, d.id, d.place_id, l.kind, l.name, d.value, d.from_year, d.number,
       d.decided_on, d.ground
FROM org_settingdecision d JOIN above ON above.id = d.place_id JOIN org_place l ON l.id = d.place_id
WHERE d.from_year <= %s ORDER BY d.from_year, d.id
"""


def settings_for(place: int, year: int) -> InForce:
    """The settings of a school (or of a province itself) in a school year. One statement.

    Parents are those of 31 December of the year; a later start wins, then the later decision.
    """
    day = sql.here().ops.adapt_datefield_value(datetime.date(year, 12, 31))
    rows = sql.rows(_SQL, [place, day, day, year])
    found: dict[tuple[str, str], Answer] = {}
    for name, about, *rest in rows:
        if name not in SETTINGS:
            continue
        rest[7] = _day(rest[7])
        answer, held = Answer(*rest), found.get((name, about))
        binds = held is not None and held.kind == PROVINCE and answer.kind != PROVINCE
        if not binds and answer.kind in SETTINGS[name].owners:
            found[name, about] = answer
    return InForce(found)


def _day(value: object) -> datetime.date:
    """SQLite gives plain statements dates as text."""
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value  # type: ignore[return-value]


def grouped(circulars: Collection[str] | None = None) -> list[tuple[str, Sequence[Setting]]]:
    """The settings that act under these circulars by group, in the order of registration; all of
    them for None."""
    groups: dict[str, list[Setting]] = {}
    for setting in SETTINGS.values():
        if circulars is None or not setting.circulars or set(setting.circulars) & set(circulars):
            groups.setdefault(setting.group, []).append(setting)
    return list(groups.items())
