"""Filling slots: confirmation by account, and signing runs over many documents.

A run is worked off in chunks by `tasks.sign_chunk`: hashes are prepared and signed outside any
transaction, then `record_signatures` stores a chunk at once. A chunk that is lost before it is
stored has changed nothing and is signed again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from hocba.documents import keys, policy
from hocba.documents.flow import RUN, SLOT, STAGE_WORDS, TRANSCRIPT
from hocba.documents.models import (
    Certificate,
    Document,
    DocumentFile,
    Signature,
    SigningItem,
    SigningRun,
    Slot,
)
from hocba.documents.signing import xades
from hocba.kernel import blobs
from hocba.kernel.command import Ctx, batch, command
from hocba.kernel.errors import Refusal
from hocba.kernel.policy import Actor
from hocba.org.queries import in_force
from hocba.people.models import Assignment, Staff

FRESH = timedelta(minutes=5)
LONGEST = timedelta(minutes=60)
MEDIA = {"xml": "application/xml", "pdf": "application/pdf"}
_ASK_AGAIN = (
    "Lượt ký đã nghỉ quá 5 phút (hoặc kéo dài quá 60 phút); hãy xác nhận lại mật khẩu để ký tiếp."
)


@dataclass(frozen=True)
class ItemResult:
    """What came out for one item: the entry and files to store, or the sentence of a failure.

    `material` are chain and revocation answers as JSON; equal ones are stored once.
    """

    item: int
    entry: str = ""
    evidence: Mapping[str, Any] | None = None
    material: bytes = b""
    xml: bytes | None = None
    pdf: bytes | None = None
    message: str = ""


@dataclass(frozen=True)
class Chunk:
    """A stored chunk of a run, and what is left of the run after it."""

    done: int
    failed: int
    left: int
    receipt: str = ""


@command(policy.CONFIRM, says="Xác nhận học bạ bằng tài khoản, vai {role}")
def confirm_slot(ctx: Ctx, slot: Slot) -> None:
    """Confirm a slot of a person without certificate. It is never shown as a signature."""
    require_active(ctx.actor, slot, ctx.at)
    evidence = {"confirmed": True, "data": slot.document.data_xml_id, "user": ctx.actor.user}
    entry = xades.confirmation(slot.key, ctx.at)
    ctx.line(Signature(slot=slot, at=ctx.at, xml=entry, evidence=evidence))
    slot.state = SLOT.after(slot.state, "confirm")
    slot.save(update_fields=["state"])
    ctx.tell(role=STAGE_WORDS[slot.stage], document=str(slot.document_id))


def confirm_slots(ctx: Ctx, slots: Iterable[int]) -> int:
    """Confirm many in one transaction, one event each; a refusal of one stops all. How many."""
    with batch(ctx) as inner:
        return sum(confirm_slot(inner, slot) is None for slot in slots)


@command(policy.START, says="Bắt đầu ký {total} học bạ, vai {role}")
def start_run(
    ctx: Ctx, certificate: Certificate, slots: Sequence[int], authorised_at: datetime, view: str
) -> SigningRun:
    """One authorisation over the declared slots, pinned to one certificate.

    `authorised_at` is when the person was asked for again (at most 5 minutes ago), `view` the
    SHA-256 (hex) of the list or proof that was shown. Refused as a whole: a slot of somebody
    else, one already filled, one whose turn has not come, different stages, a bad certificate.
    """
    require_fresh(authorised_at, ctx.at)
    if len(view) != 64:
        raise ValueError("view must be a SHA-256 in hexadecimal")
    wanted = list(dict.fromkeys(slots))
    rows = list(Slot.objects.filter(pk__in=wanted).select_related("document").order_by("pk"))
    stage = _one_stage(rows, len(wanted))
    for slot in rows:
        _mine(slot, certificate)
    require_active(ctx.actor, rows[0], ctx.at)
    _turns(rows)
    found = keys.faults(certificate, certificate.subject, ctx.at)
    if found:
        raise Refusal(*(p.sentence for p in found))
    assert ctx.actor.person is not None
    run = SigningRun(
        school=certificate.school,
        person=ctx.actor.person,
        stage=stage,
        certificate=certificate,
        total=len(rows),
        view=view,
        created_at=ctx.at,
        authorised_at=authorised_at,
        active_at=ctx.at,
    )
    run.save(force_insert=True)
    SigningItem.objects.bulk_create([SigningItem(run=run, slot=slot) for slot in rows])
    ctx.tell(total=run.total, role=STAGE_WORDS[stage], run=run.pk)
    return run


@command(policy.SIGN, says="Ký số {done} học bạ, vai {role}; {failed} chưa ký được")
def record_signatures(
    ctx: Ctx,
    run: SigningRun,
    results: Sequence[ItemResult],
    authorised_at: datetime | None = None,
) -> Chunk:
    """Store one signed chunk: signatures with evidence, files, states; failures with reasons.

    Rights and turns are judged again here. A slot that was filled meanwhile counts as done and
    keeps its first signature.
    """
    require_authorised(run, ctx.at, authorised_at)
    items = _open_items(run, [r.item for r in results])
    results = [r for r in results if r.item in items]
    require_standing(ctx.actor, run, ctx.at)
    early = {s.pk: reason for s, reason in turns([i.slot for i in items.values()])}
    done: list[ItemResult] = []
    failed: dict[int, str] = {}
    for result in results:
        slot = items[result.item].slot
        reason = result.message or early.get(slot.pk, "")
        if reason:
            failed[result.item] = reason
        elif slot.state == "waiting":
            done.append(result)
    _mark(run, items, failed)
    _store(ctx, run, [(items[r.item].slot, r) for r in done])
    left = SigningItem.objects.filter(run=run).exclude(state="done").count()
    run.active_at = ctx.at
    run.authorised_at = authorised_at or run.authorised_at
    run.state = RUN.after(run.state, "sign" if left else "finish")
    run.save(update_fields=["active_at", "authorised_at", "state"])
    ctx.tell(done=len(done), failed=len(failed), role=STAGE_WORDS[run.stage], run=run.pk)
    ctx.tell(slots=[items[r.item].slot_id for r in done])
    return Chunk(len(done), len(failed), left)


@command(policy.RETRY, says="Ký lại {count} học bạ chưa ký được")
def retry_failed(ctx: Ctx, run: SigningRun, authorised_at: datetime) -> int:
    """Let failed items of a run wait again after the person was asked for; how many there are."""
    require_fresh(authorised_at, ctx.at)
    count: int = run.items.filter(state="failed").update(state="waiting", message="")
    run.authorised_at, run.active_at = authorised_at, ctx.at
    run.save(update_fields=["authorised_at", "active_at"])
    ctx.tell(count=count, run=run.pk)
    return count


@command(policy.CANCEL, says="Dừng một lượt ký, {done}/{total} đã ký")
def cancel_run(ctx: Ctx, run: SigningRun) -> None:
    """Stop a run. What it signed stays signed; the rest waits for another run."""
    run.state = RUN.after(run.state, "cancel")
    run.save(update_fields=["state"])
    ctx.tell(done=run.items.filter(state="done").count(), total=run.total, run=run.pk)


def require_fresh(authorised_at: datetime, at: datetime) -> None:
    """The person was asked for within the last five minutes."""
    if not -timedelta(minutes=1) <= at - authorised_at <= FRESH:
        raise Refusal("Hãy xác nhận lại mật khẩu: lần xác nhận trước đã quá 5 phút.")


def require_authorised(run: SigningRun, at: datetime, authorised_at: datetime | None) -> None:
    """A run goes on while it moves; after a rest, or an hour, the person is asked for again."""
    if authorised_at is not None:
        require_fresh(authorised_at, at)
    elif at - run.active_at > FRESH or at - run.authorised_at > LONGEST:
        raise Refusal(_ASK_AGAIN)


def require_standing(actor: Actor, run: SigningRun, at: datetime) -> None:
    """The run's certificate is still registered, and the person still entitled for its stage."""
    if run.certificate.ended_at is not None:
        raise Refusal("Chứng thư này đã thôi đăng ký; hãy dùng chứng thư khác.")
    first = SigningItem.objects.filter(run=run).select_related("slot__document").first()
    if first is not None:
        require_active(actor, first.slot, at)


