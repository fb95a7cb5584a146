"""The demo district: the same bytes every time, all of it readable, and the planned cases in it."""

import itertools
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from demo import days, papers
from demo.books import EACH_TRAIT
from demo.generate import facts, generate
from demo.marks import TermMarks
from demo.programme import subjects
from demo.traits import SAID
from hocba.exchange.parsers.decisions import (
    AfterYear,
    Exemptions,
    parse_after_year,
    parse_exemptions,
)
from hocba.exchange.parsers.gradebook import Gradebook, parse_gradebook
from hocba.exchange.parsers.homeroom import Homeroom, parse_homeroom
from hocba.exchange.parsers.pupils import PupilFile, parse_pupils
from hocba.exchange.parsers.roster import RosterPupil
from hocba.exchange.parsers.staff import StaffFile, parse_staff
from hocba.exchange.parsers.timetable import Timetable, parse_timetable
from hocba.kernel import ids, pictures

ROOT = Path(__file__).resolve().parents[2]
SCHOOLS = ("th-song-cau", "thcs-song-cau")


@dataclass
class Read:
    """Everything the files of one school say."""

    pupils: PupilFile
    staff: StaffFile
    timetable: Timetable
    exemptions: Exemptions
    after: AfterYear
    books: dict[str, Gradebook] = field(default_factory=dict)
    homeroom: dict[str, Homeroom] = field(default_factory=dict)


def _read(folder: Path) -> Read:
    def data(name: str) -> bytes:
        return (folder / name).read_bytes()

    pupils, staff = parse_pupils(data("hoc-sinh.xlsx")), parse_staff(data("can-bo.xlsx"))
    timetable = parse_timetable(data("phan-cong.xlsx"), {m.code: m.full_name for m in staff.staff})
    rosters: dict[str, list[RosterPupil]] = {row.name: [] for row in timetable.classes}
    before = {move.code: move.from_class for move in pupils.moves if move.kind == "class"}
    for pupil in pupils.pupils:
        known = RosterPupil(pupil.code, pupil.full_name, pupil.born, (pupil.code,))
        for klass in {pupil.klass, before.get(pupil.code, pupil.klass)}:
            rosters[klass].append(known)
    read = Read(
        pupils,
        staff,
        timetable,
        parse_exemptions(data("mien-giam.xlsx"), rosters),
        parse_after_year(data("sau-he.xlsx"), rosters),
    )
    for path in sorted((folder / "so-diem").iterdir()):
        read.books[path.stem] = parse_gradebook(path.read_bytes(), rosters)
    for path in sorted((folder / "chu-nhiem").iterdir()):
        read.homeroom[path.stem] = parse_homeroom(path.read_bytes(), rosters)
    return read


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    assert generate(folder) == 297
    return folder


@pytest.fixture(scope="module")
def schools(files: Path) -> dict[str, Read]:
    return {name: _read(files / name) for name in SCHOOLS}


def test_another_process_writes_the_same_bytes(files: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "demo.generate", "--out", str(tmp_path)]
    subprocess.run(
        command,
        cwd=ROOT,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
    )
    ours = {path.relative_to(files): path.read_bytes() for path in files.rglob("*.xlsx")}
    theirs = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.xlsx")}
    assert ours == theirs


def test_every_file_is_read_without_a_problem(schools: dict[str, Read]) -> None:
    for read in schools.values():
        parsed = [read.pupils, read.staff, read.timetable, read.exemptions, read.after]
        for file in [*parsed, *read.books.values(), *read.homeroom.values()]:
            assert [str(problem) for problem in file.problems] == []
        for book in [*read.books.values(), *read.homeroom.values()]:
            assert {row.match.verdict for row in book.rows} == {"green"}
            assert book.absent == []


def test_the_district_has_two_schools_24_classes_and_about_900_pupils(
    schools: dict[str, Read],
) -> None:
    assert sum(len(read.timetable.classes) for read in schools.values()) == 24
    assert 880 <= sum(len(read.pupils.pupils) for read in schools.values()) <= 920
    for school in facts()["schools"]:
        assert ids.is_valid(ids.school_code, school["moet_code"])
        assert ids.is_valid(ids.tax_code, school["tax_code"])


def test_every_class_has_all_subjects_taught_and_a_homeroom_teacher(
    schools: dict[str, Read],
) -> None:
    for read in schools.values():
        taught = {(row.klass, row.subject) for row in read.timetable.assignments if row.teacher}
        for klass in read.timetable.classes:
            assert klass.homeroom
            for subject in subjects(klass.grade):
                assert (klass.name, subject.code) in taught


def _slots(book: Gradebook, term: int) -> Counter[str]:
    return Counter(entry.slot for _, entry in book.certain() if entry.term == term)


