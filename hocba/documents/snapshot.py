"""Snapshots: the frozen content of a document, before it becomes XML and PDF.

A snapshot holds everything that is printed and signed, as codes and plain values, and nothing
that can be computed from something else at print time: the form only puts words to codes
(`content` has the classes). Its canonical form is JSON (sorted keys, no spaces, UTF-8, every
field present); its hash is the SHA-256 of these bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import unicodedata
import uuid
from collections.abc import Iterator
from typing import Any, cast

from hocba.documents.content import (
    ROLES,
    Code,
    CoverSnapshot,
    DocumentInfo,
    HistoryRow,
    Homeroom,
    Kind,
    Klass,
    PersonRef,
    Pupil,
    Relative,
    Results,
    Role,
    School,
    Signing,
    Slot,
    Snapshot,
    Subject,
    Trait,
    YearFrame,
    YearSnapshot,
)
from hocba.documents.fields import LINE_MAX, PARA_MAX, Field, Value, plan

__all__ = [
    "FORMAT",
    "KINDS",
    "ROLES",
    "Code",
    "CoverSnapshot",
    "DocumentInfo",
    "HistoryRow",
    "Homeroom",
    "Kind",
    "Klass",
    "PersonRef",
    "Pupil",
    "Relative",
    "Results",
    "Role",
    "School",
    "Signing",
    "Slot",
    "Snapshot",
    "SnapshotError",
    "Subject",
    "Trait",
    "Value",
    "YearFrame",
    "YearSnapshot",
    "canonical",
    "check",
    "load",
    "sha256",
    "texts",
    "to_data",
]

FORMAT = 1
"""Version of the snapshot format; a change of fields raises it and keeps the old reader."""


class SnapshotError(ValueError):
    """Content that cannot be frozen; `field` is its path (`subjects[2].comment`)."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


KINDS: dict[str, type[YearSnapshot] | type[CoverSnapshot]] = {
    "transcript_year": YearSnapshot,
    "transcript_cover": CoverSnapshot,
}

_CODE = re.compile(r"[A-Z][A-Z0-9_]*")
_SLOT_ID = re.compile(r"[a-z][a-z0-9-]*")
_LEVEL = re.compile(r"[A-ZĐ][A-ZĐa-zđé]{0,4}")
_REGIONS = ("region-gvbm", "region-gvcn", "region-cbql")


def check(snapshot: Snapshot) -> None:
    """Raise `SnapshotError` for the first field that is not canonical or not coherent.

    Text must be NFC, printable (no controls, no zero-width or bidirectional characters, no
    private use) and within its length: what is signed must be what is seen.
    """
    _check_object(snapshot, "")
    doc = snapshot.document
    if KINDS[doc.kind] is not type(snapshot):
        raise SnapshotError("document.kind", "không khớp với nội dung ảnh chụp")
    try:
        canonical = str(uuid.UUID(doc.id)) == doc.id
    except ValueError:
        canonical = False
    if not canonical:
        raise SnapshotError("document.id", "phải là UUID viết thường")
    if isinstance(snapshot, YearSnapshot):
        _check_year(snapshot)
    _check_slots(snapshot)


def _check_year(snapshot: YearSnapshot) -> None:
    codes: set[str] = set()
    for i, subject in enumerate(snapshot.subjects):
        if not _CODE.fullmatch(subject.code) or subject.code in codes:
            raise SnapshotError(f"subjects[{i}].code", "mã môn sai dạng hoặc bị lặp")
        codes.add(subject.code)
    room = snapshot.homeroom
    blocks = (
        ("qualities", room.qualities, room.qualities_comment),
        ("general_competencies", room.general_competencies, room.general_comment),
        ("specific_competencies", room.specific_competencies, room.specific_comment),
    )
    for name, traits, block in blocks:
        for i, trait in enumerate(traits):
            if block and trait.comment:
                raise SnapshotError(f"homeroom.{name}[{i}].comment", "đã có nhận xét chung cả khối")
    absent = (room.absent_excused, room.absent_unexcused)
    known = [n for n in (*absent, room.absent_total) if n is not None]
    if len(known) == 3 and known[0] + known[1] != known[2]:
        raise SnapshotError("homeroom.absent_total", "không bằng tổng có phép và không phép")
    if bool(snapshot.results.promotion) != bool(snapshot.results.promotion_text):
        raise SnapshotError("results.promotion_text", "phải có cùng với kết luận lên lớp")


def _check_slots(snapshot: Snapshot) -> None:
    known = {"data", "identity", "slots", *_REGIONS}
    if isinstance(snapshot, YearSnapshot):
        known |= {"homeroom", "results"} | {f"s-{s.code}" for s in snapshot.subjects}
    seen: set[str] = set()
    for i, slot in enumerate(snapshot.slots):
        if not _SLOT_ID.fullmatch(slot.id) or slot.id in seen or slot.id in known:
            raise SnapshotError(f"slots[{i}].id", "mã ô ký sai dạng hoặc bị lặp")
        seen.add(slot.id)
        if not slot.covers or not known.issuperset(slot.covers):
            raise SnapshotError(f"slots[{i}].covers", "phần được ký không có trong văn bản")
        if (slot.role == "KY_PHAT_HANH") == bool(slot.person):
            raise SnapshotError(f"slots[{i}].person", "chỉ con dấu nhà trường là không có người ký")


def _check_object(obj: Any, path: str) -> None:
    for field in plan(type(obj)):
        value = getattr(obj, field.name)
        where = f"{path}.{field.name}" if path else field.name
        if field.kind == "object":
            if value is not None:
                _check_object(value, where)
        elif field.kind == "list":
            for i, item in enumerate(value):
                _check_object(item, f"{where}[{i}]")
        else:
            _check_scalar(field, value, where)


