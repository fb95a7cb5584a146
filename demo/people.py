"""Invented pupils and staff of one school, drawn reproducibly from a seeded generator."""

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from demo import name_pool as pool
from hocba.kernel.names import search_key, sort_key

MID_YEAR = dt.date(2026, 1, 19)


@dataclass
class Pupil:
    """One pupil. `profile` is the latent ability: XS, G, K, D, Y (or one of the planned cases)."""

    serial: int
    klass: str
    grade: int
    name: str
    sex: str
    born: dt.date
    profile: str
    ethnic: str = "Kinh"
    code: str = ""
    personal_id: str = ""
    hamlet: str = ""
    father: tuple[str, str] = ("", "")
    mother: tuple[str, str] = ("", "")
    phone: str = ""
    status: str = "Đang học"
    status_on: dt.date | None = None
    moved_to: str | None = None
    joined: dt.date | None = None
    left: dt.date | None = None
    other_school: str = ""
    guardian: str = ""
    policy: str = ""
    disability: str = ""
    case: str = ""
    exempt: dict[str, str] = field(default_factory=dict)

    def in_term(self, term: int) -> str | None:
        """The class whose books hold the pupil's marks of a term, None when not at school then."""
        if self.left is not None and term == 2:
            return None
        if self.joined is not None and self.joined >= dt.date(2025, 11, 1) and term == 1:
            return None
        return self.moved_to if term == 2 and self.moved_to else self.klass


@dataclass
class Staff:
    """One member of staff; `position` in the words of the staff list, `subjects` as codes."""

    code: str
    name: str
    sex: str
    born: dt.date
    position: str
    department: str
    subjects: tuple[str, ...] = ()
    degree: str = "Đại học sư phạm"
    personal_id: str = ""
    email: str = ""
    phone: str = ""
    since: dt.date = dt.date(2015, 8, 15)
    load: int = 0


def invented_name(rng: random.Random, sex: str, family: str = "") -> str:
    """A plausible name; `family` keeps a child's family name."""
    family = family or rng.choice(pool.FAMILIES)
    given = rng.choice([name for name in pool.GIVENS[sex] if name != family])
    middle = rng.choice([name for name in pool.MIDDLES[sex] if given not in name.split()])
    return f"{family} {middle} {given}"


def _id_number(sex: str, born: dt.date, serial: int) -> str:
    century = 2 if born.year >= 2000 else 0
    return f"999{century + (sex == 'nu')}{born.year % 100:02d}{serial:06d}"


def make_pupils(school: dict[str, Any], rng: random.Random, first: int) -> list[Pupil]:
    """About 900 pupils in the district; `first` is the first serial number of the school."""
    pupils: list[Pupil] = []
    primary = school["level"] == "primary"
    minority = list(pool.MINORITY)
    rng.shuffle(minority)
    for grade_text, classes in school["classes"].items():
        grade = int(grade_text)
        for klass in classes:
            seen: set[str] = set()
            for _ in range(rng.randint(33, 36) if primary else rng.randint(40, 43)):
                pupil = _one(rng, klass, grade, first + len(pupils), minority, seen)
                pupils.append(pupil)
    _plant_cases(pupils, primary)
    for pupil in pupils:
        pupil.code = f"99{pupil.serial:08d}"
        pupil.personal_id = _id_number(pupil.sex, pupil.born, pupil.serial)
        if pupil.grade == 1 and pupil.serial % 17 == 0:
            pupil.code = f"TAM-{pupil.personal_id}"
        pupil.status_on = pupil.left or pupil.joined or dt.date(2025, 9, 5)
    pupils.sort(key=lambda p: (p.grade, p.klass, sort_key(p.name), p.born))
    return pupils


