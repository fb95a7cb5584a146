"""One document: its slots, files, versions and history, and what may be done with it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from hocba.documents import commands, policy, prints, queries
from hocba.documents.flow import LIVE
from hocba.documents.models import Document, DocumentFile
from hocba.kernel.errors import Hidden, Invalid, Refusal
from hocba.kernel.policy import Action, can, fetch, no_right, visible
from hocba.people.models import Student
from hocba.web.page import Request, act, ctx_from, page, render
from hocba.web.served import serve_print
from hocba.web.signing import making, words

SEALED = 4
TYPES = {"pdf": "application/pdf", "xml": "application/xml"}


WAYS: dict[str, Action] = {
    "release": policy.RELEASE,
    "discard": policy.DISCARD,
    "issue": policy.ISSUE,
    "revoke": policy.REVOKE,
}


def _ways(request: Request, document: Document) -> set[str]:
    """What this person may do with the document now."""
    return {verb for verb, action in WAYS.items() if can(request.actor, action, document)}


@page(reader=Document)
def paper(request: Request, document: uuid.UUID) -> HttpResponse:
    """One document with its slots in order, signers, files, versions and history."""
    shown = queries.document_page(request.actor, str(document))
    row = shown.document
    klass = words.class_names([row.scope_id]).get(row.scope_id, "")
    return render(
        request,
        "signing/paper.html",
        shown=shown,
        row=row,
        klass=klass,
        title=words.title_of(row, klass),
        chip=words.chip(row.state),
        slot_chip=words.slot_chip,
        roles=words.ROLES,
        may=_ways(request, row).__contains__,
        sealed={kind for stage, kind, _ in shown.files if stage == SEALED},
        may_replace=row.state in ("signing", "sealed", "issued")
        and making.may_make(request.actor, row.scope_id),
        keeper=words.keeps_papers(request.actor),
    )


@page(action=policy.RELEASE, methods=("POST",))
def release(request: Request, document: uuid.UUID) -> HttpResponse:
    """«Đưa ra ký» one document after it was reconciled."""
    row = _row(request, document)
    decision = can(request.actor, policy.RELEASE, row)
    if not decision.right:
        raise Refusal(*decision.reasons)
    if not request.POST.get("checked"):
        messages.error(request, "Hãy đánh dấu là đã rà soát bản in với sổ trước khi đưa ra ký.")
        return HttpResponseRedirect(_href(row))
    return act(request, commands.release, row, to=_href(row), done="Đã đưa học bạ ra ký.")


@page(action=policy.DISCARD, methods=("POST",))
def discard(request: Request, document: uuid.UUID) -> HttpResponse:
    """«Bỏ bản này»: a document nobody has signed."""
    row = _row(request, document)
    return act(request, commands.discard, row, to=_href(row), done="Đã bỏ bản này.")


@page(action=policy.ISSUE, methods=("POST",))
def issue(request: Request, document: uuid.UUID) -> HttpResponse:
    """«Phát hành» one sealed document."""
    row = _row(request, document)
    return act(request, commands.issue, row, to=_href(row), done="Đã phát hành học bạ.")


@page(action=policy.REVOKE, methods=("POST",))
def revoke(request: Request, document: uuid.UUID) -> HttpResponse:
    """«Thu hồi» an issued document; the reason is shown to whoever verifies it."""
    row = _row(request, document)
    return act(request, commands.revoke, row, to=_href(row), done="Đã thu hồi học bạ.")


@page(action=policy.MAKE, methods=("POST",))
def replace(request: Request, document: uuid.UUID) -> HttpResponse:
    """«Lập bản thay thế» from the books of today, with the reason."""
    row = _row(request, document)
    if not making.may_make(request.actor, row.scope_id):
        raise Refusal(no_right(policy.MAKE.label))
    try:
        made = making.replace(ctx_from(request), row, timezone.localdate())
    except Invalid as invalid:
        for fault in invalid.faults[:3]:
            messages.error(request, fault.message)
        return HttpResponseRedirect(_href(row))
    except Refusal as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        return HttpResponseRedirect(_href(row))
    messages.success(request, "Đã lập bản thay thế, đang chờ rà soát.")
    return HttpResponseRedirect(reverse("papers-one", args=[made]))


def _row(request: Request, document: uuid.UUID) -> Document:
    found: Document = fetch(request.actor, Document, document)
    return found


def _href(row: Document) -> str:
    return reverse("papers-one", args=[row.pk])


@page(reader=DocumentFile)
def download(request: Request, document: uuid.UUID, kind: str) -> HttpResponse:
    """A sealed file as it is stored: the PDF, or the complete XML."""
    rows = visible(request.actor, DocumentFile).filter(document=document, stage=SEALED, kind=kind)
    file = rows.select_related("document").first()
    if file is None:
        raise Hidden(f"Document {document} {kind}")
    answer = HttpResponse(queries.stored(file.blob_id), content_type=TYPES[kind])
    name = f"hoc-ba-{file.document.short_code}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@page(reader=Document)
def proof(request: Request, document: uuid.UUID) -> HttpResponse:
    """The draft of one document with watermark, set in the job process."""
    row = _row(request, document)
    return _printed(request, [str(row.pk)], f"ban-ra-soat-{row.short_code}", _href(row))


@page(reader=Document)
def booklet(request: Request, student: int) -> HttpResponse:
    """Cover and all years of one pupil as a plain print."""
    pupil: Student = fetch(request.actor, Student, student, "person")
    rows = visible(request.actor, Document).filter(student=pupil, state__in=LIVE)
    found = {
        (d.kind, d.year if d.kind == Document.Kind.YEAR else 0): d
        for d in sorted(rows, key=lambda d: d.version)
    }
    order = sorted(found.values(), key=lambda d: (d.kind != Document.Kind.COVER, d.year))
    if not order:
        raise Hidden(f"booklet of {student}")
    back = reverse("papers-class", args=[order[-1].scope_id])
    return _printed(request, [str(d.pk) for d in order], f"hoc-ba-{student}", back)


def _printed(request: Request, documents: list[str], name: str, back: str) -> HttpResponse:
    """The print when it is ready, else a page that comes back by itself every second."""
    return serve_print(request, prints.ask(documents, timezone.now()), name, back)
