"""Speed of the official forms: a pupil's two-page year as signed PDF/A-3 with its XML inside."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
import statistics
import time
from collections.abc import Callable

from bench.figure import Figure, show
from hocba.documents import xml
from hocba.documents.form import Form
from hocba.documents.render import render
from hocba.documents.snapshot import YearSnapshot
from hocba.forms import registry
from tests.forms import samples

NOW = dt.datetime(2026, 5, 29, 9, 0, tzinfo=dt.UTC)
TARGET = 40.0
_WORDS = [
    "em",
    "học",
    "tập",
    "chăm",
    "chỉ",
    "tiến",
    "bộ",
    "hăng",
    "hái",
    "phát",
    "biểu",
    "cần",
    "cố",
    "gắng",
    "luyện",
    "đọc",
    "viết",
    "đúng",
    "chính",
    "tả",
    "trình",
    "bày",
    "sạch",
    "đẹp",
    "biết",
    "giúp",
    "đỡ",
    "bạn",
    "bè",
    "tính",
    "toán",
    "cẩn",
    "thận",
    "tích",
    "cực",
    "tham",
    "gia",
]


def run(short: bool = True) -> list[Figure]:
    """Documents a second of CPU for each form, and the XML of a year; the first compile apart."""
    count = 40 if short else 400
    return [
        _form_speed("học bạ THCS, 2 trang", samples.lower_year, count),
        _form_speed("học bạ tiểu học, 2 trang", samples.primary_year, count),
        _xml_speed(count),
    ]


def _form_speed(name: str, make: Callable[[], YearSnapshot], count: int) -> Figure:
    rng = random.Random(2026)
    form = registry.form(make().document.form)
    documents = [_varied(make(), number, rng) for number in range(count)]
    bodies = [xml.build(document) for document in documents]
    first = _seconds(form, documents[0], bodies[0])
    times = [_seconds(form, d, b) for d, b in zip(documents[1:], bodies[1:], strict=True)]
    speed = 1 / statistics.mean(times)
    return Figure(
        f"render {name}",
        speed,
        "documents/s per core",
        f"first compile {first * 1000:.0f} ms",
        f"{first / statistics.mean(times):.1f}x the first",
        f">= {TARGET:.0f}/s",
        speed >= TARGET,
    )


def _xml_speed(count: int) -> Figure:
    snapshot = samples.lower_year()
    start = time.process_time()
    for _ in range(count):
        xml.build(snapshot)
    built = (time.process_time() - start) / count
    start = time.process_time()
    body = xml.build(snapshot)
    for _ in range(count):
        xml.parse(body)
    read = (time.process_time() - start) / count
    return Figure(
        "XML of a year built and validated",
        1 / built,
        "documents/s per core",
        f"read back in {read * 1000:.2f} ms",
        f"{read / built:.2f}x reading",
        ">= 400/s",
        built <= 1 / 400,
    )


def _seconds(form: Form, snapshot: YearSnapshot, body: bytes) -> float:
    start = time.process_time()
    render(form, snapshot, now=NOW, mode="signed", attach=body)
    return time.process_time() - start


def _varied(base: YearSnapshot, number: int, rng: random.Random) -> YearSnapshot:
    """Another pupil: own name, code, marks and comments, as in a real class."""

    def comment() -> str:
        return " ".join(rng.choices(_WORDS, k=rng.randint(4, 14))).capitalize() + "."

    def mark(value: int | str | None) -> int | str | None:
        return rng.randint(0, 100) if isinstance(value, int) else value

    subjects = tuple(
        dataclasses.replace(
            subject,
            comment=comment(),
            term1=mark(subject.term1),
            term2=mark(subject.term2),
            year=mark(subject.year),
        )
        for subject in base.subjects
    )
    name = f"Nguyễn {rng.choice(_WORDS).title()} {rng.choice(_WORDS).title()}"
    return dataclasses.replace(
        base,
        pupil=dataclasses.replace(base.pupil, id=str(number), name=name),
        document=dataclasses.replace(base.document, short_code=f"BNCH-{number:04d}"),
        subjects=subjects,
        homeroom=dataclasses.replace(base.homeroom, comment=f"{comment()} {comment()}"),
    )


if __name__ == "__main__":
    show(run(short=True))
