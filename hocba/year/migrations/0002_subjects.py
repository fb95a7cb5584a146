"""The subjects and other items of assessment of the 2018 programme (reference data)."""

from django.db import migrations

SUBJECTS = [
    # code, name, short name, kind
    ("TV", "Tiếng Việt", "Tiếng Việt", "subject"),
    ("NV", "Ngữ văn", "Ngữ văn", "subject"),
    ("TOAN", "Toán", "Toán", "subject"),
    ("NN1", "Ngoại ngữ 1", "Ngoại ngữ 1", "subject"),
    ("GDCD", "Giáo dục công dân", "GDCD", "subject"),
    ("DD", "Đạo đức", "Đạo đức", "subject"),
    ("TNXH", "Tự nhiên và Xã hội", "TN&XH", "subject"),
    ("LSDL", "Lịch sử và Địa lí", "LS&ĐL", "subject"),
    ("KHTN", "Khoa học tự nhiên", "KHTN", "subject"),
    ("KH", "Khoa học", "Khoa học", "subject"),
    ("CN", "Công nghệ", "Công nghệ", "subject"),
    ("TIN", "Tin học", "Tin học", "subject"),
    ("GDTC", "Giáo dục thể chất", "GDTC", "subject"),
    ("AN", "Âm nhạc", "Âm nhạc", "subject"),
    ("MT", "Mĩ thuật", "Mĩ thuật", "subject"),
    ("NT", "Nghệ thuật", "Nghệ thuật", "subject"),
    ("GDDP", "Nội dung giáo dục của địa phương", "GDĐP", "subject"),
    ("HDTN", "Hoạt động trải nghiệm", "HĐTN", "subject"),
    ("HDTNHN", "Hoạt động trải nghiệm, hướng nghiệp", "HĐTN-HN", "subject"),
    ("NN2", "Ngoại ngữ 2", "Ngoại ngữ 2", "subject"),
    ("TDT", "Tiếng dân tộc thiểu số", "Tiếng DTTS", "subject"),
    ("yeu_nuoc", "Yêu nước", "Yêu nước", "quality"),
    ("nhan_ai", "Nhân ái", "Nhân ái", "quality"),
    ("cham_chi", "Chăm chỉ", "Chăm chỉ", "quality"),
    ("trung_thuc", "Trung thực", "Trung thực", "quality"),
    ("trach_nhiem", "Trách nhiệm", "Trách nhiệm", "quality"),
    ("tu_chu_tu_hoc", "Tự chủ và tự học", "Tự chủ, tự học", "general"),
    ("giao_tiep_hop_tac", "Giao tiếp và hợp tác", "Giao tiếp, hợp tác", "general"),
    ("gqvd_sang_tao", "Giải quyết vấn đề và sáng tạo", "GQVĐ, sáng tạo", "general"),
    ("ngon_ngu", "Ngôn ngữ", "Ngôn ngữ", "specific"),
    ("tinh_toan", "Tính toán", "Tính toán", "specific"),
    ("khoa_hoc", "Khoa học", "Khoa học", "specific"),
    ("cong_nghe", "Công nghệ", "Công nghệ", "specific"),
    ("tin_hoc", "Tin học", "Tin học", "specific"),
    ("tham_mi", "Thẩm mĩ", "Thẩm mĩ", "specific"),
    ("the_chat", "Thể chất", "Thể chất", "specific"),
    ("ren_luyen", "Kết quả rèn luyện", "Rèn luyện", "homeroom"),
    ("vang", "Số buổi nghỉ học", "Nghỉ học", "homeroom"),
    ("the_trang", "Chiều cao, cân nặng", "Thể trạng", "homeroom"),
    ("nhan_xet", "Nhận xét của giáo viên chủ nhiệm", "Nhận xét GVCN", "homeroom"),
    ("nx_pham_chat", "Nhận xét phẩm chất", "NX phẩm chất", "homeroom"),
    ("nx_nang_luc", "Nhận xét năng lực", "NX năng lực", "homeroom"),
    ("thanh_tich", "Kết quả tham gia các cuộc thi, chứng chỉ", "Thành tích", "homeroom"),
    ("khen", "Thành tích xuất sắc hoặc tiến bộ, được lớp công nhận", "Đề nghị khen", "homeroom"),
]


def fill(apps, schema_editor):
    Subject = apps.get_model("year", "Subject")
    Subject.objects.bulk_create(
        Subject(code=code, name=name, short=short, kind=kind, position=n)
        for n, (code, name, short, kind) in enumerate(SUBJECTS)
    )


class Migration(migrations.Migration):
    dependencies = [("year", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
