"""Seals over the events: a Merkle tree (RFC 6962, section 2.1) per run, chained to the last.

A leaf is the hash of an event with all its ledger lines. Whoever changes, removes or adds one
afterwards, by whatever means, cannot make the seals agree again without all later ones.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from hocba.kernel.checks import Problem, Scope, check
from hocba.kernel.command import COMMANDS, Ctx, command
from hocba.kernel.events import CHUNK, ledgers, whole
from hocba.kernel.models import Event, Seal, SealLeaf
from hocba.kernel.policy import allow
from hocba.kernel.tasks import every

SEAL = allow("event.seal", on=Seal, who=[], label="niêm phong nhật ký")
GENESIS = "0" * 64
MOST = 50_000


@dataclass(frozen=True)
class Leaf:
    """An event's leaf: its id, how many ledger lines it has, the hash in hexadecimal."""

    event: int
    lines: int
    hash: str


def leaf_hash(data: bytes) -> bytes:
    """MTH of a single entry."""
    return hashlib.sha256(b"\x00" + data).digest()


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """MTH of a list of leaf hashes, level by level: an odd last node moves up as it is."""
    if not leaves:
        return hashlib.sha256().digest()
    level = list(leaves)
    while len(level) > 1:
        paired = [
            hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest()
            for i in range(0, len(level) - 1, 2)
        ]
        level = [*paired, level[-1]] if len(level) % 2 else paired
    return level[0]


def chain_hash(previous: str, root: str, size: int) -> str:
    """The seal's own hash over the previous one; inputs and result are hexadecimal."""
    data = bytes.fromhex(previous) + bytes.fromhex(root) + size.to_bytes(8, "big")
    return hashlib.sha256(data).hexdigest()


def unsealed() -> list[int]:
    """Ids of events that no seal covers yet, oldest first, at most `MOST`."""
    rows = Event.objects.filter(leaf__isnull=True).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:MOST])


def leaves_of(events: Iterable[int]) -> Iterator[Leaf]:
    """The leaves of existing events, in order of id."""
    for one in whole(events):
        yield Leaf(one.event, one.lines, leaf_hash(one.data).hex())


@command(SEAL, says="Niêm phong {size} sự kiện của nhật ký")
def seal_events(ctx: Ctx, target: None, leaves: Sequence[Leaf]) -> Seal:
    """Seal these events. Leaves are worked out before: events are frozen, and the lock is short."""
    last = Seal.objects.select_for_update().order_by("-pk").first()
    previous = last.chain if last else GENESIS
    root = tree_hash([bytes.fromhex(leaf.hash) for leaf in leaves]).hex()
    seal = Seal(
        at=ctx.at,
        size=len(leaves),
        root=root,
        previous=previous,
        chain=chain_hash(previous, root, len(leaves)),
    )
    seal.save(force_insert=True)
    SealLeaf.objects.bulk_create(
        [SealLeaf(event_id=f.event, seal=seal, lines=f.lines, hash=f.hash) for f in leaves],
        batch_size=2000,
    )
    ctx.about(seal)
    ctx.tell(size=len(leaves), chain=seal.chain)
    return seal


@every(300)
def seal_new(ctx: Ctx) -> int:
    """Seal all that is new; returns how many events. A seal's own event alone is not enough."""
    total = 0
    while Event.objects.filter(leaf__isnull=True).exclude(verb=SEAL.name).exists():
        ids = unsealed()
        seal_events(ctx, None, list(leaves_of(ids)))
        total += len(ids)
    return total


def last_chain() -> str:
    """The newest chain value, for people to keep elsewhere; empty before the first seal."""
    return Seal.objects.order_by("-pk").values_list("chain", flat=True).first() or ""


@check("seals", "Niêm phong của nhật ký", order=20)
def check_seals(scope: Scope) -> Iterator[Problem]:
    """Recompute every seal from the rows as they are now and name all that differs."""
    previous = GENESIS
    total, done = SealLeaf.objects.count(), 0
    for seal in Seal.objects.order_by("pk"):
        name = f"Niêm phong số {seal.pk}"
        if seal.previous != previous:
            yield Problem(f"{name}: đứt chuỗi, không nối với niêm phong trước.")
        if seal.chain != chain_hash(seal.previous, seal.root, seal.size):
            yield Problem(f"{name}: bản ghi niêm phong đã bị sửa.")
        previous = seal.chain
        stored = list(seal.leaves.order_by("event_id").values_list("event_id", "lines", "hash"))
        if len(stored) != seal.size:
            yield Problem(f"{name}: có {len(stored)} sự kiện, khi niêm phong là {seal.size}.")
        elif tree_hash([bytes.fromhex(h) for _, _, h in stored]).hex() != seal.root:
            yield Problem(f"{name}: danh sách sự kiện đã bị sửa.")
        for start in range(0, len(stored), CHUNK):
            chunk = [Leaf(*row) for row in stored[start : start + CHUNK]]
            yield from _compare(chunk)
            done += len(chunk)
            scope.progress(done, total)
    yield from _lost()
    yield from _orphans()


def _lost() -> Iterator[Problem]:
    """Seals the log tells of that are not there, or are not what they were."""
    chains = {str(pk): chain for pk, chain in Seal.objects.values_list("pk", "chain")}
    told = Event.objects.filter(verb=SEAL.name).order_by("pk").values_list("on_id", "params")
    for number, params in told.iterator():
        if chains.get(number) != params.get("chain"):
            yield Problem(f"Niêm phong số {number}: nhật ký có ghi nhưng nay không còn như thế.")


def _compare(stored: list[Leaf]) -> Iterator[Problem]:
    now = {leaf.event: leaf for leaf in leaves_of(leaf.event for leaf in stored)}
    changed = [leaf for leaf in stored if now.get(leaf.event) != leaf]
    for was in changed:
        found = now.get(was.event)
        if found is None:
            yield Problem(f"Sự kiện số {was.event} đã bị xóa khỏi nhật ký.")
        elif found.lines != was.lines:
            less = found.lines < was.lines
            yield Problem(
                f"{_title(was.event)}: {'thiếu' if less else 'thừa'} {abs(found.lines - was.lines)}"
                f" dòng sổ (khi niêm phong có {was.lines} dòng, nay {found.lines})."
            )
        else:
            part = "sự kiện hoặc dòng sổ của nó" if was.lines else "nội dung"
            yield Problem(f"{_title(was.event)}: {part} đã bị sửa sau khi niêm phong.")


def _title(event: int) -> str:
    verb = Event.objects.filter(pk=event).values_list("verb", flat=True).first() or ""
    label = COMMANDS[verb].action.label if verb in COMMANDS else verb
    return f"Sự kiện số {event} ({label or verb})"


def _orphans() -> Iterator[Problem]:
    """Ledger lines that name an event which is not there."""
    for model in ledgers():
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT count(*) FROM "{table}" l WHERE NOT EXISTS'
                " (SELECT 1 FROM kernel_event e WHERE e.id = l.event_id)"
            )
            count = cursor.fetchone()[0]
        if count:
            yield Problem(f"Bảng {table} có {count} dòng không thuộc sự kiện nào.")
