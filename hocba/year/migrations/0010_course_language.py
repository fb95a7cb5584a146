from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("year", "0009_flexible_and_specialised")]

    operations = [
        migrations.AddField(
            model_name="course",
            name="language",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
    ]
