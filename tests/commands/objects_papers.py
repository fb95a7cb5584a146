"""Documents, certificates and runs of signing as bare rows, in the state a line asks for.

How they come about is the matter of their own tests; here only who may do what to them is asked.
"""

import datetime

from hocba.documents.models import Certificate, Document, SigningRun, Slot
from hocba.kernel.models import Blob
from hocba.kernel.record import writing
from hocba.org.models import Place
from hocba.people.models import Student
from hocba.year.models import Klass
from tests.world import NOW, YEAR, World

YEAR_AHEAD = NOW + datetime.timedelta(days=365)


def blob() -> Blob:
    row = Blob(sha256="0" * 64, size=1, media_type="application/xml", at=NOW)
    if not Blob.objects.filter(pk=row.pk).exists():
        with writing():
            row.save()
    return row


def document(
    world: World,
    state: str,
    student: Student | None = None,
    school: Place | None = None,
    klass: Klass | None = None,
) -> Document:
    """The year page of a pupil, else of the first of 8A1."""
    with writing():
        row = Document(
            kind=Document.Kind.YEAR,
            form="transcript_lower_secondary_tt22",
            school=school or world.secondary,
            student=student or world.roster("8A1")[0],
            year=YEAR,
            scope_kind="klass",
            scope_id=(klass or world.classes["8A1"]).pk,
            trust="test",
            short_code="TEST-0001",
            snapshot=blob(),
            data_xml=blob(),
            created_at=NOW,
            state=state or "proof",
        )
        row.save()
    return row


def slot(world: World, state: str) -> Slot:
    """The slot of the mathematics teacher, confirmed by account."""
    with writing():
        row = Slot(
            document=document(world, state),
            key="GVBM-1",
            role="GVBM",
            stage=1,
            person=world.people["teacher"].pk,
            mode="confirmed",
        )
        row.save()
    return row


def _certificate(world: World, person: int | None) -> Certificate:
    with writing():
        row = Certificate(
            person=person,
            school=world.secondary,
            world="test",
            provider="pkcs12",
            key_name="none",
            serial="1",
            subject="CN=Thử",
            pem="",
            starts=NOW,
            ends=YEAR_AHEAD,
        )
        row.save()
    return row


def certificate(world: World, state: str) -> Certificate:
    return _certificate(world, world.people["teacher"].pk)


def seal_certificate(world: World, state: str) -> Certificate:
    return _certificate(world, None)


def run(world: World, state: str) -> SigningRun:
    """A signing run of the mathematics teacher."""
    with writing():
        row = SigningRun(
            school=world.secondary,
            person=world.people["teacher"].pk,
            stage=1,
            certificate=certificate(world, ""),
            total=1,
            view="0" * 64,
            created_at=NOW,
            authorised_at=NOW,
            active_at=NOW,
        )
        row.save()
    return row
