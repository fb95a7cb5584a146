"""Names of subjects as schools write them, and their codes."""

import re

from hocba.kernel.names import search_key

NAMES = {
    "TV": "Tiếng Việt",
    "TOAN": "Toán",
    "NV": "Ngữ văn",
    "NN1": "Ngoại ngữ 1",
    "NN2": "Ngoại ngữ 2",
    "LSDL": "Lịch sử và Địa lí",
    "LS": "Lịch sử",
    "DL": "Địa lí",
    "GDKTPL": "Giáo dục kinh tế và pháp luật",
    "VL": "Vật lí",
    "HH": "Hóa học",
    "SH": "Sinh học",
    "GDQPAN": "Giáo dục quốc phòng và an ninh",
    "KH": "Khoa học",
    "KHTN": "Khoa học tự nhiên",
    "CN": "Công nghệ",
    "TIN": "Tin học",
    "GDCD": "Giáo dục công dân",
    "DD": "Đạo đức",
    "TNXH": "Tự nhiên và Xã hội",
    "AN": "Âm nhạc",
    "MT": "Mĩ thuật",
    "NT": "Nghệ thuật",
    "GDTC": "Giáo dục thể chất",
    "GDDP": "Nội dung giáo dục của địa phương",
    "HDTN": "Hoạt động trải nghiệm",
    "HDTNHN": "Hoạt động trải nghiệm, hướng nghiệp",
    "TDT": "Tiếng dân tộc thiểu số",
}
_MORE = {
    "TV": ("tieng viet", "tviet"),
    "TDT": ("tieng dan toc", "tieng dtts"),
    "TOAN": ("toan hoc",),
    "NV": ("van", "van hoc"),
    "NN1": (
        "ngoai ngu",
        "tieng anh",
        "anh van",
        "anh",
        "ngoai ngu 1 tieng anh",
        "ngoai ngu tieng anh",
    ),
    "LSDL": (
        "lich su va dia ly",
        "lich su dia li",
        "lich su dia ly",
        "ls va dl",
        "ls dl",
        "su dia",
        "ls dia li",
    ),
    "LS": ("su", "lich su viet nam"),
    "DL": ("dia ly", "dia"),
    "GDKTPL": ("gdkt pl", "gdkt va pl", "giao duc kinh te phap luat", "kinh te va phap luat"),
    "VL": ("vat ly", "ly", "li"),
    "HH": ("hoa",),
    "SH": ("sinh",),
    "GDQPAN": (
        "gdqp an",
        "gdqp va an",
        "giao duc quoc phong an ninh",
        "quoc phong an ninh",
        "gdqp",
    ),
    "KHTN": ("kh tu nhien",),
    "CN": (
        "tin hoc va cong nghe cong nghe",
        "th va cn cong nghe",
        "th cn cn",
        "cong nghe tin hoc va cong nghe",
    ),
    "TIN": (
        "tin",
        "tin hoc va cong nghe tin hoc",
        "th va cn tin hoc",
        "th cn th",
        "tin hoc tin hoc va cong nghe",
    ),
    "GDCD": ("cong dan",),
    "TNXH": ("tn xh", "tn va xh", "tu nhien xa hoi", "tn xa hoi"),
    "AN": ("nhac", "nghe thuat am nhac", "nt am nhac"),
    "MT": ("my thuat", "nghe thuat mi thuat", "nghe thuat my thuat", "nt mi thuat", "nt my thuat"),
    "NT": ("nghe thuat am nhac mi thuat", "nghe thuat am nhac my thuat"),
    "GDTC": ("the duc", "td", "gd the chat", "the chat"),
    "GDDP": (
        "noi dung giao duc dia phuong",
        "giao duc dia phuong",
        "gd dia phuong",
        "ndgddp",
        "nd gddp",
    ),
    "HDTN": ("hd trai nghiem", "trai nghiem"),
    "HDTNHN": (
        "hdtn hn",
        "hdtn huong nghiep",
        "hd trai nghiem huong nghiep",
        "hoat dong trai nghiem va huong nghiep",
    ),
}
BEFORE = {"NN1": "NN", "GDTC": "TD"}
"""Subjects of the 2018 programme and what the 2006 programme has under the same words."""
BY_NAME = {
    search_key(alias): code
    for code, name in NAMES.items()
    for alias in (code, name, *_MORE.get(code, ()))
}
# Lower-secondary subjects assessed by comment only (TT 22/2021 Điều 5 k3 a).
COMMENT_ONLY = frozenset({"GDTC", "TD", "NT", "AN", "MT", "GDDP", "HDTNHN"})


LANGUAGES = frozenset({"NN1", "NN2", "TDT"})
"""Subjects that the forms print with their language: "Ngoại ngữ 1 (Tiếng Anh)"."""
_IN_BRACKETS = re.compile(r"([^()]+)\(([^()]+)\)\s*")


def subject_code(name: str) -> str | None:
    """The code of a subject however it is written; None when unknown or when it could be two.

    >>> subject_code("TN-XH"), subject_code("Lịch sử - Địa lí")
    ('TNXH', 'LSDL')
    >>> subject_code("Tin học và Công nghệ (Tin học)"), subject_code("Tin học và Công nghệ")
    ('TIN', None)
    >>> subject_code("Ngoại ngữ 2 (Tiếng Nhật)"), subject_code("Tiếng dân tộc (Chăm)")
    ('NN2', 'TDT')
    """
    found = BY_NAME.get(search_key(name))
    if found is None and (parts := _IN_BRACKETS.fullmatch(name.strip())):
        outside = BY_NAME.get(search_key(parts[1]))
        return outside if outside in LANGUAGES else None
    return found


def language_of(name: str) -> str:
    """The language that a subject's name carries, "" when none.

    >>> language_of("Ngoại ngữ 1 (tiếng Anh)"), language_of("Tiếng Anh"), language_of("Anh văn")
    ('Tiếng Anh', 'Tiếng Anh', '')
    >>> language_of("Nghệ thuật (Âm nhạc)"), language_of("Tiếng dân tộc thiểu số")
    ('', '')
    """
    text, code = name.strip(), subject_code(name)
    if code not in LANGUAGES:
        return ""
    parts = _IN_BRACKETS.fullmatch(text)
    alone = code != "TDT" and search_key(text).startswith("tieng ")
    language = parts[2].strip() if parts else text if alone else ""
    return language[:1].upper() + language[1:]


def same_subject(one: str | None, other: str | None) -> bool:
    """Whether two codes are one subject, whatever programme each belongs to.

    >>> same_subject("GDTC", "TD"), same_subject("GDTC", "AN")
    (True, False)
    """
    return one is not None and BEFORE.get(one, one) == BEFORE.get(other or "", other)
