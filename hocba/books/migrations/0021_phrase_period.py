from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0020_ledger_by_save'),
    ]

    operations = [
        migrations.AddField(
            model_name='phrase',
            name='period',
            field=models.CharField(blank=True, choices=[('gk1', 'giữa học kì I'), ('ck1', 'học kì I'), ('gk2', 'giữa học kì II'), ('ck2', 'học kì II, cuối năm')], default='', max_length=3),
            preserve_default=False,
        ),
    ]
