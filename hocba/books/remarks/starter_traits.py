"""The first bank's phrases on single phẩm chất and năng lực of TT 27, by the code of the trait."""

BEST, MIDDLE, LOWEST = 3, 1, 0
"""Ranks of the levels Tốt, Đạt, Cần cố gắng."""

Said = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
QUALITIES: dict[str, Said] = {
    "yeu_nuoc": (
        (
            "Yêu quý thầy cô, bạn bè, trường lớp; tự hào về quê hương.",
            "Giữ gìn cảnh quan trường lớp, tôn trọng các biểu tượng của đất nước.",
        ),
        (
            "Biết giữ gìn trường lớp; nên tìm hiểu thêm về quê hương.",
            "Tham gia các hoạt động chào cờ, lễ hội của trường khi được nhắc.",
        ),
        ("Cần nghiêm túc hơn khi chào cờ và giữ gìn của chung.",),
    ),
    "nhan_ai": (
        (
            "Yêu thương, quan tâm, sẵn sàng giúp đỡ bạn.",
            "Tôn trọng sự khác biệt của bạn, biết chia sẻ và cảm thông.",
        ),
        (
            "Hòa nhã với bạn; nên chủ động giúp đỡ bạn hơn.",
            "Biết chia sẻ với bạn khi được gợi ý.",
        ),
        ("Cần nhường nhịn, lắng nghe bạn và biết xin lỗi khi có lỗi.",),
    ),
    "cham_chi": (
        (
            "Chăm học, chăm làm, đi học đều và đúng giờ.",
            "Tự giác hoàn thành việc học, tích cực tham gia việc của lớp.",
        ),
        (
            "Hoàn thành việc được giao; cần chăm làm bài ở nhà hơn.",
            "Có cố gắng trong học tập, đôi lúc còn phải nhắc.",
        ),
        ("Cần đi học đều, làm đủ bài và tham gia việc chung của lớp.",),
    ),
    "trung_thuc": (
        (
            "Thật thà, ngay thẳng, mạnh dạn nhận lỗi và sửa lỗi.",
            "Trung thực trong học tập, giữ đúng lời hứa.",
        ),
        (
            "Thật thà với thầy cô và bạn; nên mạnh dạn nhận lỗi hơn.",
            "Biết nói đúng sự việc khi được hỏi.",
        ),
        ("Cần nói thật, tự làm bài của mình và nhận lỗi khi sai.",),
    ),
    "trach_nhiem": (
        (
            "Có trách nhiệm với việc được giao, giữ gìn đồ dùng cẩn thận.",
            "Thực hiện tốt nội quy, có ý thức với việc chung của lớp.",
        ),
        (
            "Làm xong việc được giao; cần cẩn thận với đồ dùng hơn.",
            "Thực hiện nội quy khi được nhắc nhở.",
        ),
        ("Cần tự giữ sách vở, thực hiện nội quy và làm xong phần việc của mình.",),
    ),
}
COMPETENCIES: dict[str, Said] = {
    "tu_chu_tu_hoc": (
        (
            "Tự chuẩn bị bài, tự giác học và biết tự kiểm tra lại.",
            "Chủ động trong học tập, tự phục vụ tốt.",
        ),
        (
            "Tự làm được việc vừa sức; cần chuẩn bị bài đều hơn.",
            "Có ý thức tự học, đôi lúc còn cần gợi ý.",
        ),
        ("Cần thầy cô và gia đình giúp tập thói quen tự học.",),
    ),
    "giao_tiep_hop_tac": (
        (
            "Giao tiếp tự tin, biết lắng nghe và hợp tác trong nhóm.",
            "Trình bày ý kiến rõ ràng, biết phân công việc cùng bạn.",
        ),
        (
            "Hợp tác được với bạn; cần mạnh dạn nói ý kiến của mình.",
            "Biết lắng nghe bạn; nên nói to, rõ hơn.",
        ),
        ("Còn rụt rè; cần được khuyến khích trao đổi với bạn.",),
    ),
    "gqvd_sang_tao": (
        (
            "Biết phát hiện vấn đề và đề xuất cách làm mới.",
            "Suy nghĩ linh hoạt, tự tìm cách giải quyết tình huống.",
        ),
        (
            "Giải quyết được việc quen thuộc; nên thử nhiều cách làm hơn.",
            "Biết nêu thắc mắc; cần thử tự tìm câu trả lời.",
        ),
        ("Cần được hướng dẫn từng bước khi gặp tình huống mới.",),
    ),
    "ngon_ngu": (
        ("Đọc lưu loát, diễn đạt rõ ràng, dùng từ phong phú.", "Nói và viết đủ ý, có cảm xúc."),
        (
            "Đọc, viết đúng; cần diễn đạt trọn câu hơn.",
            "Hiểu điều đã đọc; nên đọc thêm sách để tăng vốn từ.",
        ),
        ("Đọc và viết còn chậm; cần luyện đọc mỗi ngày.",),
    ),
    "tinh_toan": (
        (
            "Tính toán nhanh, chính xác, biết vận dụng vào thực tế.",
            "Lập luận rõ khi giải toán, trình bày gọn.",
        ),
        (
            "Tính toán đúng; cần cẩn thận hơn khi giải bài có lời văn.",
            "Nắm được phép tính cơ bản; nên luyện tính nhẩm.",
        ),
        ("Tính toán còn chậm; cần luyện lại các phép tính cơ bản.",),
    ),
    "khoa_hoc": (
        (
            "Ham tìm hiểu, quan sát tốt, biết giải thích hiện tượng gần gũi.",
            "Biết đặt câu hỏi và tìm câu trả lời từ quan sát.",
        ),
        (
            "Quan sát được sự vật quanh mình; nên đặt thêm câu hỏi.",
            "Nêu được điều đã biết; cần tập giải thích.",
        ),
        ("Cần được hướng dẫn quan sát và ghi lại điều nhìn thấy.",),
    ),
    "cong_nghe": (
        (
            "Sử dụng đồ dùng, dụng cụ đúng cách, làm được sản phẩm đẹp.",
            "Khéo léo, có ý tưởng khi làm sản phẩm.",
        ),
        (
            "Làm được sản phẩm theo mẫu; cần cẩn thận hơn.",
            "Biết dùng dụng cụ đơn giản khi được hướng dẫn.",
        ),
        ("Cần được giúp từng bước khi dùng dụng cụ, làm sản phẩm.",),
    ),
    "tin_hoc": (
        (
            "Sử dụng máy tính thành thạo, biết tìm thông tin phù hợp.",
            "Thực hành nhanh, đúng thao tác, giữ an toàn khi dùng máy.",
        ),
        (
            "Làm được thao tác cơ bản; cần luyện gõ phím thêm.",
            "Thực hành được theo hướng dẫn của thầy cô.",
        ),
        ("Thao tác còn chậm; cần thực hành thêm cùng bạn.",),
    ),
    "tham_mi": (
        (
            "Cảm nhận tốt cái đẹp, hát và vẽ có cảm xúc.",
            "Biết trang trí, giữ gìn cái đẹp quanh mình.",
        ),
        (
            "Yêu thích nghệ thuật; nên mạnh dạn thể hiện hơn.",
            "Nhận ra cái đẹp; cần luyện cách thể hiện.",
        ),
        ("Cần được khuyến khích tham gia hoạt động nghệ thuật.",),
    ),
    "the_chat": (
        (
            "Vận động khéo léo, tích cực rèn luyện thân thể.",
            "Thực hiện đúng động tác, giữ vệ sinh cá nhân tốt.",
        ),
        (
            "Thực hiện được động tác cơ bản; nên vận động đều hơn.",
            "Có ý thức giữ vệ sinh; cần tham gia trò chơi vận động nhiều hơn.",
        ),
        ("Cần tập luyện nhẹ nhàng, đều đặn hằng ngày.",),
    ),
}
