"""Subject codes of the two programmes and their Vietnamese names."""

from __future__ import annotations

SUBJECTS = {
    "TV": "Tiếng Việt",
    "TOAN": "Toán",
    "NV": "Ngữ văn",
    "NN": "Ngoại ngữ",
    "NN1": "Ngoại ngữ 1",
    "NN2": "Ngoại ngữ 2",
    "TDTTS": "Tiếng dân tộc thiểu số",
    "LSDL": "Lịch sử và Địa lí",
    "LS": "Lịch sử",
    "DL": "Địa lí",
    "KHTN": "Khoa học tự nhiên",
    "VL": "Vật lí",
    "HH": "Hóa học",
    "SH": "Sinh học",
    "KH": "Khoa học",
    "GDCD": "Giáo dục công dân",
    "GDKTPL": "Giáo dục kinh tế và pháp luật",
    "CN": "Công nghệ",
    "TIN": "Tin học",
    "DD": "Đạo đức",
    "TNXH": "Tự nhiên và Xã hội",
    "GDTC": "Giáo dục thể chất",
    "TD": "Thể dục",
    "AN": "Âm nhạc",
    "MT": "Mĩ thuật",
    "NT": "Nghệ thuật",
    "GDDP": "Nội dung giáo dục của địa phương",
    "HDTN": "Hoạt động trải nghiệm",
    "HDTNHN": "Hoạt động trải nghiệm, hướng nghiệp",
    "GDQPAN": "Giáo dục quốc phòng và an ninh",
}
NEVER_SCORED = frozenset({"GDTC", "TD", "AN", "MT", "NT", "GDDP", "HDTN", "HDTNHN"})
"""Subjects that no school circular for all pupils gives marks in, whatever they are called there."""


def subject_name(code: str) -> str:
    """The Vietnamese name of a subject code; a code of the school's own is its own name."""
    return SUBJECTS.get(code, code)