def _check_scalar(field: Field, value: Any, where: str) -> None:
    if value is None:
        if not field.optional:
            raise SnapshotError(where, "thiếu giá trị")
    elif field.kind == "line":
        _check_text(value, where, LINE_MAX)
    elif field.kind == "para":
        if type(value) is not str:
            raise SnapshotError(where, "phải là chữ")
        _check_text(value.replace("\n", " "), where, PARA_MAX)
    elif field.kind == "choice":
        if value not in field.choices:
            raise SnapshotError(where, f"không thuộc {', '.join(c for c in field.choices if c)}")
    elif field.kind == "value" or field.kind == "tenths":
        _check_value(value, where, levels=field.kind == "value")
    elif field.kind == "words":
        for word in value:
            _check_text(word, where, LINE_MAX)
            if not word or " " in word:
                raise SnapshotError(where, "mỗi mục phải là một từ")
    elif field.kind == "int":
        if type(value) is not int or value < 0:
            raise SnapshotError(where, "phải là số nguyên không âm")
    else:
        wanted: dict[str, type] = {"bool": bool, "date": dt.date}
        if type(value) is not wanted[field.kind]:
            raise SnapshotError(where, "sai kiểu dữ liệu")


def _check_value(value: Any, where: str, *, levels: bool) -> None:
    if type(value) is int:
        if not 0 <= value <= 100:
            raise SnapshotError(where, "điểm ngoài khoảng 0 đến 10")
    elif not levels or type(value) is not str or not _LEVEL.fullmatch(value):
        raise SnapshotError(where, "phải là số phần mười của điểm hoặc mã mức đánh giá")


def _check_text(value: Any, where: str, limit: int) -> None:
    if type(value) is not str:
        raise SnapshotError(where, "phải là chữ")
    if not value.isprintable():
        raise SnapshotError(where, "có ký tự điều khiển, ký tự ẩn hoặc ký tự đổi chiều chữ")
    if not unicodedata.is_normalized("NFC", value):
        raise SnapshotError(where, "chưa ở dạng Unicode dựng sẵn (NFC)")
    if len(value) > limit:
        raise SnapshotError(where, f"dài quá {limit} ký tự")


def texts(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """(path, text) of every text of the snapshot, in the order of the fields."""
    yield from _texts(snapshot, "")


def _texts(obj: Any, path: str) -> Iterator[tuple[str, str]]:
    for field in plan(type(obj)):
        value = getattr(obj, field.name)
        where = f"{path}.{field.name}" if path else field.name
        if field.kind == "list":
            for i, item in enumerate(value):
                yield from _texts(item, f"{where}[{i}]")
        elif field.kind == "object" and value is not None:
            yield from _texts(value, where)
        elif isinstance(value, str):
            yield where, value


def to_data(snapshot: Snapshot) -> dict[str, Any]:
    """Plain JSON data with every field present; dates are ISO text."""
    return {"snapshot": FORMAT, **_plain(snapshot)}


def _plain(obj: Any) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field in plan(type(obj)):
        value = getattr(obj, field.name)
        if value is None:
            data[field.name] = None
        elif field.kind == "object":
            data[field.name] = _plain(value)
        elif field.kind == "list":
            data[field.name] = [_plain(item) for item in value]
        elif field.kind == "words":
            data[field.name] = list(value)
        elif field.kind == "date":
            data[field.name] = value.isoformat()
        else:
            data[field.name] = value
    return data


def canonical(snapshot: Snapshot) -> bytes:
    """Checked canonical JSON in UTF-8: the bytes that are hashed and kept."""
    check(snapshot)
    text = json.dumps(to_data(snapshot), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def sha256(snapshot: Snapshot) -> str:
    """Hex SHA-256 of the canonical bytes."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def load(data: bytes) -> Snapshot:
    """Read canonical JSON back; unknown or missing fields, or other bytes, are refused."""
    try:
        raw = json.loads(data)
        kind = raw["document"]["kind"]
        version = raw.pop("snapshot")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SnapshotError("", "không phải ảnh chụp hồ sơ") from error
    if version != FORMAT or kind not in KINDS:
        raise SnapshotError("snapshot", "phiên bản hoặc loại ảnh chụp không được hỗ trợ")
    snapshot = cast(Snapshot, _object(KINDS[kind], raw, ""))
    if canonical(snapshot) != data:
        raise SnapshotError("", "không ở dạng chính tắc")
    return snapshot


def _object(cls: type[Any], raw: Any, path: str) -> Any:
    fields = plan(cls)
    if not isinstance(raw, dict) or set(raw) != {f.name for f in fields}:
        raise SnapshotError(path, "thừa hoặc thiếu trường")
    values: dict[str, Any] = {}
    for field in fields:
        where = f"{path}.{field.name}" if path else field.name
        values[field.name] = _read(field, raw[field.name], where)
    return cls(**values)


def _read(field: Field, value: Any, where: str) -> Any:
    if value is None:
        return None
    try:
        if field.kind == "object":
            return _object(cast(type[Any], field.of), value, where)
        if field.kind == "list":
            item = cast(type[Any], field.of)
            return tuple(_object(item, v, f"{where}[{i}]") for i, v in enumerate(value))
        if field.kind == "words":
            return tuple(value)
        if field.kind == "date":
            return dt.date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        if isinstance(error, SnapshotError):
            raise
        raise SnapshotError(where, "sai kiểu dữ liệu") from error
    return value
