"""Photos come in as a zip, by code, and go back on undo."""

from demo.photos import photo_zip
from hocba.exchange import commands
from tests.world import World


def test_photos_come_in_by_code_and_go_back_on_undo(world: World) -> None:
    student = world.roster("8A1")[0]
    code = str(student.moet_code)
    stray = photo_zip([(code, "nam"), ("0000000000", "nu")], "x")
    refused = commands.preview(world.ctx("clerk"), student.school, 2025, "photos", "anh.zip", stray)
    assert [p["message"] for p in refused.problems] == ["Không có học sinh nào mang mã này."]
    good = photo_zip([(code, "nam")], "x")
    row = commands.preview(world.ctx("clerk"), student.school, 2025, "photos", "anh.zip", good)
    assert row.problem_count == 0
    row = commands.apply(world.ctx("clerk"), row)
    student.refresh_from_db()
    assert len(student.photo) == 64
    commands.undo(world.ctx("clerk"), row)
    student.refresh_from_db()
    assert student.photo == ""
