"""Questions the law leaves open: who answers them, from when, and where the answer acts."""

import datetime
from typing import Any

import pytest

from hocba.books.models import SubjectResult
from hocba.books.queries import class_sheet
from hocba.kernel.errors import Invalid, Refusal
from hocba.org.decree import Decree
from hocba.org.models import SettingDecision
from hocba.org.settings import SETTINGS, Choice, Setting, register, settings_for
from hocba.rules.settings import SETTINGS as READINGS
from hocba.year.commands import decide_setting
from tests.commands import objects
from tests.commands.entries import HOMEROOM, change, enter, pupil
from tests.whole_year import fill_class, with_more_subjects
from tests.world import TODAY, YEAR, World

pytestmark = pytest.mark.django_db
NUMBERED = Decree("15/QĐ-THCS", TODAY, "Hội đồng trường họp ngày 10/12")
SO = Decree("120/QĐ-SGDĐT", TODAY, "Thống nhất trong toàn tỉnh")


def answer(
    world: World, who: str, name: str, value: str, *, place: str = "secondary", **more: Any
) -> SettingDecision:
    decree = more.pop("decree", NUMBERED)
    year = more.pop("from_year", YEAR)
    target = getattr(world, place)
    return decide_setting(world.ctx(who), target, name, value, year, decree, **more)


def held(world: World, year: int = YEAR) -> Any:
    return settings_for(world.secondary.pk, year)


def test_every_reading_of_the_law_is_a_setting_with_its_default() -> None:
    assert set(READINGS) <= set(SETTINGS)
    for name, one in READINGS.items():
        assert SETTINGS[name].question == one.question
        assert SETTINGS[name].word(SETTINGS[name].default) == one.words[0][1]


def test_nobody_decided_is_the_default_in_one_statement(
    world: World, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        found = held(world)
    assert found.value("both_fail") == "NOT_PROMOTED" and found.answer("both_fail") is None


def test_an_answer_counts_from_its_year_on_and_later_ones_replace_it(world: World) -> None:
    answer(world, "principal", "both_fail", "SUMMER_TRAINING", from_year=2024)
    assert held(world, 2023).value("both_fail") == "NOT_PROMOTED"
    assert held(world, 2026).value("both_fail") == "SUMMER_TRAINING"
    answer(world, "principal", "both_fail", "NOT_PROMOTED", from_year=2026)
    assert [held(world, y).value("both_fail") for y in (2024, 2025, 2026)] == [
        "SUMMER_TRAINING",
        "SUMMER_TRAINING",
        "NOT_PROMOTED",
    ]
    assert SettingDecision.objects.count() == 2


def test_the_answer_of_the_province_binds_its_schools(world: World) -> None:
    answer(world, "principal", "both_fail", "NOT_PROMOTED")
    answer(
        world,
        "province_officer",
        "both_fail",
        "SUMMER_TRAINING",
        place="province",
        decree=SO,
    )
    found = held(world)
    assert found.value("both_fail") == "SUMMER_TRAINING"
    cited = "theo quyết định số 120/QĐ-SGDĐT ngày 15/12/2025 của Sở Giáo dục và Đào tạo Thử Nghiệm"
    assert found.said("both_fail").endswith(cited)
    with pytest.raises(Refusal, match="Nhà trường theo quyết định ấy"):
        answer(world, "principal", "both_fail", "NOT_PROMOTED")
    assert held(world, YEAR - 1).value("both_fail") == "NOT_PROMOTED"


def test_a_question_of_the_school_is_not_the_provinces(world: World) -> None:
    with pytest.raises(Refusal, match="nhà trường quyết định"):
        answer(world, "province_officer", "primary_zero_score", "refuse", place="province")
    answer(
        world,
        "primary_principal",
        "primary_zero_score",
        "refuse",
        place="primary",
    )
    assert settings_for(world.primary.pk, YEAR).value("primary_zero_score") == "refuse"
    assert held(world).value("primary_zero_score") == "warn"


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        ("name", {"name": "nothing"}),
        ("value", {"value": "maybe"}),
        ("about", {"about": "TOAN"}),
        ("from_year", {"from_year": 1999}),
        ("number", {"decree": Decree(" ", TODAY, "vì")}),
        ("ground", {"decree": Decree("1/QĐ", TODAY, " ")}),
        ("decided_on", {"decree": Decree("1/QĐ", TODAY + datetime.timedelta(days=1), "vì")}),
        ("decided_on", {"decree": Decree("1/QĐ", None, "vì")}),
    ],
)
def test_what_is_wrong_is_named_at_its_field(
    world: World, place: str, wrong: dict[str, Any]
) -> None:
    given: dict[str, Any] = {"name": "both_fail", "value": "NOT_PROMOTED", **wrong}
    with pytest.raises(Invalid) as caught:
        answer(world, "principal", given.pop("name"), given.pop("value"), **given)
    assert [f.place for f in caught.value.faults] == [place]
    assert not SettingDecision.objects.exists()


