"""The key of the ledger of cells begins with the column, not with the pupil."""

import re

from django.db import migrations, models

KEY = ("year", "school_id", "subject_id", "term", "slot", "student_id", "event_id")
OLD = ("year", "school_id", "student_id", "subject_id", "term", "slot", "event_id")


def forwards(apps, editor):
    _rebuild(editor, KEY)


def backwards(apps, editor):
    _rebuild(editor, OLD)


def _rebuild(editor, key):
    listed = ", ".join(f'"{column}"' for column in key)
    if editor.connection.vendor != "sqlite":
        editor.execute("ALTER TABLE books_markchange DROP CONSTRAINT books_markchange_pkey")
        editor.execute(f"ALTER TABLE books_markchange ADD PRIMARY KEY ({listed})")
        return
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT type, sql FROM sqlite_master WHERE tbl_name = 'books_markchange'"
            " AND sql IS NOT NULL ORDER BY type = 'table' DESC"
        )
        (_, table), *others = cursor.fetchall()
        made, count = re.subn(r"PRIMARY KEY \([^)]*\)", f"PRIMARY KEY ({listed})", table)
        if count != 1:
            raise RuntimeError(f"books_markchange has not one primary key: {table}")
        cursor.execute(made.replace('"books_markchange"', '"books_markchange_new"', 1))
        cursor.execute(
            "INSERT INTO books_markchange_new SELECT * FROM books_markchange ORDER BY rowid"
        )
        cursor.execute("DROP TABLE books_markchange")
        cursor.execute("ALTER TABLE books_markchange_new RENAME TO books_markchange")
        for _, sql in others:  # its index and the triggers that keep it frozen
            cursor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("books", "0010_personal_books")]

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
