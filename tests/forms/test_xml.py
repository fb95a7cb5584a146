"""The transcript's XML: deterministic, valid by its schema, and equal to its snapshot."""

from __future__ import annotations

import dataclasses
import datetime as dt
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from hocba.documents import xml
from hocba.documents.content import Homeroom, Pupil, Results, Subject
from hocba.documents.fields import Field, plan
from hocba.documents.signing import layout
from hocba.documents.signing.sentences import Refused
from hocba.documents.snapshot import Snapshot
from tests.forms import samples

SAMPLES = [samples.lower_year, samples.lower_cover, samples.primary_year, samples.primary_cover]

_letters = st.characters(
    codec="utf-8", categories=("Lu", "Ll", "Nd", "Po", "Pd", "Sm", "Sc")
) | st.just(" ")
_line = st.text(_letters, max_size=30).map(lambda t: unicodedata.normalize("NFC", t))
_para = st.lists(_line, max_size=3).map("\n".join)


def _values(field: Field) -> st.SearchStrategy[Any]:
    tenths = st.integers(0, 100)
    simple: dict[str, st.SearchStrategy[Any]] = {
        "line": _line,
        "para": _para,
        "choice": st.sampled_from(field.choices or ("",)),
        "int": st.integers(0, 5000),
        "tenths": tenths,
        "bool": st.booleans(),
        "date": st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)),
        "value": st.none() | tenths | st.sampled_from(["T", "K", "Đ", "CĐ", "HTXS"]),
    }
    if field.kind == "object":
        made = _objects(field.of)
    elif field.kind == "list":
        return st.lists(_objects(field.of), max_size=3).map(tuple)
    else:
        made = simple[field.kind]
    return st.none() | made if field.optional else made


def _objects(cls: Any) -> st.SearchStrategy[Any]:
    return st.builds(cls, **{field.name: _values(field) for field in plan(cls)})


@st.composite
def _years(draw: Any) -> Snapshot:
    base = samples.lower_year()
    subjects = draw(st.lists(_objects(Subject), max_size=4))
    subjects = [dataclasses.replace(s, code=f"M{i}") for i, s in enumerate(subjects)]
    room = draw(_objects(Homeroom))
    room = dataclasses.replace(
        room, qualities_comment="", general_comment="", specific_comment="", absent_total=None
    )
    results = draw(_objects(Results))
    results = dataclasses.replace(results, promotion_text="Lên lớp 8" if results.promotion else "")
    return dataclasses.replace(
        base,
        pupil=draw(_objects(Pupil)),
        subjects=tuple(subjects),
        homeroom=room,
        results=results,
        slots=base.slots[-3:],
    )


@settings(max_examples=60, deadline=None)
@given(_years())
def test_any_year_reads_back_from_its_xml(snapshot: Snapshot) -> None:
    built = xml.build(snapshot)
    assert xml.parse(built) == snapshot
    assert xml.build(snapshot) == built


@pytest.mark.parametrize("make", SAMPLES)
def test_samples_read_back_and_suit_the_signers(make: Any) -> None:
    built = xml.build(make())
    assert xml.parse(built) == make()
    found = layout.read(built)
    assert [slot.id for slot in found.slots.values()] == [slot.id for slot in make().slots]
    assert found.identity["document"] == make().document.id


def test_marks_are_decimals_and_dates_are_iso() -> None:
    root = etree.fromstring(xml.build(samples.lower_year()))
    subject = next(root.iter(layout.q("Subject")))
    assert (subject.get("Id"), subject.get("term1"), subject.get("year")) == (
        "s-TOAN",
        "7.5",
        "7.9",
    )
    assert next(root.iter(layout.q("Pupil"))).get("birthDate") == "2013-02-03"
    it = next(s for s in root.iter(layout.q("Subject")) if s.get("code") == "TIN")
    assert it.get("term2") == "10.0"


def _with_region(entry: bytes) -> bytes:
    return xml.build(samples.lower_year()).replace(
        b'<GVBM Id="region-gvbm"/>', b'<GVBM Id="region-gvbm">' + entry + b"</GVBM>"
    )


@pytest.mark.parametrize(
    "entry",
    [
        b'<Confirmed slot="gvbm-16" at="2026-05-29T16:05:10+07:00"></Confirmed>',
        b'<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="sig-gvbm-12">'
        b"<ds:SignedInfo/></ds:Signature>",
    ],
)
def test_signatures_and_confirmations_may_stand_in_a_region(entry: bytes) -> None:
    assert xml.parse(_with_region(entry)) == samples.lower_year()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'year="7.9"', b'year="79"'),
        (b'year="7.9"', b'year="11.0"'),
        (b'Id="s-TOAN"', b'Id="s-TOANX"'),
        (b'trust="test"', b'trust="maybe"'),
        (b"<Slots Id", b"<Extra/><Slots Id"),
        (b'sex="M"', b""),
    ],
)
def test_xml_outside_the_schema_is_refused(old: bytes, new: bytes) -> None:
    built = xml.build(samples.lower_year())
    assert old in built
    with pytest.raises(xml.XmlInvalid):
        xml.parse(built.replace(old, new, 1))


def test_text_with_a_hidden_letter_is_refused_on_reading_too() -> None:
    built = xml.build(samples.lower_year()).replace("Toán".encode(), "To\u200bán".encode(), 1)
    with pytest.raises(xml.XmlInvalid, match="ký tự"):
        xml.parse(built)


def test_a_document_type_is_refused() -> None:
    built = xml.build(samples.lower_year())
    spoiled = built.replace(b"<Transcript", b"<!DOCTYPE Transcript []><Transcript", 1)
    with pytest.raises(Refused):
        xml.parse(spoiled)