def test_the_number_of_regular_marks_follows_the_periods(schools: dict[str, Read]) -> None:
    books = schools["thcs-song-cau"].books
    size = len([row for row in books["6C-toan"].rows if row.term == 1])
    assert _slots(books["6C-toan"], 1) == dict.fromkeys(
        ["tx1", "tx2", "tx3", "tx4", "gk", "ck", "nx"], size
    )
    assert _slots(books["6C-gdcd"], 1) == dict.fromkeys(["tx1", "tx2", "gk", "ck", "nx"], size)
    nine = len([row for row in books["9A-cong-nghe"].rows if row.term == 2])
    assert _slots(books["9A-cong-nghe"], 2) == dict.fromkeys(
        ["tx1", "tx2", "tx3", "gk", "ck", "nx"], nine
    )


@pytest.mark.parametrize(
    ("book", "tests"),
    [
        ("1A-toan", {"kt_ck"}),
        ("3A-tieng-anh", {"kt_ck"}),
        ("4A-toan", {"kt_gk", "kt_ck"}),
        ("5A-khoa-hoc", {"kt_ck"}),
        ("5A-dao-duc", set()),
    ],
)
def test_periodic_tests_stand_where_the_circular_has_them(
    schools: dict[str, Read], book: str, tests: set[str]
) -> None:
    slots = set(_slots(schools["th-song-cau"].books[book], 2))
    assert {slot for slot in slots if slot.startswith("kt_")} == tests


def test_gaps_are_planned_and_in_one_class_of_each_school_only(schools: dict[str, Read]) -> None:
    gaps = set()
    for read in schools.values():
        exempt = {(row.match.pupil, row.subject) for row in read.exemptions.rows}
        for name, book in read.books.items():
            need = {slot for term in (1, 2) for slot in _slots(book, term)}
            for row in book.rows:
                missing = need - {entry.slot for entry in row.entries}
                if missing and (row.match.pupil, book.subject) not in exempt:
                    gaps.add((name, row.term, *sorted(missing)))
    assert gaps == {
        ("3C-tieng-viet", 2, "kt_ck"), ("3C-toan", 2, "muc_ck"), ("8B-toan", 2, "tx4"), ("8B-toan", 2, "ck"),
        ("8B-ngu-van", 2, "nx"),
    }  # fmt: skip


def test_the_exempt_have_a_decision_and_no_marks(schools: dict[str, Read]) -> None:
    for read in schools.values():
        assert len(read.exemptions.rows) == 2
        for row in read.exemptions.rows:
            assert row.decision and row.decided_on
            book = next(
                b for b in read.books.values() if (b.klass, b.subject) == (row.klass, row.subject)
            )
            assert row.match.pupil not in {pupil for pupil, _ in book.certain()}


def test_the_traps_are_there(schools: dict[str, Read]) -> None:
    for read in schools.values():
        names = Counter((pupil.klass, pupil.full_name) for pupil in read.pupils.pupils)
        assert [count for count in names.values() if count > 1] == [2]
        assert "Nguyễn Văn Đạt" in {pupil.full_name for pupil in read.pupils.pupils}
        assert {"05", "12"} <= {pupil.ethnicity for pupil in read.pupils.pupils}
        assert sorted(move.kind for move in read.pupils.moves) == ["class", "in", "out"]
    books = schools["thcs-song-cau"].books
    assert all(row.name.isascii() for row in books["9A-tin-hoc"].rows)
    assert {row.match.why for row in books["9A-tin-hoc"].rows} == {"Khớp họ tên và ngày sinh."}


def test_comments_are_many_and_neighbours_differ(schools: dict[str, Read]) -> None:
    said = [
        str(e.value)
        for book in schools["thcs-song-cau"].books.values()
        for _, e in book.certain()
        if e.slot == "nx"
    ]
    assert len(set(said)) > 2_000
    assert all(one != two for one, two in itertools.pairwise(said))
    assert all(text[0].isupper() and text.endswith(".") for text in said)


def test_one_pupil_missed_more_than_45_sessions_and_one_must_train_in_summer(
    schools: dict[str, Read],
) -> None:
    missed: Counter[str] = Counter()
    levels: dict[str, dict[int, str]] = {}
    for homeroom in schools["thcs-song-cau"].homeroom.values():
        for pupil, entry in homeroom.certain():
            if entry.subject == "vang":
                missed[pupil] += int(entry.value)
            if entry.subject == "ren_luyen":
                levels.setdefault(pupil, {})[entry.term] = str(entry.value)
    assert len([pupil for pupil, count in missed.items() if count > 45]) == 1
    failed = [pupil for pupil, terms in levels.items() if terms.get(2) == "CĐ"]
    trained = [
        pupil
        for pupil, entry in schools["thcs-song-cau"].after.certain()
        if entry.subject == "ren_luyen"
    ]
    assert failed == trained and len(failed) == 1