def test_how_marks_are_corrected_may_change_beside_signatures_and_leaves_results_alone(
    world: World,
) -> None:
    enter(world, "teacher", [change(pupil(world), "gk", 80)])
    made = set(SubjectResult.objects.values_list("regime", flat=True))
    objects.document(world, "signing")
    answer(world, "principal", "correction_course", "explain")
    assert held(world).value("correction_course") == "explain"
    sheet, _ = class_sheet(world.classes["8A1"])
    assert {sheet.stamp} == made, "stored results count on"


def test_a_year_with_signed_transcripts_keeps_its_answers(world: World) -> None:
    objects.document(world, "signing")
    for who, place in (("principal", "secondary"), ("province_officer", "province")):
        with pytest.raises(Refusal, match="Hãy áp dụng từ năm học 2026–2027"):
            answer(world, who, "both_fail", "SUMMER_TRAINING", place=place)
    answer(world, "principal", "both_fail", "SUMMER_TRAINING", from_year=YEAR + 1)


def test_the_answer_acts_in_the_proposal_and_its_reason_names_the_decision(world: World) -> None:
    fill_class(with_more_subjects(world), "8A1", score=30)
    one, book = pupil(world), world.books[HOMEROOM]
    item = book.columns.get(subject__code="ren_luyen", term=2).subject_id
    enter(world, "homeroom", [change(one, "muc", "CĐ", seen="T", term=2, subject=item)], HOMEROOM)

    def promotion() -> tuple[str, str]:
        sheet, _ = class_sheet(world.classes["8A1"], [one.pk])
        why = sheet.regime.explain("promotion", sheet.given, 0)
        return why.value, " ".join(said for _, said in why.settings)

    assert promotion()[0] == "Không được lên lớp"
    answer(world, "principal", "both_fail", "SUMMER_TRAINING")
    value, said = promotion()
    assert value == "Rèn luyện trong kì nghỉ hè"
    assert said.endswith("theo quyết định số 15/QĐ-THCS ngày 15/12/2025 của Trường THCS Sông Cầu")


def test_an_elective_subject_is_answered_for_itself(world: World) -> None:
    answer(world, "principal", "elective_counts", "no", about="NN2")
    found = held(world)
    assert found.value("elective_counts", "NN2") == "no"
    assert found.value("elective_counts", "TDT") == found.value("elective_counts") == "yes"
    assert found.said("elective_counts").startswith("có; Ngoại ngữ 2: không, theo quyết định số")


def test_another_app_adds_a_setting_once() -> None:
    one = Setting("course_of_tests", "Thử", "Theo đường nào?", (Choice("a", "A"), Choice("b", "B")))
    try:
        assert register(one).default == "a"
        with pytest.raises(ValueError, match="twice"):
            register(one)
    finally:
        SETTINGS.pop(one.name)


def test_a_learner_without_conduct_is_named_by_a_decision_of_its_own() -> None:
    """TT 43, setting 14: «per learner» means an exemption from rèn luyện, not a guess."""
    from types import SimpleNamespace

    from hocba.books.sheet import Sheet
    from hocba.rules import regime_by_name

    sheet = Sheet(SimpleNamespace(), [], [1, 2], {}, {(2, 9, 0)}, {"ren_luyen": 9})  # type: ignore[arg-type]
    sheet.__dict__["regime"] = regime_by_name("TT43")
    assert sheet._without_conduct()["conduct_exempt"].tolist() == [False, True]
