"""A first bank of phrases, in plain words, for a school to take over and change."""

from typing import NamedTuple

from hocba.books.remarks.starter_traits import (
    BEST,
    COMPETENCIES,
    LOWEST,
    MIDDLE,
    QUALITIES,
)


class Starter(NamedTuple):
    """A phrase of the first bank: kind (subject, conduct, quality, competency, week), rank, trend, text;
    `trait` is the code of the one phẩm chất or năng lực that it is about."""

    kind: str
    rank: int
    trend: str
    text: str
    trait: str = ""


def _phrases(kind: str, rank: int, *texts: str, trend: str = "") -> list[Starter]:
    return [Starter(kind, rank, trend, text) for text in texts]


STARTERS = (
    _phrases(
        "subject", 3,
        "Nắm chắc kiến thức, vận dụng linh hoạt vào bài mới.",
        "Tiếp thu nhanh, trình bày bài rõ ràng, có lập luận.",
        "Chủ động phát biểu, giúp bạn cùng hiểu bài.",
        "Làm bài cẩn thận, ít sai sót; nên thử sức với bài khó hơn.",
    )
    + _phrases(
        "subject", 2,
        "Hiểu bài, hoàn thành đủ nhiệm vụ; cần rèn thêm cách trình bày.",
        "Nắm được kiến thức cơ bản, vận dụng khá; cần tự tin phát biểu hơn.",
        "Chăm làm bài tập; chú ý đọc kĩ đề để tránh sai sót.",
        "Có cố gắng đều; nên luyện thêm các bài tổng hợp.",
    )
    + _phrases(
        "subject", 1,
        "Nắm được phần cơ bản; cần làm bài tập ở nhà đều hơn.",
        "Có hiểu bài nhưng vận dụng còn chậm; cần hỏi thầy cô khi chưa rõ.",
        "Đã cố gắng; cần ôn lại các kiến thức nền đã học.",
        "Ghi bài đủ; cần tập trung hơn trong giờ học.",
    )
    + _phrases(
        "subject", 0,
        "Còn hổng kiến thức nền; cần kèm thêm từng phần cùng thầy cô.",
        "Chưa hoàn thành một số nhiệm vụ; cần làm lại với sự hướng dẫn.",
        "Cần đi học đều, làm bài tập mỗi ngày và nhờ bạn giúp khi chưa hiểu.",
    )
    + _phrases("subject", 3, "Tiến bộ rõ so với học kì trước, nay nắm bài rất chắc.", trend="up")
    + _phrases("subject", 2, "Tiến bộ rõ so với học kì trước; giữ nếp ôn bài hiện nay.", trend="up")
    + _phrases("subject", 1, "Đã khá hơn học kì trước; tiếp tục luyện đều để vững hơn.", trend="up")
    + _phrases("subject", 2, "Kết quả giảm so với học kì trước; cần xem lại cách tự học.", trend="down")
    + _phrases("subject", 1, "Kết quả giảm so với học kì trước; cần dành thêm giờ ôn bài.", trend="down")
    + _phrases(
        "conduct", 3,
        "Ngoan, lễ phép, thực hiện tốt nội quy; sẵn lòng giúp bạn.",
        "Có ý thức kỉ luật, trung thực, trách nhiệm với việc chung của lớp.",
        "Chăm chỉ, hòa đồng, tích cực trong các hoạt động của lớp.",
    )
    + _phrases(
        "conduct", 2,
        "Ngoan, chấp hành nội quy; cần mạnh dạn hơn trong hoạt động chung.",
        "Có ý thức học tập và rèn luyện; cần đúng giờ hơn.",
        "Hòa đồng với bạn; cần chủ động nhận việc của lớp.",
    )
    + _phrases(
        "conduct", 1,
        "Chấp hành phần lớn nội quy; cần tập trung trong giờ học.",
        "Có cố gắng sửa lỗi; cần giữ lời hứa với thầy cô và bạn.",
    )
    + _phrases(
        "conduct", 0,
        "Còn vi phạm nội quy; gia đình và nhà trường cần cùng theo sát.",
        "Cần nhận rõ lỗi, sửa từng việc cụ thể theo cam kết.",
    )
    + _phrases(
        "quality", 3,
        "Yêu thương, chia sẻ với bạn; trung thực và có trách nhiệm.",
        "Chăm học, chăm làm, biết giữ gìn của chung.",
    )
    + _phrases("quality", 1, "Ngoan, biết vâng lời; cần mạnh dạn nhận lỗi khi sai.", "Có cố gắng; cần chăm làm việc nhóm hơn.")
    + _phrases("quality", 0, "Cần được nhắc nhở để thực hiện nội quy lớp học.")
    + _phrases(
        "competency", 3,
        "Tự giác học tập, diễn đạt rõ ràng, biết hợp tác.",
        "Biết tự tìm cách giải quyết vấn đề và chia sẻ với bạn.",
    )
    + _phrases("competency", 1, "Tự làm được việc vừa sức; cần mạnh dạn trao đổi với bạn.", "Hợp tác được trong nhóm; cần diễn đạt trọn câu hơn.")
    + _phrases("competency", 0, "Cần thầy cô và bạn hỗ trợ từng bước khi làm bài.")
    + _phrases(
        "week", 3,
        "Hăng hái phát biểu, xây dựng bài.",
        "Giúp bạn hiểu bài.",
        "Làm bài tập đầy đủ, sạch đẹp.",
        "Có tiến bộ so với tuần trước.",
    )
    + _phrases(
        "week", 0,
        "Chưa làm bài tập về nhà.",
        "Nói chuyện riêng trong giờ học.",
        "Đi học muộn.",
        "Quên sách vở, đồ dùng học tập.",
    )
)  # fmt: skip
TRAIT_STARTERS = [
    Starter(kind, rank, "", text, trait)
    for kind, traits in (("quality", QUALITIES), ("competency", COMPETENCIES))
    for trait, said in traits.items()
    for rank, texts in zip((BEST, MIDDLE, LOWEST), said, strict=True)
    for text in texts
]
"""For primary schools: words on one trait at a time (TT 27, học bạ mục 2 and 3)."""
