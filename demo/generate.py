"""Write the Excel files of the demo district: `python -m demo.generate [--out demo/files] [--seed N]`.

The same seed gives the same bytes. Nothing here knows the importers; the files are what schools have.
"""

import argparse
import datetime as dt
import random
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

from demo.books import School
from demo.people import make_pupils, make_staff
from demo.photos import photo_zip
from demo.programme import subjects
from demo.registers import exemption_file, pupil_file, staff_file, timetable_file
from hocba.kernel.sheets import Table, write_workbook

HERE = Path(__file__).resolve().parent
CREATED = dt.datetime(2026, 6, 1, 8, 0)  # noqa: DTZ001 - Excel's property has no zone


def facts() -> dict[str, Any]:
    """The facts of the district and its schools (`district.toml`)."""
    return tomllib.loads((HERE / "district.toml").read_text(encoding="utf-8"))


def school_files(district: dict[str, Any], number: int, seed: int) -> dict[str, list[Table]]:
    """All workbooks of one school by path inside its folder."""
    school = district["schools"][number]
    rng = random.Random(f"{seed}:{school['key']}")
    staff = make_staff(school, rng, first=70_000 + 1_000 * number)
    pupils = make_pupils(school, rng, first=10_001 + 10_000 * number)
    books = School(district, school, pupils, seed)
    files = {
        "hoc-sinh.xlsx": pupil_file(district, school, pupils),
        "can-bo.xlsx": staff_file(school, staff),
        "phan-cong.xlsx": timetable_file(district, school, staff),
        "mien-giam.xlsx": exemption_file(school, pupils),
        "sau-he.xlsx": books.summer(),
    }
    for grade, classes in school["classes"].items():
        for klass in classes:
            files[f"chu-nhiem/{klass}.xlsx"] = books.homeroom(klass)
            for subject in subjects(int(grade)):
                files[f"so-diem/{klass}-{subject.file}.xlsx"] = books.gradebook(klass, subject)
    return files


def school_photos(district: dict[str, Any], number: int, seed: int) -> bytes:
    """A zip with a photo of every pupil of one school, named by the pupil's code."""
    school = district["schools"][number]
    rng = random.Random(f"{seed}:{school['key']}")
    make_staff(school, rng, first=70_000 + 1_000 * number)
    pupils = make_pupils(school, rng, first=10_001 + 10_000 * number)
    return photo_zip([(p.code, p.sex) for p in pupils], f"{seed}:{school['key']}:photos")


def generate(out: Path, seed: int = 2025) -> int:
    """Write every file below `out/<school>/`; return how many."""
    district = facts()
    count = 0
    for number, school in enumerate(district["schools"]):
        for name, tables in school_files(district, number, seed).items():
            path = out / school["key"] / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(write_workbook(tables, CREATED))
            count += 1
        (out / school["key"] / "anh-the.zip").write_bytes(school_photos(district, number, seed))
        count += 1
    return count


def main() -> int:
    """Command line of the generator."""
    parser = argparse.ArgumentParser(description="Tạo tệp Excel của xã thử nghiệm")
    parser.add_argument("--out", type=Path, default=HERE / "files")
    parser.add_argument("--seed", type=int, default=2025)
    options = parser.parse_args()
    begun = time.monotonic()
    count = generate(options.out, options.seed)
    sys.stdout.write(f"Đã tạo {count} tệp Excel trong {time.monotonic() - begun:.1f} giây.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
