"""What people of the demo write in the open books: phrases of their own, reasons, rewordings."""

OWN_PHRASES = {
    "subject": (
        (3, "{ten} cảm thụ văn bản tinh tế, bài viết có giọng riêng."),
        (2, "{ten} đọc hiểu tốt, cần mở rộng dẫn chứng khi viết nghị luận."),
        (1, "{ten} nắm được ý chính, nên viết đoạn văn ngắn mỗi tuần."),
        (0, "{ten} cần đọc lại văn bản và luyện viết câu đúng ngữ pháp."),
    ),
    "quality": (
        (3, "Được bạn bè quý mến, luôn giữ lời hứa."),
        (1, "Ngoan, cần tự tin hơn khi nhận việc của lớp."),
        (0, "Cần thầy cô và gia đình cùng nhắc để giữ nền nếp."),
    ),
}
REWORDED = (("cần", "cần tiếp tục"), ("tốt", "khá tốt"), ("", ""))
"""Rewordings of a colleague, one comment each: (what stands, better); where it does not stand,
`MORE` is added to the comment."""
MORE = (
    "; nên đọc thêm sách.",
    ", chữ viết cẩn thận.",
    ", cần ghi rõ tiến bộ so với học kì I.",
)
WRONG = (
    "Cộng sót điểm câu 4 khi chấm, đã chấm lại cùng học sinh.",
    "Vào nhầm điểm của em ngồi cạnh trong danh sách.",
    "Điểm miệng ghi nhầm; em và bạn cùng bàn đã xác nhận.",
)
HEARD = "Đã giải trình ở buổi họp tổ chuyên môn tháng 5."
OPEN_WHY = "Ghi bù điểm giữa kì của em nghỉ ốm, đã kiểm tra bù ngày hôm qua."
EXAM_WHY = "Phúc khảo bài thi: điểm sau phúc khảo đã ghi vào sổ, có biên bản."
KEEPS = "Lời cũ đúng với bài làm của em hơn."
REMINDER = "Còn thiếu vài ô điểm, mong thầy cô hoàn thành trong tuần này."
