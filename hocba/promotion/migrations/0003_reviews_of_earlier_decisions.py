"""Classes decided before there were reviews count as decided."""

from django.db import migrations


def fill(apps, schema_editor):
    decisions = apps.get_model("promotion", "YearDecision").objects.order_by("decided_at")
    found = {}
    for row in decisions.values("klass_id", "school_id", "year", "decided_by", "decided_at"):
        found[row["klass_id"]] = row
    review = apps.get_model("promotion", "Review")
    review.objects.bulk_create(review(period="year", state="decided", **row) for row in found.values())


class Migration(migrations.Migration):
    dependencies = [("promotion", "0002_reviews_and_praise")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
