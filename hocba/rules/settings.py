"""Named settings: readings of the law on which the text is silent or disputed.

Each has a default and is shown in the explanation of every result it touches.  Who may change
one, and from which date, is the caller's business; the engine takes the values in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .exact import BadInput

Value = str | bool


@dataclass(frozen=True)
class Setting:
    """`number` is the row in the list of decisions, `regulations` the codes of the circulars it
    acts in; `words` say each choice in Vietnamese."""

    name: str
    number: int
    regulations: tuple[str, ...]
    question: str
    default: Value
    words: tuple[tuple[Value, str], ...]
    beside: str = ""
    """Where it acts when no result of the rules names it: in the books or their checks."""

    @property
    def choices(self) -> tuple[Value, ...]:
        return tuple(value for value, _ in self.words)

    def word(self, value: Value) -> str:
        return dict(self.words)[value]


def _setting(
    name: str,
    number: int,
    regulations: str,
    question: str,
    *words: tuple[Value, str],
    beside: str = "",
) -> Setting:
    """The first choice is the default; `regulations` are codes with spaces between."""
    return Setting(name, number, tuple(regulations.split()), question, words[0][0], words, beside)


SETTINGS: dict[str, Setting] = {
    s.name: s
    for s in (
        _setting(
            "one_subject_mode",
            1,
            "TT22 TT43",
            "Điều chỉnh do một môn: so với mức khi bỏ môn đó hay mức nếu môn đó đủ cao?",
            ("strict", "so với mức khi không tính môn đó"),
            ("counterfactual", "so với mức nếu môn đó đủ cao"),
        ),
        _setting(
            "one_subject_includes_comment_subjects",
            2,
            "TT22",
            "Môn đánh giá bằng nhận xét có thể là “duy nhất 01 môn học” không?",
            (True, "có"),
            (False, "không"),
        ),
        _setting(
            "topic_score_position",
            3,
            "TT22",
            "Điểm cụm chuyên đề học tập cộng thêm một ĐĐGtx hay nằm trong 2/3/4 ĐĐGtx?",
            ("extra", "cộng thêm một ĐĐGtx"),
            ("within", "là một trong số ĐĐGtx quy định"),
            beside="số cột ĐĐGtx của môn có cụm chuyên đề",
        ),
        _setting(
            "elective_counts",
            4,
            "TT22 TT43",
            "Môn tự chọn (Ngoại ngữ 2, Tiếng dân tộc thiểu số) có tính vào kết quả học tập không?",
            (True, "có"),
            (False, "không"),
        ),
        _setting(
            "missing_regular_mark",
            5,
            "TT22 TT43",
            "Thiếu ĐĐGtx (việc ghi 0 khi không đánh giá bù chỉ nói bài giữa kì, cuối kì) thì thế nào?",
            ("incomplete", "chưa đủ dữ liệu cho đến khi có điểm bù hoặc quyết định ghi 0"),
            ("makeup", "chưa đủ dữ liệu cho đến khi có điểm bù, không ghi 0 theo quyết định"),
        ),
        _setting(
            "one_semester_only",
            6,
            "TT22 TT43",
            "Môn học chỉ có kết quả của một học kì thì kết quả cả năm thế nào?",
            ("decision", "người đứng đầu quyết định, có căn cứ"),
        ),
        _setting(
            "primary_it_tech_scores",
            7,
            "TT27",
            "Bài kiểm tra Tin học và Công nghệ ở tiểu học: hai điểm hay một điểm chung?",
            ("two", "hai điểm riêng"),
            ("one", "một điểm chung, ghi ở Tin học"),
        ),
        _setting(
            "reassess_reapply_k3",
            8,
            "TT22 TT43",
            "Sau đánh giá lại có áp dụng tiếp khoản 3 Điều 9 (điều chỉnh do một môn) không?",
            (False, "không, chỉ áp dụng khoản 2"),
            (True, "có"),
        ),
        _setting(
            "both_fail",
            9,
            "TT22 TT43",
            "Rèn luyện và học tập cả năm đều Chưa đạt thì thế nào?",
            ("NOT_PROMOTED", "không được lên lớp"),
            ("SUMMER_TRAINING", "rèn luyện trong hè trước, sau đó xét đánh giá lại"),
        ),
        _setting(
            "few_scored_subjects",
            10,
            "TT22 TT43",
            "Học sinh có ít hơn 6 môn (GDTX: 5 môn) tính điểm thì xếp mức thế nào?",
            ("decision", "người đứng đầu quyết định, chương trình không tự kết luận"),
        ),
        _setting(
            "tt58_G_to_Kem",
            12,
            "TT58 TT58+TT26",
            "ĐTB đạt mức Giỏi mà chỉ vì một môn phải xuống loại Kém (khoản 6 không nêu) thì sao?",
            ("Y", "như Khá xuống Kém: xếp loại Yếu"),
            ("none", "không điều chỉnh"),
        ),
        _setting(
            "primary_zero_score",
            13,
            "TT27",
            "Bài kiểm tra định kì tiểu học có được ghi điểm 0 không?",
            ("warn", "được, kèm lời nhắc kiểm tra lại"),
            ("refuse", "không"),
            beside="nhập điểm kiểm tra định kì",
        ),
        _setting(
            "gdtx_conduct_self_study",
            14,
            "TT43",
            "Học viên vừa làm vừa học, tự học có hướng dẫn có được đánh giá rèn luyện không?",
            ("per_learner", "theo từng học viên, như trung tâm ghi"),
            ("everyone", "mọi học viên đều được đánh giá"),
        ),
        _setting(
            "five_year_standards",
            15,
            "TT23",
            "Trường có dùng Bộ chuẩn phát triển trẻ em năm tuổi (Thông tư 23/2010) không?",
            (False, "không, trường tự chọn mục tiêu"),
            (True, "có, 120 chỉ số"),
            beside="mục tiêu của lớp 5 tuổi",
        ),
        _setting(
            "primary_overall_after",
            16,
            "TT27",
            "Sau đánh giá bổ sung, kết quả giáo dục ghi học bạ theo lần cuối hay lần đầu?",
            ("last", "theo mức và điểm lần cuối"),
            ("first", "giữ kết quả cuối năm, chỉ ghi hoàn thành chương trình"),
        ),
    )
}


class Settings(Mapping[str, Value]):
    """The settings in force: defaults with some values changed; BadInput for unknown ones.

    `answers` say an answer in full where the bare word is not enough, as with the decision it
    rests on.
    """

    def __init__(
        self, changed: Mapping[str, Any] | None = None, answers: Mapping[str, str] | None = None
    ) -> None:
        values: dict[str, Value] = {name: s.default for name, s in SETTINGS.items()}
        for name, value in (changed or {}).items():
            if name not in SETTINGS:
                raise BadInput(name, "không có thiết lập tên này", code="UNKNOWN_SETTING")
            if value not in SETTINGS[name].choices:
                raise BadInput(name, f"không có lựa chọn “{value}”", code="UNKNOWN_SETTING")
            values[name] = value
        self._values = values
        self._answers = {**getattr(changed, "_answers", {}), **(answers or {})}

    def said(self, name: str) -> str:
        """The answer in words, with its ground where one was given."""
        return self._answers.get(name) or SETTINGS[name].word(self[name])

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)
