"""`hocba demo`: a whole school year of two schools, from Excel files to verified transcripts."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from hocba.kernel import figures
from hocba.kernel.progress import Bar

ROOT = Path(settings.ROOT)
SAMPLE = 40
"""How many sealed PDFs the independent judge looks at; `verify --all --full` takes all."""
OURS = (
    "hocba.sqlite3",
    "hocba.sqlite3-wal",
    "hocba.sqlite3-shm",
    "blobs",
    "pki",
    "issued",
    "demo.json",
)
Say = Callable[[str], object]


def main(if_missing: bool = False, classes: set[str] | None = None) -> int:
    """Build the demo in HOCBA_HOME; 0 when it is there and verified.

    Built twice it only shows the summary again. A build that was interrupted is made anew.
    `classes` limits which classes' books are brought in (for tests).
    """
    home = Path(settings.HOME)
    done, begun = home / "demo.json", home / "demo.begun"
    if done.exists():
        if not if_missing:
            show(json.loads(done.read_text()), _say)
        return 0
    if _has_data(home) and not begun.exists():
        if if_missing:
            return 0
        _say(f"Thư mục {home} đã có dữ liệu không phải của bản mẫu, nên không dựng đè lên.")
        _say("Đặt biến HOCBA_HOME sang một thư mục khác rồi chạy lại.")
        return 1
    _clear(home)
    begun.parent.mkdir(parents=True, exist_ok=True)
    begun.touch()
    summary = build(home, classes)
    done.write_text(json.dumps(summary, ensure_ascii=False, indent=1))
    begun.unlink()
    show(summary, _say)
    return 0 if summary["verified"] else 1


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _has_data(home: Path) -> bool:
    from hocba.org.models import Place

    if (
        not (home / "hocba.sqlite3").exists()
        and "sqlite" in settings.DATABASES["default"]["ENGINE"]
    ):
        return False
    try:
        return bool(Place.objects.exists())
    except Exception:  # no tables yet
        return False


def _clear(home: Path) -> None:
    from django.db import connections

    connections.close_all()
    for name in OURS:
        path = home / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


class Stages:
    """Seconds and counts of each stage, with a progress bar for each."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, float]] = []
        self._bar: Bar | None = None
        self._label, self._began = "", 0.0

    def begin(self, label: str) -> Bar:
        """Start a stage; the one before is closed."""
        self._label, self._began = label, time.monotonic()
        self._bar = Bar(label)
        return self._bar

    def end(self, said: str) -> None:
        """Close the stage with a word on its outcome."""
        assert self._bar is not None
        self._bar.close(said)
        self.rows.append((self._label, round(time.monotonic() - self._began, 1)))


def build(home: Path, classes: set[str] | None) -> dict[str, Any]:
    """All stages; returns what the summary shows."""
    from demo import generate
    from hocba.ops import demo_inspection as inspections
    from hocba.ops import demo_school as school_part
    from hocba.ops import demo_sign as sign_part
    from hocba.org.models import Place

    stages = Stages()
    files = ROOT / "demo/files"
    stages.begin("Sinh tệp Excel mẫu")
    made = generate.generate(files)
    stages.end(f"{made} tệp")
    call_command("migrate", verbosity=0)
    demo = school_part.load(ROOT / "demo", files)
    bar = stages.begin("Lập trường, nhập danh sách")
    schools = school_part.found(demo)
    folders = [files / s["key"] for s in demo.facts["schools"]]
    for n, (school, folder) in enumerate(zip(schools, folders, strict=True)):
        school_part.registers(demo, school, folder, lambda _: None)
        bar(n + 1, len(schools))
    stages.end(f"{len(schools)} trường")
    _books(stages, demo, schools, folders, classes)
    _days(stages, demo, schools, classes)
    count = _sign(stages, demo, schools, classes, home)
    verified = _verify(stages, demo)
    return _summary(stages, demo, schools, count, verified, home) | {
        "accounts": [
            *school_part.accounts([Place.objects.get(pk=s.pk) for s in schools]),
            *inspections.accounts(),
        ],
        "password": school_part.PASSWORD,
        "sign_left": sign_part.slots_waiting(),
    }


def _books(
    stages: Stages, demo: Any, schools: list[Any], folders: list[Path], classes: set[str] | None
) -> None:
    from hocba.ops import demo_school as school_part

    wanted = [
        p for f in folders for part in ("so-diem", "chu-nhiem") for p in (f / part).glob("*.xlsx")
    ]
    total = sum(classes is None or p.stem.partition("-")[0] in classes for p in wanted)
    bar = stages.begin("Nhập sổ điểm, sổ chủ nhiệm")
    done = 0
    for school, folder in zip(schools, folders, strict=True):
        for _ in school_part.books(demo, school, folder, classes):
            done += 1
            bar(done, total)
        school_part.after_year(demo, school, folder)
    stages.end(f"{done} sổ")


def _days(stages: Stages, demo: Any, schools: list[Any], classes: set[str] | None) -> None:
    from hocba.ops import demo_books, demo_days, demo_inspection

    rooms = demo_days.rooms(demo, classes)
    total, done = demo_days.count(rooms), 0
    bar = stages.begin("Điểm danh, sổ đầu bài, nhận xét tuần")

    def tick() -> None:
        nonlocal done
        done += 1
        bar(done, total)

    demo_days.play(demo, rooms, tick)
    stages.end(f"{total} buổi điểm danh")
    bar = stages.begin("Kế hoạch, sửa điểm, khóa sổ, thanh tra")
    pages: list[str] = []
    for n, school in enumerate(schools):
        demo_books.plans(demo, school)
        pages += demo_books.play(demo, school, classes)
        bar(n + 1, len(schools))
    demo_inspection.appoint(demo, schools, pages)
    stages.end("xong")


