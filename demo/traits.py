"""What a homeroom teacher of the primary school writes of each phẩm chất and năng lực.

By level: Tốt, Đạt, Cần cố gắng. A sentence has two halves parted by a comma; halves of two sentences
make a third, so that few pupils get the same.
"""

SAID = {
    "yeu_nuoc": (
        "Tự hào kể về quê hương, yêu quý trường lớp.|Hát Quốc ca nghiêm trang, giữ trường lớp sạch đẹp.|Kính trọng thầy cô, thích tìm hiểu lễ hội quê em.",
        "Biết giữ vệ sinh trường lớp, nên kể nhiều hơn về quê mình.|Tham gia đủ các buổi chào cờ, cần nghiêm trang hơn.",
        "Cần được nhắc giữ gìn đồ dùng chung của lớp.",
    ),
    "nhan_ai": (
        "Hay giúp bạn, biết chia sẻ đồ dùng học tập.|Quan tâm đến bạn mới, lễ phép với thầy cô.|Biết nhường nhịn bạn, quan tâm khi bạn ốm.",
        "Hòa đồng với bạn, nên nhường bạn khi chơi.|Biết giúp bạn khi cô nhắc.",
        "Cần nói lời nhẹ nhàng và biết xin lỗi bạn.",
    ),
    "cham_chi": (
        "Đi học đều, làm bài đầy đủ, thích đọc sách.|Chăm làm việc lớp, hoàn thành bài đúng giờ.|Chú ý nghe giảng, chăm luyện chữ.",
        "Làm bài khá đủ, cần xem bài trước ở nhà.|Có cố gắng, thỉnh thoảng quên vở bài tập.",
        "Cần đi học đều và làm bài mỗi ngày.",
    ),
    "trung_thuc": (
        "Thật thà, nhặt được của rơi biết trả lại.|Dám nhận lỗi, tự làm bài kiểm tra.|Nói đúng sự thật, giữ lời hứa với bạn.",
        "Thật thà, cần mạnh dạn nói khi chưa hiểu bài.|Biết nhận lỗi khi được hỏi.",
        "Cần tự làm bài, không chép của bạn.",
    ),
    "trach_nhiem": (
        "Trực nhật chu đáo, giữ sách vở cẩn thận.|Làm tốt việc tổ giao, nhắc bạn giữ nội quy.|Làm việc đến nơi đến chốn, biết giữ của chung.",
        "Làm xong việc được giao, cần cẩn thận hơn.|Giữ nội quy khá tốt, đôi khi quên khăn quàng.",
        "Cần tự giữ đồ dùng và làm xong phần việc của mình.",
    ),
    "tu_chu_tu_hoc": (
        "Tự chuẩn bị bài, biết tự soát lỗi.|Tự giác học, không đợi cô nhắc.|Sắp xếp đồ dùng gọn gàng, hoàn thành bài đúng hạn.",
        "Tự làm được bài vừa sức, cần soát lại bài.|Biết tự học khi có gợi ý của cô.",
        "Cần cô và gia đình kèm để tự làm xong bài.",
    ),
    "giao_tiep_hop_tac": (
        "Nói rõ ràng, biết nghe ý kiến của bạn.|Làm nhóm trưởng tốt, chia việc hợp lí.|Mạnh dạn trình bày trước lớp, vui vẻ giúp bạn trong nhóm.",
        "Hợp tác được với bạn, cần nói to hơn.|Biết nghe bạn, nên nêu thêm ý kiến riêng.",
        "Còn ngại nói, cần được khuyến khích khi làm nhóm.",
    ),
    "gqvd_sang_tao": (
        "Tìm được nhiều cách giải, có ý tưởng lạ.|Xử lí tình huống nhanh, hay đặt câu hỏi.|Biết kiểm tra lại kết quả, đề xuất trò chơi mới cho lớp.",
        "Giải quyết được việc quen, nên thử thêm cách khác.|Biết nêu chỗ chưa hiểu, cần tự tìm câu trả lời.",
        "Cần được hướng dẫn từng bước.",
    ),
    "ngon_ngu": (
        "Đọc trôi chảy, viết câu có hình ảnh.|Kể chuyện hay, dùng từ đúng.|Nghe hiểu tốt, trả lời trọn câu.",
        "Đọc đúng, cần ngắt nghỉ rõ hơn.|Viết đủ ý, nên dùng thêm từ gợi tả.",
        "Đọc còn chậm, cần luyện mỗi ngày.",
    ),
    "tinh_toan": (
        "Tính nhanh và đúng, giải toán gọn.|Vận dụng phép tính vào thực tế tốt.|Thuộc bảng nhân chia, ước lượng khá chính xác.",
        "Tính đúng, cần đọc kĩ đề có lời văn.|Thuộc bảng nhân chia, nên luyện tính nhẩm.",
        "Cần luyện lại các phép tính cơ bản.",
    ),
    "khoa_hoc": (
        "Quan sát kĩ, giải thích được hiện tượng quen thuộc.|Thích tìm hiểu cây cối, con vật quanh mình.|Biết đặt câu hỏi vì sao, ghi chép điều quan sát được.",
        "Biết quan sát, nên ghi lại điều thấy được.|Nêu được điều đã học, cần tập giải thích.",
        "Cần được gợi ý khi quan sát.",
    ),
    "cong_nghe": (
        "Làm sản phẩm đẹp, dùng dụng cụ an toàn.|Khéo tay, biết cải tiến sản phẩm.|Gấp và cắt gọn, giữ dụng cụ cẩn thận.",
        "Làm được theo mẫu, cần cắt dán cẩn thận.|Biết dùng dụng cụ khi có hướng dẫn.",
        "Cần được giúp khi dùng dụng cụ.",
    ),
    "tin_hoc": (
        "Gõ phím đúng ngón, tạo được bài trình chiếu.|Thao tác nhanh, biết lưu bài đúng chỗ.|Biết bảo vệ thông tin của mình, giúp bạn thao tác.",
        "Làm được thao tác cơ bản, cần luyện gõ.|Thực hành đúng khi có hướng dẫn.",
        "Thao tác còn chậm, cần thực hành thêm.",
    ),
    "tham_mi": (
        "Vẽ có màu sắc hài hòa, hát đúng giai điệu.|Biết trang trí góc học tập đẹp mắt.|Biết nhận xét tranh của bạn, biểu diễn tự nhiên.",
        "Thích vẽ và hát, nên mạnh dạn thể hiện.|Tô màu gọn, cần thêm chi tiết.",
        "Cần được khuyến khích tham gia văn nghệ.",
    ),
    "the_chat": (
        "Vận động nhanh nhẹn, tích cực tập thể dục.|Giữ vệ sinh tốt, chơi thể thao khéo.|Chạy nhảy khéo, đúng tư thế khi ngồi học.",
        "Tập đúng động tác, cần dẻo dai hơn.|Tham gia đủ bài tập, nên vận động thêm.",
        "Cần tập thể dục đều đặn.",
    ),
}
LEVELS = ("T", "Đ", "C")


def sentences(name: str, level: str) -> list[str]:
    """All sentences on a trait for a level (T, Đ, C)."""
    whole = SAID[name][LEVELS.index(level)].split("|")
    halves = [one.partition(", ") for one in whole]
    firsts = [first for first, comma, _ in halves if comma]
    seconds = [second for _, comma, second in halves if comma]
    mixed = [f"{first}, {second}" for first in firsts for second in seconds]
    return [*mixed, *(one for one in whole if ", " not in one)]
