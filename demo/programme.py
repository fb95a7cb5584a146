"""What is taught: subjects by grade with periods a year, in the words of the timetable sheet."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """`tests`: names of the periods with a KTĐK (primary); `regular`: number of ĐĐGtx a term (THCS)."""

    code: str
    name: str
    file: str
    periods: int
    scored: bool
    regular: int = 0
    tests: tuple[str, ...] = ()


_PRIMARY = {
    "TV": ("Tiếng Việt", "tieng-viet", (420, 350, 245, 245, 245)),
    "TOAN": ("Toán", "toan", (105, 175, 175, 175, 175)),
    "NN1": ("Ngoại ngữ 1 (Tiếng Anh)", "tieng-anh", (0, 0, 140, 140, 140)),
    "LSDL": ("Lịch sử và Địa lí", "lich-su-dia-li", (0, 0, 0, 70, 70)),
    "KH": ("Khoa học", "khoa-hoc", (0, 0, 0, 70, 70)),
    "CN": ("Tin học và Công nghệ (Công nghệ)", "cong-nghe", (0, 0, 35, 35, 35)),
    "TIN": ("Tin học và Công nghệ (Tin học)", "tin-hoc", (0, 0, 35, 35, 35)),
    "DD": ("Đạo đức", "dao-duc", (35, 35, 35, 35, 35)),
    "TNXH": ("Tự nhiên và Xã hội", "tn-xh", (70, 70, 70, 0, 0)),
    "AN": ("Nghệ thuật (Âm nhạc)", "am-nhac", (35, 35, 35, 35, 35)),
    "MT": ("Nghệ thuật (Mĩ thuật)", "mi-thuat", (35, 35, 35, 35, 35)),
    "GDTC": ("Giáo dục thể chất", "gdtc", (70, 70, 70, 70, 70)),
    "HDTN": ("Hoạt động trải nghiệm", "hdtn", (105, 105, 105, 105, 105)),
}
_END_TESTS = {"TV", "TOAN", "NN1", "LSDL", "KH", "CN", "TIN"}
_LOWER = {
    "TOAN": ("Toán", "toan", 140),
    "LSDL": ("Lịch sử và Địa lí", "lich-su-dia-li", 105),
    "KHTN": ("Khoa học tự nhiên", "khtn", 140),
    "TIN": ("Tin học", "tin-hoc", 35),
    "NV": ("Ngữ văn", "ngu-van", 140),
    "NN1": ("Ngoại ngữ 1 (Tiếng Anh)", "tieng-anh", 105),
    "GDCD": ("Giáo dục công dân", "gdcd", 35),
    "CN": ("Công nghệ", "cong-nghe", 35),
    "GDTC": ("Giáo dục thể chất", "gdtc", 70),
    "NT": ("Nghệ thuật", "nghe-thuat", 70),
    "GDDP": ("Nội dung giáo dục của địa phương", "gddp", 35),
    "HDTNHN": ("Hoạt động trải nghiệm, hướng nghiệp", "hdtn-hn", 105),
}
_COMMENT = {"GDTC", "NT", "GDDP", "HDTNHN"}


def subjects(grade: int) -> list[Subject]:
    """The compulsory subjects of a grade in the order of the học bạ form."""
    if grade <= 5:
        found = []
        for code, (name, file, periods) in _PRIMARY.items():
            tests: tuple[str, ...] = ()
            if code in _END_TESTS:
                tests = ("GK", "CK") if grade >= 4 and code in ("TV", "TOAN") else ("CK",)
            if periods[grade - 1]:
                found.append(
                    Subject(code, name, file, periods[grade - 1], bool(tests), tests=tests)
                )
        return found
    result = []
    for code, (name, file, usual) in _LOWER.items():
        hours = 52 if code == "CN" and grade >= 8 else usual
        scored = code not in _COMMENT
        regular = 2 if not scored or hours <= 35 else 3 if hours <= 70 else 4
        result.append(Subject(code, name, file, hours, scored, regular))
    return result
