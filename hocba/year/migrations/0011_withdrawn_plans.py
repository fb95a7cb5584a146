import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """An individual plan is withdrawn by another decision; a new one may follow."""

    dependencies = [
        ("kernel", "0002_requests"),
        ("people", "0003_ended_inspections"),
        ("year", "0010_course_language"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="individualplan",
            name="plan_once",
        ),
        migrations.AddField(
            model_name="individualplan",
            name="end_decided_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="individualplan",
            name="end_evidence",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.blob",
            ),
        ),
        migrations.AddField(
            model_name="individualplan",
            name="end_ground",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
        migrations.AddField(
            model_name="individualplan",
            name="end_number",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddConstraint(
            model_name="individualplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("end_number", "")), fields=("student", "year"), name="plan_once"
            ),
        ),
    ]