def _sign(
    stages: Stages, demo: Any, schools: list[Any], classes: set[str] | None, home: Path
) -> Any:
    from hocba.ops import demo_sign as part
    from hocba.year.models import Klass

    count = part.Count()
    bar = stages.begin("Chứng thư thử nghiệm cho người ký")
    for n, school in enumerate(schools):
        part.certificates(demo, school)
        bar(n + 1, len(schools))
    stages.end("xong")
    rows = list(Klass.objects.filter(school__in=schools).select_related("school").order_by("pk"))
    rows = [k for k in rows if classes is None or k.name in classes]
    bar = stages.begin("Khóa sổ, quyết định, lập học bạ")
    for n, klass in enumerate(rows):
        part.close_class(demo, klass, count)
        bar(n + 1, len(rows))
    stages.end(f"{count.documents} văn bản")
    total = part.slots_waiting() - part.slots_by_hand()
    bar = stages.begin("Ký số, đóng dấu, phát hành")
    signed = 0

    def told(done: int) -> None:
        nonlocal signed
        signed += done
        bar(signed, total)

    with part.pool(max(1, (os.cpu_count() or 1))) as workers:
        for school in schools:
            part.sign_school(
                demo, school, count, lambda f, jobs: workers.map(f, jobs, chunksize=8), told
            )
    stages.end(f"{count.signatures} chữ ký")
    bar = stages.begin("Chép bản phát hành ra thư mục")
    for n, (school, facts) in enumerate(zip(schools, demo.facts["schools"], strict=True)):
        for name, data in part.issued_files(school):
            path = home / "issued" / facts["key"] / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        bar(n + 1, len(schools))
    stages.end("xong")
    return count


def _verify(stages: Stages, demo: Any) -> bool:
    from hocba.documents import keys
    from hocba.documents.checks import judge_sample
    from hocba.kernel.seals import seal_new
    from hocba.ops import verify_all
    from hocba.ops.demo_sign import system

    began = time.monotonic()
    keys.publish(timezone.now())
    seal_new(system(demo))
    code = verify_all.run(timezone.now(), full=False, out=_say)
    judged, total, found = judge_sample(timezone.now(), SAMPLE)
    _say(
        f"Mẫu {judged} trong {total} bản PDF được bộ kiểm tra độc lập (pyHanko) xem lại:"
        f" {len(found)} vấn đề. Xem lại tất cả: hocba verify --all --full"
    )
    stages.rows.append(("Kiểm tra toàn bộ", round(time.monotonic() - began, 1)))
    return code == 0 and not found


def _summary(
    stages: Stages, demo: Any, schools: list[Any], count: Any, verified: bool, home: Path
) -> dict[str, Any]:
    from django.db import connection

    from hocba.books.models import SubjectResult
    from hocba.people.models import Student
    from hocba.promotion.models import YearDecision
    from hocba.year.models import Klass

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM books_mark")
        marks = cursor.fetchone()[0]
    return {
        "counts": {
            "trường": len(schools),
            "lớp": Klass.objects.count(),
            "học sinh": Student.objects.count(),
            "ô điểm, mức, nhận xét": marks,
            "kết quả môn học": SubjectResult.objects.count(),
            "kết quả năm đã quyết định": YearDecision.objects.count(),
            "văn bản học bạ phát hành": count.issued,
            "chữ ký số (XML và PDF)": count.signatures,
            "xác nhận bằng tài khoản": count.confirmed,
        },
        "left": count.left,
        "verified": verified,
        "stages": stages.rows,
        "issued": str(home / "issued"),
        "files": str(demo.files),
    }


def show(summary: dict[str, Any], say: Say) -> None:
    """The closing words of `make demo`."""
    say("")
    say(
        "Trường mẫu đã sẵn sàng. Mọi người trong bản mẫu đều là hư cấu; chữ ký thử nghiệm, không có giá trị pháp lý."
    )
    for label, n in summary["counts"].items():
        say(f"  {figures.grouped(n):>9} {label}")
    say("  Kiểm tra: " + ("tất cả hợp lệ" if summary["verified"] else "CÓ SAI LỆCH, xem ở trên"))
    say("Thời gian:")
    for label, elapsed in summary["stages"]:
        say(f"  {figures.seconds(elapsed):>9} giây  {label}")
    if summary["sign_left"]:
        say(
            f"  Để thử ký bằng tay: {summary['sign_left']} chữ ký của hiệu trưởng và con dấu (lớp 9B, 5C)."
        )
    if summary["left"]:
        say(f"Chưa lập học bạ ({len(summary['left'])}):")
        for line in summary["left"][:8]:
            say(f"  - {line}")
        if len(summary["left"]) > 8:
            say(f"  … và {len(summary['left']) - 8} học sinh khác")
    say(f"Tệp Excel nguồn: {summary['files']}")
    say(f"Học bạ đã phát hành: {summary['issued']}")
    say(f"Tài khoản mẫu (mật khẩu chung: {summary['password']}):")
    for username, name, role in summary["accounts"]:
        say(f"  {username:<16} {name:<28} {role}")
    say("Xem trong trình duyệt: make serve")
