"""`hocba verify --all` judges every sealed document as a stranger would."""

import datetime as dt

import pytest
from documents_world import AT, School

from hocba.documents import checks
from hocba.documents.models import Document, DocumentFile
from hocba.documents.verify import pool
from hocba.kernel import blobs
from hocba.kernel.checks import Scope

LATER = AT + dt.timedelta(days=1)


def problems(full: bool = False) -> list[str]:
    seen: list[tuple[int, int]] = []
    scope = Scope(LATER, full, lambda done, total: seen.append((done, total)))
    return [p.sentence for p in checks.check_documents(scope)]


def test_sealed_documents_are_judged_and_found_good(school: School) -> None:
    school.released("transcript_year")
    assert problems() == []  # nothing is sealed yet
    school.through_seal()
    assert Document.objects.filter(state="sealed").count() == 2
    assert problems() == [] and problems(full=True) == []


def test_an_altered_a_lost_and_a_swapped_file_are_named(school: School) -> None:
    school.released("transcript_cover")
    school.through_seal()
    one, two = Document.objects.order_by("pk")
    pdf = {d.pk: DocumentFile.objects.get(document=d, stage=4, kind="pdf") for d in (one, two)}
    paths = {pk: blobs.path_of(file.blob_id) for pk, file in pdf.items()}
    kept = paths[one.pk].read_bytes()

    paths[one.pk].write_bytes(kept.replace(b"/ByteRange", b"/ByteRanqe", 1))
    [said] = problems()
    assert str(one.pk) in said and "tệp PDF" in said

    paths[one.pk].write_bytes(paths[two.pk].read_bytes())
    said = " ".join(problems())
    assert str(one.pk) in said and str(two.pk) in said

    paths[one.pk].unlink()
    assert problems() == [f"Học bạ {one.pk}: thiếu tệp pdf."]


def test_many_documents_are_judged_by_processes_of_their_own(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.released("transcript_cover")
    school.through_seal()
    monkeypatch.setattr(pool, "FEW", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert problems() == []
    lost = DocumentFile.objects.filter(stage=4, kind="xml").first()
    assert lost is not None
    path = blobs.path_of(lost.blob_id)
    path.write_bytes(path.read_bytes().replace(b"Signature", b"Signatvre", 1))
    assert str(lost.document_id) in " ".join(problems())
