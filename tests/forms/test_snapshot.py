"""Snapshots: one canonical form, and refusal of what could not be seen as it is signed."""

from __future__ import annotations

import dataclasses
import json
import unicodedata
from typing import Any

import pytest

from hocba.documents import snapshot as snap
from hocba.documents.snapshot import SnapshotError, Trait
from tests.forms import samples

SAMPLES = [samples.lower_year, samples.lower_cover, samples.primary_year, samples.primary_cover]


@pytest.mark.parametrize("make", SAMPLES)
def test_a_snapshot_reads_back_from_its_canonical_bytes(make: Any) -> None:
    data = snap.canonical(make())
    assert snap.load(data) == make()
    assert snap.canonical(snap.load(data)) == data


def test_the_hash_changes_with_one_mark_and_only_then() -> None:
    first = samples.lower_year()
    subjects = (dataclasses.replace(first.subjects[0], year=80), *first.subjects[1:])
    changed = dataclasses.replace(first, subjects=subjects)
    assert snap.sha256(first) == snap.sha256(samples.lower_year())
    assert snap.sha256(first) != snap.sha256(changed)


def _with_name(name: str) -> Any:
    first = samples.lower_year()
    return dataclasses.replace(first, pupil=dataclasses.replace(first.pupil, name=name))


@pytest.mark.parametrize(
    "name",
    [
        unicodedata.normalize("NFD", "Đặng Nguyễn Thành Đạt"),
        "Nguyễn \u202eVăn A",
        "Nguyễn\u200b Văn A",
        "Nguyễn\u2066 Văn A",
        "Nguyễn\tVăn A",
        "Nguyễn\nVăn A",
        "Nguyễn\u00a0Văn A",
        "Nguyễn \ue000",
        "N" * 301,
    ],
)
def test_a_name_that_would_not_print_as_signed_is_refused(name: str) -> None:
    with pytest.raises(SnapshotError) as caught:
        snap.check(_with_name(name))
    assert caught.value.field == "pupil.name"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"year": 101}, "subjects[0].year"),
        ({"year": 7.5}, "subjects[0].year"),
        ({"year": True}, "subjects[0].year"),
        ({"year": "7,5"}, "subjects[0].year"),
        ({"test": "T"}, "subjects[0].test"),
        ({"code": "toan"}, "subjects[0].code"),
        ({"code": "NV"}, "subjects[4].code"),
        ({"kind": "letters"}, "subjects[0].kind"),
        ({"comment": "ẩn\u200dchữ"}, "subjects[0].comment"),
    ],
)
def test_a_wrong_subject_value_is_refused_with_its_place(
    changes: dict[str, Any], field: str
) -> None:
    first = samples.lower_year()
    subjects = (dataclasses.replace(first.subjects[0], **changes), *first.subjects[1:])
    with pytest.raises(SnapshotError) as caught:
        snap.check(dataclasses.replace(first, subjects=subjects))
    assert caught.value.field == field


def test_a_block_comment_and_a_comment_inside_the_block_exclude_each_other() -> None:
    first = samples.primary_year()
    traits = (Trait(code="yeu_nuoc", level="T", comment="Riêng"), *first.homeroom.qualities[1:])
    room = dataclasses.replace(first.homeroom, qualities=traits)
    with pytest.raises(SnapshotError, match="nhận xét chung"):
        snap.check(dataclasses.replace(first, homeroom=room))


def test_absences_that_do_not_add_up_are_refused() -> None:
    first = samples.lower_year()
    room = dataclasses.replace(first.homeroom, absent_total=5)
    with pytest.raises(SnapshotError, match="absent_total"):
        snap.check(dataclasses.replace(first, homeroom=room))


def test_a_slot_may_cover_only_what_is_in_the_document() -> None:
    first = samples.lower_year()
    slot = dataclasses.replace(first.slots[0], covers=("identity", "s-KHONGCO"))
    with pytest.raises(SnapshotError) as caught:
        snap.check(dataclasses.replace(first, slots=(slot, *first.slots[1:])))
    assert caught.value.field == "slots[0].covers"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw.pop("klass"),
        lambda raw: raw.update(extra=1),
        lambda raw: raw["pupil"].update(birth_date="03/02/2013"),
        lambda raw: raw.update(snapshot=2),
        lambda raw: raw["document"].update(kind="transcript_cover"),
        lambda raw: raw["document"].update(id="KHÔNG"),
    ],
)
def test_json_that_is_not_a_snapshot_of_this_version_is_refused(spoil: Any) -> None:
    raw = json.loads(snap.canonical(samples.lower_year()))
    spoil(raw)
    data = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(SnapshotError):
        snap.load(data)


def test_bytes_in_another_order_are_not_canonical() -> None:
    raw = json.loads(snap.canonical(samples.lower_year()))
    with pytest.raises(SnapshotError, match="chính tắc"):
        snap.load(json.dumps(raw, ensure_ascii=False, indent=1).encode())
