"""From a snapshot to a sealed, issued and verified transcript."""

import datetime as dt
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest
from documents_world import AT, CLERK, HOMEROOM, IT, KLASS, NO_KEY, PRINCIPAL, YEAR, School

from hocba.documents import bodies, commands, keys, queries, tasks
from hocba.documents.models import Document, DocumentFile, Issue, Signature, Slot
from hocba.documents.verify import State, Verdict, verify_bytes
from hocba.kernel.errors import Refusal
from hocba.kernel.models import Event

LATER = AT + dt.timedelta(days=1)


def verdict(school: School, document: Document, kind: str, full: bool = False) -> Verdict:
    actor = school.ctx(PRINCIPAL).actor
    bodies = {k: queries.body(actor, str(document.pk), k) for k in ("pdf", "xml")}
    mine = bodies.pop(kind)
    keys.publish(LATER)
    others = list(bodies.values())
    return verify_bytes(mine, keys.trust(), at=LATER, companions=others, full=full)


def test_a_transcript_goes_from_snapshot_to_issued_and_verifies(school: School) -> None:
    documents = school.released("transcript_year", "transcript_cover")
    school.through_seal()
    assert commands.issue_all(school.ctx(CLERK, 6), documents) == len(documents)
    for document in documents:
        document.refresh_from_db()
        assert document.state == "issued"
        assert Issue.objects.get(document=document).number == 0
        for kind in ("pdf", "xml"):
            found = verdict(school, document, kind, full=True)
            assert found.state is State.VALID, found.problems
            assert "THỬ NGHIỆM" in found.label
    year = next(d for d in documents if d.kind == "transcript_year")
    slots = Slot.objects.filter(document=year)
    assert {s.state for s in slots if s.person == school.people[NO_KEY]} == {"confirmed"}
    assert Signature.objects.filter(slot__document=year).count() == len(slots)
    assert set(DocumentFile.objects.filter(document=year).values_list("stage", "kind")) == {
        (3, "pdf"),
        (4, "pdf"),
        (4, "xml"),
    }


def test_each_signature_keeps_what_was_seen_checked_and_by_which_key(school: School) -> None:
    (document, _) = school.released("transcript_cover")
    run = school.start(PRINCIPAL, 3)
    tasks.sign_run(school.ctx(PRINCIPAL, address="192.0.2.7"), run.pk)
    made = Signature.objects.get(slot__document=document)
    assert made.certificate == school.certificate(PRINCIPAL)
    assert made.evidence["result"] == "good"
    assert made.evidence["view_hash"] == run.view
    assert made.evidence["data"] == document.data_xml_id
    assert made.evidence["address"] == "192.0.2.7"
    assert b"answers" in queries.stored(made.evidence["material"])


def test_a_run_writes_one_event_for_a_chunk_with_its_slots(school: School) -> None:
    school.released("transcript_cover")
    before = Event.objects.count()
    run = school.start(PRINCIPAL, 3)
    tasks.sign_chunk(school.ctx(PRINCIPAL), run.pk)
    events = list(Event.objects.order_by("pk")[before:])
    assert [e.verb for e in events] == ["signing.start", "signing.sign"]
    slots = set(run.items.values_list("slot", flat=True))
    assert set(events[1].params["slots"]) == slots
    assert {s.event_id for s in Signature.objects.all()} == {events[1].pk}


@pytest.mark.parametrize(
    ("who", "stage", "waits_for"),
    [
        (HOMEROOM, 2, "giáo viên bộ môn"),
        (PRINCIPAL, 3, "giáo viên bộ môn"),
        (CLERK, 4, "giáo viên bộ môn"),
    ],
)
def test_signing_out_of_order_is_refused(
    school: School, who: str, stage: int, waits_for: str
) -> None:
    (document, _) = school.released()
    slot = Slot.objects.get(document=document, stage=stage)
    with pytest.raises(Refusal, match=f"Chưa đến lượt: còn chờ {waits_for}"):
        school.start(who, stage, slots=[slot.pk])
    assert not Signature.objects.exists()


def test_the_seal_waits_for_the_principal(school: School) -> None:
    (document, _) = school.released("transcript_cover")
    slot = Slot.objects.get(document=document, stage=4)
    with pytest.raises(Refusal, match="còn chờ hiệu trưởng"):
        school.start(CLERK, 4, slots=[slot.pk])


def test_a_proof_is_not_signed_before_its_release(school: School) -> None:
    (document, _) = school.make_documents("transcript_cover")
    slot = Slot.objects.get(document=document, stage=3)
    with pytest.raises(Refusal, match="bản rà soát"):
        school.start(PRINCIPAL, 3, slots=[slot.pk])
    commands.release(school.ctx(PRINCIPAL), document)
    assert school.sign(PRINCIPAL, 3, slots=[slot.pk]).done == 1


