"""Verdicts for people (Vietnamese lines) and for machines (JSON)."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path

from hocba.kernel.figures import grouped

from ..signing.sentences import problem
from ..signing.trust import Trust
from . import verify_bytes
from .verdict import Signer, State, Verdict

KINDS = {"transcript_year": "học bạ năm học", "transcript_cover": "bìa và trang thông tin học bạ"}


def lines(name: str, verdict: Verdict) -> list[str]:
    """What a person reads about one file."""
    out = [f"{name}: {verdict.state.words}"]
    if verdict.label:
        out.append(f"  {verdict.label}")
    if verdict.document.document:
        kind = KINDS.get(verdict.document.kind, "học bạ")
        out.append(
            f"  Tài liệu: {kind}, mã {verdict.document.document}, bản {verdict.document.version}"
        )
    out += dict.fromkeys(f"  Lí do: {p.sentence}" for p in verdict.problems)
    doubted = "?" if verdict.state is State.UNKNOWN else "✗"
    out += [f"  {'✓' if signer.good else doubted} {_signer(signer)}" for signer in verdict.signers]
    return out


def _signer(signer: Signer) -> str:
    when = datetime.fromisoformat(signer.when).strftime("%H:%M:%S ngày %d/%m/%Y")
    if not signer.issuer:
        return f"{signer.name}, {signer.role_name}, {signer.level} lúc {when}"
    place = "trên bản PDF" if signer.form == "PDF" else "trên dữ liệu XML"
    stamp = ", có dấu thời gian" if signer.stamped else ""
    return f"{signer.name}, {signer.role_name}, ký số {place} lúc {when}{stamp} (chứng thư do {signer.issuer} cấp)"


def verify_files(
    paths: Sequence[Path], trust_dir: Path, at: datetime, *, full: bool = False, as_json: bool = False,
    out: Callable[[str], object],
) -> int:  # fmt: skip
    """Judge files, write the report through `out`, and give the exit code.

    0 all valid, 1 at least one not valid, 2 at least one undecided and none invalid.  A PDF and an
    XML of the same name in one folder are compared with each other when both are given.
    """
    trust = Trust.load(trust_dir)
    contents = {path: _read(path) for path in paths}
    verdicts: dict[Path, Verdict] = {}
    for path, data in contents.items():
        if data is None:
            verdicts[path] = Verdict(State.UNKNOWN, problems=(problem("no-file", what=str(path)),))
            continue
        beside = [
            other
            for p, other in contents.items()
            if other is not None and p != path and p.with_suffix("") == path.with_suffix("")
        ]
        verdicts[path] = verify_bytes(data, trust, at=at, companions=beside, full=full)
    if as_json:
        plain = [{"file": str(path), **verdict.to_json()} for path, verdict in verdicts.items()]
        out(json.dumps(plain, ensure_ascii=False, indent=1))
    else:
        for path, verdict in verdicts.items():
            for line in lines(str(path), verdict):
                out(line)
        if len(verdicts) > 1:
            out(_in_all(verdicts.values()))
    states = {verdict.state for verdict in verdicts.values()}
    return next(
        (state.value for state in (State.INVALID, State.UNKNOWN) if state in states),
        State.VALID.value,
    )


def _in_all(verdicts: Collection[Verdict]) -> str:
    """One line for many files."""
    count = Counter(verdict.state for verdict in verdicts)
    parts = [f"{grouped(count[state])} {state.words.lower()}" for state in State if count[state]]
    return f"{grouped(len(verdicts))} tệp: {', '.join(parts)}."


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