def _year_averages(read: Read) -> dict[str, dict[str, int]]:
    """ĐTBmcn in tenths by pupil and subject, for pupils with all marks."""
    marks: dict[tuple[str, str], dict[int, dict[str, int]]] = {}
    for book in read.books.values():
        for pupil, entry in book.certain():
            if entry.kind == "score":
                marks.setdefault((pupil, book.subject), {}).setdefault(entry.term, {})[
                    entry.slot
                ] = int(entry.value)
    found: dict[str, dict[str, int]] = {}
    for (pupil, subject), terms in marks.items():
        means = []
        for slots in (terms.get(1, {}), terms.get(2, {})):
            regular: list[int | str | None] = [
                value for slot, value in slots.items() if slot.startswith("tx")
            ]
            means.append(TermMarks(regular, slots.get("gk"), slots.get("ck")).average())
        if means[0] is not None and means[1] is not None:
            found.setdefault(pupil, {})[subject] = (2 * (means[0] + 2 * means[1]) + 3) // 6
    return found


def test_all_levels_of_learning_occur(schools: dict[str, Read]) -> None:
    kinds: Counter[str] = Counter()
    for subject_means in _year_averages(schools["thcs-song-cau"]).values():
        means = list(subject_means.values())
        if len(means) < 8:
            continue
        if min(means) >= 65 and sum(mean >= 90 for mean in means) >= 6:
            kinds["excellent"] += 1
        elif min(means) >= 65 and sum(mean >= 80 for mean in means) >= 6:
            kinds["good"] += 1
        elif 35 <= min(means) < 65 and sum(mean >= 80 for mean in means) >= 7 and min(means) < 50:
            kinds["one subject"] += 1
        elif min(means) >= 50 and sum(mean >= 65 for mean in means) >= 6:
            kinds["fair"] += 1
        elif min(means) >= 35 and sum(mean >= 50 for mean in means) >= 6:
            kinds["pass"] += 1
        else:
            kinds["fail"] += 1
    assert (
        kinds["excellent"] >= 10
        and kinds["good"] >= 40
        and kinds["fair"] >= 80
        and kinds["pass"] >= 50
    )
    assert 5 <= kinds["fail"] <= 25 and kinds["one subject"] == 2


def test_two_classes_have_words_on_each_trait_the_others_on_the_blocks(
    schools: dict[str, Read],
) -> None:
    homerooms = schools["th-song-cau"].homeroom
    for klass, homeroom in homerooms.items():
        said = [(p, e) for p, e in homeroom.certain() if e.slot == "nx_ck" and e.subject != "khen"]
        about = {e.subject for _, e in said}
        if klass not in EACH_TRAIT:
            assert about == {"nx_pham_chat", "nx_nang_luc"}
            continue
        assert about == set(SAID)
        pupils = {pupil for pupil, _ in said}
        assert len(said) == 2 * len(SAID) * len(pupils) - (klass == "3C")
        times = Counter((e.term, e.value) for _, e in said)
        assert max(times.values()) <= len(pupils) // 3


def test_where_rolls_are_called_nobody_types_counts_in_term_two(schools: dict[str, Read]) -> None:
    for read in schools.values():
        for klass, homeroom in read.homeroom.items():
            terms = {e.term for _, e in homeroom.certain() if e.subject == "vang"}
            assert terms == ({1} if klass in days.ROLL_CLASSES else {1, 2}), klass


def test_the_days_are_planned_the_same_every_time() -> None:
    teaching, pupils = set(days.school_days()), 41
    assert len(teaching) == 82
    for klass in days.ROLL_CLASSES:
        away = days.absences("2025", klass, pupils)
        assert away == days.absences("2025", klass, pupils) and set(away) == teaching
        counts = Counter(pupil for missed in away.values() for pupil in missed)
        often = [pupil for pupil, count in counts.items() if count >= 15]
        assert often == ([12] if klass == "8B" else []) and max(counts.values()) < 45


def test_rolls_of_the_last_week_stay_within_the_counts_typed_for_the_term() -> None:
    typed = [(n % 5, n % 3) for n in range(400)]
    away = days.last_absences("2025", "6A", typed)
    assert away == days.last_absences("2025", "6A", typed) and len(away) == 5
    assert set(away) <= set(days.school_days())
    called = Counter((pupil, kind) for day in away.values() for pupil, (kind, _) in day.items())
    assert called and all(
        n <= typed[pupil][0 if kind == "P" else 1] for (pupil, kind), n in called.items()
    )


def test_every_period_of_a_week_is_held_once_and_numbers_go_on() -> None:
    hours = {"TOAN": 4, "NV": 4, "KHTN": 4, "NN1": 3, "LSDL": 3, "HDTNHN": 3, "GDTC": 2, "NT": 2, "TIN": 1, "CN": 1, "GDCD": 1, "GDDP": 1}  # fmt: skip
    assert Counter(days.timetable(hours).values()) == hours
    held = list(days.lessons("2025", "8B", hours))
    assert len({(p.day, p.period) for p in held}) == len(held) == 4 * sum(hours.values())
    for code in hours:
        numbers = [p.number for p in held if p.subject == code]
        assert numbers == sorted(set(numbers)) and numbers[-1] <= 35 * hours[code]


def test_a_photo_of_a_paper_is_a_picture_that_evidence_may_be() -> None:
    assert pictures.media_of(papers.paper(75, "one")) == "image/png"
    assert papers.paper(75, "one") == papers.paper(75, "one") != papers.paper(75, "two")