def _one(
    rng: random.Random,
    klass: str,
    grade: int,
    serial: int,
    minority: list[tuple[str, str, str]],
    seen: set[str],
) -> Pupil:
    sex = rng.choice(("nam", "nu"))
    ethnic = "Kinh"
    name = invented_name(rng, sex)
    if minority and rng.randrange(24) == 0:
        name, sex, ethnic = minority.pop()
    while search_key(name) in seen:
        name = invented_name(rng, sex)
    seen.add(search_key(name))
    late = 1 if rng.randrange(30) == 0 else 0
    born = dt.date(2020 - grade - 1 - late, 1, 1) + dt.timedelta(days=365 + rng.randrange(365))
    profile = rng.choices(("XS", "G", "K", "D", "Y"), (9, 24, 36, 28, 3))[0]
    family = name.split()[0] if ethnic == "Kinh" else ""
    pupil = Pupil(serial, klass, grade, name, sex, born, profile, ethnic)
    pupil.hamlet = rng.choice(pool.HAMLETS)
    pupil.father = (invented_name(rng, "nam", family), rng.choice(pool.JOBS))
    pupil.mother = (invented_name(rng, "nu"), rng.choice(pool.JOBS))
    pupil.phone = f"0990{serial:06d}"
    if rng.randrange(40) == 0:
        pupil.father, pupil.guardian = ("", ""), invented_name(rng, "nu")
    if rng.randrange(45) == 0:
        pupil.policy = rng.choice(("Hộ nghèo", "Con thương binh", "Hộ cận nghèo"))
    return pupil


def _plant_cases(pupils: list[Pupil], primary: bool) -> None:
    """Give chosen pupils the names and fates that a real school has somewhere."""
    by_class: dict[str, list[Pupil]] = {}
    for pupil in pupils:
        by_class.setdefault(pupil.klass, []).append(pupil)

    def take(klass: str, index: int, case: str, profile: str) -> Pupil:
        pupil = by_class[klass][index]
        pupil.case, pupil.profile = case, profile
        return pupil

    dat = take("5A" if primary else "6A", 3, "named_dat", "K")
    dat.name, dat.sex, dat.ethnic = "Nguyễn Văn Đạt", "nam", "Kinh"
    twin_class, twin_name = ("4A", "Lê Minh Quân") if primary else ("8A", "Nguyễn Thị Ngọc Anh")
    for index, profile in ((5, "G"), (6, "D")):
        twin = take(twin_class, index, "same_name", profile)
        twin.name, twin.sex, twin.ethnic = twin_name, "nam" if primary else "nu", "Kinh"
        twin.born = twin.born.replace(month=2 + index % 2 * 6, day=11 + index)
    gone = take("3A" if primary else "7A", 9, "left", "K")
    gone.left = dt.date(2026, 1, 12)
    gone.status, gone.other_school = "Chuyển đi", "Trường Bình Minh (thử nghiệm), Tỉnh Thử Nghiệm"
    come = take("4B" if primary else "6B", 12, "joined", "K")
    come.joined = dt.date(2026, 1, 19) if primary else dt.date(2025, 9, 29)
    come.status, come.other_school = "Chuyển đến", "Trường Hải Âu (thử nghiệm), Tỉnh Thử Nghiệm"
    moved = take("2A" if primary else "6A", 15, "class_change", "G")
    moved.moved_to = "2B" if primary else "6B"
    exempt = take("5B" if primary else "7B", 18, "exempt", "K")
    exempt.disability = "Khuyết tật vận động"
    exempt.exempt = {"GDTC": "Khuyết tật vận động, học hòa nhập theo kế hoạch giáo dục cá nhân"}
    second = take("3B" if primary else "9B", 20, "exempt", "D")
    second.disability = "Khuyết tật nghe nói" if primary else "Khuyết tật nhìn"
    second.exempt = {
        ("AN" if primary else "NT"): f"{second.disability}, học hòa nhập theo kế hoạch cá nhân"
    }
    if primary:
        for klass, index in (("1B", 7), ("2C", 8), ("4C", 21)):
            take(klass, index, "extra_help", "Y")
        take("3A", 22, "not_promoted", "Y")
        return
    take("9A", 2, "one_subject", "G")
    take("7A", 21, "one_subject", "G")
    take("8A", 22, "summer_conduct", "D")
    take("6C", 11, "absent", "K")
    for klass, index in (("6C", 20), ("7B", 24), ("8A", 30), ("9B", 8)):
        take(klass, index, "retest", "Y")
    take("7A", 33, "retest_failed", "Y")
    for pupil in pupils:
        if pupil.profile == "Y" and not pupil.case:
            pupil.case = "retest"


