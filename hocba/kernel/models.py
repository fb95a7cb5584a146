"""Events, receipts, seals and stored files: what proves afterwards what happened."""

import uuid
from typing import ClassVar

from django.db import models

from hocba.kernel.record import Record


class Event(Record):
    """One act: who did what, as whom, to what, when, why and from where. Append-only.

    `actor` is a Person's id and `duty` an Assignment's id; `school` a Place's id. They carry no
    foreign keys because the kernel lies below those apps, and an event outlives everything.
    `params` hold ids and plain parameters, never names: sentences are made when shown.
    """

    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    actor = models.BigIntegerField(null=True)
    duty = models.BigIntegerField(null=True)
    school = models.BigIntegerField(null=True)
    on_kind = models.CharField(max_length=60)
    on_id = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    source = models.CharField(max_length=20)
    address = models.CharField(max_length=45, blank=True)
    request_id = models.UUIDField(null=True)
    batch = models.UUIDField(null=True)

    scopes: ClassVar = {"school": "school"}
    frozen: ClassVar = ("*",)

    class Meta:
        indexes = [
            models.Index(fields=["school", "-id"]),
            models.Index(fields=["on_kind", "on_id"]),
            models.Index(
                fields=["batch"], condition=models.Q(batch__isnull=False), name="event_batch"
            ),
        ]


class Receipt(Record):
    """The first answer to a request id, so that a repeated request is answered, not repeated."""

    request_id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="receipts")
    actor = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    answer = models.JSONField(null=True)

    scopes: ClassVar = {"school": "event__school"}
    frozen: ClassVar = ("*",)


class Seal(Record):
    """A sealed run of events: the Merkle tree hash (RFC 6962) over their leaves, chained.

    `root` covers its leaves in order of the event's id; `chain` is SHA-256(previous chain ‖ root ‖
    size as eight bytes), all hexadecimal.
    """

    at = models.DateTimeField()
    size = models.IntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    chain = models.CharField(max_length=64, unique=True)

    frozen: ClassVar = ("*",)


class SealLeaf(Record):
    """The hash of one event with all its ledger lines, in the seal that covers it.

    `lines` counts those lines, so that a missing one can be told from a changed one.
    """

    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, primary_key=True, related_name="leaf"
    )
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="leaves")
    lines = models.IntegerField()
    hash = models.CharField(max_length=64)

    frozen: ClassVar = ("*",)


class Blob(Record):
    """A stored file, named by its SHA-256 (hexadecimal). Bytes live in the blob folder."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    at = models.DateTimeField()

    frozen: ClassVar = ("*",)


class Request(Record):
    """A wish that needs a reason, evidence and somebody else's decision (see `kernel.requests`).

    `about_kind` and `about_id` name the thing it is about without a foreign key, as `kind` says;
    `asker` is a Person's id. `content` holds ids and plain values of what is wished; it never
    changes: another wish is another request.
    `until` is the moment an approval lapses.
    """

    kind = models.CharField(max_length=20)
    school = models.BigIntegerField()
    about_kind = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    asker = models.BigIntegerField()
    asked_at = models.DateTimeField()
    reason = models.TextField()
    content = models.JSONField(default=dict)
    state = models.CharField(max_length=12)
    until = models.DateTimeField(null=True)

    kept: ClassVar = "Đơn"
    scopes: ClassVar = {"school": "school"}
    frozen: ClassVar = (
        "kind", "school", "about_kind", "about_id", "asker", "asked_at", "reason", "content"
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["school", "state"], name="request_state"),
            models.Index(fields=["asker", "state"], name="request_asker"),
            models.Index(fields=["about_kind", "about_id"], name="request_about"),
        ]


class Evidence(Record):
    """What proves a request: a stored file, or names of those who confirm. A line of its event."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=20)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(null=True)
    added_by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    scopes: ClassVar = {"school": "request__school"}
    frozen: ClassVar = ("*",)


class Decision(Record):
    """One step of a request: who did which move, when, with which words. A line of its event."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="decisions")
    verb = models.CharField(max_length=20)
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    person = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    scopes: ClassVar = {"school": "request__school"}
    frozen: ClassVar = ("*",)


class WorkerBeat(models.Model):
    """When a job process last said that it lives. Exempt from commands: machinery, no facts."""

    name = models.CharField(max_length=120, primary_key=True)
    at = models.DateTimeField()


class Tick(models.Model):
    """When the clock does something next. Exempt from commands: machinery, no facts."""

    name = models.CharField(max_length=120, primary_key=True)
    due = models.DateTimeField()
