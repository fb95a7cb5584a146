"""Sentences a teacher could have written: skills of each subject, put into patterns of each level.

Bands: 0 excellent, 1 good, 2 fair, 3 weak. Two neighbours on a list never get the same sentence.
"""

import random

from demo.traits import sentences

_SKILLS = {
    "TV1": "đọc trơn bài|viết chữ theo mẫu|trả lời câu hỏi về bài đọc|kể lại câu chuyện|nghe viết chính tả|nói thành câu|nhận biết dấu câu",
    "TV3": "đọc diễn cảm|viết đoạn văn tả cảnh|tìm từ ngữ theo chủ điểm|đặt câu có hình ảnh|nêu nội dung bài đọc|kể lại câu chuyện đã đọc|dùng dấu câu",
    "TOAN1": "cộng, trừ trong phạm vi đã học|so sánh các số|giải bài toán có lời văn|nhận biết hình khối|xem đồng hồ|tính nhẩm",
    "TOAN3": "nhân, chia với số có nhiều chữ số|giải bài toán có nhiều bước tính|tính chu vi và diện tích|làm tính với phân số|đổi đơn vị đo|đọc biểu đồ",
    "TOAN6": "tính với số hữu tỉ|giải phương trình|vẽ hình theo đề bài|chứng minh hình học|phân tích số liệu thống kê|giải bài toán thực tế",
    "NN1": "nghe hiểu đoạn hội thoại|dùng từ vựng theo chủ đề|nói câu trả lời đầy đủ|đọc hiểu đoạn văn ngắn|viết câu theo mẫu|phát âm",
    "LSDL": "trình bày sự kiện theo thời gian|đọc bản đồ, lược đồ|giải thích nguyên nhân các hiện tượng|liên hệ kiến thức với địa phương|khai thác tranh ảnh, tư liệu",
    "KH": "nêu tính chất của chất|làm thí nghiệm và ghi kết quả|giải thích hiện tượng trong tự nhiên|chăm sóc sức khỏe bản thân|vẽ sơ đồ chuỗi thức ăn",
    "KHTN": "làm thí nghiệm theo quy trình|giải thích hiện tượng tự nhiên|viết và cân bằng phương trình hóa học|tính toán các đại lượng vật lí|mô tả cấu tạo cơ thể sống",
    "CN": "đọc bản vẽ và sơ đồ|lắp ráp mô hình theo hướng dẫn|sử dụng dụng cụ an toàn|trình bày quy trình kĩ thuật|đề xuất ý tưởng sản phẩm",
    "TIN": "soạn thảo và trình bày văn bản|sắp xếp tệp, thư mục|tìm kiếm thông tin trên mạng|tạo bài trình chiếu|nêu các bước của thuật toán|gõ bàn phím",
    "DD": "nêu việc làm thể hiện lòng biết ơn|giữ lời hứa và bảo quản đồ dùng|xử lí tình huống trong bài học|giúp đỡ bạn bè|thực hiện nội quy lớp học",
    "TNXH": "kể về gia đình và cộng đồng|nêu cách giữ vệ sinh|quan sát cây cối, con vật|nhận biết các bộ phận cơ thể|giữ an toàn trên đường",
    "AN": "hát theo giai điệu|gõ đệm theo nhịp|đọc nhạc theo cao độ|cảm nhận bài hát|biểu diễn trước lớp",
    "MT": "phối màu|vẽ tranh theo đề tài|tạo hình từ vật liệu có sẵn|nhận xét tranh của bạn|sắp xếp bố cục",
    "NT": "hát và đọc nhạc theo nhịp|thể hiện sắc thái bài hát|vẽ và phối màu|trình bày ý tưởng sản phẩm mĩ thuật|nhận xét tác phẩm",
    "GDTC": "thực hiện động tác đội hình đội ngũ|tập bài thể dục|phối hợp vận động khi chạy nhảy|chơi trò chơi vận động|luyện tập môn thể thao tự chọn",
    "HDTN": "hợp tác trong nhóm|tham gia lao động vệ sinh trường lớp|giới thiệu bản thân|lập kế hoạch việc nhà|chia sẻ cảm xúc với bạn",
    "HDTNHN": "hợp tác trong nhóm|lập kế hoạch chi tiêu|tham gia hoạt động vì cộng đồng|tìm hiểu nghề ở địa phương|tự đánh giá điểm mạnh của bản thân",
    "NV": "đọc hiểu văn bản truyện|cảm nhận thơ|viết bài văn nghị luận|viết đoạn văn nêu cảm nghĩ|sử dụng biện pháp tu từ|trình bày ý kiến trước lớp",
    "GDCD": "phân tích tình huống|liên hệ bài học với bản thân|nêu quyền và nghĩa vụ công dân|quản lí thời gian và chi tiêu|ứng xử văn minh",
    "GDDP": "giới thiệu di tích của quê hương|tìm hiểu lễ hội địa phương|thu thập tư liệu về làng nghề|thuyết trình về cảnh quan quê em",
}
_PATTERNS = (
    (
        "Em {a} rất tốt, biết giúp bạn cùng tiến bộ.",
        "Nắm chắc kiến thức, {a} thành thạo, tự tin khi {b}.",
        "Tiếp thu nhanh, {a} tốt, hăng hái phát biểu.",
        "Học nổi bật, nhất là khi {a}; luôn sẵn sàng giúp bạn.",
        "Học rất tốt, {a} chính xác, trình bày sạch đẹp.",
        "Chủ động tìm tòi, {a} vững vàng, có nhiều ý tưởng riêng.",
    ),
    (
        "Em {a} tốt, cần mạnh dạn hơn khi {b}.",
        "Hiểu bài, {a} đúng yêu cầu, có nhiều cố gắng.",
        "Chăm học, {a} khá chắc chắn, {b} có tiến bộ.",
        "Em {a} tốt, thỉnh thoảng còn vội khi {b}.",
        "Nắm được kiến thức, {a} tốt, nên luyện thêm kĩ năng {b}.",
        "Tích cực học tập, {a} khá tốt, biết hợp tác với bạn.",
    ),
    (
        "Em {a} được, cần luyện thêm kĩ năng {b}.",
        "Có cố gắng khi {a}, còn lúng túng khi {b}.",
        "Hoàn thành yêu cầu, nên chú ý hơn khi {b}.",
        "Em {a} ở mức đạt, cần ôn bài đều đặn ở nhà.",
        "Tiếp thu bài được, cần rèn kĩ năng {b} và trình bày cẩn thận.",
        "Đã tiến bộ khi {a}, cần tập trung hơn trong giờ học.",
    ),
    (
        "Em còn gặp khó khăn khi {a}, cần được kèm thêm.",
        "Chưa nắm chắc kiến thức, cần luyện nhiều hơn, nhất là khi {a}.",
        "Còn chậm khi {a}, gia đình cần nhắc em học bài.",
        "Em cần cố gắng nhiều hơn, nhất là khi {b}.",
    ),
)
_HOMEROOM = (
    (
        "Chăm ngoan, học tập xuất sắc, gương mẫu trong mọi hoạt động của lớp.",
        "Em tự giác, có trách nhiệm, được thầy cô và bạn bè tin yêu.",
        "Học rất đều các môn, tích cực giúp đỡ bạn, cần tiếp tục phát huy.",
        "Ý thức kỉ luật tốt, kết quả học tập nổi bật, năng động trong hoạt động tập thể.",
    ),
    (
        "Ngoan, lễ phép, học đều các môn, cần phát huy hơn nữa.",
        "Có ý thức vươn lên, hoàn thành tốt nhiệm vụ lớp giao.",
        "Hòa đồng với bạn bè, học tập tiến bộ so với đầu năm.",
        "Chấp hành tốt nội quy, nên mạnh dạn phát biểu hơn.",
        "Chăm chỉ, cẩn thận, kết quả học tập tốt ở nhiều môn.",
    ),
    (
        "Ngoan, có cố gắng, cần dành thêm thời gian ôn bài ở nhà.",
        "Thực hiện đúng nội quy, kết quả học tập chưa đều giữa các môn.",
        "Lễ phép với thầy cô, cần tập trung hơn trong giờ học.",
        "Tham gia đủ các hoạt động của lớp, cần chủ động hơn trong học tập.",
        "Có tiến bộ ở cuối kì, cần giữ nền nếp học tập.",
    ),
    (
        "Cần đi học chuyên cần hơn và làm bài đầy đủ; gia đình phối hợp nhắc nhở em.",
        "Kết quả học tập còn thấp ở một số môn, cần được kèm cặp thêm.",
        "Còn mất tập trung, cần cố gắng nhiều hơn trong học tập và rèn luyện.",
    ),
)
_QUALITY = {
    "nx_pham_chat": (
        "Chăm chỉ, trung thực, yêu thương bạn bè.|Lễ phép, thật thà, có trách nhiệm với việc được giao.|Yêu trường lớp, sẵn sàng giúp đỡ bạn.",
        "Ngoan, đoàn kết với bạn, cần mạnh dạn nhận việc.|Biết giữ lời hứa, cần chăm chỉ hơn khi học ở nhà.|Thật thà, biết vâng lời thầy cô.",
        "Cần chăm chỉ hơn và có trách nhiệm với việc của mình.|Em cần được nhắc nhở để hoàn thành nhiệm vụ.",
    ),
    "nx_nang_luc": (
        "Tự học tốt, biết hợp tác và đề xuất cách làm mới.|Tự giác học tập, giao tiếp tự tin.|Biết tự giải quyết vấn đề, trình bày ý kiến rõ ràng.|Ngôn ngữ và tính toán nổi bật, vận động khéo léo.|Diễn đạt lưu loát, tính toán nhanh, có óc thẩm mĩ.|Ham tìm hiểu khoa học, tính toán chính xác.",
        "Biết tự chuẩn bị bài, cần mạnh dạn khi trao đổi nhóm.|Hợp tác với bạn khá tốt, cần chủ động hơn.|Có ý thức tự học, đôi lúc còn cần gợi ý.|Diễn đạt rõ ràng, tính toán đúng, cần rèn thêm tính cẩn thận.|Thích hoạt động thể chất, ngôn ngữ có tiến bộ.|Cảm thụ nghệ thuật tốt, cần luyện tính toán.",
        "Cần được hướng dẫn thêm để tự hoàn thành bài.|Còn rụt rè, cần luyện thói quen tự học.|Cần luyện đọc và tính toán nhiều hơn.|Ngôn ngữ và tính toán còn chậm, cần được kèm thêm.",
    ),
}


