"""The fixed shape of a transcript's XML as far as signatures depend on it.

    <Transcript xmlns="urn:hocba:transcript:1" version="1">
      <Data Id="data"> Identity · Subjects/Subject* · Homeroom · Results · … · Slots </Data>
      <Signatures> GVBM · GVCN · CBQL · KY_PHAT_HANH </Signatures>
    </Transcript>

Everything that is signed is found by its path, never by its Id alone: an element with an Id
anywhere else means that signed data has been moved aside.
"""

from dataclasses import dataclass

from lxml import etree

from .sentences import refuse

NS = "urn:hocba:transcript:1"
DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
MAX_BYTES = 4_000_000
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'

REGIONS = {
    "GVBM": "region-gvbm",
    "GVCN": "region-gvcn",
    "CBQL": "region-cbql",
    "KY_PHAT_HANH": "region-release",
}
ROLE_NAMES = {
    "GVBM": "giáo viên bộ môn",
    "GVCN": "giáo viên chủ nhiệm",
    "CBQL": "cán bộ quản lí (hiệu trưởng)",
    "KY_PHAT_HANH": "con dấu số của nhà trường",
}
FIELDS = {"cbql": ROLE_NAMES["CBQL"], "seal": ROLE_NAMES["KY_PHAT_HANH"]}
"""Who signs in the fields of a PDF."""
RANK = {role: place for place, role in enumerate(REGIONS)}
_FORBIDDEN = (
    (b"<!DOCTYPE", "DOCTYPE"),
    (b"<!ENTITY", "ENTITY"),
    (b"<![CDATA[", "CDATA"),
    (b"<!--", "chú thích"),
)


def q(name: str) -> str:
    """Qualified name in the transcript's namespace."""
    return f"{{{NS}}}{name}"


@dataclass(frozen=True, slots=True)
class Slot:
    """One required signature: who, as what, over what."""

    id: str
    role: str
    person: str = ""
    name: str = ""
    mode: str = "signed"  # or "confirmed": by account, no certificate
    covers: tuple[str, ...] = ()  # GVBM only: Ids of what is signed
    taxcode: str = ""

    @property
    def region(self) -> str:
        """Id of the region that takes the signature."""
        return REGIONS[self.role]

    @property
    def who(self) -> str:
        """The signer for a sentence: name and role."""
        label = ROLE_NAMES[self.role]
        return f"{self.name} ({label})" if self.name else label

    def references(self) -> tuple[str, ...]:
        """Ids the signature covers, in order, without its own properties."""
        if self.role == "GVBM":
            return self.covers
        return ("data", *list(REGIONS.values())[: RANK[self.role]])


@dataclass(frozen=True)
class Layout:
    """A parsed transcript: its elements by Id at their fixed paths, and its slots in order."""

    root: etree._Element
    elements: dict[str, etree._Element]  # data, identity, s-…, slots, regions
    slots: dict[str, Slot]

    @property
    def identity(self) -> dict[str, str]:
        """Attributes of <Identity>: document, version, trust, kind."""
        return {str(k): str(v) for k, v in self.elements["identity"].attrib.items() if k != "Id"}

    def region(self, role: str) -> etree._Element:
        """The signature region of a role."""
        return self.elements[REGIONS[role]]

    def entry(self, slot: Slot) -> etree._Element | None:
        """What stands in the slot's region for it: a ds:Signature, a Confirmed, or None."""
        for child in self.region(slot.role):
            if child.get("Id") == f"sig-{slot.id}" or (
                child.tag == q("Confirmed") and child.get("slot") == slot.id
            ):
                return child
        return None

    def missing_before(self, slot: Slot) -> list[Slot]:
        """Slots of lower rank that are still empty."""
        return [
            s
            for s in self.slots.values()
            if RANK[s.role] < RANK[slot.role] and self.entry(s) is None
        ]


def parse(data: bytes) -> etree._Element:
    """Root element of untrusted bytes: no DTD, entities, CDATA, comments, instructions or network.

    Raises Refused with the reason.
    """
    if len(data) > MAX_BYTES:
        raise refuse("too-large")
    upper = data[:200].upper()
    if b"ENCODING" in upper and b"UTF-8" not in upper:
        raise refuse("forbidden-xml", what="mã chữ khác UTF-8")
    for mark, what in _FORBIDDEN:
        if mark in data:
            raise refuse("forbidden-xml", what=what)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise refuse("not-xml") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise refuse("forbidden-xml", what="DOCTYPE")
    if next(root.iter(etree.ProcessingInstruction, etree.Comment, etree.Entity), None) is not None:
        raise refuse("forbidden-xml", what="chỉ dẫn xử lí hoặc thực thể")
    if root.getprevious() is not None or root.getnext() is not None:
        raise refuse("forbidden-xml", what="chỉ dẫn xử lí")
    return root


def read(data: bytes) -> Layout:
    """Parse and check the fixed structure; Refused("layout") or Refused("wrapped") if it differs."""
    root = parse(data)
    if root.tag != q("Transcript"):
        raise refuse("unknown-kind")
    if root.get("version") != "1":
        raise refuse("layout", what="phiên bản khuôn dạng không biết")
    elements = _elements(root)
    _only_known_ids(root, elements)
    slots = _slots(elements["slots"], elements)
    return Layout(root, elements, slots)


