"""A school small enough to hold in the head: three teachers, a principal, a seal, one pupil's year."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typst

from hocba.documents.signing import batch, check, layout, pades, xades
from hocba.documents.signing.pkcs12 import SoftKeys
from hocba.documents.signing.provider import KeyProvider
from hocba.documents.signing.simulator import Authority, StampAuthority
from hocba.documents.signing.stamps import TimeStamper
from hocba.documents.signing.trust import Trust, World

AT = datetime(2026, 5, 30, 1, 0, tzinfo=UTC)
LATER = AT + timedelta(days=3)
SCHOOL, TAXCODE = "Trường THCS Hoa Sen", "0101234567"
PEOPLE = {"12": "Lê Văn An", "15": "Đỗ Thị Bình", "13": "Trần Thị Đào", "1": "Phạm Quốc Huy"}
SIGNERS = {"gvbm-12": "12", "gvcn": "13", "cbql": "1", "seal": TAXCODE}

TEMPLATE = """
#set document(title: "Học bạ", keywords: {keywords}, date: auto)
#set text(font: "Liberation Serif", lang: "vi", size: 12pt)
#set page(width: 595pt, height: 842pt, margin: 50pt)
#pdf.attach("hocba.xml", bytes("{xml}"), relationship: "data", mime-type: "application/xml", description: "Dữ liệu")
= Học bạ
{text}
#pagebreak()
Trang thứ hai
#place(bottom + right, block(width: 200pt, height: 90pt, stroke: 0.5pt)[Hiệu trưởng\\ Phạm Quốc Huy])
"""


def sign_all(
    keys: KeyProvider,
    key: str,
    prepared: Sequence[batch.Prepared],
    at: datetime,
    description: str,
    stamper: TimeStamper | None = None,
) -> list[batch.Outcome]:
    """What the signing task does in two steps, for keys that answer at once."""
    asked = batch.start(keys, key, prepared, description)
    return batch.collect(keys, asked, prepared, at, stamper=stamper)


def transcript(
    document: str = "d-0001", version: int = 1, pupil: str = "Nguyễn Văn Đạt", trust: str = "test"
) -> bytes:
    """Unsigned XML of one pupil's year."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Transcript xmlns="{layout.NS}" version="1">
 <Data Id="data">
  <Identity Id="identity" document="{document}" version="{version}" kind="transcript_year" trust="{trust}" shortCode="ABC"><Pupil name="{pupil}"/></Identity>
  <Subjects>
   <Subject Id="s-TOAN" code="TOAN" name="Toán" year="9.0"><Comment>Tiếp thu tốt &amp; chăm</Comment></Subject>
   <Subject Id="s-VAN" code="VAN" name="Ngữ văn" year="7.5"/>
   <Subject Id="s-TIN" code="TIN" name="Tin học" year="8.0"/>
  </Subjects>
  <Homeroom Id="homeroom"/>
  <Results Id="results" learningYear="T"/>
  <Slots Id="slots">
   <Slot id="gvbm-12" role="GVBM" person="12" name="Lê Văn An" mode="signed" covers="identity s-TOAN s-TIN"/>
   <Slot id="gvbm-15" role="GVBM" person="15" name="Đỗ Thị Bình" mode="confirmed" covers="identity s-VAN"/>
   <Slot id="gvcn" role="GVCN" person="13" name="Trần Thị Đào" mode="signed"/>
   <Slot id="cbql" role="CBQL" person="1" name="Phạm Quốc Huy" mode="signed"/>
   <Slot id="seal" role="KY_PHAT_HANH" name="{SCHOOL}" school="{SCHOOL}" taxcode="{TAXCODE}" mode="signed"/>
  </Slots>
 </Data>
 <Signatures>
  <GVBM Id="region-gvbm"/>
  <GVCN Id="region-gvcn"/>
  <CBQL Id="region-cbql"/>
  <KY_PHAT_HANH Id="region-release"/>
 </Signatures>
