"""`hocba verify --all` finds what raw SQL changed, and says so with its exit code."""

import datetime

import pytest
import small_world
from django.db import connection

from hocba.books.commands.attendance import Away, call_roll
from hocba.books.models import MarkChange
from hocba.kernel import blobs, seals
from hocba.kernel.models import Blob
from hocba.kernel.record import writing
from hocba.kernel.tasks import system_ctx
from hocba.ops import verify_all

pytestmark = pytest.mark.django_db


def raw(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.fixture
def world():
    made = small_world.build()
    made.enter("tx1", 75, 80, 65)
    made.enter("tx1", 85, None, 65, seen=(75, 80, 65))
    seals.seal_new(system_ctx())
    return made


def verify() -> tuple[int, str]:
    said: list[str] = []
    code = verify_all.run(small_world.OCTOBER, full=False, out=said.append)
    return code, "\n".join(said)


def test_an_untouched_store_is_all_well(world, capsys):
    code, said = verify()
    assert code == 0 and "Mọi thứ khớp" in said and seals.last_chain() in said
    assert "Điểm dựng lại từ sổ thay đổi" in capsys.readouterr().err


def test_a_mark_changed_behind_the_ledger_is_named(world):
    raw("UPDATE books_mark SET number = 100 WHERE student_id = %s", world.pupils[0])
    code, said = verify()
    assert code == 1
    assert f"học sinh số {world.pupils[0]}" in said and "khác với lần thay đổi cuối" in said


def test_a_stored_result_changed_beside_its_marks_is_named(world):
    raw(
        "UPDATE books_subjectresult SET number = 100, status = 'ok' WHERE student_id = %s AND term = 1",
        world.pupils[0],
    )
    code, said = verify()
    assert code == 1
    assert f"học sinh số {world.pupils[0]}" in said and "học kì I: kết quả lưu khác" in said
    assert said.count("✗") == 1


def test_a_mark_removed_and_a_mark_slipped_in_are_named(world):
    raw("DELETE FROM books_mark WHERE student_id = %s", world.pupils[2])
    raw("UPDATE books_mark SET slot = 'tx2' WHERE student_id = %s", world.pupils[0])
    _, said = verify()
    assert said.count("ô điểm trống") == 2 and said.count("nhật ký không ghi") == 1


def test_a_line_taken_out_of_the_ledger_is_named_twice_over(world):
    table = MarkChange._meta.db_table
    on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    raw(f'DROP TRIGGER "{table}_keep_delete"{on}')
    raw("DELETE FROM books_markchange WHERE new_number = 75")
    code, said = verify()
    assert code == 1 and "đứt lịch sử" in said and "thiếu 1 dòng sổ" in said


def test_lines_of_the_ledger_that_name_nothing_are_named(world):
    copied = "new_number, old_number, year, school_id, subject_id, term, slot, student_id, book_id"
    raw(
        f"INSERT INTO books_markchange ({copied}, event_id)"
        f" SELECT {copied}, 987654 FROM books_markchange WHERE new_number = 75"
    )
    code, said = verify()
    assert code == 1 and "1 dòng sổ thay đổi ghi sự kiện số 987654, không có sự kiện ấy" in said


def test_a_file_altered_or_lost_is_named(world, settings, tmp_path):
    settings.BLOBS = tmp_path
    with writing():
        kept = blobs.put(b"goc", "text/plain", small_world.OCTOBER)
        lost = blobs.put(b"mat", "text/plain", small_world.OCTOBER)
        assert Blob.objects.count() == 2
    blobs.path_of(kept).write_bytes(b"sua")
    blobs.path_of(lost).unlink()
    _, said = verify()
    assert "nội dung tệp đã bị đổi" in said and "mất tệp" in said


def test_a_name_and_a_duty_changed_behind_the_log_are_named(world):
    raw("UPDATE people_person SET full_name = 'Nguyễn Văn Anh' WHERE full_name = 'Nguyễn Văn An'")
    raw("UPDATE year_enrolment SET position = 9 WHERE student_id = %s", world.pupils[1])
    code, said = verify()
    assert code == 1 and said.count("✗") == 2
    assert "✗ Người số" in said and "✗ Tên trong danh sách lớp số" in said
    assert "Nguyễn" not in said


def test_results_of_an_edition_no_longer_in_force_are_counted_not_passed_over(world):
    raw("UPDATE books_subjectresult SET regime = 'TT22-0', number = 5 WHERE student_id = %s", world.pupils[0])  # fmt: skip
    code, said = verify()
    assert code == 0 and "✗" not in said
    assert "kết quả lưu theo bản quy định trước không tính lại được" in said
    assert "Mọi thứ khớp, trừ 1 nhóm không kiểm tra được nêu trên." in said


def test_what_no_check_looks_at_is_said(world):
    assert verify_all.BLIND in verify()[1]


def test_absences_are_held_against_their_ledger(world):
    day, away = datetime.date(2025, 10, 14), {world.pupils[0]: Away("K")}
    call_roll(small_world.autumn(), world.book.klass, day, "S", away)
    assert verify()[0] == 0
    raw("UPDATE books_absence SET kind = 'P'")
    assert "vắng ngày 14/10/2025: khác với lần ghi cuối" in verify()[1]
    raw("UPDATE books_absence SET kind = 'K', day = '2025-10-13'")
    _, said = verify()
    assert "vắng ngày 13/10/2025: nhật ký không ghi" in said
    assert "vắng ngày 14/10/2025: không còn (ghi ở sự kiện số" in said
