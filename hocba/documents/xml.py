"""Snapshot <-> canonical XML in `urn:hocba:transcript:1`, without signatures.

`build` is deterministic: the same snapshot gives the same bytes. Marks are decimals with one
digit ("7.5"), dates ISO, absent values left out. Every result validates against the schema
shipped as transcript-1.xsd; the elements that signers refer to carry fixed Ids (data, identity,
s-CODE, homeroom, results, slots, region-…), and no other element of ours has an Id.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
from pathlib import Path
from typing import Any, cast

from lxml import etree

from hocba.documents.content import Snapshot, YearSnapshot
from hocba.documents.fields import Field, plan
from hocba.documents.signing import layout
from hocba.documents.snapshot import KINDS, SnapshotError, check

NS = layout.NS
SCHEMA = Path(__file__).parent / "schema" / "transcript-1.xsd"
_local = threading.local()

_ITEM = {
    "teachers": "Teacher",
    "codes": "Code",
    "history": "Row",
    "subjects": "Subject",
    "slots": "Slot",
}
_NAME = {"tax_code": "taxcode", "klass": "class"}
_IDENTITY = ("school", "pupil", "signing", "year", "klass")
_MARK = re.compile(r"(\d{1,2})\.(\d)")


class XmlInvalid(ValueError):
    """The XML is not a transcript of this format; the message says where."""


def build(snapshot: Snapshot) -> bytes:
    """Canonical XML of a checked snapshot, with empty signature regions. Raises SnapshotError."""
    check(snapshot)
    root = etree.Element(layout.q("Transcript"), version="1", nsmap=cast(Any, {None: NS}))
    data = _sub(root, "Data", "data")
    identity = _sub(data, "Identity", "identity")
    _fill(identity, snapshot.document, {"id": "document"})
    for name in _IDENTITY:
        if hasattr(snapshot, name):
            _fill(_sub(identity, _element_name(name)), getattr(snapshot, name))
    if isinstance(snapshot, YearSnapshot):
        subjects = _sub(data, "Subjects")
        for subject in snapshot.subjects:
            _fill(_sub(subjects, "Subject", f"s-{subject.code}"), subject)
        _fill(_sub(data, "Homeroom", "homeroom"), snapshot.homeroom)
        _fill(_sub(data, "Results", "results"), snapshot.results)
    else:
        history = _sub(data, "History")
        for row in snapshot.history:
            _fill(_sub(history, "Row"), row)
    slots = _sub(data, "Slots", "slots")
    for slot in snapshot.slots:
        _fill(_sub(slots, "Slot"), slot)
    signatures = _sub(root, "Signatures")
    for role, ident in layout.REGIONS.items():
        _sub(signatures, role, ident)
    etree.indent(root, space=" ")
    _validate(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def parse(data: bytes) -> Snapshot:
    """The snapshot in a transcript's XML, signed or not.

    Reads only; whether signatures are right is for `verify`. Raises `XmlInvalid`, and the
    `Refused` of the hardened parser for DTDs, entities, comments or oversize.
    """
    root = layout.parse(data)
    _validate(root)
    body = root[0]
    identity = body[0]
    kind = str(identity.get("kind"))
    cls = KINDS[kind]
    values: dict[str, Any] = {}
    for field in plan(cls):
        if field.name == "document":
            values[field.name] = _object(cast(type[Any], field.of), identity, {"id": "document"})
        elif field.name in _IDENTITY:
            element = _child(identity, _element_name(field.name))
            values[field.name] = _object(cast(type[Any], field.of), element)
        elif field.kind == "list":
            wrapper = _child(body, _element_name(field.name))
            values[field.name] = tuple(_object(cast(type[Any], field.of), e) for e in wrapper)
        else:
            element = _child(body, _element_name(field.name))
            values[field.name] = _object(cast(type[Any], field.of), element)
    snapshot = cls(**values)
    try:
        check(snapshot)
    except SnapshotError as error:
        raise XmlInvalid(str(error)) from error
    for element in body.iterfind(f"{layout.q('Subjects')}/{layout.q('Subject')}"):
        if element.get("Id") != f"s-{element.get('code')}":
            raise XmlInvalid("Id of a subject does not match its code")
    return snapshot


def _sub(parent: etree._Element, name: str, ident: str = "") -> etree._Element:
    element = etree.SubElement(parent, layout.q(name))
    if ident:
        element.set("Id", ident)
    return element


def _attribute_name(name: str) -> str:
    head, *rest = _NAME.get(name, name).split("_")
    return head + "".join(part.capitalize() for part in rest)


def _element_name(name: str) -> str:
    return "".join(part.capitalize() for part in _NAME.get(name, name).split("_"))


def _item_name(name: str) -> str:
    return _ITEM.get(name, "Trait")


def _fill(element: etree._Element, obj: Any, names: dict[str, str] | None = None) -> None:
    """Scalars become attributes, free text and objects become children; the empty is left out."""
    for field in plan(type(obj)):
        value = getattr(obj, field.name)
        if value is None or value == "" or value is False or value == ():
            continue
        if field.kind == "para":
            _sub(element, _element_name(field.name)).text = value
        elif field.kind == "object":
            _fill(_sub(element, _element_name(field.name)), value)
        elif field.kind == "list":
            wrapper = _sub(element, _element_name(field.name))
            for item in value:
                _fill(_sub(wrapper, _item_name(field.name)), item)
        else:
            name = (names or {}).get(field.name) or _attribute_name(field.name)
            element.set(name, _lexical(field, value))


def _lexical(field: Field, value: Any) -> str:
    if field.kind == "date":
        return cast(dt.date, value).isoformat()
    if field.kind == "words":
        return " ".join(value)
    if field.kind == "bool":
        return "true"
    if isinstance(value, int) and field.kind in ("value", "tenths"):
        return f"{value // 10}.{value % 10}"
    return str(value)


def _child(parent: etree._Element, name: str) -> etree._Element:
    element = parent.find(layout.q(name))
    if element is None:
        raise XmlInvalid(f"thiếu phần {name}")
    return element


def _object(cls: type[Any], element: etree._Element, names: dict[str, str] | None = None) -> Any:
    values: dict[str, Any] = {}
    for field in plan(cls):
        if field.kind in ("para", "object", "list"):
            values[field.name] = _from_child(
                field, element.find(layout.q(_element_name(field.name)))
            )
        else:
            name = (names or {}).get(field.name) or _attribute_name(field.name)
            values[field.name] = _from_attribute(field, element.get(name))
    return cls(**values)


def _from_child(field: Field, child: etree._Element | None) -> Any:
    if field.kind == "para":
        return "" if child is None else child.text or ""
    if field.kind == "list":
        cls = cast(type[Any], field.of)
        return () if child is None else tuple(_object(cls, item) for item in child)
    return None if child is None else _object(cast(type[Any], field.of), child)


def _from_attribute(field: Field, raw: str | None) -> Any:
    if raw is None:
        empty: dict[str, Any] = {"line": "", "choice": "", "bool": False, "words": ()}
        return empty.get(field.kind)
    if field.kind == "int":
        return int(raw)
    if field.kind == "bool":
        return raw == "true"
    if field.kind == "date":
        return dt.date.fromisoformat(raw)
    if field.kind == "words":
        return tuple(raw.split(" "))
    mark = _MARK.fullmatch(raw) if field.kind in ("value", "tenths") else None
    return int(mark[1]) * 10 + int(mark[2]) if mark else raw


def _validate(root: etree._Element) -> None:
    if not hasattr(_local, "schema"):
        _local.schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    schema = cast(etree.XMLSchema, _local.schema)
    try:
        schema.assertValid(root)
    except etree.DocumentInvalid as error:
        raise XmlInvalid(str(error)) from error
