"""Cells and results of a subject lie together: the keys begin with the subject, then the pupil.

On SQLite the cells lie in their key itself (WITHOUT ROWID), so a save reads those of its class and
subject from a few neighbouring pages. Results do not: of such a table SQLite 3.40 says in its check
of integrity that every column that must not be empty is empty.
"""

import re

from django.db import migrations, models

OLD = ("year", "school_id", "student_id", "subject_id", "term")
KEY = ("year", "school_id", "subject_id", "student_id", "term")
TABLES = {"books_mark": (("slot",), " WITHOUT ROWID"), "books_subjectresult": ((), "")}


def forwards(apps, editor):
    for table, (more, how) in TABLES.items():
        _rebuild(editor, table, KEY + more, how)


def backwards(apps, editor):
    for table, (more, _) in TABLES.items():
        _rebuild(editor, table, OLD + more, "")


def _rebuild(editor, table, key, how):
    listed = ", ".join(f'"{column}"' for column in key)
    if editor.connection.vendor != "sqlite":
        editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey")
        editor.execute(f"ALTER TABLE {table} ADD PRIMARY KEY ({listed})")
        return
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL", [table])
        [(old,)] = cursor.fetchall()  # these two have no index and no trigger of their own
        made, count = re.subn(r"PRIMARY KEY \([^)]*\)", f"PRIMARY KEY ({listed})", old)
        if count != 1:
            raise RuntimeError(f"{table} has not one primary key: {old}")
        made = made.removesuffix(" WITHOUT ROWID") + how
        cursor.execute(made.replace(f'"{table}"', f'"{table}_new"', 1))
        cursor.execute(f"INSERT INTO {table}_new SELECT * FROM {table} ORDER BY {listed}")
        cursor.execute(f"DROP TABLE {table}")
        cursor.execute(f"ALTER TABLE {table}_new RENAME TO {table}")


def _key(model, more):
    pk = models.CompositePrimaryKey(
        *KEY, *more, blank=True, editable=False, primary_key=True, serialize=False
    )
    return migrations.AlterField(model, "pk", pk)


class Migration(migrations.Migration):
    dependencies = [("books", "0017_withdrawals")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunPython(forwards, backwards)],
            [_key("mark", ("slot",)), _key("subjectresult", ())],
        )
    ]
