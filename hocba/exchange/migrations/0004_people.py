from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0003_cells_one_by_one'),
    ]

    operations = [
        migrations.AddField(
            model_name='import',
            name='people',
            field=models.JSONField(default=list),
        ),
    ]
