"""Goals of kindergarten."""

from typing import ClassVar

from django.db import models

from hocba.kernel.record import Record
from hocba.org.models import Place
from hocba.year.models import Subject


class Goal(Record):
    """A goal (mục tiêu) that kindergarten children of an age group are assessed by: + or –.

    `number` counts the school's goals of a year; it names the column. `stage` is when the goal is
    assessed (`MamNon.stages`), `indicator` its number in the standard of five-year-olds.
    """

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="goals")
    year = models.SmallIntegerField()
    grade = models.SmallIntegerField()
    domain = models.ForeignKey(Subject, on_delete=models.PROTECT)
    number = models.SmallIntegerField()
    text = models.CharField(max_length=300)
    stage = models.CharField(max_length=8)
    term = models.SmallIntegerField()
    topic = models.CharField(max_length=80, blank=True)
    indicator = models.SmallIntegerField(null=True)
    dropped = models.BooleanField(default=False)

    scopes: ClassVar = {"school": "school", "klass": "school__classes"}
    with_command: ClassVar = ("school", "domain")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "number"], name="goal_number_once"),
        ]

    @property
    def slot(self) -> str:
        """The slot of its column in the homeroom books of the age group."""
        return f"m{self.number}"
