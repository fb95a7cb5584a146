from django.db import migrations, models


class Migration(migrations.Migration):
    """The moment an inspection was ended before its last day."""

    dependencies = [("people", "0002_inspectors")]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
    ]