</Transcript>""".encode()


def cover() -> bytes:
    """Unsigned XML of a cover: no teachers, only principal and seal."""
    xml = re.sub(rb'\s*<Slot id="gv[^>]*/>', b"", transcript())
    xml = re.sub(rb"<Subjects>.*</Subjects>", b"<History/>", xml, flags=re.DOTALL)
    xml = re.sub(rb"\s*<(Homeroom|Results) [^>]*/>", b"", xml)
    return xml.replace(b"transcript_year", b"transcript_cover")


def typst_pdf(
    folder: Path, xml: bytes, words: tuple[str, ...], text: str = "Kết quả cả năm"
) -> bytes:
    """A two-page PDF/A-3 with the XML inside."""
    quoted = xml.decode().replace("\\", "\\\\").replace('"', '\\"')
    listed = "(" + "".join(f'"{w}", ' for w in words) + ")"
    source = TEMPLATE.format(keywords=listed, xml=quoted, text=text)
    return typst.Compiler(root=str(folder)).compile(
        source.encode(), format="pdf", pdf_standards=["a-3b", "ua-1"], timestamp=1_780_000_000
    )


@dataclass
class SigningWorld:
    """The authority, the keys it issued, and short ways to sign."""

    folder: Path
    authority: Authority
    stamper: StampAuthority
    keys: SoftKeys
    names: dict[str, str]  # person or tax code -> key
    trust: Trust

    @classmethod
    def make(cls, folder: Path) -> "SigningWorld":
        authority = Authority(folder / "authority", AT - timedelta(days=30))
        keys = SoftKeys()
        names = {
            person: authority.open(keys, authority.person(person, name, SCHOOL, AT))
            for person, name in PEOPLE.items()
        }
        names[TAXCODE] = authority.open(keys, authority.school(TAXCODE, SCHOOL, AT))
        authority.export_trust(folder / "trust", AT)
        trust = Trust.load(folder / "trust")
        return cls(folder, authority, StampAuthority(authority, AT), keys, names, trust)

    def sign_xml(
        self, xml: bytes, slot: str, *, who: str = "", at: datetime = AT, stamp: bool = False
    ) -> bytes:
        """Sign one slot, with the key of its own person or of `who`."""
        key = self.names[who or SIGNERS[slot]]
        prepared = xades.prepare(xml, slot, self.keys.certificate(key), at)
        return self._one(prepared, key, at, stamp)

    def sign_pdf(
        self,
        pdf: bytes,
        slot: layout.Slot,
        *,
        who: str = "",
        at: datetime = AT,
        stamp: bool = False,
    ) -> bytes:
        """The same for a slot of a PDF."""
        key = self.names[who or SIGNERS[slot.id]]
        room = self.stamper.token_size if stamp else 0
        return self._one(
            pades.prepare(pdf, slot, self.keys.certificate(key), at, stamp_size=room),
            key,
            at,
            stamp,
        )

    def _one(self, prepared: batch.Prepared, key: str, at: datetime, stamp: bool) -> bytes:
        stamper = self.stamper if stamp else None
        (outcome,) = sign_all(self.keys, key, [prepared], at, "1 học bạ", stamper)
        assert outcome.data is not None, outcome.failure
        return outcome.data

    def by_teachers(self, xml: bytes) -> bytes:
        """Signed and confirmed by all teachers."""
        xml = xades.confirm(self.sign_xml(xml, "gvbm-12"), "gvbm-15", AT)
        return self.sign_xml(xml, "gvcn")

    def complete(self, xml: bytes) -> bytes:
        """With principal and seal after the teachers."""
        return self.sign_xml(self.sign_xml(xml, "cbql"), "seal", stamp=True)

    def slotted(self, xml: bytes, **other: object) -> bytes:
        """Typst's PDF around the XML, with empty fields."""
        identity = layout.read(xml).identity
        words = pades.keywords(identity["document"], int(identity["version"]), 2)
        pdf = typst_pdf(self.folder, xml, words, **other)  # type: ignore[arg-type]
        return pades.make_slots(pdf, SPECS)

    def sealed(self, xml: bytes) -> bytes:
        """The PDF with both signatures; the seal carries a time stamp."""
        slots = layout.read(xml).slots
        signed = self.sign_pdf(self.slotted(xml), slots["cbql"])
        return self.sign_pdf(signed, slots["seal"], stamp=True)

    def evidence(self, person: str, slot: layout.Slot, at: datetime = AT) -> check.Evidence:
        """The check before signing, with a fresh OCSP answer."""
        certificate = self.keys.certificate(self.names[person])
        answers = [self.authority.status(certificate.der, at)]
        return check.before_signing(certificate, slot, self.trust, World.TEST, at, answers=answers)


SPECS = [
    pades.FieldSpec("cbql", 1, (345, 50, 545, 140), "Chữ ký số: Hiệu trưởng"),
    pades.FieldSpec("seal", 1, (285, 50, 405, 140), "Chữ ký số: Con dấu của nhà trường"),
]
