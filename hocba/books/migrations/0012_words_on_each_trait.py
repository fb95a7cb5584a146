"""Homeroom books by TT 27 that are open already get a column of words for each trait."""

from django.db import migrations

BATCH = 500


def fill(apps, schema_editor):
    Column = apps.get_model("books", "Column")
    Subject = apps.get_model("year", "Subject")
    special = Subject.objects.get(code="nx_dac_thu")
    levels = Column.objects.filter(
        book__regime="TT27", book__kind="homeroom", slot="muc_ck", term__in=(1, 2)
    ).select_related("subject")
    fresh, blocks = [], set()
    for level in levels.order_by("book", "term", "position").iterator(chunk_size=BATCH):
        blocks.add((level.book_id, level.term))
        fresh.append(_words(Column, level.book_id, level.subject, level.term, 300 + level.position))
    for book, term in blocks:
        fresh.append(_words(Column, book, special, term, 300))
    Column.objects.bulk_create(fresh, batch_size=BATCH)


def _words(Column, book, subject, term, position):
    label = subject.name if subject.kind == "homeroom" else f"Nhận xét {subject.name}"
    return Column(
        book_id=book,
        subject=subject,
        term=term,
        slot="nx_ck",
        kind="text",
        label=label[:60],
        position=position,
        required=False,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("books", "0011_ledger_by_column"),
        ("year", "0008_words_on_special_skills"),
    ]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
