"""What a question can be refused for, by name."""

from __future__ import annotations

from ..exact import RuleError

ERRORS = {
    "NOT_JSON": "Không đọc được JSON.",
    "WRONG_SHAPE": "Câu hỏi hoặc một phần của nó không đúng cấu trúc.",
    "WRONG_TYPE": "Giá trị không đúng loại, ví dụ chữ ở chỗ cần số.",
    "MISSING_FIELD": "Thiếu một trường bắt buộc.",
    "UNKNOWN_FIELD": "Có trường mà quy định không dùng đến, thường là gõ nhầm tên.",
    "UNKNOWN_REGULATION": "Chương trình không có quy định này.",
    "UNKNOWN_KIND": "Quy định không có loại câu hỏi này.",
    "UNKNOWN_COLUMN": "Quy định không có cột này.",
    "UNKNOWN_SUBJECT": "Không có mã môn học này.",
    "WRONG_KIND": "Quy định không đánh giá môn này theo cách ấy.",
    "UNKNOWN_LEVEL": "Không có mã mức này.",
    "UNKNOWN_SETTING": "Không có thiết lập hoặc lựa chọn này.",
    "OUT_OF_RANGE": "Giá trị nằm ngoài phạm vi.",
    "TOO_MUCH": "Hỏi quá nhiều trong một lần.",
    "BAD_INPUT": "Dữ liệu không dùng được.",
}
"""Every error name with what it means."""


class Fault(RuleError):
    """A question that cannot be answered: `code` of `ERRORS`, `place` as "input.scores.TOAN"."""

    def __init__(self, code: str, place: str, message: str) -> None:
        assert code in ERRORS
        self.code, self.place, self.message = code, place, message
        super().__init__(f"{place}: {message}" if place else message)

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "place": self.place, "message": self.message}
