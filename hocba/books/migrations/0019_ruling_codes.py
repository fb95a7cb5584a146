from django.db import migrations, models


class Migration(migrations.Migration):
    """A ruling on promotion is a word such as NOT_PROMOTED, not a short code."""

    dependencies = [("books", "0018_cells_by_subject")]

    operations = [
        migrations.AlterField(
            model_name="ruling",
            name="value",
            field=models.CharField(blank=True, max_length=40),
        ),
    ]
