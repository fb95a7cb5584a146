"""Invented people and their snapshots, for tests and benchmarks of the forms."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from hocba.documents.snapshot import (
    CoverSnapshot,
    DocumentInfo,
    HistoryRow,
    Homeroom,
    Klass,
    PersonRef,
    Results,
    School,
    Signing,
    Slot,
    Subject,
    Trait,
    YearSnapshot,
)
from tests.forms.people import (
    DAT as DAT,
)
from tests.forms.people import (
    LOWER_HOMEROOM as LOWER_HOMEROOM,
)
from tests.forms.people import (
    LOWER_SCHOOL as LOWER_SCHOOL,
)
from tests.forms.people import (
    NOW as NOW,
)
from tests.forms.people import (
    PRIMARY_HOMEROOM as PRIMARY_HOMEROOM,
)
from tests.forms.people import (
    PRIMARY_SCHOOL as PRIMARY_SCHOOL,
)
from tests.forms.people import (
    PRINCIPAL as PRINCIPAL,
)
from tests.forms.people import (
    Y_KHUONG as Y_KHUONG,
)
from tests.forms.people import (
    YEAR as YEAR,
)
from tests.forms.subjects import LOWER, PRIMARY


def _document(kind: str, form: str, **changes: Any) -> DocumentInfo:
    info = DocumentInfo(
        id="7b0c2e0e-6f8d-4b8e-9a58-3f1de2a90c11",
        version=1,
        kind=kind,  # type: ignore[arg-type]
        form=form,
        form_version=1,
        trust="test",
        verify_base="https://hocba.example.vn/kt",
        short_code="K7QM-42XD",
    )
    return dataclasses.replace(info, **changes)


def _people(items: tuple[str, ...]) -> tuple[PersonRef, ...]:
    return tuple(PersonRef(person=p.split(":")[0], name=p.split(":")[1]) for p in items)


def lower_subjects() -> tuple[Subject, ...]:
    return tuple(
        Subject(
            code=code,
            name=name,
            kind=kind,  # type: ignore[arg-type]
            teachers=_people(teachers),
            term1=t1,
            term2=t2,
            year=y,
            comment=comment,
            exempt="year" if code == "GDTC" else "",
            reassessed=58 if code == "NV" else None,
        )
        for code, name, kind, teachers, t1, t2, y, comment in LOWER
    )


def slots(
    subjects: tuple[Subject, ...], homeroom: PersonRef, school: School, *, subject_slots: bool
) -> tuple[Slot, ...]:
    """GVBM by teacher (not at primary), then GVCN, CBQL and the seal."""
    result: list[Slot] = []
    by_person: dict[PersonRef, list[str]] = {}
    for subject in subjects if subject_slots else ():
        for teacher in subject.teachers:
            if teacher != homeroom:
                by_person.setdefault(teacher, []).append(f"s-{subject.code}")
    for teacher, covers in by_person.items():
        result.append(
            Slot(
                id=f"gvbm-{teacher.person}",
                role="GVBM",
                person=teacher.person,
                name=teacher.name,
                mode="confirmed" if teacher.person == "16" else "signed",
                covers=("identity", *covers),
            )
        )
    everything = ("data", "region-gvbm")
    result += [
        Slot(
            id="gvcn",
            role="GVCN",
            person=homeroom.person,
            name=homeroom.name,
            mode="signed",
            covers=everything,
        ),
        Slot(
            id="cbql",
            role="CBQL",
            person=PRINCIPAL.person,
            name=PRINCIPAL.name,
            mode="signed",
            covers=(*everything, "region-gvcn"),
        ),
        Slot(
            id="seal",
            role="KY_PHAT_HANH",
            name=school.name,
            mode="signed",
            school=school.name,
            tax_code=school.tax_code,
            covers=(*everything, "region-gvcn", "region-cbql"),
        ),
    ]
    return tuple(result)


def lower_year(**changes: Any) -> YearSnapshot:
    subjects = lower_subjects()
    snapshot = YearSnapshot(
        document=_document("transcript_year", "hocba_lower_secondary_tt22"),
        school=LOWER_SCHOOL,
        pupil=DAT,
        signing=Signing(place="Phước Vĩnh Đông", day=dt.date(2026, 5, 29), principal=PRINCIPAL),
        year=YEAR,
        klass=Klass(name="7A2", grade=7),
        subjects=subjects,
        homeroom=Homeroom(
            teacher=LOWER_HOMEROOM,
            conduct_term1="K",
            conduct_term2="T",
            conduct_year="T",
            absent_excused=3,
            absent_unexcused=1,
            absent_total=4,
            comment="Em ngoan, lễ phép, hòa đồng với bạn bè; chuyên cần trong học tập.\nCần tập trung hơn ở môn Ngữ văn và mạnh dạn phát biểu.",
            summer="Tham gia đầy đủ lớp ôn tập hè, chấp hành tốt nội quy.",
        ),
        results=Results(
            regime="TT22",
            regime_version="2021-07-20",
            learning_term1="Đ",
            learning_term2="K",
            learning_year="K",
            learning_reassessed="K",
            award="Học sinh tiến bộ, giấy khen cấp trường",
            promotion="promoted_after",
            promotion_text="Lên lớp 8",
            completion_text="",
            certificate="Tin học ứng dụng",
            certificate_grade="Khá",
            competitions="Giải Ba hội thi Tin học trẻ cấp xã",
            corrections=2,
            corrected_subjects="Toán, Công nghệ",
            decided_by=PRINCIPAL,
            decided_on=dt.date(2026, 5, 28),
        ),
        slots=slots(subjects, LOWER_HOMEROOM, LOWER_SCHOOL, subject_slots=True),
    )
    return dataclasses.replace(snapshot, **changes)


def lower_cover(**changes: Any) -> CoverSnapshot:
    snapshot = CoverSnapshot(
        document=_document("transcript_cover", "hocba_lower_secondary_tt22"),
        school=LOWER_SCHOOL,
        pupil=DAT,
        signing=Signing(place="Phước Vĩnh Đông", day=dt.date(2025, 9, 5), principal=PRINCIPAL),
        history=(
            HistoryRow(
                year="2024-2025",
                klass="6A1",
                school="Trường THCS Gò Đen",
                place="xã Gò Đen, tỉnh Long Hòa",
                register_number="0091",
                entered=dt.date(2024, 9, 5),
            ),
            HistoryRow(
                year="2025-2026",
                klass="7A2",
                school=LOWER_SCHOOL.name,
                place="xã Phước Vĩnh Đông, tỉnh Long Hòa",
                register_number="0147",
                entered=dt.date(2025, 9, 5),
            ),
        ),
        slots=(
            Slot(
                id="cbql",
                role="CBQL",
                person=PRINCIPAL.person,
                name=PRINCIPAL.name,
                mode="signed",
                covers=("data",),
            ),
            Slot(
                id="seal",
                role="KY_PHAT_HANH",
                name=LOWER_SCHOOL.name,
                mode="signed",
                school=LOWER_SCHOOL.name,
                tax_code=LOWER_SCHOOL.tax_code,
                covers=("data", "region-cbql"),
            ),
        ),
    )
    return dataclasses.replace(snapshot, **changes)


def primary_year(**changes: Any) -> YearSnapshot:
    subjects = tuple(
        Subject(
            code=code,
            name=name,
            kind="comment" if test is None else "scored",
            teachers=(PRIMARY_HOMEROOM,),
            year=level,
            test=test,
            comment=comment,
        )
        for code, name, level, test, comment in PRIMARY
    )
    snapshot = YearSnapshot(
        document=_document("transcript_year", "hocba_primary_tt27"),
        school=PRIMARY_SCHOOL,
        pupil=Y_KHUONG,
        signing=Signing(place="Ea Kao", day=dt.date(2026, 5, 27), principal=PRINCIPAL, acting=True),
        year=YEAR,
        klass=Klass(name="4B", grade=4),
        subjects=subjects,
        homeroom=Homeroom(
            teacher=PRIMARY_HOMEROOM,
            qualities=tuple(
                Trait(code=c, level=v)
                for c, v in (
                    ("yeu_nuoc", "T"),
                    ("nhan_ai", "T"),
                    ("cham_chi", "Đ"),
                    ("trung_thuc", "T"),
                    ("trach_nhiem", "Đ"),
                )
            ),
            qualities_comment="Em biết yêu thương, giúp đỡ bạn bè; cần chăm chỉ hơn khi làm bài ở nhà.",
            general_competencies=(
                Trait(code="tu_chu_tu_hoc", level="Đ", comment="Biết tự chuẩn bị đồ dùng học tập."),
                Trait(code="giao_tiep_hop_tac", level="T", comment="Mạnh dạn, hợp tác tốt."),
                Trait(code="gqvd_sang_tao", level="Đ", comment=""),
            ),
            specific_competencies=tuple(
                Trait(code=c, level=v)
                for c, v in (
                    ("ngon_ngu", "T"),
                    ("tinh_toan", "Đ"),
                    ("khoa_hoc", "T"),
                    ("cong_nghe", "T"),
                    ("tin_hoc", "Đ"),
                    ("tham_mi", "T"),
                    ("the_chat", "T"),
                )
            ),
            specific_comment="Có năng khiếu ca hát và thể thao.",
            absent_excused=2,
            absent_unexcused=0,
            absent_total=2,
            height_mm=1285,
            weight_g=27300,
        ),
        results=Results(
            regime="TT27",
            regime_version="2020-09-04",
            overall="HT",
            award="Khen đột xuất: vượt khó học tập",
            promotion="promoted",
            promotion_text="Lên lớp 5",
            completion_text="Hoàn thành chương trình lớp 4",
            decided_by=PRINCIPAL,
            decided_on=dt.date(2026, 5, 26),
        ),
        slots=slots(subjects, PRIMARY_HOMEROOM, PRIMARY_SCHOOL, subject_slots=False),
    )
    return dataclasses.replace(snapshot, **changes)


def primary_cover(**changes: Any) -> CoverSnapshot:
    snapshot = CoverSnapshot(
        document=_document("transcript_cover", "hocba_primary_tt27"),
        school=PRIMARY_SCHOOL,
        pupil=Y_KHUONG,
        signing=Signing(place="Ea Kao", day=dt.date(2022, 9, 5), principal=PRINCIPAL),
        history=(
            HistoryRow(
                year="2022-2023",
                klass="1A",
                school="Trường Tiểu học Lê Lai",
                register_number="L-12",
                entered=dt.date(2022, 9, 5),
            ),
            HistoryRow(
                year="2025-2026",
                klass="4B",
                school=PRIMARY_SCHOOL.name,
                register_number="TH-0088",
                entered=dt.date(2025, 8, 25),
            ),
        ),
        slots=(
            Slot(
                id="cbql",
                role="CBQL",
                person=PRINCIPAL.person,
                name=PRINCIPAL.name,
                mode="signed",
                covers=("data",),
            ),
            Slot(
                id="seal",
                role="KY_PHAT_HANH",
                name=PRIMARY_SCHOOL.name,
                mode="signed",
                school=PRIMARY_SCHOOL.name,
                tax_code=PRIMARY_SCHOOL.tax_code,
                covers=("data", "region-cbql"),
            ),
        ),
    )
    return dataclasses.replace(snapshot, **changes)
