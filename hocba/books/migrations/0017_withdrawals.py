import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A decision on results is withdrawn by another: an empty ruling, the end of a zero case."""

    dependencies = [
        ("books", "0016_rulings"),
        ("kernel", "0002_requests"),
    ]

    operations = [
        migrations.AlterField(
            model_name="ruling",
            name="value",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddField(
            model_name="zerocase",
            name="end_number",
            field=models.CharField(blank=True, default="", max_length=60),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="zerocase",
            name="end_decided_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="zerocase",
            name="end_ground",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="zerocase",
            name="end_evidence",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.blob",
            ),
        ),
    ]
