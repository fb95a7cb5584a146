"""Questions about locks and corrections on which the provinces' texts differ."""

from hocba.org.settings import Choice, Setting, register

GROUP = "Khóa sổ và sửa điểm"
COURSE = register(
    Setting(
        "correction_course",
        GROUP,
        "Điểm đã công bố mà sổ chưa khóa thì sửa theo cách nào?",
        (
            Choice("approve", "có đơn đề nghị và được duyệt rồi mới sửa"),
            Choice("explain", "giáo viên nhập lại với lí do, minh chứng, giải trình ở họp tháng"),
        ),
        ground="CV 2649/SGDĐT-GDMNTH (Bình Dương) II.2; Quy định mẫu (Thanh Hóa) Điều 8",
        acts=("đề nghị sửa điểm",),
    )
)
PERSONAL_PAGE = register(
    Setting(
        "correction_personal_page",
        GROUP,
        "Trang sổ điểm cá nhân có phải kèm ngay khi nộp phiếu sửa điểm không?",
        (
            Choice("brought", "không, mang sổ đến buổi họp chuyên môn tháng"),
            Choice("required", "có, kèm ảnh hoặc bản quét"),
        ),
        ground="Quy định mẫu (Thanh Hóa) Điều 8 khoản 2",
        acts=("đề nghị sửa điểm",),
    )
)
OPEN_WHEN_MARKED = register(
    Setting(
        "open_when_marked",
        GROUP,
        "Giáo viên báo đã chấm xong thì cột đang khóa có tự mở cho ô còn trống không?",
        (
            Choice("no", "không, hiệu trưởng hoặc phó hiệu trưởng duyệt từng đề nghị"),
            Choice("yes", "có, mở ngay trong số giờ đã chọn, rồi tự đóng"),
        ),
        ground="CV 489/SGDĐT-GDTrH (Quảng Ninh) mục 1b, 2",
        acts=("mở sổ đang khóa",),
    )
)