def canonical(element: etree._Element) -> bytes:
    """Exclusive canonical form (no comments) of an element, without what follows it.

    Refused where there is none (a relative namespace name, for example).
    """
    try:
        return etree.tostring(
            element, method="c14n", exclusive=True, with_comments=False, with_tail=False
        )
    except etree.C14NError:
        raise refuse("not-xml") from None


def fixed_form(root: etree._Element) -> bytes:
    """The only bytes a signed transcript may have: a declaration and the canonical form.

    With it a change that canonicalisation would hide (a space in a tag) is still seen.
    """
    return DECLARATION + canonical(root)


def _elements(root: etree._Element) -> dict[str, etree._Element]:
    if [child.tag for child in root].count(q("Data")) > 1:
        raise refuse("wrapped", what="data")
    if [child.tag for child in root] != [q("Data"), q("Signatures")]:
        raise refuse("layout", what="phải có đúng một phần dữ liệu và một phần chữ ký")
    data, signatures = root
    blank = not any(
        (part.strip() if part else "")
        for part in (root.text, signatures.text, data.tail, signatures.tail)
    )
    if set(root.attrib) != {"version"} or signatures.attrib or not blank:
        raise refuse("layout", what="có phần lạ ngoài dữ liệu đã ký")
    names = [child.tag for child in data]
    if len(set(names)) != len(names):
        raise refuse(
            "wrapped", what=next(str(n).split("}")[-1] for n in names if names.count(n) > 1)
        )
    if not names or names[0] != q("Identity") or names[-1] != q("Slots"):
        raise refuse("layout", what="thiếu phần nhận dạng hoặc danh sách chữ ký phải có")
    found = {"data": data, "identity": data[0], "slots": data[-1]}
    subjects = data.find(q("Subjects"))
    for subject in subjects if subjects is not None else ():
        key = f"s-{subject.get('code')}"
        if subject.tag != q("Subject") or key in found:
            raise refuse("wrapped", what=key)
        found[key] = subject
    for name, key in (("Homeroom", "homeroom"), ("Results", "results")):
        part = data.find(q(name))
        if part is not None:
            found[key] = part
    if [(c.tag, list(c.attrib)) for c in signatures] != [(q(role), ["Id"]) for role in REGIONS]:
        raise refuse("layout", what="các vùng chữ ký không đúng")
    if any((region.tail or "").strip() for region in signatures):
        raise refuse("layout", what="có phần lạ ngoài dữ liệu đã ký")
    found |= dict(zip(REGIONS.values(), signatures, strict=True))
    return found


def _only_known_ids(root: etree._Element, elements: dict[str, etree._Element]) -> None:
    """Every element of the fixed structure has its Id, and no other element of ours has any."""
    for key, element in elements.items():
        if element.get("Id") != key:
            aside = any(other.get("Id") == key for other in root.iter("*"))
            raise refuse("wrapped" if aside or element.get("Id") else "layout", what=key)
    seen: set[str] = set()
    known = {id(element): element for element in elements.values()}
    for element in root.iter("*"):
        value = element.get("Id")
        if value is None:
            continue
        ours = str(element.tag).startswith("{" + NS + "}")
        if value in seen or (ours and id(element) not in known):
            raise refuse("wrapped", what=value)
        if not ours and (value in elements or not value.startswith("sig-")):
            raise refuse("wrapped", what=value)
        seen.add(value)


def _slots(block: etree._Element, elements: dict[str, etree._Element]) -> dict[str, Slot]:
    slots: dict[str, Slot] = {}
    for item in block:
        slot = Slot(
            id=item.get("id", ""),
            role=item.get("role", ""),
            person=item.get("person", ""),
            name=item.get("name", "") or item.get("school", ""),
            mode=item.get("mode", "signed"),
            covers=tuple(item.get("covers", "").split()) if item.get("role") == "GVBM" else (),
            taxcode=item.get("taxcode", ""),
        )
        if item.tag != q("Slot") or slot.role not in REGIONS or not slot.id or slot.id in slots:
            raise refuse("layout", what="danh sách chữ ký phải có bị sai")
        if slot.mode not in ("signed", "confirmed") or (
            slot.mode == "confirmed" and slot.role in ("CBQL", "KY_PHAT_HANH")
        ):
            raise refuse("slot-mode", slot=slot.id)
        if slot.role == "GVBM" and (
            slot.covers[:1] != ("identity",) or any(c not in elements for c in slot.covers)
        ):
            raise refuse("layout", what=f"phạm vi ký của vị trí “{slot.id}” không đúng")
        slots[slot.id] = slot
    roles = [slot.role for slot in slots.values()]
    if roles.count("CBQL") != 1 or roles.count("KY_PHAT_HANH") != 1 or roles.count("GVCN") > 1:
        raise refuse("layout", what="danh sách chữ ký phải có đúng một hiệu trưởng và một con dấu")
    return slots
