"""Every sealed document of the store, verified as a stranger would verify it."""

import datetime
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from hocba.documents import keys
from hocba.documents.models import Document, DocumentFile, Signature
from hocba.documents.verify.pool import Judged, Pair, Terms, judge_all
from hocba.documents.verify.verdict import State, Verdict
from hocba.kernel.blobs import path_of
from hocba.kernel.checks import Problem, Scope, check

SEALED = ("sealed", "issued", "revoked")
"""States that a document reaches through its seal only; a superseded one may have had none."""
SEAL_STAGE = 4


@check("documents", "Chữ ký của học bạ", order=40)
def check_documents(scope: Scope) -> Iterator[Problem]:
    """Verify XML and PDF of every sealed document, and that they are the ones of that document.

    That a document was sealed its signatures say, lines of the log: whoever takes the files away, or
    sets the state back, does not hide it.
    """
    files = _sealed_files()
    sealed = Signature.objects.filter(slot__stage=SEAL_STAGE).values("slot__document")
    documents = Document.objects.filter(Q(state__in=SEALED) | Q(pk__in=sealed)).order_by("pk")
    pairs = []
    for key in documents.values_list("pk", flat=True).iterator():
        have = files.get(str(key), {})
        lost = [kind for kind in ("xml", "pdf") if kind not in have or not have[kind].exists()]
        if lost:
            yield Problem(f"Học bạ {key}: thiếu tệp {' và '.join(lost)}.")
        elif not lost:
            pairs.append(Pair(str(key), have["xml"], have["pdf"]))
    if keys.has_authority():
        keys.publish(scope.at)
    terms = Terms(Path(settings.PKI) / "trust", scope.at, scope.full)
    for done, judged in enumerate(judge_all(pairs, terms), start=1):
        scope.progress(done, len(pairs))
        yield from _said(judged)


def judge_sample(at: datetime.datetime, most: int) -> tuple[int, int, list[Problem]]:
    """Let the independent judge look at `most` sealed documents, evenly spread by id.

    Returns how many were judged, of how many, and what was found.
    """
    files = _sealed_files()
    every = max(1, len(files) // most)
    pairs = [Pair(key, files[key]["xml"], files[key]["pdf"]) for key in list(files)[::every][:most]]
    terms = Terms(Path(settings.PKI) / "trust", at, True)
    found = [problem for judged in judge_all(pairs, terms) for problem in _said(judged)]
    return len(pairs), len(files), found


def _sealed_files() -> dict[str, dict[str, Path]]:
    """Paths of the sealed bodies by document id and kind ("xml", "pdf"), in order of id."""
    rows = DocumentFile.objects.filter(stage=SEAL_STAGE)
    files: dict[str, dict[str, Path]] = {}
    wanted = rows.order_by("document").values_list("document_id", "kind", "blob_id")
    for document, kind, sha256 in wanted.iterator():
        files.setdefault(str(document), {})[kind] = path_of(sha256)
    return files


def _said(judged: Judged) -> Iterator[Problem]:
    for form, verdict in (("XML", judged.xml), ("PDF", judged.pdf)):
        if verdict.state is not State.VALID:
            yield _problem(judged.key, form, verdict)
        elif verdict.document.document != judged.key:
            yield Problem(
                f"Học bạ {judged.key}: tệp {form} là của học bạ {verdict.document.document}."
            )


def _problem(key: str, form: str, verdict: Verdict) -> Problem:
    reasons = " ".join(p.sentence for p in verdict.problems[:3])
    return Problem(
        f"Học bạ {key}, tệp {form}: {verdict.state.words.lower()}. {reasons}",
        certain=verdict.state is State.INVALID,
    )
