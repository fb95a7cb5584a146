"""Working off a signing run: prepare hashes, one provider call, embed, store; chunk by chunk.

Nothing is stored between two chunks, so a process that dies loses at most one chunk's work and
the run goes on where it was. `spread` may be the `map` of a pool of spawned processes: only
`bodies.prepare` runs there, keys and database stay here.
"""

import base64
import json
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hocba.documents import commands, keys, policy, queries
from hocba.documents.bodies import Bodies, Failure, Job, Prepared, finish, prepare
from hocba.documents.commands.signing import (
    Chunk,
    ItemResult,
    record_signatures,
    require_authorised,
    require_standing,
    start_run,
    turns,
)
from hocba.documents.keys import OpenKey
from hocba.documents.models import Document, DocumentFile, Signature, SigningItem, SigningRun
from hocba.documents.signing import batch, check
from hocba.documents.signing.check import Evidence
from hocba.documents.signing.sentences import Refused
from hocba.documents.signing.stamps import TimeStamper
from hocba.documents.signing.trust import Trust, World
from hocba.kernel.command import Ctx
from hocba.kernel.errors import Refusal
from hocba.kernel.models import Receipt
from hocba.kernel.policy import fetch, require
from hocba.kernel.tasks import enqueue, every, failures_of, task
from hocba.people.queries import actor_for

log = logging.getLogger(__name__)

SOFTWARE = "hocba 1"
PATIENCE = timedelta(minutes=5)
Spread = Callable[
    [Callable[[Job], Prepared | Failure], Iterable[Job]], Iterable[Prepared | Failure]
]


def sign_chunk(
    ctx: Ctx,
    run_id: int,
    *,
    size: int = 50,
    authorised_at: datetime | None = None,
    spread: Spread = map,
) -> Chunk:
    """Sign the next `size` waiting items of a run.

    `authorised_at` is given when the person was asked for again. A repeated request id gets the
    stored answer. Refusal when the run may not go on; what is wrong with one document alone is
    kept as its item's message.
    """
    run: SigningRun = fetch(ctx.actor, SigningRun, run_id, "school", "certificate")
    if ctx.request_id and Receipt.objects.filter(request_id=ctx.request_id).exists():
        return record_signatures(ctx, run, [], authorised_at)
    require(ctx.actor, policy.SIGN, run)
    require_authorised(run, ctx.at, authorised_at)
    require_standing(ctx.actor, run, ctx.at)
    items = list(
        SigningItem.objects.filter(run=run, state="waiting")
        .select_related("slot__document")
        .order_by("pk")[:size]
    )
    return record_signatures(ctx, run, _sign(ctx, run, items, spread), authorised_at)


def sign_run(
    ctx: Ctx,
    run_id: int,
    *,
    size: int = 50,
    authorised_at: datetime | None = None,
    spread: Spread = map,
    told: Callable[[Chunk], None] = lambda chunk: None,
) -> Chunk:
    """Sign all waiting items of a run, chunk by chunk; `told` hears of each. The last chunk."""
    run: SigningRun = fetch(ctx.actor, SigningRun, run_id)
    chunk = Chunk(0, 0, run.items.exclude(state="done").count())
    while run.items.filter(state="waiting").exists():
        own = replace(ctx, request_id=None, act=None)
        chunk = sign_chunk(own, run_id, size=size, authorised_at=authorised_at, spread=spread)
        told(chunk)
    return chunk


def start_in_background(
    ctx: Ctx, certificate: int, slots: Sequence[int], authorised_at: datetime, view: str
) -> SigningRun:
    """`start_run`, and the signing queued for the job process in the same transaction."""
    with transaction.atomic():
        run = start_run(ctx, certificate, slots, authorised_at, view)
        enqueue(sign_queued, run.pk, ctx.actor.person, ctx.actor.user, ctx.address)
    return run


def resume_in_background(ctx: Ctx, run_id: int, authorised_at: datetime) -> None:
    """Queue the rest of a run, failed items included, after the person was asked for again."""
    with transaction.atomic():
        commands.retry_failed(ctx, run_id, authorised_at)
        enqueue(sign_queued, run_id, ctx.actor.person, ctx.actor.user, ctx.address)


def tries(run: SigningRun) -> int | None:
    """How often the queued signing of a run has failed so far; None when nothing is queued."""
    return failures_of(sign_queued, run.pk)


@task()
def sign_queued(run_id: int, person: int | None, user: int | None, address: str) -> None:
    """Sign a run in the job process, as its person; a refusal leaves the run to be resumed."""
    while SigningItem.objects.filter(run=run_id, state="waiting").exists():
        now = timezone.now()
        actor = actor_for(person, timezone.localdate(now), user)
        ctx = Ctx(actor, now, source="work", address=address)
        try:
            sign_chunk(ctx, run_id, size=20)
        except Refusal as refusal:
            if isinstance(refusal.__cause__, OSError):
                raise  # a full disk: tried again by itself
            log.info("run %s rests: %s", run_id, refusal)
            return


@every(24 * 3600)
def publish_lists(ctx: Ctx) -> None:
    """Keep the test authority's revocation lists fresh for offline verification."""
    if keys.has_authority():
        keys.publish(ctx.at)


