"""Files that came in: what they said, what was applied, and how to take it back."""

from typing import Any, ClassVar

from django.db import models

from hocba.kernel.models import Blob
from hocba.kernel.record import Record
from hocba.org.models import Place


class Import(Record):
    """One uploaded file with its preview. Nothing of it is applied before somebody says so.

    `problems` is a list of {place, value, message}; `notes` likewise but not forbidding (doubts,
    skipped columns); `summary` counts what would change and `effect` is the hash of it; `batch`
    is the shared id of the events that applied it. `about` is what the form said of the file;
    `cells` shows cells of books one by one (`Reading.cells`) and `people` whom a register adds
    (`Reading.people`), at most `commands.KEPT` of them. `state`: previewed, applied, undone.
    """

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="imports")
    year = models.SmallIntegerField()
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    file = models.ForeignKey(Blob, on_delete=models.PROTECT)
    state = models.CharField(max_length=12, default="previewed")
    problems: Any = models.JSONField(default=list)
    notes: Any = models.JSONField(default=list)
    problem_count = models.IntegerField(default=0)
    summary: Any = models.JSONField(default=dict)
    about: Any = models.JSONField(default=dict)
    effect = models.CharField(max_length=64, blank=True)
    batch = models.UUIDField(null=True)
    cells: Any = models.JSONField(default=list)
    people: Any = models.JSONField(default=list)
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)

    scopes: ClassVar = {"school": "school"}
