"""Words and small reads shared by the pages of documents and signatures."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from hocba.documents.flow import TRANSCRIPT
from hocba.documents.models import Document
from hocba.kernel.models import WorkerBeat
from hocba.kernel.policy import Actor
from hocba.people.roles import Role
from hocba.year.models import Klass

KINDS = {"transcript_year": "Học bạ năm học", "transcript_cover": "Bìa và trang lí lịch"}
SHORT = {"transcript_year": "Năm học", "transcript_cover": "Bìa"}
ROLES = {
    1: "Giáo viên bộ môn",
    2: "Giáo viên chủ nhiệm",
    3: "Hiệu trưởng",
    4: "Con dấu số của nhà trường",
}
ACTS = {1: "Ký số", 2: "Ký số", 3: "Ký số", 4: "Đóng dấu số"}
CHIPS = {
    "proof": "draft",
    "signing": "open",
    "sealed": "sealed",
    "issued": "issued",
    "superseded": "draft",
    "revoked": "revoked",
    "discarded": "draft",
}
NO_WORKER = (
    "Việc ký và dựng bản in do tiến trình việc nền làm, hiện không thấy tiến trình này chạy."
    " Việc đã giao vẫn được giữ và sẽ làm khi nó chạy lại. Hãy báo quản trị CNTT khởi động"
    " «hocba serve» hoặc «hocba work»."
)
ALIVE = timedelta(seconds=60)


def chip(state: str) -> tuple[str, str]:
    """(look, word) of a document's state."""
    return CHIPS[state], TRANSCRIPT.state(state).word


def slot_chip(state: str, stage: int) -> tuple[str, str]:
    """(look, word) of a slot: the three states that are never confused, and waiting."""
    if state == "confirmed":
        return "account", "xác nhận bằng tài khoản"
    if state == "signed":
        return ("sealed", "đã đóng dấu số") if stage == 4 else ("signed", "đã ký số")
    return "draft", "chờ đóng dấu" if stage == 4 else "chờ"


def working(now: datetime) -> bool:
    """Whether some job process has said within a minute that it lives."""
    return WorkerBeat.objects.filter(at__gte=now - ALIVE).exists()


def class_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of classes by id."""
    return dict(Klass.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def keeps_papers(actor: Actor) -> bool:
    """Whether this person looks after whole classes: leaders, clerk, homeroom teachers."""
    kept = (Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.CLERK, Role.HOMEROOM)
    return any(d.role in kept for d in actor.duties)


def title_of(document: Document, klass: str) -> str:
    """«Học bạ năm học 2025–2026 · lớp 7A»."""
    if document.kind == Document.Kind.COVER:
        return f"{KINDS[document.kind]} · lớp {klass}"
    return f"{KINDS[document.kind]} {document.year}–{document.year + 1} · lớp {klass}"
