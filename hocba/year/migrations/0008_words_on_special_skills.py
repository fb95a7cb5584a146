"""The words on năng lực đặc thù: mục 3.2 of the primary học bạ has a cell of its own."""

from django.db import migrations


def fill(apps, schema_editor):
    Subject = apps.get_model("year", "Subject")
    last = Subject.objects.order_by("-position").values_list("position", flat=True).first() or 0
    Subject.objects.create(
        code="nx_dac_thu",
        name="Nhận xét năng lực đặc thù",
        short="NX đặc thù",
        kind="homeroom",
        position=last + 1,
    )


class Migration(migrations.Migration):
    dependencies = [("year", "0007_ended_exemptions")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