def require_active(actor: Actor, slot: Slot, at: datetime) -> None:
    """The person works at the document's school now and holds the duty the stage asks for.

    Teachers sign for the year they taught, so their duties may have ended; principal and clerk
    must be in office.
    """
    school = slot.document.school_id
    working = Staff.objects.filter(
        in_force(actor.on), person=actor.person, school=school, status=Staff.Status.WORKING
    )
    if not working.exists():
        raise Refusal("Thầy cô không còn làm việc tại trường này nên không ký được.")
    needed = {
        3: (Assignment.Role.PRINCIPAL, Assignment.Role.VICE_PRINCIPAL),
        4: (Assignment.Role.CLERK,),
    }.get(slot.stage)
    if needed and not any(d.role in needed and d.scope == school for d in actor.duties):
        raise Refusal(f"Thầy cô hiện không giữ nhiệm vụ để ký vai {STAGE_WORDS[slot.stage]}.")


def turns(slots: Sequence[Slot]) -> list[tuple[Slot, str]]:
    """Those of the slots that may not be filled now, each with the reason."""
    lowest = dict(
        Slot.objects.filter(document__in={s.document_id for s in slots}, state="waiting")
        .order_by("document_id", "-stage")
        .values_list("document_id", "stage")
    )
    found = []
    for slot in slots:
        first = lowest.get(slot.document_id, slot.stage)
        if slot.state == "waiting" and slot.document.state != "signing":
            word = TRANSCRIPT.state(slot.document.state).word
            found.append((slot, f"Học bạ đang ở trạng thái «{word}», không ký được."))
        elif slot.state == "waiting" and first < slot.stage:
            found.append((slot, f"Chưa đến lượt: còn chờ {STAGE_WORDS[first]} ký trước."))
    return found


