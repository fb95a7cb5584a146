"""What the desk «Hôm nay» says about documents and signatures."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse

from hocba.documents import queries
from hocba.documents.models import Document, Slot
from hocba.kernel.policy import visible
from hocba.people.roles import Role
from hocba.web.desk.registry import NOW, SOON, TODAY, Button, Desk, Figure, Item, Waiting, desk_card
from hocba.web.signing import words
from hocba.web.signing.desk import piles

SIGNERS = (Role.SUBJECT_TEACHER, Role.HOMEROOM, Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.CLERK)


@desk_card(*SIGNERS, order=20)
def signing(desk: Desk) -> Iterator[Item]:
    """Piles that wait for me, with the classes; runs that are not finished."""
    mine = piles(desk.actor)
    names = words.class_names(g.klass for p in mine for g in p.groups)
    for run in queries.open_runs(desk.actor):
        at = queries.run_progress(desk.actor, run.pk)
        lost = f", {at.failed} bản chưa ký được" if at.failed else ""
        yield Waiting(
            "Lượt ký chưa xong",
            f"{words.ACTS[run.stage].lower()} {at.done}/{at.total} học bạ{lost}",
            reverse("signing-run", args=[run.pk]),
            "Xem tiếp",
            urgency=NOW,
        )
    for pile in mine:
        if not pile.ready:
            continue
        classes = ", ".join(names.get(g.klass, "") for g in pile.groups if g.ready)
        verb = (
            "xác nhận"
            if pile.mode == "confirmed"
            else "đóng dấu số"
            if pile.stage == 4
            else "ký số"
        )
        yield Waiting(
            f"{pile.ready} {words.KINDS[pile.kind].lower()} chờ {verb}",
            f"lớp {classes}" if len(classes) < 90 else f"{len(pile.groups)} lớp",
            pile.href,
            "Xem và ký" if pile.mode == "signed" else "Xem và xác nhận",
            urgency=TODAY,
        )
    ready = sum(p.ready for p in mine)
    if ready:
        yield Button(f"Vào bàn ký · {ready}", reverse("signing-desk"), main=True)


@desk_card(Role.PRINCIPAL, order=15)
def principal(desk: Desk) -> Iterator[Item]:
    """How many documents wait for my signature, and how many carry the school's seal."""
    rows = queries.my_slots(desk.actor).filter(stage=3)
    counted = Slot.objects.filter(pk__in=rows.values("pk")).aggregate(
        total=Count("pk"), signed=Count("pk", filter=~Q(state="waiting"))
    )
    ready = sum(p.ready for p in piles(desk.actor) if p.stage == 3)
    if counted["total"]:
        yield Figure(
            "Học bạ chờ tôi ký",
            ready,
            f"/ {counted['total']}",
            done=counted["signed"],
            total=counted["total"],
            href=reverse("signing-desk"),
        )
        sealed = visible(desk.actor, Document).filter(state__in=("sealed", "issued"))
        yield Figure(
            "Đóng dấu trường",
            Document.objects.filter(pk__in=sealed.values("pk")).count(),
            "đã đóng dấu",
            tone="seal",
            href=reverse("papers"),
        )


@desk_card(Role.CLERK, Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.HOMEROOM, order=25)
def papers(desk: Desk) -> Iterator[Item]:
    """Proofs to be reconciled and sealed documents to be issued, by those who do it."""
    rows = visible(desk.actor, Document).filter(state__in=("proof", "sealed"))
    counts = dict(
        Document.objects.filter(pk__in=rows.values("pk"))
        .values_list("state")
        .annotate(n=Count("pk"))
    )
    if counts.get("proof"):
        yield Waiting(
            f"{counts['proof']} bản rà soát chờ đối chiếu",
            "đối chiếu với sổ rồi đưa ra ký",
            reverse("papers"),
            "Xem học bạ",
            urgency=SOON,
        )
    held = {d.role for d in desk.actor.duties}
    if counts.get("sealed") and held & {Role.CLERK, Role.PRINCIPAL, Role.VICE_PRINCIPAL}:
        yield Waiting(
            f"{counts['sealed']} học bạ đã đóng dấu, chờ phát hành",
            "phát hành rồi thì ai cũng tra được bằng mã QR",
            reverse("papers"),
            "Xem học bạ",
            urgency=SOON,
        )