_PRIMARY_STAFF = [("Hiệu trưởng", "Ban giám hiệu", 1), ("Phó hiệu trưởng", "Ban giám hiệu", 1),
                  ("Nhân viên văn thư", "Tổ Văn phòng", 1), ("Quản trị CNTT", "Tổ Văn phòng", 1)]  # fmt: skip
_LOWER_TEACHERS = [
    (("TOAN",), 3, "Tổ Khoa học tự nhiên"), (("KHTN",), 4, "Tổ Khoa học tự nhiên"),
    (("TIN",), 1, "Tổ Khoa học tự nhiên"), (("CN",), 1, "Tổ Khoa học tự nhiên"),
    (("NV",), 3, "Tổ Ngữ văn - Ngoại ngữ"), (("NN1",), 2, "Tổ Ngữ văn - Ngoại ngữ"),
    (("LSDL", "GDDP"), 3, "Tổ Khoa học xã hội"), (("GDCD",), 1, "Tổ Khoa học xã hội"),
    (("GDTC",), 2, "Tổ Thể chất - Nghệ thuật"), (("NT",), 2, "Tổ Thể chất - Nghệ thuật"),
    (("TOAN", "TIN"), 1, "Tổ Khoa học tự nhiên"), (("NV", "GDDP"), 1, "Tổ Ngữ văn - Ngoại ngữ"),
]  # fmt: skip


def make_staff(school: dict[str, Any], rng: random.Random, first: int) -> list[Staff]:
    """Leaders, office and teachers of a school; homeroom teachers of primary classes come in class order."""
    posts: list[tuple[str, str, tuple[str, ...]]] = [
        (position, department, ()) for position, department, _ in _PRIMARY_STAFF
    ]
    if school["level"] == "primary":
        for grade, classes in school["classes"].items():
            department = {"1": "Tổ 1", "2": "Tổ 2 và 3", "3": "Tổ 2 và 3"}.get(grade, "Tổ 4 và 5")
            posts += [("Giáo viên", department, ("TV", "TOAN")) for _ in classes]
        for subject, count in (("NN1", 2), ("GDTC", 2), ("AN", 1), ("MT", 1), ("TIN", 1)):
            posts += [("Giáo viên", "Tổ Bộ môn", (subject,))] * count
    else:
        for codes, count, department in _LOWER_TEACHERS:
            posts += [("Giáo viên", department, codes)] * count
    staff: list[Staff] = []
    seen: set[str] = set()
    for position, department, codes in posts:
        sex = rng.choices(("nam", "nu"), (3, 7))[0]
        name = invented_name(rng, sex)
        while search_key(name) in seen:
            name = invented_name(rng, sex)
        seen.add(search_key(name))
        staff.append(
            _member(school, rng, first + len(staff), name, sex, position, department, codes)
        )
    return staff


def _member(
    school: dict[str, Any],
    rng: random.Random,
    serial: int,
    name: str,
    sex: str,
    position: str,
    department: str,
    codes: tuple[str, ...],
) -> Staff:
    born = dt.date(rng.randint(1970, 1997), 1, 1) + dt.timedelta(days=rng.randrange(365))
    words = search_key(name).split()
    email = f"{words[-1]}.{''.join(word[0] for word in words[:-1])}{serial % 100:02d}@{school['domain']}"
    return Staff(
        code=f"99{serial:08d}",
        name=name,
        sex=sex,
        born=born,
        position=position,
        department=department,
        subjects=codes,
        degree="Trung cấp" if position.startswith("Nhân viên") else "Đại học sư phạm",
        personal_id=_id_number(sex, born, serial),
        email=email,
        phone=f"0991{serial % 1_000_000:06d}",
        since=dt.date(born.year + 24, 8, 15),
    )
