"""`hocba verify --all` judges every sealed document as a stranger would."""

import datetime as dt

import pytest
from django.db import connection
from documents_world import AT, CLERK, PRINCIPAL, School

from hocba.documents import checks, commands
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


def test_a_sealed_document_set_aside_is_missed_with_all_its_files(school: School) -> None:
    pupil = [school.students[0]]
    school.released("transcript_cover", students=pupil)
    school.through_seal()
    commands.issue_all(school.ctx(CLERK, 9), Document.objects.filter(state="sealed"))
    [new] = school.make_documents(
        "transcript_cover", students=pupil, supersede=True, reason="Sai nơi sinh"
    )
    assert problems() == []
    old = new.supersedes
    raw("DROP TRIGGER documents_documentfile_keep_delete" + on("documents_documentfile"))
    raw("DELETE FROM documents_documentfile")
    for state in ("superseded", "signing"):
        raw(
            "UPDATE documents_document SET state = %s WHERE id = %s",
            state,
            old.pk.hex if sqlite() else old.pk,
        )
        assert problems() == [f"Học bạ {old.pk}: thiếu tệp xml và pdf."]


def test_a_document_set_aside_before_its_seal_needs_no_files(school: School) -> None:
    school.released("transcript_cover")
    school.sign(PRINCIPAL, 3, 2)
    pupil = [school.students[0]]
    school.make_documents("transcript_cover", students=pupil, supersede=True, reason="Sai tên")
    assert Document.objects.filter(state="superseded").count() == 1 and problems() == []


def sqlite() -> bool:
    return connection.vendor == "sqlite"


def on(table: str) -> str:
    return "" if sqlite() else f" ON {table}"


def raw(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
