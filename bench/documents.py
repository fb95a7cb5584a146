"""From the marks of a class to its sealed transcripts: every signature made and verified."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from bench import installation
from bench.figure import Figure

TARGET = 4.0
CLASS = "7A"


def run(short: bool) -> list[Figure]:
    """Pupils a second of CPU in one process, from full books to sealed and verified documents.

    In the time: decisions, snapshots, XML, PDF/A-3, the signatures of every teacher, of the
    homeroom teacher, the principal and the school, and the check of all of them, for the year and
    for the cover with the personal page. Books and keys come from the demo's files before it.
    """
    home = installation.ready()
    from hocba.ops import demo_sign
    from hocba.year.models import Klass

    demo, school = _books(home)
    demo_sign.certificates(demo, school)
    klass = Klass.objects.select_related("school").get(school=school, name=CLASS)
    count = demo_sign.Count()
    began = time.process_time()
    if not demo_sign.close_class(demo, klass, count):
        raise RuntimeError(count.left[0])
    made = time.process_time()
    demo_sign.sign_school(demo, school, count, map, lambda done: None)
    signed = time.process_time()
    valid = _check(school)
    checked = time.process_time()
    pupils = count.issued // 2
    if valid != 2 * count.issued:
        raise RuntimeError(f"{count.issued} documents issued, {valid} of their files valid")
    parts = (
        f"made {made - began:.1f} s, signed {signed - made:.1f} s, checked {checked - signed:.1f} s"
    )
    speed = pupils / (checked - began)
    return [
        Figure(
            "marks to sealed transcripts, cover too",
            speed,
            "pupils/s per core",
            f"{pupils} pupils, {count.signatures} signatures: {parts}",
            f"{count.signatures / (checked - began):.0f} signatures/s",
            f"≥ {TARGET:.0f}/s",
            speed >= TARGET,
        )
    ]


def _books(home: Path) -> tuple[Any, Any]:
    """The demo's lower-secondary school with the full books of one class."""
    from demo import generate
    from hocba.ops import demo_school

    root = Path(generate.__file__).parent
    files = home / "demo-files"
    generate.generate(files)
    demo = demo_school.load(root, files)
    schools = demo_school.found(demo)
    place = next(n for n, s in enumerate(demo.facts["schools"]) if s["level"] != "primary")
    school, folder = schools[place], files / demo.facts["schools"][place]["key"]
    demo_school.registers(demo, school, folder, lambda _: None)
    for _ in demo_school.books(demo, school, folder, {CLASS}):
        pass
    return demo, school


def _check(school: Any) -> int:
    """Verify the sealed XML and PDF of every document, each beside the other; how many are valid."""
    from django.utils import timezone

    from hocba.documents import keys, queries
    from hocba.documents.models import DocumentFile
    from hocba.documents.verify import State, verify_bytes

    keys.publish(timezone.now())
    trust, at = keys.trust(), timezone.now()
    rows = DocumentFile.objects.filter(document__school=school, stage=4)
    files: dict[Any, list[bytes]] = {}
    for document, blob in rows.values_list("document", "blob"):
        files.setdefault(document, []).append(queries.stored(blob))
    return sum(
        verify_bytes(data, trust, at=at, companions=[o for o in both if o is not data]).state
        is State.VALID
        for both in files.values()
        for data in both
    )
