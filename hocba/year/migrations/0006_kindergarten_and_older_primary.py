"""Domains of kindergarten, and what the primary form of TT 22/2016 has and the 2018 programme not."""

from django.db import migrations, models

ITEMS = [
    # code, name, short name, kind
    ("TC", "Thủ công", "Thủ công", "subject"),
    ("KT", "Kĩ thuật", "Kĩ thuật", "subject"),
    ("tu_phuc_vu_tu_quan", "Tự phục vụ, tự quản", "Tự phục vụ", "general"),
    ("hop_tac", "Hợp tác", "Hợp tác", "general"),
    ("tu_hoc_gqvd", "Tự học và giải quyết vấn đề", "Tự học, GQVĐ", "general"),
    ("cham_hoc_cham_lam", "Chăm học, chăm làm", "Chăm học", "quality"),
    ("tu_tin_trach_nhiem", "Tự tin, trách nhiệm", "Tự tin", "quality"),
    ("trung_thuc_ki_luat", "Trung thực, kỉ luật", "Trung thực, kỉ luật", "quality"),
    ("doan_ket_yeu_thuong", "Đoàn kết, yêu thương", "Đoàn kết", "quality"),
    ("suc_khoe", "Sức khỏe", "Sức khỏe", "homeroom"),
    ("lv_the_chat", "Phát triển thể chất", "Thể chất", "domain"),
    ("lv_tinh_cam_xa_hoi", "Phát triển tình cảm và quan hệ xã hội", "Tình cảm, xã hội", "domain"),
    ("lv_ngon_ngu_giao_tiep", "Phát triển ngôn ngữ và giao tiếp", "Ngôn ngữ", "domain"),
    ("lv_nhan_thuc", "Phát triển nhận thức", "Nhận thức", "domain"),
    ("lv_khac", "Lĩnh vực khác của trường", "Lĩnh vực khác", "domain"),
]
KINDS = [
    ("subject", "môn học, hoạt động giáo dục"),
    ("quality", "phẩm chất chủ yếu"),
    ("general", "năng lực chung"),
    ("specific", "năng lực đặc thù"),
    ("homeroom", "phần của giáo viên chủ nhiệm"),
    ("domain", "lĩnh vực phát triển"),
]
FIRST_POSITION = 200


def fill(apps, schema_editor):
    Subject = apps.get_model("year", "Subject")
    Subject.objects.bulk_create(
        Subject(code=code, name=name, short=short, kind=kind, position=FIRST_POSITION + n)
        for n, (code, name, short, kind) in enumerate(ITEMS)
    )


class Migration(migrations.Migration):
    dependencies = [("year", "0005_exemptions_and_plans")]
    operations = [
        migrations.AlterField("subject", "kind", models.CharField(choices=KINDS, max_length=10)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
