"""How fast signing and verifying are, against the bare RSA of the same key in the same run."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import typst

from bench.figure import Figure, show
from hocba.documents.signing import batch, layout, pades, xades
from hocba.documents.signing.pkcs12 import SoftKeys
from hocba.documents.signing.provider import RSA_SHA256
from hocba.documents.signing.simulator import Authority
from hocba.documents.signing.trust import Trust
from hocba.documents.verify import State, verify_bytes

COUNT, SHORT_COUNT = 1000, 150
AT = datetime(2026, 5, 30, 1, 0, tzinfo=UTC)
SUBJECTS = 12
CODES = [f"M{i:02}" for i in range(SUBJECTS)]
SCHOOL, TAXCODE = "Trường THCS Hoa Sen", "0101234567"
PEOPLE = {
    **{str(10 + i): f"Giáo viên {i}" for i in range(SUBJECTS)},
    "2": "Chủ nhiệm",
    "1": "Hiệu trưởng",
}


def run(short: bool) -> list[Figure]:
    """CPU time of one process; one transcript of 12 subjects, RSA-2048, key kept loaded."""
    count = SHORT_COUNT if short else COUNT
    with tempfile.TemporaryDirectory() as name:
        bench = _Bench(Path(name))
        raw = bench.raw(count)
        return [
            *bench.xml_figures(count, raw),
            *bench.pdf_figures(count, raw),
        ]


class _Bench:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys = SoftKeys()
        authority = Authority(folder / "authority", AT)
        self.names = {
            p: authority.open(self.keys, authority.person(p, n, SCHOOL, AT))
            for p, n in PEOPLE.items()
        }
        self.names["seal"] = authority.open(self.keys, authority.school(TAXCODE, SCHOOL, AT))
        authority.export_trust(folder / "trust", AT)
        self.trust = Trust.load(folder / "trust")

    def raw(self, count: int) -> float:
        """Bare signatures a second."""
        hashes = [i.to_bytes(32, "big") for i in range(count)]
        return count / _cpu(
            lambda: self.keys.poll(self.keys.start(self.names["1"], hashes, RSA_SHA256, ""))
        )

    def sign(self, person: str, prepare: Callable[[], Sequence[batch.Prepared]]) -> list[bytes]:
        """Prepare, one call, embed; the documents."""
        parts = prepare()
        asked = batch.start(self.keys, self.names[person], parts, "")
        outcomes = batch.collect(self.keys, asked, parts, AT)
        return [o.data for o in outcomes if o.data is not None]

    def xml(self, upto: str = "seal") -> bytes:
        """The transcript signed up to a slot."""
        xml = _transcript()
        for slot in layout.read(xml).slots.values():
            who = slot.person or "seal"
            prepared = xades.prepare(xml, slot.id, self.keys.certificate(self.names[who]), AT)
            (xml,) = self.sign(who, [prepared].copy)
            if slot.id == upto:
                break
        return xml

    def xml_figures(self, count: int, raw: float) -> list[Figure]:
        """One teacher signs a class's transcripts; whole transcripts are verified."""
        blank = _transcript()
        certificate = self.keys.certificate(self.names["10"])
        signed = _cpu(
            lambda: self.sign(
                "10", lambda: [xades.prepare(blank, "g10", certificate, AT) for _ in range(count)]
            )
        )
        whole = self.xml()
        total = len(layout.read(whole).slots)
        rounds = max(count // total, 5)
        now = AT + timedelta(days=1)
        verified = _cpu(lambda: [_valid(whole, self.trust, now) for _ in range(rounds)])
        speed, seen = count / signed, rounds * total / verified
        return [
            _figure(
                "XAdES B-B signed",
                speed,
                "a second",
                raw,
                raw / speed,
                "≥ 400 a second",
                speed >= 400,
            ),
            Figure(
                "XAdES verified with chain",
                seen,
                "a second",
                f"{total} in one transcript",
                "",
                "≥ 1,000",
                seen >= 1000,
            ),
        ]

    def pdf_figures(self, count: int, raw: float) -> list[Figure]:
        """Fields, principal and seal on a two-page PDF/A-3 with the XML inside."""
        xml = self.xml("gvcn")
        pdf = _pdf(self.folder, xml)
        few = max(count // 10, 20)
        specs = [
            pades.FieldSpec(s, 1, (300, 60, 500, 150), f"Chữ ký số {s}") for s in ("cbql", "seal")
        ]
        slots = layout.read(xml).slots
        made = _cpu(lambda: [pades.make_slots(pdf, specs) for _ in range(few)]) / few * 1000
        empty = pades.make_slots(pdf, specs)
        certificate = self.keys.certificate(self.names["1"])
        signed = _cpu(
            lambda: self.sign(
                "1",
                lambda: [
                    pades.prepare(empty, slots["cbql"], certificate, AT) for _ in range(count)
                ],
            )
        )
        (first,) = self.sign("1", lambda: [pades.prepare(empty, slots["cbql"], certificate, AT)])
        seal = self.keys.certificate(self.names["seal"])
        (whole,) = self.sign("seal", lambda: [pades.prepare(first, slots["seal"], seal, AT)])
        now = AT + timedelta(days=1)
        verified = _cpu(lambda: [_valid(whole, self.trust, now) for _ in range(few)])
        speed, seen, grown = count / signed, few / verified, (len(first) - len(empty)) / 1000
        return [
            _figure(
                "PAdES B-B signed",
                speed,
                "a second",
                raw,
                raw / speed,
                "≤ 2 × bare RSA",
                raw / speed <= 2,
            ),
            Figure(
                "PAdES empty fields made",
                made,
                "ms a file",
                f"PDF of {len(pdf) / 1000:.0f} kB",
                "",
                "≤ 15 ms",
                made <= 15,
            ),
            Figure(
                "PAdES growth of the file",
                grown,
                "kB a signature",
                "leaf and issuer inside",
                "",
                "≤ 8 kB",
                grown <= 8,
            ),
            Figure(
                "PDF verified, all signatures",
                seen,
                "files a second",
                f"{len(slots)} slots, XML inside",
                "",
                "≥ 50",
                seen >= 50,
            ),
        ]


def _figure(
    name: str, value: float, unit: str, raw: float, ratio: float, target: str, ok: bool
) -> Figure:
    return Figure(
        name, value, unit, f"bare RSA-2048 {raw:,.0f} a second", f"{ratio:.2f}", target, ok
    )


def _valid(data: bytes, trust: Trust, now: datetime) -> bool:
    verdict = verify_bytes(data, trust, at=now)
    if verdict.state is not State.VALID:
        raise AssertionError(f"the bench's own document is {verdict.state.name}: {verdict.codes()}")
    return True


def _cpu(action: Callable[[], object]) -> float:
    started = time.process_time()
    action()
    return time.process_time() - started


def _transcript() -> bytes:
    comment = "Tiếp thu bài tốt, chăm chỉ, cần rèn thêm kĩ năng trình bày. " * 2
    subjects = "".join(
        f'<Subject Id="s-{c}" code="{c}" name="Môn {c}" term1="7.5" term2="8.0" year="7.8"><Comment>{comment}</Comment></Subject>'
        for c in CODES
    )
    teachers = "".join(
        f'<Slot id="g{10 + i}" role="GVBM" person="{10 + i}" name="{PEOPLE[str(10 + i)]}" mode="signed" covers="identity s-{c}"/>'
        for i, c in enumerate(CODES)
    )
    return (
        f'<Transcript xmlns="{layout.NS}" version="1"><Data Id="data">'
        '<Identity Id="identity" document="bench-1" version="1" kind="transcript_year" trust="test"/>'
        f'<Subjects>{subjects}</Subjects><Homeroom Id="homeroom"/><Results Id="results"/><Slots Id="slots">{teachers}'
        f'<Slot id="gvcn" role="GVCN" person="2" name="{PEOPLE["2"]}" mode="signed"/>'
        f'<Slot id="cbql" role="CBQL" person="1" name="{PEOPLE["1"]}" mode="signed"/>'
        f'<Slot id="seal" role="KY_PHAT_HANH" name="{SCHOOL}" taxcode="{TAXCODE}" mode="signed"/></Slots></Data>'
        '<Signatures><GVBM Id="region-gvbm"/><GVCN Id="region-gvcn"/><CBQL Id="region-cbql"/>'
        '<KY_PHAT_HANH Id="region-release"/></Signatures></Transcript>'
    ).encode()


def _pdf(folder: Path, xml: bytes) -> bytes:
    quoted = xml.decode().replace("\\", "\\\\").replace('"', '\\"')
    words = ", ".join(f'"{w}"' for w in pades.keywords("bench-1", 1, 2))
    rows = ", ".join(f"[Môn {c}], [7,5], [8,0], [7,8]" for c in CODES)
    source = (
        f'#set document(title: "Học bạ", keywords: ({words}))\n#set text(lang: "vi")\n'
        f'#pdf.attach("hocba.xml", bytes("{quoted}"), relationship: "data", mime-type: "application/xml", description: "x")\n'
        f"= Học bạ\n#table(columns: 4, {rows})\n#pagebreak()\nTrang 2\n"
    )
    compiler = typst.Compiler(root=str(folder))
    standards: list[typst.PDFStandard] = ["a-3b", "ua-1"]
    made = compiler.compile(
        source.encode(), format="pdf", pdf_standards=standards, timestamp=1_780_000_000
    )
    return cast(bytes, made)


if __name__ == "__main__":
    sys.exit(0 if show(run("--short" in sys.argv)) else 1)
