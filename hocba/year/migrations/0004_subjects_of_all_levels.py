"""The subjects of upper-secondary school and GDTX, and those of the 2006 programme (TT 58 years)."""

from django.db import migrations

NEW = [
    # code, name, short name
    ("NN", "Ngoại ngữ", "Ngoại ngữ"),
    ("LS", "Lịch sử", "Lịch sử"),
    ("DL", "Địa lí", "Địa lí"),
    ("GDKTPL", "Giáo dục kinh tế và pháp luật", "GDKT&PL"),
    ("VL", "Vật lí", "Vật lí"),
    ("HH", "Hóa học", "Hóa học"),
    ("SH", "Sinh học", "Sinh học"),
    ("GDQPAN", "Giáo dục quốc phòng và an ninh", "GDQP&AN"),
    ("TD", "Thể dục", "Thể dục"),
]
ORDER = (
    "TV NV TOAN NN1 NN GDCD DD TNXH LSDL LS DL GDKTPL KHTN VL HH SH KH CN TIN GDQPAN GDTC TD"
    " AN MT NT GDDP HDTN HDTNHN NN2 TDT"
).split()


def fill(apps, schema_editor):
    Subject = apps.get_model("year", "Subject")
    Subject.objects.bulk_create(
        Subject(code=code, name=name, short=short, kind="subject", position=0)
        for code, name, short in NEW
    )
    for subject in Subject.objects.all():
        first = subject.code in ORDER
        place = ORDER.index(subject.code) if first else len(ORDER) + subject.position
        Subject.objects.filter(pk=subject.pk).update(position=place)


class Migration(migrations.Migration):
    dependencies = [("year", "0003_choices")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
