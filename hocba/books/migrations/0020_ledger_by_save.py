"""In the key of the ledger the event stands before the pupil: the lines of one save lie together.

Before, each line of a column lay among the older ones of its pupil; a column that was often saved
had its lines on as many pages as it has pupils.
"""

from importlib import import_module

from django.db import migrations, models

KEY = ("year", "school_id", "subject_id", "term", "slot", "event_id", "student_id")
before = import_module("hocba.books.migrations.0011_ledger_by_column")


def forwards(apps, editor):
    before._rebuild(editor, KEY)


def backwards(apps, editor):
    before._rebuild(editor, before.KEY)


class Migration(migrations.Migration):
    dependencies = [("books", "0019_ruling_codes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunPython(forwards, backwards)],
            [
                migrations.AlterField(
                    "markchange",
                    "pk",
                    models.CompositePrimaryKey(
                        *KEY, blank=True, editable=False, primary_key=True, serialize=False
                    ),
                )
            ],
        )
    ]
