"""The law as data: every clause has its status, every column its clause, every example passes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from hocba.rules import NoRegime, Regime, regime_by_name, regime_for
from hocba.rules.check import check_example, check_file
from hocba.rules.clause import STATUSES
from hocba.rules.command import main
from hocba.rules.exact import BadInput
from hocba.rules.settings import SETTINGS, Settings
from hocba.rules.which import REGIMES

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT.parent / "shared" / "examples" / "worked_examples.json"
CODES = tuple(REGIMES)


@pytest.mark.parametrize("code", CODES)
def test_every_clause_has_a_status_a_reason_and_a_confidence(code: str) -> None:
    for clause in regime_by_name(code).law.clauses:
        assert clause.status in STATUSES and clause.reason and clause.confidence and clause.text


@pytest.mark.parametrize("code", CODES)
def test_every_rule_names_what_carries_it_out_and_that_exists(code: str) -> None:
    regime = regime_by_name(code)
    for clause in regime.law.clauses:
        assert bool(clause.by) or clause.status != "rule", clause.ref
        for name in clause.by:
            assert name in regime.rulebook.columns or hasattr(regime, name), (clause.ref, name)


@pytest.mark.parametrize("code", CODES)
def test_every_column_cites_a_clause_of_the_law_and_known_settings(code: str) -> None:
    regime = regime_by_name(code)
    for column in regime.rulebook.columns.values():
        assert regime.law.clause(column.clause).text
        for setting in column.settings:
            assert code in SETTINGS[setting].regulations


DECISIONS: dict[int, tuple[str, str | bool]] = {
    1: ("one_subject_mode", "strict"),
    2: ("one_subject_includes_comment_subjects", True),
    3: ("topic_score_position", "extra"),
    4: ("elective_counts", True),
    5: ("missing_regular_mark", "incomplete"),
    6: ("one_semester_only", "decision"),
    7: ("primary_it_tech_scores", "two"),
    8: ("reassess_reapply_k3", False),
    9: ("both_fail", "NOT_PROMOTED"),
    10: ("few_scored_subjects", "decision"),
    12: ("tt58_G_to_Kem", "Y"),
    13: ("primary_zero_score", "warn"),
    14: ("gdtx_conduct_self_study", "per_learner"),
    15: ("five_year_standards", False),
    16: ("primary_overall_after", "last"),
}
"""The list of decisions; 11, the Phòng, is a matter of places and not of results."""


def test_the_settings_are_the_decisions_of_the_list_with_their_defaults() -> None:
    assert {s.number: (s.name, s.default) for s in SETTINGS.values()} == DECISIONS
    assert all(name == setting.name for name, setting in SETTINGS.items())


@pytest.mark.parametrize("name", SETTINGS)
def test_every_choice_of_a_setting_can_be_made_and_is_said_in_words(name: str) -> None:
    setting = SETTINGS[name]
    assert setting.choices[0] == setting.default
    assert len(set(setting.choices)) == len(setting.words) == len(set(setting.words))
    for choice in setting.choices:
        chosen = Settings({name: choice})
        assert chosen[name] == choice and chosen.said(name) == setting.word(choice) != ""
        assert {n: v for n, v in chosen.items() if n != name} == {
            n: s.default for n, s in SETTINGS.items() if n != name
        }


def test_what_was_decided_about_a_setting_is_said_with_its_ground() -> None:
    decided = Settings({"both_fail": "NOT_PROMOTED"}, {"both_fail": "theo Quyết định 12"})
    assert decided.said("both_fail") == "theo Quyết định 12"
    other = Settings({"both_fail": "SUMMER_TRAINING"})
    assert other.said("both_fail") == SETTINGS["both_fail"].word("SUMMER_TRAINING")


def test_every_shipped_case_passes() -> None:
    report = check_file(None)
    assert report.differences == []
    assert report.passed > 150


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the worked examples lie beside the repository")
def test_every_worked_example_passes() -> None:
    report = check_file(EXAMPLES)
    assert report.differences == []
    assert report.passed == 109


def test_an_example_no_regime_covers_counts_as_failed_unless_left_out(tmp_path: Path) -> None:
    file = tmp_path / "vi-du.json"
    example = {
        "id": "x",
        "regulation": "TT99/2031",
        "grade": 6,
        "input": {"kind": "award"},
        "expected": {"award": None},
        "clause": "Điều 1",
    }
    file.write_text(json.dumps([example]), "utf-8")
    out = io.StringIO()
    assert main(["check", str(file)], out) == 1
    assert out.getvalue().splitlines()[-1] == "0 passed, 1 failed"
    assert "TT99/2031" in out.getvalue() and "Điều 1" in out.getvalue()
    out = io.StringIO()
    assert main(["check", str(file), "--regulation", "TT22"], out) == 0
    assert out.getvalue() == "0 passed, 0 failed\n"


@pytest.mark.parametrize(
    ("example", "word"),
    [
        ({"regulation": "TT22/2021"}, "mẫu"),
        ({"regulation": "TT22/2021", "grade": 6, "input": {"kind": "horoscope"}}, "horoscope"),
        (
            {
                "regulation": "TT22/2021",
                "grade": 6,
                "input": {"kind": "subject_year_average", "hk1": "tám", "hk2": 8},
                "expected": {},
            },
            "tám",
        ),
        (
            {
                "regulation": "TT22/2021",
                "grade": 6,
                "input": {"kind": "conduct_year", "hk1": "G", "hk2": "T"},
                "expected": {},
            },
            "G",
        ),
    ],
)
def test_a_malformed_example_fails_with_a_reason_and_never_crashes(
    example: dict[str, object], word: str
) -> None:
    lines = check_example(example)
    assert lines and word in lines[0]


def test_a_wrong_result_is_shown_with_what_was_needed() -> None:
    lines = check_example(
        {
            "regulation": "TT22/2021",
            "grade": 6,
            "input": {"kind": "conduct_year", "hk1": "T", "hk2": "T"},
            "expected": {"level": "K", "alternative": "anything"},
        }
    )
    assert lines == ('level: cần "K", tính ra "T"',)


@pytest.mark.parametrize("text", ["[1]", "[{}, 1]", "{}", "không phải json"])
def test_a_file_that_is_not_a_list_of_examples_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "hong.json"
    file.write_text(text, "utf-8")
    with pytest.raises(BadInput):
        check_file(file)
    assert main(["check", str(file)], io.StringIO()) == 2
    assert main(["check", str(tmp_path / "khong-co.json")], io.StringIO()) == 2


def test_the_law_can_be_listed_and_shown() -> None:
    out = io.StringIO()
    assert main(["list"], out) == 0
    assert "TT22" in out.getvalue() and "TT27" in out.getvalue()
    out = io.StringIO()
    assert main(["show", "TT22", "Điều", "9"], out) == 0
    assert "Điều 9 khoản 3" in out.getvalue() and "Điều 8" not in out.getvalue()
    assert main(["show", "TT22", "Điều 99"], io.StringIO()) == 1
    assert main(["show", "TT99"], io.StringIO()) == 2


def test_the_reference_page_of_the_law_is_up_to_date() -> None:
    out = io.StringIO()
    assert main(["doc"], out) == 0
    assert (ROOT / "docs" / "reference" / "law.md").read_text("utf-8") == out.getvalue()


@pytest.mark.parametrize(
    ("level", "grade", "year", "code"),
    [
        ("primary", 1, 2020, "TT27"),
        ("primary", 5, 2024, "TT27"),
        ("primary", 5, 2023, "TT30"),
        ("primary", 1, 2019, "TT30"),
        ("kindergarten", 0, 2025, "MN"),
        ("kindergarten", 5, 2021, "MN"),
        ("lower_secondary", 6, 2021, "TT22"),
        ("lower_secondary", 9, 2025, "TT22"),
        ("upper_secondary", 10, 2022, "TT22"),
        ("upper_secondary", 12, 2024, "TT22"),
        ("lower_secondary", 9, 2023, "TT58+TT26"),
        ("lower_secondary", 9, 2021, "TT58+TT26"),
        ("lower_secondary", 9, 2024, "TT22"),
        ("lower_secondary", 6, 2020, "TT58+TT26"),
        ("lower_secondary", 6, 2019, "TT58"),
        ("upper_secondary", 12, 2023, "TT58+TT26"),
        ("upper_secondary", 10, 2011, "TT58"),
        ("gdtx_lower", 6, 2022, "TT43"),
        ("gdtx_upper", 12, 2024, "TT43"),
    ],
)
def test_the_regime_follows_level_grade_and_school_year(
    level: str, grade: int, year: int, code: str
) -> None:
    regime = regime_for(level, grade, year)
    assert isinstance(regime, Regime)
    assert (regime.code, bool(regime.version), bool(regime.title)) == (code, True, True)


@pytest.mark.parametrize(
    ("level", "grade", "year"),
    [
        ("primary", 5, 2015),
        ("primary", 6, 2025),
        ("lower_secondary", 9, 2010),
        ("lower_secondary", 10, 2025),
        ("upper_secondary", 12, 2010),
        ("gdtx_upper", 12, 2023),
        ("gdtx_lower", 9, 2024),
        ("upper_secondary", 13, 2025),
        ("kindergarten", 6, 2025),
        ("kindergarten", 5, 2020),
        ("university", 1, 2025),
    ],
)
def test_a_year_or_level_no_circular_covers_is_a_named_error(
    level: str, grade: int, year: int
) -> None:
    with pytest.raises(NoRegime):
        regime_for(level, grade, year)


def test_the_rules_import_nothing_else_of_the_program() -> None:
    code = (
        "import sys, hocba.rules.command;"
        "ours = {m for m in sys.modules if m.startswith('hocba.') "
        "and not m.startswith('hocba.rules')};"
        "assert not ours, ours; assert 'django' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def printed(*arguments: str) -> list[str]:
    out = io.StringIO()
    main(arguments, out)
    return out.getvalue().splitlines()


def test_the_list_counts_the_clauses_of_each_circular_by_status() -> None:
    lines = printed("list")
    assert [line.split()[0] for line in lines[::2]] == list(CODES)
    law = regime_by_name("TT23").law
    assert lines[-2:] == [
        f"TT23  {law.title}",
        "      5 mục: 3 chương trình tính, 1 dữ liệu nhập vào, 1 người quyết định",
    ]


def test_a_clause_is_shown_with_what_carries_it_out() -> None:
    title, *rest = printed("show", "TT22", "Điều", "9", "khoản", "3")
    assert title.startswith("Thông tư 22/2021/TT-BGDĐT")
    assert rest == [
        "",
        "Điều 9 khoản 3 [chương trình tính; đã đối chiếu]",
        "  Mức học tập bị thấp xuống từ 02 mức trở lên so với mức Tốt, Khá chỉ do duy nhất 01 môn học "
        "thì được điều chỉnh lên mức liền kề.",
        "  Trong chương trình: Cách so và loại môn: thiết lập số 1 và số 2.",
        "  Cột, hàm: culprit_1, culprit_2, culprit_year, adjusted_1, adjusted_2, adjusted_year",
    ]
    assert printed("show", "TT22", "Điều 99")[1:] == ["Không có Điều 99 trong danh mục điều khoản."]
    whole = printed("show", "TT23")
    assert sum(line.endswith("]") for line in whole) == 5
    assert sum(line.startswith("  Cột, hàm: ") for line in whole) == 3, "those of the rules"


def test_the_coverage_counts_clauses_and_the_examples_that_try_them() -> None:
    lines = printed("coverage")
    first = lines.index(next(line for line in lines if line.startswith("TT23  ")))
    assert lines[first + 1 : first + 3] == [
        "  5 mục: 3 chương trình tính, 1 dữ liệu nhập vào, 1 người quyết định",
        "  Đối chiếu: 2 đã đối chiếu, 2 cần đối chiếu văn bản gốc, 1 còn cách hiểu khác",
    ]
    assert lines[-2:] == [
        "  Theo dõi sự phát triển của trẻ: cột reached, cột reached_in_domain; 1 ví dụ",
        "0 điều khoản thiếu hàm hoặc ví dụ",
    ]