def _sign(
    ctx: Ctx, run: SigningRun, items: Sequence[SigningItem], spread: Spread
) -> list[ItemResult]:
    """Results of these items, nothing stored yet."""
    slots = {i.pk: i.slot for i in items}
    results: list[ItemResult] = []
    early = {slot.pk: reason for slot, reason in turns(list(slots.values()))}
    open_items = []
    for item in items:
        if item.slot.pk in early:
            results.append(ItemResult(item.pk, message=early[item.slot.pk]))
        elif item.slot.state != "waiting":
            results.append(ItemResult(item.pk))
        else:
            open_items.append(item)
    if not open_items:
        return results
    try:
        stamper = keys.stamper(World(run.certificate.world)) if run.stage == 4 else None
        key = keys.open_key(run.certificate)
    except Refused as refusal:
        return [*results, *(ItemResult(i.pk, message=str(refusal)) for i in open_items)]
    prepared = list(spread(prepare, _jobs(run, open_items, key, ctx.at, stamper)))
    results += [ItemResult(p.item, message=p.message) for p in prepared if isinstance(p, Failure)]
    ready = [p for p in prepared if isinstance(p, Prepared)]
    return results + _authorised(ctx, run, key, ready, stamper)


def _jobs(
    run: SigningRun,
    items: Sequence[SigningItem],
    key: OpenKey,
    at: datetime,
    stamper: TimeStamper | None,
) -> Iterable[Job]:
    """One job an item; entries of earlier stages and the principal's files in two queries."""
    documents = [i.slot.document_id for i in items]
    entries: dict[object, list[tuple[str, str]]] = {}
    earlier = Signature.objects.filter(slot__document__in=documents, slot__stage__lt=run.stage)
    for document, role, text in earlier.order_by("slot__stage", "slot_id").values_list(
        "slot__document", "slot__role", "xml"
    ):
        entries.setdefault(document, []).append((role, text))
    pdfs = {}
    if run.stage == 4:
        files = DocumentFile.objects.filter(document__in=documents, stage=3, kind="pdf")
        pdfs = dict(files.values_list("document", "blob"))
    for item in items:
        body = item.slot.document
        job = Job(
            item=item.pk,
            slot=item.slot.key,
            data_xml=queries.stored(body.data_xml_id),
            entries=tuple(entries.get(body.pk, ())),
            certificate=key.certificate,
            at=at,
            stamp_size=stamper.token_size if stamper else 0,
            pdf=queries.stored(pdfs[body.pk]) if run.stage == 4 else b"",
        )
        yield _for_principal(job, body) if run.stage == 3 else job


def _for_principal(job: Job, body: Document) -> Job:
    frozen = queries.stored(body.snapshot_id)
    photo = json.loads(frozen)["pupil"]["photo"]
    return replace(
        job,
        snapshot=frozen,
        form=queries.form(body.form),
        photo=queries.stored(photo) if photo else None,
    )


def _authorised(
    ctx: Ctx,
    run: SigningRun,
    key: OpenKey,
    ready: Sequence[Prepared],
    stamper: TimeStamper | None,
) -> list[ItemResult]:
    """Judge the certificate for each slot, ask the provider once for all hashes, put values in."""
    world, trusted = World(run.certificate.world), keys.trust()
    try:
        fresh = keys.answers(key.certificate.der, world, ctx.at)
    except Refused as refusal:
        return [ItemResult(one.item, message=str(refusal)) for one in ready]
    results, good = [], []
    for one in ready:
        try:
            good.append((one, _judged(one, run, key, trusted, world, fresh, ctx.at)))
        except Refused as refusal:
            results.append(ItemResult(one.item, message=str(refusal)))
    if not good:
        return results
    try:
        outcomes = _ask(key, [part for one, _ in good for part in one.parts], ctx.at, stamper)
    except Refused as refusal:
        return [*results, *(ItemResult(one.item, message=str(refusal)) for one, _ in good)]
    answers = iter(outcomes)
    for one, evidence in good:
        bodies = finish(one, [next(answers) for _ in one.parts])
        results.append(_result(ctx, run, bodies, one.item, evidence))
    return results


def _judged(
    one: Prepared,
    run: SigningRun,
    key: OpenKey,
    trusted: Trust,
    world: World,
    fresh: Sequence[bytes],
    at: datetime,
) -> Evidence:
    return check.before_signing(
        key.certificate,
        one.xml.slot,
        trusted,
        world,
        at,
        answers=fresh,
        view_hash=run.view,
        software=SOFTWARE,
    )


def _ask(
    key: OpenKey, parts: Sequence[batch.Prepared], at: datetime, stamper: TimeStamper | None
) -> list[batch.Outcome]:
    """One provider call for all; polled until it is done or patience ends."""
    with keys.answering("no-signer"):
        asked = batch.start(key.provider, key.name, parts, f"Ký {len(parts)} giá trị học bạ")
        ends = time.monotonic() + PATIENCE.total_seconds()
        outcomes = batch.collect(key.provider, asked, parts, at, stamper=stamper)
        while any(o.waiting for o in outcomes) and time.monotonic() < ends:
            time.sleep(0.5)
            outcomes = batch.collect(key.provider, asked, parts, at, stamper=stamper)
        return outcomes


def _result(
    ctx: Ctx, run: SigningRun, bodies: Bodies | Failure, item: int, evidence: Evidence
) -> ItemResult:
    if isinstance(bodies, Failure):
        return ItemResult(item, message=bodies.message)
    return ItemResult(
        item=item,
        entry=bodies.entry,
        evidence={
            "world": evidence.world,
            "checked_at": evidence.checked_at,
            "result": evidence.result,
            "view_hash": evidence.view_hash,
            "software": evidence.software,
            "address": ctx.address,
            "user": ctx.actor.user,
            "stamped": bodies.stamped,
        },
        material=_material(evidence),
        xml=bodies.xml if run.stage == 4 else None,
        pdf=bodies.pdf,
    )


def _material(evidence: Evidence) -> bytes:
    """Chain and revocation answers, stored once for all signatures that rest on them."""
    parts = {
        "chain": [base64.b64encode(c).decode() for c in evidence.chain],
        "answers": [base64.b64encode(a).decode() for a in evidence.answers],
    }
    return json.dumps(parts, sort_keys=True).encode()
