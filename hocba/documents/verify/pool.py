"""Verification of many documents at once, in spawned processes that know no database."""

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..signing.trust import Trust
from . import Verdict, verify_bytes

FEW = 24


@dataclass(frozen=True, slots=True)
class Pair:
    """The sealed XML and PDF of one document, by path. `key` is handed back with the verdicts."""

    key: str
    xml: Path
    pdf: Path


@dataclass(frozen=True, slots=True)
class Judged:
    """Both verdicts; the PDF's also says whether both files hold the same data."""

    key: str
    xml: Verdict
    pdf: Verdict


@dataclass(frozen=True, slots=True)
class Terms:
    """How to judge: whom to trust (a folder), as of when, and how deep."""

    trust: Path
    at: datetime
    full: bool


_trusts: dict[Path, Trust] = {}


def judge(pair: Pair, terms: Terms) -> Judged:
    """Verify both files of one document. Raises OSError when one cannot be read."""
    trust = _trusts.get(terms.trust)
    if trust is None:
        trust = _trusts[terms.trust] = Trust.load(terms.trust)
    xml, pdf = pair.xml.read_bytes(), pair.pdf.read_bytes()
    return Judged(
        pair.key,
        verify_bytes(xml, trust, at=terms.at, full=terms.full),
        verify_bytes(pdf, trust, at=terms.at, companions=[xml], full=terms.full),
    )


def _judge_one(job: tuple[Pair, Terms]) -> Judged:
    return judge(*job)


def judge_all(pairs: Iterable[Pair], terms: Terms) -> Iterator[Judged]:
    """Verify all, in the order given, on all cores; a few are not worth the start of a process."""
    jobs = [(pair, terms) for pair in pairs]
    cores = min(os.cpu_count() or 1, 8)
    if len(jobs) < FEW or cores == 1:
        yield from map(_judge_one, jobs)
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(cores, mp_context=spawn) as pool:
        yield from pool.map(_judge_one, jobs, chunksize=8)
