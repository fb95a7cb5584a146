"""Event, book, school and subject of a ledger line are numbers that the database does not look up."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("books", "0013_pupil_remarks"),
        ("kernel", "0002_requests"),
        ("org", "0002_setting_decisions"),
        ("year", "0007_ended_exemptions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="markchange",
            name="book",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="books.book",
            ),
        ),
        migrations.AlterField(
            model_name="markchange",
            name="event",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.event",
            ),
        ),
        migrations.AlterField(
            model_name="markchange",
            name="school",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="org.place",
            ),
        ),
        migrations.AlterField(
            model_name="markchange",
            name="subject",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="year.subject",
            ),
        ),
    ]
