"""Questions about locks, corrections and warnings that provinces or schools answer."""

from hocba.org.settings import SCHOOL, Choice, Setting, register

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
LAST_DAY = register(
    Setting(
        "correction_last_day",
        GROUP,
        "Nơi sửa điểm bằng cách giải trình: điểm đã công bố, trừ điểm kiểm tra học kì, sửa đến khi nào?",
        (
            Choice(
                "approve",
                "đến một tuần trước kiểm tra học kì; quá hạn thì được duyệt, có lí do, mới sửa",
            ),
            Choice("closed", "đến một tuần trước kiểm tra học kì; quá hạn thì không sửa nữa"),
            Choice("none", "không đặt hạn"),
        ),
        ground="Quy định mẫu (Thanh Hóa) Điều 8 khoản 2; ngày kiểm tra lấy ở kế hoạch của môn",
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

ATTENDANCE = "Điểm danh"
ABSENCE_FIRST = register(
    Setting(
        "absence_first",
        ATTENDANCE,
        "Báo «nghỉ nhiều» lần đầu khi một em đã nghỉ bao nhiêu buổi?",
        (
            Choice("15", "15 buổi, một phần ba của giới hạn"),
            Choice("10", "10 buổi"),
            Choice("20", "20 buổi"),
            Choice("30", "30 buổi"),
        ),
        owners=(SCHOOL,),
        ground="Thông tư 22/2021 Điều 12: không nghỉ quá 45 buổi; ngưỡng báo trước do trường đặt",
        acts=("trang «Nghỉ nhiều»",),
    )
)
ABSENCE_NEAR = register(
    Setting(
        "absence_near",
        ATTENDANCE,
        "Báo «sắp chạm giới hạn» khi còn cách 45 buổi bao nhiêu buổi?",
        (Choice("10", "10 buổi"), Choice("5", "5 buổi"), Choice("15", "15 buổi")),
        owners=(SCHOOL,),
        ground="Thông tư 22/2021 Điều 12: không nghỉ quá 45 buổi; ngưỡng báo trước do trường đặt",
        acts=("trang «Nghỉ nhiều»",),
    )
)
