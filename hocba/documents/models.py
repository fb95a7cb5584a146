"""Documents: a frozen snapshot, its signature slots, its files, its issue."""

import uuid
from typing import ClassVar

from django.db import models

from hocba.kernel.models import Blob, Event
from hocba.kernel.record import Record
from hocba.org.models import Place
from hocba.people.models import Student


class Document(Record):
    """A học bạ document of one pupil: one per school year, and one for cover and personal page.

    Made from a snapshot; a change after issue makes a new version with `supersedes`. The state
    follows `flow.TRANSCRIPT`. `scope_kind`/`scope_id` name the class without a foreign key
    (the year frame lies above); `short_code` is printed beside the QR code.
    """

    class Kind(models.TextChoices):
        YEAR = "transcript_year", "Học bạ, phần năm học"
        COVER = "transcript_cover", "Học bạ, bìa và trang lí lịch"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    form = models.CharField(max_length=60)
    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="documents")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="documents")
    year = models.SmallIntegerField()
    scope_kind = models.CharField(max_length=12)
    scope_id = models.BigIntegerField()
    version = models.SmallIntegerField(default=1)
    trust = models.CharField(max_length=4)
    short_code = models.CharField(max_length=16, unique=True)
    snapshot = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    data_xml = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="successors"
    )
    created_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="proof")

    scopes: ClassVar = {
        "school": "school",
        "klass": "scope_id",
    }
    frozen: ClassVar = (
        "id",
        "kind",
        "form",
        "school",
        "student",
        "year",
        "version",
        "trust",
        "short_code",
        "snapshot",
        "data_xml",
        "supersedes",
        "created_at",
        "scope_kind",
        "scope_id",
    )
    with_command: ClassVar = ("student__person", "school")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["student", "year", "kind", "version"], name="document_version"
            ),
        ]
        indexes = [models.Index(fields=["school", "year", "state"])]


class Slot(Record):
    """A required signature of a document: role, person (or the school), order and mode.

    `stage`: 1 GVBM, 2 GVCN, 3 CBQL, 4 school seal. `mode`: "signed", or "confirmed" by account.
    `state`: waiting, signed, confirmed. `person` is a Person's id; the school seal has none.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="slots")
    key = models.CharField(max_length=30)
    role = models.CharField(max_length=12)
    stage = models.SmallIntegerField()
    person = models.BigIntegerField(null=True)
    mode = models.CharField(max_length=10)
    covers = models.CharField(max_length=600, blank=True)
    state = models.CharField(max_length=10, default="waiting")

    scopes: ClassVar = {"school": "document__school", "klass": "document__scope_id"}
    frozen: ClassVar = ("document", "key", "role", "stage", "person", "mode", "covers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "key"], name="slot_once")]
        indexes = [models.Index(fields=["person", "state"])]


class Signature(Record):
    """A made signature, or a confirmation by account, with its evidence.

    `xml` is the element as embedded in the slot's region: a ds:Signature or a Confirmed (then
    there is no certificate). `evidence` holds the outcome of the checks at signing time and names
    the blob with chain and revocation answers (`material`); see `commands.signing`.
    """

    slot = models.OneToOneField(Slot, on_delete=models.PROTECT, related_name="signature")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    certificate = models.ForeignKey(
        "Certificate", on_delete=models.PROTECT, null=True, related_name="signatures"
    )
    xml = models.TextField()
    evidence = models.JSONField()

    scopes: ClassVar = {"school": "slot__document__school", "klass": "slot__document__scope_id"}
    frozen: ClassVar = ("*",)


class DocumentFile(Record):
    """A signed body: the PDF of the principal (stage 3), then the sealed PDF and the complete XML.

    Bodies of earlier stages are assembled from `Document.data_xml` and the Signature rows.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")
    stage = models.SmallIntegerField()
    kind = models.CharField(max_length=4)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    scopes: ClassVar = {"school": "document__school", "klass": "document__scope_id"}
    frozen: ClassVar = ("*",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "stage", "kind"], name="file_once")
        ]


class Issue(Record):
    """The issue of a sealed document: the original. Copies get numbers of their own later."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="issues")
    number = models.SmallIntegerField(default=0)
    at = models.DateTimeField()

    scopes: ClassVar = {"school": "document__school", "klass": "document__scope_id"}
    frozen: ClassVar = ("*",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="issue_once")]


class Certificate(Record):
    """A registered certificate of a person, or of a school's seal, and where its key is.

    `person` is a Person's id, null for the seal. `provider` and `key_name` lead to the key
    (`keys.PROVIDERS`). `ended_at` is set when the registration ends; signatures stay.
    """

    person = models.BigIntegerField(null=True)
    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="certificates")
    world = models.CharField(max_length=4)
    provider = models.CharField(max_length=20)
    key_name = models.CharField(max_length=80)
    serial = models.CharField(max_length=60)
    subject = models.CharField(max_length=300)
    pem = models.TextField()
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    kept: ClassVar = "Chứng thư số"
    scopes: ClassVar = {"school": "school"}
    frozen: ClassVar = (
        "person",
        "school",
        "world",
        "provider",
        "key_name",
        "serial",
        "subject",
        "pem",
        "starts",
        "ends",
    )
    with_command: ClassVar = ("school",)

    class Meta:
        indexes = [models.Index(fields=["person"])]


class SigningRun(Record):
    """One authorisation over a declared number of documents, pinned to one key; resumable.

    `view` is the SHA-256 of what the signer was shown. `authorised_at` is when the person was
    asked last, `active_at` when the run moved last: a run that rests too long asks again.
    `state` follows `flow.RUN`.
    """

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="signing_runs")
    person = models.BigIntegerField()
    stage = models.SmallIntegerField()
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="runs")
    total = models.IntegerField()
    view = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="running")
    created_at = models.DateTimeField()
    authorised_at = models.DateTimeField()
    active_at = models.DateTimeField()

    scopes: ClassVar = {"school": "school"}
    frozen: ClassVar = ("school", "person", "stage", "certificate", "total", "view", "created_at")
    with_command: ClassVar = ("school", "certificate")

    class Meta:
        indexes = [models.Index(fields=["person", "-id"])]


class SigningItem(Record):
    """One slot in a run with its own result: waiting, done or failed (with the reason)."""

    run = models.ForeignKey(SigningRun, on_delete=models.PROTECT, related_name="items")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="items")
    state = models.CharField(max_length=10, default="waiting")
    message = models.CharField(max_length=500, blank=True)

    scopes: ClassVar = {"school": "run__school"}
    frozen: ClassVar = ("run", "slot")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "slot"], name="item_once")]
        indexes = [models.Index(fields=["run", "state"])]