def _turns(slots: Sequence[Slot]) -> None:
    found = turns(slots)
    if found:
        raise Refusal(f"{len(found)}/{len(slots)} học bạ chưa ký được. {found[0][1]}")


def _one_stage(rows: Sequence[Slot], wanted: int) -> int:
    stages = {s.stage for s in rows}
    if len(rows) != wanted or not rows:
        raise Refusal("Danh sách ký không còn đúng; hãy tải lại trang.")
    if len(stages) > 1:
        raise Refusal("Mỗi lượt ký chỉ gồm một vai ký; hãy ký riêng từng vai.")
    return stages.pop()


def _mine(slot: Slot, certificate: Certificate) -> None:
    if slot.person != certificate.person or slot.document.school_id != certificate.school_id:
        raise Refusal("Có ô ký của người khác hoặc trường khác; không ai ký thay người khác.")
    if slot.mode != "signed":
        raise Refusal("Ô này được định là xác nhận bằng tài khoản, không ký bằng chứng thư.")
    if slot.state != "waiting":
        raise Refusal("Có học bạ đã được ký ở ô này rồi; hãy tải lại danh sách.")


def _open_items(run: SigningRun, wanted: Sequence[int]) -> dict[int, SigningItem]:
    """Items of the run that are not done, locked together with their slots and documents."""
    rows = SigningItem.objects.filter(run=run, pk__in=wanted).exclude(state="done")
    rows = rows.select_related("slot__document").order_by("pk")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self", "slot", "slot__document"))
    return {item.pk: item for item in rows}


def _mark(run: SigningRun, items: Iterable[int], failed: Mapping[int, str]) -> None:
    """Set the items done or failed; one statement, and one for each different sentence."""
    rows = SigningItem.objects.filter(run=run)
    rows.filter(pk__in=set(items) - failed.keys()).update(state="done", message="")
    for reason in set(failed.values()):
        same = [item for item, sentence in failed.items() if sentence == reason]
        rows.filter(pk__in=same).update(state="failed", message=reason[:500])


def _store(ctx: Ctx, run: SigningRun, pairs: Sequence[tuple[Slot, ItemResult]]) -> None:
    files = []
    kept = {m: blobs.put(m, "application/json", ctx.at) for m in {r.material for _, r in pairs}}
    for slot, result in pairs:
        evidence = {**(result.evidence or {}), "material": kept[result.material]}
        evidence["data"] = slot.document.data_xml_id
        ctx.line(
            Signature(
                slot=slot,
                at=ctx.at,
                certificate=run.certificate,
                xml=result.entry,
                evidence=evidence,
            )
        )
        for kind, body in (("xml", result.xml), ("pdf", result.pdf)):
            if body is not None:
                sha256 = blobs.put(body, MEDIA[kind], ctx.at)
                files.append(
                    DocumentFile(
                        document=slot.document, stage=slot.stage, kind=kind, blob_id=sha256
                    )
                )
    DocumentFile.objects.bulk_create(files)
    Slot.objects.filter(pk__in=[s.pk for s, _ in pairs]).update(state="signed")
    if run.stage == 4:
        sealed = TRANSCRIPT.after("signing", "seal")
        Document.objects.filter(pk__in=[s.document_id for s, _ in pairs]).update(state=sealed)
