"""Who makes, signs, seals and issues transcripts, and who sees them."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from hocba.documents import keys
from hocba.documents.flow import RUN, SLOT, STAGE_WORDS, TRANSCRIPT
from hocba.documents.models import (
    Certificate,
    Document,
    DocumentFile,
    Issue,
    Signature,
    SigningItem,
    SigningRun,
    Slot,
)
from hocba.documents.signing.trust import World
from hocba.kernel.policy import Actor, Standing, allow, see
from hocba.org.models import Place
from hocba.people.models import Student
from hocba.people.roles import (
    Oneself,
    Where,
    clerk,
    homeroom,
    it_admin,
    leaders,
    principal,
)

own_key = Oneself("person")
seal_key = Where(clerk, "person", None)
readers = (*leaders, clerk, homeroom)


@dataclass(frozen=True)
class SignsWhole:
    """Who signs the whole document: the homeroom teacher and the principal of its slots.

    A subject teacher signs the rows of the own subjects and sees no more than those (A4).
    `path` leads from the row to its document, "" or ending in two underscores.
    """

    path: str = ""

    def standing(self, actor: Actor, obj: models.Model) -> Standing | None:
        found = self.query(actor, type(obj))
        if found is None or not type(obj)._default_manager.filter(found, pk=obj.pk).exists():
            return None
        return Standing(None)

    def query(self, actor: Actor, model: type[models.Model]) -> Q | None:
        if actor.person is None:
            return None
        slots = f"{self.path}slots__"
        return Q(**{f"{slots}person": actor.person, f"{slots}stage__gte": 2})


def nobody_signed(actor: Actor, document: Any) -> str | None:
    """A document with a signature is never thrown away."""
    if Signature.objects.filter(slot__document=document).exists():
        return "Đã có người ký bản này nên không bỏ được; hãy lập bản thay thế và ghi lí do."
    return None


def stamped(actor: Actor, document: Any) -> str | None:
    """Where a time-stamp service is configured nothing is issued before its stamp."""
    if keys.stamper(World(document.trust)) is None:
        return None
    seal = Signature.objects.filter(slot__document=document, slot__stage=4).first()
    if seal is not None and seal.evidence.get("stamped"):
        return None
    return "Con dấu số chưa có dấu thời gian, nên chưa phát hành được."


def in_signing(actor: Actor, slot: Any) -> str | None:
    """A slot is filled only while its document is out for signing."""
    return TRANSCRIPT.guard("sign")(actor, slot.document)


def its_turn(actor: Actor, slot: Any) -> str | None:
    """Subject teachers, then the homeroom teacher, then the principal, then the seal."""
    earlier = (
        Slot.objects.filter(document=slot.document_id, stage__lt=slot.stage, state="waiting")
        .order_by("stage")
        .first()
    )
    if earlier is None:
        return None
    return f"Chưa đến lượt: còn chờ {STAGE_WORDS[earlier.stage]} ký trước."


def by_account(actor: Actor, slot: Any) -> str | None:
    """Only slots planned so are confirmed by account; the others need a certificate."""
    return None if slot.mode == "confirmed" else "Ô này phải ký bằng chứng thư số."


def registered(actor: Actor, certificate: Any) -> str | None:
    """A certificate whose registration has ended signs nothing."""
    if certificate.ended_at is None:
        return None
    return "Chứng thư này đã thôi đăng ký; hãy dùng chứng thư khác."


MAKE = allow(
    "document.make", on=Student, who=[clerk, *leaders, homeroom], label="lập bản rà soát học bạ"
)
RELEASE = allow(
    "document.release",
    on=Document,
    who=[*leaders, homeroom],
    when=[TRANSCRIPT.guard("release")],
    label="đưa học bạ ra ký",
)
DISCARD = allow(
    "document.discard",
    on=Document,
    who=[*leaders, clerk],
    when=[TRANSCRIPT.guard("discard"), nobody_signed],
    label="bỏ bản rà soát học bạ",
)
ISSUE = allow(
    "document.issue",
    on=Document,
    who=[*leaders, clerk],
    when=[TRANSCRIPT.guard("issue"), stamped],
    label="phát hành học bạ",
)
REVOKE = allow(
    "document.revoke",
    on=Document,
    who=[principal],
    when=[TRANSCRIPT.guard("revoke")],
    label="thu hồi học bạ",
)
CONFIRM = allow(
    "slot.confirm",
    on=Slot,
    who=[Oneself("person")],
    when=[SLOT.guard("confirm"), by_account, in_signing, its_turn],
    label="xác nhận bằng tài khoản",
)
START = allow(
    "signing.start",
    on=Certificate,
    who=[own_key, seal_key],
    when=[registered],
    label="bắt đầu một lượt ký",
)
SIGN = allow(
    "signing.sign", on=SigningRun, who=[own_key], when=[RUN.guard("sign")], label="ký số hàng loạt"
)
RETRY = allow(
    "signing.retry", on=SigningRun, who=[own_key], when=[RUN.guard("retry")], label="ký lại"
)
CANCEL = allow(
    "signing.cancel",
    on=SigningRun,
    who=[own_key, principal],
    when=[RUN.guard("cancel")],
    label="dừng lượt ký",
)
REGISTER = allow(
    "certificate.register", on=Place, who=[it_admin, clerk, principal], label="đăng ký chứng thư số"
)
END_CERTIFICATE = allow(
    "certificate.end",
    on=Certificate,
    who=[it_admin, principal, own_key],
    when=[registered],
    label="thôi đăng ký chứng thư số",
)

see(Document, [*readers, SignsWhole()])
see(Slot, [*readers, Oneself("person")])
see(Signature, [*readers, Oneself("slot__person")])
see(DocumentFile, [*readers, SignsWhole("document__")])
see(Issue, [*readers, SignsWhole("document__")])
see(Certificate, [*leaders, clerk, it_admin, Oneself("person")])
see(SigningRun, [*leaders, clerk, Oneself("person")])
see(SigningItem, [*leaders, clerk, Oneself("run__person")])
