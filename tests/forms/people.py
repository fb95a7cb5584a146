"""Invented schools and people of the samples, with names that catch careless code."""

from __future__ import annotations

import datetime as dt

from hocba.documents.snapshot import Code, PersonRef, Pupil, Relative, School, YearFrame

NOW = dt.datetime(2026, 5, 29, 16, 5, 10, tzinfo=dt.timezone(dt.timedelta(hours=7)))

YEAR = YearFrame(
    name="2025-2026",
    term1_starts=dt.date(2025, 9, 5),
    term1_ends=dt.date(2026, 1, 17),
    term2_starts=dt.date(2026, 1, 19),
    term2_ends=dt.date(2026, 5, 29),
)
PRINCIPAL = PersonRef(person="1", name="Huỳnh Thị Ngọc Ưu")


LOWER_SCHOOL = School(
    name="Trường THCS Nguyễn Đình Chiểu",
    code="79760512",
    tax_code="0309988776",
    ward="Xã Phước Vĩnh Đông",
    province="Tỉnh Long Hòa",
    parent="Ủy ban nhân dân xã Phước Vĩnh Đông",
    level="lower_secondary",
)
PRIMARY_SCHOOL = School(
    name="Trường Tiểu học Bông Sen",
    code="79760301",
    tax_code="0301122334",
    ward="Phường Ea Kao",
    province="Tỉnh Đắk Hòa",
    parent="Ủy ban nhân dân phường Ea Kao",
    level="primary",
)
DAT = Pupil(
    id="501",
    name="Đặng Nguyễn Thành Đạt",
    sex="M",
    birth_date=dt.date(2013, 2, 3),
    birthplace="Bệnh viện Đa khoa huyện Cần Giờ cũ",
    ethnicity="Kinh",
    nationality="Việt Nam",
    home_town="Xã Thượng Lạc, tỉnh Nam Trực",
    address="Số 12/3 ấp Vĩnh Tân, xã Phước Vĩnh Đông",
    policy_group="Con thương binh hạng 2/4",
    register_number="0147",
    codes=(Code(issuer="BGDĐT", value="7912345678"), Code(issuer="ĐDCN", value="079213000147")),
    father=Relative(name="Đặng Văn Lượng", job="Thợ điện"),
    mother=Relative(name="Nguyễn Thị Quỳnh Như", job="Buôn bán"),
    guardian=Relative(name="Đặng Thị Xuyến", job="Hưu trí"),
)
Y_KHUONG = Pupil(
    id="902",
    name="Y Khương Êban",
    sex="M",
    birth_date=dt.date(2016, 11, 20),
    birthplace="Buôn Cuôr Kăp",
    ethnicity="Ê-đê",
    nationality="Việt Nam",
    home_town="Buôn Cuôr Kăp, tỉnh Đắk Hòa",
    address="Buôn Cuôr Kăp, phường Ea Kao",
    policy_group="Hộ cận nghèo",
    register_number="TH-0088",
    codes=(Code(issuer="BGDĐT", value="6612345001"),),
    father=Relative(name="Y Blơm Niê", job="Nông dân"),
    mother=Relative(name="H'Nuôl Êban", job="Nông dân"),
)
LOWER_HOMEROOM = PersonRef(person="11", name="Lê Phạm Tường Vy")
PRIMARY_HOMEROOM = PersonRef(person="21", name="H'Lệ Ayŭn")
