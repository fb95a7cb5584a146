"""Documents by class, one document, the signing desk, signing runs, certificates."""

from django.urls import URLPattern, path

from hocba.kernel.policy import Actor
from hocba.people.roles import Role
from hocba.web.context import NavItem
from hocba.web.jinja import url
from hocba.web.signing import board, cards, certificates, desk, paper, runs

__all__ = ["cards", "nav", "urlpatterns"]

urlpatterns: list[URLPattern] = [
    path("hoc-ba/", board.board, name="papers"),
    path("hoc-ba/lop/<int:klass>/", board.klass, name="papers-class"),
    path("hoc-ba/lop/<int:klass>/lap", board.make, name="papers-make"),
    path("hoc-ba/lop/<int:klass>/dua-ky", board.release, name="papers-release-all"),
    path("hoc-ba/lop/<int:klass>/phat-hanh", board.issue, name="papers-issue-all"),
    path("hoc-ba/hoc-sinh/<int:student>/cuon", paper.booklet, name="papers-booklet"),
    path("hoc-ba/<uuid:document>/", paper.paper, name="papers-one"),
    path("hoc-ba/<uuid:document>/ban-ra-soat", paper.proof, name="papers-proof"),
    path("hoc-ba/<uuid:document>/dua-ky", paper.release, name="papers-release"),
    path("hoc-ba/<uuid:document>/bo", paper.discard, name="papers-discard"),
    path("hoc-ba/<uuid:document>/phat-hanh", paper.issue, name="papers-issue"),
    path("hoc-ba/<uuid:document>/thu-hoi", paper.revoke, name="papers-revoke"),
    path("hoc-ba/<uuid:document>/thay", paper.replace, name="papers-replace"),
    path("hoc-ba/<uuid:document>/pdf", paper.download, {"kind": "pdf"}, name="papers-pdf"),
    path("hoc-ba/<uuid:document>/xml", paper.download, {"kind": "xml"}, name="papers-xml"),
    path("ky-so/", desk.desk, name="signing-desk"),
    path("ky-so/luot/<int:run>/", runs.run, name="signing-run"),
    path("ky-so/luot/<int:run>/tien-do", runs.progress, name="signing-progress"),
    path("ky-so/luot/<int:run>/tiep", runs.resume, name="signing-resume"),
    path("ky-so/luot/<int:run>/dung", runs.stop, name="signing-stop"),
    path("ky-so/<int:stage>/<slug:kind>/ky", desk.start, name="signing-start"),
    path("ky-so/<int:stage>/<slug:kind>/xac-nhan", desk.confirm, name="signing-confirm"),
    path("ky-so/<int:stage>/<slug:kind>/<slug:mode>/", desk.review, name="signing-review"),
    path("chung-thu/", certificates.board, name="certificates"),
    path("chung-thu/dang-ky", certificates.register, name="certificates-register"),
    path("chung-thu/<int:pk>/thoi", certificates.end, name="certificates-end"),
]

KEEPERS = (Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.CLERK, Role.HOMEROOM)
SIGNERS = (*KEEPERS, Role.SUBJECT_TEACHER)


def waiting(actor: Actor) -> int:
    """How many slots this person could fill now. One query."""
    return sum(p.ready for p in desk.piles(actor))


def nav(actor: Actor) -> list[NavItem]:
    """«Ký số» for signers, «Học bạ» for those who look after classes."""
    found = []
    held = {d.role for d in actor.duties}
    if held & set(KEEPERS):
        found.append(NavItem("Học bạ", url("papers"), order=25))
    if held & set(SIGNERS):
        found.append(NavItem("Ký số", url("signing-desk"), order=30, count=waiting))
    if Role.IT_ADMIN in held:
        found.append(NavItem("Chứng thư", url("certificates"), order=32))
    return found
