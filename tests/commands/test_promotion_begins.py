"""The end of the year in a class that is not yet complete or checked, and in primary school."""

import pytest

from hocba.books.commands import decide_level
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.record import writing
from hocba.org.decree import Decree
from hocba.people.models import Student
from hocba.promotion.commands import (
    check_class,
    decide_class,
)
from hocba.year.commands import set_plan
from tests.commands.entries import change, enter, pupil
from tests.commands.test_promotion import decision, proposed
from tests.whole_year import fill_class, with_more_subjects
from tests.world import TODAY, YEAR, World

pytestmark = pytest.mark.django_db


def test_a_primary_class_is_decided_by_its_own_circular(world: World) -> None:
    fill_class(world, "3A", integer=100)
    check_class(world.ctx("primary_homeroom"), world.classes["3A"])
    done = decide_class(world.ctx("primary_principal"), world.classes["3A"])
    assert (done.count, done.open) == (5, [])
    row = decision(pupil(world, klass="3A"))
    assert row.regime.startswith("TT27") and row.decided["promotion"] == "COMPLETED"
    assert row.decided["overall"] == "HTXS"


def test_nothing_is_decided_before_the_homeroom_teacher_has_checked(world: World) -> None:
    fill_class(with_more_subjects(world), "8A1")
    klass = world.classes["8A1"]
    with pytest.raises(Refusal, match="chưa kiểm tra"):
        decide_class(world.ctx("principal"), klass)
    one = pupil(world)
    done = check_class(world.ctx("homeroom"), klass, "year", "Lớp ổn định", {one.pk: "Tiến bộ"})
    assert (done.state, done.notes) == ("checked", {str(one.pk): "Tiến bộ"})
    assert decide_class(world.ctx("principal"), klass).count == 6
    with pytest.raises(Refusal, match="đã quyết định"):
        check_class(world.ctx("homeroom"), klass)


def test_a_level_is_given_by_the_principal_only_where_the_rules_give_none(world: World) -> None:
    """Two scored subjects only: Điều 9 cannot be applied, the principal decides with a ground."""
    fill_class(world, "8A1")
    klass, one = world.classes["8A1"], pupil(world)
    check_class(world.ctx("homeroom"), klass)
    assert proposed(world, one).codes["learning"] == "NEEDS_DECISION"
    done = decide_class(world.ctx("principal"), klass)
    assert (done.count, len(done.open)) == (0, 6)
    with pytest.raises(Invalid, match="trang kết quả của học sinh"):
        decide_class(world.ctx("principal", reason="x"), klass, {one.pk: {"learning": "Đ"}})
    decree = Decree("21/QĐ-THCS", TODAY, "Kế hoạch cá nhân đạt")
    decide_level(world.ctx("principal"), klass, one.pk, "learning_year", "Đ", decree)
    done = decide_class(world.ctx("principal"), klass)
    assert done.count == 1 and decision(one).decided["learning"] == "Đ"
    assert decision(one).proposed == decision(one).decided
    assert decision(one).decided["promotion"] == "PROMOTED"


def test_what_a_primary_plan_leaves_out_waits_for_the_head(world: World) -> None:
    """TT 27 Điều 8: not missing, but for a person to decide; the head then decides it."""
    one, klass = pupil(fill_class(world, "3A"), klass="3A"), world.classes["3A"]
    head = world.ctx("primary_principal", reason="Đạt mục tiêu kế hoạch cá nhân")
    with writing():
        Student.objects.filter(pk=one.pk).update(disability="Khuyết tật trí tuệ")
    enter(
        world, "primary_homeroom", [change(one, "muc_ck", None, seen="T", term=2)], ("3A", "TOAN")
    )
    assert proposed(world, one, "3A").codes["overall"] == "INCOMPLETE"
    set_plan(head, one, YEAR, Decree("3/QĐ-TH", TODAY, "Biên bản họp"))
    assert proposed(world, one, "3A").codes["overall"] == "NEEDS_DECISION"
    check_class(world.ctx("primary_homeroom"), klass)
    decree = Decree("4/QĐ-TH", TODAY, "Đạt mục tiêu kế hoạch cá nhân")
    decide_level(head, klass, one.pk, "overall", "HT", decree)
    codes = proposed(world, one, "3A").codes
    assert (codes["overall"], codes["promotion"]) == ("HT", "COMPLETED")
    assert decide_class(head, klass).open == [one.pk]
    decide_class(head, klass, {one.pk: {"promotion": "COMPLETED"}})
    assert decision(one).decided["overall"] == "HT"


def test_a_primary_class_has_no_results_of_a_term_to_decide(world: World) -> None:
    with pytest.raises(Refusal, match="không xét kết quả từng học kì"):
        check_class(world.ctx("primary_homeroom"), world.classes["3A"], "1")