def test_the_costly_part_may_run_in_spawned_processes(school: School) -> None:
    documents = school.released("transcript_cover")
    run = school.start(PRINCIPAL, 3)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        tasks.sign_run(school.ctx(PRINCIPAL), run.pk, spread=pool.map)
    school.sign(CLERK, 4, 1)
    assert verdict(school, documents[0], "pdf").state is State.VALID


def test_a_document_replaced_after_issue_shows_as_superseded(school: School) -> None:
    pupil = school.students[:1]
    (old,) = school.released("transcript_cover", students=pupil)
    school.through_seal()
    commands.issue(school.ctx(CLERK, 5), old)
    with pytest.raises(Refusal, match="đã có chữ ký"):
        school.make_documents("transcript_cover", students=pupil)
    with pytest.raises(Refusal, match="ghi lí do"):
        school.make_documents("transcript_cover", students=pupil, supersede=True)
    (new,) = school.make_documents(
        "transcript_cover", students=pupil, supersede=True, reason="Sai nơi sinh"
    )
    assert (new.version, new.supersedes) == (2, old)
    old.refresh_from_db()
    assert old.state == "issued"
    commands.release(school.ctx(PRINCIPAL, 6), new)
    school.sign(PRINCIPAL, 3, 7)
    school.sign(CLERK, 4, 8)
    commands.issue(school.ctx(CLERK, 9), new)
    old.refresh_from_db()
    assert old.state == "superseded"
    card = queries.public_lookup(old.short_code)
    assert card is not None
    assert (card.word, card.replaced_by) == ("đã có bản thay thế", new.short_code)


def test_an_unsigned_proof_gives_way_and_a_signed_one_cannot_be_thrown_away(school: School) -> None:
    pupil = school.students[:1]
    (first,) = school.make_documents("transcript_cover", students=pupil)
    (second,) = school.released("transcript_cover", students=pupil)
    first.refresh_from_db()
    assert (first.state, second.version) == ("discarded", 2)
    school.sign(PRINCIPAL, 3)
    with pytest.raises(Refusal, match="Đã có người ký"):
        commands.discard(school.ctx(PRINCIPAL), second)


def test_a_revoked_transcript_says_why_in_public(school: School) -> None:
    (document, _) = school.released("transcript_cover")
    school.through_seal()
    commands.issue(school.ctx(CLERK, 5), document)
    with pytest.raises(Refusal, match="quyền"):
        commands.revoke(school.ctx(CLERK, 6, reason="Nhầm"), document)
    commands.revoke(school.ctx(PRINCIPAL, 6, reason="Cấp nhầm người"), document)
    card = queries.public_lookup(document.short_code)
    assert card is not None
    assert (card.word, card.reason) == ("đã thu hồi", "Cấp nhầm người")


def test_desk_lists_progress_and_page_tell_how_far_things_are(school: School) -> None:
    documents = school.released()
    teacher, room = school.ctx("12").actor, school.ctx(HOMEROOM).actor
    (group,) = queries.inbox(teacher)
    assert (group.klass, group.stage, group.ready, group.blocked) == (KLASS, 1, 2, 0)
    (waiting,) = [g for g in queries.inbox(room) if g.stage == 2]
    assert (waiting.ready, waiting.blocked) == (0, 2)
    names = {b.name for b in queries.blockers(room, year=YEAR, klass=KLASS)}
    assert "Phạm Quốc Bảo" in names and "Lê Phạm Tường Vy" not in names
    run = school.start("12", 1)
    tasks.sign_chunk(school.ctx("12"), run.pk, size=1)
    progress = queries.run_progress(teacher, run.pk)
    assert (progress.done, progress.left, progress.total) == (1, 1, 2)
    assert queries.open_runs(teacher) == [run]
    rows = queries.documents_of_class(room, KLASS, YEAR, "transcript_year")
    assert sorted(r.filled for r in rows) == [0, 1]
    page = queries.document_page(room, str(documents[0].pk))
    assert page.slots[0].role == "giáo viên bộ môn"
    assert page.events[0][2].startswith("Lập 1 bản rà soát")


def test_a_signer_reviews_the_very_content_that_is_signed(school: School) -> None:
    school.released("transcript_cover", "transcript_year")
    actor = school.ctx("12").actor
    rows = queries.slot_rows(actor, stage=1)
    said = queries.contents(actor, [r.document for r in rows])
    assert {said[r.document].pupil.name for r in rows} == {r.name for r in rows}
    assert queries.contents(school.ctx(IT).actor, [rows[0].document]) == {}
    assert queries.booklet_inputs(actor, rows[0].student) == [], "own subjects only"
    room = school.ctx(HOMEROOM).actor
    parts = queries.booklet_inputs(room, rows[0].student)
    assert "transcript_year" in [s.document.kind for _, s in parts]
    whole = queries.booklet_inputs(school.ctx(PRINCIPAL).actor, rows[0].student)
    assert [s.document.kind for _, s in whole] == ["transcript_cover", "transcript_year"]
    form, frozen = queries.proof_inputs(room, rows[0].document)
    assert bodies.proof(form, frozen, AT).startswith(b"%PDF-")