def skills(code: str, grade: int) -> list[str]:
    """The skills a comment of this subject and grade speaks of."""
    if code == "TV":
        code = "TV1" if grade <= 2 else "TV3"
    if code == "TOAN":
        code = "TOAN1" if grade <= 2 else "TOAN3" if grade <= 5 else "TOAN6"
    return _SKILLS[code].split("|")


def _other(rng: random.Random, choices: list[str] | tuple[str, ...], before: str) -> str:
    return rng.choice([choice for choice in choices if choice != before] or list(choices))


class Commenter:
    """Writes comments for one list of pupils, remembering the sentence of the pupil before."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._before: dict[str, str] = {}

    def subject(self, code: str, grade: int, band: int) -> str:
        """A comment on one subject; `band` 0 (excellent) to 3 (weak)."""
        strong, weak = self._rng.sample(skills(code, grade), 2)
        pattern = _other(self._rng, _PATTERNS[band], self._before.get(code, ""))
        self._before[code] = pattern
        return pattern.format(a=strong, b=weak)

    def homeroom(self, band: int) -> str:
        """A comment of the homeroom teacher on a whole term."""
        self._before["home"] = _other(self._rng, _HOMEROOM[band], self._before.get("home", ""))
        return self._before["home"]

    def quality(self, field: str, band: int) -> str:
        """A comment on a block of phẩm chất or năng lực; `band` 0 to 2."""
        choices = _QUALITY[field][band].split("|")
        self._before[field] = _other(self._rng, choices, self._before.get(field, ""))
        return self._before[field]

    def trait(self, name: str, level: str) -> str:
        """A comment on one phẩm chất or năng lực of this level (T, Đ, C)."""
        self._before[name] = _other(self._rng, sentences(name, level), self._before.get(name, ""))
        return self._before[name]
