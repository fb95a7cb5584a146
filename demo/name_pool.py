"""Parts of invented names, and the people whose names are traps on purpose."""

FAMILIES = (
    ["Nguyễn"] * 12 + ["Trần"] * 6 + ["Lê"] * 6 + ["Phạm"] * 4 + ["Huỳnh"] * 3 + ["Võ"] * 3 + ["Phan"] * 3
    + ["Đặng", "Đặng", "Bùi", "Bùi", "Đỗ", "Đỗ", "Hồ", "Hồ", "Ngô", "Ngô", "Dương", "Lý", "Trương", "Đoàn"]
    + ["Mai", "Cao", "Đinh", "Lâm", "Tạ", "Hà", "Châu", "Tô", "Kiều", "Lương", "Thái", "Quách", "Vũ", "Vũ"]
)  # fmt: skip
MIDDLES = {
    "nam": ["Văn", "Văn", "Minh", "Quốc", "Gia", "Đức", "Hoàng", "Anh", "Thanh", "Hữu", "Công", "Tuấn",
            "Bảo", "Thành", "Nhật", "Đình", "Xuân", "Trọng", "Quang", "Ngọc", "Duy", "Khánh", "Tấn"],
    "nu": ["Thị", "Thị", "Thị Ngọc", "Ngọc", "Thu", "Minh", "Phương", "Bảo", "Khánh", "Thanh", "Thùy", "Mai",
           "Thị Thanh", "Thị Kim", "Quỳnh", "Hoài", "Diệu", "Thị Mỹ", "Gia", "Hồng", "Tường", "Thị Thu"],
}  # fmt: skip
GIVENS = {
    "nam": ["An", "Anh", "Bảo", "Bình", "Cường", "Danh", "Dũng", "Duy", "Đạt", "Đăng", "Đức", "Hải", "Hào",
            "Hiếu", "Hoàng", "Huy", "Hùng", "Hưng", "Khang", "Khánh", "Khoa", "Khôi", "Kiên", "Kiệt", "Lâm",
            "Long", "Lộc", "Minh", "Nam", "Nghĩa", "Nguyên", "Nhân", "Phát", "Phong", "Phú", "Phúc", "Quân",
            "Quang", "Sang", "Sơn", "Tài", "Tân", "Thành", "Thắng", "Thiện", "Thịnh", "Tiến", "Toàn", "Trí",
            "Trung", "Tú", "Tuấn", "Tùng", "Việt", "Vinh", "Vũ", "Vương", "Ân", "Quý", "Thông"],
    "nu": ["An", "Anh", "Ánh", "Bình", "Châu", "Chi", "Diễm", "Dung", "Duyên", "Giang", "Hà", "Hạnh", "Hân",
           "Hiền", "Hoa", "Hòa", "Hồng", "Huệ", "Huyền", "Hương", "Khuê", "Lam", "Lan", "Linh", "Loan", "Ly",
           "Mai", "My", "Mỹ", "Nga", "Ngân", "Nghi", "Ngọc", "Nguyên", "Nhi", "Nhung", "Như", "Oanh", "Phương",
           "Quyên", "Quỳnh", "Tâm", "Thảo", "Thơ", "Thu", "Thủy", "Thư", "Thy", "Tiên", "Trang", "Trâm",
           "Trân", "Trinh", "Trúc", "Tuyền", "Uyên", "Vân", "Vy", "Xuân", "Yến", "Đan", "Đào"],
}  # fmt: skip
# Name, sex, ethnic group by name: Khmer, Ê-đê, Chăm, Gia-rai and Tày names of several shapes.
MINORITY = [
    ("Thạch Sô Phia", "nu", "Khơ-me"), ("Kim Sa Rươne", "nam", "Khơ-me"), ("Danh Thị Sa Mon", "nu", "Khơ-me"),
    ("Sơn Sô Phi Rum", "nam", "Khơ-me"), ("Thạch Chanh Đa Ra", "nam", "Khơ-me"), ("H'Nhi Êban", "nu", "Ê-đê"),
    ("Y Bhăm Niê", "nam", "Ê-đê"), ("H'Hương Mlô", "nu", "Ê-đê"), ("Y Thịnh Niê Kđăm", "nam", "Ê-đê"),
    ("Rơ Châm Hoan", "nam", "Gia-rai"), ("Ksor H'Lan", "nu", "Gia-rai"), ("Bá Thị Kim Thoa", "nu", "Chăm"),
    ("Nông Thúy Kiều", "nu", "Tày"), ("Lò Văn Pản", "nam", "Thái"),
]  # fmt: skip
JOBS = ["Nông dân", "Công nhân", "Buôn bán", "Giáo viên", "Ngư dân", "Lái xe", "Thợ may", "Kĩ sư", "Nội trợ",
        "Bộ đội", "Điều dưỡng", "Thợ xây", "Viên chức", "Lao động tự do"]  # fmt: skip
HAMLETS = [
    "Thôn Bình An",
    "Thôn Phú Hòa",
    "Thôn Long Thạnh",
    "Thôn Mỹ Lương",
    "Thôn Vũng Chào",
    "Thôn Hòa Lợi",
]
ETHNIC = ["Kinh", "Tày", "Thái", "Hoa", "Khơ-me", "Mường", "Nùng", "HMông", "Dao", "Gia-rai", "Ngái", "Ê-đê",
          "Ba-na", "Xơ-đăng", "Sán Chay", "Cơ-ho", "Chăm", "Sán Dìu", "Hrê", "Mnông", "Ra-glai", "Xtiêng",
          "Bru-Vân Kiều", "Thổ", "Giáy", "Cơ-tu", "Gié-Triêng", "Mạ", "Khơ-mú", "Co", "Tà-ôi", "Chơ-ro", "Kháng",
          "Xinh-mun", "Hà Nhì", "Chu-ru", "Lào", "La Chí", "La Ha", "Phù Lá", "La Hủ", "Lự", "Lô Lô", "Chứt",
          "Mảng", "Pà Thẻn", "Cơ Lao", "Cống", "Bố Y", "Si La", "Pu Péo", "Brâu", "Ơ-đu", "Rơ-măm"]  # fmt: skip
