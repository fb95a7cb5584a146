"""The content of a document as frozen dataclasses: what `snapshot` checks, hashes and reads.

Marks are integer tenths (75 is 7,5); levels are the codes of the regulation ("T", "K", "Đ",
"CĐ", "HTXS" …); dates are `datetime.date`. Nothing here can be computed from something else at
print time: the form only puts words to codes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from hocba.documents.fields import Line, Para, Tenths
from hocba.documents.fields import Value as Value

Kind = Literal["transcript_year", "transcript_cover"]
Role = Literal["GVBM", "GVCN", "CBQL", "KY_PHAT_HANH"]
ROLES: tuple[Role, ...] = ("GVBM", "GVCN", "CBQL", "KY_PHAT_HANH")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentInfo:
    """Which document this is. `form_version` is the version in form.toml."""

    id: Line
    version: int
    kind: Kind
    form: Line
    form_version: int
    trust: Literal["test", "real"]
    verify_base: Line
    short_code: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """The school as it was on the day of the snapshot; `parent` is the letterhead's first line."""

    name: Line
    code: Line
    tax_code: Line = ""
    ward: Line
    province: Line
    parent: Line = ""
    level: Literal["primary", "lower_secondary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFrame:
    """School year ("2025-2026") and the days of its terms, both ends included."""

    name: Line
    term1_starts: dt.date
    term1_ends: dt.date
    term2_starts: dt.date
    term2_ends: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Klass:
    name: Line
    grade: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One of a pupil's codes: who gave it ("BGDDT", "DDCN", …) and its value."""

    issuer: Line
    value: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    name: Line
    job: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pupil:
    """`photo` is the SHA-256 (hex) of the photo blob, or "" when there is none."""

    id: Line
    name: Line
    sex: Literal["M", "F"]
    birth_date: dt.date
    birthplace: Line = ""
    ethnicity: Line = ""
    nationality: Line = ""
    home_town: Line = ""
    address: Line = ""
    policy_group: Line = ""
    register_number: Line = ""
    codes: tuple[Code, ...] = ()
    father: Relative | None = None
    mother: Relative | None = None
    guardian: Relative | None = None
    photo: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRef:
    """A member of staff: id of the person in the installation, and the name as printed."""

    person: Line
    name: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One row of the subject table.

    TT 22 fills term1, term2, year, reassessed; TT 27 fills `year` (level) and `test` (tenths
    of the year-end test). `exempt` says for which time the pupil is exempted.
    """

    code: Line
    name: Line
    kind: Literal["scored", "comment"]
    teachers: tuple[PersonRef, ...] = ()
    term1: Value = None
    term2: Value = None
    year: Value = None
    reassessed: Value = None
    test: Tenths | None = None
    comment: Para = ""
    exempt: Literal["", "term1", "term2", "year"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """A quality or competency (TT 27): code as in the form, level T/Đ/C, own comment."""

    code: Line
    level: Line = ""
    comment: Para = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Homeroom:
    """What the homeroom teacher answers for.

    Heights are millimetres, weights grams, absences sessions. A block comment
    (`qualities_comment` …) is printed in one merged cell and excludes comments of its traits.
    """

    teacher: PersonRef
    conduct_term1: Line = ""
    conduct_term2: Line = ""
    conduct_year: Line = ""
    conduct_reassessed: Line = ""
    qualities: tuple[Trait, ...] = ()
    general_competencies: tuple[Trait, ...] = ()
    specific_competencies: tuple[Trait, ...] = ()
    qualities_comment: Para = ""
    general_comment: Para = ""
    specific_comment: Para = ""
    absent_excused: int | None = None
    absent_unexcused: int | None = None
    absent_total: int | None = None
    height_mm: int | None = None
    weight_g: int | None = None
    comment: Para = ""
    summer: Para = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What was concluded, under which regime, and who decided it.

    `promotion` chooses the line of the form, `promotion_text` is what is written on it.
    """

    regime: Line
    regime_version: Line
    learning_term1: Line = ""
    learning_term2: Line = ""
    learning_year: Line = ""
    learning_reassessed: Line = ""
    overall: Line = ""
    award: Para = ""
    promotion: Literal["", "promoted", "promoted_after", "not_promoted"] = ""
    promotion_text: Line = ""
    completion_text: Line = ""
    certificate: Line = ""
    certificate_grade: Line = ""
    competitions: Para = ""
    corrections: int | None = None
    corrected_subjects: Line = ""
    decided_by: PersonRef | None = None
    decided_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Place and day above the principal's name; `acting`: KT. HIỆU TRƯỞNG / PHÓ HIỆU TRƯỞNG."""

    place: Line
    day: dt.date
    principal: PersonRef
    acting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One row of QUÁ TRÌNH HỌC TẬP; `place` is "xã …, tỉnh …" of the school."""

    year: Line
    klass: Line
    school: Line
    place: Line = ""
    register_number: Line = ""
    entered: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A signature the document must have. `covers` are Ids of the XML, in signing order.

    GVBM, GVCN and CBQL name a person; KY_PHAT_HANH names the school and its tax code. A GVBM
    slot covers "identity" and its "s-CODE"s; the later ones cover "data" and the earlier regions.
    """

    id: Line
    role: Role
    person: Line = ""
    name: Line
    mode: Literal["signed", "confirmed"]
    covers: tuple[str, ...]
    school: Line = ""
    tax_code: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSnapshot:
    """One school year of one pupil: pages A and B of the học bạ."""

    document: DocumentInfo
    school: School
    pupil: Pupil
    signing: Signing
    year: YearFrame
    klass: Klass
    subjects: tuple[Subject, ...]
    homeroom: Homeroom
    results: Results
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSnapshot:
    """Cover, guidance and personal page of one pupil at one school."""

    document: DocumentInfo
    school: School
    pupil: Pupil
    signing: Signing
    history: tuple[HistoryRow, ...]
    slots: tuple[Slot, ...]


Snapshot = YearSnapshot | CoverSnapshot
